"""The kind of a compound: the whole table of the rule, and what never changes (row P2)."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linli.kernel.people.rules import BY_RULE, Role
from linli.party.relations import rules
from linli.party.relations.rules import ORDER, Relation, Share, Tolerance
from tests.party.errands import code_of

EQUAL, LARGER, SMALLER, CROSSING, UNPLACED = ORDER
T = 10
GROUND = 1000
"""Ground of the compound in the table, m²."""

TABLE = [
    # shared ground and ground of each cell → kind, with a tolerance of 10 %
    ([], UNPLACED),
    ([(100, 5000)], UNPLACED),
    ([(50, 50), (50, 5000)], UNPLACED),
    ([(101, 5000)], CROSSING),
    ([(1000, 1000)], EQUAL),
    ([(900, 1000)], EQUAL),
    ([(900, 1000), (100, 4000)], EQUAL),
    ([(899, 900), (101, 4000)], CROSSING),
    ([(899, 900)], LARGER),
    ([(899, 900), (100, 4000)], LARGER),
    ([(900, 1001)], SMALLER),
    ([(1000, 5000)], SMALLER),
    ([(900, 5000), (100, 100)], SMALLER),
    ([(899, 5000), (101, 101)], CROSSING),
    ([(500, 500), (500, 500)], LARGER),
    ([(500, 555), (500, 555)], LARGER),
    ([(500, 556), (500, 556)], CROSSING),
    ([(500, 500), (400, 400), (100, 4000)], LARGER),
    ([(500, 500), (399, 399), (101, 4000)], CROSSING),
    ([(500, 500)], LARGER),
    ([(500, 5000)], CROSSING),
    ([(500, 5000), (500, 5000)], CROSSING),
    ([(1000, 1000), (1000, 5000)], EQUAL),
]


def shares_of(pairs: list[tuple[int, int]], ground: int = GROUND) -> list[Share]:
    return [Share(shared, ground, cell) for shared, cell in pairs]


@pytest.mark.parametrize(("pairs", "kind"), TABLE)
def test_the_kind_follows_from_the_shares(pairs: list[tuple[int, int]], kind: Relation) -> None:
    assert rules.relation(shares_of(pairs), T) is kind
    assert rules.relation(shares_of(pairs[::-1]), T) is kind


@pytest.mark.parametrize(("grid", "micro_grid"), list(product(ORDER, ORDER)))
def test_what_fits_one_layer_settles_it(grid: Relation, micro_grid: Relation) -> None:
    whole_table = {
        EQUAL: dict.fromkeys(ORDER, EQUAL),
        LARGER: dict.fromkeys(ORDER, LARGER) | {EQUAL: EQUAL},
        SMALLER: dict.fromkeys(ORDER, SMALLER) | {EQUAL: EQUAL, LARGER: LARGER},
        CROSSING: {kind: kind for kind in ORDER} | {UNPLACED: CROSSING},
        UNPLACED: {kind: kind for kind in ORDER},
    }

    assert rules.overall(grid, micro_grid) is whole_table[grid][micro_grid]


BORDERLINE = [
    # shared and cell of one grid, band → does a person look?
    ((1000, 1000), 5, False),
    ((900, 900), 5, True),
    ((950, 950), 5, False),
    ((949, 949), 5, True),
    ((849, 849), 5, False),
    ((850, 850), 5, True),
    ((900, 900), 0, False),
    ((1000, 1111), 5, True),
    ((1000, 5000), 5, False),
]


@pytest.mark.parametrize(("pair", "band", "looks"), BORDERLINE)
def test_whoever_is_close_to_another_kind_waits_for_a_person(
    pair: tuple[int, int], band: int, *, looks: bool
) -> None:
    rest = (GROUND - pair[0], 5000)
    grid = shares_of([pair, rest] if rest[0] else [pair])

    assert rules.is_borderline(grid, [], Tolerance(T, band)) is looks


@pytest.mark.parametrize(
    ("percent", "band"), [(0, 0), (46, 0), (10, 11), (45, 5), (10, -1), (30, 20)]
)
def test_a_tolerance_that_tells_nothing_apart_is_refused(percent: int, band: int) -> None:
    refused = code_of(lambda: rules.check_tolerance(Tolerance(percent, band)))

    assert refused == "party.tolerance_refused"


@pytest.mark.parametrize(("percent", "band"), [(1, 0), (10, 5), (10, 10), (45, 4), (44, 5)])
def test_other_tolerances_are_taken(percent: int, band: int) -> None:
    rules.check_tolerance(Tolerance(percent, band))


def test_only_desks_of_district_and_street_find_and_only_the_district_sets() -> None:
    assert set(rules.DECIDERS) == {Role.STREET_DESK, Role.DISTRICT_DESK, Role.RULE}
    assert set(rules.SETTERS) == {Role.DISTRICT_DESK, Role.OPERATOR, Role.RULE}
    rules.check_may_set(BY_RULE)


# What never changes ---------------------------------------------------------------------


@st.composite
def tilings(draw: st.DrawFn) -> list[Share]:
    """Draw a compound cut into parts by cells that do not overlap."""
    parts = draw(st.lists(st.integers(1, 1000), min_size=1, max_size=5))
    more = draw(
        st.lists(
            st.one_of(st.just(0), st.integers(0, 2000)), min_size=len(parts), max_size=len(parts)
        )
    )
    ground = sum(parts) + draw(st.one_of(st.just(0), st.integers(0, 1500)))
    return [
        Share(shared, ground, shared + other) for shared, other in zip(parts, more, strict=True)
    ]


@given(tilings(), st.integers(1, 45))
def test_the_order_of_the_cells_says_nothing(shares: list[Share], percent: int) -> None:
    turned = sorted(shares, key=lambda each: (each.cell_m2 * 7919 + each.shared_m2) % 101)

    assert rules.relation(turned, percent) is rules.relation(shares, percent)


@given(st.integers(1, 1000), st.integers(0, 1000), st.integers(0, 1000), st.integers(1, 45))
def test_seen_from_the_cell_it_is_the_other_way_round(
    shared: int, compound_rest: int, cell_rest: int, percent: int
) -> None:
    compound, cell = shared + compound_rest, shared + cell_rest
    assume(100 * shared > percent * max(compound, cell))
    mirrored = {EQUAL: {EQUAL}, SMALLER: {LARGER}, LARGER: {SMALLER}}

    one = rules.relation([Share(shared, compound, cell)], percent)
    other = rules.relation([Share(shared, cell, compound)], percent)

    assert other in mirrored.get(one, {CROSSING})


@given(tilings(), st.integers(1, 44))
def test_a_wider_tolerance_only_moves_forward_or_out(shares: list[Share], percent: int) -> None:
    narrow, wide = (rules.relation(shares, each) for each in (percent, percent + 1))

    assert wide is UNPLACED or ORDER.index(wide) <= ORDER.index(narrow)
    assert narrow is not UNPLACED or wide is UNPLACED


@given(tilings(), tilings(), st.integers(1, 40), st.integers(0, 4))
def test_the_edges_of_the_band_speak_for_all_between(
    grid: list[Share], micro_grid: list[Share], percent: int, band: int
) -> None:
    band = min(band, percent)

    def kind(each: int) -> Relation:
        return rules.overall(rules.relation(grid, each), rules.relation(micro_grid, each))

    between = {kind(each) for each in range(percent - band, percent + band + 1)}

    if not rules.is_borderline(grid, micro_grid, Tolerance(percent, band)):
        assert len(between) == 1
