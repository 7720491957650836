"""Outlines are cut, joined and snapped exactly, and measured in square metres."""

import pytest
import shapely

from linli.kernel.drawing import solver
from linli.kernel.drawing.solver import array

LOWER, UPPER = shapely.box(113.1, 29.35, 113.11, 29.355), shapely.box(113.1, 29.355, 113.11, 29.36)
METRE = 1 / 110_850
"""Degrees of latitude."""


def test_a_line_from_outside_to_outside_cuts_in_two_the_larger_first() -> None:
    parts = solver.cut(LOWER, shapely.LineString([(113.104, 29.34), (113.104, 29.37)]))

    assert [part.bounds for part in parts] == [
        (113.104, 29.35, 113.11, 29.355),
        (113.1, 29.35, 113.104, 29.355),
    ]
    assert shapely.equals(shapely.union_all(parts), LOWER)


@pytest.mark.parametrize(
    "line",
    [[(113.104, 29.352), (113.104, 29.37)], [(113.2, 29.3), (113.2, 29.4)], [(113.1, 29.35), (113.11, 29.35)]],
    ids=["ends inside", "passes by", "along the border"],
)  # fmt: skip
def test_a_line_that_does_not_cross_leaves_one_part(line: list[tuple[float, float]]) -> None:
    assert len(solver.cut(LOWER, shapely.LineString(line))) == 1


def test_a_line_may_cut_more_than_once() -> None:
    zigzag = [(113.102, 29.34), (113.105, 29.36), (113.108, 29.34)]

    parts = solver.cut(LOWER, shapely.LineString(zigzag))

    assert len(parts) == 3


def test_neighbours_become_one_and_those_that_meet_in_a_corner_do_not() -> None:
    joined = solver.joined(LOWER, UPPER)

    assert joined is not None
    assert joined.bounds == (113.1, 29.35, 113.11, 29.36)
    assert solver.joined(LOWER, shapely.box(113.11, 29.355, 113.12, 29.36)) is None
    assert solver.joined(LOWER, shapely.box(113.2, 29.35, 113.21, 29.36)) is None


def test_a_corner_near_to_a_corner_or_an_edge_lies_on_it_to_the_last_bit() -> None:
    corners = [(113.1, 29.35), (113.11, 29.35), (113.11 + METRE, 29.355 - METRE), (113.105, 29.355 + METRE),
               (113.1, 29.355)]  # fmt: skip

    (moved,) = solver.snapped(array([shapely.Polygon(corners)]), array([UPPER]), within_m=2)

    assert (113.11, 29.355) in moved.exterior.coords
    assert (113.105, 29.355) in moved.exterior.coords
    assert shapely.area(shapely.intersection(moved, UPPER)) == 0


def test_what_is_further_away_stays_where_it_was_drawn() -> None:
    drawn = shapely.box(113.1, 29.35, 113.11, 29.355 - 3 * METRE)

    (moved,) = solver.snapped(array([drawn]), array([UPPER]), within_m=2)

    assert shapely.equals_exact(moved, drawn, 0)


def test_a_unit_thinner_than_the_tolerance_is_not_broken_by_snapping() -> None:
    thin = shapely.box(113.1, 29.355 - METRE, 113.11, 29.355 - METRE / 2)

    (moved,) = solver.snapped(array([thin]), array([UPPER]), within_m=2)

    assert moved.is_valid
    assert not moved.is_empty


def test_common_ground_and_ground_left_out_are_measured() -> None:
    middle = shapely.box(113.105, 29.354, 113.106, 29.356)

    overlaps = solver.overlaps(array([LOWER, UPPER, middle]), more_than_m2=20)

    assert [(one, other) for one, other, _ in overlaps] == [(0, 2), (1, 2)]
    assert overlaps[0][2] == pytest.approx(97.1 * 110.85, rel=0.01)
    assert solver.left_out_m2(array([LOWER, UPPER]), array([LOWER, UPPER])) == 0
    assert solver.left_out_m2(array([LOWER, UPPER]), array([LOWER])) == pytest.approx(
        538_000, rel=0.01
    )
    assert solver.beyond(array([LOWER]), array([UPPER]), more_than_m2=20)[0][0] == 0


def test_a_point_belongs_to_the_first_unit_it_lies_in() -> None:
    points = shapely.points([(113.105, 29.352), (113.105, 29.355), (0, 0)])

    assert solver.owners(points, array([LOWER, UPPER])).tolist() == [0, 0, -1]
    assert solver.owners(points, array([])).tolist() == [-1, -1, -1]
