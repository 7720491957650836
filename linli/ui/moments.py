"""Dates, times and lengths of time in words, in the reader's language and the district's zone."""

from datetime import date, datetime

from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)


def day(on: date) -> str:
    """Return ``Mon 23 Nov`` or ``11月23日（周一）``; the year is added when it is not this year."""
    return pgettext("day", "%(weekday)s %(date)s") % {
        "weekday": WEEKDAYS[on.weekday()],
        "date": _date(on),
    }


def moment(at: datetime) -> str:
    """Return ``Mon 23 Nov, 14:30`` or ``11月23日（周一）14:30`` in the district's zone."""
    local = timezone.localtime(at)
    return pgettext("moment", "%(weekday)s %(date)s, %(time)s") % {
        "weekday": WEEKDAYS[local.weekday()],
        "date": _date(local.date()),
        "time": local.strftime("%H:%M"),
    }


def left(count: int, unit: str) -> str:
    """Return ``1 working day left``.

    Args:
        count: 0 or more whole units; 0 means less than one.
        unit: working_hour, urgent_hour, working_day or calendar_day.
    """
    if count == 0:
        return _ending_soon(unit)
    return _LEFT[unit](count) % {"count": count}


def overdue(count: int, unit: str) -> str:
    """Return ``Overdue by 2 working days``; count and unit as for ``left``."""
    if count == 0:
        return _("Overdue")
    return _OVERDUE[unit](count) % {"count": count}


def _date(on: date) -> str:
    if on.year == timezone.localdate().year:
        return dateformat.format(on, pgettext("date format", "j M"))
    return dateformat.format(on, pgettext("date format with year", "j M Y"))


def _ending_soon(unit: str) -> str:
    return {
        "working_hour": _("Less than 1 working hour left"),
        "urgent_hour": _("Less than 1 hour left"),
        "working_day": _("Less than 1 working day left"),
        "calendar_day": _("Less than 1 day left"),
    }[unit]


_LEFT = {
    "working_hour": lambda n: ngettext(
        "%(count)s working hour left", "%(count)s working hours left", n
    ),
    "urgent_hour": lambda n: ngettext("%(count)s hour left", "%(count)s hours left", n),
    "working_day": lambda n: ngettext(
        "%(count)s working day left", "%(count)s working days left", n
    ),
    "calendar_day": lambda n: ngettext("%(count)s day left", "%(count)s days left", n),
}

_OVERDUE = {
    "working_hour": lambda n: ngettext(
        "Overdue by %(count)s working hour", "Overdue by %(count)s working hours", n
    ),
    "urgent_hour": lambda n: ngettext("Overdue by %(count)s hour", "Overdue by %(count)s hours", n),
    "working_day": lambda n: ngettext(
        "Overdue by %(count)s working day", "Overdue by %(count)s working days", n
    ),
    "calendar_day": lambda n: ngettext("Overdue by %(count)s day", "Overdue by %(count)s days", n),
}
