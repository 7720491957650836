"""Deadlines for millions of rows: a table of minutes, looked up twice a row.

Every row equals what ``rules.due`` says of it, to the microsecond. Moments are microseconds
since 1970-01-01 UTC (int64), as numpy and Arrow keep them; zones with whole-minute offsets,
which is every zone since 1972.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from linli.kernel.calendar import rules
from linli.kernel.calendar.rules import Limit, Unit, WorkCalendar

Whole = NDArray[np.int64]

UNITS = tuple(Unit)
"""A unit is given to ``due_many`` by its place in this list."""

MINUTE = 60_000_000
MINUTES_A_DAY = 1440
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BLOCK = 1 << 14
"""Rows worked on at a time, so that what is between two steps stays in the processor's cache."""


def due_many(calendar: WorkCalendar, starts: Whole, values: Whole, units: Whole) -> Whole:
    """Return when limits end, one a row, in the order of the rows.

    The table takes 5 MB for each year between the earliest start and the latest end; making it
    takes some hundredths of a second, and the last two are remembered.

    Args:
        calendar: the working time of the district.
        starts: microseconds since 1970-01-01 UTC.
        values: as in ``rules.Limit``: minutes for the hour units, whole days else.
        units: places in ``UNITS``.

    Raises:
        ValueError: a limit is negative, a unit is none, or the arrays differ in length.
    """
    if not len(starts) == len(values) == len(units):
        raise ValueError("starts, values and units have one row each")
    if not len(starts):
        return np.empty(0, dtype=np.int64)
    if values.min() < 0 or units.min() < 0 or units.max() >= len(UNITS):
        raise ValueError("a limit is not negative, and its unit is a place in UNITS")
    present = np.flatnonzero(np.bincount(units))
    table = _table(calendar, *_reach(calendar, starts, values, units, present))
    ends = np.empty(len(starts), dtype=np.int64)
    for row in range(0, len(starts), BLOCK):
        block = slice(row, row + BLOCK)
        ends[block] = _block(table, starts[block], values[block], units[block], present)
    return ends


def _reach(
    calendar: WorkCalendar, starts: Whole, values: Whole, units: Whole, present: Whole
) -> tuple[date, date]:
    """Return whole years in which the limits of these rows start and end."""
    first, last = (_day(calendar, int(moment)) for moment in (starts.min(), starts.max()))
    latest = EPOCH + timedelta(microseconds=int(starts.max()))
    for unit in (UNITS[place] for place in present):
        if unit is not Unit.URGENT_HOUR:
            most = int(np.max(values, where=units == UNITS.index(unit), initial=0))
            last = max(last, rules.due(calendar, latest, Limit(most, unit)).date())
    return date(first.year, 1, 1), date(last.year, 12, 31)


def _block(table: "_Table", starts: Whole, values: Whole, units: Whole, present: Whole) -> Whole:
    """Return the ends of some rows, unit by unit."""
    ends = np.empty(len(starts), dtype=np.int64)
    for place in present:
        rows = slice(None) if len(present) == 1 else np.flatnonzero(units == place)
        ends[rows] = table.ends(UNITS[place], starts[rows], values[rows])
    return ends


def moment(at: datetime) -> int:
    """Return an aware datetime as microseconds since 1970-01-01 UTC."""
    return (at - EPOCH) // timedelta(microseconds=1)


def _day(calendar: WorkCalendar, microseconds: int) -> date:
    return (EPOCH + timedelta(microseconds=microseconds)).astimezone(calendar.zone).date()


