"""Judges the rows of a superior before anything is stored: new, known, changed, or refused."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from linli.grid.catalogue import queries as catalogue
from linli.grid.external import queries as external
from linli.grid.external.models import External
from linli.grid.intake import rules
from linli.grid.intake.rules import Matter, NumberStandsTwice, OtherStreet, Outcome, Row
from linli.grid.intake.solver import Gazetteer, Named
from linli.grid.platforms.models import Platform
from linli.grid.platforms.rules import Layout
from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import Actor, covers
from linli.kernel.places import queries as places
from linli.kernel.places.rules import Place
from linli.kernel.territory.models import Unit
from linli.kernel.territory.rules import Kind

KINDS = (Kind.DISTRICT, Kind.STREET, Kind.COMMUNITY, Kind.COMPOUND, Kind.BUILDING)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one row, and why.

    ``place``: where a new matter lies; the whole district where its desk has to decide.
    """

    row: Row
    outcome: Outcome
    matter: Matter | None = None
    place: Place | None = None
    category_code: str = ""
    known: External | None = None
    error: LinliError | None = None


@dataclass
class Judge:
    """Judges the rows of one platform one after the other; what is known is read at once."""

    actor: Actor
    platform: Platform
    how: Layout
    now: datetime
    gazetteer: Gazetteer
    district_id: UUID | None
    codes: frozenset[str]
    seen: set[str] = field(default_factory=set)
    places: dict[UUID, Place] = field(default_factory=dict)

    def judge(self, rows: Sequence[Row]) -> list[Verdict]:
        """Return the verdict of each row, in their order; one statement beside those of places."""
        read: list[tuple[Row, Matter | None, LinliError | None]] = []
        for row in rows:
            try:
                read.append((row, self._once(rules.matter(row, self.how, now=self.now)), None))
            except LinliError as refused:
                read.append((row, None, refused))
        numbers = [matter.number for _, matter, _ in read if matter]
        known = external.by_numbers(self.platform.pk, numbers)
        return [
            self._verdict(row, matter, known.get(matter.number))
            if matter
            else Verdict(row, Outcome.REFUSED, error=error)
            for row, matter, error in read
        ]

    def _once(self, matter: Matter) -> Matter:
        if matter.number in self.seen:
            raise NumberStandsTwice(number=matter.number)
        self.seen.add(matter.number)
        return matter

    def _verdict(self, row: Row, matter: Matter, known: External | None) -> Verdict:
        try:
            if known is not None:
                return self._of_known(row, matter, known)
            place = self._place(matter)
            if not covers(self.actor, place):
                return Verdict(row, Outcome.REFUSED, matter, error=OtherStreet())
        except LinliError as refused:
            return Verdict(row, Outcome.REFUSED, matter, error=refused)
        return Verdict(row, Outcome.NEW, matter, place, self._category(matter))

    def _of_known(self, row: Row, matter: Matter, known: External) -> Verdict:
        """Return the verdict of a number that is there; after forgetting nothing comes back."""
        if not covers(self.actor, known.case):
            return Verdict(row, Outcome.REFUSED, matter, error=OtherStreet())
        if not known.digest or known.digest == matter.digest():
            return Verdict(row, Outcome.KNOWN, matter, known=known)
        return Verdict(row, Outcome.CHANGED, matter, known=known)

    def _category(self, matter: Matter) -> str:
        code = self.how.categories.get(matter.category, "")
        return code if code in self.codes else ""

    def _place(self, matter: Matter) -> Place:
        named = {
            kind: getattr(matter, kind) for kind in ("street", "community", "compound", "building")
        }
        unit_id = self.gazetteer.find(named, matter.address)
        unit = self.gazetteer.units[unit_id] if unit_id else None
        has_point = matter.lon_e6 is not None and matter.lat_e6 is not None
        if has_point and (unit is None or unit.kind == "street"):
            return places.locate(matter.lon_e6 / 1_000_000, matter.lat_e6 / 1_000_000)  # type: ignore[operator]
        return self._of_unit(unit_id or self.district_id)

    def _of_unit(self, unit_id: UUID | None) -> Place:
        if unit_id is None:
            return Place()
        if unit_id not in self.places:
            self.places[unit_id] = places.place_of_unit(unit_id)
        return self.places[unit_id]


def judge(actor: Actor, platform: Platform, how: Layout, *, now: datetime) -> Judge:
    """Return who judges the rows of a platform at a moment; three statements.

    Args:
        how: how its rows are written.
    """
    units = Unit.objects.filter(valid_to=None, kind__in=[kind.value for kind in KINDS])
    named = units.values_list("pk", "kind", "name", "parent_id")
    return Judge(
        actor=actor,
        platform=platform,
        how=how,
        now=now,
        gazetteer=Gazetteer(Named(*row) for row in named),
        district_id=places.district_id(),
        codes=frozenset(one.code for one in catalogue.edition(now).categories),
    )
