"""Cases as tools read them: plain values, ready to be written as JSON.

A page of fifty is one statement and no objects: names of units and offices are remembered
by each process for half a minute, categories for as long as it lives.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from time import monotonic
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, F, TextField, UUIDField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Left
from django.utils.translation import get_language

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.catalogue import queries as catalogue
from linli.grid.listing.rules import Cursor, Order
from linli.grid.queues import queries as queues
from linli.grid.queues.queries import Filters
from linli.grid.showing.queries import EXCERPT
from linli.grid.showing.rules import deadline_word
from linli.kernel.common.statements import MOMENT, Iso, Statement, written
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
    "lead_id",
)  # fmt: skip
FIELDS = (*PLAIN, *REST, *LEVELS)

BY: dict[Order, tuple[str, bool]] = {
    Order.DUE: ("due_at", False),
    Order.CHANGED: ("changed_at", False),
    Order.REPORTED: ("reported_at", True),
}
"""Order → the field that makes it, and whether the latest comes first; the key decides ties."""

MOST_STATEMENTS = 1000


@dataclass
class _Known:
    """What this process has read of names, and when it began to; keys are text."""

    since: float = 0.0
    names: dict[str, Named] = field(default_factory=dict)
    places: dict[tuple[str | None, ...], Row] = field(default_factory=dict)


_units, _offices = _Known(), _Known()


def forget() -> None:
    """Read every name again at the next question."""
    for known in (_units, _offices):
        known.since, known.names, known.places = 0.0, {}, {}


def _fresh(known: _Known) -> _Known:
    """Return what is known, or nothing where it was read too long ago."""
    if monotonic() - known.since > FRESH_SECONDS:
        known.since, known.names, known.places = monotonic(), {}, {}
    return known


def _named(
    known: _Known, keys: set[str], ask: Callable[[set[UUID]], Mapping[UUID, str]]
) -> Mapping[str, Named]:
    """Return the names of these keys; one statement where one is new, none otherwise."""
    names = _fresh(known).names
    lacking = keys - names.keys()
    if lacking:
        found = ask({UUID(key) for key in lacking})
        names.update({str(key): {"id": str(key), "name": name} for key, name in found.items()})
    return names


def offices(keys: set[str]) -> Mapping[str, Named]:
    """Return the organisations with these keys as ``{id, name}``."""
    return _named(_offices, keys, people.organisation_names)


def _places(wanted: set[tuple[str | None, ...]]) -> Mapping[tuple[str | None, ...], Row]:
    """Return keys by level → the named levels, widest first; one statement where one is new."""
    known = _fresh(_units).places
    lacking = wanted - known.keys()
    if lacking:
        names = _named(_units, {key for keys in lacking for key in keys if key}, territory.names)
        for keys in lacking:
            levels = zip(LEVELS, keys, strict=True)
            known[keys] = {level[:-3]: names.get(key) for level, key in levels if key}
    return known


def _text(name: str) -> Any:
    """Return a field as the row has it: keys and moments as text, everything else as it is."""
    kind = Case._meta.get_field(name)
    if isinstance(kind, UUIDField):
        return Cast(F(name), TextField())
    return Iso(F(name)) if isinstance(kind, DateTimeField) else F(name)


SHOWN: dict[str, Any] = {
    **{f"{name}_": _text(name) for name in FIELDS},
    "excerpt_": Left(KeyTextTransform("text", "words__content"), EXCERPT + 1),
}


@lru_cache(maxsize=MOST_STATEMENTS)
def _statement(actor: Actor, filters: Filters) -> Statement:
    """Return the statement for the cases an actor may read, as far as the filters leave them."""
    found = queues.filtered(cases.visible(actor), filters)
    return written(found.annotate(**SHOWN).values_list(*SHOWN))


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
    values = _values(_statement(actor, filters), order, cursor, limit + 1)
    kept = values[:limit]
    rows = rows_of(kept, at)
    if len(values) <= limit:
        return rows, None
    last = kept[-1][FIELDS.index(BY[order][0])]
    return rows, Cursor(order, datetime.fromisoformat(last) if last else None, UUID(kept[-1][0]))


def _values(
    found: Statement, order: Order, cursor: Cursor | None, most: int
) -> list[tuple[Any, ...]]:
    """Return the values of the cases after a cursor; those without a deadline come last."""
    name, is_descending = BY[order]
    by, key = f'"grid_case"."{name}"', '"grid_case"."id"'
    way, past = (" DESC", "<") if is_descending else ("", ">")
    ordered = f" ORDER BY {by}{way}, {key}{way} LIMIT %s"
    if cursor is None:
        return found.rows(ordered, [most])
    rest = f" AND {by} IS NULL"
    if cursor.at is None:
        return found.rows(f"{rest} AND {key} > %s{ordered}", [cursor.id, most])
    after = found.rows(f" AND ({by}, {key}) {past} (%s, %s){ordered}", [cursor.at, cursor.id, most])
    if order is Order.DUE and len(after) < most:
        after += found.rows(f"{rest}{ordered}", [most - len(after)])
    return after


def rows_of(values: Sequence[tuple[Any, ...]], at: datetime) -> list[Row]:
    """Return rows of the values of cases, each with its excerpt behind the fields."""
    leads = offices({each[LEAD] for each in values if each[LEAD]})
    places = _places({each[LEAD + 1 : -1] for each in values})
    zh = (get_language() or "").startswith("zh")
    now = at.astimezone(UTC).strftime(MOMENT)
    return [_row(each, places, leads, zh=zh, at=now) for each in values]


LEAD = FIELDS.index("lead_id")


def _row(
    values: tuple[Any, ...],
    places: Mapping[tuple[str | None, ...], Row],
    leads: Mapping[str, Named],
    *,
    zh: bool,
    at: str,
) -> Row:
    code, edition, due_at, clock, stands_since, is_warned, was_late, lead_id = values[
        len(PLAIN) : LEAD + 1
    ]
    text = values[-1]
    row: Row = dict(zip(PLAIN, values, strict=False))
    state = deadline_word(due_at, stands_since, is_warned=is_warned, was_late=was_late, at=at)
    row["category"] = category(code, edition, zh=zh) if code else None
    row["excerpt"] = text if not text or len(text) <= EXCERPT else text[:EXCERPT] + "…"
    row["place"] = places[values[LEAD + 1 : -1]]
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
