"""What is told of a matter that was dealt with before the system was there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.grid.cases.rules import Ground, Satisfied
from linli.grid.moves.rules import MOVE_NAMES, Move
from linli.kernel.common.errors import InputRefused, Term, gettext_noop
from linli.kernel.people.rules import Actor


@dataclass(frozen=True, slots=True)
class Past:
    """One step of the past: who did what, when, with which words.

    ``lead_id`` goes with a dispatch, and ``due_at`` where its deadline is a moment that others
    set and not a limit of the catalogue; ``category_code`` with a registration, ``ground`` with a
    refusal, ``settled`` and ``satisfied`` with a verdict.
    """

    move: Move
    at: datetime
    actor: Actor
    words: str = ""
    category_code: str = ""
    lead_id: UUID | None = None
    due_at: datetime | None = None
    ground: Ground | None = None
    settled: bool = True
    satisfied: Satisfied = Satisfied.SATISFIED


class StepsOutOfOrder(InputRefused):
    """A step is told to have happened before the one it follows."""

    code = "grid.steps_out_of_order"
    message = gettext_noop("“%(move)s” is told to have happened before the step it follows.")
    hint = gettext_noop("Check the times of this row.")


class StepUnknown(InputRefused):
    """A history can tell only the steps of the line and the verdict."""

    code = "grid.step_unknown"
    message = gettext_noop("A history cannot tell the step “%(move)s”.")
    hint = gettext_noop("Tell the steps from the report to the verdict.")


def check_order(reported_at: datetime, steps: Sequence[Past]) -> None:
    """Refuse steps that go back in time.

    Raises:
        StepsOutOfOrder: one does.
    """
    at = reported_at
    for step in steps:
        if step.at < at:
            raise StepsOutOfOrder(move=Term(MOVE_NAMES[step.move]))
        at = step.at
