"""Which of a superior's two moments runs, and what the clock sets when one comes near or is missed.

Nothing of ours stops them; while we have not confirmed receipt both run (decision 0015).
"""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from linli.grid.fixed_clocks import rules as clocks
from linli.grid.fixed_clocks.rules import Fired, Watch
from linli.kernel.common.errors import gettext_noop

Changes = dict[str, object]


class State(StrEnum):
    """Where a matter stands between the superior and us."""

    RECEIVED = "received"
    REGISTERED = "registered"
    REFUSED = "refused"
    REPLIED = "replied"
    FOLLOWED_UP = "followed_up"


STATE_NAMES: dict[State, str] = {
    State.RECEIVED: gettext_noop("waits for receipt"),
    State.REGISTERED: gettext_noop("received, being handled"),
    State.REFUSED: gettext_noop("refused to the superior"),
    State.REPLIED: gettext_noop("replied to the superior"),
    State.FOLLOWED_UP: gettext_noop("followed up by the superior"),
}

RUNNING = frozenset({State.RECEIVED, State.REGISTERED})
"""States in which the superior's clock runs."""


class Stands(Protocol):
    """What says whether the superior still waits for us."""

    state: str


class Timed(Stands, Protocol):
    """What the clocks read of the superior's side of a case."""

    received_at: datetime
    register_by: datetime | None
    receipt_warned: bool
    receipt_level: int
    due_at: datetime
    is_warned: bool
    level: int


def runs(outside: Stands) -> bool:
    """Return whether the superior still waits for us."""
    return State(outside.state) in RUNNING


class Moment(StrEnum):
    """The two moments that a superior sets."""

    RECEIPT = "receipt"
    """By which receipt has to be confirmed, where it says so."""
    REPLY = "reply"
    """By which it wants the reply."""


def receipt(outside: Timed) -> Watch | None:
    """Return the clock of the receipt, or None where it was confirmed or has no moment."""
    if outside.state != State.RECEIVED or outside.register_by is None:
        return None
    warned, level = outside.receipt_warned, outside.receipt_level
    return Watch(outside.received_at, outside.register_by, warned, level)


def reply(outside: Timed) -> Watch:
    """Return the clock of the reply, whether or not it runs."""
    return Watch(outside.received_at, outside.due_at, outside.is_warned, outside.level)


def _running(outside: Timed) -> dict[Moment, Watch]:
    first = receipt(outside)
    found = {Moment.RECEIPT: first} if first else {}
    return found | ({Moment.REPLY: reply(outside)} if runs(outside) else {})


def next_watch_at(outside: Timed) -> datetime | None:
    """Return when the first of the superior's running clocks has to be looked at, or None."""
    found = [clocks.next_watch_at(watch) for watch in _running(outside).values()]
    return min((at for at in found if at), default=None)


def watched(outside: Timed, *, at: datetime) -> tuple[Moment, Fired, Changes] | None:
    """Return what a clock of the superior does at ``at``: one thing at a time, receipt first."""
    for moment, watch in _running(outside).items():
        due = clocks.watched(watch, at=at)
        if due is not None:
            fired, level = due
            return moment, fired, _said(moment, level)
    return None


class Due(Protocol):
    """What says whether a deadline was missed before it moved."""

    due_at: datetime
    was_late: bool


def due_moved(outside: Due, due_at: datetime, *, at: datetime) -> Changes:
    """Return what a new deadline of the reply sets; what was late stays late in the figures."""
    return {
        "due_at": due_at,
        "is_warned": False,
        "is_late": False,
        "level": 0,
        "was_late": outside.was_late or at > outside.due_at,
    }


def receipt_moved(register_by: datetime | None) -> Changes:
    """Return what a new moment of the receipt sets, or None where the superior took it back."""
    return {"register_by": register_by, "receipt_warned": False, "receipt_level": 0}


def _said(moment: Moment, level: int) -> Changes:
    """Return what a reminder (level 0) or a missed moment sets."""
    if moment is Moment.RECEIPT:
        return {"receipt_warned": True, "receipt_level": level}
    late: Changes = {"is_late": True, "was_late": True} if level else {}
    return {"is_warned": True, "level": level, **late}
