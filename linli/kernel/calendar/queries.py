"""The calendar in force."""

from datetime import timedelta
from threading import Lock
from time import monotonic
from zoneinfo import ZoneInfo

from django.conf import settings

from linli.kernel.calendar.models import CalendarDay
from linli.kernel.calendar.rules import WorkCalendar

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
    days = dict(CalendarDay.objects.order_by("day").values_list("day", "is_working"))
    zone = ZoneInfo(settings.TIME_ZONE)
    if not days:
        return WorkCalendar(zone=zone)
    return WorkCalendar(
        zone=zone, days=days, known_from=min(days), known_to=max(days) + timedelta(days=1)
    )
