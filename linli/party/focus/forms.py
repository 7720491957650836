"""What is asked for an edition of the rules of focus."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.kernel.common.text import clean
from linli.kernel.compounds.rules import ESTATE_NAMES
from linli.party.focus.rules import (
    MOST_FOCUS,
    MOST_NAME,
    MOST_RULES,
    MOST_SOURCE,
    FocusTable,
    Rule,
    numbered,
)
from linli.ui.fields import offer

SPARE_LINES = 3


class FocusForm(forms.Form):
    """What one edition of the rules says, but for its lines."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name of the rules"), max_length=MOST_NAME)
    source = forms.CharField(label=_("Where it comes from"), max_length=MOST_SOURCE)


class RuleForm(forms.Form):
    """One rule; an empty line is left out."""

    name = forms.CharField(
        label=pgettext_lazy("of a rule", "Compounds"), max_length=MOST_NAME, required=False
    )
    estate = forms.ChoiceField(label=_("Kind of estate"), required=False)
    has_spare_room = forms.ChoiceField(label=_("Spare room"), required=False)
    built_in = forms.IntegerField(
        label=_("Built in this year or later"), min_value=1900, max_value=2100, required=False
    )
    focus = forms.CharField(
        label=pgettext_lazy("of a rule", "Focus"), max_length=MOST_FOCUS, required=False
    )
    standard = forms.ChoiceField(label=_("Standard"), required=False)

    def __init__(self, *data: Any, standards: Sequence[tuple[str, str]] = (), **more: Any) -> None:
        super().__init__(*data, **more)
        anything = ("", gettext("any"))
        kinds = [(one.value, gettext(name)) for one, name in ESTATE_NAMES.items()]
        offer(self, "estate", [anything, *kinds])
        offer(self, "has_spare_room", [anything, ("yes", gettext("yes")), ("no", gettext("no"))])
        offer(self, "standard", [("", gettext("none")), *standards])

    def rule(self) -> Rule | None:
        """Return what was filled in, or None for an empty line."""
        said = self.cleaned_data
        name = clean(said.get("name") or "", most=MOST_NAME)
        focus = clean(said.get("focus") or "", most=MOST_FOCUS)
        wanted = {
            each: str(said.get(each) or "") for each in ("estate", "has_spare_room", "built_in")
        }
        when = {each: value for each, value in wanted.items() if value}
        if not (name or focus or when):
            return None
        standard = said.get("standard")
        return Rule("", name, focus, when, UUID(standard) if standard else None)


RuleForms = forms.formset_factory(
    RuleForm, extra=SPARE_LINES, max_num=MOST_RULES, validate_max=True
)


class Filled:
    """The form of the rules together with its lines."""

    def __init__(
        self,
        table: FocusTable | None,
        version: int | None,
        posted: Any,
        standards: Sequence[tuple[str, str]],
    ) -> None:
        self.is_bound = bool(posted)
        more: dict[str, Any] = {"prefix": "rules", "form_kwargs": {"standards": standards}}
        if posted:
            self.form, self.lines = FocusForm(posted), RuleForms(posted, **more)
            return
        kept = table or FocusTable("", "")
        self.form = FocusForm(
            initial={"version": version, "name": kept.name, "source": kept.source}
        )
        self.lines = RuleForms(initial=[_line(one) for one in kept.rules], **more)

    def is_valid(self) -> bool:
        """Return whether the form and all its lines can be read."""
        return self.is_bound and all([self.form.is_valid(), self.lines.is_valid()])

    def table(self) -> FocusTable:
        """Return what was filled in; rules in the order of their lines."""
        said = self.form.cleaned_data
        return FocusTable(
            name=clean(said["name"], most=MOST_NAME),
            source=clean(said["source"], most=MOST_SOURCE),
            rules=numbered([rule for one in self.lines.forms if (rule := one.rule())]),
        )


def _line(rule: Rule) -> dict[str, object]:
    said = {"name": rule.name, "focus": rule.focus, "standard": str(rule.standard_id or "")}
    return {**rule.when, **said}