@dataclass(frozen=True)
class _Table:
    """The working time of some years; minutes count from ``origin``, UTC minutes since 1970.

    ``passed``: working minutes before each minute. ``working``: the minutes of working time,
    in order. ``closes``: the minute at which each working day closes, in order; ``closed``:
    how many of them lie before each minute. ``changes``: the minutes at which the zone's clock
    is changed; ``ahead``: its minutes ahead of UTC before the first change and after each.
    """

    origin: int
    passed: NDArray[np.int32]
    working: NDArray[np.int32]
    closes: Whole
    closed: NDArray[np.int32]
    changes: Whole
    ahead: Whole

    def ends(self, unit: Unit, starts: Whole, values: Whole) -> Whole:
        """Return the ends of limits of one unit."""
        if unit is Unit.URGENT_HOUR:
            return starts + values * MINUTE
        ask = {
            Unit.WORKING_HOUR: self.working_hours,
            Unit.WORKING_DAY: self.working_days,
            Unit.CALENDAR_DAY: self.calendar_days,
        }[unit]
        return ask(starts, values)

    def working_hours(self, starts: Whole, values: Whole) -> Whole:
        """Return the ends of working hours: the end of the last minute used, or a part of it.

        What is left of a begun minute counts only where that minute is working time.
        """
        minutes, rest = self._minutes(starts)
        before = self.passed[minutes]
        rest *= self.passed[minutes + 1] - before
        is_whole = rest == 0
        used = np.maximum(before + values - is_whole, 0)
        ends = self._moments(self.working[used] + is_whole, rest)
        return np.where(values == 0, starts, ends)

    def working_days(self, starts: Whole, values: Whole) -> Whole:
        """Return the ends of working days: the close of business so many days after day 0."""
        minutes, rest = self._minutes(starts)
        day_0 = self.closed[minutes + (rest > 0)]
        return self._moments(self.closes[day_0 + values], np.int64(0))

    def calendar_days(self, starts: Whole, values: Whole) -> Whole:
        """Return the ends of calendar days: the same clock time, the earlier where it is twice."""
        if not len(self.changes):
            return starts + values * (MINUTES_A_DAY * MINUTE)
        minutes, rest = self._minutes(starts)
        wall = minutes + self.ahead[np.searchsorted(self.changes, minutes, side="right")]
        wall += values * MINUTES_A_DAY
        shown = self.changes + np.maximum(self.ahead[:-1], self.ahead[1:])
        ends = wall - self.ahead[np.searchsorted(shown, wall, side="right")]
        return np.where(values == 0, starts, self._moments(ends, rest))

    def _minutes(self, starts: Whole) -> tuple[Whole, Whole]:
        minutes = starts // MINUTE
        rest = starts - minutes * MINUTE
        minutes -= self.origin
        return minutes, rest

    def _moments(self, minutes: Whole, rest: Whole | np.int64) -> Whole:
        return (minutes + np.int64(self.origin)) * MINUTE + rest


@lru_cache(maxsize=2)
def _table(calendar: WorkCalendar, first: date, last: date) -> _Table:
    """Return the table of all days from ``first`` to ``last`` in the calendar's zone; remembered."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    spans = [_of_day(calendar, day) for day in days if calendar.is_working(day)]
    origin = _midnight(calendar, first)
    size = _midnight(calendar, last + timedelta(days=1)) - origin
    is_working = np.zeros(size, dtype=bool)
    for opens, closes in (span for of_day in spans for span in of_day):
        is_working[opens - origin : closes - origin] = True
    passed = np.zeros(size + 1, dtype=np.int32)
    np.cumsum(is_working, out=passed[1:])
    last_minutes = np.array([of_day[-1][1] - origin for of_day in spans], dtype=np.int64)
    closed = np.zeros(size + 2, dtype=np.int32)
    np.cumsum(np.bincount(last_minutes, minlength=size + 1), out=closed[1:])
    changes, ahead = _changes(calendar, origin, size)
    return _Table(
        origin=origin,
        passed=passed,
        working=np.append(np.flatnonzero(is_working), size).astype(np.int32),
        closes=last_minutes,
        closed=closed,
        changes=changes,
        ahead=ahead,
    )


def _of_day(calendar: WorkCalendar, day: date) -> list[tuple[int, int]]:
    return [(_minute(opens), _minute(closes)) for opens, closes in rules.spans(calendar, day)]


def _midnight(calendar: WorkCalendar, day: date) -> int:
    return _minute(datetime(day.year, day.month, day.day, tzinfo=calendar.zone))


def _minute(at: datetime) -> int:
    return int(at.timestamp()) // 60


def _changes(calendar: WorkCalendar, origin: int, size: int) -> tuple[Whole, Whole]:
    """Return when the clock is changed, and by how much it is ahead before and after; in order."""
    changes, ahead = [], [_ahead(calendar, origin)]
    for start in range(0, size, MINUTES_A_DAY):
        low, high = start, start + MINUTES_A_DAY
        if (after := _ahead(calendar, origin + high)) != ahead[-1]:
            while high - low > 1:
                middle = (low + high) // 2
                same = _ahead(calendar, origin + middle) == ahead[-1]
                low, high = (middle, high) if same else (low, middle)
            changes.append(high)
            ahead.append(after)
    return np.array(changes, dtype=np.int64), np.array(ahead, dtype=np.int64)


def _ahead(calendar: WorkCalendar, minute: int) -> int:
    at = EPOCH + timedelta(minutes=minute)
    return (at.astimezone(calendar.zone).utcoffset() or timedelta()) // timedelta(minutes=1)
