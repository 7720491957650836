"""Reads supervision documents: whose they are, what they are about, and the proof of the whole."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from linli.kernel.common import crypto
from linli.kernel.common.errors import NotFound
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry
from linli.kernel.journal.rules import Fault, Stamp
from linli.kernel.people import queries as people
from linli.kernel.people.models import Organisation
from linli.kernel.people.rules import DEPARTMENT, Actor, Placed, Role
from linli.party.enclosures import queries as enclosures
from linli.party.moves.rules import ISSUERS, OPEN, READERS, Source, Stage, may_see
from linli.party.orders import rules as order_rules
from linli.party.orders.rules import CannotAddress, Order
from linli.party.supervision import rules
from linli.party.supervision.models import WAITING_WORDS, Supervision
from linli.party.supervision.news import SupervisionDrafted, SupervisionRevised

OPEN_WORDS = sorted(stage.value for stage in OPEN)
STREAM = "party.supervision:"
WORDED = frozenset({SupervisionDrafted.verb, SupervisionRevised.verb})
"""Entries whose payload holds title, requirement and names of enclosed papers."""

NOT_FOLDED = frozenset({"id", "words"})
"""Fields that no entry sets: the key is the stream's, the words are proved by their entry."""

FOLDED = [field for field in Supervision._meta.concrete_fields if field.name not in NOT_FOLDED]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a document is about, as an actor may see it.

    ``label`` may be shown to everybody who reads the document; ``title`` and ``url`` only to
    whom this was read for. ``lead_id``: the office in whose hands it is, or None.
    """

    kind: str
    id: UUID
    label: str
    title: str
    url: str
    place: Placed
    lead_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Followed:
    """What a subject is told when a document about it is issued or ends.

    ``is_open``: whether this document, or another one about the same subject, is open now.
    """

    supervision_id: UUID
    subject_id: UUID
    number: str
    due_at: datetime
    is_issue: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A subject that seems to ask for a document, and why; a person decides."""

    subject: Subject
    source: Source


class Follows(Protocol):
    """Writes what a document does to its subject, in the transaction of the document."""

    def __call__(self, actor: Actor, told: Followed, *, stamp: Stamp) -> None:
        """Write it."""


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """How one kind of subject is read, locked and told; registered by whoever owns it.

    ``one``: the subject as an actor may see it, or NotFound. ``hold``: locks its row.
    ``follow``: writes what a document does to it, in the transaction of the document.
    ``suggestions``: subjects that ask for a document and have none open, at most so many.
    """

    kind: str
    one: Callable[[Actor, UUID], Subject]
    hold: Callable[[UUID], None]
    follow: Follows
    suggestions: Callable[[Actor, datetime, int], list[Suggestion]]


KINDS: dict[str, SubjectKind] = {}
"""Kind word → how such a subject is treated."""


def register(kind: SubjectKind) -> None:
    """Register a kind of subject; called once, when the app that owns it is ready."""
    KINDS[kind.kind] = kind


def kind_of(word: str) -> SubjectKind:
    """Return how a kind of subject is treated.

    Raises:
        NotFound: nobody registered such a kind.
    """
    if word not in KINDS:
        raise NotFound
    return KINDS[word]


def stream_of(supervision_id: UUID) -> str:
    """Return the name of the stream that holds the entries of a document."""
    return f"{STREAM}{supervision_id}"


def visible(actor: Actor) -> QuerySet[Supervision]:
    """Return the documents a post may read; the rule of ``moves.rules.may_see``, as a filter."""
    if actor.role not in READERS:
        return Supervision.objects.none()
    office = [actor.organisation_id] if actor.organisation_id else []
    mine = Q(pk__in=[])
    if actor.role in ISSUERS | {Role.AUDITOR}:
        mine = Q(issuer_id__in=office)
    got = (
        Q(to_ids__overlap=office) | Q(copy_ids__overlap=office) | Q(circulated_ids__overlap=office)
    )
    if not office:
        got = Q(pk__in=[])
    known = actor.unit_kind in {"district", "street", "community", "grid"}
    if known and actor.unit_id and actor.role not in DEPARTMENT:
        got |= Q(**{f"{actor.unit_kind}_id": actor.unit_id})
    return Supervision.objects.filter(mine | (got & ~Q(number="")))


