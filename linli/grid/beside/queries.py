"""Proves the rows beside a case: each equal to what the entries of its case say of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Model

from linli.grid.beside import rules
from linli.grid.beside.rules import Values
from linli.kernel.common import crypto
from linli.kernel.journal.models import Entry
from linli.kernel.journal.rules import Fault


@dataclass(frozen=True, slots=True)
class Proven:
    """A table whose rows lie beside cases; ``but`` are fields that no entry sets."""

    model: type[Model]
    but: frozenset[str]


PROVEN: dict[str, Proven] = {}
"""Name under which entries speak of a row → its table."""


def prove_beside(noun: str, model: type[Model], *, but: Sequence[str] = ()) -> None:
    """Let the check of the record prove the rows of a table; called once, when an app is ready.

    The table has a key of its own and a foreign key ``case``; whatever changes a row says so
    in the entry of the case: ``details={noun: {"id": key, "set": {field: value}}}``, fields as
    the table names them (``organisation_id``). A row is never deleted.

    Args:
        noun: the word under which entries carry it, for example ``task``.
        but: fields that no entry sets, such as the key of a payload.
    """
    PROVEN[noun] = Proven(model, frozenset(but))


def is_told(facts: Mapping[str, object]) -> bool:
    """Return whether an entry changed a row beside its case."""
    return any(noun in facts for noun in PROVEN)


@dataclass(slots=True)
class BesideProof:
    """What the comparison has found so far; ``keys`` are the rows that entries speak of."""

    keys: dict[str, set[UUID]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Return how many rows were compared."""
        return sum(len(keys) for keys in self.keys.values())

    def compare(self, streams: Mapping[UUID, Sequence[Entry]]) -> None:
        """Compare the rows beside these cases with their entries; one statement a noun."""
        for noun, proven in PROVEN.items():
            told = {
                UUID(key): (case_id, entries, values)
                for case_id, entries in streams.items()
                for key, values in rules.fold(noun, (one.facts for one in entries)).items()
            }
            self.keys.setdefault(noun, set()).update(told)
            rows = proven.model._default_manager.in_bulk(list(told))
            for key, (case_id, entries, values) in told.items():
                said = {"case_id": str(case_id), **values}
                row = rows.get(key)
                reason = _fault(row, said, proven) if row else "has entries but no row"
                if reason:
                    self.faults.append(_named(noun, key, entries, reason))

    def look_for_strangers(self) -> None:
        """Name the rows that no entry speaks of; called when all streams were compared."""
        for noun, proven in PROVEN.items():
            known = self.keys.get(noun, set())
            if proven.model._default_manager.count() == len(known):
                continue
            for row in proven.model._default_manager.exclude(pk__in=known):
                stream = f"grid.case:{row.case_id}"  # type: ignore[attr-defined]
                self.faults.append(Fault(stream, 0, f"{noun} {row.pk} has no entries"))


def _fault(row: Model, told: Values, proven: Proven) -> str:
    """Return the first field of a row that is not what the entries say, or ''."""
    for one in row._meta.concrete_fields:
        if one.primary_key or one.name in proven.but:
            continue
        expected = told.get(one.attname, crypto.plain(one.get_default()))
        if crypto.plain(getattr(row, one.attname)) != expected:
            return f"{one.attname} is not what the entries say"
    return ""


def _named(noun: str, key: UUID, entries: Sequence[Entry], reason: str) -> Fault:
    last = [one for one in entries if noun in one.facts][-1]
    return Fault(last.stream, last.number, f"{noun} {key}: {reason}")
