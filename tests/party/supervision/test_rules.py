"""What issuing and answering set (article rows P1, G1)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from linli.party.supervision import rules
from tests.party.sheet import DAYS, FRIDAY_18, MONDAY_9, OTHERS, THEM, Sheet


def test_issuing_warns_after_four_fifths_of_the_working_time() -> None:
    changes = rules.issued(Sheet(stage="drafted"), at=MONDAY_9, calendar=DAYS)

    # 34.5 working hours from Monday 09:00 to Friday 18:00, 6.9 of them before the end
    assert changes["watch_at"] == datetime(2026, 11, 27, 0, 36, tzinfo=UTC)
    assert (changes["stage"], changes["is_warned"], changes["level"]) == ("issued", False, 0)


def test_the_last_of_the_addressed_offices_leads_to_the_check() -> None:
    first = rules.answered(Sheet(), office=THEM, person_id=None, at=MONDAY_9)
    last = rules.answered(Sheet(answered_ids=(THEM,)), office=OTHERS, person_id=None, at=MONDAY_9)

    assert "stage" not in first
    assert (last["stage"], last["watch_at"], last["was_late"]) == ("answered", None, False)


def test_feedback_after_the_deadline_was_late() -> None:
    late = FRIDAY_18 + timedelta(seconds=1)

    assert rules.answered(Sheet(), office=THEM, person_id=None, at=late)["was_late"] is True
