"""Reads cases: the rules in force for one, the pages' lines, and the proof of the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from linli.grid.beside.queries import BesideProof
from linli.grid.cases import rules
from linli.grid.cases.models import Case, Reporter
from linli.grid.cases.rules import Book, Changes, Kind, Spot
from linli.grid.catalogue import queries as catalogue
from linli.grid.clocks import queries as clocks
from linli.grid.clocks.rules import PolicyValues
from linli.grid.moves.rules import OPEN, Stage, may_see
from linli.grid.suggestions.rules import suggest
from linli.kernel.calendar import queries as calendar
from linli.kernel.common import crypto
from linli.kernel.common.errors import NotFound
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry
from linli.kernel.journal.rules import Fault
from linli.kernel.people import queries as people
from linli.kernel.people.rules import DEPARTMENT, Actor, Role
from linli.kernel.people.rules import reporter as holder_of

OPEN_WORDS = [stage.value for stage in OPEN]
PAGE = 50

NOT_FOLDED = frozenset({"id", "words", "request_key", "request_digest"})
"""Fields that no entry sets: the key is the stream's, the rest are the door's."""

FOLDED = [field for field in Case._meta.concrete_fields if field.name not in NOT_FOLDED]


def book(at: datetime) -> Book:
    """Return the rules in force at a moment; at most three statements, none when warm."""
    policy = clocks.current(at)
    return Book(
        policy=policy.values,
        policy_version=policy.version,
        edition=catalogue.edition(at).number,
        calendar=calendar.calendar(),
    )


def book_of(case: Case, at: datetime) -> Book:
    """Return the rules a running case stands under: its own policy, today's calendar."""
    return Book(
        policy=clocks.policy(case.policy).values,
        policy_version=case.policy,
        edition=case.edition,
        calendar=calendar.calendar(),
    )


def kind(code: str, *, edition: int) -> Kind:
    """Return what a case must know of a category.

    Raises:
        UnknownCategory: the edition has no such code.
    """
    category = catalogue.category(code, edition=edition)
    return Kind(
        code=category.code,
        handle=category.handle,
        verify=category.verify,
        is_public=category.is_public,
        is_emergency=bool(category.emergency),
    )


def kind_of(case: Case) -> Kind:
    """Return the kind of a case, from the edition it was registered under."""
    return kind(case.category_code, edition=case.edition)


def suggestion(words: str, *, edition: int) -> str:
    """Return the code of the category that the words suggest best, or ''."""
    found = suggest(words, catalogue.categories(edition=edition))
    return found[0].code if found else ""


def community_organisation(community_id: UUID | None) -> UUID | None:
    """Return the organisation of a community, or None."""
    return people.organisation_of(community_id, kind="community") if community_id else None


def by_number(number: str) -> UUID:
    """Return the key of the case with a number.

    Raises:
        NotFound: there is none.
    """
    case_id = Case.objects.filter(number=number).values_list("pk", flat=True).first()
    if case_id is None:
        raise NotFound
    return case_id


def reporter_by_phone(number: str, phone: str) -> Reporter | None:
    """Return who reported case ``number`` and left ``phone``, or None."""
    if not phone:
        return None
    found = Reporter.objects.filter(case__number=number, words__content__phone=phone)
    return found.order_by("-is_first", "at").first()


@dataclass(frozen=True, slots=True)
class Holding:
    """What a link opens: the case, and whether its holder reported it or joined it."""

    case_id: UUID
    is_first: bool


def held(token_digest: str) -> Holding:
    """Return what a capability opens.

    Raises:
        NotFound: no case has such a link.
    """
    found = Reporter.objects.filter(token=token_digest).values_list("case_id", "is_first").first()
    if found is None:
        raise NotFound
    return Holding(*found)


def is_held(token_digest: str) -> bool:
    """Return whether somebody holds this link already."""
    return Reporter.objects.filter(token=token_digest).exists()


def holder(token_digest: str) -> Actor:
    """Return the actor who holds the link of the case she reported herself.

    Raises:
        NotFound: no case has such a link, or she joined somebody else's matter.
    """
    holding = held(token_digest)
    if not holding.is_first:
        raise NotFound
    return holder_of(holding.case_id)


def restored(entries: Sequence[Entry], *, names: list[str]) -> Changes:
    """Return the values that fields had after ``entries``, ready to be set again."""
    folded = rules.fold(entry.facts for entry in entries)
    fields = {field.attname: field for field in FOLDED}
    kept = [name for name in names if name not in {"version", "changed_at"}]
    return {
        name: fields[name].to_python(folded[name]) if name in folded else fields[name].get_default()
        for name in kept
    }


