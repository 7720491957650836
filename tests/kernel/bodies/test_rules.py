"""How large a body is, for how long, filed by when, and whether it can act (row S2)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from linli.kernel.bodies import rules
from linli.kernel.bodies.rules import Ability, Clock, Kind, Remark, Term
from linli.kernel.calendar.rules import WorkCalendar
from linli.kernel.common.errors import LinliError
from linli.kernel.terms.rules import State

CALENDAR = WorkCalendar(zone=ZoneInfo("Asia/Shanghai"))
MAY = date(2024, 5, 6)
UNTIL = date(2027, 5, 5)
TERM = Term(
    kind=Kind.OWNERS_COMMITTEE, name="东苑小区业主委员会", number=2, seats=7,
    elected_on=MAY - timedelta(days=5), starts_on=MAY, until=UNTIL,
)  # fmt: skip


@dataclass(frozen=True)
class Has:
    """A body as the rules see it."""

    kind: str = Kind.OWNERS_COMMITTEE
    seats: int = 7
    elected_on: date = MAY
    starts_on: date = MAY
    until: date = UNTIL
    ended_on: date | None = None
    filed_on: date | None = None


def _code(ask: Any, *given: Any, **more: Any) -> str:
    try:
        ask(*given, **more)
    except LinliError as refused:
        return refused.code
    return ""


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"name": "　 "}, "bodies.name_needed"),
        ({"seats": 0}, "bodies.seats_unclear"),
        ({"seats": 100}, "bodies.seats_unclear"),
        ({"seats": 1}, ""),
        ({"number": 0}, "bodies.seats_unclear"),
        ({"elected_on": MAY}, ""),
        ({"elected_on": MAY + timedelta(days=1)}, "bodies.term_unclear"),
        ({"until": MAY}, "bodies.term_unclear"),
        ({"until": date(2034, 5, 6)}, ""),
        ({"until": date(2034, 5, 7)}, "bodies.term_unclear"),
    ],
)
def test_an_election_has_a_name_seats_and_days_in_order(changes: dict[str, Any], code: str) -> None:
    assert _code(rules.check_term, replace(TERM, **changes)) == code


@pytest.mark.parametrize(
    ("seats", "members", "able"),
    [
        (7, 7, Ability.WHOLE),
        (7, 6, Ability.SHORT),
        (7, 4, Ability.SHORT),
        (7, 3, Ability.UNABLE),
        (7, 0, Ability.UNABLE),
        (6, 3, Ability.SHORT),  # half is not less than half
        (6, 2, Ability.UNABLE),
        (5, 3, Ability.SHORT),
        (5, 2, Ability.UNABLE),
        (1, 1, Ability.WHOLE),
        (1, 0, Ability.UNABLE),
    ],
)
def test_a_body_acts_with_half_of_its_seats_and_not_with_less(
    seats: int, members: int, able: Ability
) -> None:
    assert rules.ability(seats=seats, members=members) is able


@pytest.mark.parametrize(
    ("kind", "seats", "until", "held", "found"),
    [
        (Kind.OWNERS_COMMITTEE, 5, UNTIL, ["chair"], []),
        (Kind.OWNERS_COMMITTEE, 11, UNTIL, ["chair"], []),
        (Kind.OWNERS_COMMITTEE, 3, UNTIL, ["chair"], [Remark.FEW_OR_MANY]),
        (Kind.OWNERS_COMMITTEE, 13, UNTIL, ["chair"], [Remark.FEW_OR_MANY]),
        (Kind.OWNERS_COMMITTEE, 6, UNTIL, ["chair"], [Remark.EVEN]),
        (Kind.OWNERS_COMMITTEE, 12, UNTIL, [], [Remark.FEW_OR_MANY, Remark.EVEN, Remark.NO_CHAIR]),
        (Kind.OWNERS_COMMITTEE, 7, date(2029, 5, 6), ["chair"], []),
        (Kind.OWNERS_COMMITTEE, 7, date(2029, 5, 7), ["chair"], [Remark.LONG]),
        (Kind.SUPERVISORY_COMMITTEE, 2, date(2030, 1, 1), ["chair"], []),
        (Kind.COUNCIL, 4, date(2030, 1, 1), ["member"], [Remark.NO_CHAIR]),
    ],
)
def test_what_the_standard_asks_beyond_the_possible_is_a_remark(
    kind: Kind, seats: int, until: date, held: list[str], found: list[Remark]
) -> None:
    assert rules.remarks(Has(kind=kind, seats=seats, until=until), held) == found


@pytest.mark.parametrize(
    ("kind", "ended", "found"),
    [
        (Kind.OWNERS_COMMITTEE, None, {Clock.RE_ELECTION, Clock.FILING}),
        (Kind.SUPERVISORY_COMMITTEE, None, {Clock.RE_ELECTION}),
        (Kind.COUNCIL, None, {Clock.RE_ELECTION}),
        (Kind.OWNERS_COMMITTEE, UNTIL, set()),
    ],
)
def test_each_kind_in_office_has_its_clocks(
    kind: Kind, ended: date | None, found: set[Clock]
) -> None:
    assert set(rules.clocks(Has(kind=kind, ended_on=ended), CALENDAR)) == found


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2027, 2, 4), State.RUNNING),
        (date(2027, 2, 5), State.SOON),
        (UNTIL, State.SOON),
        (date(2027, 5, 6), State.LATE),
    ],
)
def test_the_next_election_is_prepared_three_months_before_the_end(
    today: date, state: State
) -> None:
    assert rules.clocks(Has(), CALENDAR)[Clock.RE_ELECTION].state(today) is state


@pytest.mark.parametrize(
    ("today", "filed", "state"),
    [
        (date(2024, 5, 6), None, State.SOON),
        (date(2024, 6, 5), None, State.SOON),
        (date(2024, 6, 6), None, State.LATE),
        (date(2024, 6, 6), date(2024, 6, 5), State.MET),
        (date(2024, 6, 7), date(2024, 6, 6), State.MET_LATE),
    ],
)
def test_a_committee_is_filed_within_thirty_days_of_its_election(
    today: date, filed: date | None, state: State
) -> None:
    assert rules.clocks(Has(filed_on=filed), CALENDAR)[Clock.FILING].state(today) is state


def test_thirty_days_that_end_on_a_saturday_end_on_monday() -> None:
    filing = rules.clocks(Has(elected_on=date(2026, 11, 19)), CALENDAR)[Clock.FILING]

    assert filing.on == date(2026, 12, 21)
