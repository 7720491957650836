"""Rows G1 and X3: by when receipt is confirmed and by when it is answered, in whole tables."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from linli.grid.fixed_clocks.rules import Fired
from linli.grid.superior_clocks import rules
from linli.grid.superior_clocks.rules import Moment, State
from tests.district import NOW

HOUR = timedelta(hours=1)
BY, DUE = NOW + 10 * HOUR, NOW + 100 * HOUR


@dataclass
class Outside:
    """A matter whose receipt is due after ten hours and whose reply after a hundred."""

    state: str = "received"
    received_at: datetime = NOW
    register_by: datetime | None = BY
    receipt_warned: bool = False
    receipt_level: int = 0
    due_at: datetime = DUE
    is_warned: bool = False
    is_late: bool = False
    was_late: bool = False
    level: int = 0


@pytest.mark.parametrize("has_moment", [True, False])
@pytest.mark.parametrize("state", list(State))
def test_receipt_runs_until_it_is_confirmed_and_the_reply_until_it_is_sent(
    state: State, has_moment: bool
) -> None:
    outside = Outside(state=state.value, register_by=BY if has_moment else None)
    waits = state is State.RECEIVED and has_moment
    runs = state in {State.RECEIVED, State.REGISTERED}

    expected = NOW + 8 * HOUR if waits else NOW + 80 * HOUR if runs else None

    assert (rules.receipt(outside) is not None) is waits
    assert rules.next_watch_at(outside) == expected


COURSE: list[tuple[int, tuple[Moment, Fired, dict[str, object]] | None]] = [
    # hours since it was passed down, what its clocks do; receipt is never confirmed
    (7, None),
    (8, (Moment.RECEIPT, Fired.WARN, {"receipt_warned": True, "receipt_level": 0})),
    (10, None),
    (11, (Moment.RECEIPT, Fired.LATE, {"receipt_warned": True, "receipt_level": 1})),
    (33, None),
    (34, (Moment.RECEIPT, Fired.LATE, {"receipt_warned": True, "receipt_level": 2})),
    (58, (Moment.RECEIPT, Fired.LATE, {"receipt_warned": True, "receipt_level": 3})),
    (79, None),
    (80, (Moment.REPLY, Fired.WARN, {"is_warned": True, "level": 0})),
    (100, None),
    (
        101,
        (
            Moment.REPLY,
            Fired.LATE,
            {"is_warned": True, "level": 1, "is_late": True, "was_late": True},
        ),
    ),
    (
        124,
        (
            Moment.REPLY,
            Fired.LATE,
            {"is_warned": True, "level": 2, "is_late": True, "was_late": True},
        ),
    ),
    (
        148,
        (
            Moment.REPLY,
            Fired.LATE,
            {"is_warned": True, "level": 3, "is_late": True, "was_late": True},
        ),
    ),
    (1000, None),
]


def test_both_moments_come_near_are_missed_and_rise_in_order() -> None:
    outside = Outside()

    for hours, expected in COURSE:
        due = rules.watched(outside, at=NOW + hours * HOUR)
        assert due == expected, hours
        if due:
            changes: dict[str, Any] = due[2]
            outside = replace(outside, **changes)
    assert rules.next_watch_at(outside) is None


def test_a_receipt_that_was_confirmed_leaves_only_the_reply() -> None:
    outside = Outside(state="registered", receipt_warned=True, receipt_level=2)

    assert rules.watched(outside, at=NOW + 50 * HOUR) is None
    assert rules.next_watch_at(outside) == NOW + 80 * HOUR


def test_when_both_are_missed_receipt_is_told_first_and_one_thing_at_a_time() -> None:
    outside = Outside()

    first = rules.watched(outside, at=NOW + 101 * HOUR)

    assert first is not None
    assert first[0] is Moment.RECEIPT
