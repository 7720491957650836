"""What is asked for an edition of a standard."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.kernel.common.text import clean
from linli.party.standards.rules import (
    MOST_EVIDENCE,
    MOST_ITEM,
    MOST_ITEMS,
    MOST_NAME,
    MOST_SOURCE,
    MOST_WEIGHT,
    PERIOD_NAMES,
    Item,
    Period,
    Standard,
    numbered,
)
from linli.ui.fields import offer

SPARE_LINES = 5
"""Empty lines for further items; more come with each turn of keeping the draft."""


class StandardForm(forms.Form):
    """What one edition of a standard says, but for its items."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name of the standard"), max_length=MOST_NAME)
    source = forms.CharField(
        label=_("Where it comes from"), max_length=MOST_SOURCE,
        help_text=_("The document or office that sets it. What the source does not name is left out."),
    )  # fmt: skip
    period = forms.TypedChoiceField(label=_("To be met"), coerce=Period)
    due_on = forms.DateField(
        label=_("By the day"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        offer(self, "period", [(one.value, gettext(name)) for one, name in PERIOD_NAMES.items()])


class ItemForm(forms.Form):
    """One item; without words the line is left out."""

    text = forms.CharField(label=_("Item"), max_length=MOST_ITEM, required=False)
    weight = forms.IntegerField(
        label=_("Weight"), min_value=1, max_value=MOST_WEIGHT, required=False
    )
    evidence = forms.CharField(label=_("Evidence"), max_length=MOST_EVIDENCE, required=False)
    needs_file = forms.BooleanField(label=_("File needed"), required=False)

    def item(self) -> Item | None:
        """Return what was filled in, or None for an empty line."""
        said = self.cleaned_data
        text = clean(said.get("text") or "", most=MOST_ITEM)
        if not text:
            return None
        evidence = clean(said.get("evidence") or "", most=MOST_EVIDENCE)
        return Item("", text, said.get("weight") or 1, evidence, bool(said.get("needs_file")))


ItemForms = forms.formset_factory(
    ItemForm, extra=SPARE_LINES, max_num=MOST_ITEMS, validate_max=True
)


class Filled:
    """The form of a standard together with the lines of its items."""

    def __init__(self, standard: Standard | None, version: int | None, posted: Any) -> None:
        self.is_bound = bool(posted)
        if posted:
            self.form, self.lines = StandardForm(posted), ItemForms(posted, prefix="items")
            return
        kept = standard or Standard("", "")
        self.form = StandardForm(
            initial={
                "version": version,
                "name": kept.name,
                "source": kept.source,
                "period": kept.period.value,
                "due_on": kept.due_on,
            }
        )
        self.lines = ItemForms(initial=[_line(item) for item in kept.items], prefix="items")

    def is_valid(self) -> bool:
        """Return whether the form and all its lines can be read."""
        return self.is_bound and all([self.form.is_valid(), self.lines.is_valid()])

    def standard(self) -> Standard:
        """Return what was filled in; items in the order of their lines."""
        said = self.form.cleaned_data
        return Standard(
            name=clean(said["name"], most=MOST_NAME),
            source=clean(said["source"], most=MOST_SOURCE),
            period=said["period"],
            due_on=said["due_on"],
            items=numbered(list(_items(self.lines.forms))),
        )


def _items(lines: Iterable[ItemForm]) -> Iterable[Item]:
    return (item for line in lines if (item := line.item()))


def _line(item: Item) -> dict[str, object]:
    return {
        "text": item.text,
        "weight": item.weight,
        "evidence": item.evidence,
        "needs_file": item.needs_file,
    }
