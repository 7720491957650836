"""Reads the record, and checks that nobody altered it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, transaction
from django.db.models import F, Func, JSONField, TextField

from linli.kernel.common import crypto
from linli.kernel.common.statements import Iso
from linli.kernel.journal import rules
from linli.kernel.journal.models import Entry, Payload, Unread
from linli.kernel.journal.rules import Fault

CHUNK = 5000

LOADED: Any = Entry._meta.get_field("payload")
"""The way from an entry to its payload, so that many can be loaded in one statement."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a check of the record found."""

    entries: int
    streams: int
    payloads: int
    erased: int
    faults: list[Fault] = field(default_factory=list)


def entries(stream: str) -> list[Entry]:
    """Return the entries of one stream with their payloads, oldest first; one statement."""
    return list(Entry.objects.filter(stream=stream).select_related("payload").order_by("number"))


def telling(stream: Any) -> Func:
    """Return what the entries of a stream tell people, for a query about their thing.

    One text of JSON, oldest first: number, moment, verb, facts, actor and payload of each. The
    half of an entry that proves it is left out: ``entries`` is for proofs.

    Args:
        stream: the name of the stream as an expression of the query around.
    """
    parts = (F("number"), Iso(F("at")), F("verb"), F("facts"), F("actor"), F("payload__content"))
    row = Func(*parts, function="jsonb_build_array", output_field=JSONField())
    rows = Entry.objects.filter(stream=stream).order_by("number").values_list(row)
    return Func(ArraySubquery(rows), function="to_jsonb", output_field=TextField())


def by_stream(streams: Sequence[str] | None = None) -> Iterator[list[Entry]]:
    """Yield the entries of each stream with their payloads, oldest first, in constant memory.

    Payloads are fetched by the chunk and not joined: a join over tables that were filled a
    moment ago, and so have no statistics yet, can take minutes.
    """
    chosen = Entry.objects.order_by("stream", "number")
    if streams is not None:
        chosen = chosen.filter(stream__in=streams)
    held: list[Entry] = []
    for chunk in _chunks(chosen.iterator(chunk_size=CHUNK)):
        payloads = Payload.objects.in_bulk([entry.pk for entry in chunk])
        for entry in chunk:
            LOADED.set_cached_value(entry, payloads.get(entry.pk))
            if held and held[0].stream != entry.stream:
                yield held
                held = []
            held.append(entry)
    if held:
        yield held


def _chunks(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    while chunk := list(islice(entries, CHUNK)):
        yield chunk


def payload_of(entry: Entry) -> Payload | None:
    """Return the payload of an entry that was loaded with it, or None."""
    return getattr(entry, "payload", None)


def _fault_of_payload(entry: Entry) -> str:
    payload = payload_of(entry)
    if not entry.commitment:
        return "has a payload that it does not know of" if payload else ""
    if payload is None:
        return "has lost its payload"
    if payload.erased_at is not None:
        is_empty = payload.content is None and payload.salt is None
        return "" if is_empty else "has a payload that is called erased and is not"
    return "" if _keeps(entry, payload) else "has a payload that was altered"


def _keeps(entry: Entry, payload: Payload) -> bool:
    """Return whether the payload is the one that the entry stands for."""
    salt = bytes(payload.salt or b"")
    try:
        return crypto.commitment(entry.algorithm, salt, payload.content) == entry.commitment
    except TypeError:  # a number with a point has no canonical form
        return False


def fault_of(stream: list[Entry]) -> Fault | None:
    """Return the first fault in the entries of one stream, or None."""
    previous = rules.BEGINNING
    for number, entry in enumerate(stream, start=1):
        reason = rules.fault_of(entry.sealed(), entry.digest, number=number, previous=previous)
        reason = reason or _fault_of_payload(entry)
        if reason:
            return Fault(entry.stream, number, reason)
        previous = entry.digest
    return None


@contextmanager
def one_moment() -> Iterator[None]:
    """Let everything that is read inside be as it was at one moment; nothing can be written.

    A house at work changes rows while a check reads them; here the check does not see it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def verify(streams: Sequence[str] | None = None) -> Proof:
    """Replay the chains of all streams, or of some, and return what was found.

    Faults are ordered by stream; the first fault of a stream ends the check of that stream.
    """
    counts: dict[str, int] = defaultdict(int)
    faults = []
    for stream in by_stream(streams):
        counts["streams"] += 1
        counts["entries"] += len(stream)
        for payload in filter(None, map(payload_of, stream)):
            counts["erased" if payload.erased_at else "payloads"] += 1
        fault = fault_of(stream)
        if fault:
            faults.append(fault)
    return Proof(
        entries=counts["entries"],
        streams=counts["streams"],
        payloads=counts["payloads"],
        erased=counts["erased"],
        faults=faults,
    )


def waiting() -> int:
    """Return how many deliveries are outstanding."""
    return Unread.objects.count()


def count() -> int:
    """Return how many entries there are."""
    return Entry.objects.count()


def newest() -> Entry | None:
    """Return the entry that the house heard of last, or None."""
    return Entry.objects.order_by("pk").last()


def told_by(verb: str) -> list[tuple[str, datetime]]:
    """Return stream and time of each entry with a verb, oldest first; reads all entries once."""
    return list(Entry.objects.filter(verb=verb).order_by("pk").values_list("stream", "at"))
