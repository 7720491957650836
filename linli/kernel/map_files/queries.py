"""What a file of outlines is compared with: the present units, by name and by code."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from linli.kernel.map_files.rules import Feature
from linli.kernel.territory.models import Unit, UnitCode, UnitShape
from linli.kernel.territory.queries import names
from linli.kernel.territory.rules import PARENT_KINDS, CodeOfAnother, Kind, ParentUnclear


class Known:
    """The present territory as far as a file of one kind needs it."""

    def __init__(self, kind: Kind) -> None:
        above = PARENT_KINDS[kind]
        present = Unit.objects.filter(valid_to=None, kind__in=[kind, above or kind])
        units = present.in_bulk()
        self.parents = {key: unit for key, unit in units.items() if unit.kind == above}
        self.by_name = {(u.parent_id, u.name): u for u in units.values() if u.kind == kind}
        codes = UnitCode.objects.filter(valid_to=None).values_list("system", "code", "unit_id")
        self.by_code = {(system, code): key for system, code, key in codes}
        self.units = {key: unit for key, unit in units.items() if unit.kind == kind}
        self.parents_named: defaultdict[str, list[UUID]] = defaultdict(list)
        over = names({unit.parent_id for unit in self.parents.values() if unit.parent_id})
        for key, unit in self.parents.items():
            self.parents_named[unit.name].append(key)
            if unit.parent_id:
                self.parents_named[f"{over[unit.parent_id]}/{unit.name}"].append(key)

    def match(self, feature: Feature, kind: Kind) -> tuple[Unit | None, UUID | None]:
        """Return the unit that a feature means, or none, and what it is part of.

        Raises:
            CodeOfAnother, ParentUnclear: see there.
        """
        key = self.by_code.get((feature.system, feature.code)) if feature.code else None
        if key is not None and key not in self.units:
            raise CodeOfAnother(code=feature.code)
        unit = self.units[key] if key is not None else None
        if kind is Kind.DISTRICT:
            return unit or next(iter(self.units.values()), None), None
        if unit is not None and not feature.parent and not feature.parent_code:
            return unit, unit.parent_id
        parent_id = self._parent(feature)
        return unit or self.by_name.get((parent_id, feature.name)), parent_id

    def _parent(self, feature: Feature) -> UUID:
        possible: list[UUID]
        if feature.parent_code:
            key = self.by_code.get((feature.system, feature.parent_code))
            possible = [key] if key and key in self.parents else []
        elif feature.parent:
            possible = self.parents_named[feature.parent]
        else:
            possible = list(self.parents)
        if len(possible) != 1:
            raise ParentUnclear
        return possible[0]


def outlines(unit_ids: Collection[UUID]) -> dict[UUID, bytes]:
    """Return the present outlines of units as WKB, by key; one statement."""
    shapes = UnitShape.objects.filter(valid_to=None, unit__in=unit_ids)
    return {unit_id: bytes(wkb) for unit_id, wkb in shapes.values_list("unit_id", "wkb")}
