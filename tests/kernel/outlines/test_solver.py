"""Measures of outlines."""

import numpy as np
import pytest
import shapely

from linli.kernel.outlines import solver


def test_areas_are_those_of_the_ellipsoid() -> None:
    east, north = solver.metres_per_degree(29.3005)
    small = shapely.box(113.0, 29.3, 113.001, 29.301)
    holed = small.difference(shapely.box(113.0002, 29.3002, 113.0007, 29.3007))
    whole_earth = shapely.box(-180, -90, 180, 90)

    areas = solver.areas_m2(np.array([small, holed]))

    assert areas.tolist() == pytest.approx([east * north / 1e6, east * north / 1e6 * 0.75], abs=1)
    assert int(solver.areas_m2(np.array([whole_earth]))[0]) == pytest.approx(
        510_065_621_724_000, rel=1e-9
    )


BOX = shapely.box(113.0, 29.0, 113.1, 29.1)
CORNERS = list(BOX.exterior.coords)
MENDED = {
    "a doubled corner": shapely.Polygon([CORNERS[0], *CORNERS]),
    "a spike": shapely.Polygon([*CORNERS[:2], (113.05, 29.3), CORNERS[1], *CORNERS[2:]]),
    "a loop of a metre": shapely.Polygon(
        [*CORNERS[:2], (113.00001, 29.10001), (113.00001, 29.09999), *CORNERS[2:]]
    ),
}


@pytest.mark.parametrize("fault", MENDED)
def test_mends_what_leaves_the_area_as_it_is(fault: str) -> None:
    sound = solver.mended(MENDED[fault])

    assert sound is not None
    assert sound.is_valid
    assert shapely.area(sound) == pytest.approx(0.01, rel=0.001)


def test_mends_no_figure_of_eight_and_no_overlap() -> None:
    eight = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1), (0, 0)])
    overlapping = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(0.5, 0, 1.5, 1)])

    assert solver.mended(eight) is None
    assert solver.mended(overlapping) is None


def test_finds_the_areas_in_nested_collections() -> None:
    inner = shapely.GeometryCollection([BOX, shapely.Point(1, 1)])
    nested = shapely.GeometryCollection([shapely.GeometryCollection([inner]), shapely.Point(0, 0)])

    assert solver.areal(nested).equals(BOX)
    assert solver.areal(shapely.Point(0, 0)).is_empty
    assert solver.areal(None).is_empty


@pytest.mark.parametrize(("apart", "is_same"), [(0.0, True), (5e-8, True), (2e-7, False)])
def test_outlines_less_than_a_centimetre_apart_are_the_same(apart: float, is_same: bool) -> None:
    turned = shapely.Polygon([*CORNERS[2:], *CORNERS[1:3]])
    moved = shapely.transform(turned, lambda points: np.add(points, (apart, 0)))

    assert solver.are_same(np.array([BOX]), np.array([moved])).tolist() == [is_same]


def test_an_outline_with_a_hole_is_another_one() -> None:
    holed = BOX.difference(shapely.box(113.04, 29.04, 113.05, 29.05))

    assert solver.are_same(np.array([BOX, BOX]), np.array([holed, BOX])).tolist() == [False, True]
