"""A case begins, changes and is undone; everything else that moves it calls ``change``."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from linli.grid.beside.queries import is_told
from linli.grid.cases import queries, rules
from linli.grid.cases.models import Case, Reporter
from linli.grid.cases.news import (
    CaseClosed,
    CaseDeclined,
    CaseDispatched,
    CaseNews,
    CaseRegistered,
    CaseReported,
    CaseUndone,
    CaseVerified,
)
from linli.grid.cases.rules import Changes
from linli.grid.moves.rules import MAY, Move, may_see
from linli.grid.numbers import queries as numbers
from linli.grid.photos import services as photos
from linli.grid.photos.rules import Stored
from linli.kernel.common import crypto
from linli.kernel.common.errors import NotFound, RuleBroken, gettext_noop
from linli.kernel.common.messages import fresh, inserted, read, selected, updated
from linli.kernel.common.statements import found_each
from linli.kernel.database.base import Asked, Row
from linli.kernel.journal import queries as journal_queries
from linli.kernel.journal import services as journal
from linli.kernel.journal.models import Entry
from linli.kernel.journal.rules import Places, Stamp
from linli.kernel.people.rules import Actor, check_role
from linli.kernel.places.rules import Place

UNDOABLE = frozenset(
    news.verb for news in (CaseRegistered, CaseDeclined, CaseDispatched, CaseVerified, CaseClosed)
)


class SameKeyOtherReport(RuleBroken):
    """An idempotency key came again with another report."""

    code = "grid.same_key_other_report"
    message = gettext_noop("This report was already sent with other content.")
    hint = gettext_noop("Open the form again to send a new report.")


class ChangedMeanwhile(RuleBroken):
    """Somebody else moved the case since the page was loaded."""

    code = "grid.changed_meanwhile"
    message = gettext_noop("Somebody else has changed this matter in the meantime.")
    hint = gettext_noop("Reload the page, look at what changed, and decide again.")


class TooLateToUndo(RuleBroken):
    """The last move cannot be taken back."""

    code = "grid.too_late_to_undo"
    message = gettext_noop("This step can no longer be taken back.")
    hint = gettext_noop(
        "It is possible for %(seconds)s seconds, by the one who took it, while nobody has acted on it."
    )


@dataclass(frozen=True, slots=True)
class Report:
    """What a door knows of a new matter.

    ``token`` is the capability for the reporter's link (empty: she gets none, an officer or
    an import reports); ``request_key`` makes a repeated report the same case; coordinates are
    whole millionths of a degree, EPSG:4490, or None.
    """

    case_id: UUID
    source: str
    place: Place
    text: str
    address: str = ""
    lon_e6: int | None = None
    lat_e6: int | None = None
    category_code: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    token: str = ""
    reporter_id: UUID | None = None
    photos: list[Stored] = field(default_factory=list)
    request_key: str | None = None

    def payload(self) -> dict[str, object]:
        """Return the words that belong to a person, as the erasable payload keeps them."""
        said: dict[str, object] = {
            "text": self.text,
            "address": self.address,
            "lon_e6": self.lon_e6,
            "lat_e6": self.lat_e6,
            "name": self.name,
            "phone": self.phone,
            "photos": [photo.digest for photo in self.photos],
        }
        return said | ({"email": self.email} if self.email else {})

    def digest(self) -> str:
        """Return the digest of everything that makes this report this report and no other."""
        said = self.payload() | {"category": self.category_code, "place": self.place.fields()}
        return crypto.digest("sha256", crypto.canonical(said))


def stream_of(case_id: UUID) -> str:
    """Return the name of the stream that holds the entries of a case."""
    return f"grid.case:{case_id}"


def token_digest(token: str) -> str:
    """Return what is stored of a capability."""
    return hashlib.sha256(token.encode()).hexdigest()


def place_changes(place: Place) -> Changes:
    """Return the fields of a case that say where it lies."""
    fields = place.fields()
    fields.pop("distance_m")
    return {**fields, "located": fields.pop("how")}


def prepared(
    report: Report, *, number: str, changes: Changes, stamp: Stamp
) -> tuple[Case, Changes]:
    """Return a new case, not yet stored, and all the changes its first entry says."""
    first: Changes = {
        "number": number,
        "source": report.source,
        **place_changes(report.place),
        **changes,
        "version": 1,
        "changed_at": stamp.at,
    }
    case = fresh(
        Case,
        id=report.case_id,
        request_key=report.request_key,
        request_digest=report.digest() if report.request_key else "",
    )
    apply(case, first)
    return case, first


def apply(case: Case, changes: Mapping[str, object]) -> None:
    """Set the changed fields on a case that is held."""
    for name, value in changes.items():
        setattr(case, name, value)


def turned(
    case: Case,
    *,
    news: type[CaseNews],
    changes: Changes,
    at: datetime,
    details: Mapping[str, object] | None = None,
) -> CaseNews:
    """Set the changes of one move on a case and return its news; nothing is stored."""
    whole: Changes = {**changes, "version": case.version + 1, "changed_at": at}
    apply(case, whole)
    return news(case_id=case.pk, changes=whole, details=details or {})


@transaction.atomic(savepoint=False)
def hold(case_id: UUID) -> Case:
    """Return a case with its row locked until the transaction ends.

    Raises:
        NotFound: there is no such case.
    """
    places = journal.asked_places([stream_of(case_id)], count=1)
    lines, ends = found_each((selected(Case, "WHERE id = %s FOR UPDATE"), [case_id]), places)
    if not lines:
        raise NotFound
    case = read(Case, lines)[0]
    case.places = journal.places_of(ends)
    return case


def check_version(case: Case, version: int | None) -> None:
    """Refuse a step that was decided on another version of the case than there is now.

    Raises:
        ChangedMeanwhile: it has another version than the door saw.
    """
    if version is not None and case.version != version:
        raise ChangedMeanwhile


@transaction.atomic(savepoint=False)
def change(
    actor: Actor,
    case: Case,
    *,
    news: type[CaseNews],
    changes: Changes,
    stamp: Stamp,
    details: Mapping[str, object] | None = None,
    payload: Mapping[str, object] | None = None,
    pictures: list[Stored] | None = None,
) -> Entry:
    """Store the changes of a case that is held, with its entry and its pictures.

    The number of the entry is the new version of the case.
    """
    told = turned(case, news=news, changes=changes, at=stamp.at, details=details)
    line = journal.Line(
        actor=actor, stream=stream_of(case.pk), news=told, stamp=stamp, payload=payload
    )
    places, case.places = case.places, None
    entry = journal.record([line], places=places, beside=lambda _: [updated(case, told.changes)])[0]
    if entry.number != case.version:
        raise ChangedMeanwhile
    photos.keep(case.pk, pictures or [], taken_in=entry.number)
    return entry


@dataclass(frozen=True, slots=True)
class Raised:
    """A matter on its way in: what is reported, by whom, when."""

    actor: Actor
    report: Report
    stamp: Stamp


def report(actor: Actor, *, report: Report, stamp: Stamp) -> Case:
    """Raise a matter; the same key twice is one case.

    Whether the key is known is not asked first: the database refuses it the second time,
    also when both come at once.

    Raises:
        Forbidden: the role cannot report.
        SameKeyOtherReport: the key came before with other content.
        UnknownCategory: the category is not in the catalogue.
    """
    return once(report, lambda: _report(Raised(actor, report, stamp)))


@transaction.atomic
def _report(raised: Raised) -> Case:
    """Raise one matter in a transaction or part of one, so that a known key spoils nothing."""
    return report_all([raised])[0]


def asked_keys(count: int) -> tuple[Asked, Asked]:
    """Return what takes numbers for so many new matters, for ``found_each`` and ``report_all``."""
    return numbers.asked(count), journal.asked_places([], count=count)


@transaction.atomic(savepoint=False)
def report_all(
    raised: Sequence[Raised], *, given: Sequence[Sequence[Row]] | None = None
) -> list[Case]:
    """Raise matters, all of them or none; two messages as for one (more with pictures).

    Keys of requests must be new and different; ``report`` says what is refused otherwise.
    ``given``: the answer to ``asked_keys`` for as many or more, if the caller has it already.
    """
    begun = []
    taken, places = found_each(*asked_keys(len(raised))) if given is None else given
    moments = [one.stamp.at for one in raised]
    for one, number in zip(raised, numbers.of(moments, taken[: len(raised)]), strict=True):
        check_role(one.actor, *MAY[Move.REPORT])
        changes = _first_changes(one.report, one.stamp.at)
        case, first = prepared(one.report, number=number, changes=changes, stamp=one.stamp)
        begun.append(Begun(one, case, CaseReported(case_id=case.pk, changes=first)))
    begin(begun, places=journal.places_of(places[: len(raised)]))
    return [one.case for one in begun]


def once(report: Report, begin: Callable[[], Case]) -> Case:
    """Return the case that ``begin`` makes, or the one that was made of this report before."""
    try:
        return begin()
    except IntegrityError:
        known = known_by(report)
        if known is None:
            raise
        return known


def known_by(report: Report) -> Case | None:
    """Return the case that was made of this report before, by its request key; else None.

    Raises:
        SameKeyOtherReport: the key came before with other content.
    """
    if not report.request_key:
        return None
    case = Case.objects.filter(request_key=report.request_key).first()
    if case is not None and case.request_digest != report.digest():
        raise SameKeyOtherReport
    return case


def _first_changes(report: Report, at: datetime) -> Changes:
    """Return what a report sets, with a suggested category where the reporter chose none."""
    book = queries.book(at)
    code, edition = report.category_code, book.edition
    if code:
        return rules.reported(queries.kind(code, edition=edition), at=at, book=book)
    suggested = queries.suggestion(report.text, edition=edition)
    return rules.reported(None, at=at, book=book) | {"suggested_code": suggested}


@dataclass(frozen=True, slots=True)
class Begun:
    """A new case, not yet stored, with what its first entry says."""

    raised: Raised
    case: Case
    told: CaseNews

    def line(self) -> journal.Line:
        """Return the first line of the case's record."""
        one = self.raised
        return journal.Line(
            *(one.actor, stream_of(self.case.pk), self.told, one.stamp, one.report.payload())
        )


