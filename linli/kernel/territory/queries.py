"""Where things lie: points, plates and chosen units, each answered as a ``Place``.

Each process keeps the present territory in memory; a call asks for its version only.
"""

import hashlib
import logging
import math
import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.conf import settings
from django.db.models import Case, Q, Value, When

from linli.kernel.common import points, statements, text
from linli.kernel.territory import rules
from linli.kernel.territory.models import Unit, UnitShape
from linli.kernel.territory.rules import LEVELS, How, Kind, ListedUnit, Place
from linli.kernel.territory.solver import Locator

logger = logging.getLogger(__name__)

FINEST_FIRST = (
    Kind.MICRO_GRID, Kind.GRID, Kind.BUILDING, Kind.COMPOUND, Kind.COMMUNITY, Kind.STREET, Kind.DISTRICT,
)  # fmt: skip
"""A level is taken from the first of these that knows it: the grids decide the community."""

VERSION = "SELECT coalesce(max(id), 0) FROM kernel_territoryversion"
BELOW_DISTRICT = tuple(kind for kind in FINEST_FIRST if kind is not Kind.DISTRICT)
KEPT_IN_MEMORY, KEPT_ON_DISK = 4, 8


@dataclass(frozen=True)
class _Ground:
    """One version of the territory as of one day, as a process keeps it."""

    layers: dict[Kind, Locator]
    kinds: dict[UUID, Kind]
    parents: dict[UUID, UUID | None]
    district_id: UUID | None
    box: points.Box | None
    places: dict[tuple[UUID | None, ...], Place] = field(default_factory=dict)

    def upwards(self, unit_id: UUID | None) -> Iterator[tuple[str, UUID]]:
        """Yield the level and the key of a unit and of all it is part of."""
        while unit_id is not None:
            yield LEVELS[self.kinds[unit_id]], unit_id
            unit_id = self.parents[unit_id]

    def place(self, found: tuple[UUID | None, ...]) -> Place:
        """Return the place of the units found, finest first (kept once worked out)."""
        if found not in self.places:
            levels: dict[str, Any] = {}
            for unit_id in found:
                for level, key in self.upwards(unit_id):
                    levels.setdefault(level, key)
            self.places[found] = Place(**levels, how=How.INSIDE)
        return self.places[found]


_grounds: dict[tuple[int, date | None], _Ground] = {}
_loading = threading.Lock()


def _valid(on: date | None, prefix: str = "") -> Q:
    """Return the filter for rows in force on a day, or at present."""
    present = Q(**{f"{prefix}valid_to": None})
    if on is None:
        return present
    return (present | Q(**{f"{prefix}valid_to__gt": on})) & Q(**{f"{prefix}valid_from__lte": on})


def version() -> int:
    """Return the number of the present territory, 0 before there is any; one statement."""
    return int(statements.found(VERSION, [])[0][0])


def district_id() -> UUID | None:
    """Return the present district, or None before there is one."""
    return _ground(None).district_id


def _ground(on: date | None) -> _Ground:
    number = version()
    if not number:
        return _load(on)
    with _loading:
        if (number, on) not in _grounds:
            _grounds[number, on] = _load(on)
            for old in list(_grounds)[:-KEPT_IN_MEMORY]:
                del _grounds[old]
        return _grounds[number, on]


