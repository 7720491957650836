"""Points are located and deadlines worked out, each against the plain way."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from numpy.typing import NDArray

from bench.rows import Row, agree, seconds
from linli.kernel.calendar import rules as calendar
from linli.kernel.calendar import solver as deadlines
from linli.kernel.calendar.rules import Limit, WorkCalendar
from linli.kernel.outlines.solver import areas_m2
from linli.kernel.places.solver import Locator
from linli.party.relations import solver as relations

CELLS, POINTS, SINGLE = 2500, 1_000_000, 20_000
VERTEX_EVERY = 0.0003
"""Degrees between two vertices of a border: about a hundred vertices a cell."""
ROWS, WALKED = 1_000_000, 2_000
COMPOUNDS, PAIRED = 1_000, 20
SEED = 430602


def locating() -> list[Row]:
    """Find points among 2,500 cells with wavy borders."""
    noise = np.random.default_rng(SEED)
    cells = _cells(noise)
    vertices = float(np.mean(shapely.get_num_coordinates(cells)))
    keys = [number.to_bytes(16, "big") for number in range(CELLS)]
    locator, tree = Locator.build(keys, list(shapely.to_wkb(cells))), shapely.STRtree(cells)
    lon, lat = noise.uniform(113.0, 113.4, POINTS), noise.uniform(29.2, 29.5, POINTS)
    points = shapely.points(lon, lat)
    pairs = list(zip(lon[:SINGLE].tolist(), lat[:SINGLE].tolist(), strict=True))

    one = seconds(lambda: [locator.locate_one(*pair) for pair in pairs]) / SINGLE * 1e6
    one_by_tree = (
        seconds(lambda: [tree.query(shapely.Point(pair), predicate="intersects") for pair in pairs])
        / SINGLE
        * 1e6
    )
    many = seconds(lambda: locator.locate_many(lon, lat))
    many_by_tree = seconds(lambda: tree.query(points, predicate="intersects"))

    found = locator.locate_many(lon, lat)
    which, cell = tree.query(points, predicate="intersects")
    agree(np.array_equal(found[which], cell), len(which) == np.count_nonzero(found >= 0))
    ground = f"{CELLS:,} polygons of {vertices:.0f} vertices"
    return [
        Row(
            what="locate one point",
            work=f"{SINGLE:,} points, one a call, {ground}",
            unit="µs",
            ours=one,
            reference=one_by_tree,
            factor=one_by_tree / one,
            against="shapely STRtree",
            aim="aim: 5 µs at most",
        ),
        Row(
            what="locate many points",
            work=f"{POINTS:,} points at once, {ground}; all found alike",
            unit="M/CPU-s",
            ours=POINTS / many / 1e6,
            reference=POINTS / many_by_tree / 1e6,
            factor=many_by_tree / many,
            against="shapely STRtree",
            aim="aim: 10 × at least, exact on all",
        ),
    ]


def size_relations() -> Row:
    """Compare compounds with cells: shares of ground, and the kind of each with two tolerances."""
    noise = np.random.default_rng(SEED)
    cells = _cells(noise)
    compounds = _compounds(cells, noise)

    def ours() -> relations.Shares:
        layer = relations.shares(compounds, cells)
        for percent in (5, 10, 15):
            relations.relations(layer, percent)
        return layer

    def pairs(few: int) -> dict[tuple[int, int], float]:
        return {
            (one, other): compounds[one].intersection(cells[other]).area
            for one in range(few)
            for other in range(CELLS)
            if compounds[one].intersects(cells[other])
        }

    took, plain = seconds(ours), seconds(lambda: pairs(PAIRED)) / PAIRED * COMPOUNDS
    layer, walked = ours(), pairs(PAIRED)
    found = {
        pair: layer.shared[number]
        for number, pair in enumerate(
            zip(layer.compound.tolist(), layer.cell.tolist(), strict=True)
        )
        if pair[0] < PAIRED
    }
    m2 = {pair: areas_m2(np.array([compounds[pair[0]].intersection(cells[pair[1]])]))[0]
          for pair in walked}  # fmt: skip
    agree(all(abs(found.get(pair, 0) - shared) <= 2 for pair, shared in m2.items()))
    return Row(
        what="size relation",
        work=f"{COMPOUNDS:,} compounds against {CELLS:,} cells, shares and kinds "
        f"({PAIRED} compounds paired and projected)",
        unit="s",
        ours=took,
        reference=plain,
        factor=plain / took,
        against="shapely, pair by pair",
        aim="aim: 0.5 s at most",
    )


def due_moments() -> Row:
    """Work out deadlines of three years, all four units mixed."""
    noise = np.random.default_rng(SEED)
    day_off = {date(2024, 1, 1) + timedelta(days=day): False for day in range(0, 1500, 37)}
    work = WorkCalendar(zone=ZoneInfo("Asia/Shanghai"), days=day_off)
    begin = deadlines.moment(datetime(2024, 1, 1, tzinfo=UTC))
    starts = begin + noise.integers(0, 3 * 365 * 86_400, ROWS) * 1_000_000
    units = noise.integers(0, len(deadlines.UNITS), ROWS)
    is_hours = np.isin(units, [deadlines.UNITS.index(unit) for unit in calendar.HOURS])
    values = noise.integers(1, 30, ROWS) * np.where(is_hours, 60, 1)

    def walk() -> list[int]:
        return [
            deadlines.moment(
                calendar.due(
                    work,
                    deadlines.EPOCH + timedelta(microseconds=int(starts[row])),
                    Limit(int(values[row]), deadlines.UNITS[units[row]]),
                )
            )
            for row in range(WALKED)
        ]

    ours = seconds(lambda: deadlines.due_many(work, starts, values, units))
    plain = seconds(walk) / WALKED * ROWS
    agree(deadlines.due_many(work, starts, values, units)[:WALKED].tolist() == walk())
    return Row(
        what="deadlines",
        work=f"{ROWS:,} rows, four units mixed ({WALKED:,} walked and projected)",
        unit="M/CPU-s",
        ours=ROWS / ours / 1e6,
        reference=ROWS / plain / 1e6,
        factor=plain / ours,
        against="walk from day to day",
        aim="aim: 20 M a second",
    )


def _compounds(cells: NDArray[Any], noise: np.random.Generator) -> NDArray[Any]:
    """Return compounds of all kinds: a cell, some cells, part of one, one moved over borders."""
    tree, made = shapely.STRtree(cells), []
    for number, place in enumerate(noise.integers(0, len(cells), COMPOUNDS).tolist()):
        cell = cells[place]
        near = tree.query(cell, predicate="touches")[:2]
        middle = np.array(shapely.get_coordinates(shapely.centroid(cell))[0])
        made.append(
            (
                cell,
                shapely.union_all([cell, *cells[near]]),
                shapely.transform(cell, lambda at, to=middle: (at - to) * 0.6 + to),
                shapely.transform(cell, lambda at: at + np.array((0.003, 0.002))),
            )[number % 4]
        )
    return np.array(made, dtype=object)


def _cells(noise: np.random.Generator) -> NDArray[Any]:
    """Return cells with wavy borders that fill a district, in degrees."""
    seeds = np.column_stack([noise.uniform(113.0, 113.4, CELLS), noise.uniform(29.2, 29.5, CELLS)])
    parts = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(seeds)))
    box = shapely.box(113.0, 29.2, 113.4, 29.5)
    fine = shapely.segmentize(shapely.intersection(parts, box), VERTEX_EVERY)
    return np.asarray(
        shapely.transform(fine, lambda xy: xy + 0.0003 * np.sin(xy[:, ::-1] * 2000)), dtype=object
    )
