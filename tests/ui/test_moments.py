"""Dates, times and lengths are said in the reader's language and the district's zone."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone, translation

from linli.ui import moments

pytestmark = pytest.mark.usefixtures("now_is_2026")


@pytest.fixture
def now_is_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold the year that decides whether a year is said."""
    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 11, 24))


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-hans", "11月23日（周一）14:30"), ("en", "Mon 23 Nov, 14:30")],
)
def test_says_a_moment_in_the_zone_of_the_district(language: str, said: str) -> None:
    at = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)

    with translation.override(language):
        assert moments.moment(at) == said


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "2021年12月31日（周五）"), ("en", "Fri 31 Dec 2021")]
)
def test_says_the_year_when_it_is_not_this_one(language: str, said: str) -> None:
    with translation.override(language):
        assert moments.day(date(2021, 12, 31)) == said


@pytest.mark.parametrize(
    ("count", "unit", "english", "chinese"),
    [
        (1, "working_day", "1 working day left", "还剩 1 个工作日"),
        (2, "working_hour", "2 working hours left", "还剩 2 个工作时"),
        (3, "urgent_hour", "3 hours left", "还剩 3 小时"),
        (5, "calendar_day", "5 days left", "还剩 5 天"),
        (0, "working_hour", "Less than 1 working hour left", "不足 1 个工作时"),
    ],
)
def test_says_what_is_left_in_the_unit_of_the_clock(
    count: int, unit: str, english: str, chinese: str
) -> None:
    with translation.override("en"):
        assert moments.left(count, unit) == english
    with translation.override("zh-hans"):
        assert moments.left(count, unit) == chinese


def test_says_lateness_as_a_fact() -> None:
    with translation.override("en"):
        assert moments.overdue(2, "working_day") == "Overdue by 2 working days"
        assert moments.overdue(0, "working_day") == "Overdue"
