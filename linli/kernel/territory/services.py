"""Changes of the territory: a GeoJSON file or many units at once, all or nothing."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from linli.kernel.common import points, text
from linli.kernel.common.errors import InputRefused
from linli.kernel.people.rules import Actor, check_may_edit_territory
from linli.kernel.territory import rules, solver
from linli.kernel.territory.models import TerritoryVersion, Unit, UnitCode, UnitShape
from linli.kernel.territory.rules import Kind

FILE_BYTES = 50 * 1024 * 1024
"""POLICY. The largest file taken; 2,500 grids of 111 vertices are 7 MB."""

OWN_SYSTEM = "district"
BATCH = 2000


# Many units at once -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to add. ``outline``: WKB in EPSG:4490; with it a ``shape_id``.

    ``codes``: pairs of system and code. A building's door code comes from its key.
    """

    id: UUID
    kind: Kind
    name: str
    parent_id: UUID | None
    valid_from: date
    style: str = ""
    households: int | None = None
    codes: tuple[tuple[str, str], ...] = ()
    outline: bytes | None = None
    shape_id: UUID | None = None
    datum: str = points.CGCS2000


def reading(name: str) -> str:
    """Return what a name is searched by: its full pinyin, a space, its initials."""
    from pypinyin import lazy_pinyin  # 20 MB of tables that only importing processes need

    syllables = [syllable.lower() for syllable in lazy_pinyin(name) if syllable.strip()]
    return f"{''.join(syllables)} {''.join(syllable[0] for syllable in syllables)}"[:800]


@transaction.atomic
def add_units(actor: Actor, *, rows: Sequence[NewUnit], source: str, at: datetime) -> int:
    """Add units, their codes and outlines, and return how many; seven statements and batches.

    Parents may stand anywhere among the rows, or be there already.

    Raises:
        Forbidden: the actor is neither operator nor district desk nor the house itself.
        rules.RowsRefused: a name, style, parent or outline cannot be used.
    """
    check_may_edit_territory(actor)
    _lock()
    kinds = {row.id: row.kind for row in rows}
    outside = {row.parent_id for row in rows if row.parent_id} - kinds.keys()
    present = Unit.objects.filter(id__in=outside, valid_to=None).values_list("id", "kind")
    kinds.update((key, Kind(kind)) for key, kind in present)
    outlines = shapely.from_wkb(np.array([row.outline for row in rows], dtype=object))
    faults = []
    for number, (row, outline) in enumerate(zip(rows, outlines, strict=True), start=1):
        try:
            _check_row(row, kinds.get(row.parent_id) if row.parent_id else None)
            if outline is not None:
                _check_outline(outline)
        except InputRefused as error:
            faults.append(rules.RowFault(number, error))
    if faults:
        raise rules.RowsRefused(faults)

    _store(rows, source=source)
    _move_version(actor, source=source, at=at)
    return len(rows)


def _check_row(row: NewUnit, parent_kind: Kind | None) -> None:
    if not row.name.strip():
        raise rules.NameMissing
    possible = rules.STYLES.get(row.kind, ())
    if row.style and row.style not in possible:
        raise rules.StyleUnknown(style=row.style, possible=", ".join(possible) or "-")
    if parent_kind is not rules.PARENT_KINDS[row.kind]:
        raise rules.ParentUnclear


def _check_outline(outline: Any) -> None:
    if outline.geom_type not in {"Polygon", "MultiPolygon"} or outline.is_empty:
        raise rules.OutlineMissing
    west, south, east, north = outline.bounds
    points.check_point(west, south)
    points.check_point(east, north)
    if not outline.is_valid:
        raise rules.OutlineUnsound(reason=shapely.is_valid_reason(outline))


