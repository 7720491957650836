"""Reads Party organisations: whose they are, what they are judged by, which were founded."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.kernel.common import crypto
from linli.kernel.common.errors import NotFound
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry
from linli.kernel.journal.rules import Fault
from linli.kernel.people.rules import Actor, Role
from linli.kernel.places.rules import LEVELS
from linli.kernel.territory.models import Unit
from linli.kernel.territory.queries import UPWARDS
from linli.kernel.territory.rules import UnitUnknown
from linli.party.branches import rules
from linli.party.branches.models import PartyOrganisation
from linli.party.branches.rules import Above, Base, Kind, Stage
from linli.party.composition import queries as composition
from linli.party.composition.queries import Edition
from linli.party.composition.rules import Seat, Seats, Situation, missing, seats_of
from linli.party.terms.rules import Term

STREAM = "party.organisation:"
FOLDED = [each for each in PartyOrganisation._meta.concrete_fields if each.name != "id"]


def stream_of(organisation_id: UUID) -> str:
    """Return the name of the stream that holds the entries of an organisation."""
    return f"{STREAM}{organisation_id}"


def visible(actor: Actor) -> QuerySet[PartyOrganisation]:
    """Return the organisations a post may read; ``rules.may_see`` as a filter."""
    if actor.role is Role.RULE:
        return PartyOrganisation.objects.all()
    known = actor.unit_kind in {"district", "street", "community", "grid"}
    if actor.role not in rules.READERS or not known:
        return PartyOrganisation.objects.none()
    return PartyOrganisation.objects.filter(**{f"{actor.unit_kind}_id": actor.unit_id})


def seen(actor: Actor, organisation_id: UUID) -> PartyOrganisation:
    """Return an organisation that the actor may read, with its superior.

    Raises:
        NotFound: there is none, or it is not hers to read; the two look the same.
    """
    found = visible(actor).select_related("superior", "into", "unit").filter(pk=organisation_id)
    organisation = found.first()
    if organisation is None:
        raise NotFound
    return organisation


def above_of(organisation: PartyOrganisation) -> Above:
    """Return what must be known of an organisation to stand under it."""
    return Above(
        id=organisation.pk,
        stage=organisation.stage,
        kind=organisation.kind,
        base=organisation.base,
        place=organisation,
    )


def term_of(organisation: PartyOrganisation) -> Term:
    """Return the present term of an organisation."""
    return Term(organisation.term_began_on, organisation.term_ends_on, organisation.extended_to)


@dataclass(frozen=True, slots=True)
class Site:
    """A unit that organisations lie in: its kind, the keys of each level, and their names."""

    unit_id: UUID
    kind: str
    ids: Mapping[str, UUID]
    names: Mapping[str, str]

    @property
    def district_id(self) -> UUID | None:
        """Return the district."""
        return self.ids.get("district")

    @property
    def street_id(self) -> UUID | None:
        """Return the street."""
        return self.ids.get("street")

    @property
    def community_id(self) -> UUID | None:
        """Return the community."""
        return self.ids.get("community")

    @property
    def grid_id(self) -> UUID | None:
        """Return the grid."""
        return self.ids.get("grid")

    @property
    def compound_id(self) -> UUID | None:
        """Return the compound."""
        return self.ids.get("compound")

    def fields(self) -> dict[str, object]:
        """Return the fields of an organisation that say where it lies."""
        levels = ("district", "street", "community", "grid", "compound")
        return {"unit_id": self.unit_id} | {f"{name}_id": self.ids.get(name) for name in levels}


def sites(unit_ids: Collection[UUID]) -> dict[UUID, Site]:
    """Return present units with all they are part of; one statement.

    Raises:
        UnitUnknown: one of them is not there, or no longer.
    """
    found = present_sites(unit_ids)
    if len(found) < len(set(unit_ids)):
        raise UnitUnknown
    return found


def present_sites(unit_ids: Collection[UUID]) -> dict[UUID, Site]:
    """Return those of some units that are present, with all they are part of; one statement."""
    units = Unit.objects.filter(valid_to=None).select_related(UPWARDS).in_bulk(list(unit_ids))
    return {key: _site(unit) for key, unit in units.items()}


def _site(unit: Unit) -> Site:
    line: list[Unit] = []
    above: Unit | None = unit
    while above is not None:
        line.append(above)
        above = above.parent
    known = {kind.value for kind in LEVELS}
    return Site(
        unit_id=unit.pk,
        kind=unit.kind,
        ids={each.kind: each.pk for each in line if each.kind in known},
        names={each.kind: each.name for each in line},
    )


@dataclass(frozen=True, slots=True)
class Bench:
    """What organisations are judged by on a day: the edition, and which compound is served."""

    edition: Edition
    situations: Mapping[UUID, Situation]

    def situation(self, base: str, compound_id: UUID | None) -> Situation:
        """Return the situation of an organisation; unknown for all but those of compounds."""
        if base != Base.COMPOUND or compound_id is None:
            return Situation.UNKNOWN
        return self.situations.get(compound_id, Situation.UNKNOWN)

    def seats(self, kind: str, base: str, compound_id: UUID | None) -> tuple[Seat, ...]:
        """Return the seats an organisation has to fill."""
        standard = self.edition.standard
        return seats_of(
            standard,
            is_judged=base == Base.COMPOUND and kind in standard.applies_to,
            situation=self.situation(base, compound_id),
        )

    def judged(
        self, kind: str, base: str, compound_id: UUID | None, filled: Seats
    ) -> dict[str, object]:
        """Return the fields that a judgement sets."""
        return {
            "situation": self.situation(base, compound_id).value,
            "edition": self.edition.number,
            "missing": missing(self.seats(kind, base, compound_id), filled),
        }

    def judged_now(self, organisation: PartyOrganisation) -> dict[str, object]:
        """Return the fields that judging an organisation as it stands sets."""
        one = organisation
        return self.judged(one.kind, one.base, one.compound_id, one.seats)


def bench(on: date, compound_ids: Collection[UUID] | None = None) -> Bench:
    """Return what organisations are judged by on a day; three statements."""
    return Bench(composition.edition(on), composition.situations(compound_ids, on=on))


@dataclass(frozen=True, slots=True)
class Founded:
    """An organisation of a compound, by whom a roll-out is measured.

    ``ended_on``: the first day on which it was no more, or None.
    """

    organisation_id: UUID
    kind: str
    compound_id: UUID
    community_id: UUID | None
    street_id: UUID | None
    founded_on: date
    ended_on: date | None


def founded_in_compounds(*, on: date | None = None) -> list[Founded]:
    """Return the organisations of compounds, the earliest founded first; one statement.

    Party groups are parts of a branch and are not counted as organisations of a compound.

    Args:
        on: only those at work on that day; None: all there ever were.
    """
    rows = PartyOrganisation.objects.filter(base=Base.COMPOUND.value, compound_id__isnull=False)
    rows = rows.exclude(kind=Kind.GROUP.value)
    if on is not None:
        rows = rows.filter(founded_on__lte=on).filter(Q(ended_on=None) | Q(ended_on__gt=on))
    names = ("pk", *Founded.__slots__[1:])
    return [Founded(*row) for row in rows.order_by("founded_on", "pk").values_list(*names)]


@dataclass(frozen=True, slots=True)
class Count:
    """How many organisations of a base there are in a street, and how many with vacancies."""

    street_id: UUID | None
    base: str
    founded: int
    with_vacancies: int


def counts(*, on: date) -> list[Count]:
    """Return the organisations at work on a day, by street and base; one statement.

    Vacancies are those of the last judgement. Party groups are not counted.
    """
    at_work = PartyOrganisation.objects.filter(founded_on__lte=on)
    at_work = at_work.filter(Q(ended_on=None) | Q(ended_on__gt=on)).exclude(kind=Kind.GROUP.value)
    found: dict[tuple[UUID | None, str], list[int]] = {}
    for street, base, lacks in at_work.values_list("street_id", "base", "missing"):
        one = found.setdefault((street, base), [0, 0])
        one[0] += 1
        one[1] += bool(lacks)
    return [Count(*key, *numbers) for key, numbers in sorted(found.items(), key=str)]


def parts_of(organisation_id: UUID) -> int:
    """Return how many organisations at work stand under one; one statement."""
    rows = PartyOrganisation.objects.filter(superior=organisation_id, stage=Stage.ACTIVE.value)
    return rows.count()


def line_above(organisation_id: UUID) -> list[UUID]:
    """Return an organisation and all it stands under, itself first; one statement a level."""
    line: list[UUID] = []
    above: UUID | None = organisation_id
    while above is not None and above not in line:
        line.append(above)
        above = (
            PartyOrganisation.objects.filter(pk=above).values_list("superior_id", flat=True).first()
        )
    return line


def fold(facts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the fields of an organisation from the facts of its entries, oldest first."""
    fields: dict[str, Any] = {}
    for one in facts:
        fields |= one.get("set", {})
    return fields