def seen(actor: Actor, supervision_id: UUID) -> Supervision:
    """Return a document that the actor may read, with its words.

    Raises:
        NotFound: there is none, or it is not hers to read; the two look the same.
    """
    paper = Supervision.objects.select_related("words").filter(pk=supervision_id).first()
    if paper is None or not may_see(actor, paper):
        raise NotFound
    return paper


def about(actor: Actor, kind: str, subject_id: UUID) -> list[Supervision]:
    """Return the documents about a subject that a post may read, with words, oldest first."""
    found = visible(actor).filter(subject_kind=kind, subject_id=subject_id)
    return list(found.select_related("words").order_by("drafted_at", "pk"))


def standing_about(kind: str) -> QuerySet[Supervision]:
    """Return the documents about subjects of a kind that were not withdrawn."""
    return Supervision.objects.filter(subject_kind=kind).exclude(stage=Stage.WITHDRAWN.value)


def is_supervised(paper: Supervision) -> bool:
    """Return whether another document about the same subject is open; one statement."""
    others = Supervision.objects.filter(
        subject_kind=paper.subject_kind, subject_id=paper.subject_id, stage__in=OPEN_WORDS
    )
    return others.exclude(pk=paper.pk).exists()


@dataclass(frozen=True, slots=True)
class Hands:
    """Whose a document is: what somebody who tells people of it must know."""

    supervision_id: UUID
    number: str
    issuer_id: UUID
    to_ids: list[UUID]
    copy_ids: list[UUID]
    answered_ids: list[UUID]
    district_id: UUID


def hands_of(supervision_id: UUID) -> Hands:
    """Return whose a document is now; one statement.

    Raises:
        NotFound: there is no such document.
    """
    names = [name for name in Hands.__slots__ if name != "supervision_id"]
    row = Supervision.objects.filter(pk=supervision_id).values_list("pk", *names).first()
    if row is None:
        raise NotFound
    return Hands(*row)


