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
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from linli.kernel.common import points
from linli.kernel.common.errors import InputRefused
from linli.kernel.people.rules import Actor, check_may_edit_territory
from linli.kernel.territory import rules, solver
from linli.kernel.territory.models import TerritoryVersion, Unit, UnitCode, UnitShape
from linli.kernel.territory.rules import Kind

BATCH = 2000


@dataclass(frozen=True, slots=True)
class NewShape:
    """An outline to store: WKB of a polygon in EPSG:4490; ``datum`` is what was declared."""

    id: UUID
    outline: bytes
    datum: str = points.CGCS2000


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to add. ``codes``: pairs of system and code.

    A building's door code comes from its key.
    """

    id: UUID
    kind: Kind
    name: str
    parent_id: UUID | None
    valid_from: date
    style: str = ""
    households: int | None = None
    codes: tuple[tuple[str, str], ...] = ()
    shape: NewShape | None = None


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
    drawn = [row.shape.outline if row.shape else None for row in rows]
    outlines = shapely.from_wkb(np.array(drawn, dtype=object))
    faults = []
    for number, (row, outline) in enumerate(zip(rows, outlines, strict=True), start=1):
        try:
            rules.check_words(row.name, row.style, row.kind)
            if (kinds.get(row.parent_id) if row.parent_id else None) != rules.PARENT_KINDS[
                row.kind
            ]:
                raise rules.ParentUnclear
            if outline is not None:
                _check_outline(outline)
        except InputRefused as error:
            faults.append(rules.RowFault(number, error))
    if faults:
        raise rules.RowsRefused(faults)

    _store(rows, source=source)
    _move_version(actor, source=source, at=at)
    return len(rows)


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


def _store(rows: Sequence[NewUnit], *, source: str) -> None:
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
    Unit.objects.bulk_create(units, batch_size=BATCH)
    _store_codes(rows)
    shapes = [(row.id, row.shape, 1) for row in rows if row.shape]
    first_days = {row.id: row.valid_from for row in rows}
    _store_shapes(shapes, first_days, source=source)


def _store_codes(rows: Iterable[NewUnit]) -> None:
    codes = [
        UnitCode(unit_id=row.id, system=system, code=code, valid_from=row.valid_from)
        for row in rows
        for system, code in row.codes
    ]
    UnitCode.objects.bulk_create(codes, batch_size=BATCH)


def _store_shapes(
    shapes: Sequence[tuple[UUID, NewShape, int]], first_days: dict[UUID, date], *, source: str
) -> None:
    """Store outlines, each with its unit and the number of its version."""
    outlines = shapely.from_wkb(np.array([shape.outline for _, shape, _ in shapes], dtype=object))
    UnitShape.objects.bulk_create(
        [
            UnitShape(
                id=shape.id,
                unit_id=unit_id,
                number=number,
                wkb=shape.outline,
                datum=shape.datum,
                source=source,
                valid_from=first_days[unit_id],
                area_m2=area,
            )
            for (unit_id, shape, number), area in zip(
                shapes, solver.areas_m2(outlines).tolist(), strict=True
            )
        ],
        batch_size=BATCH,
    )


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file changed: how many units are new, changed, or were the same already."""

    created: int
    changed: int
    unchanged: int


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

    def outline(self, unit_id: UUID) -> bytes | None:
        """Return the present outline of a unit, or ``None``."""
        return bytes(self.shapes[unit_id].wkb) if unit_id in self.shapes else None

    def shape_number(self, unit_id: UUID) -> int:
        """Return the number of the present outline of a unit, or 0."""
        return self.shapes[unit_id].number if unit_id in self.shapes else 0

    def match(self, feature: rules.Feature, kind: Kind) -> tuple[Unit | None, UUID | None]:
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

    def _parent(self, feature: rules.Feature) -> UUID:
        possible: list[UUID]
        if feature.parent_code:
            key = self.by_code.get((feature.system, feature.parent_code))
            possible = [key] if key and key in self.parents else []
        elif feature.parent:
            possible = self.parents_named[feature.parent]
        else:
            possible = list(self.parents)
        if len(possible) != 1:
            raise rules.ParentUnclear
        return possible[0]


@dataclass(frozen=True, slots=True)
class _Match:
    """A feature, the unit it means (none: a new one), what that is part of, its polygon."""

    feature: rules.Feature
    unit: Unit | None
    parent_id: UUID | None
    outline: Any


