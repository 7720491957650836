"""The table of days: seeded with what is really known, kept by the district."""

import csv
import os
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
from holidays.version import __version__ as holidays_version
from pytest_django import DjangoAssertNumQueries, Settings

from linli.kernel.calendar import queries, services
from linli.kernel.calendar.models import CalendarDay
from linli.kernel.common.errors import Forbidden
from linli.kernel.people.rules import BY_RULE, Actor, Role
from tests.kernel.calendar.tables import YEAR_2026, days_between

DISTRICT_DESK = Actor(role=Role.DISTRICT_DESK)
ALLOWED = {Role.OPERATOR, Role.DISTRICT_DESK, Role.RULE}

KNOWN_DIFFERENCE = {date(2005, 12, 31)}
"""A Saturday worked for the New Year of 2006: the package knows it, the shared table does not."""


def table() -> dict[date, bool]:
    return dict(CalendarDay.objects.values_list("day", "is_working"))


@pytest.fixture
def announced() -> dict[date, bool]:
    """Return every day of 2004 to 2026 as the shared table of announcements has it."""
    folder = os.environ.get("LINLI_REAL_DATA")
    if not folder:
        pytest.skip("LINLI_REAL_DATA is not set: the table of announcements is not here")
    days = {day: day.weekday() < 5 for day in days_between(date(2004, 1, 1), date(2026, 12, 31))}
    with (Path(folder) / "calendar" / "cn_holidays_2004_2026.csv").open(encoding="utf-8") as rows:
        days |= dict(_announced(csv.DictReader(rows)))
    return days


def _announced(rows: Iterator[dict[str, str]]) -> Iterator[tuple[date, bool]]:
    for row in rows:
        assert row["kind"].startswith(("holiday", "in_lieu", "workday"))
        yield date.fromisoformat(row["date"]), row["kind"].startswith("workday")


@pytest.mark.django_db
def test_seeds_every_day_as_it_was_announced(announced: dict[date, bool]) -> None:
    years = range(2004, 2027)
    assert services.known_years(years) == list(years)

    written = services.seed(BY_RULE, years=years)

    seeded = table()
    assert written == len(seeded) == len(announced) == 8401
    assert {day for day, works in announced.items() if seeded[day] != works} == KNOWN_DIFFERENCE


@pytest.mark.django_db
def test_seeds_the_year_2026_with_its_make_up_days() -> None:
    services.seed(DISTRICT_DESK, years=range(2026, 2027))

    assert table() == YEAR_2026
    assert CalendarDay.objects.get(pk=date(2026, 2, 17)).name == "春节"
    assert CalendarDay.objects.get(pk=date(2026, 2, 17)).source == (f"holidays {holidays_version}")


@pytest.mark.django_db
def test_leaves_out_years_whose_make_up_days_are_not_published() -> None:
    written = services.seed(BY_RULE, years=range(2026, 2036))

    assert services.known_years(range(2026, 2036)) == [2026]
    assert written == 365
    assert max(table()) == date(2026, 12, 31)
    calendar = queries.calendar()
    assert not calendar.is_provisional(date(2026, 12, 31))
    assert calendar.is_provisional(date(2027, 1, 1))


@pytest.mark.django_db
def test_what_the_district_set_stays_when_it_seeds_again() -> None:
    services.seed(BY_RULE, years=range(2026, 2027))
    services.set_day(
        DISTRICT_DESK, day=date(2026, 11, 24), is_working=False, name="Flood", source="Notice 7"
    )
    CalendarDay.objects.filter(pk=date(2026, 11, 25)).update(
        is_working=False, source="holidays 0.1"
    )

    written = services.seed(BY_RULE, years=range(2026, 2027))

    assert written == 364
    assert table() == YEAR_2026 | {date(2026, 11, 24): False}
    assert CalendarDay.objects.get(pk=date(2026, 11, 24)).source == "Notice 7"


@pytest.mark.django_db
def test_a_day_the_district_sets_counts_at_once() -> None:
    services.seed(BY_RULE, years=range(2026, 2027))
    assert queries.calendar().is_working(date(2026, 11, 24))

    services.set_day(
        DISTRICT_DESK, day=date(2026, 11, 24), is_working=False, name="Flood", source="Notice 7"
    )

    assert not queries.calendar().is_working(date(2026, 11, 24))


@pytest.mark.django_db
def test_one_day_set_in_the_next_year_leaves_the_rest_of_it_provisional() -> None:
    services.seed(BY_RULE, years=range(2026, 2027))

    services.set_day(
        DISTRICT_DESK, day=date(2027, 2, 28), is_working=True, name="", source="Notice 8"
    )

    calendar = queries.calendar()
    assert not calendar.is_provisional(date(2027, 2, 28))
    assert calendar.is_provisional(date(2027, 2, 27))


@pytest.mark.django_db
def test_a_district_without_a_table_knows_that_it_knows_nothing() -> None:
    calendar = queries.calendar()

    assert calendar.is_provisional(date(2026, 11, 24))
    assert calendar.is_working(date(2026, 11, 24))


@pytest.mark.django_db
def test_reads_zone_and_working_hours_from_the_settings(settings: Settings) -> None:
    settings.TIME_ZONE = "America/New_York"
    settings.WORKING_HOURS = "09:00-17:00"

    calendar = queries.calendar()

    assert calendar.zone.key == "America/New_York"
    assert calendar.ranges == ((time(9), time(17)),)


@pytest.mark.django_db
def test_asks_the_database_once_for_many_deadlines(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        for _ in range(5):
            queries.calendar()


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(set(Role) - ALLOWED))
def test_others_may_not_touch_the_table(role: Role) -> None:
    actor = Actor(role=role)

    with pytest.raises(Forbidden):
        services.seed(actor, years=range(2026, 2027))
    with pytest.raises(Forbidden):
        services.set_day(actor, day=date(2026, 1, 5), is_working=False, name="", source="")

    assert table() == {}


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(ALLOWED))
def test_the_district_the_operator_and_the_house_keep_the_table(role: Role) -> None:
    services.set_day(Actor(role=role), day=date(2026, 1, 5), is_working=False, name="", source="")

    assert table() == {date(2026, 1, 5): False}
