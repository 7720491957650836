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
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.conf import settings
from django.db.models import Q

from linli.kernel.common import points
from linli.kernel.places import rules
from linli.kernel.places.rules import LEVELS, How, Place
from linli.kernel.places.solver import Locator
from linli.kernel.territory import queries as territory
from linli.kernel.territory.models import Unit, UnitShape
from linli.kernel.territory.rules import (
    DoorCodeUnknown,
    Kind,
    ListedUnit,
    UnitUnknown,
    typed_door_code,
)

logger = logging.getLogger(__name__)

FINEST_FIRST = (
    Kind.MICRO_GRID, Kind.GRID, Kind.BUILDING, Kind.COMPOUND, Kind.COMMUNITY, Kind.STREET, Kind.DISTRICT,
)  # fmt: skip
"""A level is taken from the first of these that knows it: the grids decide the community."""

BELOW_DISTRICT = tuple(kind for kind in FINEST_FIRST if kind is not Kind.DISTRICT)
KEPT_IN_MEMORY, KEPT_ON_DISK = 4, 8


Found = tuple[int, ...]
"""The outline a point lies in for each of ``FINEST_FIRST``: its number in the layer, or -1."""


@dataclass(frozen=True)
class _Ground:
    """One version of the territory as of one day, as a process keeps it."""

    layers: dict[Kind, Locator]
    kinds: dict[UUID, Kind]
    parents: dict[UUID, UUID | None]
    district_id: UUID | None
    box: points.Box | None
    places: dict[Found, Place] = field(default_factory=dict)

    def upwards(self, unit_id: UUID | None) -> Iterator[tuple[str, UUID]]:
        """Yield the level and the key of a unit and of all it is part of."""
        while unit_id is not None:
            yield LEVELS[self.kinds[unit_id]], unit_id
            unit_id = self.parents[unit_id]

    def unit(self, kind: Kind, index: int) -> UUID | None:
        """Return the unit of an outline in the layer of a kind; -1: none."""
        return UUID(bytes=self.layers[kind].keys[index]) if index >= 0 else None

    def place(self, found: Found) -> Place:
        """Return the place of what was found in each layer (kept once worked out)."""
        place = self.places.get(found)
        if place is None:
            levels: dict[str, Any] = {}
            for kind, index in zip(FINEST_FIRST, found, strict=True):
                for level, key in self.upwards(self.unit(kind, index)):
                    levels.setdefault(level, key)
            place = self.places[found] = Place(**levels, how=How.INSIDE)
        return place


_grounds: dict[tuple[int, date | None], _Ground] = {}
_loading = threading.Lock()


def district_id() -> UUID | None:
    """Return the present district, or None before there is one."""
    return _ground(None).district_id


def seen() -> int:
    """Return the number of the newest territory in this process, 0 where there is none yet.

    For ``locate`` without a question, where the number is compared before something is stored.
    """
    return max((number for number, on in list(_grounds) if on is None), default=0)


