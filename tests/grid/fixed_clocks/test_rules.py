"""Rows G1 and X3: a deadline that a superior set, in whole tables."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from linli.grid.fixed_clocks import rules
from linli.grid.fixed_clocks.rules import Counting, Fired
from tests.district import NOW

HOUR = timedelta(hours=1)
DUE = NOW + 10 * HOUR


@dataclass
class Clock:
    """A clock that runs from nine to seven."""

    received_at: datetime = NOW
    due_at: datetime = DUE
    is_warned: bool = False
    is_late: bool = False
    was_late: bool = False


HOURS = [(-1, None), (0, None), (7, None), (8, Fired.WARN), (10, Fired.WARN), (11, Fired.LATE)]


@pytest.mark.parametrize("runs", [True, False])
@pytest.mark.parametrize(("hours", "fired"), HOURS)
def test_it_warns_once_at_four_fifths_and_once_when_it_is_over(
    hours: int, fired: Fired | None, runs: bool
) -> None:
    clock, at = Clock(), NOW + hours * HOUR

    due = rules.watched(clock, runs=runs, at=at)

    assert (due[0] if due else None) == (fired if runs else None)
    if due:
        after = replace(clock, **due[1])  # type: ignore[arg-type]
        assert rules.watched(after, runs=runs, at=at) is None


def test_the_next_look_is_the_warning_then_the_deadline_then_none() -> None:
    first = Clock()
    warned = replace(first, is_warned=True)
    late = replace(warned, is_late=True)

    assert rules.next_watch_at(first, runs=True) == NOW + 8 * HOUR
    assert rules.next_watch_at(warned, runs=True) == DUE
    assert rules.next_watch_at(late, runs=True) is None
    assert rules.next_watch_at(first, runs=False) is None


def test_a_deadline_that_has_passed_when_it_comes_is_looked_at_at_once() -> None:
    clock = Clock(due_at=NOW - HOUR)

    due = rules.watched(clock, runs=True, at=NOW)

    assert rules.next_watch_at(clock, runs=True) == NOW - HOUR
    assert due is not None
    assert due[0] is Fired.LATE


@pytest.mark.parametrize("runs", [True, False])
@pytest.mark.parametrize("stands", [True, False])
@pytest.mark.parametrize("own", [None, -1, 0, 1])
def test_the_earlier_of_the_two_clocks_counts_and_only_ours_can_stand(
    own: int | None, stands: bool, runs: bool
) -> None:
    own_due = None if own is None else DUE + own * HOUR

    found = rules.counting(own_due, DUE, stands=stands, runs=runs)

    ours = not runs or (own == -1 and not stands)
    assert found is (Counting.OURS if ours else Counting.SUPERIOR)


@pytest.mark.parametrize(
    ("runs", "hours", "was_late", "expected", "left"),
    [
        (True, 1, False, "running", 9 * 60),
        (True, 8, False, "soon", 2 * 60),
        (True, 10, False, "soon", 0),
        (True, 12, False, "late", 2 * 60),
        (False, 12, False, "met", 0),
        (False, 12, True, "met_late", 0),
        (False, 1, True, "met_late", 0),
    ],
)
def test_the_chip_counts_by_the_clock_on_the_wall(
    runs: bool, hours: int, was_late: bool, expected: str, left: int
) -> None:
    found = rules.clock_state(Clock(was_late=was_late), runs=runs, at=NOW + hours * HOUR)

    assert (found.state, found.left_minutes) == (expected, left)