def visible(actor: Actor) -> QuerySet[Case]:
    """Return the cases a post may read; the same rule as ``moves.rules.may_see``, as a filter."""
    if actor.role in DEPARTMENT:
        if actor.organisation_id is None:
            return Case.objects.none()
        mine = Q(lead_id=actor.organisation_id) | Q(assist_ids__contains=[actor.organisation_id])
        return Case.objects.filter(mine)
    if actor.role is Role.REPORTER:
        return Case.objects.filter(pk=actor.holds) if actor.holds else Case.objects.none()
    known = actor.unit_kind in {"district", "street", "community", "grid"}
    if not known or actor.role is Role.OPERATOR:
        return Case.objects.none()
    return Case.objects.filter(**{f"{actor.unit_kind}_id": actor.unit_id})


def seen(actor: Actor, case_id: UUID) -> Case:
    """Return a case that the actor may read, with the words it was reported with.

    Raises:
        NotFound: there is none, or it is not hers to read; the two look the same.
    """
    case = Case.objects.select_related("words").filter(pk=case_id).first()
    if case is None or not may_see(actor, case):
        raise NotFound
    return case


def due_for_watch(*, at: datetime, most: int = 500) -> list[UUID]:
    """Return the keys of cases whose clock has something to do, longest due first."""
    due = Case.objects.filter(watch_at__lte=at, stage__in=OPEN_WORDS)
    return list(due.order_by("watch_at").values_list("pk", flat=True)[:most])


def likely_same(
    *, category_code: str, spot: Spot, at: datetime, policy: PolicyValues, most: int = 5
) -> list[Case]:
    """Return open public cases that may be the same matter, newest first; one statement.

    The same category, not older than the policy says, and in the same compound or within the
    policy's distance of the pin.
    """
    near = Q(compound_id=spot.compound_id) if spot.compound_id else Q(pk__in=[])
    if spot.lon_e6 is not None and spot.lat_e6 is not None:
        radius = policy.duplicate_radius_m
        west, east, south, north = rules.box_around(spot.lon_e6, spot.lat_e6, radius)
        near |= Q(
            words__content__lon_e6__gte=west,
            words__content__lon_e6__lte=east,
            words__content__lat_e6__gte=south,
            words__content__lat_e6__lte=north,
        )
    same = Case.objects.filter(
        near,
        category_code=category_code,
        is_public=True,
        stage__in=OPEN_WORDS,
        reported_at__gte=at - timedelta(days=policy.duplicate_days),
    )
    return list(same.order_by("-reported_at")[:most])


def spot_of(case: Case) -> Spot:
    """Return where a case that was loaded with its words lies."""
    content = (case.words.content if case.words else None) or {}
    return Spot(case.compound_id, content.get("lon_e6"), content.get("lat_e6"))


def open_in(compound_id: UUID, *, most: int = PAGE) -> list[Case]:
    """Return the open public cases of a compound, newest first."""
    found = Case.objects.filter(compound_id=compound_id, is_public=True, stage__in=OPEN_WORDS)
    return list(found.order_by("-reported_at", "pk")[:most])


def parts_of(case_id: UUID) -> list[Case]:
    """Return the cases in which a case goes on: the one it was merged into, and its parts."""
    into = Case.objects.filter(pk=case_id).values("merged_into_id")
    found = Case.objects.filter(Q(pk__in=into) | Q(split_from_id=case_id))
    return list(found.order_by("reported_at", "pk"))


def settled_in(compound_id: UUID, *, most: int = PAGE) -> list[Case]:
    """Return the closed public cases of a compound, latest first."""
    found = Case.objects.filter(compound_id=compound_id, is_public=True, stage=Stage.CLOSED.value)
    return list(found.order_by("-closed_at", "pk")[:most])


@dataclass(frozen=True, slots=True)
class RowProof:
    """What comparing cases, and the rows beside them, with the fold of their entries found."""

    rows: int
    faults: list[Fault]
    beside: int = 0


def row_fault(case: Case, entries: Sequence[Entry]) -> str:
    """Return the first field of a case that is not what its entries say, or ''."""
    folded = rules.fold(entry.facts for entry in entries)
    for field in FOLDED:
        stored = crypto.plain(getattr(case, field.attname))
        told = folded.get(field.attname, crypto.plain(field.get_default()))
        if stored != told:
            return f"{field.attname} is not what the entries say"
    return ""


