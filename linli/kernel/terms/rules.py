"""What ends on a day: how the day is found, and how it stands today.

Days are counted as the Civil Code (2020) counts them: the day something begins does not count
(art. 201), a month ends on the day of the same number, or on the month's last one (art. 202),
and a last day that is a day off moves to the next working day (art. 203).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from linli.kernel.calendar.rules import WorkCalendar, next_working_day
from linli.kernel.common.errors import gettext_noop


class State(StrEnum):
    """How a day that something is due on stands."""

    RUNNING = "running"
    SOON = "soon"
    LATE = "late"
    MET = "met"
    MET_LATE = "met_late"


STATE_NAMES: dict[State, str] = {
    State.RUNNING: gettext_noop("in time"),
    State.SOON: gettext_noop("to be prepared"),
    State.LATE: gettext_noop("overdue"),
    State.MET: gettext_noop("done in time"),
    State.MET_LATE: gettext_noop("done late"),
}
"""English names of the states; pages translate them."""

OPEN = frozenset({State.RUNNING, State.SOON, State.LATE})
PRESSING = frozenset({State.SOON, State.LATE})


@dataclass(frozen=True, slots=True)
class Due:
    """A day by which something is done.

    Args:
        on: the last day on which it is in time.
        remind_on: the first day on which it is time to prepare it.
        met_on: the day it was done.
    """

    on: date
    remind_on: date
    met_on: date | None = None

    def state(self, today: date) -> State:
        """Return how it stands on a day; what was done after that day is not done yet."""
        if self.met_on is not None and self.met_on <= today:
            return State.MET if self.met_on <= self.on else State.MET_LATE
        if today > self.on:
            return State.LATE
        return State.SOON if today >= self.remind_on else State.RUNNING

    def days_left(self, today: date) -> int:
        """Return the days until the last one: 0 on it, negative after it."""
        return (self.on - today).days


def months_from(day: date, months: int) -> date:
    """Return the day so many months after, or before where ``months`` is negative.

    Source: Civil Code, art. 202: the day of the same number, or the last one of that month.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(calendar: WorkCalendar, begins: date, *, days: int) -> date:
    """Return the last day of a time of ``days`` that begins with something on ``begins``.

    Source: Civil Code, art. 201 and 203.
    """
    day = begins + timedelta(days=days)
    return day if calendar.is_working(day) else next_working_day(calendar, day)
