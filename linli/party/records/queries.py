"""Which tables are sums of their entries, and the proof that they are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from linli.kernel.common import crypto
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry
from linli.kernel.journal.rules import Fault
from linli.party.enclosures import queries as enclosures
from linli.party.records.models import Recorded
from linli.party.supervision import rules
from linli.party.supervision.queries import NOT_FOLDED, RowProof


@dataclass(frozen=True, slots=True)
class Sum:
    """A table whose rows are sums of entries.

    ``noun``: its streams are called ``party.<noun>:<key>``. ``worded``: verbs of the entries
    whose payload is its ``words``. ``of``: the side of ``Enclosure`` that points at it, or ''.
    """

    model: type[Recorded]
    noun: str
    worded: frozenset[str] = frozenset()
    of: str = ""

    @property
    def prefix(self) -> str:
        """Return what the names of its streams begin with."""
        return f"party.{self.noun}:"


SUMS: dict[type[Recorded], Sum] = {}
"""Table → how its rows are summed up."""


def prove(one: Sum) -> None:
    """Let the check of the record prove a table; called once, when the app is ready."""
    SUMS[one.model] = one


def stream_of(row: Recorded) -> str:
    """Return the name of the stream that holds the entries of a row."""
    return f"{SUMS[type(row)].prefix}{row.pk}"


def content_of(row: Recorded) -> Mapping[str, object]:
    """Return the words of a row that was loaded with them; nothing where they are erased."""
    content = row.words.content if row.words else None
    return content if isinstance(content, Mapping) else {}


def text_of(row: Recorded, name: str) -> str:
    """Return one of the texts among the words of a row, or ''."""
    return str(content_of(row).get(name, ""))


def paragraphs_of(row: Recorded, name: str) -> list[str]:
    """Return one of the texts of a row as paragraphs."""
    return [part for part in text_of(row, name).split("\n") if part.strip()]


def verify_rows() -> RowProof:
    """Prove every row of these tables and its files equal to the fold of its entries."""
    proofs = [_verified(one) for one in SUMS.values()]
    return RowProof(
        rows=sum(proof.rows for proof in proofs),
        faults=[fault for proof in proofs for fault in proof.faults],
    )


def _verified(one: Sum) -> RowProof:
    rows = {f"{one.prefix}{row.pk}": row for row in one.model._default_manager.order_by("pk")}
    files = enclosures.by_paper(of=one.of) if one.of else {}
    told: set[str] = set()
    faults = []
    for name, stream in _streams(one.prefix):
        told.add(name)
        reason = _fault(one, rows[name], stream) if name in rows else "has entries but no row"
        key = UUID(name.removeprefix(one.prefix))
        if not reason and enclosures.told(stream) != files.pop(key, {}):
            reason = "its files are not what the entries say"
        if reason:
            faults.append(Fault(name, stream[-1].number, reason))
    faults += [Fault(name, 0, "has no entries") for name in rows if name not in told]
    return RowProof(rows=len(rows), faults=faults)


def _streams(prefix: str) -> Iterator[tuple[str, list[Entry]]]:
    found = Entry.objects.filter(stream__startswith=prefix).values_list("stream", flat=True)
    for stream in journal.by_stream(sorted(set(found.order_by().distinct()))):
        yield stream[0].stream, stream


def _fault(one: Sum, row: Recorded, entries: Sequence[Entry]) -> str:
    """Return the first field of a row that is not what its entries say, or ''."""
    folded = rules.fold(entry.facts for entry in entries)
    for field in row._meta.concrete_fields:
        expected = folded.get(field.attname, crypto.plain(field.get_default()))
        if field.name not in NOT_FOLDED and crypto.plain(getattr(row, field.attname)) != expected:
            return f"{field.attname} is not what the entries say"
    worded = [entry.pk for entry in entries if entry.verb in one.worded]
    return "" if row.words_id == (worded[-1] if worded else None) else "words is not as told"
