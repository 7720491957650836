"""How long a limit lasts, in the four units and over every kind of day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.calendar import rules
from linli.kernel.calendar.rules import Limit, Unit, WorkCalendar
from tests.kernel.calendar.tables import AMERICA, CHINA, MOMENTS, NEW_YORK, SHANGHAI, YEAR_2026, at

HOUR, URGENT, DAY, CALENDAR = (
    Unit.WORKING_HOUR,
    Unit.URGENT_HOUR,
    Unit.WORKING_DAY,
    Unit.CALENDAR_DAY,
)

CALENDARS = st.sampled_from([CHINA, AMERICA])
LIMITS = st.one_of(
    st.builds(Limit, st.integers(0, 3000), st.sampled_from([HOUR, URGENT])),
    st.builds(Limit, st.integers(0, 40), st.sampled_from([DAY, CALENDAR])),
)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-23 08:30", 120, "2026-11-23 10:30"),  # Monday, within the morning
        ("2026-11-23 11:00", 60, "2026-11-23 12:00"),  # to the last minute of the morning
        ("2026-11-23 11:00", 61, "2026-11-23 14:31"),  # over the noon break
        ("2026-11-23 13:00", 120, "2026-11-23 16:30"),  # begun in the noon break
        ("2026-11-23 12:00", 1, "2026-11-23 14:31"),
        ("2026-11-23 17:30", 60, "2026-11-24 09:00"),  # over night
        ("2026-11-23 18:00", 30, "2026-11-24 09:00"),
        ("2026-11-23 03:00", 30, "2026-11-23 09:00"),  # before the doors open
        ("2026-11-23 08:30", 420, "2026-11-23 18:00"),  # one whole day ends with it
        ("2026-11-20 17:00", 120, "2026-11-23 09:30"),  # Friday to Monday
        ("2026-11-21 10:00", 120, "2026-11-23 10:30"),  # Saturday
        ("2026-11-23 09:00:20", 5, "2026-11-23 09:05:20"),  # seconds are kept
        ("2026-11-23 11:59:40", 1, "2026-11-23 14:30:40"),
        ("2026-09-18 17:00", 120, "2026-09-20 09:30"),  # a Sunday that is worked
        ("2026-10-10 09:00", 60, "2026-10-10 10:00"),  # a Saturday that is worked
        ("2026-02-14 17:00", 120, "2026-02-24 09:30"),  # over the Spring Festival
        ("2026-09-30 17:59", 2, "2026-10-08 08:31"),  # over the National Day
        ("2026-12-31 17:00", 120, "2027-01-01 09:30"),  # beyond the table: Monday to Friday
        ("2026-11-21 10:00", 0, "2026-11-21 10:00"),  # nothing ends at once
    ],
)
def test_working_hours_run_in_working_time_only(start: str, minutes: int, end: str) -> None:
    assert rules.due(CHINA, at(start), Limit(minutes, HOUR)) == at(end)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-23 09:00", 1, "2026-11-24 18:00"),
        ("2026-11-23 00:00", 1, "2026-11-24 18:00"),  # before the doors open is today
        ("2026-11-23 18:00", 1, "2026-11-24 18:00"),  # the close of business is today
        ("2026-11-23 18:00:01", 1, "2026-11-25 18:00"),  # after it is the next working day
        ("2026-11-20 17:00", 1, "2026-11-23 18:00"),  # Friday
        ("2026-11-20 19:00", 1, "2026-11-24 18:00"),  # Friday evening counts as Monday
        ("2026-11-21 10:00", 1, "2026-11-24 18:00"),  # Saturday counts as Monday
        ("2026-11-21 10:00", 0, "2026-11-23 18:00"),
        ("2026-11-23 10:00", 0, "2026-11-23 18:00"),
        ("2026-09-18 10:00", 1, "2026-09-20 18:00"),  # a Sunday that is worked
        ("2026-02-13 10:00", 2, "2026-02-24 18:00"),  # 14 is worked, 15 to 23 are off
        ("2026-12-30 10:00", 2, "2027-01-01 18:00"),  # beyond the table, provisionally
    ],
)
def test_working_days_end_at_the_close_of_business(start: str, days: int, end: str) -> None:
    assert rules.due(CHINA, at(start), Limit(days, DAY)) == at(end)


@pytest.mark.parametrize(
    ("unit", "value", "end"),
    [
        (URGENT, 90, "2026-11-21 22:30"),
        (URGENT, 180, "2026-11-22 00:00"),
        (URGENT, 0, "2026-11-21 21:00"),
        (CALENDAR, 1, "2026-11-22 21:00"),
        (CALENDAR, 30, "2026-12-21 21:00"),
        (CALENDAR, 0, "2026-11-21 21:00"),
    ],
)
def test_urgent_hours_and_calendar_days_run_on_a_saturday_night(
    unit: Unit, value: int, end: str
) -> None:
    assert rules.due(CHINA, at("2026-11-21 21:00"), Limit(value, unit)) == at(end)


class TestTheThreeDefectsOfSignalen:
    """What the deadlines of Amsterdam's system get wrong (their deadlines.py, reproduced)."""

    def test_a_holiday_is_not_a_working_day(self) -> None:
        amsterdam = WorkCalendar(zone=SHANGHAI, days={date(2026, 12, 25): False})

        end = rules.due(amsterdam, at("2026-12-24 10:00"), Limit(1, DAY))

        assert end == at("2026-12-28 18:00")

    def test_the_weekday_is_that_of_the_district_not_of_utc(self) -> None:
        friday = at("2026-11-20 07:00")
        assert friday.astimezone(UTC).weekday() == 3

        assert rules.due(CHINA, friday.astimezone(UTC), Limit(1, DAY)) == at("2026-11-23 18:00")
        assert rules.due(CHINA, friday.astimezone(UTC), Limit(60, HOUR)) == at("2026-11-20 09:30")

    @pytest.mark.parametrize("start", ["2026-10-31 12:00", "2027-03-13 12:00"])
    def test_calendar_days_keep_the_clock_time_when_the_clock_is_changed(self, start: str) -> None:
        begins = at(start, NEW_YORK)

        end = rules.due(AMERICA, begins.astimezone(UTC), Limit(3, CALENDAR))

        assert end.replace(tzinfo=None) == begins.replace(tzinfo=None) + timedelta(days=3)
        assert end.astimezone(UTC) - begins.astimezone(UTC) != timedelta(days=3)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2027-03-13 02:30", "2027-03-14 07:30"),  # 02:30 never was: as if not changed
        ("2026-10-31 01:30", "2026-11-01 05:30"),  # 01:30 is twice: the earlier
    ],
)
def test_a_clock_time_that_is_missing_or_twice_has_one_meaning(start: str, end: str) -> None:
    due = rules.due(AMERICA, at(start, NEW_YORK), Limit(1, CALENDAR))

    assert due.astimezone(UTC).replace(tzinfo=None) == datetime.fromisoformat(end)


