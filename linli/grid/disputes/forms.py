"""What is asked for each step of a dispute."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.grid.disputes.queries import DisputeLine, Panel
from linli.grid.disputes.rules import DISPUTE_GROUNDS, DisputeGround, DisputeMove
from linli.kernel.common import text
from linli.kernel.common.errors import NotFound, gettext_noop

MOST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Wording:
    """How a step reads: ``name`` over its form and on its button, ``done`` once it is taken."""

    name: str
    done: str


WORDINGS: dict[DisputeMove, Wording] = {
    DisputeMove.DECIDE: Wording(
        gettext_noop("Decide whose duty it is"), gettext_noop("Decided; the unit has it now.")
    ),
    DisputeMove.STATE: Wording(
        gettext_noop("State our view"), gettext_noop("The view of your unit is recorded.")
    ),
    DisputeMove.WITHDRAW: Wording(
        gettext_noop("Settled between the units"), gettext_noop("The dispute has ended.")
    ),
    DisputeMove.BEGIN: Wording(
        gettext_noop("Have it decided whose duty it is"),
        gettext_noop("The dispute waits for its decision."),
    ),
}
"""Every step a person takes in a dispute, the most usual first."""


class DisputeForm(forms.Form):
    """The version of the case that was looked at, and words."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Reason"),
        help_text=_("Only staff read it; name no persons."),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *data: Any, panel: Panel, **more: Any) -> None:
        super().__init__(*data, **more)
        self.panel = panel
        self.fields["version"].initial = panel.version

    def clean_words(self) -> str:
        """Return the words without control characters."""
        return text.clean(self.cleaned_data["words"], most=MOST_WORDS)


class BeginForm(DisputeForm):
    """What it is about, and why a unit says that it is not its duty."""

    about = forms.TypedChoiceField(
        label=_("What it is about"), coerce=UUID, required=False, empty_value=None
    )
    ground = forms.TypedChoiceField(label=_("Ground"), coerce=DisputeGround)

    field_order = ["version", "about", "ground", "words"]

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        fields: dict[str, Any] = self.fields
        fields["ground"].choices = [(g.value, gettext(n)) for g, n in DISPUTE_GROUNDS.items()]
        fields["about"].choices = [
            (
                key,
                gettext("The part of %(unit)s") % {"unit": unit} if key else gettext("The matter"),
            )
            for key, unit in self.panel.about
        ]
        if [key for key, _unit in self.panel.about] == [""]:
            del fields["about"]
        else:
            fields["about"].required = "" not in dict(self.panel.about)


class DecideForm(DisputeForm):
    """The unit whose duty it is, and why."""

    unit = forms.TypedChoiceField(label=_("Unit that has it from now on"), coerce=UUID)

    field_order = ["version", "unit", "words"]

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        fields: dict[str, Any] = self.fields
        fields["unit"].choices = [(str(key), name) for key, name in self.panel.units]
        fields["words"].help_text = gettext("One sentence; the reporter can read it too.")


class StateForm(DisputeForm):
    """What a unit says on it."""

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        self.fields["words"].label = gettext("View of your unit")


FORMS: dict[DisputeMove, type[DisputeForm]] = {
    DisputeMove.BEGIN: BeginForm,
    DisputeMove.STATE: StateForm,
    DisputeMove.DECIDE: DecideForm,
    DisputeMove.WITHDRAW: DisputeForm,
}


@dataclass(frozen=True, slots=True)
class DisputeOffer:
    """One step of a dispute as the page of a case offers it."""

    move: DisputeMove
    name: str
    form: DisputeForm


@dataclass(frozen=True, slots=True)
class ShownDispute:
    """A dispute with the steps its reader may take."""

    line: DisputeLine
    offers: list[DisputeOffer]


@dataclass(frozen=True, slots=True)
class ShownDisputes:
    """The disputes of a case with all forms; ``begin`` where the reader may begin one."""

    disputes: list[ShownDispute]
    begin: BeginForm | None


def shown(panel: Panel) -> ShownDisputes:
    """Return the disputes of a case with the forms of the steps open to the reader."""
    auto_id = "id_dispute_%s"
    return ShownDisputes(
        disputes=[ShownDispute(line, _offers(panel, line)) for line in panel.lines],
        begin=BeginForm(panel=panel, auto_id=auto_id) if panel.about else None,
    )


def _offers(panel: Panel, line: DisputeLine) -> list[DisputeOffer]:
    return [
        DisputeOffer(
            move=move,
            name=gettext(wording.name),
            form=FORMS[move](panel=panel, auto_id=f"id_{line.id}_{move.value}_%s"),
        )
        for move, wording in WORDINGS.items()
        if move in line.moves
    ]


def move_of(word: str) -> DisputeMove:
    """Return the move that an address names.

    Raises:
        NotFound: there is no such step.
    """
    if word not in {move.value for move in FORMS}:
        raise NotFound
    return DisputeMove(word)


def filled(move: DisputeMove, panel: Panel, said: Mapping[str, Any]) -> DisputeForm:
    """Return the form of a step with what was sent."""
    return FORMS[move](said, panel=panel)
