"""The form for many rows says of every row what the form for one row says."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.calendar import rules, solver
from linli.kernel.calendar.rules import Limit, Unit, WorkCalendar
from tests.kernel.calendar.tables import AMERICA, CHINA, MOMENTS, SHANGHAI, YEAR_2026, at

HALF_DAYS = WorkCalendar(
    zone=SHANGHAI, ranges=rules.working_hours("00:00-01:00,22:15-23:59"), days=YEAR_2026
)
LORD_HOWE = WorkCalendar(
    zone=ZoneInfo("Australia/Lord_Howe"), ranges=rules.working_hours("08:37-12:00,13:00-17:01")
)
"""An island whose clock is changed by half an hour, with hours on odd minutes."""
CALENDARS = st.sampled_from([CHINA, AMERICA, HALF_DAYS, LORD_HOWE])
ROWS = st.lists(
    st.tuples(
        MOMENTS,
        st.integers(0, 60),
        st.sampled_from(list(Unit)),
    ),
    min_size=1,
    max_size=20,
)

WEEKS = [
    ("the Spring Festival with its make-up days", CHINA, at("2026-02-12 00:00")),
    ("the National Day with its make-up days", CHINA, at("2026-09-27 00:00")),
    ("the New Year and its make-up Sunday", CHINA, at("2025-12-29 00:00")),
    ("the end of the year beyond the table", CHINA, at("2026-12-28 00:00")),
    ("the change to summer time", AMERICA, at("2027-03-10 00:00", AMERICA.zone)),
    ("the change to winter time", AMERICA, at("2026-10-29 00:00", AMERICA.zone)),
    ("a change by half an hour", LORD_HOWE, at("2026-04-02 00:00", LORD_HOWE.zone)),
    ("hours that begin at midnight", HALF_DAYS, at("2026-12-28 00:00")),
]
LIMITS = [
    Limit(0, Unit.WORKING_HOUR),
    Limit(1, Unit.WORKING_HOUR),
    Limit(420, Unit.WORKING_HOUR),
    Limit(180, Unit.URGENT_HOUR),
    Limit(0, Unit.WORKING_DAY),
    Limit(2, Unit.WORKING_DAY),
    Limit(0, Unit.CALENDAR_DAY),
    Limit(4, Unit.CALENDAR_DAY),
]


def many(calendar: WorkCalendar, starts: list[datetime], limits: list[Limit]) -> list[int]:
    """Return what the solver says."""
    ends: list[int] = solver.due_many(
        calendar,
        np.array([solver.moment(start) for start in starts], dtype=np.int64),
        np.array([limit.value for limit in limits], dtype=np.int64),
        np.array([solver.UNITS.index(limit.unit) for limit in limits], dtype=np.int64),
    ).tolist()
    return ends


def one_by_one(calendar: WorkCalendar, starts: list[datetime], limits: list[Limit]) -> list[int]:
    """Return what the rule says, row by row."""
    return [
        solver.moment(rules.due(calendar, start, limit))
        for start, limit in zip(starts, limits, strict=True)
    ]


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: f"{limit.value} {limit.unit}")
@pytest.mark.parametrize(
    ("calendar", "first"), [week[1:] for week in WEEKS], ids=[week[0] for week in WEEKS]
)
def test_agrees_on_every_minute_of_a_week(
    calendar: WorkCalendar, first: datetime, limit: Limit
) -> None:
    begins = first.astimezone(UTC)
    starts = [begins + timedelta(minutes=n) for n in range(7 * 24 * 60)]
    limits = [limit] * len(starts)

    assert many(calendar, starts, limits) == one_by_one(calendar, starts, limits)


@given(CALENDARS, ROWS)
def test_agrees_on_every_row_of_any_units(
    calendar: WorkCalendar, rows: list[tuple[datetime, int, Unit]]
) -> None:
    starts = [start for start, _, _ in rows]
    limits = [Limit(value, unit) for _, value, unit in rows]

    assert many(calendar, starts, limits) == one_by_one(calendar, starts, limits)


@given(CALENDARS, ROWS, st.integers(0, 20_000))
def test_agrees_on_long_working_hours(
    calendar: WorkCalendar, rows: list[tuple[datetime, int, Unit]], longest: int
) -> None:
    starts = [start for start, _, _ in rows]
    limits = [Limit(longest * value // 60, Unit.WORKING_HOUR) for _, value, _ in rows]

    assert many(calendar, starts, limits) == one_by_one(calendar, starts, limits)


@pytest.mark.parametrize(
    "size", [1, 2, *(solver.BLOCK + n for n in (-1, 0, 1)), 2 * solver.BLOCK + 3]
)
def test_agrees_across_the_borders_of_its_blocks(size: int) -> None:
    begins = at("2026-02-01 00:00").astimezone(UTC)
    edges = {0, 1, solver.BLOCK - 1, solver.BLOCK, 2 * solver.BLOCK, size - 1}
    few = [n for edge in edges for n in range(edge, edge + len(LIMITS)) if n < size]
    starts = [begins + timedelta(seconds=41 * n) for n in range(size)]
    limits = [LIMITS[n % len(LIMITS)] for n in range(size)]

    ends = many(CHINA, starts, limits)

    assert len(ends) == size
    assert [ends[n] for n in few] == one_by_one(
        CHINA, [starts[n] for n in few], [limits[n] for n in few]
    )


@pytest.mark.parametrize("unit", list(Unit))
def test_a_row_does_not_depend_on_its_neighbours(unit: Unit) -> None:
    start, limit = at("2026-02-13 11:59:30"), Limit(7, unit)
    alone = many(CHINA, [start], [limit])
    far = [at("1985-07-01 10:00"), at("2026-02-13 11:00"), at("2031-03-05 23:00")]
    neighbours = [Limit(90_000, Unit.WORKING_HOUR), Limit(400, Unit.CALENDAR_DAY), Limit(0, unit)]

    among = many(CHINA, [*far, start], [*neighbours, limit])

    assert among[-1:] == alone
    assert among == one_by_one(CHINA, [*far, start], [*neighbours, limit])


@pytest.mark.parametrize("calendar", [CHINA, AMERICA], ids=["China", "America"])
@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("year", [1965, 1973, 2026, 2050])
def test_agrees_around_the_turn_of_any_year(year: int, unit: Unit, calendar: WorkCalendar) -> None:
    new_year = datetime(year, 1, 1, tzinfo=calendar.zone).astimezone(UTC)
    starts = [
        new_year + timedelta(hours=hours, microseconds=more)
        for hours in range(-30, 40)
        for more in (-1, 0, 1)
    ]
    limits = [Limit(9, unit)] * len(starts)

    assert many(calendar, starts, limits) == one_by_one(calendar, starts, limits)


def test_urgent_hours_may_end_long_after_every_table() -> None:
    starts, limits = [at("2026-11-21 21:00")] * 2, [Limit(10**9, Unit.URGENT_HOUR), LIMITS[2]]

    assert many(CHINA, starts, limits) == one_by_one(CHINA, starts, limits)


def test_agrees_where_no_day_of_a_year_is_worked() -> None:
    closed = {date(2026, 1, 1) + timedelta(days=n): False for n in range(365)}
    calendar = WorkCalendar(zone=SHANGHAI, days=closed)
    starts = [at("2026-05-05 12:00")] * len(LIMITS)

    assert many(calendar, starts, LIMITS) == one_by_one(calendar, starts, LIMITS)
    assert many(calendar, starts[:1], LIMITS[-1:]) == one_by_one(calendar, starts[:1], LIMITS[-1:])


def test_no_rows_have_no_deadlines() -> None:
    assert many(CHINA, [], []) == []


@pytest.mark.parametrize(
    ("values", "units"),
    [([-1], [0]), ([1], [4]), ([1], [-1]), ([1, 1], [0]), ([1], [0, 0])],
)
def test_refuses_rows_that_are_no_limits(values: list[int], units: list[int]) -> None:
    starts = np.zeros(1, dtype=np.int64)

    with pytest.raises(ValueError, match=r"limit is not negative|one row each"):
        solver.due_many(CHINA, starts, np.array(values), np.array(units))
