"""What is asked for a verdict, for a tolerance, and for the filters of the list."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.kernel.common.text import clean
from linli.party.comparisons.queries import Filters
from linli.party.register.forms import WordsField
from linli.party.relations.queries import ToleranceVersion
from linli.party.relations.rules import DECIDED, ORDER, RELATION_NAMES, Relation, Tolerance
from linli.ui.fields import offer


class VerdictForm(forms.Form):
    """Of which kind a compound is, and why."""

    relation = forms.ChoiceField(label=_("It is"), widget=forms.RadioSelect)
    words = WordsField(
        label=_("Reason"),
        rows=2,
        help_text=_("What you know of the place. Name no private persons."),
    )

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        names = [(kind.value, gettext(RELATION_NAMES[kind]).capitalize()) for kind in DECIDED]
        offer(self, "relation", names)

    def kind(self) -> Relation:
        """Return what was chosen."""
        return Relation(self.cleaned_data["relation"])


class ToleranceForm(forms.Form):
    """A tolerance with its band, and what decided it."""

    percent = forms.IntegerField(
        label=_("Tolerance in per cent"),
        min_value=1,
        max_value=45,
        help_text=_("So much may be missing of a cell that counts as whole."),
    )
    band = forms.IntegerField(
        label=_("Band in per cent"),
        min_value=0,
        max_value=45,
        help_text=_("Whoever is this close to another kind waits for a person."),
    )
    source = forms.CharField(label=_("Decided by"), max_length=200)

    def tolerance(self) -> Tolerance:
        """Return what was filled in."""
        return Tolerance(self.cleaned_data["percent"], self.cleaned_data["band"])


def tolerance_form(now: ToleranceVersion, posted: Any) -> ToleranceForm:
    """Return the form with what was sent, or with the numbers in force."""
    known = now.tolerance
    return ToleranceForm(posted, initial={"percent": known.percent, "band": known.band})


class FiltersForm(forms.Form):
    """The filters of the list as the address has them; nonsense is left out."""

    only = forms.ChoiceField(required=False, choices=[("waits", ""), ("decided", "")])
    relation = forms.ChoiceField(required=False, choices=[(kind.value, "") for kind in ORDER])
    street = forms.UUIDField(required=False)
    words = forms.CharField(required=False, max_length=60)
    percent = forms.IntegerField(required=False, min_value=1, max_value=45)
    band = forms.IntegerField(required=False, min_value=0, max_value=45)

    def filters(self) -> Filters:
        """Return what was asked for, as far as it can be understood."""
        self.is_valid()
        said = self.cleaned_data
        percent, band = said.get("percent"), said.get("band") or 0
        return Filters(
            only=said.get("only", ""),
            relation=said.get("relation", ""),
            street=str(said.get("street") or ""),
            words=clean(said.get("words", ""), most=60),
            trial=Tolerance(percent, min(band, percent, 49 - percent)) if percent else None,
        )