def _load(on: date | None) -> _Ground:
    shapes: dict[Kind, list[tuple[UUID, UUID]]] = {}
    rows = UnitShape.objects.filter(_valid(on), _valid(on, "unit__"))
    for kind, shape_id, unit_id in rows.values_list("unit__kind", "id", "unit_id"):
        shapes.setdefault(Kind(kind), []).append((shape_id, unit_id))
    with_place = Q(kind__in=LEVELS) & (~Q(kind=Kind.BUILDING) | Q(shapes__isnull=False))
    in_force = Unit.objects.filter(with_place, _valid(on)).distinct()
    units = list(in_force.values_list("id", "kind", "parent_id"))
    layers = {kind: _layer(kind, sorted(pairs)) for kind, pairs in shapes.items()}
    bounds = [shapely.total_bounds(layer.outlines) for layer in layers.values()]
    low, high = (np.min(bounds, 0), np.max(bounds, 0)) if bounds else (None, None)
    kinds = {key: Kind(kind) for key, kind, _ in units}
    return _Ground(
        layers=layers,
        kinds=kinds,
        parents={key: parent if parent in kinds else None for key, _, parent in units},
        district_id=next((key for key, kind in kinds.items() if kind is Kind.DISTRICT), None),
        box=None if low is None or high is None else (*low[:2].tolist(), *high[2:].tolist()),
    )


