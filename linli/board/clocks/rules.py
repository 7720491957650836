"""In which order days stand that something is due on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from linli.kernel.terms.rules import OPEN, State


@dataclass(frozen=True, slots=True)
class Clock:
    """One day on the page: what is due, of whom, when, and how that stands.

    ``what`` and ``whose`` are in the reader's language; ``days`` until ``on``, negative after it.
    """

    what: str
    whose: str
    on: date
    state: State
    days: int
    url: str = ""


def in_order(clocks: Iterable[Clock]) -> list[Clock]:
    """Return the open ones by day, so that the longest overdue one comes first."""
    open_ones = [clock for clock in clocks if clock.state in OPEN]
    return sorted(open_ones, key=lambda clock: (clock.on, clock.what))
