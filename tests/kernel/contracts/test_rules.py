"""What contracts a compound can have, and what a day finds in force (rows P4, A2, S2)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.kernel.common.errors import LinliError
from linli.kernel.contracts import rules
from linli.kernel.contracts.rules import Form, Service, Status, Terms
from linli.kernel.terms.rules import State

COMPANY, OTHER = UUID(int=1), UUID(int=2)
JAN, JUN, DEC = date(2026, 1, 1), date(2026, 6, 30), date(2026, 12, 31)
TERMS = Terms(form=Form.AGREED, organisation_id=COMPANY, starts_on=JAN, until=DEC)


@dataclass(frozen=True)
class Had:
    """A contract as the rules see it."""

    starts_on: date
    last_on: date | None
    form: str = Form.AGREED
    organisation_id: UUID | None = COMPANY


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
        ({"until": None}, ""),
        ({"until": JAN}, ""),
        ({"until": JAN - timedelta(days=1)}, "contracts.ends_before_it_begins"),
        ({"until": date(2056, 1, 1)}, ""),
        ({"until": date(2056, 1, 2)}, "contracts.ends_before_it_begins"),
        ({"organisation_id": None}, "contracts.company_needed"),
        ({"form": Form.TRUSTEESHIP, "organisation_id": None}, "contracts.company_needed"),
        ({"form": Form.SELF_MANAGED}, "contracts.nobody_else_serves"),
        ({"form": Form.SELF_MANAGED, "organisation_id": None}, ""),
        ({"fee_fen": -1}, "contracts.terms_out_of_range"),
        ({"fee_fen": 0}, ""),
        ({"fee_fen": 100_001}, "contracts.terms_out_of_range"),
        ({"dismissal_days": 731}, "contracts.terms_out_of_range"),
        ({"refusal_days": -1}, "contracts.terms_out_of_range"),
    ],
)
def test_terms_name_two_sides_and_days_that_can_be(changes: dict[str, Any], code: str) -> None:
    assert _code(rules.check_terms, replace(TERMS, **changes)) == code


@pytest.mark.parametrize(
    ("had", "outcome"),
    [
        ([], ""),
        ([Had(JAN - timedelta(days=99), JAN - timedelta(days=1))], ""),
        ([Had(JAN - timedelta(days=99), JAN)], "contracts.overlap"),
        ([Had(JAN - timedelta(days=99), None)], "contracts.overlap"),
        ([Had(JUN, None)], "contracts.overlap"),
        ([Had(DEC, None)], "contracts.overlap"),
        ([Had(DEC + timedelta(days=1), None)], ""),
        ([Had(JAN - timedelta(days=99), None, Form.INITIAL)], "replaced"),
        ([Had(JAN - timedelta(days=99), JUN, Form.INITIAL)], "replaced"),
        ([Had(JAN, JUN, Form.INITIAL)], "contracts.overlap"),
        ([Had(JUN, None, Form.INITIAL)], "contracts.overlap"),
    ],
)
def test_one_contract_is_in_force_at_a_time_and_only_an_initial_one_gives_way(
    had: list[Had], outcome: str
) -> None:
    code = _code(rules.check_room, had, TERMS)

    assert code or ("replaced" if rules.check_room(had, TERMS) else "") == outcome
    assert code == (outcome if outcome != "replaced" else "")


def test_a_contract_without_an_end_leaves_room_for_none_after_it() -> None:
    assert _code(rules.check_room, [Had(DEC, None)], replace(TERMS, until=None)) == (
        "contracts.overlap"
    )


@pytest.mark.parametrize(
    ("had", "on", "status"),
    [
        ([], JUN, Status(Service.NONE)),
        ([Had(JAN, JUN)], JAN, Status(Service.COMPANY, COMPANY, JAN, JUN)),
        ([Had(JAN, JUN)], JUN, Status(Service.COMPANY, COMPANY, JAN, JUN)),
        ([Had(JAN, JUN)], date(2026, 7, 1), Status(Service.NONE, None, date(2026, 7, 1))),
        ([Had(JAN, JUN)], date(2025, 12, 31), Status(Service.NONE, until=date(2025, 12, 31))),
        ([Had(JAN, None)], DEC, Status(Service.COMPANY, COMPANY, JAN)),
        (
            [Had(JAN, JUN, Form.TRUSTEESHIP, OTHER)],
            JUN,
            Status(Service.TRUSTEE, OTHER, JAN, JUN),
        ),
        ([Had(JAN, None, Form.SELF_MANAGED, None)], JUN, Status(Service.OWNERS, None, JAN)),
        (
            [Had(JAN, JUN), Had(DEC, None)],
            date(2026, 9, 1),
            Status(Service.NONE, None, date(2026, 7, 1), date(2026, 12, 30)),
        ),
    ],
)
def test_a_day_finds_the_contract_in_force_or_how_long_there_is_none(
    had: list[Had], on: date, status: Status
) -> None:
    assert rules.status_on(had, on) == status


@pytest.mark.parametrize("form", list(Form))
def test_each_form_says_who_serves(form: Form) -> None:
    assert rules.SERVICES[form] is {
        Form.TRUSTEESHIP: Service.TRUSTEE,
        Form.SELF_MANAGED: Service.OWNERS,
    }.get(form, Service.COMPANY)


def test_the_history_has_the_times_between_contracts_and_ends_without_one() -> None:
    had = [Had(DEC, date(2027, 3, 1)), Had(JAN, JUN), Had(date(2026, 7, 1), date(2026, 8, 1))]

    found = [(each.service.value, each.since, each.until) for each in rules.statuses(had)]

    assert found == [
        ("company", JAN, JUN),
        ("company", date(2026, 7, 1), date(2026, 8, 1)),
        ("none", date(2026, 8, 2), date(2026, 12, 30)),
        ("company", DEC, date(2027, 3, 1)),
        ("none", date(2027, 3, 2), None),
    ]
    assert rules.statuses([]) == []


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 6, 29), State.RUNNING),
        (date(2026, 6, 30), State.SOON),
        (DEC, State.SOON),
        (date(2027, 1, 1), State.LATE),
    ],
)
def test_owners_are_reminded_six_months_before_the_end(today: date, state: State) -> None:
    due = rules.due(Had(JAN, DEC))

    assert due is not None
    assert due.state(today) is state
    assert rules.due(Had(JAN, None)) is None


def test_a_notice_is_in_time_so_many_days_before_the_end() -> None:
    assert rules.notice_by(DEC, rules.REFUSAL_DAYS) == date(2026, 10, 2)
    assert rules.notice_by(DEC, rules.DISMISSAL_DAYS) == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("span", "others", "ground", "goes"),
    [
        (Had(JAN, JUN), [], "", True),
        (Had(JAN, JUN), [Had(date(2025, 1, 1), date(2025, 6, 1))], "", True),
        (Had(JAN, JUN), [Had(DEC, None)], "", False),
        (Had(JAN, JUN), [], "dismissed", False),
        (Had(JAN, None), [], "", False),
        (Had(JAN, DEC), [], "", False),
        (Had(JAN, date(2026, 11, 23)), [], "", False),
        (Had(JAN, date(2026, 11, 22)), [], "", True),
    ],
)
def test_only_the_last_contract_that_ran_out_goes_on(
    span: Had, others: list[Had], ground: str, goes: bool
) -> None:
    today = date(2026, 11, 23)

    code = _code(rules.check_goes_on, span, [span, *others], ground=ground, today=today)

    assert code == ("" if goes else "contracts.nothing_to_go_on")


@pytest.mark.parametrize(
    ("had", "on", "by"),
    [
        ([], JUN, None),
        ([Had(JAN, DEC)], date(2025, 12, 31), None),
        ([Had(JAN, DEC)], JAN, DEC),
        ([Had(JAN, DEC)], date(2027, 5, 1), DEC),
        ([Had(JAN, None)], JUN, None),
        ([Had(JAN, JUN), Had(date(2026, 7, 1), DEC)], JUN, None),
        ([Had(JAN, JUN), Had(date(2026, 7, 1), DEC)], date(2026, 7, 1), DEC),
    ],
)
def test_a_decision_is_due_until_the_next_contract_is_entered(
    had: list[Had], on: date, by: date | None
) -> None:
    found = rules.decision(had, on)

    assert (found.on if found else None) == by
