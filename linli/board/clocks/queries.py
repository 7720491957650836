"""What is due in a compound, whichever pillar it is of, as one list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from linli.board.clocks import rules
from linli.board.clocks.rules import Clock
from linli.grid.showing.queries import CaseLine
from linli.kernel.bodies.queries import BodyLine
from linli.kernel.bodies.rules import CLOCK_NAMES
from linli.kernel.common.days import day_of
from linli.kernel.terms.rules import Due, State
from linli.party.tree.queries import Line as PartyLine
from linli.ui import moments

STATES = {"late": State.LATE, "soon": State.SOON, "running": State.RUNNING}
"""How the deadline of a matter stands → how a day does; a clock that stands still is no day."""

CSS = {State.LATE: "is-late", State.SOON: "is-soon", State.RUNNING: "is-wait"}


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A day as the page shows it: what is left in words, and the class of its colour."""

    clock: Clock
    words: str
    css: str


def _clock(due: Due, what: str, whose: str, today: date, url: str) -> Clock:
    return Clock(what, whose, due.on, due.state(today), due.days_left(today), url)


def of_bodies(found: Iterable[BodyLine], today: date) -> list[Clock]:
    """Return what is due of bodies, and of seals that wait to be handed over."""
    return [
        _clock(
            due,
            gettext(CLOCK_NAMES[clock]),
            line.body.name,
            today,
            reverse("ui:body", args=[line.body.pk]),
        )
        for line in found
        for clock, due in line.clocks.items()
    ]


def of_contract(compound_id: UUID, due: Due | None, today: date) -> list[Clock]:
    """Return by when owners decide about their contract, where that is due."""
    if due is None:
        return []
    what = gettext("Decision who serves after the contract")
    url = reverse("ui:contracts", args=[compound_id])
    return [_clock(due, what, gettext("the owners"), today, url)]


def of_party(found: Iterable[PartyLine], today: date) -> list[Clock]:
    """Return by when Party organisations elect anew."""
    what = gettext("Election of the Party organisation")
    clocks = []
    for line in found:
        if line.term is not None:
            late, soon = line.term.is_late, line.term.is_soon
            state = State.LATE if late else State.SOON if soon else State.RUNNING
            url = reverse("party:organisation", args=[line.id])
            days = (line.term.on - today).days
            clocks.append(Clock(what, line.name, line.term.on, state, days, url))
    return clocks


def of_cases(lines: Iterable[CaseLine], today: date) -> list[Clock]:
    """Return the deadlines of matters whose clock runs."""
    found = []
    for line in lines:
        due_at, state = line.deadline.due_at, STATES.get(line.deadline.state)
        if due_at is None or state is None:
            continue
        on = day_of(due_at)
        what = pgettext("a matter and its stage", "%(title)s (%(stage)s)") % {
            "title": line.title, "stage": line.stage_name,
        }  # fmt: skip
        url = reverse("grid:desk_case", args=[line.id])
        found.append(Clock(what, line.lead or line.number, on, state, (on - today).days, url))
    return found


def lines(clocks: Iterable[Clock]) -> list[ClockLine]:
    """Return the open ones as the page shows them, the earliest day first."""
    return [ClockLine(clock, _words(clock), CSS[clock.state]) for clock in rules.in_order(clocks)]


def _words(clock: Clock) -> str:
    """Return what is left, or how long it is overdue, in words."""
    if clock.state is State.LATE:
        return moments.overdue(max(0, -clock.days), "calendar_day")
    return moments.left(clock.days, "calendar_day") if clock.days else gettext("Today")


def pressing(line: ClockLine | None) -> tuple[bool, date]:
    """Return what to sort by, so that the earliest day comes first and nothing due last."""
    return (False, line.clock.on) if line else (True, date.max)
