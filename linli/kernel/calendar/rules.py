"""Working time: how long a limit lasts, and when it ends.

Four units (governance rules, § 2.4): working hours (工作时) run inside working time only;
urgent hours (紧急工作时) run day and night; working days (工作日) end at the close of business
of the last day; calendar days (自然日) keep the clock time. All moments are aware datetimes;
the day and the hour are those of the district's own zone, never of UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from linli.kernel.common.errors import gettext_noop

ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    """What a limit is counted in; hours are held as minutes."""

    WORKING_HOUR = "working_hour"
    URGENT_HOUR = "urgent_hour"
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"


HOURS = frozenset({Unit.WORKING_HOUR, Unit.URGENT_HOUR})
WORKING = frozenset({Unit.WORKING_HOUR, Unit.WORKING_DAY})


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take: ``value`` minutes for the hour units, whole days else."""

    value: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError("a limit is not negative")


WORKING_TIME = ((time(8, 30), time(12, 0)), (time(14, 30), time(18, 0)))
"""POLICY. Usual office hours of district offices; ``LINLI_WORKING_HOURS`` sets others."""


def working_hours(words: str) -> tuple[tuple[time, time], ...]:
    """Return the ranges written as ``08:30-12:00,14:30-18:00``.

    Raises:
        ValueError: this is not a list of ranges.
    """
    ranges = []
    for part in words.split(","):
        opens, closes = part.split("-")
        ranges.append((time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip())))
    return tuple(ranges)


