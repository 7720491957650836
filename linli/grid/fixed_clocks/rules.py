"""A moment that another authority set: reminded of, missed, and risen (decision 0015)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WARN_PERCENT = 80
"""Share of the superior's time after which the desk is reminded; ours, decision 0015."""

STEP = timedelta(hours=24)
"""From a missed moment to the next level, by the clock on the wall; ours, decision 0015."""

MOST_LEVEL = 3
"""So often a missed moment rises: to the desk above, to the next, to the supervisors."""


@dataclass(frozen=True, slots=True)
class Watch:
    """A moment that a superior set: since when it runs, and what its clock has said already.

    ``level``: 0 before the moment, then how often it rose.
    """

    begins_at: datetime
    ends_at: datetime
    is_warned: bool
    level: int


class Fired(StrEnum):
    """What the superior's clock does by itself."""

    WARN = "warn"
    LATE = "late"


def warn_at(begins_at: datetime, ends_at: datetime, *, percent: int = WARN_PERCENT) -> datetime:
    """Return when a desk is reminded; the superior counts by the clock on the wall."""
    return begins_at + max(ends_at - begins_at, timedelta()) * percent / 100


def next_watch_at(watch: Watch | None) -> datetime | None:
    """Return when the superior's clock has next to be looked at, or None.

    The reminder first, then the moment itself, then one step after another up to the highest
    level; as our own deadlines rise (row G1, “分级负责、限期办结”).

    Args:
        watch: the clock, or None where it does not run.
    """
    if watch is None or watch.level >= MOST_LEVEL:
        return None
    if watch.level:
        return watch.ends_at + watch.level * STEP
    if watch.is_warned:
        return watch.ends_at
    return min(warn_at(watch.begins_at, watch.ends_at), watch.ends_at)


def watched(watch: Watch | None, *, at: datetime) -> tuple[Fired, int] | None:
    """Return what the superior's clock does at ``at`` and the level it then has.

    Twice at the same moment does nothing the second time; a clock that nobody looked at for
    long rises one level at a time, so that nobody on the way is left out.
    """
    due = next_watch_at(watch)
    if watch is None or due is None or at < due:
        return None
    if watch.level or at > watch.ends_at:
        return Fired.LATE, watch.level + 1
    return None if watch.is_warned else (Fired.WARN, 0)


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
    """How a superior's moment stands, as ``ui.pieces.Deadline`` names it."""

    state: str
    left_minutes: int


def clock_state(watch: Watch, *, runs: bool, was_late: bool, at: datetime) -> ClockState:
    """Return how a superior's moment stands at ``at``, by the clock on the wall."""
    if not runs:
        return ClockState("met_late" if was_late else "met", 0)
    minutes = int(abs((watch.ends_at - at).total_seconds()) // 60)
    if at > watch.ends_at:
        return ClockState("late", minutes)
    is_soon = watch.is_warned or at >= warn_at(watch.begins_at, watch.ends_at)
    return ClockState("soon" if is_soon else "running", minutes)
