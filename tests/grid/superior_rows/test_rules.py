"""Rows G1 and X3: which row of a superior is newer, and what it changes, whole tables."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from linli.grid.superior_clocks.rules import State
from linli.grid.superior_rows import rules
from linli.grid.superior_rows.rules import MOST_EARLIER, Age, Told
from tests.district import NOW

HOUR = timedelta(hours=1)
DUE, RECEIPT = NOW + 10 * HOUR, NOW + 5 * HOUR


@dataclass
class Before:
    """What is known of the row before, as the rules read it."""

    state: str = "received"
    received_at: datetime = NOW
    register_by: datetime | None = RECEIPT
    receipt_warned: bool = True
    receipt_level: int = 1
    due_at: datetime = DUE
    is_warned: bool = True
    level: int = 1
    was_late: bool = False
    digest: str = "a"
    told_due_at: datetime | None = DUE
    told_at: datetime | None = None
    sent_at: datetime | None = NOW
    earlier: list[str] = field(default_factory=list)


SAME = Told("a", DUE, RECEIPT, says_receipt=True, told_at=None, sent_at=NOW)
MOVED = replace(SAME, due_at=DUE + HOUR)
OLD = [rules.mark(Before(), MOVED)]

AGES: list[tuple[str, Before, Told, Age]] = [
    ("the same", Before(), SAME, Age.SAME),
    ("the same, sent before", Before(), replace(SAME, sent_at=NOW - HOUR), Age.SAME),
    ("other words", Before(), replace(SAME, digest="b"), Age.NEWER),
    ("no words", Before(), replace(SAME, digest=""), Age.SAME),
    ("other words, forgotten", Before(digest=""), replace(SAME, digest="b"), Age.SAME),
    ("another deadline", Before(), MOVED, Age.NEWER),
    ("no deadline", Before(), replace(SAME, due_at=None), Age.SAME),
    ("a deadline that was granted since stays", Before(due_at=DUE + HOUR), SAME, Age.SAME),
    ("the deadline that was granted", Before(due_at=DUE + HOUR), MOVED, Age.SAME),
    ("another receipt", Before(), replace(SAME, register_by=RECEIPT + HOUR), Age.NEWER),
    ("no receipt any more", Before(), replace(SAME, register_by=None), Age.NEWER),
    (
        "no column for the receipt",
        Before(),
        replace(SAME, register_by=None, says_receipt=False),
        Age.SAME,
    ),
    (
        "another receipt, confirmed",
        Before(state="registered"),
        replace(SAME, register_by=None),
        Age.SAME,
    ),
    ("another deadline, replied", Before(state="replied"), MOVED, Age.SAME),
    ("said before", Before(earlier=OLD), MOVED, Age.OLDER),
    (
        "said before, and changed later by its own moment",
        Before(earlier=OLD, told_at=NOW),
        replace(MOVED, told_at=NOW + HOUR),
        Age.NEWER,
    ),
    (
        "never said, and changed before by its own moment",
        Before(told_at=NOW),
        replace(MOVED, told_at=NOW - HOUR),
        Age.OLDER,
    ),
    (
        "its own moment is the same, and it was said before",
        Before(earlier=OLD, told_at=NOW),
        replace(MOVED, told_at=NOW),
        Age.OLDER,
    ),
    (
        "only the row before has a moment of its own",
        Before(told_at=NOW),
        MOVED,
        Age.NEWER,
    ),
    ("its file reached us before", Before(), replace(MOVED, sent_at=NOW - HOUR), Age.OLDER),
    (
        "its file reached us before, its own moment is later",
        Before(told_at=NOW),
        replace(MOVED, told_at=NOW + HOUR, sent_at=NOW - HOUR),
        Age.NEWER,
    ),
    ("nothing is known of the file before", Before(sent_at=None), MOVED, Age.NEWER),
]


@pytest.mark.parametrize(
    ("before", "told", "found"), [each[1:] for each in AGES], ids=[each[0] for each in AGES]
)
def test_own_moment_then_what_was_said_then_the_order_of_files_decide(
    before: Before, told: Told, found: Age
) -> None:
    assert rules.age(before, told) is found


@pytest.mark.parametrize("state", list(State))
def test_a_moment_counts_while_its_clock_runs(state: State) -> None:
    told = replace(MOVED, register_by=RECEIPT + HOUR)

    changes = rules.told_again(Before(state=state.value), told, at=NOW)

    assert ("due_at" in changes) is (state in {State.RECEIVED, State.REGISTERED})
    assert ("register_by" in changes) is (state is State.RECEIVED)
    assert rules.moves_a_clock(changes) is ("due_at" in changes)
    assert changes["told_due_at"] == DUE + HOUR


@pytest.mark.parametrize("late", [True, False])
def test_a_moved_deadline_begins_its_clock_anew_and_what_was_late_stays_late(late: bool) -> None:
    at = DUE + HOUR if late else NOW

    changes = rules.told_again(Before(), replace(MOVED, due_at=DUE + 9 * HOUR), at=at)

    assert (changes["is_warned"], changes["is_late"], changes["level"]) == (False, False, 0)
    assert changes["was_late"] is late


@pytest.mark.parametrize("register_by", [RECEIPT + HOUR, RECEIPT - HOUR, None])
def test_a_moved_receipt_begins_anew_and_one_taken_back_ends(register_by: datetime | None) -> None:
    changes = rules.told_again(Before(), replace(SAME, register_by=register_by), at=NOW)

    assert changes["register_by"] == register_by
    assert (changes["receipt_warned"], changes["receipt_level"]) == (False, 0)
    assert "due_at" not in changes


def test_earlier_rows_are_remembered_each_once_and_not_without_end() -> None:
    first = rules.earlier(Before())
    again = rules.earlier(Before(earlier=[*first, "x"]))
    many = rules.earlier(Before(earlier=[str(n) for n in range(99)]))

    assert again == ["x", *first]
    assert len(many) == MOST_EARLIER
    assert many[-1] == first[0]
