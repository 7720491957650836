"""The two tables of a supervision document, asked whole (article rows P1, G1)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from uuid import UUID

import pytest

from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import Actor, Role
from linli.party.moves import rules
from linli.party.moves.rules import Move, MoveNotAllowed, Stage

STAGES = {
    "draft": ("", "drafted"),
    "revise": ("drafted", "stays"),
    "issue": ("drafted", "issued"),
    "answer": ("issued sent_back", "answered"),
    "send_back": ("answered", "sent_back"),
    "cancel_off": ("answered", "cancelled_off"),
    "extend": ("issued sent_back", "stays"),
    "chase": ("issued sent_back", "stays"),
    "circulate": ("issued answered sent_back cancelled_off", "stays"),
    "read": ("issued answered sent_back cancelled_off", "stays"),
    "withdraw": ("drafted issued answered sent_back", "withdrawn"),
    "warn": ("issued sent_back", "stays"),
    "rise": ("issued sent_back", "stays"),
}
"""Move → the stages it is open from, and the stage it leads to."""


def test_the_table_names_every_move_once() -> None:
    assert set(STAGES) == {move.value for move in Move} == {move.value for move in rules.MOVES}
    assert set(rules.MAY) == set(Move)
    assert set(rules.STAGE_NAMES) == set(Stage)


@pytest.mark.parametrize(("stage", "move"), list(product(Stage, Move)))
def test_each_stage_allows_the_moves_of_the_table_and_no_other(stage: Stage, move: Move) -> None:
    origins, to = STAGES[move.value]
    if stage.value in (origins.split() or [""]):
        assert rules.check_move(stage, move) == (stage.value if to == "stays" else to)
        return

    with pytest.raises(MoveNotAllowed) as refused:
        rules.check_move(stage, move)

    assert (refused.value.code, refused.value.http_status) == ("party.move_not_allowed", 409)
    assert rules.STAGE_NAMES[stage] in str(refused.value)


@pytest.mark.parametrize("stage", [Stage.WITHDRAWN])
def test_what_was_withdrawn_stays_as_it_is(stage: Stage) -> None:
    assert rules.reachable(stage) == []


HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
MINE, ISSUING, THEIRS = UUID(int=11), UUID(int=12), UUID(int=13)
ME, SOMEBODY = UUID(int=21), UUID(int=22)


@dataclass(frozen=True)
class Sheet:
    """What the guard reads of a document."""

    stage: str = "answered"
    number: str = "样督〔2026〕1号"
    district_id: UUID | None = HERE
    street_id: UUID | None = HERE
    community_id: UUID | None = HERE
    grid_id: UUID | None = HERE
    issuer_id: UUID = ISSUING
    to_ids: tuple[UUID, ...] = (THEIRS,)
    copy_ids: tuple[UUID, ...] = ()
    circulated_ids: tuple[UUID, ...] = ()
    answered_by_id: UUID | None = SOMEBODY


UNIT_KINDS = {
    Role.GRID_OFFICER: "grid",
    Role.COMMUNITY_DESK: "community",
    Role.STREET_DESK: "street",
}


def _actor(role: Role, unit: UUID) -> Actor:
    """Return the actor of a role whose post is over a unit; reporters and rules have no post."""
    if role in {Role.REPORTER, Role.RULE}:
        return Actor(role=role)
    return Actor(
        role=role,
        person_id=ME,
        post_id=UUID(int=31),
        organisation_id=MINE,
        unit_id=unit,
        unit_kind=UNIT_KINDS.get(role, "district"),
    )


SITUATIONS: dict[str, tuple[UUID, Sheet]] = {
    "stranger": (ELSEWHERE, Sheet()),
    "place": (HERE, Sheet()),
    "hidden": (HERE, Sheet(number="", stage="drafted")),
    "issuer": (HERE, Sheet(issuer_id=MINE)),
    "drafter": (HERE, Sheet(issuer_id=MINE, number="", stage="drafted")),
    "abroad": (ELSEWHERE, Sheet(issuer_id=MINE)),
    "self": (HERE, Sheet(issuer_id=MINE, answered_by_id=ME)),
    "asked": (ELSEWHERE, Sheet(to_ids=(THEIRS, MINE))),
    "copy": (ELSEWHERE, Sheet(copy_ids=(MINE,))),
    "told": (ELSEWHERE, Sheet(circulated_ids=(MINE,))),
}
"""Foreign place; my place; my place and a draft of others; my office issues; a draft of mine; my
office issues, foreign place; my office issues and I answered from another post; my office has to
answer; it has a copy; it was circulated to it."""

ISSUER_MOVES = "revise issue extend chase circulate withdraw"
CHECKS = "send_back cancel_off"
OURS = f"{ISSUER_MOVES} {CHECKS}"

ANSWERS: dict[str, dict[str, str]] = {
    "issuers": {
        "issuer": f"draft {OURS}",
        "drafter": f"draft {OURS}",
        "self": f"draft {ISSUER_MOVES}",
        "place": "draft",
        "hidden": "draft",
        "asked": "read",
        "copy": "read",
        "told": "read",
    },
    "others": {"asked": "read", "copy": "read", "told": "read"},
}
ISSUERS = {"supervisor", "district_desk", "street_desk"}
ANSWERERS = {
    "community_desk", "street_desk", "district_desk", "department_officer", "department_head",
}  # fmt: skip
NEVER = {"reporter", "operator", "rule"}


def _expected(role: Role, situation: str) -> set[str]:
    """Return the moves that are open to a role in a situation, written out by hand."""
    if role == "rule":
        return {"warn", "rise"}
    if role in NEVER:
        return set()
    group = "issuers" if role in ISSUERS else "others"
    found = set(ANSWERS[group].get(situation, "").split())
    if situation == "asked" and role in ANSWERERS:
        found.add("answer")
    return found


@pytest.mark.parametrize(("role", "situation"), list(product(Role, SITUATIONS)))
def test_each_role_may_make_the_moves_of_the_table_and_no_other(role: Role, situation: str) -> None:
    unit, sheet = SITUATIONS[situation]
    actor = _actor(role, unit)

    open_now = {move.value for move in Move if not _refused(actor, sheet, move)}

    assert open_now == _expected(role, situation)


def _refused(actor: Actor, sheet: Sheet, move: Move) -> str:
    try:
        rules.check_may(actor, sheet, move)
    except LinliError as refusal:
        return refusal.code
    return ""


SEES = {
    "stranger": set(),
    "place": {"grid_officer", "community_desk", "street_desk", "district_desk", "supervisor",
              "auditor"},
    "hidden": set(),
    "issuer": {"grid_officer", "community_desk", "street_desk", "district_desk", "supervisor",
               "auditor"},
    "drafter": {"street_desk", "district_desk", "supervisor", "auditor"},
    "abroad": {"street_desk", "district_desk", "supervisor", "auditor"},
    "self": {"grid_officer", "community_desk", "street_desk", "district_desk", "supervisor",
             "auditor"},
    "asked": {role.value for role in Role} - NEVER,
    "copy": {role.value for role in Role} - NEVER,
    "told": {role.value for role in Role} - NEVER,
}  # fmt: skip


@pytest.mark.parametrize(("role", "situation"), list(product(Role, SITUATIONS)))
def test_a_document_is_read_by_its_office_its_recipients_and_the_posts_over_its_place(
    role: Role, situation: str
) -> None:
    unit, sheet = SITUATIONS[situation]

    assert rules.may_see(_actor(role, unit), sheet) == (role.value in SEES[situation])


@pytest.mark.parametrize(("role", "situation"), list(product(Role, SITUATIONS)))
def test_who_may_not_read_a_document_learns_nothing_of_it(role: Role, situation: str) -> None:
    unit, sheet = SITUATIONS[situation]
    actor = _actor(role, unit)
    if rules.may_see(actor, sheet):
        return

    refused = {_refused(actor, sheet, move) for move in Move} - {""}

    assert refused <= {"people.not_your_territory"}


REFUSALS = [
    (Role.SUPERVISOR, "place", Move.ISSUE, "party.not_the_issuer"),
    (Role.SUPERVISOR, "self", Move.CANCEL_OFF, "party.another_checks"),
    (Role.COMMUNITY_DESK, "place", Move.ANSWER, "party.not_addressed"),
    (Role.COMMUNITY_DESK, "asked", Move.ISSUE, "common.forbidden"),
    (Role.GRID_OFFICER, "asked", Move.ANSWER, "common.forbidden"),
    (Role.DEPARTMENT_OFFICER, "place", Move.ANSWER, "people.not_your_territory"),
]


@pytest.mark.parametrize(("role", "situation", "move", "code"), REFUSALS)
def test_a_refusal_says_why(role: Role, situation: str, move: Move, code: str) -> None:
    unit, sheet = SITUATIONS[situation]

    assert _refused(_actor(role, unit), sheet, move) == code
