"""Who may take which step on a proposal, at which stage: the whole tables."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from linli.grid.redrawings import rules
from linli.grid.redrawings.rules import DRAWERS, MOVES, READERS, Flow, Move, Stage, What
from linli.kernel.common.errors import Forbidden, LinliError
from linli.kernel.people.rules import POST_ROLES, Actor, NotYourTerritory, Role

PERSON, OTHER, DISTRICT, COMMUNITY = (UUID(int=number) for number in range(1, 5))


@dataclass(frozen=True)
class Proposal:
    """A proposal as the guard sees it."""

    stage: str = "submitted"
    proposer_id: UUID = PERSON
    district_id: UUID | None = DISTRICT
    street_id: UUID | None = None
    community_id: UUID | None = COMMUNITY
    grid_id: UUID | None = None


def actor(role: Role, person: UUID, unit: UUID = COMMUNITY, kind: str = "community") -> Actor:
    """Return an actor over a unit."""
    return Actor(role=role, person_id=person, unit_id=unit, unit_kind=kind)


BY_PROPOSER = {Move.REDRAW, Move.SUBMIT, Move.WITHDRAW}
BY_ANOTHER = {Move.APPROVE, Move.REFUSE}
EXPECTED: list[tuple[Move, bool, type[LinliError] | None]] = [
    (move, is_proposer,
     rules.NotTheProposer if move in BY_PROPOSER and not is_proposer
     else rules.AnotherDecides if move in BY_ANOTHER and is_proposer
     else None)
    for move in Move for is_proposer in (True, False)
]  # fmt: skip


@pytest.mark.parametrize(("move", "is_proposer", "refusal"), EXPECTED)
@pytest.mark.parametrize("role", sorted(DRAWERS))
def test_one_person_proposes_and_another_decides(
    move: Move, is_proposer: bool, refusal: type[LinliError] | None, role: Role
) -> None:
    who = actor(role, PERSON if is_proposer else OTHER)

    if refusal is None:
        rules.check_may(who, Proposal(), move)
    else:
        with pytest.raises(refusal):
            rules.check_may(who, Proposal(), move)


@pytest.mark.parametrize("role", [role for role in POST_ROLES if role not in DRAWERS])
@pytest.mark.parametrize("is_here", [True, False], ids=["its place", "elsewhere"])
def test_other_posts_read_at_most_what_lies_in_their_unit(role: Role, is_here: bool) -> None:
    who = actor(role, OTHER, COMMUNITY if is_here else UUID(int=9))
    may_read = role in READERS and is_here

    assert rules.may_see(who, Proposal()) is may_read
    for move in Move:
        with pytest.raises(Forbidden if may_read else NotYourTerritory):
            rules.check_may(who, Proposal(), move)


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("move", Move)
def test_a_step_is_open_at_the_stages_of_the_table_alone(stage: Stage, move: Move) -> None:
    origins, to = MOVES[move]

    if stage in origins:
        assert rules.check_move(stage, move) is (stage if to is None else to)
    else:
        with pytest.raises(rules.StepNotOpen):
            rules.check_move(stage, move)


@pytest.mark.parametrize("stage", [Stage.APPROVED, Stage.REFUSED, Stage.WITHDRAWN])
def test_what_has_ended_stays_as_it_is(stage: Stage) -> None:
    assert rules.open_to(actor(Role.OPERATOR, PERSON), Proposal(stage.value)) == []


def test_flows_are_the_same_after_a_row_has_kept_them() -> None:
    flows = [Flow(What.CASE, PERSON, OTHER, 3), Flow(What.BUILDING, None, OTHER, 1)]

    assert rules.flows_of([flow.words() for flow in flows]) == flows
