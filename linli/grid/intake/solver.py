"""Finds the unit that a row means, from the names of all units: words in, a key out."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

SHORTEST = 2
"""A name of one sign is found in every address; it is not looked for."""

BUILDING = re.compile(r"(\d{1,4})\s*(?:栋|幢|座|号楼|#)")
FINEST = ("compound", "community", "street")


@dataclass(frozen=True, slots=True)
class Named:
    """One present unit: key, kind, name, and the key of what it is part of."""

    id: UUID
    kind: str
    name: str
    parent_id: UUID | None


class Gazetteer:
    """All streets, communities, compounds and buildings by name, for one sheet."""

    def __init__(self, units: Iterable[Named]) -> None:
        self.units = {unit.id: unit for unit in units}
        self.by_name: dict[str, dict[str, list[Named]]] = defaultdict(lambda: defaultdict(list))
        self.buildings: dict[UUID, dict[str, UUID]] = defaultdict(dict)
        for unit in self.units.values():
            self.by_name[unit.kind][unit.name].append(unit)
            number = re.match(r"\d+", unit.name)
            if unit.kind == "building" and unit.parent_id and number:
                self.buildings[unit.parent_id].setdefault(number.group(), unit.id)
        self.longest = {
            kind: sorted((name for name in named if len(name) >= SHORTEST), key=len, reverse=True)
            for kind, named in self.by_name.items()
        }

    def find(self, named: dict[str, str], address: str) -> UUID | None:
        """Return the finest unit that columns and address name without doubt, or None.

        Args:
            named: kind → what the column of that kind says; '' where there is none.
            address: the place in words; also looked through for names.
        """
        said = " ".join([*named.values(), address])
        for kind in FINEST:
            found = self._fitting(kind, named.get(kind, ""), said)
            if len(found) == 1:
                unit = found[0]
                inside = self._building(unit.id, named.get("building", ""), address, unit.name)
                return inside or unit.id
        return None

    def _fitting(self, kind: str, column: str, said: str) -> list[Named]:
        """Return the units of a kind that are meant; more than one where a name is not enough."""
        name = column if column in self.by_name[kind] else self._within(kind, said)
        found = self.by_name[kind].get(name, [])
        if len(found) < 2:
            return found
        near = [unit for unit in found if self._is_above_named(unit, said)]
        return near or found

    def _within(self, kind: str, said: str) -> str:
        return next((name for name in self.longest.get(kind, []) if name in said), "")

    def _is_above_named(self, unit: Named, said: str) -> bool:
        above = self.units.get(unit.parent_id) if unit.parent_id else None
        while above is not None:
            if above.kind != "district" and above.name in said:
                return True
            above = self.units.get(above.parent_id) if above.parent_id else None
        return False

    def _building(self, compound: UUID, column: str, address: str, name: str) -> UUID | None:
        """Return the building that is named after its compound; only its number counts."""
        numbers = self.buildings.get(compound)
        if not numbers:
            return None
        after = address.partition(name)[2] or address
        typed = re.search(r"\d+", column) or BUILDING.search(after)
        if typed is None:
            return None
        return numbers.get(typed.group(typed.lastindex or 0))
