"""The clock of a term: when it ends, when it is time to prepare, how far it may be extended.

Source: 《关于党的基层组织任期的意见》(2018), 1 and 2: 5 years for a committee, 3 for a general
branch and a branch, 5 for all of a village or community; an extension of not more than a year,
with the approval of the superior. 《中国共产党支部工作条例（试行）》: a reminder about six months
before. The numbers themselves are data (``composition/standard.json``).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from linli.kernel.common.errors import RuleBroken, gettext_noop
from linli.party.composition.rules import Terms


class Clock(StrEnum):
    """How a term stands."""

    NONE = "none"
    RUNNING = "running"
    SOON = "soon"
    LATE = "late"


class ExtensionTooLong(RuleBroken):
    """A term would be extended beyond what the Party's rules allow, or not at all."""

    code = "party.extension_too_long"
    message = gettext_noop("The term ended or ends on %(ends)s; it lasts until %(most)s at most.")
    hint = gettext_noop("Choose a day between the two, or record the election.")


class ElectedTooEarly(RuleBroken):
    """An election is recorded that lies before the present term, or in the future."""

    code = "party.elected_too_early"
    message = gettext_noop("An election on %(day)s cannot follow the present term.")
    hint = gettext_noop("Give a day after %(began)s and not after today.")


@dataclass(frozen=True, slots=True)
class Term:
    """A term: first day, the day it ends by rule, and to which day it was extended, if it was."""

    began_on: date | None
    ends_on: date | None
    extended_to: date | None = None

    @property
    def last_on(self) -> date | None:
        """Return the day by which there has to be an election, or None without a term."""
        return self.extended_to or self.ends_on


def years_of(terms: Terms, *, kind: str, base: str) -> int:
    """Return for how many years such an organisation is elected; 0 for one without election.

    A street's working committee is an agency of the district's and is not elected; a group
    chooses its head within its branch, without a term.
    """
    if kind not in terms.years or base == "street":
        return 0
    return terms.years_in_communities if base == "community" else terms.years[kind]


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def begun(terms: Terms, *, kind: str, base: str, on: date) -> Term:
    """Return the term that begins on a day."""
    years = years_of(terms, kind=kind, base=base)
    return Term(on, months_after(on, 12 * years)) if years else Term(None, None)


def clock(term: Term, *, today: date, remind_months: int) -> Clock:
    """Return how a term stands on a day."""
    if term.last_on is None:
        return Clock.NONE
    if today > term.last_on:
        return Clock.LATE
    return Clock.SOON if months_after(today, remind_months) >= term.last_on else Clock.RUNNING


def check_extension(term: Term, until: date, *, longest_months: int) -> None:
    """Refuse an extension that is none, or longer than a term may be extended.

    Raises:
        ExtensionTooLong: it is; also where there is no term.
    """
    ends = term.ends_on
    if ends is None or not (term.last_on or ends) < until <= months_after(ends, longest_months):
        most = months_after(ends, longest_months).isoformat() if ends else "—"
        raise ExtensionTooLong(ends=ends.isoformat() if ends else "—", most=most)


def check_elected(term: Term, on: date, *, today: date) -> None:
    """Refuse an election before the present term or in the future.

    Raises:
        ElectedTooEarly: it is.
    """
    if on > today or (term.began_on is not None and on <= term.began_on):
        began = term.began_on.isoformat() if term.began_on else "—"
        raise ElectedTooEarly(day=on.isoformat(), began=began)
