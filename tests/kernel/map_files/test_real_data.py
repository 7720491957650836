"""The ground on real files: 278 neighbourhoods and 10,000 requests, an outline in two datums."""

import csv
import gzip
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from linli.kernel.common import points
from linli.kernel.datums import solver
from linli.kernel.map_files import services as map_files
from linli.kernel.outlines.solver import areas_m2, metres_per_degree
from linli.kernel.places import queries as places
from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import Kind
from tests.kernel.town import AT, OPERATOR, Town, key

REAL_DATA = os.environ.get("LINLI_REAL_DATA", "")
pytestmark = pytest.mark.skipif(not REAL_DATA, reason="LINLI_REAL_DATA does not name a folder")
FOLDER = Path(REAL_DATA)


def _outline(name: str) -> Any:
    file = json.loads((FOLDER / "boundary" / name).read_text())
    return shapely.from_geojson(json.dumps(file["features"][0]["geometry"]))


def test_the_outline_in_gcj02_becomes_the_one_in_wgs84() -> None:
    shifted, right = (
        _outline("430602_gcj02_detailed.geojson"),
        _outline("430602_wgs84_detailed.geojson"),
    )

    converted = solver.outlines_from_datum("GCJ-02", np.array([shifted]))

    apart = shapely.get_coordinates(converted) - shapely.get_coordinates(right)
    metres = np.hypot(*(apart * metres_per_degree(29.37)).T)
    assert metres.max() < 0.12  # both files are rounded to six decimals, which is 0.11 m
    assert areas_m2(converted)[0] == pytest.approx(areas_m2(np.array([right]))[0], rel=1e-5)


@pytest.fixture
def baltimore(db: None, settings: Any, tmp_path: Path) -> Town:
    """Return a district whose grids are the city's 278 neighbourhoods."""
    settings.VAR = tmp_path
    town = Town()
    town.plan("Baltimore", Kind.DISTRICT, "")
    town.plan("City", Kind.STREET, "Baltimore")
    town.plan("All", Kind.COMMUNITY, "City")
    town.add()
    map_files.import_geojson(
        OPERATOR,
        content=(FOLDER / "requests" / "baltimore_neighborhoods_278.geojson").read_bytes(),
        kind=Kind.GRID,
        datum="WGS84",
        source="OpenBaltimore",
        at=AT,
        keys=key,
    )
    return town


def test_the_recorded_neighbourhood_is_found_again(baltimore: Town) -> None:
    with gzip.open(FOLDER / "requests" / "baltimore_311_10000.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    defaults = points.default_points(
        (row["Longitude"], row["Latitude"], row["Address"]) for row in rows
    )
    faults = [
        points.point_fault(row["Longitude"], row["Latitude"], defaults=defaults) for row in rows
    ]
    usable = [row for row, fault in zip(rows, faults, strict=True) if fault is None]

    found = places.locate_many(
        [float(row["Longitude"]) for row in usable], [float(row["Latitude"]) for row in usable]
    )

    names = territory.names({place.grid_id for place in found if place.grid_id})
    named = [
        (row["Neighborhood"], place)
        for row, place in zip(usable, found, strict=True)
        if row["Neighborhood"]
    ]
    right = sum(place.grid_id is not None and names[place.grid_id] == name for name, place in named)
    assert Counter(fault for fault in faults if fault) == {"truncated": 892, "missing": 590}
    assert defaults == {("-77", "39")}
    assert (len(usable), len(named), right) == (8518, 8331, 8293)
    assert right / len(named) >= 0.995
    assert {place.how for _, place in named} == {"inside"}
    assert not places.locate(-76.6104, 39.2913).compound_id
