"""Who leaves which note on which case, asked whole: kind × role × tie × stage."""

from __future__ import annotations

from itertools import product
from uuid import UUID

import pytest

from linli.grid.moves.rules import Stage
from linli.grid.notes import rules
from linli.grid.notes.rules import Kind
from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import Actor, Role
from tests.grid.moves.test_rules import CASE, ELSEWHERE, HERE, MINE, Matter, _actor

LINES = "grid_officer community_desk street_desk district_desk"
DEPARTMENT = "department_officer department_head"
MAY: dict[str, str] = {
    # kind: roles
    "internal": f"{LINES} {DEPARTMENT} supervisor",
    "public": f"{LINES} {DEPARTMENT}",
    "reporter": "reporter",
}
SEEN = {
    # tie: (unit, matter), who sees it
    "place": (HERE, Matter(), f"{LINES} supervisor auditor"),
    "lead": (HERE, Matter(lead_id=MINE), f"{LINES} {DEPARTMENT} supervisor auditor"),
    "assists": (ELSEWHERE, Matter(assist_ids=(MINE,)), DEPARTMENT),
    "stranger": (ELSEWHERE, Matter(), ""),
}


def outcome(actor: Actor, case: Matter, kind: Kind) -> str:
    try:
        rules.check_may_note(actor, case, kind)
    except LinliError as refused:
        return refused.code
    return ""


@pytest.mark.parametrize(("kind", "role", "tie"), list(product(Kind, Role, SEEN)))
def test_a_note_is_left_by_those_who_see_the_case(kind: Kind, role: Role, tie: str) -> None:
    unit, case, sees = SEEN[tie]

    found = outcome(_actor(role, unit=unit), case, kind)

    if role.value not in sees.split():
        assert found == "people.not_your_territory"
    else:
        assert found == ("" if role.value in MAY[kind].split() else "common.forbidden")


@pytest.mark.parametrize("kind", Kind)
def test_the_holder_of_a_link_adds_words_to_her_own_case_only(kind: Kind) -> None:
    hers, another = Actor(Role.REPORTER, holds=CASE), Actor(Role.REPORTER, holds=UUID(int=99))

    assert outcome(another, Matter(), kind) == "people.not_your_territory"
    assert outcome(hers, Matter(), kind) == ("" if kind is Kind.REPORTER else "common.forbidden")


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage.value])
def test_what_ended_otherwise_has_no_more_notes(stage: Stage) -> None:
    found = outcome(_actor(Role.COMMUNITY_DESK), Matter(stage=stage.value), Kind.PUBLIC)

    ended = stage in {Stage.DECLINED, Stage.MERGED}
    assert found == ("grid.nothing_more_to_say" if ended else "")


@pytest.mark.parametrize(("role", "stage"), list(product(Role, [s for s in Stage if s.value])))
def test_pages_offer_exactly_the_kinds_that_would_be_let_through(role: Role, stage: Stage) -> None:
    for unit, case, _ in SEEN.values():
        actor, held = _actor(role, unit=unit), Matter(stage=stage.value, lead_id=case.lead_id)

        offered = rules.kinds_for(actor, held)

        assert offered == [kind for kind in Kind if not outcome(actor, held, kind)]


def test_a_unit_that_is_mentioned_has_a_part_in_the_case() -> None:
    rules.check_mention(None, [])
    rules.check_mention(MINE, [MINE])
    with pytest.raises(LinliError) as refused:
        rules.check_mention(MINE, [])

    assert refused.value.code == "grid.not_on_this_case"
