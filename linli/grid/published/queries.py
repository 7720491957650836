"""Reads what anybody may know of cases, as plain values: no words, no persons, no exact place."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Case as Branches
from django.db.models import F, Func, Q, QuerySet, TextField, UUIDField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import IsNull

from linli.grid.cases.models import Case
from linli.grid.moves.rules import OPEN, Stage
from linli.grid.photos import queries as photos
from linli.grid.photos.rules import PhotoKind
from linli.grid.published.rules import (
    MOMENTS,
    NOTE,
    PLACE_FIELDS,
    SENTENCES,
    SHOWN_STAGES,
    STORED,
    Row,
    Told,
    Wanted,
)
from linli.kernel.journal.models import Entry


class _AsText(Func):
    """A moment as a text: whole seconds, UTC; formed by the database, which is ten times faster."""

    template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
    output_field = TextField()


COLUMNS: list[Any] = [
    *STORED,
    IsNull(F("stands_since"), False),  # noqa: FBT003
    *map(_AsText, MOMENTS),
]
"""What is read of a case, in the order of ``Row``."""

SHOWN = [stage.value for stage in SHOWN_STAGES]
OPEN_WORDS = [stage.value for stage in OPEN]


def _visible(mine: str) -> Q:
    """Return the filter for what anybody may read, and what one partner reported herself."""
    shown = Q(is_public=True, stage__in=SHOWN)
    return shown | Q(request_key__startswith=mine) if mine else shown


def _cases(wanted: Wanted) -> QuerySet[Case]:
    found = Case.objects.filter(_visible(wanted.mine), _times(wanted))
    if wanted.numbers:
        found = found.filter(number__in=wanted.numbers)
    if wanted.codes:
        found = found.filter(category_code__in=wanted.codes)
    if wanted.is_open is not None:
        is_open = Q(stage__in=OPEN_WORDS)
        found = found.filter(is_open if wanted.is_open else ~is_open)
    if wanted.near is not None:
        found = found.filter(_near(wanted.near))
    return found


def _times(wanted: Wanted) -> Q:
    """Return the filter by when a case was reported and last changed (closed: when closed)."""
    closed = Q(stage=Stage.CLOSED.value)
    found = Q()
    if wanted.reported_from:
        found &= Q(reported_at__gte=wanted.reported_from)
    if wanted.reported_to:
        found &= Q(reported_at__lte=wanted.reported_to)
    if wanted.changed_from:
        found &= Q(changed_at__gte=wanted.changed_from)
        found &= ~closed | Q(closed_at__gte=wanted.changed_from)
    if wanted.changed_to:
        found &= Q(closed, closed_at__lte=wanted.changed_to) | (
            ~closed & Q(changed_at__lte=wanted.changed_to)
        )
    return found


def _near(units: frozenset[UUID]) -> Q:
    """Return the filter for cases whose published point is that of one of the units."""
    finer: list[str] = []
    parts = []
    for name in PLACE_FIELDS:
        parts.append(Q(**{f"{name}__in": units}, **{f"{each}__isnull": True for each in finer}))
        finer.append(name)
    return reduce(or_, parts)


def cases(wanted: Wanted, *, begin: int, most: int) -> list[Row]:
    """Return cases, newest report first, from the ``begin``-th on; one statement."""
    found = _cases(wanted).order_by("-reported_at", "-pk").values_list(*COLUMNS)
    return [Row(*values) for values in found[begin : begin + most]]


def every_case(wanted: Wanted) -> Iterator[Row]:
    """Yield cases, newest report first, in constant memory."""
    found = _cases(wanted).order_by("-reported_at", "-pk").values_list(*COLUMNS)
    for values in found.iterator(chunk_size=2000):
        yield Row(*values)


def pictures(rows: Sequence[Row]) -> dict[UUID, list[UUID]]:
    """Return the keys of the pictures that anybody may see; one statement, or none.

    Those that staff took of a settled public matter: where a reporter stood would tell who
    she is (the rule of ``showing.views``).
    """
    settled = [row.id for row in rows if row.is_public and row.stage == Stage.CLOSED]
    if not settled:
        return {}
    return {
        case_id: [photo.pk for photo in taken if photo.kind != PhotoKind.REPORT]
        for case_id, taken in photos.of_cases(settled).items()
    }


def told_between(
    begins: datetime, ends: datetime, *, mine: str, begin: int, most: int
) -> list[Told]:
    """Return what was recorded of readable cases in a span of time, oldest first; one statement.

    A partner (``mine``) also reads the notes that were left for the reporters she speaks for.
    """
    told = Q(verb__in=SENTENCES, of_case__in=Case.objects.filter(_visible(mine)).values("pk"))
    if mine:
        reported = Case.objects.filter(request_key__startswith=mine)
        told |= Q(verb=NOTE, of_case__in=reported.values("pk"))
    entries = Entry.objects.annotate(of_case=_CASE_OF_ENTRY).filter(
        told, recorded_at__gte=begins, recorded_at__lte=ends
    )
    page = entries.order_by("recorded_at", "pk")[begin : begin + most]
    return _told(page, words=_NOTE_WORDS if mine else _NO_WORDS)


def told_of(case_ids: Sequence[UUID]) -> dict[UUID, list[Told]]:
    """Return what anybody may read of the record of some cases, oldest first; one statement."""
    streams = [f"grid.case:{case_id}" for case_id in case_ids]
    entries = Entry.objects.filter(stream__in=streams, verb__in=SENTENCES)
    entries = entries.annotate(of_case=_CASE_OF_ENTRY)
    found: dict[UUID, list[Told]] = {case_id: [] for case_id in case_ids}
    for told in _told(entries.order_by("stream", "number")):
        found[told.case_id].append(told)
    return found


_CASE_OF_ENTRY = Cast(KeyTextTransform("case", "facts"), UUIDField())


_NO_WORDS = Value("", output_field=TextField())
_NOTE_WORDS = Branches(
    When(verb=NOTE, then=Coalesce(KeyTextTransform("text", "payload__content"), _NO_WORDS)),
    default=_NO_WORDS,
)


def _told(entries: QuerySet[Any], *, words: Any = _NO_WORDS) -> list[Told]:
    told_at = _AsText("recorded_at")
    rows = entries.values_list("of_case", "number", "verb", "facts__set", told_at, words)
    return [
        Told(case_id, number, verb, str(what.get("stage", "")), what.get("settled"), at, said)
        for case_id, number, verb, what, at, said in rows
    ]


def by_ids(case_ids: Sequence[UUID]) -> dict[UUID, Row]:
    """Return the cases with these keys, whoever may read them; one statement."""
    rows = Case.objects.filter(pk__in=case_ids).values_list(*COLUMNS)
    return {row.id: row for row in (Row(*values) for values in rows)}


def key_of(number: str, *, mine: str) -> UUID | None:
    """Return the key of a case by its number, or None; with ``mine`` only what she reported.

    One statement.
    """
    found = Case.objects.filter(number=number)
    if mine:
        found = found.filter(request_key__startswith=mine)
    return found.values_list("pk", flat=True).first()


def number_of(case_id: UUID) -> str:
    """Return the number of a case, or '' where there is none; one statement."""
    return Case.objects.filter(pk=case_id).values_list("number", flat=True).first() or ""
