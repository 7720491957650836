"""How the clock of a paper is set, what it does by itself, and how its deadline stands.

The same for supervision documents and for tasks of policy documents.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
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

MOST_LEVELS = 3
"""POLICY. How often a late paper is chased by rule: those who must answer, then also who asked,
then also the supervisors and the district desk (decision 0018)."""

RISE_STEP = Limit(1, Unit.WORKING_DAY)
"""POLICY. Time between two chases by rule (decision 0018)."""

STILL: Changes = {"watch_at": None}
"""Nobody waits for the addressed offices: the clock has nothing to do."""


class Clocked(Protocol):
    """What the clock must know of a paper."""

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

    @property
    def chases(self) -> int:
        """Return how often it was chased, by hand or by rule."""


class Tick(StrEnum):
    """What a clock does by itself."""

    WARN = "warn"
    RISE = "rise"


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


def ticked(paper: Clocked, *, at: datetime, calendar: WorkCalendar) -> tuple[Tick, Changes] | None:
    """Return what the clock itself does at ``at``: warn, chase and rise by one level, or nothing."""
    if paper.watch_at is None or at < paper.watch_at:
        return None
    if at > paper.due_at:
        level = paper.level + 1
        return Tick.RISE, {
            "level": level,
            "chases": paper.chases + 1,
            "was_late": True,
            "is_warned": True,
            "watch_at": _next_rise(paper.due_at, level, calendar),
        }
    if paper.is_warned:
        return None
    return Tick.WARN, {"is_warned": True, "watch_at": paper.due_at}


def _next_rise(due_at: datetime, level: int, calendar: WorkCalendar) -> datetime | None:
    if level >= MOST_LEVELS:
        return None
    at = due_at
    for _ in range(level):
        at = calendar_rules.due(calendar, at, RISE_STEP)
    return at


@dataclass(frozen=True, slots=True)
class DeadlineState:
    """How a deadline stands: ``state`` as ``ui.pieces.Deadline`` names it, working days left."""

    state: str
    left: int


def deadline_state(paper: Clocked, *, at: datetime, calendar: WorkCalendar) -> DeadlineState:
    """Return how the deadline of a document that was issued stands at ``at``."""
    is_waiting = paper.stage in (Stage.ISSUED, Stage.SENT_BACK)
    return state_of(paper, is_waiting=is_waiting, at=at, calendar=calendar)


def state_of(
    paper: Clocked, *, is_waiting: bool, at: datetime, calendar: WorkCalendar
) -> DeadlineState:
    """Return how a deadline stands at ``at``; ``is_waiting``: somebody still has to answer."""
    if not is_waiting:
        return DeadlineState("met_late" if paper.was_late else "met", 0)
    left = abs(calendar_rules.remaining(calendar, at, paper.due_at, Unit.WORKING_DAY))
    if at > paper.due_at:
        return DeadlineState("late", left)
    return DeadlineState("soon" if paper.is_warned else "running", left)
