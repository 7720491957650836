"""METIS cuts along roads and round compounds; what it misses is mended."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.grid.cuts.solver import cut, in_band, mended, stays_whole, strengths
from linli.grid.patchworks.solver import parted
from linli.grid.wishes.rules import Band
from tests.patchworks import rows


def test_a_border_holds_by_its_length_its_compound_and_its_road() -> None:
    work = rows([1] * 4, 4, compounds=[0, 0, -1, -1], blocks=[0, 0, 0, 1])

    assert strengths(work).tolist() == [1000, 300, 100]


def test_a_cut_follows_the_road() -> None:
    work = rows([10] * 16, 4, blocks=[0, 0, 1, 1] * 4)

    labels = cut(work, 2, seed=7)

    assert len(set(labels[[0, 1, 4, 5, 8, 9, 12, 13]])) == 1
    assert len(set(labels)) == 2


@given(
    households=st.lists(st.integers(0, 30), min_size=2, max_size=20),
    width=st.integers(2, 5),
    parts=st.integers(1, 6),
)
def test_every_group_of_a_cut_is_connected(households: list[int], width: int, parts: int) -> None:
    work = rows(households, width)

    labels = cut(work, parts, seed=7)

    assert sorted(set(labels.tolist())) == list(range(len(set(labels.tolist()))))
    assert len(np.unique(parted(work, labels))) == len(np.unique(labels))


@given(households=st.lists(st.integers(1, 30), min_size=2, max_size=20), width=st.integers(2, 5))
def test_mending_never_breaks_a_group_and_never_makes_it_worse(
    households: list[int], width: int
) -> None:
    band = Band(20, 40, 30)
    work = rows(households, width)
    before = cut(work, max(1, sum(households) // 30), seed=7)

    after = mended(work, before, band)

    def missed(labels: Any) -> float:
        sizes = np.bincount(labels, weights=work.households)
        return float(np.maximum(20 - sizes, 0).sum() + np.maximum(sizes - 40, 0).sum())

    assert missed(after) <= missed(before)
    assert len(np.unique(after)) == len(np.unique(before))
    assert len(np.unique(parted(work, after))) == len(np.unique(after))


@pytest.mark.parametrize(("piece", "stays"), [(0, True), (1, False), (2, True), (3, False)])
def test_a_group_stays_whole_without_an_end_but_not_without_its_middle(
    piece: int, stays: bool
) -> None:
    work = rows([1] * 4, 4)

    assert stays_whole([0, 0, 0, 1], work.neighbours(), piece) is stays


def test_a_large_community_comes_into_the_band() -> None:
    noise = np.random.default_rng(3)
    work = rows(noise.integers(5, 40, 400).tolist(), 20)

    labels = in_band(work, Band(), seed=7)

    sizes = np.bincount(labels, weights=work.households)
    assert sizes.min() >= 300
    assert sizes.max() <= 500
