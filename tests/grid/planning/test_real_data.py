"""Plans on real ground: Florida's precincts, Hangzhou's compounds, Nanshan's buildings."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from linli.grid.patchworks.solver import Patchwork, cells, sewn
from linli.grid.planning.solver import Divided, Wishes, planned, previewed
from linli.grid.wishes.rules import Band
from linli.kernel.map_readings.solver import gdal
from linli.kernel.outlines.solver import metres_per_degree

FOLDER = Path(os.environ.get("LINLI_REAL_DATA", ""))
pytestmark = pytest.mark.skipif(
    not os.environ.get("LINLI_REAL_DATA"), reason="LINLI_REAL_DATA names no folder with real data"
)
HOUSEHOLD_M2 = 100
"""Ground of a building per household; the sets have none, so that this is an assumption."""


def read(name: str, column: str) -> tuple[Any, Any]:
    """Return the outlines of a file in metres and one of its columns."""
    _, _, wkb, (values,) = gdal().raw.read(FOLDER / name, columns=[column])
    outlines = shapely.make_valid(shapely.force_2d(shapely.from_wkb(wkb)))
    east, north = metres_per_degree(float(np.mean(shapely.bounds(outlines)[:, 1])))
    return shapely.transform(outlines, lambda xy: xy * (east, north)), values


def check(work: Patchwork, found: Divided) -> None:
    """Check that a plan is a partition into connected groups."""
    assert set(found.labels.tolist()) == set(range(found.figures.grids))
    assert found.figures.disconnected == 0


@pytest.mark.parametrize(("name", "parts"), [("fl25", 5), ("fl70", 14)])
def test_precincts_become_connected_balanced_groups(name: str, parts: int) -> None:
    outlines, people = read(f"partitions/florida_precincts_{name}.geojson", "pop")
    work = sewn(outlines, households=people.astype(np.int64))
    mean = int(people.sum()) // parts
    band = Band(int(mean * 0.75), int(mean * 1.25), mean)

    cut, plan = previewed(work, Wishes(band=band)), planned(work, Wishes(band=band))

    check(work, cut)
    check(work, plan)
    assert plan.figures.in_band == plan.figures.grids
    assert plan.cost <= cut.cost
    assert plan.cost == pytest.approx(plan.bound)


def test_compounds_of_hangzhou_become_connected_groups_that_leave_no_ground_out() -> None:
    outlines, areas = read("residential/hangzhou_residential_osm_dev.geojson", "area_m2")
    ground = shapely.box(*shapely.total_bounds(outlines)).buffer(200)
    filled = cells(outlines, ground)
    work = sewn(filled, households=np.maximum(1, areas // 400).astype(np.int64))

    found = previewed(work, Wishes())

    check(work, found)
    assert shapely.area(filled).sum() == pytest.approx(shapely.area(ground))
    small = work.households[work.households <= 500].sum() / work.households.sum()
    assert found.figures.grids >= small * found.figures.least_grids


def test_buildings_of_nanshan_come_into_the_band() -> None:
    outlines, heights = read("residential/shenzhen_nanshan_buildings_5438.geojson", "height_m")
    floors = np.maximum(1, heights.astype(float) // 3)
    flats = np.clip(shapely.area(outlines) * floors / HOUSEHOLD_M2 / 4, 1, 250).astype(np.int64)
    ground = shapely.convex_hull(shapely.union_all(outlines)).buffer(50)
    work = sewn(cells(outlines, ground), households=flats)

    found = previewed(work, Wishes())

    check(work, found)
    assert found.figures.share_in_band >= 0.99
