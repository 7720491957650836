"""Grids are planned for a made-up city, by METIS and by all groups beside each other."""

import resource
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from bench.rows import Row, agree
from linli.grid.plan_figures.solver import Figures
from linli.grid.planning.solver import (
    Divided,
    Ground,
    Wishes,
    each,
    patchwork,
    planned,
    pool,
    previewed,
)

BUILDINGS, COMPOUNDS, COMMUNITIES, ROAD_BLOCKS = 20_000, 977, 120, 45
QUARTERS, QUARTER_M, WIDE = 30, 350.0, 0.25
WIDTH_M, HEIGHT_M = 12_000, 10_000

SEED, PROCESSES = 430602, 2


def planning() -> Row:
    """Plan the grids of the made-up city, from outlines to the proved plan, in two processes."""
    grounds = city(SEED)
    sizes = [len(ground.pieces) for ground in grounds]
    with pool(PROCESSES) as workers:

        def all_of(task: Callable[..., Any], rows: list[tuple[Any, ...]]) -> list[Any]:
            found = dict(each(workers, task, rows, sizes))
            return [found[index] for index in range(len(rows))]

        began = time.perf_counter()
        works = all_of(patchwork, [(ground,) for ground in grounds])
        rows = [(work, Wishes()) for work in works]
        preview = all_of(previewed, rows)
        preview_s = time.perf_counter() - began
        plan = all_of(planned, rows)
        plan_s = time.perf_counter() - began
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    ours, metis = _cost(plan), _cost(preview)
    found = _summed(plan)
    agree(found.disconnected == 0, ours <= metis, all(_is_partition(d) for d in plan))
    return Row(
        what="grids planned",
        work=(
            f"{BUILDINGS:,} buildings, {len(grounds)} communities: {found.grids} grids,"
            f" {_kept(plan):.1%} in 300-500 where arithmetic allows, {found.splits} splits"
            f" (bound {found.least_splits}; METIS {_summed(preview).splits}),"
            f" {plan_s:.1f} s on {PROCESSES} cores ({spent.ru_utime:.1f} processor s),"
            f" preview {preview_s:.1f} s"
        ),
        unit="cost",
        ours=ours,
        reference=metis,
        factor=metis / ours,
        against="METIS alone",
        aim="aim: 15 s on 2 cores, 100 % in the band, none disconnected, splits 1.25 × the bound",
    )


def _cost(plan: list[Divided]) -> float:
    return sum(one.cost for one in plan)


def _summed(plan: list[Divided]) -> Figures:
    found = Figures()
    for one in plan:
        found = found.plus(one.figures)
    return found


def _is_partition(one: Divided) -> bool:
    return set(one.labels.tolist()) == set(range(one.figures.grids))


def _kept(plan: list[Divided]) -> float:
    """Return the share of grids in the band, in the communities that can be divided into it."""
    band = Wishes().band
    return _summed([one for one in plan if band.fits(one.figures.households)]).share_in_band


def city(seed: int) -> list[Ground]:
    """Return the communities of a made-up city: 20,000 cells, 977 compounds, 45 road blocks.

    Each building belongs to the nearest of the centres of compounds, each compound to the
    nearest of the centres of communities, each to the nearest of the blocks' centres.
    """
    noise = np.random.default_rng(seed)
    points = np.column_stack(
        [noise.uniform(0, WIDTH_M, BUILDINGS), noise.uniform(0, HEIGHT_M, BUILDINGS)]
    )
    box = shapely.box(0, 0, WIDTH_M, HEIGHT_M)
    drawn = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=box, ordered=True)
    )
    outlines = shapely.intersection(drawn, box)
    centres = _uneven(noise, COMPOUNDS)
    compounds = _nearest(points, centres)
    buildings = np.bincount(compounds, minlength=COMPOUNDS)
    halls = noise.choice(COMPOUNDS, COMMUNITIES, replace=False, p=buildings / BUILDINGS)
    communities = _nearest(centres, centres[halls])[compounds]
    blocks = _nearest(centres, _spread(noise, ROAD_BLOCKS))[compounds]
    households = np.maximum(1, noise.lognormal(2.35, 0.75, BUILDINGS)).astype(int)
    return [
        _ground(outlines[inside], households[inside], compounds[inside], blocks[inside])
        for inside in (np.flatnonzero(communities == name) for name in range(COMMUNITIES))
        if len(inside)
    ]


def _spread(noise: np.random.Generator, count: int) -> NDArray[np.float64]:
    return np.column_stack([noise.uniform(0, WIDTH_M, count), noise.uniform(0, HEIGHT_M, count)])


def _uneven(noise: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Return centres that lie dense in old quarters and wide apart between them."""
    quarters = _spread(noise, QUARTERS)[noise.integers(0, QUARTERS, count)]
    dense = quarters + noise.normal(0, QUARTER_M, (count, 2))
    dense = np.abs(dense)
    dense = (WIDTH_M, HEIGHT_M) - np.abs((WIDTH_M, HEIGHT_M) - dense)
    is_wide = noise.random(count) < WIDE
    return np.where(is_wide[:, None], _spread(noise, count), dense)


def _nearest(points: NDArray[np.float64], centres: NDArray[np.float64]) -> NDArray[np.int64]:
    tree = shapely.STRtree(shapely.points(centres))
    return np.asarray(tree.nearest(shapely.points(points)), dtype=np.int64)


def _ground(outlines: Any, households: Any, compounds: Any, blocks: Any) -> Ground:
    return Ground(
        outline=shapely.to_wkb(shapely.coverage_union_all(outlines)),
        pieces=shapely.to_wkb(outlines).tolist(),
        households=households.tolist(),
        compounds=compounds.tolist(),
        presents=[-1] * len(households),
        blocks=blocks.tolist(),
    )
