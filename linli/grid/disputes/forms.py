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
from linli.grid.panels.forms import MOST_WORDS, Offer, PanelForm, Steps, Wording
from linli.grid.words.forms import WordsField
from linli.kernel.common.errors import gettext_noop

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


class DisputeForm(PanelForm[Panel]):
    """The version of the case that was looked at, and words."""

    words = WordsField(
        label=_("Reason"), help_text=_("Only staff read it; name no persons."), most=MOST_WORDS
    )


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


STEPS: Steps[DisputeMove, Panel] = Steps(
    wordings=WORDINGS,
    forms={
        DisputeMove.BEGIN: BeginForm,
        DisputeMove.STATE: StateForm,
        DisputeMove.DECIDE: DecideForm,
        DisputeMove.WITHDRAW: DisputeForm,
    },
    open_at_once=frozenset({DisputeMove.DECIDE}),
)


@dataclass(frozen=True, slots=True)
class ShownDispute:
    """A dispute with the steps its reader may take."""

    line: DisputeLine
    offers: list[Offer[DisputeMove, Panel]]


@dataclass(frozen=True, slots=True)
class ShownDisputes:
    """The disputes of a case with all forms; ``begin`` where the reader may begin one."""

    disputes: list[ShownDispute]
    begin: BeginForm | None


def shown(panel: Panel) -> ShownDisputes:
    """Return the disputes of a case with the forms of the steps open to the reader."""
    auto_id = "id_dispute_%s"
    return ShownDisputes(
        disputes=[
            ShownDispute(line, STEPS.offers(panel, line.id, line.moves)) for line in panel.lines
        ],
        begin=BeginForm(panel=panel, auto_id=auto_id) if panel.about else None,
    )


def filled(move: DisputeMove, panel: Panel, said: Mapping[str, Any]) -> PanelForm[Panel]:
    """Return the form of a step with what was sent."""
    return STEPS.forms[move](said, panel=panel)
