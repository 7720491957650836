"""All groups are found, and the best choice among them, as an exhaustive search finds them."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.grid.groups.solver import (
    Atoms,
    Group,
    choose,
    cost,
    first_parts,
    gathered,
    groups,
    indices,
    price,
)
from linli.grid.patchworks.solver import components
from linli.grid.wishes.rules import Band, Weights
from tests.patchworks import rows

BAND, WEIGHTS = Band(10, 20, 15), Weights()
SIZES = st.lists(st.integers(1, 12), min_size=1, max_size=9)
NAMES = st.lists(st.integers(-1, 2), min_size=9, max_size=9)


def small(sizes: list[int], compounds: list[int], blocks: list[int]) -> Atoms:
    """Return atoms that are the squares of a small patchwork."""
    count = len(sizes)
    work = rows(sizes, 3, compounds=compounds[:count], blocks=blocks[:count])
    return gathered(work, np.arange(count))


def all_groups(atoms: Atoms) -> set[int]:
    """Return the connected sets in the band, by trying every set."""
    count = len(atoms.households)
    pairs = [(a, b) for a in range(count) for b in indices(atoms.beside[a]) if a < b]
    found = set()
    for size in range(1, count + 1):
        for chosen in combinations(range(count), size):
            if BAND.holds(sum(atoms.households[each] for each in chosen)):
                inside = [p for p in pairs if set(p) <= set(chosen)]
                tops = components(count, np.array(inside, dtype=np.int64).reshape(-1, 2))
                if len({tops[each] for each in chosen}) == 1:
                    found.add(sum(1 << each for each in chosen))
    return found


def least(prices: dict[int, float], left: int) -> float:
    """Return the least sum of prices of groups that have each atom of ``left`` once."""
    if not left:
        return 0.0
    lowest = left & -left
    return min(
        (
            of_one + least(prices, left & ~members)
            for members, of_one in prices.items()
            if members & lowest and members & left == members
        ),
        default=float("inf"),
    )


@settings(max_examples=40)
@given(sizes=SIZES, compounds=NAMES, blocks=NAMES)
def test_finds_each_connected_group_in_the_band_once(
    sizes: list[int], compounds: list[int], blocks: list[int]
) -> None:
    atoms = small(sizes, compounds, blocks)

    found = groups(atoms, BAND)

    assert found is not None
    members = [each.members for each in found]
    assert len(members) == len(set(members))
    assert set(members) == all_groups(atoms)


@settings(max_examples=40)
@given(sizes=SIZES, compounds=NAMES, blocks=NAMES)
def test_the_choice_costs_what_the_best_of_all_plans_costs(
    sizes: list[int], compounds: list[int], blocks: list[int]
) -> None:
    atoms = small(sizes, compounds, blocks)
    found = groups(atoms, BAND) or []
    prices = {each.members: price(atoms, each, BAND, WEIGHTS) for each in found}
    best = least(prices, (1 << len(sizes)) - 1)

    choice = choose(
        [indices(members) for members in prices], list(prices.values()), count=len(sizes)
    )

    if choice is None:
        assert best == float("inf")
        return
    chosen = [found[index].members for index in choice.chosen]
    assert sum(chosen) == (1 << len(sizes)) - 1
    assert choice.cost == pytest.approx(best)
    assert choice.is_proved


def test_a_group_is_measured_as_one_outline() -> None:
    atoms = small([5, 5, 5], [-1] * 3, [-1] * 3)

    whole = next(each for each in groups(atoms, BAND) or [] if each.members == 0b111)

    assert (whole.area, whole.outer, whole.households) == (30_000, 800, 15)


@pytest.mark.parametrize(
    ("members", "crossed", "parts"),
    [(0b0011, 0.0, 1.0), (0b0110, 1.0, 1.0), (0b1000, 0.0, 0.0), (0b1111, 1.0, 1.0)],
)
def test_a_group_pays_for_each_further_block_and_for_its_part_of_a_compound(
    members: int, crossed: float, parts: float
) -> None:
    atoms = small([5, 5, 5, 5], [0, 0, 0, 1], [0, 0, 1, 1])
    group = Group(members, 0, 1.0, 1.0)
    roads = Weights(balance=0, compact=0, whole=0, roads=1, keep=0)
    whole = Weights(balance=0, compact=0, whole=1, roads=0, keep=0)

    assert price(atoms, group, BAND, roads) == crossed
    assert price(atoms, group, BAND, whole) == parts


def test_keeping_counts_the_households_from_other_grids() -> None:
    work = rows([5, 5, 5], 3, presents=[0, 0, 1])
    keep = Weights(balance=0, compact=0, whole=0, roads=0, keep=3)

    assert price(gathered(work, np.arange(3)), Group(0b111, 15, 1, 1), BAND, keep) == 1.0


def test_a_plan_costs_its_prices_without_the_first_part_of_each_compound() -> None:
    work = rows([5] * 4, 4, compounds=[0, 0, 0, 1])
    only = Weights(balance=0, compact=0, whole=1, roads=0, keep=0)

    two_parts = gathered(work, np.array([0, 0, 1, 1]))

    assert cost(two_parts, BAND, only) == 1.0
    assert first_parts(two_parts, only) == 1.0


def test_an_atom_above_the_band_is_a_group_by_itself() -> None:
    found = groups(small([25, 12], [-1] * 2, [-1] * 2), BAND)

    assert [each.members for each in found or []] == [0b01, 0b10]


def test_says_when_there_are_too_many_groups() -> None:
    assert groups(small([5] * 9, [-1] * 9, [-1] * 9), BAND, most=3) is None


def test_no_choice_without_groups_or_where_they_do_not_fit() -> None:
    assert choose([], [], count=1) is None
    assert choose([[0], [0, 1]], [1.0, 1.0], count=3) is None
    assert choose([[0, 1], [1, 2]], [1.0, 1.0], count=3) is None
