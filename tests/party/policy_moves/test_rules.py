"""The two tables of a task of a policy document, asked whole (article rows P1, G1)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from uuid import UUID

import pytest

from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import Actor, Role
from linli.party.policy_moves import rules
from linli.party.policy_moves.rules import Move, PolicyTaskMoveNotAllowed, Stage

STAGES = {
    "give": ("", "given"),
    "accept": ("given", "accepted"),
    "progress": ("accepted in_progress sent_back", "in_progress"),
    "report": ("accepted in_progress sent_back", "reported"),
    "confirm": ("reported", "confirmed"),
    "send_back": ("reported", "sent_back"),
    "chase": ("given accepted in_progress sent_back", "stays"),
    "extend": ("given accepted in_progress sent_back", "stays"),
    "withdraw": ("given accepted in_progress reported sent_back", "withdrawn"),
    "supervise": ("given accepted in_progress reported sent_back", "stays"),
    "warn": ("given accepted in_progress sent_back", "stays"),
    "rise": ("given accepted in_progress sent_back", "stays"),
}
"""Move → the stages it is open from, and the stage it leads to."""


def test_the_table_names_every_move_once() -> None:
    assert set(STAGES) == {move.value for move in Move} == {move.value for move in rules.MOVES}
    assert set(rules.MAY) == set(Move)
    assert set(rules.STAGE_NAMES) == set(Stage)
    assert set(rules.MOVE_NAMES) == set(Move)


@pytest.mark.parametrize(("stage", "move"), list(product(Stage, Move)))
def test_each_stage_allows_the_moves_of_the_table_and_no_other(stage: Stage, move: Move) -> None:
    origins, to = STAGES[move.value]
    if stage.value in (origins.split() or [""]):
        assert rules.check_move(stage, move) == (stage.value if to == "stays" else to)
        return

    with pytest.raises(PolicyTaskMoveNotAllowed) as refused:
        rules.check_move(stage, move)

    assert (refused.value.code, refused.value.http_status) == (
        "party.policy_task_move_not_allowed",
        409,
    )
    assert rules.STAGE_NAMES[stage] in str(refused.value)


HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
MINE, GIVING, TAKING = UUID(int=11), UUID(int=12), UUID(int=13)
ME, SOMEBODY = UUID(int=21), UUID(int=22)


@dataclass(frozen=True)
class Sheet:
    """What the guard reads of a task."""

    stage: str = "reported"
    district_id: UUID | None = HERE
    street_id: UUID | None = HERE
    community_id: UUID | None = HERE
    grid_id: UUID | None = HERE
    giver_id: UUID = GIVING
    to_id: UUID = TAKING
    reported_by_id: UUID | None = SOMEBODY


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
    "giver": (HERE, Sheet(giver_id=MINE)),
    "abroad": (ELSEWHERE, Sheet(giver_id=MINE)),
    "self": (HERE, Sheet(giver_id=MINE, reported_by_id=ME)),
    "taker": (ELSEWHERE, Sheet(to_id=MINE)),
}
"""Foreign place; my place; my office gave it; my office gave it, foreign place; my office gave it
and I reported from another post; my unit has to do it."""

OURS = "chase extend withdraw confirm send_back"
MINE_ALONE = "chase extend withdraw"
THEIRS = "accept progress report"
ISSUER = {
    "place": "supervise", "giver": f"give supervise {OURS}",
    "self": f"give supervise {MINE_ALONE}",
}  # fmt: skip
DESK = ISSUER | {"taker": THEIRS}
EXPECTED: dict[Role, dict[str, str]] = {
    Role.SUPERVISOR: ISSUER,
    Role.DISTRICT_DESK: DESK,
    Role.STREET_DESK: DESK,
    Role.COMMUNITY_DESK: {"taker": THEIRS},
    Role.DEPARTMENT_OFFICER: {"taker": THEIRS},
    Role.DEPARTMENT_HEAD: {"taker": THEIRS},
    Role.RULE: dict.fromkeys(SITUATIONS, "warn rise"),
}
"""Role → situation → the moves that are its own; every other one is refused."""


@pytest.mark.parametrize(("role", "situation"), list(product(Role, SITUATIONS)))
def test_each_role_has_the_moves_of_its_tie_and_no_other(role: Role, situation: str) -> None:
    unit, sheet = SITUATIONS[situation]
    actor = _actor(role, unit)
    expected = set(EXPECTED.get(role, {}).get(situation, "").split())

    allowed = set()
    for move in Move:
        try:
            rules.check_may(actor, sheet, move)
        except LinliError as refused:
            is_hidden = refused.http_status == 404
            assert is_hidden is not rules.may_see(actor, sheet)
        else:
            allowed.add(move.value)

    assert allowed == expected


SEEN = {
    "stranger": "",
    "place": "grid_officer community_desk street_desk district_desk supervisor auditor",
    "giver": "all", "abroad": "all", "self": "all", "taker": "all",
}  # fmt: skip
READERS = set(Role) - {Role.REPORTER, Role.RULE, Role.OPERATOR}


@pytest.mark.parametrize(("role", "situation"), list(product(Role, SITUATIONS)))
def test_who_reads_a_task(role: Role, situation: str) -> None:
    unit, sheet = SITUATIONS[situation]
    listed = SEEN[situation].split()

    seen = rules.may_see(_actor(role, unit), sheet)

    assert seen is (role in READERS and ("all" in listed or role.value in listed))
