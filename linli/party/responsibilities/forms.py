"""What is asked for an edition of the responsibility matrix."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.kernel.common.text import clean
from linli.party.responsibilities.rules import (
    MOST_ACTOR,
    MOST_DUTY,
    MOST_FIELD,
    MOST_LINES,
    MOST_NAME,
    MOST_SOURCE,
    Line,
    Matrix,
    numbered,
)

SPARE_LINES = 5


class MatrixForm(forms.Form):
    """What one edition of the matrix says, but for its lines."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name of the matrix"), max_length=MOST_NAME)
    source = forms.CharField(label=_("Where it comes from"), max_length=MOST_SOURCE)


class LineForm(forms.Form):
    """One duty; an empty line is left out."""

    actor = forms.CharField(
        label=pgettext_lazy("of the matrix", "Actor"), max_length=MOST_ACTOR, required=False
    )
    field = forms.CharField(
        label=pgettext_lazy("of the matrix", "Field"), max_length=MOST_FIELD, required=False
    )
    duty = forms.CharField(
        label=pgettext_lazy("of the matrix", "Duty"), max_length=MOST_DUTY, required=False
    )

    def line(self) -> Line | None:
        """Return what was filled in, or None for an empty line."""
        said = self.cleaned_data
        actor = clean(said.get("actor") or "", most=MOST_ACTOR)
        duty = clean(said.get("duty") or "", most=MOST_DUTY)
        field = clean(said.get("field") or "", most=MOST_FIELD)
        return Line("", actor, duty, field) if actor or duty or field else None


LineForms = forms.formset_factory(
    LineForm, extra=SPARE_LINES, max_num=MOST_LINES, validate_max=True
)


class Filled:
    """The form of the matrix together with its lines."""

    def __init__(self, matrix: Matrix | None, version: int | None, posted: Any) -> None:
        self.is_bound = bool(posted)
        if posted:
            self.form, self.lines = MatrixForm(posted), LineForms(posted, prefix="lines")
            return
        kept = matrix or Matrix("", "")
        self.form = MatrixForm(
            initial={"version": version, "name": kept.name, "source": kept.source}
        )
        lines = [{"actor": one.actor, "field": one.field, "duty": one.duty} for one in kept.lines]
        self.lines = LineForms(initial=lines, prefix="lines")

    def is_valid(self) -> bool:
        """Return whether the form and all its lines can be read."""
        return self.is_bound and all([self.form.is_valid(), self.lines.is_valid()])

    def matrix(self) -> Matrix:
        """Return what was filled in; lines in their order."""
        said = self.form.cleaned_data
        return Matrix(
            name=clean(said["name"], most=MOST_NAME),
            source=clean(said["source"], most=MOST_SOURCE),
            lines=numbered([line for one in self.lines.forms if (line := one.line())]),
        )
