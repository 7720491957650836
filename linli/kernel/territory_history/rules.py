"""The territory of one day as plain values, and what became of its units later."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from linli.kernel.territory.rules import Kind

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class UnitThen:
    """A unit as it is on the day of a change."""

    id: UUID
    kind: Kind
    name: str
    style: str
    parent_id: UUID | None


Outlines = Callable[[Collection[UUID]], Mapping[UUID, bytes]]


class Then:
    """The territory of one day.

    Args:
        units: all units in force on the day.
        outlines: gives the outlines (WKB) of some of them; asked only for what a plan needs.
    """

    def __init__(self, units: Sequence[UnitThen], outlines: Outlines) -> None:
        self.units = {unit.id: unit for unit in units}
        self.below: dict[UUID | None, list[UnitThen]] = {}
        for unit in units:
            self.below.setdefault(unit.parent_id, []).append(unit)
        self._load = outlines
        self._drawn: dict[UUID, bytes | None] = {}

    def parts(self, unit_id: UUID) -> list[UnitThen]:
        """Return what lies directly below a unit."""
        return self.below.get(unit_id, [])

    def all_below(self, unit_id: UUID) -> Iterator[UnitThen]:
        """Yield everything below a unit, each before its own parts."""
        for part in self.parts(unit_id):
            yield part
            yield from self.all_below(part.id)

    def chain(self, unit_id: UUID | None) -> list[UUID]:
        """Return a unit and all it is part of, itself first."""
        found: list[UUID] = []
        while unit_id is not None and unit_id in self.units:
            found.append(unit_id)
            unit_id = self.units[unit_id].parent_id
        return found

    def outlines(self, keys: Collection[UUID]) -> dict[UUID, bytes]:
        """Return the outlines (WKB) of those units that have one."""
        missing = [key for key in keys if key not in self._drawn]
        if missing:
            found = self._load(missing)
            self._drawn |= {key: found.get(key) for key in missing}
        return {key: wkb for key in keys if (wkb := self._drawn[key]) is not None}


# What became of units ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Became:
    """A unit that ended or was divided, one that came of it, and the area that went over.

    ``area_m2`` is None where one of both has no outline.
    """

    former: UUID
    later: UUID
    area_m2: int | None = None


@dataclass(frozen=True, slots=True)
class Succession:
    """That on a day, in the change with the number ``order``, a unit became another one."""

    on: date
    order: int
    former: UUID
    later: UUID


class Lineage:
    """What became of the units of the territory, and what they came from.

    Args:
        terms: unit → its first day, and the first day it is no longer in force, or None.
        successions: of mergers and splits; a unit that lives on in a part of its former self
            is a successor of itself.
    """

    def __init__(
        self, terms: Mapping[UUID, tuple[date, date | None]], successions: Iterable[Succession]
    ) -> None:
        self.terms = terms
        changes: dict[tuple[date, int], dict[UUID, set[UUID]]] = {}
        for each in successions:
            became = changes.setdefault((each.on, each.order), {})
            became.setdefault(each.former, set()).add(each.later)
        self.changes = [(on, became) for (on, _), became in sorted(changes.items())]

    def days(self) -> list[date]:
        """Return the days on which a unit began, ended or was divided, earliest first."""
        borders = {day for term in self.terms.values() for day in term if day}
        return sorted(borders | {on for on, _ in self.changes})

    def is_in_force(self, unit_id: UUID, day: date) -> bool:
        """Return whether a unit is there on a day."""
        first, end = self.terms[unit_id]
        return first <= day and (end is None or day < end)

    def on(self, unit_id: UUID, *, seen: date, day: date) -> frozenset[UUID]:
        """Return what a unit of the day ``seen`` is on another ``day``: itself, what became of
        it, or what it came from.

        Several where it was divided or made of several; none where nothing took its place. A
        unit that was not in force on ``seen`` is taken as on its nearest day in force.
        """
        first, end = self.terms[unit_id]
        seen = max(seen, first) if end is None else max(min(seen, end - ONE_DAY), first)
        units = {unit_id}
        for on, became in self.changes:
            if seen < on <= day:
                units = set().union(*(became.get(unit, {unit}) for unit in units))
        for on, became in reversed(self.changes):
            if day < on <= seen:
                units = set().union(*(_came_from(unit, became) for unit in units))
        return frozenset(unit for unit in units if self.is_in_force(unit, day))


def _came_from(unit_id: UUID, became: Mapping[UUID, set[UUID]]) -> set[UUID]:
    """Return what a unit may have been before a change: itself, and whatever became it."""
    return {unit_id, *(former for former, later in became.items() if unit_id in later)}
