"""Draws a made-up district: cells that tile it exactly at every level, compounds, buildings.

Rectangles are cut until there are as many as micro-grids, every corner is made a vertex of
all rectangles it touches, and each vertex is moved once; so neighbours share their border
to the last bit, and a union of cells has exactly the border of its cells.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Box = tuple[float, float, float, float]
Corner = tuple[float, float]
Cuts = dict[float, list[float]]

WHOLE: Box = (-1.0, -1.0, 1.0, 1.0)


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """Return whole parts, each at least 1, that add up to ``total`` and follow the weights."""
    rest = total - len(weights)
    exact = np.asarray(weights, dtype=float) / sum(weights) * rest
    parts = np.floor(exact).astype(int)
    for index in np.argsort(parts - exact, kind="stable")[: rest - parts.sum()]:
        parts[index] += 1
    return [int(part) + 1 for part in parts]


def cut(box: Box, weights: Sequence[float]) -> list[Box]:
    """Return boxes that tile ``box``, one for each weight, in order, areas by weight."""
    if len(weights) == 1:
        return [box]
    sums = np.cumsum(weights)
    middle = int(np.argmin(np.abs(sums[:-1] - sums[-1] / 2))) + 1
    share = float(sums[middle - 1] / sums[-1])
    west, south, east, north = box
    if east - west >= north - south:
        at = round(west + share * (east - west), 9)
        first, second = (west, south, at, north), (at, south, east, north)
    else:
        at = round(south + share * (north - south), 9)
        first, second = (west, south, east, at), (west, at, east, north)
    return cut(first, weights[:middle]) + cut(second, weights[middle:])


def area(tree: Any) -> float:
    """Return the area of a tree of areas: a number, or a list of trees."""
    return float(sum(map(area, tree))) if isinstance(tree, list) else float(tree)


def cut_all(box: Box, tree: Any) -> list[Box]:
    """Return boxes that tile ``box``, one for each number of a tree of areas, level by level."""
    if not isinstance(tree, list):
        return [box]
    parts = cut(box, [area(branch) for branch in tree])
    return [
        leaf for part, branch in zip(parts, tree, strict=True) for leaf in cut_all(part, branch)
    ]


def _ring(box: Box, on_x: Cuts, on_y: Cuts) -> list[Corner]:
    """Return the corners of a box and all others that lie on its sides, anticlockwise, closed."""
    west, south, east, north = box
    across = [[x for x in on_y[y] if west <= x <= east] for y in (south, north)]
    along = [[y for y in on_x[x] if south <= y <= north] for x in (west, east)]
    nodes = [(x, south) for x in across[0]]
    nodes += [(east, y) for y in along[1][1:]]
    nodes += [(x, north) for x in across[1][-2::-1]]
    nodes += [(west, y) for y in along[0][-2::-1]]
    return _with_middles(nodes)


def _with_middles(nodes: list[Corner]) -> list[Corner]:
    """Return the ring with a corner in the middle of each side, so that sides can bend."""
    ring = [nodes[0]]
    for (x, y), (next_x, next_y) in pairwise(nodes):
        ring += [((x + next_x) / 2, (y + next_y) / 2), (next_x, next_y)]
    return ring


def _bent(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return corners of the square moved into a rounder, less regular shape."""
    x, y = corners[:, 0], corners[:, 1]
    u = x * np.sqrt(1 - 0.30 * y * y) + 0.030 * np.sin(4.1 * y + 0.5) + 0.012 * np.sin(9.7 * y + x)
    v = y * np.sqrt(1 - 0.30 * x * x) + 0.034 * np.sin(3.7 * x + 1.1) + 0.011 * np.sin(11.3 * x - y)
    return np.column_stack(
        [u + 0.0022 * np.sin(61 * y + 13 * x), v + 0.0022 * np.sin(57 * x - 17 * y)]
    )


def cells(boxes: Sequence[Box], *, bounds: Box) -> NDArray[Any]:
    """Return the boxes as bent polygons in degrees that tile the district without a gap.

    ``bounds``: west, south, east, north of the district, degrees.
    """
    on_x: defaultdict[float, set[float]] = defaultdict(set)
    on_y: defaultdict[float, set[float]] = defaultdict(set)
    for west, south, east, north in boxes:
        for x, y in ((west, south), (east, south), (east, north), (west, north)):
            on_x[x].add(y)
            on_y[y].add(x)
    by_x = {x: sorted(ys) for x, ys in on_x.items()}
    by_y = {y: sorted(xs) for y, xs in on_y.items()}
    rings = [_ring(box, by_x, by_y) for box in boxes]
    corners = sorted({corner for ring in rings for corner in ring})
    moved = _bent(np.array(corners))
    low, high = moved.min(axis=0), moved.max(axis=0)
    west, south, east, north = bounds
    degrees = (moved - low) / (high - low) * [east - west, north - south] + [west, south]
    places = dict(zip(corners, degrees.round(7).tolist(), strict=True))
    return np.array([shapely.Polygon([places[corner] for corner in ring]) for ring in rings])


