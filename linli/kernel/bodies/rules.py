"""The bodies that owners elect: how large, for how long, filed by when, and able to act or not.

Sources: Civil Code (2020), art. 277, 278; 《物业管理条例》(2018), art. 16; 《业主大会和业主委员会指导规则》
(建房〔2009〕274号), art. 31 to 34 and 46 to 48. The text of the last one was read in local rules
that repeat it, not in the original; Hunan's own figures were not found: decision 0043.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from linli.kernel.calendar.rules import WorkCalendar
from linli.kernel.common.errors import InputRefused, RuleBroken, gettext_noop
from linli.kernel.seats.rules import Office
from linli.kernel.terms.rules import Due, last_day, months_from


class Kind(StrEnum):
    """What a body is."""

    OWNERS_COMMITTEE = "owners_committee"
    SUPERVISORY_COMMITTEE = "supervisory_committee"
    COUNCIL = "council"


KIND_NAMES: dict[Kind, str] = {
    Kind.OWNERS_COMMITTEE: gettext_noop("owners' committee"),
    Kind.SUPERVISORY_COMMITTEE: gettext_noop("supervisory committee"),
    Kind.COUNCIL: gettext_noop("council"),
}
"""English names of the kinds; pages translate them."""


class Ended(StrEnum):
    """Why a body no longer is."""

    REPLACED = "replaced"
    DISSOLVED = "dissolved"
    RESIGNED = "resigned"


ENDED_NAMES: dict[Ended, str] = {
    Ended.REPLACED: gettext_noop("another one was elected"),
    Ended.DISSOLVED: gettext_noop("dissolved"),
    Ended.RESIGNED: gettext_noop("all members resigned"),
}
"""English names of the reasons; pages translate them."""


@dataclass(frozen=True, slots=True)
class Standard:
    """What the law asks of a kind of body; 0 is “nothing that we know of”.

    Args:
        least, most: seats. ``is_odd``: their number is odd.
        years: the longest term.
        filing_days: from the election to the filing with the authorities.
        remind_months: before the end of the term the next election has to be held.
    """

    least: int = 1
    most: int = 99
    is_odd: bool = False
    years: int = 0
    filing_days: int = 0
    remind_months: int = 3


STANDARDS: dict[Kind, Standard] = {
    Kind.OWNERS_COMMITTEE: Standard(
        least=5, most=11, is_odd=True, years=5, filing_days=30, remind_months=3
    ),
    Kind.SUPERVISORY_COMMITTEE: Standard(),
    Kind.COUNCIL: Standard(),
}
"""Seats 5 to 11, odd (指导规则, art. 31); term at most 5 years (art. 32); filing within 30 days
(条例, art. 16); election 3 months before the end (指导规则, art. 47). For the other two no national
rule is known; the 3 months are ours for them (decision 0043)."""

MOST_SEATS, MOST_YEARS = 99, 10


class Ability(StrEnum):
    """Whether a body has enough members to act."""

    WHOLE = "whole"
    SHORT = "short"
    UNABLE = "unable"


ABILITY_NAMES: dict[Ability, str] = {
    Ability.WHOLE: gettext_noop("all seats filled"),
    Ability.SHORT: gettext_noop("seats vacant, able to act"),
    Ability.UNABLE: gettext_noop("not able to act"),
}
"""English names; pages translate them."""


class Remark(StrEnum):
    """What in the make-up of a body is not as the standard has it."""

    FEW_OR_MANY = "few_or_many"
    EVEN = "even"
    LONG = "long"
    NO_CHAIR = "no_chair"


REMARK_NAMES: dict[Remark, str] = {
    Remark.FEW_OR_MANY: gettext_noop("The number of seats is not between 5 and 11."),
    Remark.EVEN: gettext_noop("The number of seats is even."),
    Remark.LONG: gettext_noop("The term is longer than 5 years."),
    Remark.NO_CHAIR: gettext_noop("There is no chair."),
}
"""What pages say; the law of the province may allow some of it."""


class Clock(StrEnum):
    """What of a body is due on a day."""

    FILING = "filing"
    RE_ELECTION = "re_election"
    HAND_OVER = "hand_over"


CLOCK_NAMES: dict[Clock, str] = {
    Clock.FILING: gettext_noop("Filing after the election"),
    Clock.RE_ELECTION: gettext_noop("Election for the next term"),
    Clock.HAND_OVER: gettext_noop("Hand-over of seals and files"),
}
"""English names of the clocks; pages translate them."""


class TermUnclear(InputRefused):
    """Election, first and last day do not follow each other, or lie too far apart."""

    code = "bodies.term_unclear"
    message = gettext_noop("Elected %(elected)s, in office %(first)s to %(last)s: that cannot be.")
    hint = gettext_noop("The election comes first, then the first day, then the last one.")


class SeatsUnclear(InputRefused):
    """A body has no such number of seats."""

    code = "bodies.seats_unclear"
    message = gettext_noop("A body cannot have %(seats)s seats.")
    hint = gettext_noop("Give the number of seats that the owners decided, from 1 to 99.")


class NameNeeded(InputRefused):
    """Somebody or something has no name."""

    code = "bodies.name_needed"
    message = gettext_noop("The name is missing.")
    hint = gettext_noop("Write it as it stands in the filing.")


class TermTaken(RuleBroken):
    """A later body of this kind is entered already."""

    code = "bodies.term_taken"
    message = gettext_noop("A body of this kind that took office on %(day)s is entered already.")
    hint = gettext_noop("Terms are entered from the oldest to the newest; compare the first day.")


class BodyEnded(RuleBroken):
    """The body is no longer in office."""

    code = "bodies.ended"
    message = gettext_noop("This body ended on %(day)s.")
    hint = gettext_noop("Make the entry for the body that is in office now.")


class AlreadyDone(RuleBroken):
    """It was done before."""

    code = "bodies.already_done"
    message = gettext_noop("This was entered on %(day)s already.")
    hint = gettext_noop("Nothing more needs to be done.")


class BeforeItCould(InputRefused):
    """A day lies before the one that has to come first."""

    code = "bodies.before_it_could"
    message = gettext_noop("This cannot have been before %(day)s.")
    hint = gettext_noop("Compare the day with the paper.")


@dataclass(frozen=True, slots=True)
class Term:
    """What an election decided.

    Args:
        number: the how-manieth term (届), from 1.
        seats: as decided, alternates left out.
        until: the last day of the term.
    """

    kind: Kind
    name: str
    number: int
    seats: int
    elected_on: date
    starts_on: date
    until: date


class Standing(Protocol):
    """What the rules must know of a body."""

    @property
    def kind(self) -> str:
        """Return what it is."""

    @property
    def seats(self) -> int:
        """Return how many seats it has."""

    @property
    def elected_on(self) -> date:
        """Return the day of the election."""

    @property
    def starts_on(self) -> date:
        """Return the first day of the term."""

    @property
    def until(self) -> date:
        """Return the last day of the term."""

    @property
    def ended_on(self) -> date | None:
        """Return the first day on which it was no longer in office, or None."""

    @property
    def filed_on(self) -> date | None:
        """Return the day of the filing, or None."""


def check_term(term: Term) -> None:
    """Refuse an election that cannot have been so; what the law asks beyond it are remarks.

    Raises:
        NameNeeded, SeatsUnclear, TermUnclear.
    """
    if not term.name.strip():
        raise NameNeeded
    if not (1 <= term.seats <= MOST_SEATS and 1 <= term.number <= MOST_SEATS):
        raise SeatsUnclear(seats=term.seats)
    latest = months_from(term.starts_on, 12 * MOST_YEARS)
    if not term.elected_on <= term.starts_on < term.until <= latest:
        days = (term.elected_on, term.starts_on, term.until)
        elected, first, last = (day.isoformat() for day in days)
        raise TermUnclear(elected=elected, first=first, last=last)


def check_in_office(body: Standing) -> None:
    """Refuse an entry for a body that is no longer in office.

    Raises:
        BodyEnded: it is not.
    """
    if body.ended_on is not None:
        raise BodyEnded(day=body.ended_on.isoformat())


def check_day(day: date, *, earliest: date) -> None:
    """Refuse a day before another.

    Raises:
        BeforeItCould: it lies before.
    """
    if day < earliest:
        raise BeforeItCould(day=earliest.isoformat())


def ability(*, seats: int, members: int) -> Ability:
    """Return whether a body can act with so many members.

    Source: 指导规则, art. 46: with less than half of its members left it is elected anew.
    """
    if members >= seats:
        return Ability.WHOLE
    return Ability.SHORT if 2 * members >= seats else Ability.UNABLE


def remarks(body: Standing, held: Sequence[str]) -> list[Remark]:
    """Return what in a body is not as the standard of its kind has it."""
    standard = STANDARDS[Kind(body.kind)]
    longest = months_from(body.starts_on, 12 * standard.years) if standard.years else body.until
    found = {
        Remark.FEW_OR_MANY: not standard.least <= body.seats <= standard.most,
        Remark.EVEN: standard.is_odd and body.seats % 2 == 0,
        Remark.LONG: body.until > longest,
        Remark.NO_CHAIR: Office.CHAIR not in held,
    }
    return [remark for remark, is_so in found.items() if is_so]


def clocks(body: Standing, calendar: WorkCalendar) -> dict[Clock, Due]:
    """Return what is due of a body in office; of one that ended nothing is."""
    if body.ended_on is not None:
        return {}
    standard = STANDARDS[Kind(body.kind)]
    found = {Clock.RE_ELECTION: Due(body.until, months_from(body.until, -standard.remind_months))}
    if standard.filing_days:
        by = last_day(calendar, body.elected_on, days=standard.filing_days)
        found[Clock.FILING] = Due(by, body.elected_on, body.filed_on)
    return found