def titles(supervision_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return key → title of these documents; one statement, none for no keys."""
    if not supervision_ids:
        return {}
    found = Supervision.objects.filter(pk__in=supervision_ids)
    rows = found.values_list("pk", "words__content__title")
    return {key: str(title or "") for key, title in rows}


def due_for_watch(*, at: datetime, most: int = 500) -> list[UUID]:
    """Return the keys of documents whose clock has something to do, longest due first."""
    due = Supervision.objects.filter(watch_at__lte=at, stage__in=WAITING_WORDS)
    return list(due.order_by("watch_at", "pk").values_list("pk", flat=True)[:most])


def watch_moment(supervision_id: UUID) -> datetime:
    """Return when the clock of a document has next something to do.

    Raises:
        NotFound: it has nothing to do, or there is no such document.
    """
    paper = Supervision.objects.filter(pk=supervision_id).only("watch_at").first()
    if paper is None or paper.watch_at is None:
        raise NotFound
    return paper.watch_at


HIGH = frozenset({"district_office", "department", "street_office"})
"""Kinds of offices that a district office addresses, beside those of the place itself."""


def addressable(actor: Actor, place: Placed) -> list[Organisation]:
    """Return the offices that an actor's office may address about a place; one statement.

    A district office addresses the offices of the district, departments, streets, and the
    community of the place; a street the communities of its street. Nobody addresses herself.
    """
    offices = people.organisations([*sorted(HIGH), "community"])
    return [
        office
        for office in offices
        if office.pk != actor.organisation_id and _is_below(actor, place, office)
    ]


def _is_below(actor: Actor, place: Placed, office: Organisation) -> bool:
    if actor.unit_kind == "street":
        return office.unit is not None and office.unit.parent_id == actor.unit_id
    return office.kind in HIGH or (
        place.community_id is not None and office.unit_id == place.community_id
    )


def reachable(actor: Actor, place: Placed) -> list[Organisation]:
    """Return the offices that may get a copy or a circular; one statement.

    Those that may be addressed, and for a street also the offices of the district.
    """
    offices = people.organisations([*sorted(HIGH), "community"])
    return [
        office
        for office in offices
        if office.pk != actor.organisation_id
        and (office.kind == "district_office" or _is_below(actor, place, office))
    ]


def check_order(actor: Actor, place: Placed, order: Order, *, at: datetime) -> None:
    """Refuse an order that asks nobody, nothing, too late, or those its office may not ask.

    Raises:
        NobodyAddressed, CannotAddress, TextNeeded, DeadlinePassed.
    """
    may_address = frozenset(office.pk for office in addressable(actor, place))
    issuer = actor.organisation_id or UUID(int=0)
    order_rules.check_order(order, issuer_id=issuer, addressable=may_address, at=at)
    if order.copy_ids:
        check_reachable(actor, place, order.copy_ids)


def check_reachable(actor: Actor, place: Placed, offices: Iterable[UUID]) -> None:
    """Refuse offices that may get neither a copy nor a circular.

    Raises:
        CannotAddress: one of them may not.
    """
    known = {office.pk for office in reachable(actor, place)}
    if not known.issuperset(offices):
        raise CannotAddress


def naming(supervision_id: UUID, names: Collection[str]) -> list[int]:
    """Return the numbers of a document's entries whose words name one of these persons."""
    return [
        entry.number
        for entry in journal.entries(stream_of(supervision_id))
        if (payload := journal.payload_of(entry)) and rules.names_one(payload.content, names)
    ]


@dataclass(frozen=True, slots=True)
class RowProof:
    """What comparing documents with the fold of their entries found."""

    rows: int
    faults: list[Fault]


def verify_rows() -> RowProof:
    """Prove every document and its files equal to the fold of its entries; no series has gaps."""
    rows = {stream_of(paper.pk): paper for paper in Supervision.objects.order_by("pk").iterator()}
    faults, told, files = [], set(), enclosures.by_paper()
    streams = Entry.objects.filter(stream__startswith=STREAM).values_list("stream", flat=True)
    for stream in journal.by_stream(sorted(set(streams.order_by().distinct()))):
        name = stream[0].stream
        told.add(name)
        reason = _fault(rows[name], stream) if name in rows else "has entries but no row"
        if reason:
            faults.append(Fault(name, stream[-1].number, reason))
        if enclosures.told(stream) != files.pop(UUID(name.removeprefix(STREAM)), {}):
            faults.append(Fault(name, stream[-1].number, "its files are not what the entries say"))
    faults += [Fault(stream_of(paper), 0, "its files have no entries") for paper in files]
    faults += [Fault(name, 0, "has no entries") for name in rows if name not in told]
    return RowProof(rows=len(rows), faults=faults + _gaps())


def _fault(paper: Supervision, entries: Sequence[Entry]) -> str:
    """Return the first field of a document that is not what its entries say, or ''."""
    folded = rules.fold(entry.facts for entry in entries)
    for field in FOLDED:
        stored = crypto.plain(getattr(paper, field.attname))
        if stored != folded.get(field.attname, crypto.plain(field.get_default())):
            return f"{field.attname} is not what the entries say"
    worded = [entry.pk for entry in entries if entry.verb in WORDED]
    return "" if paper.words_id == worded[-1] else "words is not what the entries say"


def _gaps() -> list[Fault]:
    """Return a fault for each office and year whose numbers are not 1, 2, 3 …; one statement."""
    series = (
        Supervision.objects.exclude(number="")
        .values("issuer_id", "year")
        .annotate(count=Count("pk"), last=Max("running"))
        .order_by("issuer_id", "year")
    )
    return [
        Fault(f"party.numbers:{each['issuer_id']}:{each['year']}", each["last"], "has a gap")
        for each in series
        if each["count"] != each["last"]
    ]
