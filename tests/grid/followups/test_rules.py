"""What a follow-up may say, asked whole."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from linli.grid.cases.models import Case
from linli.grid.cases.rules import Satisfied
from linli.grid.followups import rules
from linli.grid.followups.rules import Before, Heard, How, Outcome, Settled
from linli.grid.moves.rules import Stage
from linli.kernel.common.errors import LinliError
from tests.district import NOW

ANSWERS = [
    (None, None),
    (Settled.YES, None),
    (None, Satisfied.MOSTLY),
    *product(Settled, Satisfied),
]
NOBODY_ASKED = Before(attempts=0, is_reached=False, has_phone=True, has_link=True)


def code_of(heard: Heard) -> str:
    try:
        rules.check_heard(heard)
    except LinliError as refused:
        return refused.code
    return ""


def expected(heard: Heard) -> str:
    """Return the answer of the table: how and outcome first, then the two answers."""
    if (heard.how == "message") != (heard.outcome == "asked") or heard.outcome == "undelivered":
        return "grid.message_only_asks"
    given = sum(answer is not None for answer in (heard.settled, heard.satisfied))
    if heard.outcome == "reached":
        return "" if given == 2 else "grid.answers_missing"
    return "" if given == 0 else "grid.nobody_answered"


@pytest.mark.parametrize(("how", "outcome"), list(product(How, Outcome)))
def test_answers_belong_to_whoever_was_reached_and_both_of_them(how: How, outcome: Outcome) -> None:
    for settled, satisfied in ANSWERS:
        heard = Heard(how, outcome, settled, satisfied)

        assert code_of(heard) == expected(heard), heard


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage.value])
def test_only_what_is_closed_is_followed_up(stage: Stage) -> None:
    case = Case(stage=stage.value)

    if stage is Stage.CLOSED:
        rules.check_needed(case, NOBODY_ASKED)
        return
    with pytest.raises(LinliError) as refused:
        rules.check_needed(case, NOBODY_ASKED)

    assert refused.value.code == "grid.move_not_allowed"


@pytest.mark.parametrize(
    ("fields", "before", "code"),
    [
        ({}, {}, ""),
        ({}, {"has_phone": False}, ""),
        ({}, {"has_link": False}, ""),
        ({}, {"has_phone": False, "has_link": False}, "grid.nobody_to_ask"),
        ({"is_on_site": True}, {}, "grid.nobody_to_ask"),
        ({"rated_at": NOW}, {}, "grid.rated_by_herself"),
        ({"rated_at": NOW}, {"is_reached": True}, "grid.rated_by_herself"),
        ({}, {"is_reached": True, "attempts": 1}, "grid.followed_up_already"),
        ({}, {"attempts": 9}, ""),
    ],
)
def test_nobody_is_asked_for_nothing(
    fields: dict[str, object], before: dict[str, Any], code: str
) -> None:
    case = Case(stage="closed", **fields)
    known = replace(NOBODY_ASKED, **before)

    if not code:
        rules.check_needed(case, known)
        return
    with pytest.raises(LinliError) as refused:
        rules.check_needed(case, known)

    assert refused.value.code == code


@pytest.mark.parametrize(("how", "has_phone", "has_link"), list(product(How, [0, 1], [0, 1])))
def test_a_call_needs_a_telephone_and_a_message_a_link(
    how: How, has_phone: int, has_link: int
) -> None:
    known = replace(NOBODY_ASKED, has_phone=bool(has_phone), has_link=bool(has_link))
    outcome = Outcome.ASKED if how is How.MESSAGE else Outcome.NO_ANSWER
    can = {How.PHONE: has_phone, How.MESSAGE: has_link, How.VISIT: has_phone or has_link}

    if can[how]:
        rules.followed_up(Case(stage="closed"), Heard(how, outcome), known)
        return
    with pytest.raises(LinliError) as refused:
        rules.followed_up(Case(stage="closed"), Heard(how, outcome), known)

    assert refused.value.code == "grid.nobody_to_ask"


@pytest.mark.parametrize(("how", "is_asked"), list(product(How, [False, True])))
def test_a_message_asks_once(how: How, is_asked: bool) -> None:
    known = replace(NOBODY_ASKED, is_asked=is_asked)
    outcome = Outcome.ASKED if how is How.MESSAGE else Outcome.NO_ANSWER

    if not (is_asked and how is How.MESSAGE):
        rules.followed_up(Case(stage="closed"), Heard(how, outcome), known)
        return
    with pytest.raises(LinliError) as refused:
        rules.followed_up(Case(stage="closed"), Heard(how, outcome), known)

    assert refused.value.code == "grid.asked_already"


@pytest.mark.parametrize(("settled", "was"), list(product(Settled, [False, True])))
def test_a_case_remembers_that_it_was_not_settled(settled: Settled, was: bool) -> None:
    heard = Heard(How.PHONE, Outcome.REACHED, settled, Satisfied.SATISFIED)

    changes = rules.followed_up(Case(stage="closed", was_unsettled=was), heard, NOBODY_ASKED)

    assert changes == {"was_unsettled": was or settled is not Settled.YES}


@pytest.mark.parametrize(
    ("outcome", "number", "is_last"),
    [
        (Outcome.NO_ANSWER, 1, False),
        (Outcome.NO_ANSWER, 2, False),
        (Outcome.NO_ANSWER, 3, True),
        (Outcome.UNDELIVERED, 1, False),
        (Outcome.UNDELIVERED, 3, True),
        *[(outcome, 1, True) for outcome in Outcome if outcome not in rules.SILENT],
    ],
)
def test_silence_is_tried_three_times(outcome: Outcome, number: int, is_last: bool) -> None:
    assert rules.is_last(Heard(How.PHONE, outcome), number=number, attempts=3) is is_last
