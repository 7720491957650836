"""How compounds stand on their way to a Party organisation, and the proof of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from linli.kernel.common import crypto
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry
from linli.kernel.journal.rules import Fault
from linli.kernel.people import queries as people
from linli.kernel.people.models import Organisation
from linli.party.branches import queries as branches
from linli.party.preparations.models import Preparation
from linli.party.preparations.rules import Stage
from linli.party.relations.queries import Compound

STREAM = "party.preparation:"
OFFICES = ["street_office", "community"]
"""Kinds of offices that bring an organisation about."""

FOLDED = [field for field in Preparation._meta.concrete_fields if field.name != "compound"]


def stream_of(compound_id: UUID) -> str:
    """Return the name of the stream that holds the entries of a compound."""
    return f"{STREAM}{compound_id}"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a compound stands: its stage, since when, whose it is, and the version of its row.

    ``founded_id``: its Party organisation, the first founded of those at work, or None.
    """

    stage: Stage = Stage.NOT_STARTED
    stage_on: date | None = None
    organisation_id: UUID | None = None
    version: int = 0
    founded_id: UUID | None = None


NOWHERE = Standing()


def standings(*, on: date) -> dict[UUID, Standing]:
    """Return compound → how it stands on a day, for those of which anything is known.

    The last stage follows from the organisations at work on that day; where one has ended, the
    compound stands where its preparation was. Two statements.
    """
    columns = ("compound_id", "stage", "stage_on", "organisation_id", "version")
    found = {
        key: Standing(Stage(stage), stage_on, office, version)
        for key, stage, stage_on, office, version in Preparation.objects.values_list(*columns)
    }
    for each in reversed(branches.founded_in_compounds(on=on)):
        found[each.compound_id] = replace(
            found.get(each.compound_id, NOWHERE),
            stage=Stage.FOUNDED,
            stage_on=each.founded_on,
            founded_id=each.organisation_id,
        )
    return found


def offices_of(compound: Compound) -> list[Organisation]:
    """Return the offices that can have a compound in hand; one statement."""
    near = {compound.street_id, compound.community_id}
    return [each for each in people.organisations(OFFICES) if each.unit_id in near]


# The proof ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RowProof:
    """What comparing rows with the fold of their entries found."""

    rows: int
    faults: list[Fault]


def verify_rows() -> RowProof:
    """Prove every row equal to the fold of its entries, and that none is missing."""
    rows = {stream_of(row.pk): row for row in Preparation.objects.order_by("pk")}
    streams = Entry.objects.filter(stream__startswith=STREAM).values_list("stream", flat=True)
    faults, told = [], set()
    for entries in journal.by_stream(sorted(set(streams.order_by().distinct()))):
        name = entries[0].stream
        told.add(name)
        reason = _fault(rows[name], entries) if name in rows else "has entries but no row"
        if reason:
            faults.append(Fault(name, entries[-1].number, reason))
    faults += [Fault(name, 0, "has no entries") for name in rows if name not in told]
    return RowProof(len(rows), faults)


def fold(facts: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """Return the fields of a row from the facts of its entries, oldest first."""
    fields: dict[str, object] = {}
    for one in facts:
        changes = one.get("set")
        if isinstance(changes, Mapping):
            fields.update(changes)
    return fields


def _fault(row: Preparation, entries: Sequence[Entry]) -> str:
    folded = fold(entry.facts for entry in entries)
    for field in FOLDED:
        stored = crypto.plain(getattr(row, field.attname))
        if stored != folded.get(field.attname, crypto.plain(field.get_default())):
            return f"{field.attname} is not what the entries say"
    return ""
