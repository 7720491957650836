"""The geometry of drawing: outlines in degrees in and out, limits in metres and square metres."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from linli.kernel.outlines.solver import areal, areas_m2, metres_per_degree

Shapes = NDArray[Any]
Ints = NDArray[np.int64]

LEAST_BORDER_M = 1.0
"""A border that is shorter is a corner: units that only touch there are no neighbours."""


def array(outlines: Sequence[Any]) -> Shapes:
    """Return outlines as an array of their own kind, also where there is none."""
    return np.array([*outlines, None], dtype=object)[:-1]


def snapped(drawn: Shapes, fixed: Shapes, *, within_m: float) -> Shapes:
    """Return drawn outlines whose corners near to those that stay lie exactly on them.

    An edge that passes near to a corner that stays gets that corner too, so that borders are
    shared to the last bit. What would be broken by it is left as it was drawn.
    """
    if not len(drawn) or not len(fixed):
        return drawn
    lat = float(np.mean(shapely.total_bounds(drawn)[1::2]))
    tolerance = within_m / metres_per_degree(lat)[1]
    tree = shapely.STRtree(fixed)
    out = []
    for outline in drawn:
        near = fixed[tree.query(shapely.box(*_grown(outline.bounds, tolerance)))]
        moved = _onto(outline, near, tolerance) if len(near) else outline
        out.append(moved if moved.is_valid and not moved.is_empty else outline)
    return array(out)


def _onto(outline: Any, near: Shapes, tolerance: float) -> Any:
    """Return an outline with its corners on the corners, else on the edges, near to them."""
    moved = shapely.snap(outline, shapely.geometrycollections(near), tolerance)
    edges = shapely.union_all(shapely.boundary(near))

    def put(corners: NDArray[np.float64]) -> NDArray[np.float64]:
        found = shapely.points(corners)
        away = shapely.distance(found, edges)
        off = (away > 0) & (away <= tolerance)
        if off.any():
            corners = corners.copy()
            corners[off] = shapely.get_coordinates(shapely.shortest_line(found[off], edges))[1::2]
        return corners

    return shapely.transform(moved, put)


def _grown(bounds: Sequence[float], by: float) -> tuple[float, ...]:
    west, south, east, north = bounds
    return (west - by, south - by, east + by, north + by)


def cut(outline: Any, line: Any) -> list[Any]:
    """Return the parts into which a line divides an outline, the largest first; one where none."""
    edges = shapely.union_all([shapely.boundary(outline), line])
    faces = shapely.get_parts(shapely.polygonize([edges]))
    inside = shapely.intersects(outline, shapely.point_on_surface(faces))
    parts = faces[inside]
    return [parts[index] for index in np.argsort(-shapely.area(parts), kind="stable")]


def joined(one: Any, other: Any) -> Any | None:
    """Return two outlines as one, or None where they have no border in common."""
    border = shapely.intersection(one, other)
    lat = float(np.mean(shapely.bounds(one)[1::2]))
    length = shapely.length(border) * metres_per_degree(lat)[1]
    if length < LEAST_BORDER_M:
        return None
    return areal(shapely.union(one, other))


def overlaps(outlines: Shapes, *, more_than_m2: int) -> list[tuple[int, int, int]]:
    """Return (index, index, square metres) of each pair that has ground in common, by index."""
    first, second = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    pairs = first < second
    first, second = first[pairs], second[pairs]
    common = areas_m2(shapely.intersection(outlines[first], outlines[second]))
    found = np.flatnonzero(common > more_than_m2)
    rows = [(int(first[i]), int(second[i]), int(common[i])) for i in found]
    return sorted(rows)


def beyond(outlines: Shapes, parents: Shapes, *, more_than_m2: int) -> list[tuple[int, int]]:
    """Return (index, square metres) of each outline that reaches out of its parent."""
    outside = areas_m2(shapely.difference(outlines, parents))
    return [(int(index), int(outside[index])) for index in np.flatnonzero(outside > more_than_m2)]


def left_out_m2(before: Shapes, after: Shapes) -> int:
    """Return how much ground of the outlines before lies in none of those after."""
    missing = shapely.difference(shapely.union_all(before), shapely.union_all(after))
    return int(areas_m2(array([missing]))[0])


def owners(points: Shapes, outlines: Shapes) -> Ints:
    """Return the index of the outline each point lies in, -1 for none; the first of several."""
    owner = np.full(len(points), -1, dtype=np.int64)
    if len(points) and len(outlines):
        point, outline = shapely.STRtree(outlines).query(points, predicate="intersects")
        order = np.lexsort((-outline, point))
        owner[point[order]] = outline[order]
    return owner
