"""The clock of a document, and what an order must say (article rows P1, G1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from linli.kernel.calendar.rules import WorkCalendar
from linli.kernel.common.errors import LinliError
from linli.party.moves.rules import Move, Source
from linli.party.supervision import rules
from linli.party.supervision.rules import Order

DAYS = WorkCalendar(zone=ZoneInfo("Asia/Shanghai"))
MONDAY_9 = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FRIDAY_18 = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
US, THEM, OTHERS = UUID(int=1), UUID(int=2), UUID(int=3)


@dataclass(frozen=True)
class Sheet:
    """What the rules read of a document."""

    stage: str = "issued"
    number: str = "样督〔2026〕1号"
    district_id: UUID | None = None
    street_id: UUID | None = None
    community_id: UUID | None = None
    grid_id: UUID | None = None
    issuer_id: UUID = US
    to_ids: tuple[UUID, ...] = (THEM, OTHERS)
    copy_ids: tuple[UUID, ...] = ()
    circulated_ids: tuple[UUID, ...] = ()
    answered_ids: tuple[UUID, ...] = ()
    read_ids: tuple[UUID, ...] = ()
    answered_by_id: UUID | None = None
    due_at: datetime = FRIDAY_18
    watch_at: datetime | None = None
    is_warned: bool = False
    level: int = 0
    chases: int = 0
    returns: int = 0
    was_late: bool = False


def _order(**more: object) -> Order:
    given: dict[str, object] = {
        "source": Source.BREACH,
        "title": "督办通知",
        "text": "请办结",
        "to_ids": (THEM,),
        "due_at": FRIDAY_18,
    }
    return Order(**(given | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, ""),
        ({"to_ids": ()}, "party.nobody_addressed"),
        ({"to_ids": (US,)}, "party.cannot_address"),
        ({"to_ids": (THEM, OTHERS)}, "party.cannot_address"),
        ({"text": ""}, "party.text_needed"),
        ({"title": ""}, "party.text_needed"),
        ({"due_at": MONDAY_9}, "party.deadline_passed"),
    ],
)
def test_an_order_asks_somebody_it_may_ask_for_something_in_time(
    more: dict[str, object], code: str
) -> None:
    found = ""
    try:
        rules.check_order(
            _order(**more), issuer_id=US, addressable=frozenset({US, THEM}), at=MONDAY_9
        )
    except LinliError as refused:
        found = refused.code

    assert found == code


def test_who_answers_gets_no_copy_beside() -> None:
    changes = _order(copy_ids=(THEM, OTHERS)).changes()

    assert changes["copy_ids"] == [OTHERS]


@pytest.mark.parametrize(
    ("day", "closes"),
    [
        (date(2026, 11, 27), FRIDAY_18),
        (date(2026, 11, 28), datetime(2026, 11, 30, 10, 0, tzinfo=UTC)),
    ],
)
def test_a_day_ends_with_its_business_and_a_day_off_with_the_next_one(
    day: date, closes: datetime
) -> None:
    assert rules.close_of(day, DAYS) == closes


def test_a_new_draft_proposes_five_working_days() -> None:
    assert rules.usual_day(MONDAY_9, DAYS) == date(2026, 11, 30)


def test_issuing_warns_after_four_fifths_of_the_working_time() -> None:
    changes = rules.issued(Sheet(stage="drafted"), at=MONDAY_9, calendar=DAYS)

    # 34.5 working hours from Monday 09:00 to Friday 18:00, 6.9 of them before the end
    assert changes["watch_at"] == datetime(2026, 11, 27, 0, 36, tzinfo=UTC)
    assert (changes["stage"], changes["is_warned"], changes["level"]) == ("issued", False, 0)


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

    done = rules.watched(sheet, at=at, calendar=DAYS)

    assert (done[0] if done else None) == move
    if done:
        assert done[1].get("watch_at") == after
        assert done[1]["is_warned"]
        assert done[1].get("level", level) == level + (move is Move.RISE)


def test_the_last_of_the_addressed_offices_leads_to_the_check() -> None:
    first = rules.answered(Sheet(), office=THEM, person_id=None, at=MONDAY_9)
    last = rules.answered(Sheet(answered_ids=(THEM,)), office=OTHERS, person_id=None, at=MONDAY_9)

    assert "stage" not in first
    assert (last["stage"], last["watch_at"], last["was_late"]) == ("answered", None, False)


def test_feedback_after_the_deadline_was_late() -> None:
    late = FRIDAY_18 + timedelta(seconds=1)

    assert rules.answered(Sheet(), office=THEM, person_id=None, at=late)["was_late"] is True


def test_more_time_lies_after_the_present_deadline() -> None:
    with pytest.raises(rules.DeadlinePassed):
        rules.extended(Sheet(), due_at=FRIDAY_18, at=MONDAY_9, calendar=DAYS)


@pytest.mark.parametrize(
    ("stage", "at", "warned", "late", "state"),
    [
        ("issued", MONDAY_9, False, False, ("running", 4)),
        ("issued", FRIDAY_18 - HOUR, True, False, ("soon", 0)),
        ("sent_back", FRIDAY_18 + timedelta(days=3), True, False, ("late", 1)),
        ("answered", MONDAY_9, False, False, ("met", 0)),
        ("cancelled_off", MONDAY_9, False, True, ("met_late", 0)),
    ],
)
def test_the_chip_says_how_the_deadline_stands(
    stage: str, at: datetime, warned: bool, late: bool, state: tuple[str, int]
) -> None:
    sheet = Sheet(stage=stage, is_warned=warned, was_late=late)

    found = rules.deadline_state(sheet, at=at, calendar=DAYS)

    assert (found.state, found.left) == state
