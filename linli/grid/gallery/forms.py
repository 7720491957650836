"""What a desk says of a picture: which parts are covered and why, or that it is hidden."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.grid.gallery import rules
from linli.grid.gallery.queries import Sheet
from linli.grid.photos.rules import WHY_NAMES, Rectangle, Why
from linli.grid.words.forms import WordsField, said
from linli.kernel.common.errors import LinliError

ROWS = 6
"""Rows for parts on a page without JavaScript; more come with the next sending."""

SIDES = ("left", "top", "width", "height")


class PartsInput(forms.Widget):
    """Reads four inputs a part; the template draws them."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[tuple[str, ...]]:
        """Return what was typed of each part: left, top, width, height."""
        columns = [data.getlist(side) for side in SIDES]
        return list(zip(*columns, strict=False))


class PartsField(forms.Field):
    """Parts of a picture in percent; ``clean`` returns rectangles in thousandths."""

    widget = PartsInput

    def clean(self, value: Any) -> list[Rectangle]:
        """Return the parts of which anything was typed.

        Raises:
            ValidationError: one cannot be read, or there is none, in the words of the rule.
        """
        typed = [(number, row) for number, row in enumerate(value, start=1) if any(row)]
        try:
            found = [rules.rectangle(number, row) for number, row in typed]
            rules.check_parts(found)
        except LinliError as refused:
            raise said(refused) from refused
        return found


def why_field() -> forms.TypedChoiceField:
    """Return the field that asks for the reason."""
    choices = [(word, _(name)) for word, name in WHY_NAMES.items()]
    return forms.TypedChoiceField(label=_("Reason"), choices=choices, coerce=Why)


class RedactForm(forms.Form):
    """The parts to cover, why, and whether the original goes at once."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    parts = PartsField(label=_("Parts to cover"))
    why = why_field()
    words = WordsField(label=_("Remark"), required=False, rows=2)
    erases = forms.BooleanField(
        label=_("Erase the original at once"),
        required=False,
        help_text=_("It cannot be brought back, and the parts cannot be marked anew."),
    )

    def rows(self) -> list[tuple[str, ...]]:
        """Return the parts as typed, or as covered the last time, with empty rows after them."""
        value = self["parts"].value() or []
        known = [row for row in value if any(row)]
        return known + [("", "", "", "")] * max(1, ROWS - len(known))


class HideForm(forms.Form):
    """Whether a picture is hidden, and why."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    is_hidden = forms.TypedChoiceField(
        choices=[("1", ""), ("0", "")], coerce=lambda word: word == "1", widget=forms.HiddenInput
    )
    why = why_field()


def redact_form(sheet: Sheet, data: Mapping[str, Any] | None) -> RedactForm:
    """Return the form of a picture: as it was covered the last time, or as sent."""
    parts = [
        tuple(f"{side / 10:g}" for side in (one.left, one.top, one.width, one.height))
        for one in sheet.covered
    ]
    return RedactForm(data, initial={"seen": sheet.photo.shown_digest, "parts": parts})


def hide_form(sheet: Sheet, data: Mapping[str, Any] | None = None) -> HideForm:
    """Return the form that hides a picture, or shows it again."""
    turn = "0" if sheet.photo.is_hidden else "1"
    initial = {"seen": sheet.photo.shown_digest, "is_hidden": turn, "why": Why.OFF_TOPIC}
    return HideForm(data, initial=initial, auto_id="id_hide_%s")
