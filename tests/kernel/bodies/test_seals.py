"""How a seal stands, and by when it changes hands (row S2)."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from linli.kernel.calendar.rules import WorkCalendar
from linli.kernel.seals import rules
from linli.kernel.seals.rules import SealState
from linli.kernel.terms.rules import Due

CALENDAR = WorkCalendar(zone=ZoneInfo("Asia/Shanghai"))
UNTIL = date(2027, 5, 5)


@pytest.mark.parametrize(
    ("invalid_on", "ended_on", "state"),
    [
        (None, None, SealState.HELD),
        (None, UNTIL, SealState.TO_HAND_OVER),
        (UNTIL, None, SealState.INVALID),
        (UNTIL, UNTIL, SealState.INVALID),
    ],
)
def test_a_seal_is_held_waits_or_is_invalid(
    invalid_on: date | None, ended_on: date | None, state: SealState
) -> None:
    assert rules.seal_state(invalid_on=invalid_on, holder_ended_on=ended_on) is state


def test_seals_are_handed_over_within_ten_days() -> None:
    assert rules.hand_over(date(2026, 11, 20), CALENDAR) == Due(
        date(2026, 11, 30), date(2026, 11, 20)
    )
