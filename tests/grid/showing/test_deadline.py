"""A deadline beyond the published holidays says so wherever it is shown (row G1, “限期办结”)."""

from datetime import date, datetime, timedelta

import pytest

from linli.grid.cases import services as cases
from linli.grid.cases.models import Case
from linli.grid.showing import queries as showing
from linli.kernel.calendar import services as calendar
from linli.kernel.people.rules import ANONYMOUS, BY_RULE
from tests.district import NOW, local, small_district, stamp

pytestmark = pytest.mark.django_db


def _reported(at: datetime) -> Case:
    district = small_district()
    return cases.report(ANONYMOUS, report=district.report(), stamp=stamp(at))


def test_says_nothing_while_the_table_of_days_reaches_that_far() -> None:
    calendar.seed(BY_RULE, years=range(2026, 2027))

    case = _reported(NOW)

    assert showing.deadline(case, NOW).warning == ""


def test_warns_of_a_deadline_after_the_last_published_day() -> None:
    calendar.seed(BY_RULE, years=range(2026, 2027))
    evening = local(2026, 12, 31, 17, 30)

    case = _reported(evening)
    chip = showing.deadline(case, evening)

    assert case.due_at is not None
    assert case.due_at.date() > date(2026, 12, 31)
    assert chip.warning


@pytest.mark.parametrize(
    ("unit", "late", "told"),
    [
        ("working_hour", timedelta(hours=2), (1, "working_hour")),
        ("working_hour", timedelta(days=2), (14, "working_hour")),
        ("working_hour", timedelta(days=9), (7, "working_day")),
        ("urgent_hour", timedelta(hours=47), (47, "urgent_hour")),
        ("urgent_hour", timedelta(days=9), (9, "calendar_day")),
        ("working_day", timedelta(days=9), (7, "working_day")),
        ("calendar_day", timedelta(days=9), (9, "calendar_day")),
    ],
)
def test_tells_in_days_what_was_due_in_hours_and_is_late_by_days(
    unit: str, late: timedelta, told: tuple[int, str]
) -> None:
    calendar.seed(BY_RULE, years=range(2026, 2027))
    case = _reported(NOW)
    assert case.due_at is not None
    case.limit_unit = unit

    chip = showing.deadline(case, case.due_at + late)

    assert (chip.state, chip.left, chip.unit) == ("late", *told)
