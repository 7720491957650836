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
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    """What a limit is counted in; hours are held as minutes."""

    WORKING_HOUR = "working_hour"
    URGENT_HOUR = "urgent_hour"
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"


HOURS = frozenset({Unit.WORKING_HOUR, Unit.URGENT_HOUR})


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take: ``value`` minutes for the hour units, whole days else."""

    value: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError("a limit is not negative")


WORKING_TIME = ((time(8, 30), time(12, 0)), (time(14, 30), time(18, 0)))
"""POLICY. Usual office hours of Hunan's district offices; a district sets its own."""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days and hours are working time.

    ``days`` holds what is known of single days; a day it does not hold works Monday to
    Friday, and is provisional from ``known_to`` (exclusive) on or before ``known_from``.
    """

    zone: ZoneInfo
    ranges: tuple[tuple[time, time], ...] = WORKING_TIME
    days: Mapping[date, bool] = field(default_factory=dict)
    known_from: date = date.min
    known_to: date = date.max

    def is_working(self, day: date) -> bool:
        """Return whether ``day`` is a working day."""
        return self.days.get(day, day.weekday() < 5)

    def is_provisional(self, day: date) -> bool:
        """Return whether ``day`` lies beyond the table, so that holidays are not known yet."""
        return not self.known_from <= day < self.known_to

    @property
    def minutes_a_day(self) -> int:
        """Return the working minutes of one working day."""
        return sum(_minutes(end) - _minutes(start) for start, end in self.ranges)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _local(calendar: WorkCalendar, moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return moment.astimezone(calendar.zone)


def _at(calendar: WorkCalendar, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=calendar.zone)


def _spans(calendar: WorkCalendar, day: date) -> list[tuple[datetime, datetime]]:
    """Return the working spans of a day as moments, earliest first; none on a day off."""
    if not calendar.is_working(day):
        return []
    return [
        (_at(calendar, day, start).astimezone(UTC), _at(calendar, day, end).astimezone(UTC))
        for start, end in calendar.ranges
    ]


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
    """
    day = _local(calendar, start).date()
    if calendar.is_working(day) and start <= _close(calendar, day):
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
        day = local.date() + timedelta(days=limit.value)
        return datetime.combine(day, local.timetz()).astimezone(UTC).astimezone(calendar.zone)
    if limit.unit is Unit.WORKING_DAY:
        day = _first_day(calendar, start)
        for _ in range(limit.value):
            day = next_working_day(calendar, day)
        return _close(calendar, day)
    return _local(calendar, _after_minutes(calendar, start.astimezone(UTC), limit.value))


def _after_minutes(calendar: WorkCalendar, start: datetime, minutes: int) -> datetime:
    if minutes == 0:
        return start
    left = timedelta(minutes=minutes)
    day = _local(calendar, start).date()
    while True:
        for opens, closes in _spans(calendar, day):
            begins = max(opens, start)
            if begins < closes:
                if left <= closes - begins:
                    return begins + left
                left -= closes - begins
        day += ONE_DAY


def working_time(calendar: WorkCalendar, start: datetime, end: datetime) -> timedelta:
    """Return the working time between two moments; negative where ``end`` comes first."""
    if end < start:
        return -working_time(calendar, end, start)
    first, last = start.astimezone(UTC), end.astimezone(UTC)
    day, until = _local(calendar, start).date(), _local(calendar, end).date()
    total = timedelta()
    while day <= until:
        for opens, closes in _spans(calendar, day):
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
        return (due_at - now) // timedelta(minutes=1)
    today, last = _local(calendar, now).date(), _local(calendar, due_at).date()
    if unit is Unit.CALENDAR_DAY:
        return (last - today).days
    return _working_days_between(calendar, today, last)


def shift(
    calendar: WorkCalendar, due_at: datetime, stood_from: datetime, stood_to: datetime, unit: Unit
) -> datetime:
    """Return the deadline after a clock stood still: what was left then is left again.

    A deadline that had passed before the clock stood stays what it was.
    """
    if stood_from >= due_at or stood_to <= stood_from:
        return due_at
    if unit is Unit.WORKING_HOUR:
        left = working_time(calendar, stood_from, due_at)
        minutes, rest = divmod(left, timedelta(minutes=1))
        ends = _after_minutes(calendar, stood_to.astimezone(UTC), minutes)
        return _local(calendar, ends + rest)
    if unit is Unit.WORKING_DAY:
        days = _working_days_between(
            calendar, _first_day(calendar, stood_from), _local(calendar, due_at).date()
        )
        return due(calendar, stood_to, Limit(max(days, 0), Unit.WORKING_DAY))
    return _local(calendar, stood_to.astimezone(UTC) + (due_at - stood_from))


def share_of(calendar: WorkCalendar, start: datetime, due_at: datetime, unit: Unit, percent: int) -> datetime:
    """Return the moment at which ``percent`` of the time between start and deadline has run.

    Working units count working time; the others count all time.
    """
    if unit in {Unit.WORKING_HOUR, Unit.WORKING_DAY}:
        minutes = working_time(calendar, start, due_at) // timedelta(minutes=1)
        return _local(
            calendar, _after_minutes(calendar, start.astimezone(UTC), minutes * percent // 100)
        )
    return _local(calendar, start.astimezone(UTC) + (due_at - start) * percent / 100)


def provisional_days(calendar: WorkCalendar, start: datetime, end: datetime) -> bool:
    """Return whether the time between two moments reaches beyond the known table."""
    return calendar.is_provisional(_local(calendar, end).date()) or calendar.is_provisional(
        _local(calendar, start).date()
    )

