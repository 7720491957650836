"""Plans of whole communities: partitions, connected, in the band where arithmetic allows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.grid.patchworks.solver import parted
from linli.grid.planning.solver import Wishes, each, patchwork, planned, pool, previewed
from linli.grid.wishes.rules import Band, Reason, Way, Weights
from tests.patchworks import ground, rows

WISHES = Wishes()


def lively(count: int, seed: int) -> list[int]:
    """Return households of ``count`` buildings."""
    return [int(each) for each in np.random.default_rng(seed).integers(5, 40, count)]


@settings(max_examples=30)
@given(
    households=st.lists(st.integers(0, 90), min_size=1, max_size=40),
    width=st.integers(1, 7),
    compounds=st.lists(st.integers(-1, 5), min_size=40, max_size=40),
)
def test_every_plan_is_a_partition_into_connected_groups(
    households: list[int], width: int, compounds: list[int]
) -> None:
    work = rows(households, width, compounds=compounds[: len(households)])

    for found in (previewed(work, WISHES), planned(work, WISHES)):
        assert len(found.labels) == len(households)
        assert set(found.labels.tolist()) == set(range(found.figures.grids))
        assert len(np.unique(parted(work, found.labels))) == found.figures.grids
        assert (found.why is None) == (found.figures.in_band == found.figures.grids)
        assert found.bound <= found.cost + 1e-6


def test_a_plan_costs_no_more_than_the_preview_and_splits_less() -> None:
    compounds = [n // 2 % 5 + 5 * (n // 40) for n in range(200)]
    work = rows(lively(200, 1), 10, compounds=compounds)

    cut, plan = previewed(work, WISHES), planned(work, WISHES)

    assert plan.way is Way.GROUPS
    assert plan.figures.in_band == plan.figures.grids
    assert plan.cost == pytest.approx(plan.bound)
    assert plan.cost < cut.cost
    assert plan.figures.splits < cut.figures.splits


@pytest.mark.parametrize(
    ("households", "why"),
    [
        ([100, 100], Reason.TOO_FEW),
        ([60] * 9, Reason.BETWEEN),
        ([600, 200, 200], Reason.TOO_LARGE_A_PIECE),
        ([260, 260, 260], Reason.NOT_FOUND),
        ([400], None),
    ],
)
def test_says_why_a_community_is_outside_the_band(
    households: list[int], why: Reason | None
) -> None:
    assert planned(rows(households, 3), WISHES).why is why


def test_keeping_the_present_grids_is_a_weight() -> None:
    presents = [n % 8 // 4 for n in range(64)]
    work = rows([12] * 64, 8, presents=presents)
    skew = rows([12] * 64, 8, presents=[int(n % 8 + n // 8 > 7) for n in range(64)])
    keep = Wishes(weights=Weights(keep=20.0, balance=0.0, compact=0.0))

    assert planned(work, WISHES).figures.moved == 0
    assert planned(skew, keep).figures.moved <= planned(skew, WISHES).figures.moved


def test_micro_grids_are_cut_inside_a_grid() -> None:
    found = previewed(rows(lively(20, 4), 5), Wishes(band=Band(100, 200, 150)))

    assert found.figures.in_band == found.figures.grids >= 2


def test_the_same_ground_gives_the_same_plan_in_any_process() -> None:
    grounds = [ground(lively(60, seed), 6) for seed in range(3)]
    works = [patchwork(each) for each in grounds]

    with pool(1) as workers:
        sewn = dict(each(workers, patchwork, [(one,) for one in grounds], [60] * 3))
        found = dict(each(workers, planned, [(work, WISHES) for work in works], [60] * 3))

    for number, work in enumerate(works):
        assert sewn[number].pairs.tolist() == work.pairs.tolist()
        again = planned(work, WISHES)
        assert found[number].labels.tolist() == again.labels.tolist()
        assert found[number].cost == again.cost


def test_who_stops_listening_gets_no_more() -> None:
    works = [rows(lively(30, seed), 6) for seed in range(4)]

    with pool(1) as workers:
        ready = each(workers, previewed, [(work, WISHES) for work in works], [1, 9, 3, 2])
        first, _ = next(ready)
        ready.close()

    assert first == 1
