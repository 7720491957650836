"""Which compounds need a hand, and how much stands on the page of one."""

from collections.abc import Sequence
from dataclasses import dataclass

from linli.kernel.common.errors import gettext_noop
from linli.kernel.terms.rules import PRESSING, State

QUICK_NAMES: dict[str, str] = {
    "": gettext_noop("All compounds"),
    "pressing": gettext_noop("With a day that presses"),
    "unable": gettext_noop("Body not able to act"),
    "no_body": gettext_noop("Nobody acts for the owners"),
    "no_company": gettext_noop("No property company"),
    "late": gettext_noop("With overdue matters"),
}
"""Word of a quick filter of the list → its English name; pages translate it."""

MOST_CASES = 6
"""Matters named on the page: it is one sheet of paper."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What decides which quick filters a compound is found under."""

    states: Sequence[State]
    is_unable: bool
    has_body: bool
    has_company: bool
    late: int


def words(needs: Needs) -> set[str]:
    """Return the quick filters a compound is found under."""
    found = {
        "": True,
        "pressing": any(state in PRESSING for state in needs.states),
        "unable": needs.is_unable,
        "no_body": not needs.has_body,
        "no_company": not needs.has_company,
        "late": needs.late > 0,
    }
    return {word for word, holds in found.items() if holds}
