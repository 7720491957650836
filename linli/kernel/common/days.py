"""Moments as the clocks of the house show them; it has one zone, whoever reads."""

from datetime import date, datetime

from django.utils.timezone import get_default_timezone


def local(moment: datetime) -> datetime:
    """Return a moment on the clocks of the house."""
    return moment.astimezone(get_default_timezone())


def day_of(moment: datetime) -> date:
    """Return the day a moment falls on, by the calendar of the house."""
    return local(moment).date()
