"""Sums of members are shown from a size on, and no small one can be worked out (row P4)."""

from __future__ import annotations

from itertools import product

import pytest

from linli.kernel.people.rules import BY_RULE
from linli.party.branches import services as branches
from linli.party.branches.services import Step
from linli.party.founding import services as founding
from linli.party.memberships import queries, rules
from linli.party.memberships.rules import Sum
from tests.district import District, stamp
from tests.party.grassroots import BRANCH, FOREIGN, TODAY, again, new, tree

LARGE, SMALL, FEW = Sum(40, 4), Sum(10, 4), Sum(60, 2)


@pytest.mark.parametrize(
    ("sums", "shown"),
    [
        ({}, {}),
        ({"a": LARGE}, {"a": 40}),
        ({"a": SMALL}, {}),
        ({"a": FEW}, {}),
        ({"a": LARGE, "b": LARGE}, {"a": 40, "b": 40}),
        ({"a": LARGE, "b": Sum()}, {"a": 40}),
        ({"a": LARGE, "b": SMALL}, {}),
        ({"a": LARGE, "b": Sum(50, 5), "c": SMALL}, {"b": 50}),
        ({"a": LARGE, "b": SMALL, "c": SMALL}, {"a": 40}),
        ({"a": LARGE, "b": Sum(2, 1), "c": Sum(2, 1)}, {}),
        ({"a": LARGE, "b": Sum(50, 5), "c": Sum(2, 1), "d": Sum(2, 1)}, {"b": 50}),
    ],
    ids=range(11),
)
def test_which_sums_are_shown(sums: dict[str, Sum], shown: dict[str, int]) -> None:
    assert rules.shown(sums) == shown


def test_nothing_small_is_left_when_the_shown_sums_are_taken_from_the_total() -> None:
    kinds = [Sum(), Sum(2, 1), Sum(10, 4), Sum(40, 4), Sum(60, 2)]
    for chosen in product(kinds, repeat=4):
        sums = dict(enumerate(chosen))
        found = rules.shown(sums)
        rest = [one for key, one in sums.items() if key not in found and one.members]

        assert all(sums[key].is_large for key in found)
        if found and rest:
            assert len(rest) > 1
            assert sum(rest, Sum()).is_large


@pytest.mark.django_db
def test_members_are_summed_by_street_without_groups(district: District) -> None:
    tree(district)
    units = [compound for side in district.sides[:2] for compound in side.compounds]
    rows = [new(20 + n, unit, members=30, name=f"样例支部{n}") for n, unit in enumerate(units)]
    founding.found_many(BY_RULE, rows=rows, stamp=stamp(number=3))

    assert queries.by_street(on=TODAY) == queries.Members(132, {district.streets[0]: 132})

    branches.count(BY_RULE, step=Step(FOREIGN), members=5, stamp=stamp(number=4))
    assert queries.by_street(on=TODAY) == queries.Members(137, {})
    assert again(BRANCH).members == 12
