"""One name and one point that stand for a unit, where a place must be told without being exact.

Each process keeps them in memory under the number of the territory's version.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

import shapely

from linli.kernel.territory import queries as territory
from linli.kernel.territory.models import Unit, UnitShape
from linli.kernel.territory.rules import Kind

TOO_FINE = (Kind.BUILDING, Kind.ENTRANCE)
"""POLICY. Nobody's home is a landmark: what neighbours know of a place ends at the compound."""

METRES_A_DEGREE = 111_320
"""Length of a degree of latitude; good to half a percent."""


@dataclass(frozen=True, slots=True)
class Landmark:
    """A unit from the compound upwards; ``lon`` and ``lat`` in degrees, EPSG:4490, inside it.

    Without an outline it has no point.
    """

    kind: Kind
    name: str
    lon: float | None = None
    lat: float | None = None

    def is_within(self, lon: float, lat: float, radius_m: float) -> bool:
        """Return whether its point lies within ``radius_m`` metres of (lon, lat) in degrees."""
        if self.lon is None or self.lat is None:
            return False
        east = (self.lon - lon) * math.cos(math.radians(lat))
        return math.hypot(east, self.lat - lat) * METRES_A_DEGREE <= radius_m


_held: dict[int, Mapping[UUID, Landmark]] = {}
_lock = Lock()


def landmarks() -> Mapping[UUID, Landmark]:
    """Return every unit from the compound upwards, also ended ones; one statement when warm."""
    number = territory.version()
    with _lock:
        if number not in _held:
            _held.clear()
            _held[number] = _load()
        return _held[number]


def _load() -> dict[UUID, Landmark]:
    shapes = UnitShape.objects.filter(valid_to=None).exclude(unit__kind__in=TOO_FINE)
    points = {
        unit_id: shapely.point_on_surface(shapely.from_wkb(bytes(wkb)))
        for unit_id, wkb in shapes.values_list("unit_id", "wkb")
    }
    found = {}
    for key, kind, name in Unit.objects.exclude(kind__in=TOO_FINE).values_list(
        "id", "kind", "name"
    ):
        point = points.get(key)
        place = (round(point.x, 6), round(point.y, 6)) if point else (None, None)
        found[key] = Landmark(Kind(kind), name, *place)
    return found
