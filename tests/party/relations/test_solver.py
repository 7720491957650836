"""The rule over many outlines at once is the rule over one, and finds what is drawn twice."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from linli.kernel.outlines.solver import areas_m2, in_metres, shared_m2
from linli.party.relations import rules, solver
from linli.party.relations.rules import Relation, Share

REAL = os.environ.get("LINLI_REAL_DATA", "")
SIDE = 0.001
"""Of a cell, degrees: about a hundred metres."""


def box(west: float, south: float, width: float = 1, height: float = 1) -> Any:
    """Return a box in sides of a cell."""
    corner = np.array([113.1 + west * SIDE, 29.3 + south * SIDE])
    return shapely.box(*corner, *(corner + np.array([width, height]) * SIDE))


CELLS = np.array([box(x, y) for y in range(4) for x in range(4)], dtype=object)


def kinds(compounds: NDArray[Any], cells: NDArray[Any], percent: int = 10) -> list[Relation]:
    return solver.named(solver.relations(solver.shares(compounds, cells), percent))


def test_drawn_compounds_are_of_the_kind_one_sees() -> None:
    ring = box(-1, -1, 2, 2).difference(box(0.5, 0.5))
    compounds = np.array(
        [
            box(1, 1),
            box(1.03, 1, 1, 1.02),
            box(1, 1, 2, 1),
            box(0, 0, 4, 4),
            box(2.2, 2.2, 0.4, 0.4),
            box(0.5, 0, 1, 1),
            box(3, 3, 2, 1),
            box(9, 9),
            box(3.5, 3, 1, 1),
            ring,
        ],
        dtype=object,
    )

    assert [kind.value for kind in kinds(compounds, CELLS)] == [
        "equal", "equal", "larger", "larger", "smaller", "crossing", "larger", "unplaced",
        "crossing", "crossing",
    ]  # fmt: skip


def test_neighbours_that_share_a_border_share_no_ground() -> None:
    one, other, shared = shared_m2(in_metres(CELLS[:2]), in_metres(CELLS))

    assert (one.tolist(), other.tolist()) == ([0, 1], [0, 1])
    assert shared.tolist() == areas_m2(CELLS[:2]).tolist()


def test_nothing_is_compared_with_nothing() -> None:
    none = np.array([], dtype=object)

    assert kinds(none, CELLS) == []
    assert kinds(CELLS[:1], none) == [Relation.UNPLACED]
    assert solver.doubled(none) == []


@st.composite
def drawings(draw: st.DrawFn) -> NDArray[Any]:
    """Draw compounds over the cells, off their corners as often as on them."""
    part = st.one_of(st.integers(0, 4), st.floats(0, 4, width=16))
    side = st.one_of(st.integers(1, 3), st.floats(0.125, 3, width=16))
    made = draw(st.lists(st.tuples(part, part, side, side), min_size=1, max_size=6))
    return np.array([box(*each) for each in made], dtype=object)


@given(drawings(), st.integers(1, 45))
def test_all_at_once_is_one_by_one(compounds: NDArray[Any], percent: int) -> None:
    layer = solver.shares(compounds, CELLS)

    one_by_one = [
        rules.relation(
            [
                Share(int(metres), int(layer.compound_m2[place]), int(layer.cell_m2[cell]))
                for cell, metres in zip(
                    layer.cell[layer.of(place)], layer.shared[layer.of(place)], strict=True
                )
            ],
            percent,
        )
        for place in range(len(compounds))
    ]

    assert solver.named(solver.relations(layer, percent)) == one_by_one


@given(drawings())
def test_the_shares_of_a_compound_are_its_ground_inside_the_cells(compounds: NDArray[Any]) -> None:
    layer = solver.shares(compounds, CELLS)
    summed = np.bincount(layer.compound, weights=layer.shared, minlength=len(compounds))

    inside = areas_m2(shapely.intersection(compounds, shapely.box(*shapely.total_bounds(CELLS))))

    assert summed == pytest.approx(inside, abs=12)
    assert (layer.shared <= layer.compound_m2[layer.compound]).all()
    assert (layer.shared <= layer.cell_m2[layer.cell] + 1).all()


@settings(max_examples=30)
@given(drawings(), st.randoms(use_true_random=False))
def test_the_order_of_outlines_says_nothing(compounds: NDArray[Any], chance: Any) -> None:
    turned, dealt = list(range(len(compounds))), list(range(len(CELLS)))
    chance.shuffle(turned)
    chance.shuffle(dealt)

    found = kinds(compounds[turned], CELLS[dealt])

    assert found == [kinds(compounds, CELLS)[place] for place in turned]


@given(drawings())
def test_ground_is_shared_both_ways(compounds: NDArray[Any]) -> None:
    one, other, shared = shared_m2(in_metres(compounds), in_metres(CELLS))
    back, forth, again = shared_m2(in_metres(CELLS), in_metres(compounds))

    there = dict(zip(zip(one.tolist(), other.tolist(), strict=True), shared.tolist(), strict=True))
    here = dict(zip(zip(forth.tolist(), back.tolist(), strict=True), again.tolist(), strict=True))
    assert all(abs(there.get(pair, 0) - here.get(pair, 0)) <= 2 for pair in there.keys() | here)


# Real ground ----------------------------------------------------------------------------


def outlines(name: str) -> NDArray[Any]:
    """Return the outlines of a file of real data, or skip the test."""
    if not REAL:
        pytest.skip("Name the folder of the real data in LINLI_REAL_DATA.")
    features = json.loads((Path(REAL) / name).read_text("utf-8"))["features"]
    shapes = [shapely.from_geojson(json.dumps(each["geometry"])) for each in features]
    return np.array(shapes, dtype=object)


@pytest.fixture(scope="module")
def hangzhou() -> NDArray[Any]:
    return outlines("residential/hangzhou_residential_osm_dev.geojson")


def test_972_real_compounds_against_partitions_made_from_them(hangzhou: NDArray[Any]) -> None:
    bounds = shapely.total_bounds(hangzhou)
    whole = np.array([shapely.box(*bounds)], dtype=object)
    middle = [(shapely.box(*each[:2], (each[0] + each[2]) / 2, each[3])) for each in
              shapely.bounds(hangzhou)]  # fmt: skip
    halves = np.concatenate(
        [shapely.intersection(hangzhou, middle), shapely.difference(hangzhou, middle)]
    )

    assert len(hangzhou) == 972
    assert set(kinds(hangzhou, hangzhou)) == {Relation.EQUAL}
    assert set(kinds(hangzhou, whole)) == {Relation.SMALLER}
    assert set(kinds(hangzhou, halves)) == {Relation.LARGER}
    assert set(kinds(whole, hangzhou)) == {Relation.LARGER}


def test_972_real_compounds_cross_borders_drawn_without_them(hangzhou: NDArray[Any]) -> None:
    noise = np.random.default_rng(430602)
    west, south, east, north = shapely.total_bounds(hangzhou)
    seeds = np.column_stack([noise.uniform(west, east, 1800), noise.uniform(south, north, 1800)])
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(seeds)))

    found = Counter(kinds(hangzhou, np.asarray(cells, dtype=object)))

    assert found[Relation.EQUAL] < 10
    assert found[Relation.CROSSING] > found[Relation.SMALLER] > 300


def test_real_compounds_that_overlap_are_found(hangzhou: NDArray[Any]) -> None:
    found = solver.doubled(hangzhou)
    planted = solver.doubled(np.concatenate([hangzhou, hangzhou[:2]]))

    assert len(found) == 37
    assert max(metres for _, _, metres in found) == 152
    assert {(one, other) for one, other, _ in planted} >= {(0, 972), (1, 973)}


@pytest.mark.parametrize("name", ["fl25", "fl70"])
def test_real_precincts_are_each_equal_to_themselves_and_part_of_all(name: str) -> None:
    precincts = outlines(f"partitions/florida_precincts_{name}.geojson")
    whole = np.array([shapely.union_all(precincts)], dtype=object)

    assert set(kinds(precincts, precincts)) == {Relation.EQUAL}
    assert set(kinds(precincts, whole)) == {Relation.SMALLER}
    assert kinds(whole, precincts) == [Relation.LARGER]
    assert solver.doubled(precincts) == []
