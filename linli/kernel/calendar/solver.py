"""Deadlines for millions of rows: a clock for each unit, read twice a row.

Every row equals what ``rules.due`` says of it, to the microsecond. Moments are microseconds
since 1970-01-01 UTC (int64), as numpy and Arrow keep them; zones with whole-minute offsets,
which is every zone since 1972.

Each unit has a clock that goes only while the unit counts: the one of working hours stands
still at noon and at night, the one of working days jumps at each close of business, the one of
calendar days is the clock on the wall. A start is read on the clock of its unit, the limit is
added, and the sum is told as a moment again. Time is cut into slots within which no clock
changes its ways, so that reading and telling are two looks into small tables, the same for
every row; units need not be sorted.
"""

from collections.abc import Mapping
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
IN_WORKING_HOURS, IN_DAYS, IN_WORKING_DAYS = (
    np.array([unit in these for unit in UNITS])
    for these in ({Unit.WORKING_HOUR}, set(UNITS) - rules.HOURS, {Unit.WORKING_DAY})
)

MINUTE = 60_000_000
MINUTES_A_DAY = 1440
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BLOCK = 1 << 14
"""Rows worked on at a time, so that what is between two steps stays in the processor's cache."""
FAR = 1 << 61
"""Microseconds beyond every moment and every table: 73,000 years."""