def verify_rows() -> RowProof:
    """Prove every case, and every row beside one, equal to the fold of its entries."""
    faults: list[Fault] = []
    seen_ids: set[UUID] = set()
    beside = BesideProof()
    batch: list[list[Entry]] = []
    for stream in journal.by_stream():
        if stream[0].stream.startswith("grid.case:"):
            batch.append(stream)
        if len(batch) == 1000:
            faults += _row_faults(batch, seen_ids, beside)
            batch = []
    faults += _row_faults(batch, seen_ids, beside)
    lost = Case.objects.exclude(pk__in=seen_ids) if len(seen_ids) < Case.objects.count() else []
    faults += [Fault(f"grid.case:{case.pk}", 0, "has no entries") for case in lost]
    beside.look_for_strangers()
    return RowProof(rows=len(seen_ids), faults=faults + beside.faults, beside=beside.rows)


def _row_faults(batch: list[list[Entry]], seen_ids: set[UUID], beside: BesideProof) -> list[Fault]:
    keys = {UUID(stream[0].stream.partition(":")[2]): stream for stream in batch}
    beside.compare(keys)
    rows = Case.objects.in_bulk(list(keys))
    seen_ids.update(rows)
    faults = []
    for key, stream in keys.items():
        reason = row_fault(rows[key], stream) if key in rows else "has entries but no row"
        if reason:
            faults.append(Fault(stream[0].stream, stream[-1].number, reason))
    return faults


def is_shown_to_all(case_id: UUID) -> bool:
    """Return whether a case is among the settled public ones whose pictures neighbours see."""
    shown = Case.objects.filter(pk=case_id, is_public=True, stage=Stage.CLOSED.value)
    return shown.exists()


def known_keys(keys: Sequence[str | None]) -> set[str | None]:
    """Return those of the request keys under which a case is there already; one statement."""
    wanted = [key for key in keys if key]
    return set(Case.objects.filter(request_key__in=wanted).values_list("request_key", flat=True))


@dataclass(frozen=True, slots=True)
class Hands:
    """Whose a case is and where it lies: what somebody who tells people of it must know."""

    case_id: UUID
    number: str
    stage: str
    category_code: str
    edition: int
    district_id: UUID
    street_id: UUID | None
    community_id: UUID | None
    grid_id: UUID | None
    lead_id: UUID | None
    handler_post_id: UUID | None
    setter_role: str
    level: int


def hands_of(case_id: UUID) -> Hands:
    """Return whose a case is now; one statement.

    Raises:
        NotFound: there is no such case.
    """
    names = [name for name in Hands.__slots__ if name != "case_id"]
    row = Case.objects.filter(pk=case_id).values_list("pk", *names).first()
    if row is None:
        raise NotFound
    return Hands(*row)


def fields(case_ids: Sequence[UUID], names: Sequence[str]) -> dict[str, dict[str, object]]:
    """Return key in words → the named fields of each case, as entries carry them; one statement."""
    rows = Case.objects.filter(pk__in=case_ids).values("pk", *names)
    return {str(row["pk"]): {name: crypto.plain(row[name]) for name in names} for row in rows}


@dataclass(frozen=True, slots=True)
class YearCounts:
    """How many cases of one span of time …; none counts a case merged into another.

    ``disposed`` and ``declined`` are as of a moment, the others as the cases stand now.
    """

    reported: int
    disposed: int
    declined: int
    with_deadline: int
    on_time: int
    closed: int
    reopened: int
    reworked: int
    rated: int
    settled: int
    satisfied: int


def year_counts(*, begins: datetime, ends: datetime, seen_at: datetime) -> YearCounts:
    """Return the counts of the cases reported from ``begins`` up to ``ends``; one statement.

    A case is disposed of when it was closed with a result or declined with an answer by
    ``seen_at`` and was not reopened since; it is on time when it was done by its own
    handling deadline.
    """
    ended = Q(closed_at__lte=seen_at)
    closed = Q(stage=Stage.CLOSED.value)
    declined = ended & Q(stage=Stage.DECLINED.value)
    has_deadline = Q(done_at__isnull=False, handle_due_at__isnull=False)
    rated = closed & Q(rated_at__isnull=False)
    parts = {
        "reported": Q(),
        "disposed": (ended & closed) | declined,
        "declined": declined,
        "with_deadline": has_deadline,
        "on_time": has_deadline & Q(done_at__lte=F("handle_due_at")),
        "closed": closed,
        "reopened": closed & Q(reopens__gt=0),
        "reworked": closed & Q(reworks__gt=0),
        "rated": rated,
        "settled": rated & Q(settled=True),
        "satisfied": rated & Q(satisfied__in=["satisfied", "mostly"]),
    }
    found = Case.objects.filter(reported_at__gte=begins, reported_at__lt=ends)
    counts = found.exclude(stage=Stage.MERGED.value).aggregate(
        **{name: Count("pk", filter=part) for name, part in parts.items()}
    )
    return YearCounts(**counts)