def joined(outlines: NDArray[Any]) -> Any:
    """Return the union of cells that tile; its border is made of theirs."""
    return shapely.coverage_union_all(outlines)


@dataclass(frozen=True)
class Community:
    """The micro-grids of one community: their outlines, and which grid each belongs to."""

    outlines: NDArray[Any]
    grids: list[int]

    @cached_property
    def beside(self) -> NDArray[np.bool_]:
        """Return which micro-grids share a side (matrix)."""
        cut = shapely.intersection(self.outlines[:, None], self.outlines[None, :])
        touch = shapely.length(cut) > 0
        return np.asarray(touch & ~np.eye(len(self.outlines), dtype=bool))


def compounds(community: Community, *, count: int, noise: np.random.Generator) -> list[Any]:
    """Return outlines of ``count`` compounds that do not overlap.

    About one in eight is larger than a micro-grid and crosses a grid's border, four in ten
    are a grid or a micro-grid exactly, the others lie within one micro-grid. The shares are
    ours (decision 0012).
    """
    free = list(range(len(community.outlines)))
    found = _larger(community, free, most=max(1, round(count * 0.12)))
    found += _whole_grid(community, free, noise=noise)
    equal = min(max(0, round(count * 0.34)), max(0, len(free) - 2))
    order = [int(index) for index in noise.permutation(free)]
    found += [community.outlines[index] for index in order[:equal]]
    rest, left = order[equal:], count - len(found)
    doubled = max(0, left - len(rest))
    for place, index in enumerate(rest[:left]):
        found += _within(community.outlines[index], halves=place < doubled)
    return found[:count]


def _larger(community: Community, free: list[int], *, most: int) -> list[Any]:
    """Return unions of two neighbours of different grids, and take those from ``free``."""
    found: list[Any] = []
    for one, other in np.argwhere(np.triu(community.beside)).tolist():
        if len(found) == most:
            break
        if community.grids[one] != community.grids[other] and {one, other} <= set(free):
            found.append(joined(community.outlines[[one, other]]))
            free.remove(one)
            free.remove(other)
    return found


def _whole_grid(community: Community, free: list[int], *, noise: np.random.Generator) -> list[Any]:
    """Return one whole grid that is still free, or nothing, and take its cells from ``free``."""
    whole = [
        grid
        for grid in sorted(set(community.grids))
        if all(i in free for i, own in enumerate(community.grids) if own == grid)
    ]
    if len(whole) < 3 or noise.random() < 0.4:
        return []
    chosen = [i for i, own in enumerate(community.grids) if own == whole[0]]
    for index in chosen:
        free.remove(index)
    return [joined(community.outlines[chosen])]


def _within(outline: Any, *, halves: bool) -> list[Any]:
    """Return one or two outlines that lie within a micro-grid."""
    if not halves:
        return [_smaller(outline, 0.72)]
    west, south, east, north = outline.bounds
    middle = (west + east) / 2
    boxes = [shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)]
    return [_smaller(shapely.intersection(outline, box), 0.7) for box in boxes]


def _smaller(outline: Any, share: float) -> Any:
    hull = shapely.convex_hull(outline)
    centre = np.array(shapely.get_coordinates(shapely.centroid(hull))[0])
    shrunk = shapely.transform(hull, lambda at: ((at - centre) * share * 0.9 + centre).round(7))
    return shapely.intersection(shrunk, outline)


PLACES = [(x, y) for y in (0.2, 0.4, 0.6, 0.8) for x in (0.2, 0.4, 0.6, 0.8)]
"""Where buildings may stand, as shares of the width and height of a compound."""


def buildings(outline: Any, *, count: int) -> list[Any]:
    """Return the outlines of up to ``count`` buildings (at least one) inside a compound."""
    west, south, east, north = outline.bounds
    width, height = east - west, north - south
    at = np.array(PLACES) * [width, height] + [west, south]
    half = np.array([width * 0.07, height * 0.03])
    boxes = shapely.box(*(at - half).round(7).T, *(at + half).round(7).T)
    inside = boxes[shapely.contains(outline, boxes)]
    if len(inside):
        return list(inside[:: max(1, len(inside) // count)][:count])
    middle = shapely.get_coordinates(shapely.point_on_surface(outline))[0]
    return [shapely.box(*(middle - half / 8), *(middle + half / 8))]
