"""Measures of outlines in degrees, on the ellipsoid of CGCS2000."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ELLIPSOID_A = 6378137.0
ELLIPSOID_E2 = 0.00669438002290
ELLIPSOID_E = math.sqrt(ELLIPSOID_E2)


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Return the metres of one degree of longitude and of latitude at ``lat``."""
    bend = 1 - ELLIPSOID_E2 * math.sin(math.radians(lat)) ** 2
    east = ELLIPSOID_A * math.cos(math.radians(lat)) / math.sqrt(bend)
    north = ELLIPSOID_A * (1 - ELLIPSOID_E2) / bend**1.5
    return math.radians(east), math.radians(north)


def _equal_area(points: Floats) -> Floats:
    sine = np.sin(np.radians(points[:, 1]))
    height = sine / (1 - ELLIPSOID_E2 * sine**2) + np.arctanh(ELLIPSOID_E * sine) / ELLIPSOID_E
    return np.column_stack((np.radians(points[:, 0]), (1 - ELLIPSOID_E2) * height))


def areas_m2(outlines: NDArray[Any]) -> Ints:
    """Return the areas of polygons in whole square metres (cylinder of equal area)."""
    areas: Floats = shapely.area(shapely.transform(outlines, _equal_area))
    return np.rint(areas * (ELLIPSOID_A**2 / 2)).astype(np.int64)


HAIR_M = 0.0001
"""Outlines that overlap by less than this do not overlap: neighbours share a border, no ground."""


def in_metres(outlines: NDArray[Any]) -> NDArray[Any]:
    """Return polygons in degrees on the plane of equal area, in metres.

    Areas there are those of the ellipsoid, also of parts and unions; lengths and angles are not.
    """
    return np.asarray(shapely.transform(outlines, _equal_area_m), dtype=object)


def _equal_area_m(points: Floats) -> Floats:
    return _equal_area(points) * (ELLIPSOID_A / math.sqrt(2))


def shared_m2(outlines: NDArray[Any], others: NDArray[Any]) -> tuple[Ints, Ints, Ints]:
    """Return which outlines share ground with which others, and how much.

    Each outline is first drawn in by a tenth of a millimetre: that tells a neighbour from a
    guest and spares the arithmetic of lines upon lines, at a square metre in ten kilometres
    of common border.

    Args:
        outlines, others: sound polygons or multipolygons on the plane of ``in_metres``.

    Returns:
        index into ``outlines``, index into ``others`` and square metres of each pair that
        shares at least one; by outline, then by other.
    """
    drawn_in = shapely.buffer(outlines, -HAIR_M, join_style="mitre")
    one, other = shapely.STRtree(others).query(drawn_in, predicate="intersects")
    shapely.prepare(others)
    shared = shapely.area(outlines)[one]
    cut = ~shapely.covers(others[other], drawn_in[one])
    shared[cut] = shapely.area(shapely.intersection(drawn_in[one[cut]], others[other[cut]]))
    metres = np.rint(shared).astype(np.int64)
    kept = np.flatnonzero(metres)
    kept = kept[np.lexsort((other[kept], one[kept]))]
    return one[kept], other[kept], metres[kept]


def area_m2(outline: Any) -> int:
    """Return the area of one polygon in whole square metres."""
    return int(areas_m2(np.array([outline], dtype=object))[0])


def together(outlines: Iterable[Any]) -> Any:
    """Return the union of polygons, without the lines that rounding leaves beside it."""
    return areal(shapely.union_all(list(outlines)))


def wkb_of(outline: Any) -> bytes:
    """Return an outline as it is stored."""
    return bytes(shapely.to_wkb(outline, byte_order=1))


def distances_m(outlines: NDArray[Any], lon: float, lat: float) -> Floats:
    """Return how far each polygon is from the point, in metres; good to 0.1 % within 2 km."""
    east, north = metres_per_degree(lat)
    moved = shapely.transform(outlines, lambda points: (points - (lon, lat)) * (east, north))
    return np.asarray(shapely.distance(moved, shapely.Point(0, 0)), dtype=np.float64)


POLYGON = 3
"""GEOS's number for a polygon; multi-part geometries and collections have larger ones."""

MOST_NESTED = 16
"""Collections within collections that are still opened; ours (decision 0039)."""

SAME = 1e-7
"""Degrees, about a centimetre: outlines that are nowhere further apart are the same."""

MOST_MOVED = 0.001
"""POLICY. A repair may change an area by this share at most; ours (decision 0039)."""


def areal(geometry: Any) -> Any:
    """Return the polygons of a geometry; map programs leave lines of no area beside them."""
    parts = shapely.get_parts(geometry)
    for _ in range(MOST_NESTED):
        if not (shapely.get_type_id(parts) > POLYGON).any():
            break
        parts = shapely.get_parts(parts)
    polygons = parts[shapely.get_type_id(parts) == POLYGON].tolist()
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def mended(outline: Any) -> Any | None:
    """Return a sound outline of the same area, or ``None`` where a repair would change it.

    What crosses itself at a spike or a doubled corner is mended; a figure of eight is not: of
    two ways to read it one is wrong, and only who drew it knows which.
    """
    sound = areal(shapely.make_valid(outline, method="structure", keep_collapsed=False))
    area = shapely.area(outline)
    if sound.is_empty or not sound.is_valid:
        return None
    return sound if abs(shapely.area(sound) - area) <= MOST_MOVED * area else None


def are_same(some: NDArray[Any], others: NDArray[Any]) -> NDArray[np.bool_]:
    """Return for each pair of outlines whether they are nowhere further apart than a centimetre."""
    apart = np.abs(shapely.bounds(some) - shapely.bounds(others)).max(axis=1)
    near: NDArray[np.bool_] = apart <= SAME
    near[near] = shapely.hausdorff_distance(some[near], others[near]) <= SAME
    return near
