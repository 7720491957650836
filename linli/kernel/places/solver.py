"""Finding the unit of a point exactly and fast.

A layer of units that should not overlap becomes a raster of 20 m cells. A cell that no
border crosses knows its unit; in a cell that a border may cross, Shapely decides. Reading
the raster costs nanoseconds, so that only the border cells, about one in eight, cost more.
"""

import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self
from zipfile import BadZipFile

import numpy as np
import shapely
from numpy.typing import NDArray

from linli.kernel.outlines.solver import distances_m, metres_per_degree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CELL_M = 20.0
MOST_CELLS = 16_000_000
"""64 MB; a layer larger than 6,400 km² gets larger cells instead of more of them."""

STEPS_PER_CELL = 4
EMPTY = -1
FORMAT = 1


class _Raster:
    """The cells of one layer: how degrees become cell numbers."""

    def __init__(self, west: float, south: float, east: float, north: float) -> None:
        east_m, north_m = metres_per_degree((south + north) / 2)
        area_m2 = (east - west) * east_m * (north - south) * north_m
        cell_m = max(CELL_M, math.sqrt(area_m2 / MOST_CELLS))
        self.per_lon, self.per_lat = east_m / cell_m, north_m / cell_m
        # One empty cell all around, so that a border on the edge has its neighbours.
        self.west, self.south = west - 1 / self.per_lon, south - 1 / self.per_lat
        self.columns = math.floor((east - self.west) * self.per_lon) + 2
        self.rows = math.floor((north - self.south) * self.per_lat) + 2

    def positions(self, points: Floats) -> Floats:
        """Return points in units of cells."""
        positions: Floats = (points - np.array((self.west, self.south))) * np.array(
            (self.per_lon, self.per_lat)
        )
        return positions


