"""There and back between datums, for numbers, arrays and outlines."""

import numpy as np
import pytest
import shapely
from hypothesis import given, strategies

from linli.kernel.common import points
from linli.kernel.datums import solver
from linli.kernel.outlines.solver import metres_per_degree

YUEYANG = (np.random.default_rng(7).random((2000, 2)) * 0.25 + (113.0, 29.25)).T


@pytest.mark.parametrize(
    ("datum", "forward", "least_m", "most_m"),
    [("GCJ-02", solver.to_gcj02, 630, 648), ("BD-09", solver.to_bd09, 1238, 1273)],
)
def test_the_way_to_a_shifted_datum_and_back_ends_within_a_centimetre(
    datum: str, forward: solver.Conversion, least_m: float, most_m: float
) -> None:
    lon, lat = YUEYANG
    scale = np.array(metres_per_degree(29.375))[:, None]

    shifted = forward(lon, lat)
    back = solver.from_datum(datum, *shifted)

    shift_m = np.hypot(*((np.array(shifted) - YUEYANG) * scale))
    assert least_m - 1 < shift_m.min() < shift_m.max() < most_m + 1
    assert np.hypot(*((np.array(back) - YUEYANG) * scale)).max() < 0.001


@given(
    lon=strategies.floats(73.6, 135.1, allow_nan=False),
    lat=strategies.floats(18.1, 53.6, allow_nan=False),
    datum=strategies.sampled_from(sorted(points.DATUMS)),
)
def test_everywhere_in_china_the_way_there_and_back_ends_within_a_centimetre(
    lon: float, lat: float, datum: str
) -> None:
    point = np.array([shapely.Point(lon, lat)])

    back = solver.outlines_from_datum(datum, solver.outlines_to_datum(datum, point))[0]

    east, north = metres_per_degree(lat)
    assert np.hypot((back.x - lon) * east, (back.y - lat) * north) < 0.01


def test_one_point_is_converted_as_many_are() -> None:
    lon, lat = solver.from_datum("GCJ-02", 113.1, 29.4)
    lons, lats = solver.from_datum("GCJ-02", np.array([113.1]), np.array([29.4]))

    assert (lon, lat) == (lons[0], lats[0])


@pytest.mark.parametrize("datum", ["EPSG:4490", "WGS84"])
def test_unshifted_datums_pass_unchanged(datum: str) -> None:
    assert solver.from_datum(datum, 113.1, 29.4) == (113.1, 29.4)


def test_outside_china_nothing_is_shifted() -> None:
    assert solver.to_gcj02(-76.61, 39.29) == (-76.61, 39.29)


def test_converted_outlines_have_two_dimensions() -> None:
    outlines = np.array(
        [shapely.from_wkt("POLYGON Z ((113 29 5, 113.1 29 5, 113 29.1 5, 113 29 5))")]
    )

    assert shapely.has_z(solver.outlines_from_datum("GCJ-02", outlines)).tolist() == [False]
    assert shapely.has_z(solver.outlines_from_datum("WGS84", outlines)).tolist() == [False]
