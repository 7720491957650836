"""Figures of plans, by hand on small patchworks."""

from dataclasses import replace

import numpy as np
import pytest

from linli.grid.plan_figures.solver import Figures, continued, figures, moved
from linli.grid.wishes.rules import Band
from tests.patchworks import rows

BAND = Band(10, 20, 15)


def test_a_plan_in_figures() -> None:
    work = rows(
        [5, 5, 9, 5, 5, 9],
        3,
        compounds=[0, 0, 1, 0, 0, 1],
        blocks=[0, 0, 0, 1, 1, 1],
        presents=[7, 7, 7, 8, 8, 8],
    )

    found = figures(work, np.array([0, 0, 0, 1, 1, 1]), BAND)

    assert found.mean_compactness == pytest.approx(4 * np.pi * 30_000 / 800**2)
    assert replace(found, compactness=0.0) == Figures(
        grids=2,
        in_band=2,
        households=38,
        largest_off=4,
        disconnected=0,
        splits=2,
        crossed=0,
        moved=0,
        least_grids=2,
        least_splits=0,
    )


def test_a_grid_in_two_places_and_pieces_in_none_are_counted() -> None:
    found = figures(rows([10] * 4, 4), np.array([0, 1, 0, -1]), BAND)

    assert (found.grids, found.disconnected, found.in_band, found.households) == (2, 1, 2, 40)


def test_arithmetic_says_how_often_compounds_must_be_split() -> None:
    work = rows([15, 15, 15, 20], 4, compounds=[0, 0, 0, 1])

    assert figures(work, np.arange(4), BAND).least_splits == 2


def test_a_present_grid_goes_on_in_one_new_one_at_most() -> None:
    work = rows([6, 4, 5, 5], 4, presents=[1, 1, 1, -1])
    labels = np.array([0, 1, 1, 2])

    assert continued(work, labels) == {1: 1}
    assert moved(work, labels) == 6


def test_figures_of_two_communities_add_up() -> None:
    one = Figures(grids=2, in_band=1, largest_off=9, compactness=1.0)
    both = one.plus(Figures(grids=2, in_band=2, largest_off=4, compactness=1.4))

    assert (both.share_in_band, both.largest_off, both.mean_compactness) == (0.75, 9, 0.6)


def test_nothing_planned_has_no_share() -> None:
    assert (Figures().share_in_band, Figures().mean_compactness) == (0.0, 0.0)
