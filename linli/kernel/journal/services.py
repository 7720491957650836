"""Entries are recorded, delivered to their readers, and relieved of their payloads."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from linli.kernel.common import crypto
from linli.kernel.common.messages import fresh, inserted, keep
from linli.kernel.common.statements import found
from linli.kernel.database.base import Asked
from linli.kernel.journal import rules
from linli.kernel.journal.models import Entry, Payload, Unread
from linli.kernel.journal.news import News, Told
from linli.kernel.journal.rules import Head, Places, Stamp
from linli.kernel.people.rules import Actor

logger = logging.getLogger(__name__)

RETRY_SECONDS = (1, 5, 30, 120, 600, 3600)
"""How long a reader that failed is left alone: after the first, second … failure."""


Reader = Callable[[Told], None]
Witness = Callable[[list[Told]], Iterable[Model]]

READERS: dict[str, tuple[Reader, frozenset[str]]] = {}
"""Name of each reader → the reader and the verbs it reads."""

WITNESSES: list[Witness] = []
"""Each returns the rows of its bookkeeping, which are stored together with the entries."""


def read(name: str, reader: Reader, *verbs: str) -> None:
    """Register ``reader`` for ``verbs``; called once, when an app is ready."""
    READERS[name] = (reader, frozenset(verbs))


def witness(book: Witness) -> None:
    """Register a witness; called once, when an app is ready."""
    if book not in WITNESSES:
        WITNESSES.append(book)


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of news on its way into the journal.

    ``payload`` is a mapping of words, numbers and lists that belong to persons, or None.
    """

    actor: Actor
    stream: str
    news: News
    stamp: Stamp
    payload: Mapping[str, object] | None = None


KEYS = """
SELECT NULL AS stream, nextval('kernel_entry_id_seq') AS number, NULL AS digest
FROM generate_series(1, %s::int)
"""
PLACES = f"""
{KEYS} UNION ALL
(SELECT DISTINCT ON (stream) stream, number, digest FROM kernel_entry
 WHERE stream = ANY(%s) ORDER BY stream, number DESC)
"""
"""Where each of some streams ends, and a key for each new entry: the rows without a stream."""


def asked_places(streams: Sequence[str], *, count: int) -> Asked:
    """Return what asks for the places of so many entries, for ``found_each``; without streams
    all of them begin one."""
    return (PLACES, [count, streams]) if streams else (KEYS, [count])


def places_of(rows: Sequence[Sequence[Any]]) -> Places:
    """Return the places that ``asked_places`` was answered with."""
    keys = [key for stream, key, _ in rows if stream is None]
    return Places(keys, {stream: Head(number, digest) for stream, number, digest in rows if stream})


def entries_of(lines: Sequence[Line], *, after: Mapping[str, Head]) -> list[Entry]:
    """Return the chained entries for ``lines``, not yet stored; ``after`` is where streams end."""
    ends = dict(after)
    entries = []
    for line in lines:
        end = ends.get(line.stream, Head())
        parts = {
            "stream": line.stream,
            "number": end.number + 1,
            "verb": line.news.verb,
            "facts": crypto.plain(dict(line.news.facts)),
            "actor": rules.signature(line.actor),
            "at": line.stamp.at,
            "recorded_at": line.stamp.recorded_at,
            "algorithm": crypto.DEFAULT_ALGORITHM,
            "commitment": _commitment(line, end.number + 1),
            "previous": end.digest,
        }
        entry = fresh(Entry, digest=rules.seal_of(parts), **parts)
        ends[line.stream] = Head(entry.number, entry.digest)
        entries.append(entry)
    return entries


def _commitment(line: Line, number: int) -> str:
    if line.payload is None:
        return ""
    salt = line.stamp.salt_for(number)
    return crypto.commitment(crypto.DEFAULT_ALGORITHM, salt, line.payload)


Beside = Callable[[list[Entry]], Iterable[str]]
"""What else is stored in the same message as entries, once these have their keys."""


@transaction.atomic(savepoint=False)
def record(
    lines: Sequence[Line],
    *,
    begins: bool = False,
    places: Places | None = None,
    tell: bool = True,
    beside: Beside = lambda _: (),
) -> list[Entry]:
    """Store news as chained entries, with payloads, witnesses and what is still to be read.

    The caller holds the row that the stream is about, so that streams never fork. Two
    messages to the database, however many lines.

    Args:
        lines: in the order they happened.
        begins: all streams are new; where they end is not asked.
        places: where the entries go, if the caller has asked with something else.
        tell: False for the history of a time before the system: nobody is told of it.
        beside: statements that are stored with the entries.
    """
    if not lines:
        return []
    entries = _entries(lines, places or _places(lines, begins=begins))
    payloads = [
        fresh(
            Payload,
            entry_id=entry.id,
            content=crypto.plain(dict(line.payload)),
            salt=line.stamp.salt_for(entry.number),
        )
        for entry, line in zip(entries, lines, strict=True)
        if line.payload is not None
    ]
    told = [told_of(entry) for entry in entries]
    rows: list[Model] = [row for book in WITNESSES for row in book(told)]
    if tell:
        rows += _unread(entries)
    if len(entries) < COPIED_FROM:
        rows = [*entries, *payloads, *rows]
    else:
        _copy(entries)
        _copy(payloads)
    keep([*inserted(rows), *beside(entries)])
    return entries


