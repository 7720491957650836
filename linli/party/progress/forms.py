"""What is asked for a step of a compound, and for the filters of the list."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.kernel.common.errors import NotFound
from linli.kernel.common.text import clean
from linli.party.preparations.rules import Stage
from linli.party.progress.queries import CompoundPage, Filters
from linli.party.register.forms import WordsField
from linli.party.relations.rules import ORDER
from linli.ui.fields import DayField, offer


class StepForm(forms.Form):
    """A step on a compound as it was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *data: Any, found: CompoundPage, **more: Any) -> None:
        super().__init__(*data, **more)
        self.fields["version"].initial = found.line.version
        self.prepare(found)

    def prepare(self, found: CompoundPage) -> None:
        """Offer what the step can choose from."""


class MoveForm(StepForm):
    """The stage that was reached, and the day."""

    stage = forms.ChoiceField(label=_("Reached"))
    on = DayField(label=_("Day"))

    def prepare(self, found: CompoundPage) -> None:
        """Offer the stages that lie ahead."""
        offer(self, "stage", found.ahead)


class CorrectForm(StepForm):
    """Where the compound really stands, since when, and why it was wrong."""

    stage = forms.ChoiceField(label=_("It really stands at"))
    on = DayField(label=_("Since"), required=False)
    words = WordsField(label=_("Reason"), rows=2, help_text=_("Name no private persons."))

    def prepare(self, found: CompoundPage) -> None:
        """Offer all stages, with the present one chosen."""
        offer(self, "stage", found.stages)
        self.fields["stage"].initial = found.line.stage.value
        self.fields["on"].initial = found.line.stage_on


class AssignForm(StepForm):
    """The office that does it."""

    organisation = forms.TypedChoiceField(label=_("Who does it"), required=False, empty_value=None)

    def prepare(self, found: CompoundPage) -> None:
        """Offer the offices of the place."""
        named = [(str(each.pk), each.name) for each in found.offices]
        offer(self, "organisation", [("", gettext("nobody yet")), *named])
        self.fields["organisation"].initial = str(found.organisation_id or "")


FORMS: Mapping[str, type[StepForm]] = {
    "move": MoveForm,
    "correct": CorrectForm,
    "assign": AssignForm,
}
"""Word in the address → the form that asks for it."""


def form_of(word: str, found: CompoundPage, posted: Any = None) -> StepForm:
    """Return the form of a step, empty or with what was sent.

    Raises:
        NotFound: there is no such step.
    """
    if word not in FORMS:
        raise NotFound
    return FORMS[word](posted, found=found, auto_id=f"id_{word}_%s")


class FiltersForm(forms.Form):
    """The filters of the list as the address has them; nonsense is left out."""

    stage = forms.ChoiceField(required=False, choices=[(stage.value, "") for stage in Stage])
    relation = forms.ChoiceField(required=False, choices=[(kind.value, "") for kind in ORDER])
    wave = forms.IntegerField(required=False, min_value=0, max_value=9)
    street = forms.UUIDField(required=False)
    community = forms.UUIDField(required=False)
    words = forms.CharField(required=False, max_length=60)

    def filters(self) -> Filters:
        """Return what was asked for, as far as it can be understood."""
        self.is_valid()
        said = self.cleaned_data
        return Filters(
            stage=said.get("stage", ""),
            relation=said.get("relation", ""),
            wave=said.get("wave"),
            street=str(said.get("street") or ""),
            community=str(said.get("community") or ""),
            words=clean(said.get("words", ""), most=60),
        )
