"""Compounds become atoms; large ones are cut, small ones put together."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from linli.grid.atoms.solver import atoms
from linli.grid.patchworks.solver import parted
from linli.grid.wishes.rules import Band
from tests.patchworks import rows


def test_a_middling_compound_is_one_atom() -> None:
    work = rows([50, 50, 60, 60], 4, compounds=[0, 0, 1, 1])

    assert atoms(work, Band(), seed=7).tolist() == [0, 0, 1, 1]


def test_a_large_compound_is_cut_into_atoms_of_about_110_households() -> None:
    work = rows([20] * 36, 6, compounds=[0] * 36)

    sizes = np.bincount(atoms(work, Band(), seed=7), weights=work.households)

    assert len(sizes) == 7
    assert sizes.max() <= 150


def test_a_small_compound_joins_the_neighbour_of_its_own_block() -> None:
    work = rows([100, 10, 100], 3, compounds=[0, 1, 2], blocks=[0, 1, 1])

    assert atoms(work, Band(), seed=7).tolist() == [0, 1, 1]


@given(
    households=st.lists(st.integers(0, 120), min_size=1, max_size=25),
    width=st.integers(1, 6),
    compounds=st.lists(st.integers(-1, 4), min_size=25, max_size=25),
)
def test_every_atom_is_connected_and_none_small_has_a_neighbour(
    households: list[int], width: int, compounds: list[int]
) -> None:
    work = rows(households, width, compounds=compounds[: len(households)])

    labels = atoms(work, Band(), seed=7)

    sizes = np.bincount(labels, weights=work.households)
    assert len(np.unique(parted(work, labels))) == len(sizes)
    assert len(sizes) == 1 or sizes.min() >= 30