def _ground(on: date | None) -> _Ground:
    number = territory.version()
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
    rows = UnitShape.objects.filter(territory.in_force(on), territory.in_force(on, "unit__"))
    for kind, shape_id, unit_id in rows.values_list("unit__kind", "id", "unit_id"):
        shapes.setdefault(Kind(kind), []).append((shape_id, unit_id))
    with_place = Q(kind__in=LEVELS) & (~Q(kind=Kind.BUILDING) | Q(shapes__isnull=False))
    in_force = Unit.objects.filter(with_place, territory.in_force(on)).distinct()
    units = list(in_force.values_list("id", "kind", "parent_id"))
    past = {key: parent for key, (_, _, parent) in (territory.formerly(on) if on else {}).items()}
    layers = {kind: _layer(kind, sorted(pairs)) for kind, pairs in shapes.items()}
    bounds = [shapely.total_bounds(layer.outlines) for layer in layers.values()]
    low, high = (np.min(bounds, 0), np.max(bounds, 0)) if bounds else (None, None)
    kinds = {key: Kind(kind) for key, kind, _ in units}
    parents = {key: past.get(key, parent) for key, _, parent in units}
    return _Ground(
        layers=layers,
        kinds=kinds,
        parents={key: parent if parent in kinds else None for key, parent in parents.items()},
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


def locate(lon: float, lat: float, on: date | None = None, *, version: int | None = None) -> Place:
    """Return the place of a point: both branches, and the levels above them.

    A point on a border belongs to the unit with the smallest key. A point in no unit below
    the district belongs to the nearest one within 200 m (``near``), else to the district
    alone (``outside``). One statement.

    Args:
        lon, lat: degrees, EPSG:4490 or WGS 84.
        on: the day whose territory counts; without it the present one.
        version: take the territory with this number (``seen``) for the present one and ask
            nothing; whoever says it makes sure of it in the transaction that stores the place.

    Raises:
        points.PointAtZero, points.PointSwapped, points.PointOutOfWorld: it cannot be meant.
    """
    kept = _grounds.get((version, on)) if version else None
    ground = kept or _ground(on)
    points.check_point(lon, lat, territory=ground.box)
    layers = [ground.layers.get(kind) for kind in FINEST_FIRST]
    found = tuple(-1 if layer is None else layer.locate_one(lon, lat) for layer in layers)
    return _answer(ground, found, lon, lat)


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
    layers = [ground.layers.get(kind) for kind in FINEST_FIRST]
    columns: list[list[int]] = [
        [-1] * len(x) if layer is None else layer.locate_many(x, y).tolist() for layer in layers
    ]
    rows = zip(zip(*columns, strict=True), lons, lats, strict=True)
    return [_answer(ground, found, lon, lat) for found, lon, lat in rows]


def _answer(ground: _Ground, found: Found, lon: float, lat: float) -> Place:
    if max(found[:-1]) >= 0:
        return ground.place(found)
    nearby = [
        (metres, order, index)
        for order, kind in enumerate(BELOW_DISTRICT)
        if kind in ground.layers
        for metres, index in ground.layers[kind].near(lon, lat, within_m=rules.NEAR_WITHIN_M)[:1]
    ]
    if nearby:
        metres, order, index = min(nearby)
        near = tuple(index if order == each else -1 for each in range(len(FINEST_FIRST)))
        return replace(ground.place(near), how=How.NEAR, distance_m=math.ceil(metres))
    if found[-1] >= 0:
        return ground.place(found)
    return Place(district_id=ground.district_id, how=How.OUTSIDE)


def _place_of(line: list[ListedUnit], how: How) -> Place:
    levels: dict[str, Any] = {LEVELS[up.kind]: up.id for up in line if up.kind in LEVELS}
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
        UnitUnknown: there is no such unit at present.
    """
    line = territory.upwards(id=unit_id)
    if not line:
        raise UnitUnknown
    return _place_of(line, How.CHOSEN)


def place_of_door_code(code: str) -> Place:
    """Return the place of the building with this code on its plate (``code``).

    Raises:
        DoorCodeUnknown: no present building has it.
    """
    line = territory.upwards(door_code=typed_door_code(code))
    if not line:
        raise DoorCodeUnknown(code=code)
    return _place_of(line, How.CODE)


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
    units = territory.listed([UUID(bytes=key) for _, key in found])
    return [replace(units[UUID(bytes=key)], distance_m=math.ceil(metres)) for metres, key in found]


def shares(unit_id: UUID, kinds: Collection[Kind]) -> dict[UUID, float]:
    """Return the units of some kinds that a compound or building touches, the largest first.

    Each with its share of the unit's area, 0 to 1; shares below ``rules.TOUCHES`` are left
    out, and nothing is known of a unit without an outline. One statement when warm.
    """
    ground = _ground(None)
    kind = ground.kinds.get(unit_id)
    outline = ground.layers[kind].outline(unit_id.bytes) if kind in ground.layers else None
    if outline is None:
        return {}
    found: dict[UUID, float] = {}
    for layer in (ground.layers[each] for each in kinds if each in ground.layers):
        met = np.flatnonzero(shapely.intersects(layer.outlines, outline))
        parts = shapely.area(shapely.intersection(layer.outlines[met], outline)) / outline.area
        found |= {
            UUID(bytes=layer.keys[index]): share
            for index, share in zip(met.tolist(), parts.tolist(), strict=True)
            if share >= rules.TOUCHES
        }
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def touching(unit_id: UUID, kind: Kind) -> list[UUID]:
    """Return the units of one kind that have a share of their own area in this unit.

    The rule of ``shares``, read from the other side.
    """
    ground = _ground(None)
    own = ground.kinds.get(unit_id)
    outline = ground.layers[own].outline(unit_id.bytes) if own in ground.layers else None
    if outline is None or kind not in ground.layers:
        return []
    layer = ground.layers[kind]
    met = np.flatnonzero(shapely.intersects(layer.outlines, outline))
    outlines = layer.outlines[met]
    parts = shapely.area(shapely.intersection(outlines, outline)) / shapely.area(outlines)
    return [
        UUID(bytes=layer.keys[index])
        for index, share in zip(met.tolist(), parts.tolist(), strict=True)
        if share >= rules.TOUCHES
    ]
