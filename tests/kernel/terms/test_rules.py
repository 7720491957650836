"""Days that end something: found as the Civil Code counts, and how they stand."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from linli.kernel.calendar.rules import WorkCalendar
from linli.kernel.terms.rules import OPEN, PRESSING, Due, State, last_day, months_from

MON = date(2026, 11, 23)
CALENDAR = WorkCalendar(
    zone=ZoneInfo("Asia/Shanghai"),
    days={date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 10, 10): True},
)


@pytest.mark.parametrize(
    ("today", "met", "state"),
    [
        (date(2026, 8, 31), None, State.RUNNING),
        (date(2026, 9, 1), None, State.SOON),
        (date(2026, 12, 1), None, State.SOON),
        (date(2026, 12, 2), None, State.LATE),
        (date(2026, 8, 31), date(2026, 8, 31), State.MET),
        (date(2026, 12, 2), date(2026, 12, 1), State.MET),
        (date(2026, 12, 3), date(2026, 12, 2), State.MET_LATE),
        (date(2026, 9, 1), date(2026, 9, 2), State.SOON),
        (date(2026, 12, 2), date(2026, 12, 3), State.LATE),
    ],
)
def test_a_day_is_quiet_then_to_be_prepared_then_overdue_until_it_is_met(
    today: date, met: date | None, state: State
) -> None:
    due = Due(on=date(2026, 12, 1), remind_on=date(2026, 9, 1), met_on=met)

    assert due.state(today) is state
    assert (state in OPEN, state in PRESSING) == {
        State.RUNNING: (True, False),
        State.SOON: (True, True),
        State.LATE: (True, True),
        State.MET: (False, False),
        State.MET_LATE: (False, False),
    }[state]


def test_the_last_day_itself_leaves_no_day() -> None:
    due = Due(on=MON, remind_on=MON)

    assert [due.days_left(MON.replace(day=day)) for day in (22, 23, 25)] == [1, 0, -2]


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 11, 23), 3, date(2027, 2, 23)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 5, 31), -3, date(2026, 2, 28)),
        (date(2026, 1, 31), -1, date(2025, 12, 31)),
        (date(2026, 12, 31), 60, date(2031, 12, 31)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_months_end_on_the_same_number_or_on_the_last_of_the_month(
    day: date, months: int, found: date
) -> None:
    assert months_from(day, months) == found


@pytest.mark.parametrize(
    ("begins", "days", "found"),
    [
        (MON, 30, date(2026, 12, 23)),  # a Wednesday
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # a Saturday moves to Monday
        (date(2026, 9, 2), 30, date(2026, 10, 8)),  # the holidays of October
        (date(2026, 9, 10), 30, date(2026, 10, 10)),  # a Saturday that is worked
        (MON, 0, MON),
    ],
)
def test_a_last_day_that_is_a_day_off_moves_on(begins: date, days: int, found: date) -> None:
    assert last_day(CALENDAR, begins, days=days) == found