def test_urgent_hours_are_real_hours_when_the_clock_is_changed() -> None:
    begins = at("2026-10-31 12:00", NEW_YORK)

    end = rules.due(AMERICA, begins, Limit(24 * 60, URGENT))

    assert end == at("2026-11-01 11:00", NEW_YORK)
    assert rules.remaining(AMERICA, begins, end, URGENT) == 24 * 60


@given(CALENDARS, MOMENTS, LIMITS)
def test_a_deadline_is_never_before_its_beginning(
    calendar: WorkCalendar, start: datetime, limit: Limit
) -> None:
    assert rules.due(calendar, start, limit) >= start


@given(CALENDARS, MOMENTS, MOMENTS, LIMITS)
def test_who_begins_later_is_not_due_earlier(
    calendar: WorkCalendar, one: datetime, other: datetime, limit: Limit
) -> None:
    first, second = sorted([one, other])
    if limit.unit is CALENDAR and calendar is AMERICA:
        first, second = first.replace(hour=17), second.replace(hour=17)
        first, second = sorted([first, second])

    assert rules.due(calendar, first, limit) <= rules.due(calendar, second, limit)


@given(CALENDARS, MOMENTS, st.integers(0, 3000))
def test_working_hours_are_the_working_time_until_the_deadline(
    calendar: WorkCalendar, start: datetime, minutes: int
) -> None:
    end = rules.due(calendar, start, Limit(minutes, HOUR))

    assert rules.working_time(calendar, start, end) == timedelta(minutes=minutes)
    assert rules.working_time(calendar, end, start) == -timedelta(minutes=minutes)
    assert rules.remaining(calendar, start, end, HOUR) == minutes


