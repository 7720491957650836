"""The property contract of a compound: what it is, when it ends, what a day finds in force.

Sources: Civil Code (2020), art. 284 (owners may manage themselves, or entrust a company or
another manager), 937 to 950 (the contract for property services).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from linli.kernel.common.errors import InputRefused, RuleBroken, gettext_noop
from linli.kernel.terms.rules import Due, months_from

ONE_DAY = timedelta(days=1)

DISMISSAL_DAYS = 60
"""HARD. Owners who dismiss tell it so many days before, if nothing else is agreed (art. 946)."""

REFUSAL_DAYS = 90
"""HARD. Whoever does not want to go on tells it so many days before the end, if nothing else is
agreed (art. 947)."""

OPEN_ENDED_DAYS = 60
"""HARD. A contract without an end is ended by either side so many days after it says so (art. 948)."""

DECIDE_MONTHS = 6
"""POLICY. So long before the end owners are reminded to decide (decision 0043; Beijing's ordinance,
art. 63, has the same figure; Hunan's text of it was not found)."""

MOST_FEE_FEN, MOST_NOTICE_DAYS, MOST_YEARS = 100_000, 730, 30


class Form(StrEnum):
    """How somebody came to serve a compound."""

    INITIAL = "initial"
    TENDERED = "tendered"
    AGREED = "agreed"
    RENEWED = "renewed"
    TRUSTEESHIP = "trusteeship"
    SELF_MANAGED = "self_managed"


FORM_NAMES: dict[Form, str] = {
    Form.INITIAL: gettext_noop("initial contract of the developer"),
    Form.TENDERED: gettext_noop("chosen by tender"),
    Form.AGREED: gettext_noop("chosen by agreement"),
    Form.RENEWED: gettext_noop("renewed"),
    Form.TRUSTEESHIP: gettext_noop("taken into trust"),
    Form.SELF_MANAGED: gettext_noop("managed by the owners themselves"),
}
"""English names of the forms; pages translate them."""


class Ground(StrEnum):
    """Why a contract ended before its last day as agreed, or without one."""

    DISMISSED = "dismissed"
    WITHDREW = "withdrew"
    BY_AGREEMENT = "by_agreement"
    REPLACED = "replaced"


GROUND_NAMES: dict[Ground, str] = {
    Ground.DISMISSED: gettext_noop("dismissed by the owners"),
    Ground.WITHDREW: gettext_noop("the company withdrew"),
    Ground.BY_AGREEMENT: gettext_noop("ended by agreement"),
    Ground.REPLACED: gettext_noop("replaced by a new contract"),
}
"""English names of the grounds; pages translate them."""


class Service(StrEnum):
    """Who serves a compound; the composition of its Party organisation hangs on it (row P4)."""

    COMPANY = "company"
    TRUSTEE = "trustee"
    OWNERS = "owners"
    NONE = "none"


SERVICE_NAMES: dict[Service, str] = {
    Service.COMPANY: gettext_noop("with a property company"),
    Service.TRUSTEE: gettext_noop("in trust"),
    Service.OWNERS: gettext_noop("managed by its owners"),
    Service.NONE: gettext_noop("without a property company"),
}
"""English names of what a compound can be; pages translate them."""

SERVICES: dict[Form, Service] = {
    Form.INITIAL: Service.COMPANY,
    Form.TENDERED: Service.COMPANY,
    Form.AGREED: Service.COMPANY,
    Form.RENEWED: Service.COMPANY,
    Form.TRUSTEESHIP: Service.TRUSTEE,
    Form.SELF_MANAGED: Service.OWNERS,
}
"""What a compound is while a contract of this form is in force."""


class CompanyNeeded(InputRefused):
    """A contract has two sides."""

    code = "contracts.company_needed"
    message = gettext_noop("It is not said who serves the compound.")
    hint = gettext_noop("Choose the company or the organisation that the contract is with.")


class NobodyElseServes(InputRefused):
    """Owners who manage themselves have no contract with a company."""

    code = "contracts.nobody_else_serves"
    message = gettext_noop("Owners who manage themselves have no company.")
    hint = gettext_noop("Take the company out, or choose another form.")


class EndsBeforeItBegins(InputRefused):
    """The last day lies before the first, or out of all proportion after it."""

    code = "contracts.ends_before_it_begins"
    message = gettext_noop("A contract from %(first)s to %(last)s cannot be.")
    hint = gettext_noop(
        "Compare both days with the paper; without an end leave the last day empty."
    )


class TermsOutOfRange(InputRefused):
    """A fee or a notice cannot be meant."""

    code = "contracts.terms_out_of_range"
    message = gettext_noop("The fee or a notice period cannot be right.")
    hint = gettext_noop("The fee is in fen for 1 m² and month; notice periods are days.")


class ContractsOverlap(RuleBroken):
    """Two contracts would be in force at once."""

    code = "contracts.overlap"
    message = gettext_noop("Another contract is in force from %(first)s to %(last)s.")
    hint = gettext_noop("End it first; only an initial contract is replaced by a new one by law.")


class EndedAlready(RuleBroken):
    """The contract is over."""

    code = "contracts.ended_already"
    message = gettext_noop("This contract is not in force on that day.")
    hint = gettext_noop("Choose a day on which it was, or enter the next contract.")


class NothingToGoOn(RuleBroken):
    """Only a contract that ran out is continued without an end."""

    code = "contracts.nothing_to_go_on"
    message = gettext_noop("Only the last contract goes on, after the day it was to end.")
    hint = gettext_noop("Where somebody else serves now, enter the contract with them.")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract says: first and last day in force, both included; fee in fen.

    Args:
        until: the last day as agreed; None is without an end.
        fee_fen: for 1 m² and month; None is not known.
        number: of the contract, as its paper has it.
        dismissal_days, refusal_days: notice of the owners, and of whoever will not renew.
    """

    form: Form
    organisation_id: UUID | None
    starts_on: date
    until: date | None = None
    fee_fen: int | None = None
    number: str = ""
    dismissal_days: int = DISMISSAL_DAYS
    refusal_days: int = REFUSAL_DAYS


class Span(Protocol):
    """What the rules must know of a contract."""

    @property
    def form(self) -> str:
        """Return how somebody came to serve."""

    @property
    def organisation_id(self) -> UUID | None:
        """Return who serves, or None for the owners themselves."""

    @property
    def starts_on(self) -> date:
        """Return the first day in force."""

    @property
    def last_on(self) -> date | None:
        """Return the last day in force; None as long as there is no end."""


@dataclass(frozen=True, slots=True)
class Status:
    """What a compound is from one day to another, both included; None is “without an end”."""

    service: Service
    organisation_id: UUID | None = None
    since: date | None = None
    until: date | None = None


def check_terms(terms: Terms) -> None:
    """Refuse terms that no contract has.

    Raises:
        CompanyNeeded, NobodyElseServes, EndsBeforeItBegins, TermsOutOfRange.
    """
    is_own = terms.form is Form.SELF_MANAGED
    if not is_own and terms.organisation_id is None:
        raise CompanyNeeded
    if is_own and terms.organisation_id is not None:
        raise NobodyElseServes
    latest = months_from(terms.starts_on, 12 * MOST_YEARS)
    if terms.until is not None and not terms.starts_on <= terms.until <= latest:
        first, last = terms.starts_on.isoformat(), terms.until.isoformat()
        raise EndsBeforeItBegins(first=first, last=last)
    notices = (terms.dismissal_days, terms.refusal_days)
    is_fee_right = terms.fee_fen is None or 0 <= terms.fee_fen <= MOST_FEE_FEN
    if not (is_fee_right and all(0 <= days <= MOST_NOTICE_DAYS for days in notices)):
        raise TermsOutOfRange


def is_in_force(span: Span, on: date) -> bool:
    """Return whether a contract is in force on a day."""
    return span.starts_on <= on and (span.last_on is None or on <= span.last_on)


def check_room(spans: Sequence[Span], terms: Terms) -> Span | None:
    """Refuse a contract beside another; return the initial one that it replaces, if any.

    Source: Civil Code, art. 940: an initial contract ends when the owners' own takes effect.

    Raises:
        ContractsOverlap: another one is in force on one of its days.
    """
    replaced = None
    for span in spans:
        meets = is_in_force(span, terms.starts_on) or (
            span.starts_on > terms.starts_on
            and (terms.until is None or span.starts_on <= terms.until)
        )
        if not meets:
            continue
        if span.form != Form.INITIAL or span.starts_on >= terms.starts_on:
            last = span.last_on.isoformat() if span.last_on else "…"
            raise ContractsOverlap(first=span.starts_on.isoformat(), last=last)
        replaced = span
    return replaced


def check_end(span: Span, on: date) -> None:
    """Refuse to end a contract on a day on which it is not in force.

    Raises:
        EndedAlready: it is not.
    """
    if not is_in_force(span, on):
        raise EndedAlready


def check_goes_on(span: Span, spans: Sequence[Span], *, ground: str, today: date) -> None:
    """Refuse to let a contract go on without an end.

    Source: Civil Code, art. 948: where owners decided nothing by the end and the company goes
    on serving, the contract stays in force without an end.

    Raises:
        NothingToGoOn: it did not run out, was ended before, or another one came after it.
    """
    last = span.last_on
    is_followed = any(each.starts_on > span.starts_on for each in spans)
    if last is None or last >= today or ground or is_followed:
        raise NothingToGoOn


def status_on(spans: Sequence[Span], on: date) -> Status:
    """Return what a compound is on a day, with the first and the last day of it."""
    for span in spans:
        if is_in_force(span, on):
            service = SERVICES[Form(span.form)]
            return Status(service, span.organisation_id, span.starts_on, span.last_on)
    ended = [span.last_on for span in spans if span.last_on and span.last_on < on]
    to_come = [span.starts_on for span in spans if span.starts_on > on]
    return Status(
        Service.NONE,
        since=max(ended) + ONE_DAY if ended else None,
        until=min(to_come) - ONE_DAY if to_come else None,
    )


def statuses(spans: Sequence[Span]) -> list[Status]:
    """Return what a compound was and is, oldest first, with the times between contracts."""
    found: list[Status] = []
    for span in sorted(spans, key=lambda each: each.starts_on):
        before = found[-1].until if found else None
        if before is not None and before + ONE_DAY < span.starts_on:
            gap = status_on(spans, before + ONE_DAY)
            found.append(gap)
        found.append(status_on([span], span.starts_on))
    if found and found[-1].until is not None:
        found.append(status_on(spans, found[-1].until + ONE_DAY))
    return found


def due(span: Span) -> Due | None:
    """Return by when owners decide who serves after the contract; None without an end."""
    if span.last_on is None:
        return None
    return Due(span.last_on, months_from(span.last_on, -DECIDE_MONTHS))


def decision(spans: Sequence[Span], on: date) -> Due | None:
    """Return by when owners have to decide who serves next, as seen on a day.

    None where the last contract has no end, where the next one is entered already, and where
    there was none before that day. After the last day it stays, and is overdue.
    """
    begun = [span for span in spans if span.starts_on <= on]
    if not begun or len(begun) < len(spans):
        return None
    return due(max(begun, key=lambda span: span.starts_on))


def notice_by(last_on: date, days: int) -> date:
    """Return the last day on which a notice so many days before the end is in time."""
    return last_on - timedelta(days=days)
