"""The table of days is seeded, and kept by the district."""

from datetime import date, timedelta

import holidays
from django.db import transaction
from holidays.version import __version__ as holidays_version

from linli.kernel.calendar import queries
from linli.kernel.calendar.models import CalendarDay
from linli.kernel.people.rules import Actor, check_may_edit_territory

SEED = "holidays"
"""What the source of every seeded day begins with; its version follows."""


def known_years(years: range) -> list[int]:
    """Return the years for which the package knows the make-up workdays (调休).

    The State Council publishes them each autumn for the year to come; before that the package
    knows only the dates of the feasts, which is not enough for a deadline.
    """
    return [
        year
        for year in years
        if any(
            day.year == year for day in holidays.country_holidays("CN", years=year).weekend_workdays
        )
    ]


@transaction.atomic
def seed(actor: Actor, *, years: range) -> int:
    """Write every day of the years that are really known; days the district set stay.

    What an earlier version of the package said of these years is replaced. Years that it does
    not know stay without a table, and their deadlines provisional.

    Returns:
        How many days were written.

    Raises:
        Forbidden: the actor is neither operator, district desk nor the house itself.
    """
    check_may_edit_territory(actor)
    known = known_years(years)
    of_these_years = CalendarDay.objects.filter(day__year__in=known)
    of_these_years.filter(source__startswith=SEED).delete()
    kept = set(of_these_years.values_list("day", flat=True))
    rows = [row for year in known for row in _days_of(year) if row.day not in kept]
    CalendarDay.objects.bulk_create(rows, batch_size=2000)
    _forget()
    return len(rows)


def _days_of(year: int) -> list[CalendarDay]:
    known = holidays.country_holidays("CN", years=year, language="zh_CN")
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [
        CalendarDay(
            day=day,
            is_working=known.is_working_day(day),
            name=known.get(day, ""),
            source=f"{SEED} {holidays_version}",
        )
        for day in days
    ]


@transaction.atomic
def set_day(actor: Actor, *, day: date, is_working: bool, name: str, source: str) -> None:
    """Say of one day whether the district works; running deadlines are not rewritten.

    Raises:
        Forbidden: the actor is neither operator, district desk nor the house itself.
    """
    check_may_edit_territory(actor)
    CalendarDay.objects.update_or_create(
        day=day, defaults={"is_working": is_working, "name": name, "source": source}
    )
    _forget()


def _forget() -> None:
    """Let this process read the table again: now, and after the commit for its other threads."""
    queries.forget()
    transaction.on_commit(queries.forget)