COPIED_FROM = 1000
"""So many entries at once go by PostgreSQL's COPY, which takes half the time of INSERT."""


def _places(lines: Sequence[Line], *, begins: bool) -> Places:
    streams = [] if begins else sorted({line.stream for line in lines})
    return places_of(found(*asked_places(streams, count=len(lines))))


def _entries(lines: Sequence[Line], places: Places) -> list[Entry]:
    """Return chained entries for ``lines`` with their keys, not yet stored."""
    entries = entries_of(lines, after=places.ends)
    for entry, key in zip(entries, places.keys, strict=True):
        entry.id = key
    return entries


def _copy(rows: Sequence[Entry] | Sequence[Payload]) -> None:
    """Copy rows of one table into it, which have their keys."""
    if not rows:
        return
    fields = type(rows[0])._meta.concrete_fields
    table = connection.ops.quote_name(type(rows[0])._meta.db_table)
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            values = [getattr(row, field.attname) for field in fields]
            copy.write_row(
                [
                    field.get_db_prep_save(value, connection)
                    for field, value in zip(fields, values, strict=True)
                ]
            )


def _unread(entries: Sequence[Entry]) -> list[Unread]:
    """Return what is still to be read of entries, not yet stored; wakes whoever delivers it."""
    waiting = [
        fresh(Unread, entry_id=entry.id, reader=name, next_try_at=entry.recorded_at)
        for entry in entries
        for name, (_, verbs) in READERS.items()
        if entry.verb in verbs
    ]
    if waiting:
        transaction.on_commit(wake)
    return waiting


def told_of(entry: Entry) -> Told:
    """Return an entry as its readers get it."""
    return Told(
        entry_id=entry.id,
        stream=entry.stream,
        number=entry.number,
        verb=entry.verb,
        facts=entry.facts,
        actor=entry.actor,
        at=entry.at,
        recorded_at=entry.recorded_at,
    )


_wakers: list[Callable[[], None]] = []


def wake() -> None:
    """Tell whoever delivers that something is waiting; the timetable catches what is missed."""
    for waker in _wakers:
        waker()


def wake_by(waker: Callable[[], None]) -> None:
    """Register what wakes the worker; called once, by the worker."""
    _wakers[:] = [waker]


def deliver(*, at: datetime, most: int = 500) -> int:
    """Call readers for what they have not read, oldest first; return how many were read.

    Each call has a transaction of its own that also removes the listing, so what a reader
    does happens once; a reader that fails stays listed and is tried again later.
    """
    count = 0
    for _ in range(most):
        outcome = _deliver_one(at)
        if outcome is None:
            break
        count += outcome
    return count


def _deliver_one(at: datetime) -> int | None:
    with transaction.atomic():
        row = (
            Unread.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("entry")
            .filter(next_try_at__lte=at)
            .order_by("next_try_at", "id")
            .first()
        )
        if row is None:
            return None
        reader = READERS.get(row.reader)
        try:
            with transaction.atomic():
                if reader:
                    reader[0](told_of(row.entry))
        except Exception as fault:
            logger.exception("Reader %s failed on entry %s", row.reader, row.entry_id)
            pause = RETRY_SECONDS[min(row.tries, len(RETRY_SECONDS) - 1)]
            row.tries += 1
            row.fault = f"{type(fault).__name__}: {fault}"[:500]
            row.next_try_at = at + timedelta(seconds=pause)
            row.save(update_fields=["tries", "fault", "next_try_at"])
            return 0
        row.delete()
        return 1


@transaction.atomic
def erase(*, stream: str, numbers: list[int] | None, at: datetime) -> int:
    """Erase the payloads of a stream, all or those of some entries; return how many.

    The entries and their commitments stay, so the chain still verifies. Whoever calls
    records why (the house keeps no payload service without an entry that says so).
    """
    payloads = Payload.objects.filter(entry__stream=stream, erased_at__isnull=True)
    if numbers is not None:
        payloads = payloads.filter(entry__number__in=numbers)
    return payloads.update(content=None, salt=None, erased_at=at)
