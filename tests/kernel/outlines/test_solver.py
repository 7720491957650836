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