@pytest.mark.parametrize(
    ("now", "due", "unit", "left"),
    [
        ("2026-11-23 11:00", "2026-11-23 15:00", HOUR, 90),
        ("2026-11-23 11:00:30", "2026-11-23 11:01", HOUR, 0),
        ("2026-11-23 11:00:30", "2026-11-23 11:00", HOUR, -1),
        ("2026-11-24 09:00", "2026-11-23 17:30", HOUR, -60),
        ("2026-11-23 11:00", "2026-11-23 15:00", URGENT, 240),
        ("2026-11-20 11:00", "2026-11-24 18:00", DAY, 2),
        ("2026-11-24 08:00", "2026-11-24 18:00", DAY, 0),
        ("2026-11-25 08:00", "2026-11-24 18:00", DAY, -1),
        ("2026-11-23 08:00", "2026-11-20 18:00", DAY, -1),
        ("2026-11-20 11:00", "2026-11-24 11:00", CALENDAR, 4),
        ("2026-11-25 23:00", "2026-11-24 11:00", CALENDAR, -1),
    ],
)
def test_says_what_is_left_in_the_unit_of_the_limit(
    now: str, due: str, unit: Unit, left: int
) -> None:
    assert rules.remaining(CHINA, at(now), at(due), unit) == left


@pytest.mark.parametrize(
    ("unit", "due", "stood_from", "stood_to", "again"),
    [
        # one hour was left on Friday; it is left again on Wednesday
        (HOUR, "2026-11-20 18:00", "2026-11-20 17:00", "2026-11-25 09:00", "2026-11-25 10:00"),
        (HOUR, "2026-11-20 18:00", "2026-11-20 17:00", "2026-11-25 11:30", "2026-11-25 15:00"),
        # a stand outside working time moves nothing
        (HOUR, "2026-11-23 10:30", "2026-11-20 19:00", "2026-11-22 19:00", "2026-11-23 10:30"),
        # seconds do not run into the noon break
        (
            HOUR,
            "2026-11-20 10:00",
            "2026-11-20 09:29:30",
            "2026-11-20 11:30",
            "2026-11-20 14:30:30",
        ),
        (URGENT, "2026-11-20 18:00", "2026-11-20 17:00", "2026-11-22 03:00", "2026-11-22 04:00"),
        # two working days were left after that day; they are left again
        (DAY, "2026-11-25 18:00", "2026-11-23 10:00", "2026-11-24 10:00", "2026-11-26 18:00"),
        (DAY, "2026-11-25 18:00", "2026-11-23 10:00", "2026-11-28 10:00", "2026-12-02 18:00"),
        (DAY, "2026-11-25 18:00", "2026-11-23 10:00", "2026-11-23 17:00", "2026-11-25 18:00"),
        (DAY, "2026-11-25 18:00", "2026-11-25 10:00", "2026-11-26 10:00", "2026-11-26 18:00"),
        (CALENDAR, "2026-11-25 12:00", "2026-11-23 10:00", "2026-11-30 10:00", "2026-12-02 12:00"),
        # what had passed stays passed
        (HOUR, "2026-11-20 17:00", "2026-11-20 17:00", "2026-11-25 09:00", "2026-11-20 17:00"),
        (DAY, "2026-11-20 18:00", "2026-11-23 09:00", "2026-11-25 09:00", "2026-11-20 18:00"),
    ],
)
def test_what_was_left_before_a_clock_stood_is_left_again(
    unit: Unit, due: str, stood_from: str, stood_to: str, again: str
) -> None:
    assert rules.shift(CHINA, at(due), at(stood_from), at(stood_to), unit) == at(again)


@given(CALENDARS, MOMENTS, LIMITS, st.integers(0, 60 * 24 * 20), st.integers(0, 60 * 24 * 40))
def test_whatever_was_left_is_left_again(
    calendar: WorkCalendar, start: datetime, limit: Limit, ran: int, stood: int
) -> None:
    due = rules.due(calendar, start, limit)
    stood_from = min(start + timedelta(minutes=ran), due.astimezone(UTC))
    stood_to = stood_from + timedelta(minutes=stood)

    again = rules.shift(calendar, due, stood_from, stood_to, limit.unit)

    if stood_from == due:
        assert again == due
    elif limit.unit is DAY:
        assert again.time() == time(18)
        assert rules.remaining(calendar, _counted(calendar, stood_to), again, DAY) == (
            rules.remaining(calendar, _counted(calendar, stood_from), due, DAY)
        )
    elif limit.unit is HOUR:
        left = rules.working_time(calendar, stood_from, due)
        assert rules.working_time(calendar, stood_to, again) == left
    elif limit.unit is URGENT:
        assert again.astimezone(UTC) - stood_to == due.astimezone(UTC) - stood_from
    elif calendar is CHINA:
        assert again - stood_to == due - stood_from


def _counted(calendar: WorkCalendar, moment: datetime) -> datetime:
    """Return the day from which working days count for what arrives at ``moment``."""
    return rules.due(calendar, moment, Limit(0, DAY))


