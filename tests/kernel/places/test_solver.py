"""Finding the unit of a point, compared with Shapely polygon by polygon."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from linli.kernel.outlines.solver import metres_per_degree
from linli.kernel.places.solver import Locator

WEST, SOUTH = 113.0, 29.3
STEP = 0.001
"""About 100 m: a handful of raster cells."""

Points = NDArray[np.float64]


def _locator(outlines: list[Any]) -> Locator:
    keys = [index.to_bytes(16, "big") for index in range(len(outlines))]
    return Locator.build(keys, list(shapely.to_wkb(outlines)))


def _by_shapely(outlines: list[Any], points: Points) -> list[int]:
    """Return the smallest index whose closed polygon has each point, -1 for none."""
    covers = [shapely.intersects_xy(outline, points[:, 0], points[:, 1]) for outline in outlines]
    return [
        next((i for i, hit in enumerate(column) if hit), -1) for column in zip(*covers, strict=True)
    ]


def _telling_points(outlines: list[Any], noise: int) -> Points:
    """Return vertices, middles of edges, and random points around the outlines."""
    vertices = shapely.get_coordinates(outlines)
    middles = (vertices[1:] + vertices[:-1]) / 2
    west, south, east, north = shapely.total_bounds(outlines)
    random = np.random.default_rng(noise).random((200, 2))
    around = (west - STEP, south - STEP) + random * (
        east - west + 2 * STEP,
        north - south + 2 * STEP,
    )
    return np.concatenate([vertices, middles, around])


def _check_equal(outlines: list[Any], points: Points) -> None:
    locator = _locator(outlines)
    expected = _by_shapely(outlines, points)

    assert locator.locate_many(points[:, 0], points[:, 1]).tolist() == expected
    assert [locator.locate_one(x, y) for x, y in points.tolist()] == expected


@st.composite
def coverages(draw: st.DrawFn) -> list[Any]:
    """Draw neighbours that share crooked borders and corners, in any order of keys."""
    columns, rows = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    shift = st.integers(-45, 45).map(lambda hundredths: hundredths / 100)
    corners = {
        (x, y): (WEST + (x + draw(shift)) * STEP, SOUTH + (y + draw(shift)) * STEP)
        for x in range(columns + 1)
        for y in range(rows + 1)
    }
    cells = [
        shapely.Polygon(
            [corners[x, y], corners[x + 1, y], corners[x + 1, y + 1], corners[x, y + 1]]
        )
        for x in range(columns)
        for y in range(rows)
    ]
    return draw(st.permutations(cells))


@st.composite
def scatterings(draw: st.DrawFn) -> list[Any]:
    """Draw blocks that may overlap, touch, lie apart, have courtyards or a second part."""
    place = st.integers(0, 30).map(lambda tenths: tenths * STEP / 10)
    outlines = []
    for _ in range(draw(st.integers(1, 6))):
        x, y = WEST + draw(place), SOUTH + draw(place)
        width = draw(st.integers(1, 30)) * STEP / 10
        block = shapely.box(x, y, x + width, y + width)
        yard = shapely.box(x + width / 3, y + width / 3, x + width / 2, y + width / 2)
        annex = shapely.box(x + width * 2, y, x + width * 3, y + width)
        outlines.append(draw(st.sampled_from([block, block.difference(yard), block.union(annex)])))
    return outlines


@settings(max_examples=80, deadline=None)
@given(coverages(), st.integers(0, 2**32 - 1))
def test_neighbours_are_told_apart_exactly_also_on_shared_borders(
    outlines: list[Any], noise: int
) -> None:
    _check_equal(outlines, _telling_points(outlines, noise))


@settings(max_examples=80, deadline=None)
@given(scatterings(), st.integers(0, 2**32 - 1))
def test_overlaps_gaps_yards_and_parts_are_told_apart_exactly(
    outlines: list[Any], noise: int
) -> None:
    _check_equal(outlines, _telling_points(outlines, noise))


def test_the_smallest_key_owns_a_shared_border_whatever_the_order() -> None:
    left, right = shapely.box(113.0, 29.0, 113.01, 29.01), shapely.box(113.01, 29.0, 113.02, 29.01)
    wkb = [right.wkb, left.wkb]

    locator = Locator.build([b"2" * 16, b"1" * 16], wkb)

    assert locator.keys == [b"1" * 16, b"2" * 16]
    assert locator.keys[locator.locate_one(113.01, 29.005)] == b"1" * 16
    assert locator.keys[locator.locate_one(113.0100001, 29.005)] == b"2" * 16


def test_far_points_and_points_that_are_no_numbers_lie_in_no_unit() -> None:
    locator = _locator([shapely.box(113.0, 29.0, 113.01, 29.01)])
    lon, lat = np.array([-76.6, 180.0, 113.0]), np.array([39.3, 90.0, -90.0])

    assert locator.locate_many(lon, lat).tolist() == [-1, -1, -1]
    assert locator.locate_one(float("nan"), 29.0) == -1


def test_a_layer_as_large_as_a_country_keeps_to_its_memory() -> None:
    outlines = [shapely.box(80, 20, 100, 40), shapely.box(100, 20, 120, 40)]

    locator = _locator(outlines)

    assert locator.locate_one(100.0, 30.0) == 0
    assert locator.locate_one(100.000001, 30.0) == 1


def test_a_locator_needs_a_unit() -> None:
    with pytest.raises(ValueError, match="at least one unit"):
        Locator.build([], [])


def test_a_saved_locator_answers_as_before(tmp_path: Path) -> None:
    outlines = [shapely.box(113.0, 29.0, 113.01, 29.01), shapely.box(113.01, 29.0, 113.02, 29.01)]
    built = _locator(outlines)
    points = _telling_points(outlines, 5)

    built.save(tmp_path / "layer.npz")
    loaded = Locator.load(tmp_path / "layer.npz")

    assert [file.name for file in tmp_path.iterdir()] == ["layer.npz"]
    assert loaded.keys == built.keys
    assert (loaded.locate_many(*points.T) == built.locate_many(*points.T)).all()


def test_units_near_a_point_come_nearest_first_with_their_metres() -> None:
    outlines = [shapely.box(113.001, 29.0, 113.002, 29.01), shapely.box(112.99, 29.0, 113.0, 29.01)]
    locator = _locator(outlines)

    found = locator.near(113.0004, 29.005, within_m=200)

    metre = metres_per_degree(29.005)[0]
    assert [index for _, index in found] == [1, 0]
    assert [metres for metres, _ in found] == pytest.approx([0.0004 * metre, 0.0006 * metre])
    assert locator.near(113.0004, 29.005, within_m=30) == []


def test_a_compound_belongs_to_a_grid_only_where_enough_of_it_lies_there() -> None:
    locator = _locator([shapely.box(113.0, 29.0, 113.01, 29.01)])
    inner, crossing = (
        shapely.box(113.001, 29.001, 113.002, 29.002),
        shapely.box(113.009, 29, 113.0105, 29.001),
    )

    assert locator.around(inner, share=0.99) == 0
    assert locator.around(crossing, share=0.99) == -1
    assert locator.around(crossing, share=0) == 0