def _lock() -> None:
    """Let one change of the territory follow the other; readers go on."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {TerritoryVersion._meta.db_table} IN EXCLUSIVE MODE")


def _move_version(actor: Actor, *, source: str, at: datetime) -> None:
    TerritoryVersion.objects.create(
        changed_at=at, person_id=actor.person_id, post_id=actor.post_id, source=source
    )


def _store(rows: Iterable[NewUnit], *, source: str) -> None:
    rows = list(rows)
    units = [
        Unit(
            id=row.id,
            kind=row.kind,
            style=row.style or next(iter(rules.STYLES.get(row.kind, ())), ""),
            name=row.name,
            pinyin=reading(row.name),
            parent_id=row.parent_id,
            valid_from=row.valid_from,
            households=row.households,
            door_code=rules.door_code(row.id) if row.kind is Kind.BUILDING else None,
        )
        for row in rows
    ]
    codes = [
        UnitCode(unit_id=row.id, system=system, code=code, valid_from=row.valid_from)
        for row in rows
        for system, code in row.codes
    ]
    Unit.objects.bulk_create(units, batch_size=BATCH)
    UnitCode.objects.bulk_create(codes, batch_size=BATCH)
    _store_shapes([(row, 1, row.valid_from) for row in rows if row.outline], source=source)


def _store_shapes(shapes: Sequence[tuple[NewUnit, int, date]], *, source: str) -> None:
    """Store outlines with their version numbers and first days."""
    outlines = shapely.from_wkb(np.array([row.outline for row, _, _ in shapes], dtype=object))
    areas = solver.areas_m2(outlines).tolist()
    UnitShape.objects.bulk_create(
        [
            UnitShape(
                id=row.shape_id,
                unit_id=row.id,
                number=number,
                wkb=row.outline,
                datum=row.datum,
                source=source,
                valid_from=valid_from,
                area_m2=area,
            )
            for (row, number, valid_from), area in zip(shapes, areas, strict=True)
        ],
        batch_size=BATCH,
    )


# A GeoJSON file ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file changed: how many units are new, changed, or were the same already."""

    created: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class _Feature:
    """One feature of a file, readable but not yet compared with the territory."""

    name: str
    style: str
    households: int | None
    system: str
    code: str
    parent: str
    parent_code: str
    outline: Any


class _Known:
    """The present territory as far as a file of one kind needs it."""

    def __init__(self, kind: Kind) -> None:
        above = rules.PARENT_KINDS[kind]
        present = Unit.objects.filter(valid_to=None, kind__in=[kind, above or kind])
        units = present.in_bulk()
        self.parents = {key: unit for key, unit in units.items() if unit.kind == above}
        self.by_name = {(u.parent_id, u.name): u for u in units.values() if u.kind == kind}
        codes = UnitCode.objects.filter(valid_to=None).values_list("system", "code", "unit_id")
        self.by_code = {(system, code): key for system, code, key in codes}
        self.units = {key: unit for key, unit in units.items() if unit.kind == kind}
        shapes = UnitShape.objects.filter(valid_to=None, unit__in=self.units)
        self.shapes = {shape.unit_id: shape for shape in shapes}
        self.parents_named: defaultdict[str, list[UUID]] = defaultdict(list)
        for key, unit in self.parents.items():
            self.parents_named[unit.name].append(key)

    def match(self, feature: _Feature, kind: Kind) -> tuple[Unit | None, UUID | None]:
        """Return the unit that a feature means, or none, and what it is part of.

        Raises:
            rules.CodeOfAnother, rules.ParentUnclear: see there.
        """
        key = self.by_code.get((feature.system, feature.code)) if feature.code else None
        if key is not None and key not in self.units:
            raise rules.CodeOfAnother(code=feature.code)
        unit = self.units[key] if key is not None else None
        if kind is Kind.DISTRICT:
            return unit or next(iter(self.units.values()), None), None
        if unit is not None and not feature.parent and not feature.parent_code:
            return unit, unit.parent_id
        parent_id = self._parent(feature)
        return unit or self.by_name.get((parent_id, feature.name)), parent_id

    def _parent(self, feature: _Feature) -> UUID:
        if feature.parent_code:
            key = self.by_code.get((feature.system, feature.parent_code))
            possible = [key] if key in self.parents else []
        elif feature.parent:
            possible = self.parents_named[feature.parent]
        else:
            possible = list(self.parents)
        if len(possible) != 1 or possible[0] is None:
            raise rules.ParentUnclear
        return possible[0]
