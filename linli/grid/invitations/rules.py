"""What the link of a message opens: the two questions about one closed case, and nothing else.

Source: row G1 and governance rules 2.6; the bounds are ours (decision 0030).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from linli.grid.cases.rules import Standing
from linli.grid.moves.rules import Stage
from linli.kernel.common.errors import RuleBroken, gettext_noop

MINUTES = 60
HOUSEHOLDS = 10
"""So many people may open links that end nowhere from one network address before it is too many."""


class State(StrEnum):
    """What a link still is good for."""

    OPEN = "open"
    RATED = "rated"
    """The verdict is given; nobody reads here what it was."""
    OVER = "over"
    """Its time has passed, or the case was reopened since it was asked for."""


class InvitationOver(RuleBroken):
    """The link of a message asks nothing any more."""

    code = "grid.invitation_over"
    message = gettext_noop("This link asks for nothing any more.")
    hint = gettext_noop("If the trouble is back, report it as a new matter.")


@dataclass(frozen=True, slots=True)
class Invited:
    """What the page of a link shows: the number of a matter and what can still be said of it."""

    case_id: UUID
    number: str
    state: State


def ends_at(closed_at: datetime, *, days: int) -> datetime:
    """Return until when a link asks: as long as a verdict is possible after closing."""
    return closed_at + timedelta(days=days)


def state_of(case: Standing, *, asked_in: int, ends: datetime, at: datetime) -> State:
    """Return what a link is good for at ``at``.

    Args:
        asked_in: how often the case had been reopened when she was asked.
        ends: until when the link asks.
    """
    if case.reopens != asked_in or case.stage != Stage.CLOSED:
        return State.OVER
    if case.rated_at is not None:
        return State.RATED
    return State.OPEN if at <= ends else State.OVER
