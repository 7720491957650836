"""The two tables of a case, asked whole: which stage allows which move, and whose move it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from uuid import UUID

import pytest

from linli.grid.moves import rules
from linli.grid.moves.rules import Move, MoveNotAllowed, Stage
from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import Actor, Role

STAGES = {
    "report": ("", "reported"),
    "resolve_on_site": ("", "done"),
    "register": ("reported", "registered"),
    "decline": ("reported", "declined"),
    "take_up": ("declined", "reported"),
    "dispatch": ("registered", "dispatched"),
    "accept": ("dispatched", "in_hand"),
    "give_back": ("dispatched", "registered"),
    "done": ("in_hand", "done"),
    "verify": ("done", "verified"),
    "rework": ("done", "in_hand"),
    "close": ("verified", "closed"),
    "rate": ("closed", "stays"),
    "reopen": ("closed", "dispatched"),
    "follow_up": ("closed", "stays"),
    "ask_judgement": ("closed", "stays"),
    "judge": ("closed", "stays"),
    "ask_review": ("closed", "stays"),
    "ask_suspension": ("reported registered dispatched in_hand", "stays"),
    "ask_extension": ("reported registered dispatched in_hand done verified", "stays"),
    "grant": ("reported registered dispatched in_hand done verified", "stays"),
    "refuse": ("reported registered dispatched in_hand done verified", "stays"),
    "resume": ("reported registered dispatched in_hand", "stays"),
    "supervise": ("reported registered dispatched in_hand done verified", "stays"),
    "merge": ("reported registered dispatched in_hand done verified", "merged"),
    "split": ("reported registered dispatched in_hand done verified", "stays"),
    "warn": ("reported registered dispatched in_hand done verified", "stays"),
    "escalate": ("reported registered dispatched in_hand done verified", "stays"),
}
"""Move → the stages it is open from, and the stage it leads to."""


def _origins(move: Move) -> list[str]:
    words = STAGES[move.value][0]
    return words.split() if words else [""]


def _target(move: Move, stage: Stage) -> str:
    to = STAGES[move.value][1]
    return stage.value if to == "stays" else to


def test_the_table_names_every_move_once() -> None:
    assert set(STAGES) == {move.value for move in Move} == {move.value for move in rules.MOVES}
    assert set(rules.MAY) == set(Move)


@pytest.mark.parametrize(("stage", "move"), list(product(Stage, Move)))
def test_each_stage_allows_the_moves_of_the_table_and_no_other(stage: Stage, move: Move) -> None:
    if stage.value in _origins(move):
        assert rules.check_move(stage, move) == _target(move, stage)
        return

    with pytest.raises(MoveNotAllowed) as refused:
        rules.check_move(stage, move)

    assert (refused.value.code, refused.value.http_status) == ("grid.move_not_allowed", 409)
    assert rules.STAGE_NAMES[stage] in str(refused.value)
    for one in rules.reachable(stage):
        assert rules.MOVE_NAMES[one] in str(refused.value.facts["reachable"])


def test_what_was_merged_stays_as_it_is_and_what_was_declined_no_person_takes_up() -> None:
    assert rules.reachable(Stage.MERGED) == []
    assert rules.reachable(Stage.DECLINED) == [Move.TAKE_UP]
    assert set(rules.MAY[Move.TAKE_UP]) == {Role.RULE}


def _key(number: int) -> UUID:
    return UUID(int=number)


HERE, ELSEWHERE = _key(1), _key(2)
MINE, THEIRS = _key(11), _key(12)
MY_POST, MY_PERSON, OTHER_POST, OTHER_PERSON = _key(21), _key(22), _key(23), _key(24)
CASE, OTHER_CASE = _key(31), _key(32)


@dataclass(frozen=True)
class Matter:
    """What the guard reads of a case."""

    id: UUID = CASE
    stage: str = "in_hand"
    district_id: UUID | None = HERE
    street_id: UUID | None = HERE
    community_id: UUID | None = HERE
    grid_id: UUID | None = HERE
    lead_id: UUID | None = THEIRS
    assist_ids: tuple[UUID, ...] = ()
    handler_post_id: UUID | None = OTHER_POST
    handler_person_id: UUID | None = OTHER_PERSON
    setter_role: str = "district_desk"


UNIT_KINDS = {
    Role.GRID_OFFICER: "grid",
    Role.COMMUNITY_DESK: "community",
    Role.STREET_DESK: "street",
}


def _actor(role: Role, *, unit: UUID = HERE) -> Actor:
    """Return the actor of a role whose post is over a unit; reporters and rules have no post."""
    if role in {Role.REPORTER, Role.RULE}:
        return Actor(role=role)
    return Actor(
        role=role,
        person_id=MY_PERSON,
        post_id=MY_POST,
        organisation_id=MINE,
        unit_id=unit,
        unit_kind=UNIT_KINDS.get(role, "district"),
    )


SITUATIONS: dict[str, tuple[UUID, Matter]] = {
    "stranger": (ELSEWHERE, Matter()),
    "abroad": (ELSEWHERE, Matter(lead_id=MINE)),
    "place": (HERE, Matter()),
    "setter": (HERE, Matter(setter_role="community_desk")),
    "hands": (HERE, Matter(lead_id=MINE)),
    "handler": (HERE, Matter(lead_id=MINE, handler_post_id=MY_POST, setter_role="rule")),
    "person": (HERE, Matter(lead_id=MINE, handler_person_id=MY_PERSON, setter_role="rule")),
}
"""Foreign place; foreign place but led by my unit; my place, other hands, deadline set by the
district; the same, deadline set by a community; my unit leads; I handle; I handled it from
another post."""

ANSWERS = {
    "Y": "",
    "4": "people.not_your_territory",
    "F": "common.forbidden",
    "h": "grid.not_in_your_hands",
    "s": "grid.setter_decides",
    "v": "grid.handler_may_not_verify",
    "p": "grid.another_post_asks",
}

LINES = "grid_officer community_desk street_desk district_desk"
DESKS = "community_desk street_desk district_desk"
DEPARTMENT = "department_officer department_head"

NO_RIGHT = {
    # roles: stranger abroad place setter hands handler person
    LINES + " supervisor auditor": "4 4 F F F F F",
    DEPARTMENT: "4 F 4 4 F F F",
    "operator reporter rule": "4 4 4 4 4 4 4",
}
"""What a role is told that never makes a move: 403 where it may know of the case, else 404."""

RIGHTS: dict[str, dict[str, str]] = {
    # moves: roles: stranger abroad place setter hands handler person
    "report": {f"{LINES} {DEPARTMENT} reporter rule": "Y Y Y Y Y Y Y"},
    "resolve_on_site": {"grid_officer": "4 4 Y Y Y Y Y"},
    "register dispatch close": {DESKS: "4 4 Y Y Y Y Y", "rule": "Y Y Y Y Y Y Y"},
    "decline reopen merge split ask_judgement": {DESKS: "4 4 Y Y Y Y Y"},
    "accept give_back done": {LINES: "4 4 h h Y Y Y", DEPARTMENT: "4 4 4 4 Y Y Y"},
    "verify": {LINES: "4 4 Y Y Y v v", "rule": "Y Y Y Y Y Y Y"},
    "rework": {LINES: "4 4 Y Y Y v v"},
    "ask_suspension ask_extension": {
        "grid_officer": "4 4 h h Y Y Y",
        DEPARTMENT: "4 4 4 4 Y Y Y",
        "community_desk street_desk": "4 4 h Y Y Y Y",
        "district_desk": "4 4 Y Y Y Y Y",
    },
    "resume": {
        "grid_officer": "4 4 h h Y Y Y",
        DEPARTMENT: "4 4 4 4 Y Y Y",
        "community_desk street_desk": "4 4 h Y Y Y Y",
        "district_desk": "4 4 Y Y Y Y Y",
        "rule": "Y Y Y Y Y Y Y",
    },
    "grant refuse": {
        "community_desk street_desk": "4 4 s Y s s s",
        "district_desk": "4 4 Y Y Y s s",
    },
    "supervise": {"supervisor street_desk district_desk": "4 4 Y Y Y Y Y"},
    "rate ask_review": {},
    "judge": {DESKS + " supervisor": "4 4 Y Y p p p"},
    "follow_up": {DESKS: "4 4 Y Y p p p"},
    "warn escalate take_up": {"rule": "Y Y Y Y Y Y Y"},
}


def _answer(lines: dict[str, str], role: Role, column: int) -> str | None:
    found = [answers for roles, answers in lines.items() if role.value in roles.split()]
    return ANSWERS[found[0].split()[column]] if found else None


def _expected(move: Move, role: Role, situation: str) -> str:
    column = list(SITUATIONS).index(situation)
    [lines] = [lines for moves, lines in RIGHTS.items() if move.value in moves.split()]
    answer = _answer(lines, role, column)
    return answer if answer is not None else str(_answer(NO_RIGHT, role, column))


def _outcome(actor: Actor, case: Matter, move: Move) -> str:
    try:
        rules.check_may(actor, case, move)
    except LinliError as error:
        status = 404 if error.code == "people.not_your_territory" else 403
        return error.code if error.http_status == status else f"HTTP {error.http_status}"
    return ""


def test_the_rights_name_every_move_once() -> None:
    assert sorted(move for moves in RIGHTS for move in moves.split()) == sorted(Move)


@pytest.mark.parametrize(("move", "role"), list(product(Move, Role)))
def test_a_role_may_make_the_moves_of_the_matrix_and_no_other(move: Move, role: Role) -> None:
    answers = {
        situation: _outcome(_actor(role, unit=unit), case, move)
        for situation, (unit, case) in SITUATIONS.items()
    }

    assert answers == {situation: _expected(move, role, situation) for situation in SITUATIONS}


@pytest.mark.parametrize("move", Move)
def test_the_holder_of_a_link_rates_and_reopens_her_own_case_only(move: Move) -> None:
    hers = Actor(role=Role.REPORTER, holds=CASE)
    another = Actor(role=Role.REPORTER, holds=OTHER_CASE)
    nobody = Actor(role=Role.REPORTER)
    refused = "" if move is Move.REPORT else "people.not_your_territory"

    expected = "" if move in {Move.REPORT, Move.RATE, Move.REOPEN, Move.ASK_REVIEW} else refused

    assert _outcome(hers, Matter(stage="closed"), move) == expected
    assert _outcome(another, Matter(stage="closed"), move) == refused
    assert _outcome(nobody, Matter(stage="closed"), move) == refused


@pytest.mark.parametrize("setter", ["", "rule", "community_desk", "street_desk", "district_desk"])
@pytest.mark.parametrize("role", ["community_desk", "street_desk", "district_desk"])
def test_a_deadline_is_changed_by_its_setter_and_by_desks_above(role: str, setter: str) -> None:
    order = ["community_desk", "street_desk", "district_desk"]
    is_high_enough = setter not in order or order.index(role) >= order.index(setter)

    answer = _outcome(_actor(Role(role)), Matter(setter_role=setter), Move.GRANT)

    assert answer == ("" if is_high_enough else "grid.setter_decides")


@pytest.mark.parametrize(("stage", "role"), list(product(Stage, Role)))
def test_pages_offer_exactly_the_moves_that_would_be_let_through(stage: Stage, role: Role) -> None:
    for unit, case in SITUATIONS.values():
        actor, held = _actor(role, unit=unit), replace(case, stage=stage.value)

        offered = rules.open_to(actor, held)

        assert offered == [
            move
            for move in Move
            if stage.value in _origins(move) and not _outcome(actor, held, move)
        ]


READS: dict[str, str] = {
    # roles: stranger abroad place setter hands handler person, assisting
    LINES + " supervisor auditor": "- - + + + + + +",
    DEPARTMENT: "- + - - + + + +",
    "operator reporter rule": "- - - - - - - -",
}


@pytest.mark.parametrize("situation", [*SITUATIONS, "assists"])
@pytest.mark.parametrize("role", Role)
def test_a_post_reads_the_cases_of_its_place_or_of_its_unit(role: Role, situation: str) -> None:
    seen = SITUATIONS | {"assists": (HERE, Matter(assist_ids=(MINE,)))}
    unit, case = seen[situation]
    [row] = [row for roles, row in READS.items() if role.value in roles.split()]

    reads = rules.may_see(_actor(role, unit=unit), case)

    assert reads is (row.split()[list(seen).index(situation)] == "+")


def test_a_link_opens_one_case() -> None:
    assert rules.may_see(Actor(role=Role.REPORTER, holds=CASE), Matter())
    assert not rules.may_see(Actor(role=Role.REPORTER, holds=OTHER_CASE), Matter())
    assert not rules.may_see(Actor(role=Role.REPORTER), Matter())


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("role", Role)
def test_who_reported_is_read_by_the_desks_of_the_place_alone(role: Role, situation: str) -> None:
    unit, case = SITUATIONS[situation]

    reads = rules.may_see_reporter(_actor(role, unit=unit), case)

    assert reads is (role.value in DESKS.split() and unit == HERE)
