"""Pieces border on each other, get the ground nearest to them, and are joined over gaps."""

import numpy as np
import pytest
import shapely
import shapely.affinity

from linli.grid.patchworks.solver import blocks, borders, cells, components, parted, sewn
from tests.patchworks import rows, squares


def test_squares_share_their_sides_and_no_corners() -> None:
    pairs, lengths = borders(squares(4, 2))

    assert pairs.tolist() == [[0, 1], [0, 2], [1, 3], [2, 3]]
    assert lengths.tolist() == [100.0] * 4


def test_a_border_counts_where_corners_do_not_meet() -> None:
    left = shapely.box(0, 0, 10, 30)
    right = [shapely.box(10, 0, 20, 10), shapely.box(10, 10, 20, 30)]

    pairs, lengths = borders(np.array([left, *right], dtype=object))

    assert dict(zip(map(tuple, pairs.tolist()), lengths.tolist(), strict=True)) == {
        (0, 1): 10.0, (0, 2): 20.0, (1, 2): 10.0,
    }  # fmt: skip


def test_an_island_is_joined_to_what_is_nearest() -> None:
    island = shapely.box(330, 0, 340, 10)
    outlines = np.array([*squares(3, 3), island], dtype=object)

    work = sewn(outlines, households=np.ones(4, dtype=np.int64))

    assert [2, 3] in work.pairs.tolist()
    assert work.lengths[work.pairs.tolist().index([2, 3])] == 0
    assert set(components(4, work.pairs).tolist()) == {0}


@pytest.mark.parametrize("kind", ["points", "squares apart", "squares that overlap"])
def test_ground_is_dealt_out_without_gap_or_overlap(kind: str) -> None:
    whole = shapely.box(0, 0, 1000, 600)
    corners = [(100, 100), (130, 110), (500, 300), (900, 500), (640, 90)]
    half = {"points": 0, "squares apart": 12, "squares that overlap": 25}[kind]
    outlines = np.array(
        [
            shapely.box(x - half, y - half, x + half, y + half) if half else shapely.Point(x, y)
            for x, y in corners
        ],
        dtype=object,
    )

    found = cells(outlines, whole)

    assert shapely.area(found).sum() == pytest.approx(600_000)
    assert shapely.area(shapely.union_all(found)) == pytest.approx(600_000)
    assert all(
        shapely.area(shapely.intersection(c, o)) >= 0 for c, o in zip(found, outlines, strict=True)
    )
    if kind == "squares apart":
        assert shapely.area(shapely.difference(outlines, found)).max() < 1


@pytest.mark.parametrize("turned", [0, 17, 45])
def test_rows_of_like_houses_far_from_zero_are_dealt_their_ground(turned: int) -> None:
    rows_of_houses = [
        shapely.box(x, y, x + 14, y + 11) for x in range(30, 800, 31) for y in range(20, 500, 27)
    ]
    away = shapely.affinity.translate(
        shapely.affinity.rotate(shapely.MultiPolygon(rows_of_houses), turned), 10_962_000, 3_254_000
    )
    whole = shapely.convex_hull(away).buffer(40)

    found = cells(np.array(list(away.geoms), dtype=object), whole)

    assert shapely.is_valid(found).all()
    assert shapely.area(found).min() > 100
    assert shapely.area(found).sum() == pytest.approx(whole.area, rel=1e-6)
    assert shapely.area(shapely.union_all(found)) == pytest.approx(whole.area, rel=1e-6)


def test_two_houses_in_one_row_are_dealt_their_ground() -> None:
    """Their corners lie so regularly that the cells of Voronoi could not be put together."""
    west, east = 10_975_500.392, 10_975_731.003
    south, north = 3_260_193.776, 3_260_251.436
    houses = [shapely.box(x, south, x + 80.72, north) for x in (west, east)]
    whole = shapely.box(10_975_425.447, 3_260_030.404, 10_977_696.784, 3_261_940.491)

    found = cells(np.array(houses, dtype=object), whole)

    assert shapely.area(found).sum() == pytest.approx(whole.area, rel=1e-6)
    assert shapely.area(shapely.intersection(*found)) < 1


def test_two_outlines_that_are_the_same_leave_one_without_ground() -> None:
    whole, house = shapely.box(0, 0, 100, 100), shapely.box(10, 10, 20, 20)
    other = shapely.box(70, 70, 80, 80)

    found = cells(np.array([house, house, other], dtype=object), whole)

    assert sorted(area > 0 for area in shapely.area(found)) == [False, True, True]
    assert shapely.area(found).sum() == pytest.approx(10_000)


def test_main_roads_cut_the_ground_into_blocks() -> None:
    road = shapely.LineString([(200, -50), (200, 500)])

    found = blocks(squares(4, 4), [road], shapely.box(0, 0, 400, 100))

    assert found[0] == found[1] != found[2] == found[3]


def test_without_a_road_nothing_has_a_block() -> None:
    assert blocks(squares(2, 2), [], shapely.box(0, 0, 200, 100)).tolist() == [-1, -1]


def test_a_group_in_two_places_has_two_parts() -> None:
    work = rows([1] * 5, 5)

    assert parted(work, np.array([0, 0, 1, 0, 0])).tolist() == [0, 0, 2, 3, 3]