@given(CALENDARS, MOMENTS, LIMITS, st.integers(0, 60 * 24 * 20))
def test_a_stand_of_no_time_changes_nothing(
    calendar: WorkCalendar, start: datetime, limit: Limit, ran: int
) -> None:
    due = rules.due(calendar, start, limit)
    stood = start + timedelta(minutes=ran)

    assert rules.shift(calendar, due, stood, stood, limit.unit) == due


def test_calendar_days_left_are_those_on_the_wall_when_the_clock_is_changed() -> None:
    due = at("2027-03-15 12:00", NEW_YORK)
    stood_from, stood_to = at("2027-03-12 13:00", NEW_YORK), at("2027-03-16 13:00", NEW_YORK)

    again = rules.shift(AMERICA, due, stood_from.astimezone(UTC), stood_to, CALENDAR)

    assert again == at("2027-03-19 12:00", NEW_YORK)


def test_urgent_hours_left_are_real_hours_when_the_clock_is_changed() -> None:
    due = at("2026-11-01 12:00", NEW_YORK)
    stood_from, stood_to = at("2026-10-31 12:00", NEW_YORK), at("2026-11-03 12:00", NEW_YORK)

    again = rules.shift(AMERICA, due, stood_from, stood_to, URGENT)

    assert again == at("2026-11-04 13:00", NEW_YORK)


@given(MOMENTS, st.integers(0, 3000), st.sampled_from([HOUR, URGENT]))
def test_the_moment_before_a_deadline_leaves_what_was_asked(
    start: datetime, minutes: int, unit: Unit
) -> None:
    left = timedelta(minutes=minutes)
    end = rules.due(CHINA, start, Limit(3000, unit))

    moment = rules.moment_before(CHINA, end, left, unit)

    assert moment <= end
    assert rules.span(CHINA, moment, end, unit) == left


@pytest.mark.parametrize(
    ("start", "end", "is_provisional"),
    [
        ("2026-12-30 09:00", "2026-12-31 23:59", False),
        ("2026-12-31 09:00", "2027-01-01 00:00", True),
        ("2027-02-01 09:00", "2027-02-02 09:00", True),
        ("2025-12-31 09:00", "2026-01-05 09:00", True),
    ],
)
def test_warns_where_the_holidays_are_not_known(start: str, end: str, is_provisional: bool) -> None:
    assert rules.provisional_days(CHINA, at(start), at(end)) is is_provisional


def test_one_day_known_later_does_not_make_the_days_between_known() -> None:
    calendar = WorkCalendar(zone=SHANGHAI, days=YEAR_2026 | {date(2027, 3, 1): True})

    assert rules.provisional_days(calendar, at("2026-12-31 09:00"), at("2027-03-01 09:00"))
    assert not calendar.is_provisional(date(2027, 3, 1))


def test_without_any_table_every_day_is_provisional() -> None:
    assert rules.provisional_days(AMERICA, at("2026-11-23 09:00"), at("2026-11-23 10:00"))


def test_reads_the_working_hours_of_a_district() -> None:
    ranges = rules.working_hours("09:00-12:00, 13:30-17:30")
    calendar = WorkCalendar(zone=SHANGHAI, ranges=ranges)

    assert ranges == ((time(9), time(12)), (time(13, 30), time(17, 30)))
    assert rules.due(calendar, at("2026-11-23 11:30"), Limit(60, HOUR)) == at("2026-11-23 14:00")
    assert rules.due(calendar, at("2026-11-23 11:30"), Limit(1, DAY)) == at("2026-11-24 17:30")


@pytest.mark.parametrize(
    "words",
    ["", "08:30", "12:00-08:30", "08:30-12:00,11:00-18:00", "08:30:30-12:00", "25:00-26:00"],
)
def test_refuses_working_hours_that_are_not_ranges_in_order(words: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        WorkCalendar(zone=SHANGHAI, ranges=rules.working_hours(words))


def test_refuses_working_hours_of_no_range() -> None:
    with pytest.raises(ValueError, match="ranges"):
        WorkCalendar(zone=SHANGHAI, ranges=())


def test_refuses_a_negative_limit() -> None:
    with pytest.raises(ValueError, match="negative"):
        Limit(-1, HOUR)


@pytest.mark.parametrize("unit", list(Unit))
def test_refuses_a_moment_without_a_zone(unit: Unit) -> None:
    with pytest.raises(ValueError, match="zone"):
        rules.due(CHINA, at("2026-11-23 09:00").replace(tzinfo=None), Limit(1, unit))
