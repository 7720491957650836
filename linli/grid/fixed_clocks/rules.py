"""A deadline that another authority set: reminded of, then missed, each once (decision 0015)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

Changes = dict[str, object]


class Fixed(Protocol):
    """What the rules read of such a clock."""

    received_at: datetime
    due_at: datetime
    is_warned: bool
    is_late: bool
    was_late: bool


WARN_PERCENT = 80
"""Share of the superior's time after which the desk is reminded; ours, decision 0015."""


def warn_at(received_at: datetime, due_at: datetime, *, percent: int = WARN_PERCENT) -> datetime:
    """Return when a desk is reminded; the superior counts by the clock on the wall."""
    return received_at + max(due_at - received_at, timedelta()) * percent / 100


def next_watch_at(fixed: Fixed, *, runs: bool) -> datetime | None:
    """Return when the superior's clock has next to be looked at, or None."""
    if not runs or fixed.is_late:
        return None
    if fixed.is_warned:
        return fixed.due_at
    return min(warn_at(fixed.received_at, fixed.due_at), fixed.due_at)


class Fired(StrEnum):
    """What the superior's clock does by itself."""

    WARN = "warn"
    LATE = "late"


def watched(fixed: Fixed, *, runs: bool, at: datetime) -> tuple[Fired, Changes] | None:
    """Return what the superior's clock does at ``at``; twice does nothing the second time."""
    if not runs or fixed.is_late:
        return None
    if at > fixed.due_at:
        return Fired.LATE, {"is_late": True, "was_late": True, "is_warned": True}
    if not fixed.is_warned and at >= warn_at(fixed.received_at, fixed.due_at):
        return Fired.WARN, {"is_warned": True}
    return None


class Counting(StrEnum):
    """Which of the two clocks counts."""

    OURS = "ours"
    SUPERIOR = "superior"


def counting(
    own_due_at: datetime | None, superior_due_at: datetime, *, stands: bool, runs: bool
) -> Counting:
    """Return the clock that ends first; one that stands or does not run does not count.

    Args:
        own_due_at: the deadline of our own clock, or None where none runs.
        superior_due_at: the superior's.
        stands: whether our clock stands still; the superior's never does.
        runs: whether the superior still waits for us.
    """
    if not runs:
        return Counting.OURS
    if own_due_at is None or stands:
        return Counting.SUPERIOR
    return Counting.OURS if own_due_at < superior_due_at else Counting.SUPERIOR


@dataclass(frozen=True, slots=True)
class ClockState:
    """How the superior's deadline stands, as ``ui.pieces.Deadline`` names it."""

    state: str
    left_minutes: int


def clock_state(fixed: Fixed, *, runs: bool, at: datetime) -> ClockState:
    """Return how the superior's deadline stands at ``at``, by the clock on the wall."""
    if not runs:
        return ClockState("met_late" if fixed.was_late else "met", 0)
    minutes = int(abs((fixed.due_at - at).total_seconds()) // 60)
    if at > fixed.due_at:
        return ClockState("late", minutes)
    is_soon = fixed.is_warned or at >= warn_at(fixed.received_at, fixed.due_at)
    return ClockState("soon" if is_soon else "running", minutes)
