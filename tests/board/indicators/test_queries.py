"""Figures are counted over rows, as of a day, with the denominator beside them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.board.indicators import queries
from linli.board.indicators.rules import WORDINGS, Indicator
from linli.grid.cases import services as cases
from linli.grid.cases.rules import Ground
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.kernel.people.rules import ANONYMOUS, Role
from tests.district import NOW, District, key, small_district, stamp
from tests.party.grassroots import tree

pytestmark = pytest.mark.django_db

REPORTED = datetime(2021, 12, 30, 2, tzinfo=UTC)
YEAR_OVER = datetime(2022, 3, 1, tzinfo=UTC)


@pytest.fixture
def district() -> District:
    return small_district()


def report(district: District, number: int, at: datetime = REPORTED) -> Step:
    cases.report(ANONYMOUS, report=district.report(number), stamp=stamp(at, number))
    return Step(case_id=key(10_000 + number), words="已处理")


def closed(district: District, number: int, *, at: datetime) -> None:
    step = report(district, number)
    desk = district.actor(Role.COMMUNITY_DESK, district.sides[0].community)
    officer = district.actor(Role.DEPARTMENT_OFFICER)
    handling.register(desk, step=step, category_code="06010", stamp=stamp(REPORTED))
    handling.dispatch(desk, step=step, lead_id=district.sanitation, stamp=stamp(REPORTED))
    handling.accept(officer, step=step, stamp=stamp(REPORTED))
    handling.done(officer, step=step, stamp=stamp(at))
    handling.verify(desk, step=step, stamp=stamp(at))
    handling.close(desk, step=step, stamp=stamp(at))


def seen(at: datetime = YEAR_OVER, year: int = 2021) -> dict[str, Indicator]:
    return {one.code: one for one in queries.indicators(year=year, at=at)}


def test_counts_the_ground_and_the_staff(district: District) -> None:
    found = seen()

    assert list(found) == list(WORDINGS)
    assert found["grids"].value == found["micro_grids"].value == found["compounds"].value == 6
    assert found["grid_officers"].value == 6
    assert found["posted_staff"].value == 0


def test_disposal_is_seen_from_the_last_day_of_the_year(district: District) -> None:
    closed(district, 1, at=REPORTED + timedelta(hours=1))
    closed(district, 2, at=datetime(2022, 1, 10, 2, tzinfo=UTC))
    declined = report(district, 3)
    desk = district.actor(Role.COMMUNITY_DESK, district.sides[0].community)
    handling.decline(desk, step=declined, ground=Ground.REPEAT, stamp=stamp(REPORTED))

    rate = seen()["disposal_rate"]

    assert (rate.numerator, rate.denominator, rate.value) == (2, 3, "66.7")
    assert rate.as_of.isoformat() == "2021-12-31"
    assert seen()["on_time_rate"].numerator == 1
    assert seen()["on_time_rate"].denominator == 2


def test_a_running_year_is_seen_from_now(district: District) -> None:
    report(district, 1, at=YEAR_OVER)

    rate = seen(at=YEAR_OVER + timedelta(days=1), year=2022)["disposal_rate"]

    assert (rate.numerator, rate.denominator) == (0, 1)
    assert rate.as_of.isoformat() == "2022-03-02"


def test_the_year_begins_at_midnight_of_the_district(district: District) -> None:
    report(district, 1, at=datetime(2020, 12, 31, 15, 59, tzinfo=UTC))
    report(district, 2, at=datetime(2020, 12, 31, 16, 0, tzinfo=UTC))

    assert seen()["cases_reported"].value == 1


def test_asks_thirteen_questions_however_much_there_is(district: District) -> None:
    seen()

    with CaptureQueriesContext(connection) as asked:
        seen()

    assert len(asked) == 13


def test_party_organisations_are_counted_and_no_member_is(district: District) -> None:
    tree(district)

    found = seen(NOW, 2026)

    assert found["party_organisations"].numerator == 4
    assert found["company_organisations"].numerator == 0
    rate = found["incomplete_composition_rate"]
    assert (rate.numerator, rate.denominator) == (2, 2)
    assert not [code for code in found if "member" in code]