@dataclass(frozen=True, slots=True)
class RowProof:
    """What comparing organisations with the fold of their entries found."""

    rows: int
    faults: list[Fault]


def verify_rows() -> RowProof:
    """Prove every organisation equal to the fold of its entries."""
    rows = {stream_of(one.pk): one for one in PartyOrganisation.objects.order_by("pk").iterator()}
    faults, told = [], set()
    streams = Entry.objects.filter(stream__startswith=STREAM).values_list("stream", flat=True)
    for stream in journal.by_stream(sorted(set(streams.order_by().distinct()))):
        name = stream[0].stream
        told.add(name)
        reason = _fault(rows[name], stream) if name in rows else "has entries but no row"
        if reason:
            faults.append(Fault(name, stream[-1].number, reason))
    faults += [Fault(name, 0, "has no entries") for name in rows if name not in told]
    return RowProof(rows=len(rows), faults=faults)


def _fault(organisation: PartyOrganisation, entries: list[Entry]) -> str:
    """Return the first field that is not what the entries say, or ''."""
    folded = fold(entry.facts for entry in entries)
    for each in FOLDED:
        stored = crypto.plain(getattr(organisation, each.attname))
        if stored != folded.get(each.attname, crypto.plain(each.get_default())):
            return f"{each.attname} is not what the entries say"
    return ""