@dataclass(frozen=True, slots=True, eq=False)
class WorkCalendar:
    """Which days and hours are working time; a changed calendar is another one.

    ``days`` holds what is known of single days; a day it does not hold works Monday to
    Friday, provisionally. ``ranges``: opening and closing times of a working day, whole
    minutes, in order, not overlapping.

    Raises:
        ValueError: the ranges are none, or not in order.
    """

    zone: ZoneInfo
    ranges: tuple[tuple[time, time], ...] = WORKING_TIME
    days: Mapping[date, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        times = [clock for opens_closes in self.ranges for clock in opens_closes]
        if not times or any(one >= other for one, other in pairwise(times)):
            raise ValueError("working hours are ranges in order that do not overlap")
        if any(clock.second or clock.microsecond for clock in times):
            raise ValueError("working hours begin and end on whole minutes")

    def is_working(self, day: date) -> bool:
        """Return whether ``day`` is a working day."""
        return self.days.get(day, day.weekday() < 5)

    def is_provisional(self, day: date) -> bool:
        """Return whether ``day`` lies beyond the table, so that holidays are not known yet."""
        return day not in self.days


def _local(calendar: WorkCalendar, moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return moment.astimezone(calendar.zone)


def _at(calendar: WorkCalendar, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=calendar.zone)


@lru_cache(maxsize=2000)
def spans(calendar: WorkCalendar, day: date) -> tuple[tuple[datetime, datetime], ...]:
    """Return the working spans of a day as moments, earliest first; none on a day off."""
    if not calendar.is_working(day):
        return ()
    return tuple(
        (_at(calendar, day, start).astimezone(UTC), _at(calendar, day, end).astimezone(UTC))
        for start, end in calendar.ranges
    )


def next_working_day(calendar: WorkCalendar, day: date) -> date:
    """Return the first working day after ``day``."""
    day += ONE_DAY
    while not calendar.is_working(day):
        day += ONE_DAY
    return day


def _close(calendar: WorkCalendar, day: date) -> datetime:
    return _at(calendar, day, calendar.ranges[-1][1])


def _first_day(calendar: WorkCalendar, start: datetime) -> date:
    """Return day 0 of a count of working days: today, or the next working day after hours.

    What arrives on a day off or after the close of business counts as having arrived on the
    next working day; the first day counted is the one after that.

    Source: Civil Code (2020), art. 201 (the day of the beginning does not count) and 203 (the
    last day ends when business stops); what arrives after hours: ours, decision 0006.
    """
    day = _local(calendar, start).date()
    if calendar.is_working(day) and start.astimezone(UTC) <= _close(calendar, day):
        return day
    return next_working_day(calendar, day)


def due(calendar: WorkCalendar, start: datetime, limit: Limit) -> datetime:
    """Return the moment at which a limit that begins at ``start`` ends, in the calendar's zone.

    A limit of nothing ends where it begins; of no working days, at the close of day 0.

    Raises:
        ValueError: ``start`` has no zone.
    """
    local = _local(calendar, start)
    if limit.unit is Unit.URGENT_HOUR:
        return _local(calendar, start.astimezone(UTC) + timedelta(minutes=limit.value))
    if limit.unit is Unit.CALENDAR_DAY:
        later = local.replace(tzinfo=None) + timedelta(days=limit.value)
        return _on_wall(calendar, later) if limit.value else local
    if limit.unit is Unit.WORKING_DAY:
        day = _first_day(calendar, start)
        for _ in range(limit.value):
            day = next_working_day(calendar, day)
        return _close(calendar, day)
    return _local(calendar, _after(calendar, start, timedelta(minutes=limit.value)))


def _on_wall(calendar: WorkCalendar, wall: datetime) -> datetime:
    """Return the moment at which the clock on the wall shows ``wall``; the earlier of two.

    A clock time that is skipped that night is read as if the clock had not been changed.
    """
    return _local(calendar, wall.replace(tzinfo=calendar.zone, fold=0).astimezone(UTC))


def _after(calendar: WorkCalendar, start: datetime, left: timedelta) -> datetime:
    """Return the first moment at which ``left`` of working time has run since ``start``."""
    start, day = start.astimezone(UTC), _local(calendar, start).date()
    if not left:
        return start
    while True:
        for opens, closes in spans(calendar, day):
            begins = max(opens, start)
            if begins < closes:
                if left <= closes - begins:
                    return begins + left
                left -= closes - begins
        day += ONE_DAY


def _before(calendar: WorkCalendar, end: datetime, left: timedelta) -> datetime:
    """Return the last moment at which ``left`` of working time is still to run until ``end``."""
    end, day = end.astimezone(UTC), _local(calendar, end).date()
    if not left:
        return end
    while True:
        for opens, closes in reversed(spans(calendar, day)):
            ends = min(closes, end)
            if opens < ends:
                if left <= ends - opens:
                    return ends - left
                left -= ends - opens
        day -= ONE_DAY


def working_time(calendar: WorkCalendar, start: datetime, end: datetime) -> timedelta:
    """Return the working time between two moments; negative where ``end`` comes first."""
    first, last = start.astimezone(UTC), end.astimezone(UTC)
    if last < first:
        return -working_time(calendar, end, start)
    day, until = _local(calendar, start).date(), _local(calendar, end).date()
    total = timedelta()
    while day <= until:
        for opens, closes in spans(calendar, day):
            total += max(min(closes, last) - max(opens, first), timedelta())
        day += ONE_DAY
    return total


def _working_days_between(calendar: WorkCalendar, first: date, last: date) -> int:
    """Return how many working days lie after ``first`` up to and with ``last``."""
    if last < first:
        return -_working_days_between(calendar, last, first)
    count, day = 0, first
    while day < last:
        day += ONE_DAY
        count += calendar.is_working(day)
    return count


def remaining(calendar: WorkCalendar, now: datetime, due_at: datetime, unit: Unit) -> int:
    """Return what is left until ``due_at``: minutes for the hour units, days else.

    Negative when late. Days left are counted as the due day minus today, in working days or
    in calendar days; 0 means that it ends today.
    """
    if unit is Unit.WORKING_HOUR:
        return working_time(calendar, now, due_at) // timedelta(minutes=1)
    if unit is Unit.URGENT_HOUR:
        return span(calendar, now, due_at, unit) // timedelta(minutes=1)
    today, last = _local(calendar, now).date(), _local(calendar, due_at).date()
    if unit is Unit.CALENDAR_DAY:
        return (last - today).days
    return _working_days_between(calendar, today, last)


def shift(
    calendar: WorkCalendar, due_at: datetime, stood_from: datetime, stood_to: datetime, unit: Unit
) -> datetime:
    """Return the deadline after a clock stood still: what was left then is left again.

    Calendar days are left by the clock on the wall, so that a changed clock moves no deadline.
    A deadline that had passed before the clock stood stays what it was.
    """
    begins, ends = stood_from.astimezone(UTC), stood_to.astimezone(UTC)
    if begins >= due_at.astimezone(UTC) or ends <= begins:
        return due_at
    if unit is Unit.WORKING_HOUR:
        return _local(calendar, _after(calendar, ends, working_time(calendar, begins, due_at)))
    if unit is Unit.WORKING_DAY:
        first, last = _first_day(calendar, begins), _local(calendar, due_at).date()
        left = max(_working_days_between(calendar, first, last), 0)
        return due(calendar, ends, Limit(left, unit))
    if unit is Unit.CALENDAR_DAY:
        stood, until, again = (
            _local(calendar, one).replace(tzinfo=None) for one in (begins, due_at, ends)
        )
        return _on_wall(calendar, again + (until - stood))
    return _local(calendar, ends + (due_at.astimezone(UTC) - begins))


def span(calendar: WorkCalendar, start: datetime, end: datetime, unit: Unit) -> timedelta:
    """Return the time that counts between two moments: working time for the working units."""
    if unit in WORKING:
        return working_time(calendar, start, end)
    return end.astimezone(UTC) - start.astimezone(UTC)


def moment_before(calendar: WorkCalendar, end: datetime, left: timedelta, unit: Unit) -> datetime:
    """Return the moment at which ``left`` of the time that counts is still to run until ``end``."""
    if unit in WORKING:
        return _local(calendar, _before(calendar, end, left))
    return _local(calendar, end.astimezone(UTC) - left)


def provisional_days(calendar: WorkCalendar, start: datetime, end: datetime) -> bool:
    """Return whether a time touches a day beyond the table; its deadline may still move."""
    day, last = _local(calendar, start).date(), _local(calendar, end).date()
    return any(calendar.is_provisional(day + n * ONE_DAY) for n in range((last - day).days + 1))


PROVISIONAL = gettext_noop(
    "The holidays of this time are not published yet: the deadline counts Monday to Friday "
    "and may still move."
)
"""The warning beside every deadline whose time has ``provisional_days``."""