def begin(begun: Sequence[Begun], *, places: Places | None = None) -> None:
    """Store new cases with their first entries, reporters and pictures.

    ``places``: of the entries, where they were asked for before.
    """
    lines = [one.line() for one in begun]

    def rows_of(entries: list[Entry]) -> list[str]:
        return inserted(_rows(begun, entries))

    journal.record(lines, begins=True, places=places, beside=rows_of)
    for one in begun:
        photos.keep(one.case.pk, one.raised.report.photos, taken_in=1)


def _rows(begun: Sequence[Begun], entries: Sequence[Entry]) -> Iterator[Case | Reporter]:
    """Yield the rows of new cases and of those who reported them, not yet stored."""
    for one, entry in zip(begun, entries, strict=True):
        one.case.words_id = entry.pk
        yield one.case
        report, stamp = one.raised.report, one.raised.stamp
        reporter = first_reporter(report, one.case, entry=entry, stamp=stamp)
        if reporter is not None:
            yield reporter


def first_reporter(report: Report, case: Case, *, entry: Entry, stamp: Stamp) -> Reporter | None:
    """Return who reported a case, not yet stored; None where nobody got a link."""
    if not report.token or report.reporter_id is None:
        return None
    return fresh(
        Reporter,
        id=report.reporter_id,
        case_id=case.pk,
        token=token_digest(report.token),
        words_id=entry.pk,
        is_first=True,
        at=stamp.at,
    )


@transaction.atomic
def undo(actor: Actor, *, case_id: UUID, version: int, stamp: Stamp) -> Case:
    """Take back the last move: within a minute, by the post that made it, nobody having acted.

    Raises:
        TooLateToUndo: the time is over, the move is not of the kind, or another made it.
        ChangedMeanwhile: somebody acted.
        NotFound: there is no such case for this actor.
    """
    case = hold(case_id)
    if not may_see(actor, case):
        raise NotFound
    check_version(case, version)
    entries = journal_queries.entries(stream_of(case_id))
    last, before = entries[-1], entries[:-1]
    seconds = queries.book(stamp.at).policy.undo_seconds
    is_hers = actor.post_id is not None and last.actor["post"] == str(actor.post_id)
    in_time = stamp.at <= last.at + timedelta(seconds=seconds)
    is_alone = last.verb in UNDOABLE and not is_told(last.facts)
    if not (is_hers and in_time and is_alone):
        raise TooLateToUndo(seconds=seconds)
    changes = queries.restored(before, names=list(last.facts["set"]))
    details = {"undoes": last.number, "undone": last.verb}
    change(actor, case, news=CaseUndone, changes=changes, stamp=stamp, details=details)
    return case
