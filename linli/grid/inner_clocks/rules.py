"""The clock of a task, inside that of its case: started, standing, running again.

Everything is a function of the task, of its case, of the policy and of the calendar; the clock
of a task counts in the unit of its case (row G1, “限期办结”; decision 0017).
"""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from linli.grid.cases.rules import Book, Changes, Standing, clock_of
from linli.grid.clocks import rules as clocks
from linli.grid.clocks.rules import Clock
from linli.kernel.calendar import rules as calendar_rules
from linli.kernel.calendar.rules import Limit, Unit
from linli.kernel.common.errors import InputRefused, RuleBroken, gettext_noop


class DueOutside(InputRefused):
    """The deadline of a task would lie behind that of its case."""

    code = "grid.due_outside"
    message = gettext_noop("The deadline of a part lies inside that of the matter.")
    hint = gettext_noop("Name a moment up to %(latest)s.")


class DueGone(InputRefused):
    """The deadline of a task would lie in the past."""

    code = "grid.due_gone"
    message = gettext_noop("This moment has passed.")
    hint = gettext_noop("Name one that lies ahead, or leave it empty.")


class DueWhileStanding(RuleBroken):
    """While the clock of the case stands, no moment of the future is inside its deadline."""

    code = "grid.due_while_standing"
    message = gettext_noop("The clock of this matter stands still, so no moment can be named yet.")
    hint = gettext_noop(
        "Leave the deadline empty: the part gets that of the matter, and another once it runs again."
    )


class Part(Protocol):
    """What the rules read of a task."""

    @property
    def organisation_id(self) -> UUID:
        """Return the unit whose task it is."""

    stage: str
    is_decided: bool
    is_paused: bool
    given_at: datetime
    accepted_at: datetime | None
    due_at: datetime
    limit_value: int
    limit_unit: str
    stands_since: datetime | None
    is_warned: bool
    level: int
    was_late: bool


def latest_due(case: Standing, at: datetime) -> datetime | None:
    """Return the last moment a task given at ``at`` may have, or None where nothing bounds it.

    The resident's deadline bounds it while that lies ahead. Once it has passed, no moment can
    keep it: the task then gets a moment of its own, as soon as the giver can ask for.
    """
    clock = clock_of(case)
    if clock is None or clock.due_at <= (clock.stands_since or at):
        return None
    return clock.due_at


def clock_for(case: Standing, due_at: datetime | None, *, at: datetime, book: Book) -> Clock:
    """Return the clock of a task given at ``at``; without ``due_at``, up to the last moment.

    Where nothing bounds it and no moment is named it has one step of the escalation. It
    counts in the unit of the case and stands where that stands.

    Raises:
        DueWhileStanding: a moment was named although the clock of the case stands.
        DueGone: the moment has passed.
        DueOutside: the moment lies behind the deadline of the case.
    """
    begins = case.stands_since or at
    latest = latest_due(case, at)
    if due_at is not None:
        _check_due(due_at, latest, stands=case.stands_since is not None, at=at)
    usual = calendar_rules.due(book.calendar, begins, book.policy.escalation_step)
    ends = due_at or latest or usual
    unit = Unit(case.limit_unit) if case.limit_unit else Unit.WORKING_HOUR
    allowed = max(calendar_rules.remaining(book.calendar, begins, ends, unit), 0)
    return Clock("task", begins, ends, Limit(allowed, unit), case.stands_since)


def _check_due(due_at: datetime, latest: datetime | None, *, stands: bool, at: datetime) -> None:
    if stands:
        raise DueWhileStanding
    if due_at <= at:
        raise DueGone
    if latest is not None and due_at > latest:
        raise DueOutside(latest=latest)


def clock_of_task(task: Part) -> Clock:
    """Return the clock a task stands under."""
    limit = Limit(task.limit_value, Unit(task.limit_unit))
    return Clock("task", task.given_at, task.due_at, limit, task.stands_since)


def under(clock: Clock, book: Book, *, is_warned: bool = False, level: int = 0) -> Changes:
    """Return the fields that put a task under ``clock``, and when it has next to be looked at."""
    watch = clocks.next_watch_at(
        clock, is_warned=is_warned, level=level, policy=book.policy, calendar=book.calendar
    )
    return {
        "due_at": clock.due_at,
        "limit_value": clock.limit.value,
        "limit_unit": clock.limit.unit.value,
        "stands_since": clock.stands_since,
        "watch_at": watch,
        "is_warned": is_warned,
        "level": level,
    }


def stood(task: Part, *, at: datetime, book: Book) -> Changes:
    """Return what a task's clock is when that of its case stands still from ``at`` on."""
    clock = clocks.suspend_clock(clock_of_task(task), at)
    was_late = task.was_late or (task.stands_since is None and at > task.due_at)
    still = under(clock, book, is_warned=task.is_warned, level=task.level)
    return {**still, "was_late": was_late}


def resumed(task: Part, *, case: Changes, at: datetime, book: Book) -> Changes:
    """Return what a task's clock is when that of its case runs again: the same time is left.

    Days are counted whole, so what was left may round up; it never reaches beyond the case.

    Args:
        task: its clock stands.
        case: what running again changes in the case.
    """
    clock = clocks.resume_clock(clock_of_task(task), at, book.calendar)
    ends, bound = clock.due_at, case["due_at"]
    if isinstance(bound, datetime) and ends > bound > task.due_at:
        ends = bound
    inside = Clock(clock.what, clock.started_at, ends, clock.limit)
    return under(inside, book, is_warned=task.is_warned, level=task.level)


def pauses(case: Standing, task: Part, *, at: datetime, book: Book) -> bool:
    """Return whether a task's own clock stands from ``at`` on until its question is answered.

    Only where the policy says so, only a task that is in time, and only while the resident's
    deadline lies ahead, or there is none.
    """
    is_in_time = at <= task.due_at or task.stands_since is not None
    is_ahead = clock_of(case) is None or latest_due(case, at) is not None
    return bool(book.policy.part_pauses_when_asked) and is_in_time and is_ahead


def paused(task: Part, *, at: datetime, book: Book) -> Changes:
    """Return what a task's clock is that stands until its question is answered."""
    return {**stood(task, at=at, book=book), "is_paused": True}


def is_pause_over(case: Standing, at: datetime) -> bool:
    """Return whether the resident's deadline has passed: no question holds a task up beyond it."""
    clock = clock_of(case)
    return clock is not None and clock.stands_since is None and at > clock.due_at


def unpaused(case: Standing, task: Part, *, at: datetime, book: Book) -> Clock:
    """Return a paused task's clock when its pause is over: the same time is left.

    It never reaches beyond the deadline of the case. Where that stands the clock stands on.
    """
    clock = clock_of_task(task)
    if case.stands_since is not None:
        return clock
    running, bound = clocks.resume_clock(clock, at, book.calendar), clock_of(case)
    if bound is None or running.due_at <= bound.due_at:
        return running
    ends = max(bound.due_at, task.due_at)
    return Clock(clock.what, clock.started_at, ends, clock.limit)
