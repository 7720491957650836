"""The made-up ground has the figures of the article and tiles exactly at every level."""

from collections import Counter, defaultdict
from typing import Any
from uuid import UUID

import numpy as np
import pytest
import shapely

from linli.board.demo_ground import rules, solver
from linli.board.demo_ground.services import Drawing
from linli.kernel.territory.rules import Kind
from linli.kernel.territory.services import NewUnit


@pytest.fixture(scope="module")
def rows() -> list[NewUnit]:
    return Drawing(np.random.default_rng(1)).rows


@pytest.fixture(scope="module")
def outlines(rows: list[NewUnit]) -> dict[UUID, Any]:
    return {row.id: shapely.from_wkb(row.shape.outline) for row in rows if row.shape}


def children(rows: list[NewUnit], outlines: dict[UUID, Any], kind: Kind) -> dict[UUID, list[Any]]:
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        if row.kind is kind and row.parent_id:
            found[row.parent_id].append(outlines[row.id])
    return dict(found)


def test_has_the_figures_of_the_article(rows: list[NewUnit]) -> None:
    counts = Counter(row.kind for row in rows)

    assert counts[Kind.STREET] == 22
    assert counts[Kind.COMMUNITY] == 108
    assert counts[Kind.GRID] == 675
    assert counts[Kind.MICRO_GRID] == 1819
    assert counts[Kind.COMPOUND] == 977
    assert counts[Kind.BUILDING] / counts[Kind.COMPOUND] == pytest.approx(6, abs=0.5)


@pytest.mark.parametrize("kind", [Kind.STREET, Kind.COMMUNITY, Kind.GRID, Kind.MICRO_GRID])
def test_parts_tile_the_whole_without_a_gap(
    rows: list[NewUnit], outlines: dict[UUID, Any], kind: Kind
) -> None:
    for parent, parts in children(rows, outlines, kind).items():
        assert shapely.coverage_is_valid(parts)
        assert solver.joined(np.array(parts)).equals(outlines[parent])


def test_compounds_lie_in_their_community_and_never_overlap(
    rows: list[NewUnit], outlines: dict[UUID, Any]
) -> None:
    for community, parts in children(rows, outlines, Kind.COMPOUND).items():
        together = shapely.union_all(parts)

        assert together.area == pytest.approx(sum(part.area for part in parts), rel=1e-9)
        assert outlines[community].buffer(1e-9).contains(together)


def test_compounds_are_equal_larger_and_smaller_in_plausible_shares(
    rows: list[NewUnit], outlines: dict[UUID, Any]
) -> None:
    cells = {outlines[row.id].wkb for row in rows if row.kind in (Kind.GRID, Kind.MICRO_GRID)}
    micro = [outlines[row.id] for row in rows if row.kind is Kind.MICRO_GRID]
    tree = shapely.STRtree(micro)
    compounds = [outlines[row.id] for row in rows if row.kind is Kind.COMPOUND]

    equal = [one for one in compounds if one.wkb in cells]
    inside = [one for one in compounds if len(tree.query(one.buffer(-1e-8), "intersects")) == 1]

    assert 0.25 < len(equal) / len(compounds) < 0.5
    assert 0.4 < len(inside) / len(compounds) < 0.95
    assert len(compounds) - len(inside) > 60


def test_the_same_seed_draws_the_same_district(rows: list[NewUnit]) -> None:
    assert Drawing(np.random.default_rng(1)).rows == rows


def test_names_stand_once_and_are_enough() -> None:
    communities, compounds = rules.community_names(), rules.compound_names()

    assert len(set(communities)) == len(communities) >= rules.COMMUNITIES
    assert len(set(compounds)) == len(compounds) >= rules.COMPOUNDS


@pytest.mark.parametrize(
    ("total", "weights"), [(10, [1, 1, 1]), (5, [9, 1, 1, 1, 1]), (977, [3, 5])]
)
def test_shares_add_up_and_leave_nobody_out(total: int, weights: list[float]) -> None:
    parts = solver.shares(total, weights)

    assert sum(parts) == total
    assert min(parts) >= 1