def _edges(outlines: NDArray[Any], raster: _Raster) -> tuple[Floats, Floats, Ints]:
    """Return start and end of every border segment, in cells, and the index of its unit."""
    parts, part_of = shapely.get_parts(outlines, return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    points, of = shapely.get_coordinates(rings, return_index=True)
    positions = raster.positions(points)
    same = of[1:] == of[:-1]
    return positions[:-1][same], positions[1:][same], part_of[ring_of[of[1:][same]]]


def _repeat_ranges(counts: Ints) -> Ints:
    """Return 0 … n-1 for every n in ``counts``, one after the other."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)


def _border_pairs(start: Floats, end: Floats, unit: Ints, columns: int) -> tuple[Ints, Ints]:
    """Return (unit, cell) for every cell that a unit's border enters, and a few more.

    The border is sampled every quarter of a cell. Every point of it is within an eighth
    of a cell of a sample, so the cells of the four corners of a slightly larger square
    around each sample are all the cells it can enter.
    """
    steps = np.ceil(np.hypot(*(end - start).T) * STEPS_PER_CELL).astype(np.int64) + 1
    share = _repeat_ranges(steps) / np.repeat(np.maximum(steps - 1, 1), steps)
    samples = np.repeat(start, steps, 0) + np.repeat(end - start, steps, 0) * share[:, None]
    reach = 0.5 / STEPS_PER_CELL + 1e-6
    low = np.floor(samples - reach).astype(np.int64)
    high = np.floor(samples + reach).astype(np.int64)
    cells = [y[:, 1] * columns + x[:, 0] for x in (low, high) for y in (low, high)]
    pairs = np.unique(np.concatenate([(np.repeat(unit, steps) << 40) + cell for cell in cells]))
    return pairs >> 40, pairs & ((1 << 40) - 1)


def _inner_pairs(start: Floats, end: Floats, unit: Ints, columns: int) -> tuple[Ints, Ints]:
    """Return (unit, cell) for every cell whose centre lies inside the unit (even-odd rule)."""
    low, high = np.minimum(start[:, 1], end[:, 1]), np.maximum(start[:, 1], end[:, 1])
    first = np.ceil(low - 0.5).astype(np.int64)
    crossed = np.maximum(np.ceil(high - 0.5).astype(np.int64) - first, 0)
    edge = np.repeat(np.arange(len(unit)), crossed)
    row = first[edge] + _repeat_ranges(crossed)
    slope = (end[edge, 0] - start[edge, 0]) / (end[edge, 1] - start[edge, 1])
    x = start[edge, 0] + (row + 0.5 - start[edge, 1]) * slope
    order = np.lexsort((x, row, unit[edge]))
    enters, leaves = order[::2], order[1::2]
    left = np.ceil(x[enters] - 0.5).astype(np.int64)
    width = np.maximum(np.ceil(x[leaves] - 0.5).astype(np.int64) - left, 0)
    cells = np.repeat(row[enters] * columns + left, width) + _repeat_ranges(width)
    return np.repeat(unit[edge][enters], width), cells


class Locator:
    """One layer of units, ready to say which of them a point lies in.

    A unit owns its border. Where units share it (or overlap), **the unit with the
    smallest key owns the point**. Answers are indices into ``keys``, -1 for none.
    """

    keys: list[bytes]
    outlines: NDArray[Any]

    def __init__(
        self, keys: Sequence[bytes], wkb: Sequence[bytes], grid: dict[str, NDArray[Any]]
    ) -> None:
        self.keys = list(keys)
        self._index = {key: index for index, key in enumerate(self.keys)}
        self._wkb = list(wkb)
        self._grid = grid
        self.outlines = shapely.from_wkb(np.array(self._wkb, dtype=object))
        shapely.prepare(self.outlines)
        self._tree: shapely.STRtree | None = None
        west, south, per_lon, per_lat = (float(number) for number in grid["frame"])
        self._frame = (west, south, per_lon, per_lat)
        self._rows, self._columns = (int(number) for number in grid["size"])
        self._cells = grid["cells"]
        self._first, self._members = grid["first"], grid["members"]
        self._fast = memoryview(np.ascontiguousarray(self._cells).data)

    @classmethod
    def build(cls, keys: Sequence[bytes], wkb: Sequence[bytes]) -> Self:
        """Return the locator of polygons in EPSG:4490 degrees.

        Args:
            keys: one per unit, in any order, all different.
            wkb: the polygon or multipolygon of each, valid.

        Raises:
            ValueError: there is no unit.
        """
        if not keys:
            raise ValueError("a locator needs at least one unit")
        order = sorted(range(len(keys)), key=lambda index: keys[index])
        sorted_wkb = [bytes(wkb[index]) for index in order]
        outlines = shapely.from_wkb(np.array(sorted_wkb, dtype=object))
        return cls([keys[index] for index in order], sorted_wkb, _grid_of(outlines))

    def locate_many(self, lon: Floats, lat: Floats) -> Ints:
        """Return the index of the unit of each point, -1 where there is none."""
        west, south, per_lon, per_lat = self._frame
        x, y = (lon - west) * per_lon, (lat - south) * per_lat
        inside = (x >= 0) & (x < self._columns) & (y >= 0) & (y < self._rows)
        cell = np.where(inside, y, 0).astype(np.int64) * self._columns
        cell += np.where(inside, x, 0).astype(np.int64)
        found = self._cells[cell].astype(np.int64)
        found[~inside] = EMPTY
        at_border = np.flatnonzero(found < EMPTY)
        found[at_border] = self._decide(-2 - found[at_border], lon[at_border], lat[at_border])
        return found

    def _decide(self, cell: Ints, lon: Floats, lat: Floats) -> Ints:
        """Return the first candidate of each border cell that covers its point."""
        answer = np.full(len(cell), EMPTY, dtype=np.int64)
        open_, candidate, end = np.arange(len(cell)), self._first[cell], self._first[cell + 1]
        while len(open_):
            unit = self._members[candidate]
            hit = shapely.intersects_xy(self.outlines[unit], lon[open_], lat[open_])
            answer[open_[hit]] = unit[hit]
            left = ~hit & (candidate + 1 < end)
            open_, candidate, end = open_[left], candidate[left] + 1, end[left]
        return answer

    def locate_one(self, lon: float, lat: float) -> int:
        """Return the index of the unit of one point, -1 where there is none."""
        west, south, per_lon, per_lat = self._frame
        x, y = (lon - west) * per_lon, (lat - south) * per_lat
        if not (0 <= x < self._columns and 0 <= y < self._rows):
            return EMPTY
        found: int = self._fast[int(y) * self._columns + int(x)]
        if found >= EMPTY:
            return found
        for unit in self._members[self._first[-2 - found] : self._first[-1 - found]].tolist():
            if shapely.intersects_xy(self.outlines[unit], lon, lat):
                return int(unit)
        return EMPTY

    def near(self, lon: float, lat: float, *, within_m: float) -> list[tuple[float, int]]:
        """Return (metres, index) of the units within a distance, nearest first."""
        if self._tree is None:
            self._tree = shapely.STRtree(self.outlines)
        east, north = metres_per_degree(lat)
        x, y = within_m / east, within_m / north
        index = self._tree.query(shapely.box(lon - x, lat - y, lon + x, lat + y))
        distances = distances_m(self.outlines[index], lon, lat)
        found = zip(distances.tolist(), index.tolist(), strict=True)
        return sorted(pair for pair in found if pair[0] <= within_m)

    def around(self, outline: Any, *, share: float) -> int:
        """Return the index of the unit that a point in ``outline`` and a share of it lie in."""
        point = shapely.point_on_surface(outline)
        index = self.locate_one(point.x, point.y)
        if index < 0 or not share:
            return index
        common = shapely.area(shapely.intersection(outline, self.outlines[index]))
        return index if common >= share * shapely.area(outline) else EMPTY

    def outline(self, key: bytes) -> Any | None:
        """Return the polygon of a unit, or ``None`` where the layer does not have it."""
        index = self._index.get(key)
        return None if index is None else self.outlines[index]

    def save(self, path: Path) -> None:
        """Write the locator to a file; whoever reads at the same time sees old or new."""
        wkb = np.frombuffer(b"".join(self._wkb), dtype=np.uint8)
        ends = np.cumsum([len(outline) for outline in self._wkb])
        keys = np.frombuffer(b"".join(self.keys), dtype=np.uint8).reshape(len(self.keys), -1)
        own = {"format": np.array(FORMAT), "keys": keys, "wkb": wkb, "ends": ends}
        part = path.with_suffix(f".{os.getpid()}.part")
        with part.open("wb") as file:
            np.savez(file, allow_pickle=False, **(self._grid | own))
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return a locator from its file.

        Raises:
            FileNotFoundError: there is no such file.
            ValueError: it is not whole, or of another format.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            if int(arrays["format"]) != FORMAT:
                raise ValueError("the file has another format")
            keys = [row.tobytes() for row in arrays["keys"]]
            wkb, ends = arrays["wkb"].tobytes(), arrays["ends"].tolist()
            starts = [0, *ends[:-1]]
            return cls(keys, [wkb[i:j] for i, j in zip(starts, ends, strict=True)], arrays)
        except (BadZipFile, EOFError, KeyError) as fault:
            raise ValueError(f"the file is not whole: {fault}") from fault


def _grid_of(outlines: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """Return the raster of a layer as arrays: cell → unit, or → list of candidates."""
    raster = _Raster(*shapely.total_bounds(outlines))
    start, end, unit = _edges(outlines, raster)
    border_unit, border_cell = _border_pairs(start, end, unit, raster.columns)
    inner_unit, inner_cell = _inner_pairs(start, end, unit, raster.columns)
    cells = np.full(raster.rows * raster.columns, EMPTY, dtype=np.int32)
    # Written from the largest index to the smallest: the smallest key wins.
    order = np.argsort(-inner_unit, kind="stable")
    cells[inner_cell[order]] = inner_unit[order]
    at_border = np.zeros(len(cells), dtype=bool)
    at_border[border_cell] = True
    kept = at_border[inner_cell]
    pairs = np.unique(
        np.concatenate(
            [(border_cell << 24) + border_unit, (inner_cell[kept] << 24) + inner_unit[kept]]
        )
    )
    cell_of, first = np.unique(pairs >> 24, return_index=True)
    cells[cell_of] = -2 - np.arange(len(cell_of))
    return {
        "frame": np.array([raster.west, raster.south, raster.per_lon, raster.per_lat]),
        "size": np.array([raster.rows, raster.columns]),
        "cells": cells,
        "first": np.append(first, len(pairs)),
        "members": pairs & ((1 << 24) - 1),
    }
