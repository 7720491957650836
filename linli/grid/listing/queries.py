"""Cases as tools read them: plain values, ready to be written as JSON.

A page of fifty is one statement and no objects: names of units and offices are remembered
by each process for half a minute, categories for as long as it lives.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Left
from django.utils.translation import get_language

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.cases.services import stream_of
from linli.grid.catalogue import queries as catalogue
from linli.grid.listing.rules import Cursor, Order
from linli.grid.moves.rules import Move, may_see, may_see_reporter, open_to
from linli.grid.photos import queries as photos
from linli.grid.photos.models import Photo
from linli.grid.queues import queries as queues
from linli.grid.queues.queries import Filters
from linli.grid.showing import queries as showing
from linli.grid.showing.queries import EXCERPT
from linli.grid.showing.rules import deadline_state, deadline_word
from linli.kernel.calendar import queries as calendar
from linli.kernel.common.errors import NotFound
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry
from linli.kernel.people import queries as people
from linli.kernel.people.rules import Actor
from linli.kernel.territory import queries as territory

FRESH_SECONDS = 30
"""How long a process uses a name it has read; a new name is seen by all after that."""

Named = Mapping[str, Any]
Row = dict[str, Any]

LEVELS = ("street_id", "community_id", "grid_id", "micro_grid_id", "compound_id", "building_id")
PLAIN = (
    "id", "number", "version", "stage", "source", "reported_at", "changed_at", "joined", "level",
    "is_supervised", "is_emergency", "is_on_site", "pending", "reopens",
)  # fmt: skip
"""Fields of a case that a row has under their own names."""

REST = (
    "category_code", "edition", "due_at", "clock", "stands_since", "is_warned", "was_late",
    "lead_id", *LEVELS,
)  # fmt: skip
FIELDS = (*PLAIN, *REST)

BY: dict[Order, tuple[str, bool]] = {
    Order.DUE: ("due_at", False),
    Order.CHANGED: ("changed_at", False),
    Order.REPORTED: ("reported_at", True),
}
"""Order → the field that makes it, and whether the latest comes first; the key decides ties."""


@dataclass
class _Known:
    """Names that this process has read, and when it began to."""

    since: float = 0.0
    names: dict[UUID, Named] = field(default_factory=dict)


_units, _offices = _Known(), _Known()


def forget() -> None:
    """Read every name again at the next question."""
    for known in (_units, _offices):
        known.since, known.names = 0.0, {}


def _named(
    known: _Known, ids: Collection[UUID], ask: Callable[[set[UUID]], Mapping[UUID, str]]
) -> Mapping[UUID, Named]:
    """Return the names of these keys; one statement where one is new, none otherwise."""
    if monotonic() - known.since > FRESH_SECONDS:
        known.since, known.names = monotonic(), {}
    names = known.names
    lacking = {key for key in ids if key not in names}
    if lacking:
        names.update({key: {"id": key, "name": name} for key, name in ask(lacking).items()})
    return names


def offices(ids: Collection[UUID]) -> Mapping[UUID, Named]:
    """Return the organisations with these keys as ``{id, name}``."""
    return _named(_offices, ids, people.organisation_names)


def units(ids: Collection[UUID]) -> Mapping[UUID, Named]:
    """Return the units with these keys as ``{id, name}``."""
    return _named(_units, ids, territory.names)


def page(
    actor: Actor,
    filters: Filters,
    *,
    order: Order,
    cursor: Cursor | None,
    limit: int,
    at: datetime,
) -> tuple[list[Row], Cursor | None]:
    """Return rows of the cases an actor may read, and where the next page begins (None: nowhere).

    A case that nobody changes meanwhile comes exactly once, whatever is reported between two
    pages. One statement, two at the seam of cases with and without a deadline.
    """
    found = queues.filtered(cases.visible(actor), filters)
    values = _values(found, order, cursor, limit + 1)
    kept = values[:limit]
    rows = _rows(kept, at)
    more = len(values) > limit
    by = FIELDS.index(BY[order][0])
    return rows, Cursor(order, kept[-1][by], kept[-1][0]) if more else None


def _values(
    found: QuerySet[Case], order: Order, cursor: Cursor | None, most: int
) -> list[tuple[Any, ...]]:
    """Return the values of the cases after a cursor; those without a deadline come last."""
    name, is_descending = BY[order]
    words = KeyTextTransform("text", "words__content")
    chosen = found.annotate(excerpt=Left(words, EXCERPT + 1)).values_list(*FIELDS, "excerpt")
    sign = "-" if is_descending else ""
    ordered = chosen.order_by(f"{sign}{name}", f"{sign}id")
    if cursor is None:
        return list(ordered[:most])
    if cursor.at is None:
        return list(ordered.filter(**{f"{name}__isnull": True}, id__gt=cursor.id)[:most])
    past = "lt" if is_descending else "gt"
    beyond = Q(**{f"{name}__{past}": cursor.at}) | Q(**{f"id__{past}": cursor.id})
    after = list(ordered.filter(beyond, **{f"{name}__{past}e": cursor.at})[:most])
    if order is Order.DUE and len(after) < most:
        after += ordered.filter(**{f"{name}__isnull": True})[: most - len(after)]
    return after


def _rows(values: Sequence[tuple[Any, ...]], at: datetime) -> list[Row]:
    """Return rows of the values of cases, each with its excerpt behind the fields."""
    first, last = FIELDS.index("lead_id"), len(FIELDS)
    leads = offices({each[first] for each in values} - {None})
    places = units({key for each in values for key in each[first + 1 : last] if key})
    zh = (get_language() or "").startswith("zh")
    return [_row(each, places, leads, zh=zh, at=at) for each in values]


def _row(
    values: tuple[Any, ...],
    places: Mapping[UUID, Named],
    leads: Mapping[UUID, Named],
    *,
    zh: bool,
    at: datetime,
) -> Row:
    plain = len(PLAIN)
    code, edition, due_at, clock, stands_since, is_warned, was_late, lead_id, *levels, text = (
        values[plain:]
    )
    row: Row = dict(zip(PLAIN, values, strict=False))
    state = deadline_word(due_at, stands_since, is_warned=is_warned, was_late=was_late, at=at)
    row["category"] = category(code, edition, zh=zh) if code else None
    row["excerpt"] = text if not text or len(text) <= EXCERPT else text[:EXCERPT] + "…"
    row["place"] = {
        name[:-3]: places.get(key) for name, key in zip(LEVELS, levels, strict=True) if key
    }
    row["lead"] = leads.get(lead_id)
    row["deadline"] = {
        "state": state,
        "due_at": due_at,
        "clock": clock,
        "stands_since": stands_since,
    }
    return row


def category(code: str, edition: int, *, zh: bool) -> Row:
    """Return a category as ``{code, name}``, in Chinese or in English."""
    found = catalogue.category(code, edition=edition)
    return {"code": code, "name": found.name_zh if zh else found.name_en}


def row_of(case: Case, *, at: datetime) -> Row:
    """Return the row of one case that was loaded with its words."""
    content = (case.words.content if case.words else None) or {}
    values = tuple(getattr(case, name) for name in FIELDS)
    return _rows([(*values, content.get("text"))], at)[0]


def named(actor: Actor, words: str) -> Case:
    """Return a case by its key or its number, where the actor may read it; one statement.

    Raises:
        NotFound: there is none, or it is not hers to read; the two look the same.
    """
    found = Case.objects.select_related("words")
    try:
        case = found.filter(pk=UUID(words)).first()
    except ValueError:
        case = found.filter(number=words).first() if words.isprintable() else None
    if case is None or not may_see(actor, case):
        raise NotFound
    return case


def key_of(actor: Actor, words: str) -> UUID:
    """Return the key that words are, or that of the case with this number.

    Raises:
        NotFound: there is none with this number, or it is not hers to read.
    """
    try:
        return UUID(words)
    except ValueError:
        return named(actor, words).pk


def whole(actor: Actor, case: Case, *, at: datetime) -> Row:
    """Return everything a tool may know of a case that the actor sees; three statements.

    Who reported is there for the desks of the place only, as on the page of the case.
    """
    content: Mapping[str, Any] = (case.words.content if case.words else None) or {}
    entries = journal.entries(stream_of(case.pk))
    pictures = photos.of_case(case.pk)
    row = row_of(case, at=at)
    state = deadline_state(case, at=at, calendar=calendar.calendar())
    row["deadline"] |= {"left": state.left, "unit": state.unit}
    return row | {
        "text": content.get("text", ""),
        "address": content.get("address", ""),
        "point": _point(content),
        "contact": _contact(actor, case, content),
        "roles": _roles(case),
        "moves": [move for move in open_to(actor, case) if move is not Move.RATE],
        "history": _history(actor, case, entries, pictures),
        "photos": [{"id": each.pk, "kind": each.kind, "entry": each.taken_in} for each in pictures],
        "merged_into": case.merged_into_id,
        "split_from": case.split_from_id,
        "settled": case.settled,
        "satisfied": case.satisfied or None,
    }


def _point(content: Mapping[str, Any]) -> Row | None:
    lon, lat = content.get("lon_e6"), content.get("lat_e6")
    if not isinstance(lon, int) or not isinstance(lat, int):
        return None
    return {"lon": lon / 1_000_000, "lat": lat / 1_000_000}


def _contact(actor: Actor, case: Case, content: Mapping[str, Any]) -> Row | None:
    """Return name and telephone of the reporter, or None where nobody left any or may read it."""
    said = {name: content.get(name, "") for name in ("name", "phone")}
    return said if may_see_reporter(actor, case) and any(said.values()) else None


def _roles(case: Case) -> Row:
    """Return which organisations coordinate, received first and assist."""
    held = [case.coordinator_id, case.first_receiver_id]
    names = offices({key for key in (*held, *case.assist_ids) if key})
    coordinator, first_receiver = (names.get(key) if key else None for key in held)
    return {
        "coordinator": coordinator,
        "first_receiver": first_receiver,
        "assists": [names[key] for key in case.assist_ids if key in names],
    }


def _history(
    actor: Actor, case: Case, entries: Sequence[Entry], pictures: Sequence[Photo]
) -> list[Row]:
    """Return the record of a case in sentences of the reader's language, oldest first."""
    told = showing.sentences(actor, case, entries, pictures, token="")
    return [
        {"number": int(one.key), "at": one.at, "who": one.who, "sentence": one.sentence,
         "words": one.words}
        for one in told
    ]  # fmt: skip


def entries(actor: Actor, case_id: UUID, *, after: int, limit: int) -> list[Row]:
    """Return the entries of a case behind a number, oldest first, as the record keeps them.

    Actors are told by role and post; two statements.

    Raises:
        NotFound: there is no such case, or it is not the actor's to read.
    """
    standing(actor, case_id)
    found = Entry.objects.filter(stream=stream_of(case_id), number__gt=after).order_by("number")
    names = ("number", "verb", "at", "recorded_at", "facts", "digest", "previous")
    return [
        {**dict(zip(names, values, strict=True)), "actor": _signed(signed)}
        for *values, signed in found.values_list(*names, "actor")[:limit]
    ]


def _signed(signed: Mapping[str, str]) -> Row:
    return {"role": signed["role"], "post": signed["post"] or None}


def standing(actor: Actor, case_id: UUID) -> Mapping[str, Any]:
    """Return key, number, version and stage of a case as they are now; one statement.

    Raises:
        NotFound: there is none, or it is not the actor's to read.
    """
    found = cases.visible(actor).filter(pk=case_id)
    row = found.values("id", "number", "version", "stage", "changed_at").first()
    if row is None:
        raise NotFound
    return row
