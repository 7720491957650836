"""Rows G1 and X3: a deadline that a superior set, in whole tables."""

from dataclasses import replace
from datetime import timedelta

import pytest

from linli.grid.fixed_clocks import rules
from linli.grid.fixed_clocks.rules import MOST_LEVEL, Counting, Fired, Watch
from tests.district import NOW

HOUR = timedelta(hours=1)
DUE = NOW + 10 * HOUR
CLOCK = Watch(NOW, DUE, is_warned=False, level=0)
"""A clock that runs from nine to seven."""

DONE: list[tuple[bool, int, int, tuple[Fired, int] | None]] = [
    # warned already, level already, hours since it began, what it does
    (False, 0, -1, None),
    (False, 0, 0, None),
    (False, 0, 7, None),
    (False, 0, 8, (Fired.WARN, 0)),
    (False, 0, 10, (Fired.WARN, 0)),
    (False, 0, 11, (Fired.LATE, 1)),
    (False, 0, 100, (Fired.LATE, 1)),
    (True, 0, 8, None),
    (True, 0, 10, None),
    (True, 0, 11, (Fired.LATE, 1)),
    (True, 1, 11, None),
    (True, 1, 33, None),
    (True, 1, 34, (Fired.LATE, 2)),
    (True, 1, 100, (Fired.LATE, 2)),
    (True, 2, 57, None),
    (True, 2, 58, (Fired.LATE, 3)),
    (True, 3, 58, None),
    (True, 3, 1000, None),
]


@pytest.mark.parametrize(("is_warned", "level", "hours", "does"), DONE)
def test_it_warns_at_four_fifths_and_rises_when_it_is_over_and_each_day_after(
    is_warned: bool, level: int, hours: int, does: tuple[Fired, int] | None
) -> None:
    clock, at = replace(CLOCK, is_warned=is_warned, level=level), NOW + hours * HOUR

    assert rules.watched(clock, at=at) == does
    assert rules.watched(None, at=at) is None
    due = rules.next_watch_at(clock)
    if does:
        assert due is not None
        assert due <= at


def test_what_was_done_is_not_done_a_second_time_at_the_same_moment() -> None:
    clock, at = CLOCK, NOW + 12 * HOUR

    first = rules.watched(clock, at=at)
    assert first is not None
    after = replace(clock, is_warned=True, level=first[1])

    assert rules.watched(after, at=at) is None


def test_the_next_look_is_the_warning_then_the_deadline_then_each_day_then_none() -> None:
    warned = replace(CLOCK, is_warned=True)
    risen = [rules.next_watch_at(replace(warned, level=n)) for n in range(1, MOST_LEVEL + 1)]

    assert rules.next_watch_at(CLOCK) == NOW + 8 * HOUR
    assert rules.next_watch_at(warned) == DUE
    assert risen == [DUE + 24 * HOUR, DUE + 48 * HOUR, None]
    assert rules.next_watch_at(None) is None


def test_a_deadline_that_has_passed_when_it_comes_is_looked_at_at_once() -> None:
    clock = replace(CLOCK, ends_at=NOW - HOUR)

    assert rules.next_watch_at(clock) == NOW - HOUR
    assert rules.watched(clock, at=NOW) == (Fired.LATE, 1)


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
    found = rules.clock_state(CLOCK, runs=runs, was_late=was_late, at=NOW + hours * HOUR)

    assert (found.state, found.left_minutes) == (expected, left)
