"""How the clock of a supervision document is set, and how its deadline stands."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Protocol

from linli.kernel.calendar import rules as calendar_rules
from linli.kernel.calendar.rules import Limit, Unit, WorkCalendar
from linli.party.moves.rules import Stage

Changes = dict[str, object]

WARN_PERCENT = 80
"""POLICY. Share of the allowed working time after which the addressed offices are warned; the
same as for cases (decision 0007)."""

USUAL_LIMIT = Limit(5, Unit.WORKING_DAY)
"""POLICY. The deadline a new draft proposes; whoever drafts sets another (decision 0018)."""


STILL: Changes = {"watch_at": None}
"""Nobody waits for the addressed offices: the clock has nothing to do."""


class Clocked(Protocol):
    """What the clock must know of a document."""

    @property
    def stage(self) -> str:
        """Return the stage word."""

    @property
    def due_at(self) -> datetime:
        """Return the deadline of the feedback."""

    @property
    def watch_at(self) -> datetime | None:
        """Return when the clock has next something to do, or None."""

    @property
    def is_warned(self) -> bool:
        """Return whether the addressed offices were warned."""

    @property
    def level(self) -> int:
        """Return how often it was chased by rule."""

    @property
    def was_late(self) -> bool:
        """Return whether the deadline passed without all feedback."""


def close_of(day: date, calendar: WorkCalendar) -> datetime:
    """Return the close of business of a day, or of the next working day where it is none."""
    morning = datetime.combine(day, time(), tzinfo=calendar.zone)
    return calendar_rules.due(calendar, morning, Limit(0, Unit.WORKING_DAY))


def usual_day(at: datetime, calendar: WorkCalendar) -> date:
    """Return the day a new draft proposes as its deadline."""
    return calendar_rules.due(calendar, at, USUAL_LIMIT).astimezone(calendar.zone).date()


def clock(due_at: datetime, at: datetime, calendar: WorkCalendar) -> Changes:
    """Return the fields that let the clock run from ``at`` to ``due_at``.

    Counted in working hours, so that a night before the deadline warns nobody.
    """
    allowed = calendar_rules.working_time(calendar, at, due_at)
    left = allowed * (100 - WARN_PERCENT) / 100
    warn_at = calendar_rules.moment_before(calendar, due_at, left, Unit.WORKING_HOUR)
    return {
        "due_at": due_at,
        "watch_at": max(warn_at, at).astimezone(UTC),
        "is_warned": False,
        "level": 0,
    }


@dataclass(frozen=True, slots=True)
class DeadlineState:
    """How a deadline stands: ``state`` as ``ui.pieces.Deadline`` names it, working days left."""

    state: str
    left: int


def deadline_state(paper: Clocked, *, at: datetime, calendar: WorkCalendar) -> DeadlineState:
    """Return how the deadline of a document that was issued stands at ``at``."""
    if paper.stage not in (Stage.ISSUED, Stage.SENT_BACK):
        return DeadlineState("met_late" if paper.was_late else "met", 0)
    left = abs(calendar_rules.remaining(calendar, at, paper.due_at, Unit.WORKING_DAY))
    if at > paper.due_at:
        return DeadlineState("late", left)
    return DeadlineState("soon" if paper.is_warned else "running", left)
