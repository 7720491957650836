"""What every address of the door shares: arguments as they come, moments, errors.

Source: Open311 GeoReport v2, “Query Parameters”, “Errors”; where it is silent, decision 0016.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from linli.kernel.common.errors import InputRefused, LinliError, NotFound, gettext_noop
from linli.open311.documents.rules import Document

MOST_ROWS = 1000
"""The most rows of one answer (GeoReport v2: “first 1000 requests returned”)."""

FURTHEST_ROW = 1_000_000
"""POLICY. Behind so many rows a list ends; whoever wants more asks for a span of time."""

SPAN_DAYS = 90
"""The longest span of one list (GeoReport v2: “may not span more than 90 days”)."""


class ArgumentMissing(InputRefused):
    """An argument that is required is missing or empty."""

    code = "open311.argument_missing"
    message = gettext_noop("The argument “%(name)s” is missing.")
    hint = gettext_noop("Send it with the request; an empty one counts as missing.")
    http_status = 400


class ArgumentUnreadable(InputRefused):
    """An argument does not have the form it needs."""

    code = "open311.argument_unreadable"
    message = gettext_noop("The argument “%(name)s” cannot be “%(value)s”.")
    hint = gettext_noop("Possible here: %(possible)s.")
    http_status = 400


class SpanTooLong(InputRefused):
    """The span of time is longer than one list may be, or ends before it begins."""

    code = "open311.span_too_long"
    message = gettext_noop("From start_date to end_date it may be %(days)s days at most.")
    hint = gettext_noop("Ask for a shorter span, one after the other.")
    http_status = 400


class AddressUnknown(NotFound):
    """The door has no such address, or not in this form."""

    code = "open311.address_unknown"
    message = gettext_noop("This door has no such address.")
    hint = gettext_noop("/open311/discovery.xml names the addresses; each ends in .xml or .json.")


class MethodNotOpen(InputRefused):
    """The address is there, but not for this method."""

    code = "open311.method_not_open"
    message = gettext_noop("This address does not take “%(method)s”.")
    hint = gettext_noop("Possible here: %(possible)s.")
    http_status = 405


class NotServed(InputRefused):
    """Something behind the door does not work; GeoReport v2 calls this a general error, 400."""

    code = "open311.not_served"
    message = gettext_noop("The request could not be served.")
    hint = gettext_noop(
        "Nothing was stored. Send it again with the same Idempotency-Key; tell us if it persists."
    )
    http_status = 400


class Refused(Exception):  # a list of situations, not one
    """Several things are wrong at once; each is told."""

    def __init__(self, errors: Sequence[LinliError]) -> None:
        super().__init__([error.code for error in errors])
        self.errors = list(errors)


STATUSES = (403, 429, 404, 405, 409)
"""HTTP statuses an answer may have beside 400, the gravest first; every other one becomes 400."""


def status_of(errors: Iterable[LinliError]) -> int:
    """Return the HTTP status for what is wrong: the gravest one, 400 for everything else."""
    found = {error.http_status for error in errors}
    return next((status for status in STATUSES if status in found), 400)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends what is to be stored: the secret of a key, and the network address.

    ``is_test``: nothing is kept.
    """

    secret: str
    address: str
    is_test: bool = False


Arguments = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks, free of HTTP.

    ``query`` and ``body`` are the arguments, each name with all its values in their order;
    ``files`` the parts of a multipart body that are files. ``root``: scheme and host.
    ``is_test``: nothing is kept.
    """

    root: str
    path: str
    query: Arguments
    body: Arguments
    files: Sequence[tuple[str, object]] = ()
    address: str = ""
    secret: str = ""
    idempotency_key: str = ""
    is_test: bool = False

    def every(self, name: str) -> list[str]:
        """Return all values of an argument, body first; empty ones are absent."""
        values = [*self.body.get(name, ()), *self.query.get(name, ())]
        return [kept for value in values if (kept := value.replace("\x00", "").strip())]

    @property
    def sender(self) -> Sender:
        """Return who sends, by a header or by the argument ``api_key``."""
        return Sender(self.secret or self.one("api_key"), self.address, is_test=self.is_test)

    def one(self, name: str) -> str:
        """Return the first value of an argument that is not empty, or ''."""
        return next(iter(self.every(name)), "")

    def listed(self, name: str) -> tuple[str, ...]:
        """Return the items of an argument that holds a list with commas, or comes repeatedly."""
        items = [item.strip() for value in self.every(name) for item in value.split(",")]
        return tuple(dict.fromkeys(item for item in items if item))


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: a document and the headers that go with it."""

    document: Document
    headers: Mapping[str, str] = field(default_factory=dict)


