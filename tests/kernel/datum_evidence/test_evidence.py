"""On which datum a map lies, suggested by where its outlines fall."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from linli.kernel.common.errors import Forbidden
from linli.kernel.datum_evidence import queries
from linli.kernel.datum_evidence.rules import CANDIDATES, Evidence, Share
from linli.kernel.datums.solver import outlines_to_datum
from linli.kernel.map_files import services as map_files
from linli.kernel.map_readings import solver as reader
from linli.kernel.map_readings.rules import Form, Reading, Row
from linli.kernel.people.rules import Actor, Role
from linli.kernel.territory.models import TerritoryVersion
from linli.kernel.territory.rules import Kind
from tests.kernel.town import AT, OPERATOR, Town, key

REAL_DATA = os.environ.get("LINLI_REAL_DATA", "")
BOUNDARY = Path(REAL_DATA) / "boundary"


def _reading(datum: str, shapes: dict[str, Any], parent: str = "") -> Reading:
    drawn = outlines_to_datum(datum, np.array(list(shapes.values()), dtype=object))
    rows = [
        Row(number, {"name": name, "parent": parent}, shape)
        for number, (name, shape) in enumerate(zip(shapes, drawn, strict=True), start=1)
    ]
    return Reading(Form.GEOJSON, "", (), None, rows)


def _micro_grids() -> dict[str, Any]:
    wests = np.linspace(113.0, 113.009, 10)
    return {f"微{n}": shapely.box(x, 29.0, x + 0.001, 29.01) for n, x in enumerate(wests)}


@pytest.mark.parametrize("datum", CANDIDATES)
def test_new_units_lie_in_what_they_are_part_of_under_their_own_datum(
    town: Town, datum: str
) -> None:
    found = queries.evidence(OPERATOR, _reading(datum, _micro_grids(), "一格"), Kind.MICRO_GRID)

    assert found.count == 10
    assert found.suggested == datum
    assert {each.datum: each.percent for each in found.shares}[datum] == "100.0"


@pytest.mark.parametrize("datum", CANDIDATES)
def test_units_that_are_there_already_are_compared_with_themselves(town: Town, datum: str) -> None:
    shapes = {"一格": shapely.box(113.00, 29.00, 113.01, 29.01)}

    found = queries.evidence(OPERATOR, _reading(datum, shapes, "花板桥"), Kind.GRID)

    assert (found.count, found.suggested) == (1, datum)


@pytest.mark.parametrize("datum", CANDIDATES)
def test_points_are_counted_that_lie_in_their_own_unit(town: Town, datum: str) -> None:
    points = {f"点{n}": shapely.Point(113.0 + n / 1000, 29.0 + n / 1000) for n in range(1, 10)}

    found = queries.evidence(OPERATOR, _reading(datum, points, "一格"), Kind.MICRO_GRID)

    assert found.suggested == datum


def test_nothing_is_suggested_where_the_figures_do_not_tell(town: Town) -> None:
    small = {"新村": shapely.box(113.0, 29.0, 113.001, 29.001)}

    found = queries.evidence(OPERATOR, _reading("GCJ-02", small, "花板桥"), Kind.COMPOUND)

    assert [each.percent for each in found.shares] == ["100.0"] * 3  # only the district is drawn
    assert found.suggested is None


def test_nothing_is_suggested_where_nothing_names_a_unit(town: Town) -> None:
    small = {"新村": shapely.box(113.0, 29.0, 113.001, 29.001)}

    found = queries.evidence(OPERATOR, _reading("GCJ-02", small, "nowhere"), Kind.COMPOUND)

    assert (found.count, found.suggested) == (0, None)


CLEAR = {
    # shares of EPSG:4490, GCJ-02, BD-09, how many features → suggested
    (0.83, 0.85, 0.98, 100): "BD-09",
    (0.98, 0.83, 0.70, 100): "EPSG:4490",
    (0.5, 0.9, 0.4, 1): "GCJ-02",
    (0.99, 0.98, 0.97, 100): None,
    (0.89, 0.2, 0.2, 100): None,
    (0.0, 0.0, 0.0, 0): None,
}


@pytest.mark.parametrize(("figures", "suggested"), CLEAR.items(), ids=map(str, CLEAR))
def test_only_clear_figures_suggest(
    figures: tuple[float, float, float, int], suggested: str | None
) -> None:
    shares = [Share(datum, share) for datum, share in zip(CANDIDATES, figures[:3], strict=True)]

    assert Evidence(shares, figures[3]).suggested == suggested


def test_looking_changes_nothing_and_asks_few_statements(
    town: Town, django_assert_max_num_queries: Any
) -> None:
    before = TerritoryVersion.objects.count()

    with django_assert_max_num_queries(6):
        queries.evidence(OPERATOR, _reading("BD-09", _micro_grids(), "一格"), Kind.MICRO_GRID)

    assert TerritoryVersion.objects.count() == before


@pytest.mark.parametrize("role", [Role.GRID_OFFICER, Role.STREET_DESK, Role.AUDITOR])
def test_is_shown_only_to_who_may_edit_the_territory(town: Town, role: Role) -> None:
    with pytest.raises(Forbidden):
        queries.evidence(Actor(role=role), _reading("WGS84", {}), Kind.GRID)


REAL = {
    "430602_wgs84_detailed.geojson": "EPSG:4490",
    "430602_cgcs2000_simplified.geojson": "EPSG:4490",
    "430602_gcj02_detailed.geojson": "GCJ-02",
}


@pytest.mark.skipif(not REAL_DATA, reason="LINLI_REAL_DATA does not name a folder")
@pytest.mark.parametrize(("name", "datum"), REAL.items())
def test_the_datum_of_a_real_district_is_suggested_whatever_its_file_says(
    name: str, datum: str, db: None
) -> None:
    simplified = json.loads((BOUNDARY / "430602_cgcs2000_simplified.geojson").read_text())
    map_files.import_geojson(
        OPERATOR,
        content=json.dumps(simplified).encode(),
        kind=Kind.DISTRICT,
        datum="EPSG:4490",
        source="a test",
        at=AT,
        keys=key,
    )

    found = queries.evidence(OPERATOR, reader.read(BOUNDARY / name), Kind.DISTRICT)

    assert (found.suggested, found.count) == (datum, 1), found.shares
