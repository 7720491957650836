"""The calendar in force."""

from threading import Lock
from time import monotonic
from zoneinfo import ZoneInfo

from django.conf import settings

from linli.kernel.calendar.models import CalendarDay
from linli.kernel.calendar.rules import WorkCalendar, working_hours

FRESH_SECONDS = 30
"""How long a process uses what it has read; a changed day is seen by all after that."""

_held: dict[str, tuple[float, WorkCalendar]] = {}
_lock = Lock()


def calendar() -> WorkCalendar:
    """Return the district's calendar; one statement every half minute at most."""
    with _lock:
        read_at, known = _held.get("calendar", (0.0, None))
        if known is None or monotonic() - read_at > FRESH_SECONDS:
            known = _read()
            _held["calendar"] = (monotonic(), known)
        return known


def forget() -> None:
    """Read the table again at the next question; called when it was changed here."""
    _held.clear()


def _read() -> WorkCalendar:
    days = dict(CalendarDay.objects.values_list("day", "is_working"))
    return WorkCalendar(
        zone=ZoneInfo(settings.TIME_ZONE), ranges=working_hours(settings.WORKING_HOURS), days=days
    )