# Moments ------------------------------------------------------------------------------------

MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(:\d\d)?(?:[.,]\d{1,9})?)?\s?([Zz]|[+\- ]?\d\d:?\d\d)?"
)
"""W3C date and time, as clients write it: fractions are dropped, “+” may have become a space."""


def moment(name: str, words: str, *, is_end: bool = False) -> datetime:
    """Return the moment an argument names; without an offset it is taken as UTC.

    Args:
        is_end: the whole second belongs to the span, since whole seconds are told; a date
            without a time means the end of that day.

    Raises:
        ArgumentUnreadable: it is no date and time.
    """
    found = MOMENT.fullmatch(words)
    if found is None:
        raise _no_moment(name, words)
    day, minute, second, offset = found.groups()
    clock = f"{minute}{second or ':00'}" if minute else "23:59:59" if is_end else "00:00:00"
    try:
        found_at = datetime.fromisoformat(f"{day}T{clock}{_offset(offset or '')}").astimezone(UTC)
        return found_at.replace(microsecond=999_999 if is_end else 0)
    except (ValueError, OverflowError):
        raise _no_moment(name, words) from None


def _no_moment(name: str, words: str) -> ArgumentUnreadable:
    return ArgumentUnreadable(name=name, value=words[:60], possible="2026-11-23T09:00:00+08:00")


def _offset(words: str) -> str:
    if words.upper() in {"", "Z"}:
        return "+00:00"
    sign, digits = ("-", words[1:]) if words.startswith("-") else ("+", words.lstrip("+ "))
    return f"{sign}{digits[:2]}:{digits[-2:]}"


def span(start: str, end: str, *, at: datetime) -> tuple[datetime, datetime]:
    """Return the span of a list: 90 days back from ``at``, or from the end that is given.

    Raises:
        ArgumentUnreadable: one of the two is no moment.
        SpanTooLong: more than 90 days, or the end comes before the start.
    """
    longest = timedelta(days=SPAN_DAYS)
    begins = moment("start_date", start) if start else None
    ends = moment("end_date", end, is_end=True) if end else None
    try:
        if begins is None:
            ends = ends or at
            return ends - longest, ends
        ends = ends or begins + longest
    except OverflowError:
        raise _no_moment("start_date", start or end) from None
    if not timedelta(0) <= ends - begins <= longest + timedelta(seconds=1):
        raise SpanTooLong(days=SPAN_DAYS)
    return begins, ends


# Pages --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; ``number`` counts from 1."""

    number: int
    size: int

    @property
    def begin(self) -> int:
        """Return how many rows come before it."""
        return (self.number - 1) * self.size

    @property
    def is_beyond(self) -> bool:
        """Return whether it lies behind the end of any list."""
        return self.begin >= FURTHEST_ROW


def page(number: str, size: str) -> Page:
    """Return the page that is asked for; more rows than are possible become as many as are.

    Raises:
        ArgumentUnreadable: one of the two is no whole number from 1.
    """
    return Page(_count("page", number, 1), min(_count("page_size", size, MOST_ROWS), MOST_ROWS))


def _count(name: str, words: str, default: int) -> int:
    if not words:
        return default
    if not (words.isascii() and words.isdigit() and len(words) <= 18 and int(words) > 0):
        raise ArgumentUnreadable(name=name, value=words[:60], possible="1, 2, 3 …")
    return int(words)


def number(name: str, words: str, *, possible: str) -> float:
    """Return the number an argument holds.

    Raises:
        ArgumentUnreadable: it is no finite number.
    """
    if not re.fullmatch(r"[+-]?\d{1,6}(\.\d{0,20})?", words):
        raise ArgumentUnreadable(name=name, value=words[:60], possible=possible)
    return float(words)
