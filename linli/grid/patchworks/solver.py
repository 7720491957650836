"""The pieces of one community as a patchwork: who borders on whom, over how many metres.

Pieces are buildings, compounds or precincts, in a plane of metres. Those that do not fill
their community get the ground nearest to each of them, so that grids made of them leave no gap.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Outlines = NDArray[Any]

FULL = 0.97
"""POLICY. Pieces with this share of their community's ground fill it; no ground is dealt out."""

STEP_M = 12.0
"""POLICY. Metres between two points of an outline from which the ground nearest to it is found."""

GRID_M = 0.001
"""POLICY. Corners of dealt-out ground lie on a grid of a millimetre, so that neighbours meet."""

SHAKE_M, SHAKEN = 0.05, 5
"""POLICY. Points are moved by up to so much, the same way each time: where many lie on one line
or circle, as the corners of houses do, the drawing of cells breaks. Ways that are tried."""

MOST_POINTS = 24
"""POLICY. Points of one outline at most; large ones take wider steps."""


@dataclass(frozen=True, slots=True)
class Patchwork:
    """``n`` pieces and the ``m`` borders between them.

    households, compounds, blocks, presents: arrays (n,); compounds, blocks (of main roads) and
        presents (present grids) are numbers that only have to tell one from another, -1 for none.
    areas, outer: arrays (n,), square metres and metres of a piece's whole outline.
    pairs: array (m, 2), the smaller index first, each pair once.
    lengths: array (m,), metres; 0 where two pieces are neighbours over a gap (a bridge).
    """

    households: Ints
    compounds: Ints
    blocks: Ints
    presents: Ints
    areas: Floats
    outer: Floats
    pairs: Ints
    lengths: Floats

    def __len__(self) -> int:
        """Return how many pieces there are."""
        return len(self.households)

    def neighbours(self) -> list[list[int]]:
        """Return the pieces beside each piece, in rising order."""
        found: list[list[int]] = [[] for _ in range(len(self))]
        for one, other in self.pairs.tolist():
            found[one].append(other)
            found[other].append(one)
        return [sorted(each) for each in found]


def sewn(
    outlines: Outlines,
    *,
    households: Ints,
    compounds: Ints | None = None,
    blocks: Ints | None = None,
    presents: Ints | None = None,
) -> Patchwork:
    """Return the patchwork of outlines that fill their ground (see ``cells``).

    Parts that touch nothing are joined to what lies nearest, so that all of it is connected.
    """
    none = np.full(len(outlines), -1, dtype=np.int64)
    pairs, lengths = borders(outlines)
    bridges = _bridges(outlines, components(len(outlines), pairs))
    return Patchwork(
        households=households,
        compounds=none if compounds is None else compounds,
        blocks=none if blocks is None else blocks,
        presents=none if presents is None else presents,
        areas=shapely.area(outlines),
        outer=shapely.length(outlines),
        pairs=np.concatenate([pairs, bridges]),
        lengths=np.concatenate([lengths, np.zeros(len(bridges))]),
    )


def cells(outlines: Outlines, ground: Any) -> Outlines:
    """Return the ground nearest to each outline, which together are the whole ground.

    Outlines that fill it stay as they are. One that wholly lies under others gets no ground.

    Args:
        outlines: array (n,) of points or polygons.
        ground: the polygon they share.
    """
    if len(outlines) == 1:
        return np.array([ground], dtype=object)
    if shapely.area(outlines).sum() >= FULL * shapely.area(ground):
        return outlines
    corner = np.array(shapely.bounds(ground)[:2])
    near = shapely.transform(ground, lambda xy: xy - corner)  # small numbers keep their figures
    points, owners = _spots(shapely.transform(outlines, lambda xy: xy - corner))
    found = _dealt(points, owners, near, count=len(outlines))
    return np.asarray(shapely.transform(found, lambda xy: xy + corner), dtype=object)


def _dealt(points: Floats, owners: Ints, ground: Any, *, count: int) -> Outlines:
    """Return the ground nearest to the points of each of ``count`` owners.

    Where the drawing of cells breaks all the same, the points are shaken another way.
    """
    order = np.argsort(owners, kind="stable")
    starts = np.searchsorted(owners[order], np.arange(count + 1))
    for attempt in range(SHAKEN):
        noise = np.random.default_rng(attempt)
        shaken = shapely.multipoints(points + noise.uniform(-SHAKE_M, SHAKE_M, points.shape))
        with suppress(shapely.errors.GEOSException):
            drawn = shapely.voronoi_polygons(shaken, extend_to=ground, ordered=True)
            parts = shapely.set_precision(shapely.get_parts(drawn), GRID_M)
            joined = [
                shapely.union_all(parts[order[first:last]], grid_size=GRID_M)
                for first, last in pairwise(starts.tolist())
            ]
            found = np.array(joined, dtype=object)
            return np.asarray(shapely.intersection(found, ground, grid_size=GRID_M), dtype=object)
    raise ValueError("the ground could not be dealt out")


