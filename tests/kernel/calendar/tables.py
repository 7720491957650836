"""Calendars for tests: the year 2026 as the State Council announced it, and others."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from linli.kernel.calendar.rules import WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")

HOLIDAYS_2026 = [
    ("2026-01-01", "2026-01-03"),
    ("2026-02-15", "2026-02-23"),
    ("2026-04-04", "2026-04-06"),
    ("2026-05-01", "2026-05-05"),
    ("2026-06-19", "2026-06-21"),
    ("2026-09-25", "2026-09-27"),
    ("2026-10-01", "2026-10-07"),
]
"""First and last day of each feast."""

MAKE_UP_2026 = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
"""Weekend days that are worked (调休)."""


def days_between(first: date, last: date) -> list[date]:
    """Return all days from ``first`` to ``last``."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _year_2026() -> dict[date, bool]:
    days = {day: day.weekday() < 5 for day in days_between(date(2026, 1, 1), date(2026, 12, 31))}
    for first, last in HOLIDAYS_2026:
        for day in days_between(date.fromisoformat(first), date.fromisoformat(last)):
            days[day] = False
    return days | {date.fromisoformat(day): True for day in MAKE_UP_2026}


YEAR_2026 = _year_2026()
BEGIN_2026 = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(days=-90), timedelta(days=450)).map(lambda t: BEGIN_2026 + t)
"""Any moment, to the microsecond, from before the table of 2026 to after it."""

CHINA = WorkCalendar(zone=SHANGHAI, days=YEAR_2026)
AMERICA = WorkCalendar(zone=NEW_YORK)


def at(words: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """Return the moment a clock in ``zone`` shows, written as ``2026-11-23 09:00``."""
    return datetime.fromisoformat(words).replace(tzinfo=zone)
