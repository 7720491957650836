"""What is asked for a body, for its seats, its filing and its seals."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.kernel.bodies.rules import ENDED_NAMES, KIND_NAMES, Ended, Kind, Term
from linli.kernel.bodies.services import Filing
from linli.kernel.common.errors import NotFound
from linli.kernel.people.models import Organisation
from linli.kernel.seals.rules import SEAL_NAMES, SealKind
from linli.kernel.seats.rules import LEFT_NAMES, OFFICE_NAMES, Left, Office
from linli.ui.fields import DayField, offer


def _choices(names: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(str(word.value), gettext(name)) for word, name in names.items()]


class TermForm(forms.Form):
    """What an election decided."""

    kind = forms.TypedChoiceField(label=_("Body"), coerce=Kind)
    name = forms.CharField(label=_("Name as filed"), max_length=120)
    number = forms.IntegerField(label=_("Number of the term"), min_value=1, initial=1)
    seats = forms.IntegerField(
        label=_("Seats"), min_value=1, help_text=_("As the owners decided, alternates left out.")
    )
    elected_on = DayField(label=_("Elected on"))
    starts_on = DayField(label=_("First day of the term"))
    until = DayField(label=_("Last day of the term"))

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        offer(self, "kind", _choices(KIND_NAMES))

    def term(self) -> Term:
        """Return what was filled in."""
        return Term(**self.cleaned_data)


class StepForm(forms.Form):
    """One entry for a body; ``row`` is the seat or seal it is about, where there is one."""

    row = forms.UUIDField(widget=forms.HiddenInput, required=False)
    on = DayField(label=pgettext_lazy("when", "Day"))


class SeatForm(StepForm):
    """Who sits in a body from a day on."""

    name = forms.CharField(label=_("Name"), max_length=80)
    office = forms.TypedChoiceField(label=pgettext_lazy("in a body", "Office"), coerce=Office)

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        offer(self, "office", _choices(OFFICE_NAMES))


class LeaveForm(StepForm):
    """Who left a seat, and why."""

    reason = forms.TypedChoiceField(label=pgettext_lazy("of an end", "Reason"), coerce=Left)

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        offer(self, "reason", _choices(LEFT_NAMES))


class FilingForm(StepForm):
    """The filing of a body."""

    number = forms.CharField(label=_("Number of the filing"), max_length=60)
    office = forms.TypedChoiceField(label=_("Filed with"), coerce=UUID)

    def __init__(self, *data: Any, offices: Sequence[Organisation] = (), **more: Any) -> None:
        super().__init__(*data, **more)
        offer(self, "office", [(str(each.pk), each.name) for each in offices])

    def filing(self) -> Filing:
        """Return what was filled in."""
        said = self.cleaned_data
        return Filing(number=said["number"], on=said["on"], with_id=said["office"])


class CountForm(StepForm):
    """How many members are Party members."""

    count = forms.IntegerField(
        label=_("Party members among the members"), min_value=0,
        help_text=_("A number only; who they are is stored nowhere here."),
    )  # fmt: skip


class SealForm(StepForm):
    """A seal that a body got."""

    kind = forms.TypedChoiceField(label=_("Seal"), coerce=SealKind)

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        offer(self, "kind", _choices(SEAL_NAMES))


class EndForm(StepForm):
    """When and why a body ended without a next one."""

    reason = forms.TypedChoiceField(label=pgettext_lazy("of an end", "Reason"), coerce=Ended)

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        without = {word: name for word, name in ENDED_NAMES.items() if word is not Ended.REPLACED}
        offer(self, "reason", _choices(without))


class ForgetForm(forms.Form):
    """The seat whose name is erased."""

    row = forms.UUIDField(widget=forms.HiddenInput)


FORMS: dict[str, type[forms.Form]] = {
    "take": SeatForm,
    "leave": LeaveForm,
    "forget": ForgetForm,
    "file": FilingForm,
    "count": CountForm,
    "seal": SealForm,
    "hand_over": StepForm,
    "invalidate": StepForm,
    "end": EndForm,
}
"""Word in the address of a step → what is asked for it."""


def form_of(word: str, posted: Any = None, *, offices: Sequence[Organisation] = ()) -> forms.Form:
    """Return the form of a step.

    Raises:
        NotFound: no step has this word.
    """
    if word not in FORMS:
        raise NotFound
    if word == "file":
        return FilingForm(posted, offices=offices, auto_id=f"id_{word}_%s")
    return FORMS[word](posted, auto_id=f"id_{word}_%s")