def _spots(outlines: Outlines) -> tuple[Floats, Ints]:
    """Return points of the outlines and whose they are; no point twice."""
    lengths = shapely.length(outlines)
    steps = np.maximum(STEP_M, lengths / MOST_POINTS)
    fine = shapely.segmentize(outlines, np.where(lengths > 0, steps, 1.0))
    corners, owners = shapely.get_coordinates(fine, return_index=True)
    middles = shapely.get_coordinates(shapely.point_on_surface(outlines))
    points = np.concatenate([middles, corners]).round(2)
    owners = np.concatenate([np.arange(len(outlines)), owners])
    _, first = np.unique(points, axis=0, return_index=True)
    first.sort()
    return points[first], owners[first].astype(np.int64)


def borders(outlines: Outlines) -> tuple[Ints, Floats]:
    """Return the pairs of outlines that share a border, and its length in metres."""
    tree = shapely.STRtree(outlines)
    one, other = tree.query(outlines, predicate="intersects")
    is_pair = one < other
    pairs = np.column_stack([one[is_pair], other[is_pair]]).astype(np.int64)
    shared = shapely.intersection(outlines[pairs[:, 0]], outlines[pairs[:, 1]])
    # two that overlap share an area: half of its outline counts
    lengths = shapely.length(shared) * np.where(shapely.area(shared) > 0, 0.5, 1.0)
    is_border = lengths > 0
    order = np.lexsort((pairs[is_border, 1], pairs[is_border, 0]))
    return pairs[is_border][order], lengths[is_border][order]


def components(count: int, pairs: Ints) -> Ints:
    """Return for each of ``count`` pieces the smallest index that it is connected with."""
    above = list(range(count))

    def top(piece: int) -> int:
        while above[piece] != piece:
            above[piece] = above[above[piece]]
            piece = above[piece]
        return piece

    for one, other in pairs.tolist():
        first, second = top(one), top(other)
        above[max(first, second)] = min(first, second)
    return np.array([top(piece) for piece in range(count)], dtype=np.int64)


def parted(patchwork: Patchwork, labels: Ints) -> Ints:
    """Return the connected parts of each group: pieces of one group that touch have one number."""
    is_inside = labels[patchwork.pairs[:, 0]] == labels[patchwork.pairs[:, 1]]
    return components(len(patchwork), patchwork.pairs[is_inside])


def _bridges(outlines: Outlines, parts: Ints) -> Ints:
    """Return the pairs that join parts lying apart, each part to what is nearest to it."""
    bridges: list[tuple[int, int]] = []
    while len(names := np.unique(parts)) > 1:
        smallest = min(names.tolist(), key=lambda name: (np.count_nonzero(parts == name), name))
        inside, outside = np.flatnonzero(parts == smallest), np.flatnonzero(parts != smallest)
        near = _nearest(outlines, inside, outside)
        bridges.append((min(near), max(near)))
        parts = np.where(parts == smallest, parts[near[1]], parts)
    return np.array(bridges, dtype=np.int64).reshape(-1, 2)


def _nearest(outlines: Outlines, inside: Ints, outside: Ints) -> tuple[int, int]:
    """Return the two pieces, one of each side, with the least distance; empty ones lie anywhere."""
    tree = shapely.STRtree(outlines[outside])
    found, gaps = tree.query_nearest(outlines[inside], return_distance=True)
    if not len(gaps):
        return int(inside[0]), int(outside[0])
    best = int(np.argmin(gaps))
    return int(inside[found[0, best]]), int(outside[found[1, best]])


def blocks(outlines: Outlines, roads: Sequence[Any], ground: Any) -> Ints:
    """Return in which block each outline lies: the pieces into which main roads cut the ground."""
    lines = shapely.union_all([shapely.boundary(ground), *roads])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.node(lines))))
    if len(faces) < 2:
        return np.full(len(outlines), -1, dtype=np.int64)
    tree = shapely.STRtree(faces)
    return np.asarray(tree.nearest(shapely.point_on_surface(outlines)), dtype=np.int64)
