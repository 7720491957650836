"""What is asked for a caller's report."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.grid.calls import queries
from linli.grid.categories.forms import category_choices
from linli.grid.categories.rules import Category
from linli.grid.words.forms import WordsField, said
from linli.kernel.common import ids
from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import phone_number
from linli.ui.fields import offer


class CallForm(forms.Form):
    """A report that a caller gives by telephone."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=ids.new)
    text = WordsField(label=_("What the caller reports"), rows=4)
    find = forms.CharField(
        label=_("Compound or building"),
        required=False,
        max_length=60,
        help_text=_("Name or first letters of its reading, for example “东方 3栋” or “df”."),
    )
    place = forms.UUIDField(
        label=_("Place"), error_messages={"required": _("Find the place and choose it.")}
    )
    address = forms.CharField(
        label=_("Where exactly"), required=False, max_length=120,
        help_text=_("For example: entrance 2, beside the bins."),
    )  # fmt: skip
    category = forms.ChoiceField(
        label=_("Category"), required=False,
        help_text=_("Empty: the desk of the place decides."),
    )  # fmt: skip
    name = forms.CharField(label=_("Name of the caller"), required=False, max_length=40)
    phone = forms.CharField(
        label=_("Telephone of the caller"), required=False, max_length=20,
        help_text=_("For questions and the result; never public."),
    )  # fmt: skip

    def __init__(self, *data: Any, categories: Iterable[Category], **more: Any) -> None:
        super().__init__(*data, **more)
        choices = category_choices(categories)
        offer(self, "category", choices)

    def clean_phone(self) -> str:
        """Return the digits of the telephone.

        Raises:
            ValidationError: it is none.
        """
        try:
            return phone_number(self.cleaned_data["phone"])
        except LinliError as refused:
            raise said(refused) from refused


def call_form(data: Mapping[str, str], categories: Iterable[Category]) -> CallForm:
    """Return the form of a caller's report: empty, looking for a place, or sent."""
    if data and "find_place" not in data:
        return CallForm(data, categories=categories)
    return CallForm(initial={name: data[name] for name in data}, categories=categories)


def found_places(form: CallForm) -> dict[str, Any]:
    """Return the places to choose from and the one chosen, for what is typed into the form."""
    typed = str(form["find"].value() or "")
    return {
        "places": queries.places(typed),
        "asked": bool(typed),
        "chosen": str(form["place"].value() or ""),
    }
