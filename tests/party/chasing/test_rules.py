"""The clock warns and chases; more time sets it anew (row G1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from linli.party.chasing import rules as chasing
from linli.party.moves.rules import Move
from linli.party.orders import rules as orders
from tests.party.sheet import DAYS, FRIDAY_18, HOUR, MONDAY_9, Sheet

WATCHED = [
    # watch_at, at, warned, level → move, next watch
    (FRIDAY_18 - 7 * HOUR, FRIDAY_18 - 8 * HOUR, False, 0, None, None),
    (FRIDAY_18 - 7 * HOUR, FRIDAY_18 - 7 * HOUR, False, 0, Move.WARN, FRIDAY_18),
    (FRIDAY_18, FRIDAY_18, True, 0, None, None),
    (FRIDAY_18, FRIDAY_18 + HOUR, True, 0, Move.RISE, FRIDAY_18 + timedelta(days=3)),
    (FRIDAY_18 + timedelta(days=3), FRIDAY_18 + timedelta(days=3), True, 1, Move.RISE,
     FRIDAY_18 + timedelta(days=4)),
    (FRIDAY_18 + timedelta(days=4), FRIDAY_18 + timedelta(days=4), True, 2, Move.RISE, None),
    (None, FRIDAY_18 + timedelta(days=9), True, 3, None, None),
]  # fmt: skip


@pytest.mark.parametrize("row", WATCHED)
def test_the_clock_warns_then_chases_each_working_day_three_times(row: tuple[Any, ...]) -> None:
    watch_at, at, warned, level, move, after = row
    sheet = Sheet(watch_at=watch_at, is_warned=warned, level=level)

    done = chasing.watched(sheet, at=at, calendar=DAYS)

    assert (done[0] if done else None) == move
    if done:
        assert done[1].get("watch_at") == after
        assert done[1]["is_warned"]
        assert done[1].get("level", level) == level + (move is Move.RISE)


def test_more_time_lies_after_the_present_deadline() -> None:
    with pytest.raises(orders.DeadlinePassed):
        chasing.extended(Sheet(), due_at=FRIDAY_18, at=MONDAY_9, calendar=DAYS)