def due_many(calendar: WorkCalendar, starts: Whole, values: Whole, units: Whole) -> Whole:
    """Return when limits end, one a row, in the order of the rows.

    The tables take a third of a megabyte for each year between the earliest start and the
    latest end, and 10 MB where working hours begin or end on odd minutes; twice that where the
    clock is changed. Making them takes some hundredths of a second; the last two are remembered.

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
    blocks = [slice(row, row + BLOCK) for row in range(0, len(starts), BLOCK)]
    longest = [_longest(values[block], units[block]) for block in blocks]
    clocks = _clocks(calendar, *_reach(calendar, starts, np.max(longest, axis=0).tolist()))
    ends = np.empty(len(starts), dtype=np.int64)
    for block in blocks:
        ends[block] = clocks.ends(starts[block], values[block], units[block])
    return ends


def _longest(values: Whole, units: Whole) -> tuple[int, int]:
    """Return the most working minutes and the most days of these limits."""
    return (
        int((values * IN_WORKING_HOURS[units]).max()),
        int((values * IN_DAYS[units]).max()),
    )


def _reach(calendar: WorkCalendar, starts: Whole, longest: tuple[int, int]) -> tuple[date, date]:
    """Return whole years in which the limits of these rows start and end.

    Calendar days are over before as many working days are; urgent hours need no table. A day
    more comes first, so that a clock turned back on it shows no time before the table.
    """
    earliest, latest = (
        (EPOCH + timedelta(microseconds=int(at))).astimezone(calendar.zone)
        for at in (starts.min(), starts.max())
    )
    limits = zip(longest, (Unit.WORKING_HOUR, Unit.WORKING_DAY), strict=True)
    last = max(rules.due(calendar, latest, Limit(*limit)) for limit in limits)
    return date((earliest - rules.ONE_DAY).year, 1, 1), date(last.year, 12, 31)


def moment(at: datetime) -> int:
    """Return an aware datetime as microseconds since 1970-01-01 UTC."""
    return (at - EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True)
class _Clocks:
    """The clocks of all units over some years, one behind another in the same tables.

    A reading is ``base + goes * moment``, a row for each slot; a moment is ``back + reading``,
    a row for each slot of the clock. ``begins``: where the slots of each unit begin to count,
    so that they are rows; ``steps``: how far one of each unit is on its clock. What lies beyond
    the tables reads their last row, a clock that always goes: urgent hours are sent there, and
    calendar days where the clock on the wall is never changed.
    """

    slot: int
    begins: Whole
    steps: Whole
    base: Whole
    goes: NDArray[np.int8]
    back: Whole

    def ends(self, starts: Whole, values: Whole, units: Whole) -> Whole:
        """Return the ends; a limit of nothing ends at once, of no working days at the close."""
        slots = (starts - self.begins[units]) // self.slot
        readings = self.base.take(slots, mode="clip")
        readings += self.goes.take(slots, mode="clip") * starts
        readings += values * self.steps[units]
        ends = readings + self.back.take((readings - 1) // self.slot, mode="clip")
        np.copyto(ends, starts, where=(values == 0) & ~IN_WORKING_DAYS[units])
        return ends


@dataclass(frozen=True)
class _Clock:
    """The clock of one unit alone; a moment belongs to the slot that began up to ``early`` later."""

    step: int
    base: Whole
    goes: Whole
    back: Whole
    early: int = 0


@lru_cache(maxsize=2)
def _clocks(calendar: WorkCalendar, first: date, last: date) -> _Clocks:
    """Return the clocks from ``first`` to ``last`` in the calendar's zone; remembered."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    origin = _midnight(calendar, first)
    size = _midnight(calendar, last + timedelta(days=1)) - origin
    spans = [_of_day(calendar, day) for day in days if calendar.is_working(day)]
    opening = np.array(spans, dtype=np.int64).reshape(-1, len(calendar.ranges), 2) - origin
    changes, ahead = _changes(calendar, origin, size)
    ahead -= ahead[0]
    minutes = int(np.gcd.reduce(np.concatenate([opening.ravel(), changes, ahead, [size]])))
    slot, slots = minutes * MINUTE, (origin + np.arange(0, size, minutes)) * MINUTE
    clocks = {
        Unit.WORKING_HOUR: _working_hours(slots, slot, opening // minutes),
        Unit.WORKING_DAY: _working_days(slots, slot, opening[:, -1, 1] // minutes),
    }
    if len(changes):
        clocks[Unit.CALENDAR_DAY] = _on_the_wall(slots, slot, changes // minutes, ahead // minutes)
    return _together(clocks, origin * MINUTE, slot)


def _working_hours(slots: Whole, slot: int, opening: Whole) -> _Clock:
    """Return the clock of working time; ``opening``: slots at which it begins and ends to go."""
    goes = np.zeros(len(slots), dtype=np.int64)
    for opens, closes in opening.reshape(-1, 2):
        goes[opens:closes] = 1
    worked = slots[goes == 1]
    return _Clock(
        step=MINUTE,
        base=(np.cumsum(goes) - goes) * slot - goes * slots,
        goes=goes,
        back=worked - np.arange(len(worked)) * slot,
    )


def _working_days(slots: Whole, slot: int, closes: Whole) -> _Clock:
    """Return the clock that jumps a slot at each close; what comes at the close comes before."""
    closed = np.searchsorted(closes, np.arange(len(slots) + 1))
    return _Clock(
        step=slot,
        base=(closed + 1) * slot,
        goes=np.zeros_like(closed),
        back=slots[0] + (closes - np.arange(len(closes)) - 1) * slot,
        early=slot - 1,
    )


def _on_the_wall(slots: Whole, slot: int, changes: Whole, ahead: Whole) -> _Clock:
    """Return the clock on the wall, one microsecond ahead; of a time shown twice the earlier.

    ``changes``: the slots at which it is changed, in order; ``ahead``: by how many slots it is
    ahead of the first midnight before the first change and after each.
    """
    ahead_at = ahead[np.searchsorted(changes, np.arange(len(slots)), side="right")]
    shown = changes + np.maximum(ahead[:-1], ahead[1:])
    wall = np.arange(len(slots) + ahead[-1])
    return _Clock(
        step=MINUTES_A_DAY * MINUTE,
        base=ahead_at * slot - slots[0] + 1,
        goes=np.ones_like(slots),
        back=slots[0] - 1 - ahead[np.searchsorted(shown, wall, side="right")] * slot,
    )


def _together(clocks: Mapping[Unit, _Clock], origin: int, slot: int) -> _Clocks:
    """Return the clocks in the same tables, their readings apart; the last row always goes."""
    begins, rows, told = dict.fromkeys(UNITS, -FAR), 0, 0
    steps = dict.fromkeys(UNITS, MINUTE) | {Unit.CALENDAR_DAY: MINUTES_A_DAY * MINUTE}
    base, goes, back = [], [], []
    for unit, clock in clocks.items():
        begins[unit] = origin - clock.early - rows * slot
        steps[unit] = clock.step
        base.append(clock.base + told * slot)
        goes.append(clock.goes)
        back.append(clock.back - told * slot)
        rows, told = rows + len(clock.base), told + len(clock.back)
    return _Clocks(
        slot=slot,
        begins=np.array([begins[unit] for unit in UNITS]),
        steps=np.array([steps[unit] for unit in UNITS]),
        base=np.concatenate([*base, [FAR]]),
        goes=np.concatenate([*goes, [1]]).astype(np.int8),
        back=np.concatenate([*back, [-FAR]]),
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
