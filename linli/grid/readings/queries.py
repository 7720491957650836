"""One case as tools read it: by key or number, with its record, its pictures and its standing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, TextField, Value
from django.db.models.functions import Cast, Concat

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.cases.services import stream_of
from linli.grid.listing.queries import FIELDS, Row, offices, rows_of
from linli.grid.moves.rules import Move, may_see, may_see_reporter, open_to
from linli.grid.photos import queries as photos
from linli.grid.sentences import queries as record
from linli.grid.showing import queries as showing
from linli.grid.showing.rules import SENTENCES, deadline_state
from linli.kernel.calendar import queries as calendar
from linli.kernel.common.errors import NotFound
from linli.kernel.common.statements import MOMENT, Statement, written
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry
from linli.kernel.people.rules import Actor

NAMES = [field.attname for field in Case._meta.concrete_fields]
ASKED: dict[str, Any] = {"pk": UUID(int=0), "number": "the number"}
"""Field by which a case is asked for → what stands for it in the statement written once."""

FACTS = 3
"""Where the facts of an entry stand among what it tells."""


@dataclass(frozen=True, slots=True)
class Found:
    """A case that an actor may read, with the words it was reported with.

    ``entries``: number, moment, verb, facts, actor and payload of each, oldest first.
    """

    case: Case
    content: Mapping[str, Any]
    entries: list[list[Any]]
    photos: list[Row]


STREAM = Concat(Value("grid.case:"), Cast(OuterRef("pk"), TextField()))
"""The name of the stream of the case that a query finds, as ``stream_of`` has it."""


@cache
def _statement(name: str) -> Statement:
    """Return the statement for one case by its key (``pk``) or its number, and all about it."""
    found = Case.objects.filter(**{name: ASKED[name]}).annotate(
        told=journal.telling(STREAM), pictures=photos.telling(OuterRef("pk"))
    )
    return written(found.values_list(*NAMES, "words__content", "told", "pictures"))


def named(actor: Actor, words: str) -> Found:
    """Return a case by its key or its number, where the actor may read it; one statement.

    Raises:
        NotFound: there is none, or it is not hers to read; the two look the same.
    """
    key: UUID | str
    try:
        name, key = "pk", UUID(words)
    except ValueError:
        name, key = "number", words
    found = _statement(name).of(ASKED[name], key) if words.isprintable() else []
    if not found:
        raise NotFound
    *values, content, entries, pictures = found[0]
    case = Case.from_db("default", NAMES, values)
    if not may_see(actor, case):
        raise NotFound
    said = json.loads(content) if content else {}
    return Found(case, said, json.loads(entries), json.loads(pictures))


def key_of(actor: Actor, words: str) -> UUID:
    """Return the key that words are, or that of the case with this number.

    Raises:
        NotFound: there is none with this number, or it is not hers to read.
    """
    try:
        return UUID(words)
    except ValueError:
        return named(actor, words).case.pk


def whole(actor: Actor, found: Found, *, at: datetime) -> Row:
    """Return everything a tool may know of a case that the actor sees; no statement when warm.

    Who reported is there for the desks of the place only, as on the page of the case.
    """
    case, content = found.case, found.content
    row = _row(found, at)
    state = deadline_state(case, at=at, calendar=calendar.calendar())
    row["deadline"] |= {"left": state.left, "unit": state.unit}
    return row | {
        "text": content.get("text", ""),
        "address": content.get("address", ""),
        "point": _point(content),
        "contact": _contact(actor, case, content),
        "roles": _roles(case),
        "moves": [move for move in open_to(actor, case) if move is not Move.RATE],
        "history": _history(actor, found),
        "photos": found.photos,
        "merged_into": case.merged_into_id,
        "split_from": case.split_from_id,
        "settled": case.settled,
        "satisfied": case.satisfied or None,
    }


def _row(found: Found, at: datetime) -> Row:
    """Return the row that a list has of the case."""
    values = [_plain(getattr(found.case, name)) for name in FIELDS]
    return rows_of([(*values, found.content.get("text"))], at)[0]


def _plain(value: Any) -> Any:
    """Return a value of a case as the row has it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime(MOMENT)
    return str(value) if isinstance(value, UUID) else value


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
    held = [str(key) for key in (case.coordinator_id, case.first_receiver_id, *case.assist_ids)]
    names = offices({key for key in held if key != "None"})
    coordinator, first_receiver, *assists = map(names.get, held)
    return {
        "coordinator": coordinator,
        "first_receiver": first_receiver,
        "assists": list(filter(None, assists)),
    }


def _history(actor: Actor, found: Found) -> list[Row]:
    """Return the record of a case in sentences of the reader's language, oldest first."""
    case = found.case
    eyes, category = showing.eyes_of(actor, case), showing.title(case)
    named = offices({str(key) for key in record.offices(each[FACTS] for each in found.entries)})
    names = {key: each["name"] for key, each in named.items()}
    return [
        {
            "number": number,
            "at": at,
            "who": record.who(signed),
            "sentence": record.said(
                SENTENCES[verb], record.Told(facts, category, case.due_at, names)
            ),
            "words": str(payload.get("text", "")) if payload and eyes.read_words(verb) else "",
        }
        for number, at, verb, facts, signed, payload in found.entries
        if eyes.see(verb)
    ]


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
