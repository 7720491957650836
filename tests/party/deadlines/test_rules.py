"""The close of a day, the proposal of a draft, and the chip of a deadline (row G1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from linli.party.deadlines import rules as deadlines
from tests.party.sheet import DAYS, FRIDAY_18, HOUR, MONDAY_9, Sheet


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
    assert deadlines.close_of(day, DAYS) == closes


def test_a_new_draft_proposes_five_working_days() -> None:
    assert deadlines.usual_day(MONDAY_9, DAYS) == date(2026, 11, 30)


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

    found = deadlines.deadline_state(sheet, at=at, calendar=DAYS)

    assert (found.state, found.left) == state