def _layer(kind: Kind, pairs: Sequence[tuple[UUID, UUID]]) -> Locator:
    """Return the locator of some shapes, from its file where they have been seen before.

    A shape never changes under its key, so the file is named after the keys.
    """
    name = hashlib.sha256(b"".join(shape.bytes + unit.bytes for shape, unit in pairs)).hexdigest()
    folder = Path(settings.VAR) / "locator"
    path = folder / f"{kind}-{name[:32]}.npz"
    try:
        return Locator.load(path)
    except FileNotFoundError:
        pass
    except (OSError, ValueError) as fault:
        logger.warning("The locator file %s is not whole (%s); it is built again.", path, fault)
    wkb = dict(
        UnitShape.objects.filter(id__in=[shape for shape, _ in pairs]).values_list("unit_id", "wkb")
    )
    locator = Locator.build(
        [key.bytes for key in wkb], [bytes(outline) for outline in wkb.values()]
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        locator.save(path)
        files = sorted(folder.glob(f"{kind}-*.npz"), key=lambda file: file.stat().st_mtime)
        for old in files[:-KEPT_ON_DISK]:
            old.unlink(missing_ok=True)
    except OSError as fault:
        logger.warning("The locator file %s cannot be written: %s.", path, fault)
    return locator


def locate(lon: float, lat: float, on: date | None = None) -> Place:
    """Return the place of a point: both branches, and the levels above them.

    A point on a border belongs to the unit with the smallest key. A point in no unit below
    the district belongs to the nearest one within 200 m (``near``), else to the district
    alone (``outside``). One statement.

    Args:
        lon, lat: degrees, EPSG:4490 or WGS 84.
        on: the day whose territory counts; without it the present one.

    Raises:
        points.PointAtZero, points.PointSwapped, points.PointOutOfWorld: it cannot be meant.
    """
    ground = _ground(on)
    points.check_point(lon, lat, territory=ground.box)
    found: list[UUID | None] = []
    for kind in FINEST_FIRST:
        layer = ground.layers.get(kind)
        index = -1 if layer is None else layer.locate_one(lon, lat)
        found.append(UUID(bytes=layer.keys[index]) if layer and index >= 0 else None)
    return _answer(ground, tuple(found), lon, lat)


def locate_many(
    lons: Sequence[float], lats: Sequence[float], on: date | None = None
) -> list[Place]:
    """Return the places of many points, in their order, by the rules of ``locate``.

    Raises:
        points.PointAtZero, points.PointSwapped, points.PointOutOfWorld: one cannot be meant;
            check them first where the rows come from outside.
    """
    ground = _ground(on)
    for lon, lat in zip(lons, lats, strict=True):
        points.check_point(lon, lat, territory=ground.box)
    x, y = np.asarray(lons, dtype=np.float64), np.asarray(lats, dtype=np.float64)
    columns: list[list[UUID | None]] = []
    for kind in FINEST_FIRST:
        layer = ground.layers.get(kind)
        if layer is None:
            columns.append([None] * len(x))
            continue
        keys = [*(UUID(bytes=key) for key in layer.keys), None]
        columns.append([keys[index] for index in layer.locate_many(x, y).tolist()])
    rows = zip(zip(*columns, strict=True), lons, lats, strict=True)
    return [_answer(ground, found, lon, lat) for found, lon, lat in rows]


def _answer(ground: _Ground, found: tuple[UUID | None, ...], lon: float, lat: float) -> Place:
    if any(found[:-1]):
        return ground.place(found)
    nearby = [
        (metres, order, index)
        for order, kind in enumerate(BELOW_DISTRICT)
        if kind in ground.layers
        for metres, index in ground.layers[kind].near(lon, lat, within_m=rules.NEAR_WITHIN_M)[:1]
    ]
    if nearby:
        metres, order, index = min(nearby)
        key = UUID(bytes=ground.layers[BELOW_DISTRICT[order]].keys[index])
        return replace(ground.place((key,)), how=How.NEAR, distance_m=math.ceil(metres))
    if found[-1] is not None:
        return ground.place(found)
    return Place(district_id=ground.district_id, how=How.OUTSIDE)


UPWARDS = "parent__parent__parent__parent__parent__parent"


def _upwards(unit: Unit | None) -> Iterator[Unit]:
    while unit is not None:
        yield unit
        unit = unit.parent


def _place_of(unit: Unit, how: How) -> Place:
    levels: dict[str, Any] = {
        LEVELS[Kind(up.kind)]: up.id for up in _upwards(unit) if up.kind in LEVELS
    }
    place = Place(**levels, how=how)
    if place.grid_id is None and place.compound_id is not None:
        ground = _ground(None)
        grids = dict(ground.upwards(_grid_around(ground, place)))
        place = replace(
            place, grid_id=grids.get("grid_id"), micro_grid_id=grids.get("micro_grid_id")
        )
    return place


def _grid_around(ground: _Ground, place: Place) -> UUID | None:
    """Return the finest grid that a building, or else its whole compound, lies in."""
    chosen = ((Kind.BUILDING, place.building_id), (Kind.COMPOUND, place.compound_id))
    for kind, key in chosen:
        outline = ground.layers[kind].outline(key.bytes) if key and kind in ground.layers else None
        if outline is None:
            continue
        share = 0.0 if kind is Kind.BUILDING else rules.WHOLLY
        for layer in (ground.layers.get(Kind.MICRO_GRID), ground.layers.get(Kind.GRID)):
            index = -1 if layer is None else layer.around(outline, share=share)
            if layer is not None and index >= 0:
                return UUID(bytes=layer.keys[index])
        return None
    return None


def place_of_unit(unit_id: UUID) -> Place:
    """Return the place of a unit somebody chose (``chosen``); two statements at most.

    A building or compound also gets its grid where its outline settles it: a building by
    a point in it, a compound where at least 99 % of it lies in one grid.

    Raises:
        rules.UnitUnknown: there is no such unit at present.
    """
    unit = Unit.objects.select_related(UPWARDS).filter(_valid(None), id=unit_id).first()
    if unit is None:
        raise rules.UnitUnknown
    return _place_of(unit, How.CHOSEN)


def place_of_door_code(code: str) -> Place:
    """Return the place of the building with this code on its plate (``code``).

    Raises:
        rules.DoorCodeUnknown: no present building has it.
    """
    typed = rules.typed_door_code(code)
    unit = Unit.objects.select_related(UPWARDS).filter(_valid(None), door_code=typed).first()
    if unit is None:
        raise rules.DoorCodeUnknown(code=code)
    return _place_of(unit, How.CODE)


def _listed(unit: Unit, distance_m: int = 0) -> ListedUnit:
    return ListedUnit(
        id=unit.id,
        kind=Kind(unit.kind),
        style=unit.style,
        name=unit.name,
        parent_id=unit.parent_id,
        parent_name=unit.parent.name if unit.parent else "",
        door_code=unit.door_code,
        distance_m=distance_m,
    )


def names(unit_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of units, also of ended ones, by key."""
    return statements.names(Unit, unit_ids)


def children(unit_id: UUID, kinds: Collection[Kind] = tuple(Kind)) -> list[ListedUnit]:
    """Return the present parts of a unit, by kind and then by name with 2 before 10."""
    parts = Unit.objects.filter(_valid(None), parent_id=unit_id, kind__in=kinds)
    return sorted(map(_listed, parts.select_related("parent")), key=rules.natural_order)


def path(unit_id: UUID) -> tuple[ListedUnit, ...]:
    """Return a unit and all it is part of, the district first.

    Raises:
        rules.UnitUnknown: there is no such unit.
    """
    unit = Unit.objects.select_related(UPWARDS).filter(id=unit_id).first()
    if unit is None:
        raise rules.UnitUnknown
    return tuple(_listed(up) for up in _upwards(unit))[::-1]


def line(unit_id: UUID) -> list[UUID]:
    """Return the keys of a unit and of all it is part of, itself first; one statement."""
    above = ("parent__" * level + "parent_id" for level in range(5))
    rows = Unit.objects.filter(id=unit_id).values_list("id", *above)
    return [key for row in rows for key in row if key]


def units_near(lon: float, lat: float, kinds: Collection[Kind], limit: int) -> list[ListedUnit]:
    """Return the present units around a point that have an outline, nearest first.

    Only units within 1,000 m; ``distance_m`` is 0 inside. Two statements.
    """
    ground = _ground(None)
    points.check_point(lon, lat, territory=ground.box)
    found = sorted(
        (metres, ground.layers[kind].keys[index])
        for kind in kinds
        if kind in ground.layers
        for metres, index in ground.layers[kind].near(lon, lat, within_m=1000)[:limit]
    )[:limit]
    keys = [UUID(bytes=key) for _, key in found]
    units = Unit.objects.select_related("parent").in_bulk(keys)
    metres_of = {key: math.ceil(metres) for key, (metres, _) in zip(keys, found, strict=True)}
    return [_listed(units[key], metres_of[key]) for key in keys]


def search(words: str, kinds: Collection[Kind], limit: int) -> list[ListedUnit]:
    """Return the present units that all words fit: by name, reading or initials.

    A word may also fit the unit's parent (“东方 3栋”). Names that begin with the first
    word come first, then by reading.
    """
    wanted = text.half_width(words).lower().split()
    if not wanted:
        return []
    units = Unit.objects.filter(_valid(None), kind__in=kinds).select_related("parent")
    for word in wanted:
        fits = Q(name__icontains=word) | Q(pinyin__contains=word)
        units = units.filter(
            fits | Q(parent__name__icontains=word) | Q(parent__pinyin__contains=word)
        )
    begins = Q(name__istartswith=wanted[0]) | Q(pinyin__startswith=wanted[0])
    rank = Case(When(begins, then=Value(0)), default=Value(1))
    return [_listed(unit) for unit in units.order_by(rank, "pinyin", "name", "id")[:limit]]


def shapes_geojson(kinds: Collection[Kind], within: UUID | None = None) -> dict[str, Any]:
    """Return the present outlines as a GeoJSON object, six decimals, in order of their keys.

    Args:
        kinds: which units.
        within: only this unit and what is part of it.
    """
    shapes = UnitShape.objects.filter(_valid(None), _valid(None, "unit__"), unit__kind__in=kinds)
    if within is not None:
        levels = [f"unit{'__parent' * steps}" for steps in range(len(Kind) - 1)]
        shapes = shapes.filter(reduce(or_, (Q(**{level: within}) for level in levels)))
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": str(unit_id),
                "properties": {"kind": kind, "name": name},
                "geometry": shapely.geometry.mapping(
                    shapely.transform(
                        shapely.from_wkb(bytes(wkb)), lambda vertices: vertices.round(6)
                    )
                ),
            }
            for unit_id, kind, name, wkb in shapes.order_by("unit_id").values_list(
                "unit_id", "unit__kind", "unit__name", "wkb"
            )
        ],
    }
