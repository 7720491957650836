"""Days of all pillars in one list."""

from datetime import date

import pytest
from django.utils.translation import override

from linli.board.clocks import queries, rules
from linli.board.clocks.rules import Clock
from linli.kernel.terms.rules import State

MON = date(2026, 11, 23)


def _clock(name: str, day: int, state: State) -> Clock:
    on = MON.replace(day=day)
    return Clock(name, "甲东苑业委会", on, state, (on - MON).days)


def test_what_is_done_is_left_out_and_the_rest_stands_by_day() -> None:
    clocks = [
        _clock("d", 30, State.RUNNING),
        _clock("b", 23, State.SOON),
        _clock("x", 1, State.MET),
        _clock("y", 2, State.MET_LATE),
        _clock("a", 20, State.LATE),
        _clock("c", 23, State.RUNNING),
    ]

    assert [clock.what for clock in rules.in_order(clocks)] == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("day", "state", "words", "css"),
    [
        (20, State.LATE, "Overdue by 3 days", "is-late"),
        (22, State.LATE, "Overdue by 1 day", "is-late"),
        (23, State.SOON, "Today", "is-soon"),
        (24, State.RUNNING, "1 day left", "is-wait"),
        (30, State.SOON, "7 days left", "is-soon"),
    ],
)
def test_a_day_says_what_is_left_in_words(day: int, state: State, words: str, css: str) -> None:
    with override("en"):
        (line,) = queries.lines([_clock("a", day, state)])

    assert (line.words, line.css) == (words, css)


def test_nothing_due_is_sorted_last() -> None:
    first, second = queries.lines([_clock("a", 20, State.LATE), _clock("b", 30, State.RUNNING)])

    assert sorted([None, second, first], key=queries.pressing) == [first, second, None]