@transaction.atomic
def import_geojson(
    actor: Actor,
    *,
    content: bytes,
    kind: Kind,
    datum: str,
    source: str,
    at: datetime,
    keys: Callable[[], UUID],
) -> Imported:
    """Add or change the units of one kind from a GeoJSON file, all or nothing.

    A feature has the properties ``name`` and, where wanted, ``code`` (of ``system``, else
    ``district``), ``parent`` or ``parent_code``, ``style``, ``households``. It means the
    unit with its code, else the one with its name and parent; without a parent the only
    unit of the level above is meant. The same file twice changes nothing. Units that the
    file does not have stay as they are.

    Args:
        content: the file, UTF-8, up to 50 MB.
        datum: what its coordinates lie on, as somebody declared it.
        keys: gives a fresh key each time; new units get theirs in the order of the file,
            so that of two new units the earlier one owns a shared border.

    Raises:
        Forbidden: the actor is neither operator nor district desk nor the house itself.
        points.DatumUnknown, points.DatumContradicted: the datum is not settled.
        rules.FileTooLarge, rules.NotGeoJson: the file cannot be read at all.
        rules.RowsRefused: features cannot be used; ``faults`` lists them.
    """
    check_may_edit_territory(actor)
    declared = points.datum_of(datum)
    features = rules.features_of(content, declared=declared)
    _lock()
    known = _Known(kind)
    matches = _matches(features, kind, known)

    on = timezone.localtime(at).date()
    rows = _rows(matches, kind, declared, on, keys)
    new = [row for row in rows if row.id not in known.units]
    old = [row for row in rows if row.id in known.units]
    _store(new, source=source)
    changed = _change(old, known, source=source, on=on)
    if new or changed:
        _move_version(actor, source=source, at=at)
    return Imported(created=len(new), changed=changed, unchanged=len(old) - changed)


def _rows(
    matches: list[_Match], kind: Kind, declared: str, on: date, keys: Callable[[], UUID]
) -> list[NewUnit]:
    """Return the features as units, new ones with fresh keys in the order of the file."""
    drawn = np.array([match.outline for match in matches], dtype=object)
    outlines = shapely.to_wkb(solver.outlines_from_datum(declared, drawn), byte_order=1)
    fresh = iter(sorted(keys() for match in matches if match.unit is None))
    ids = [match.unit.id if match.unit else next(fresh) for match in matches]
    return [
        _row(match, key, kind, on, NewShape(keys(), outline, declared))
        for match, key, outline in zip(matches, ids, outlines, strict=True)
    ]


def _matches(features: list[dict[str, Any]], kind: Kind, known: _Known) -> list[_Match]:
    matches: list[_Match] = []
    faults: list[rules.RowFault] = []
    seen: set[object] = set()
    for number, raw in enumerate(features, start=1):
        try:
            feature = rules.feature_of(raw, kind)
            unit, parent_id = known.match(feature, kind)
            means: set[object] = {unit.id if unit else (parent_id, feature.name)}
            if feature.code:
                means.add((feature.system, feature.code))
            if means & seen:
                raise rules.RowTwice(name=feature.name)
            outline = _outline(feature.geometry)
        except InputRefused as error:
            faults.append(rules.RowFault(number, error))
        else:
            seen |= means
            matches.append(_Match(feature, unit, parent_id, outline))
    if faults:
        raise rules.RowsRefused(faults)
    return matches


def _outline(geometry: object) -> Any:
    try:
        outline = solver.areal(shapely.from_geojson(json.dumps(geometry)))
    except (shapely.errors.ShapelyError, RecursionError):
        raise rules.OutlineMissing from None
    _check_outline(outline)
    return outline


def _row(match: _Match, key: UUID, kind: Kind, on: date, shape: NewShape) -> NewUnit:
    """Return the unit as the file wants it; what the file does not say stays as it is."""
    feature, unit = match.feature, match.unit
    households = unit.households if unit and feature.households is None else feature.households
    return NewUnit(
        id=key,
        kind=kind,
        name=feature.name,
        parent_id=match.parent_id,
        valid_from=on,
        style=feature.style or (unit.style if unit else ""),
        households=households,
        codes=((feature.system, feature.code),) if feature.code else (),
        shape=shape,
    )


def _end(rows: QuerySet[Any], on: date) -> None:
    """End dated rows on a day, or on their first one where that is later."""
    rows.update(valid_to=Greatest(F("valid_from"), Value(on)))


def _change(rows: list[NewUnit], known: _Known, *, source: str, on: date) -> int:
    """Bring present units in line with their rows and return how many differed."""
    fields = ("name", "style", "households", "parent_id")
    renamed = [
        row
        for row in rows
        if any(getattr(row, f) != getattr(known.units[row.id], f) for f in fields)
    ]
    for row in renamed:
        unit = known.units[row.id]
        unit.name, unit.style, unit.households = row.name, row.style, row.households
        unit.parent_id, unit.pinyin = row.parent_id, reading(row.name)
    stored = ("name", "style", "households", "parent", "pinyin")
    Unit.objects.bulk_update([known.units[row.id] for row in renamed], stored, batch_size=BATCH)
    redrawn = [
        (row.id, row.shape, known.shape_number(row.id) + 1)
        for row in rows
        if row.shape and row.shape.outline != known.outline(row.id)
    ]
    redrawn_ids = {unit_id for unit_id, _, _ in redrawn}
    _end(UnitShape.objects.filter(valid_to=None, unit__in=redrawn_ids), on)
    _store_shapes(redrawn, dict.fromkeys(redrawn_ids, on), source=source)
    recoded = [row for row in rows if any(code not in known.by_code for code in row.codes)]
    systems = {system for row in recoded for system, _ in row.codes}
    former = UnitCode.objects.filter(unit__in=[row.id for row in recoded], system__in=systems)
    _end(former.filter(valid_to=None), on)
    _store_codes(recoded)
    return len(redrawn_ids | {row.id for row in (*renamed, *recoded)})
