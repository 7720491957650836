"""Outlines become tiles that a map library reads: in place, whole, with shared borders."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.tiles import solver
from linli.kernel.tiles.rules import BUFFER, EXTENT, is_tile
from linli.kernel.tiles.solver import Layer
from tests.kernel.tiles.reading import layers_of

NAMES = ["甲网格", "乙网格", "丙网格"]


def layer(*outlines: object, names: list[str] = NAMES) -> Layer:
    """Return a layer of outlines that lie in the world from 0 to 1."""
    drawn = np.array(outlines, dtype=object)
    return Layer("grid", names, outlines=drawn, tree=shapely.STRtree(drawn))


def area(ring: list[tuple[int, int]]) -> float:
    """Return twice the area of a ring by the surveyor's formula; outer rings have a positive one."""
    return sum(x * v - u * y for (x, y), (u, v) in zip(ring, [*ring[1:], ring[0]], strict=True))


def test_degrees_and_the_world_are_the_same_place() -> None:
    points = np.array([(113.13, 29.36), (-70.0, -55.5), (0.0, 0.0)])

    assert solver.degrees(solver.mercator(points)) == pytest.approx(points, abs=1e-9)
    assert solver.mercator(points)[2] == pytest.approx((0.5, 0.5))


def test_an_outline_is_drawn_in_units_of_its_tile_with_its_hole_and_its_name() -> None:
    whole, hole = shapely.box(0.25, 0.25, 0.375, 0.375), shapely.box(0.28, 0.28, 0.3, 0.3)
    drawn = layer(shapely.difference(whole, hole))

    found = layers_of(solver.encoded([drawn], 1, 0, 0))

    (feature,) = found["grid"]
    outer, inner = feature["rings"]
    assert (feature["id"], feature["name"], feature["type"]) == (0, "甲网格", 3)
    assert set(outer) == {(2048, 2048), (3072, 2048), (3072, 3072), (2048, 3072)}
    assert (area(outer) > 0, area(inner) < 0) == (True, True)


def test_what_reaches_over_a_tile_is_cut_a_little_outside_of_it() -> None:
    drawn = layer(shapely.box(0.1, 0.1, 0.9, 0.9))

    (feature,) = layers_of(solver.encoded([drawn], 1, 0, 0))["grid"]

    corners = np.array(feature["rings"][0])
    assert corners.max() == EXTENT + BUFFER
    assert layers_of(solver.encoded([drawn], 4, 0, 0)) == {}


def test_what_is_too_small_to_see_is_left_out_and_what_is_narrow_has_no_name() -> None:
    tiny, narrow = shapely.box(0.3, 0.3, 0.30001, 0.30001), shapely.box(0.4, 0.1, 0.41, 0.4)
    wide = shapely.box(0.1, 0.1, 0.3, 0.3)

    found = layers_of(solver.encoded([layer(tiny, narrow, wide)], 0, 0, 0))["grid"]

    assert [(one["id"], one["name"]) for one in found] == [(1, ""), (2, "丙网格")]


def test_points_are_one_feature_and_those_too_near_to_each_other_one_point() -> None:
    points = np.array([(0.25, 0.25), (0.2500001, 0.25), (0.75, 0.5)])

    thin = solver.thinned(points, 6)
    (feature,) = layers_of(solver.encoded([Layer("building", points=thin)], 0, 0, 0))["building"]

    assert feature["type"] == 1
    assert [point for ring in feature["rings"] for point in ring] == [(1024, 1024), (3072, 2048)]


def test_neighbours_still_share_every_corner_of_their_border_when_they_are_simplified() -> None:
    wavy = [(0.5 + 0.0004 * np.sin(y * 900), y) for y in np.linspace(0.4, 0.6, 300)]
    left = shapely.Polygon([*wavy, (0.4, 0.6), (0.4, 0.4)])
    right = shapely.Polygon([*wavy, (0.6, 0.6), (0.6, 0.4)])

    one, other = solver.simplified(np.array([left, right], dtype=object), 2)

    border = shapely.intersection(one, other)
    assert shapely.get_num_coordinates(one) < 100
    assert shapely.area(border) == 0
    assert shapely.area(one) + shapely.area(other) == pytest.approx(0.04)


@given(st.lists(st.integers(0, (1 << 34) - 1), max_size=50))
def test_numbers_are_written_as_protocol_buffers_have_them(numbers: list[int]) -> None:
    written = solver._varints(np.array(numbers, dtype=np.int64))

    assert written == b"".join(solver._varint(number) for number in numbers)


@pytest.mark.parametrize(
    ("tile", "there"),
    [((6, 0, 63), True), ((6, 64, 0), False), ((6, 0, 64), False), ((5, 0, 0), False),
     ((15, 26680, 13580), True), ((16, 0, 0), False)],
)  # fmt: skip
def test_there_is_a_tile_only_inside_the_world(tile: tuple[int, int, int], there: bool) -> None:
    assert is_tile(*tile) is there
