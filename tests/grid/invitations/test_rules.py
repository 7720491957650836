"""What the link of a message is good for, by where the case stands and when (row G1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from linli.grid.invitations import rules
from linli.grid.invitations.rules import State
from linli.grid.moves.rules import Stage
from tests.district import NOW
from tests.grid.tasks.test_rules import FakeCase

ENDS = rules.ends_at(NOW, days=15)
CLOSED = FakeCase(stage="closed", closed_at=NOW)


def test_a_link_asks_as_long_as_a_verdict_is_possible() -> None:
    assert NOW + timedelta(days=15) == ENDS


@pytest.mark.parametrize(
    ("stage", "is_rated", "reopens", "days"),
    list(product(Stage, (False, True), (0, 1), (0, 15, 16))),
)
def test_a_link_is_open_only_for_the_closing_it_was_sent_for(
    stage: Stage, is_rated: bool, reopens: int, days: int
) -> None:
    case = replace(CLOSED, stage=stage, reopens=reopens, rated_at=NOW if is_rated else None)

    found = rules.state_of(case, asked_in=0, ends=ENDS, at=NOW + timedelta(days=days))

    if stage is not Stage.CLOSED or reopens:
        assert found is State.OVER
    elif is_rated:
        assert found is State.RATED
    else:
        assert found is (State.OPEN if days <= 15 else State.OVER)
