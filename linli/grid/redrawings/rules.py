"""The way of a proposal to draw units anew, and who may take which step.

A drawing changes whose hands a street lies in, so one person proposes and another decides. The
table is ours (decision 0041).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from linli.kernel.common.errors import (
    Forbidden,
    InputRefused,
    LinliError,
    RuleBroken,
    Term,
    gettext_noop,
)
from linli.kernel.moves import rules as moves
from linli.kernel.moves.rules import STAYS
from linli.kernel.people.rules import DEPARTMENT, STAFF, Actor, Placed, Role, covers
from linli.kernel.people.rules import NotYourTerritory as NotYours


class Stage(StrEnum):
    """Where a proposal is."""

    NONE = ""
    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STAGE_NAMES: dict[Stage, str] = {
    Stage.NONE: "",
    Stage.DRAFTED: gettext_noop("being drawn"),
    Stage.SUBMITTED: gettext_noop("waits for approval"),
    Stage.APPROVED: gettext_noop("approved and in force"),
    Stage.REFUSED: gettext_noop("refused"),
    Stage.WITHDRAWN: gettext_noop("withdrawn"),
}
"""English names of the stages; pages translate them."""


class Move(StrEnum):
    """What can be done to a proposal."""

    DRAFT = "draft"
    REDRAW = "redraw"
    CHECK = "check"
    SUBMIT = "submit"
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


OPEN = frozenset({Stage.DRAFTED, Stage.SUBMITTED})

MOVES: dict[Move, tuple[frozenset[Stage], Stage | None]] = {
    Move.DRAFT: (frozenset({Stage.NONE}), Stage.DRAFTED),
    Move.REDRAW: (frozenset({Stage.DRAFTED}), STAYS),
    Move.CHECK: (OPEN, STAYS),
    Move.SUBMIT: (frozenset({Stage.DRAFTED}), Stage.SUBMITTED),
    Move.APPROVE: (frozenset({Stage.SUBMITTED}), Stage.APPROVED),
    Move.REFUSE: (frozenset({Stage.SUBMITTED}), Stage.REFUSED),
    Move.WITHDRAW: (OPEN, Stage.WITHDRAWN),
}
"""Move → from which stages, to which."""

DRAWERS = frozenset({Role.DISTRICT_DESK, Role.OPERATOR})
"""Who may change the territory may propose it, and decide what another person proposed."""

READERS = STAFF - DEPARTMENT - {Role.GRID_OFFICER}


class Tie(StrEnum):
    """What a person must have to do with a proposal to make a move."""

    ANY = "any"
    PROPOSER = "proposer"
    ANOTHER = "another"


TIES: dict[Move, Tie] = {
    Move.DRAFT: Tie.ANY,
    Move.REDRAW: Tie.PROPOSER,
    Move.CHECK: Tie.ANY,
    Move.SUBMIT: Tie.PROPOSER,
    Move.APPROVE: Tie.ANOTHER,
    Move.REFUSE: Tie.ANOTHER,
    Move.WITHDRAW: Tie.PROPOSER,
}


class Proposal(Placed, Protocol):
    """What the guard must know of a proposal."""

    @property
    def stage(self) -> str:
        """Return the stage word."""

    @property
    def proposer_id(self) -> UUID:
        """Return the person who proposes."""


class StepNotOpen(RuleBroken):
    """The proposal cannot make this move at its present stage."""

    code = "grid.redrawing_move_not_allowed"
    message = gettext_noop("A proposal that is %(now_at)s does not allow this step.")
    hint = gettext_noop("Look at its page: somebody else may have been quicker.")


class NotTheProposer(Forbidden):
    """The proposal is another person's."""

    code = "grid.not_the_proposer"
    message = gettext_noop("This proposal is another person's.")
    hint = gettext_noop(
        "Approve or refuse it once it is submitted, or draw a proposal of your own."
    )


class AnotherDecides(Forbidden):
    """Whoever proposes does not decide."""

    code = "grid.another_decides"
    message = gettext_noop("Whoever proposes a redrawing does not decide on it.")
    hint = gettext_noop("Leave it to another person of the district desk, or to the operator.")


class TerritoryMovedOn(RuleBroken):
    """The territory was changed after the proposal was checked."""

    code = "grid.territory_moved_on"
    message = gettext_noop("The territory has been changed since this proposal was checked.")
    hint = gettext_noop("Have it checked anew, look at what moves now, and decide again.")


class UnitRedrawnSince(RuleBroken):
    """A unit of the proposal was itself changed after it was drawn."""

    code = "grid.unit_redrawn_since"
    message = gettext_noop("“%(name)s” itself has been changed since this proposal was drawn.")
    hint = gettext_noop("Withdraw the proposal and draw a new one on what is there now.")


class ChangedMeanwhile(RuleBroken):
    """Somebody else moved the proposal since the page was loaded."""

    code = "grid.redrawing_changed_meanwhile"
    message = gettext_noop("Somebody else has changed this proposal in the meantime.")
    hint = gettext_noop("Reload the page, look at what changed, and decide again.")


class WhyMissing(InputRefused):
    """A proposal, a refusal or a withdrawal comes without a reason."""

    code = "grid.redrawing_why_missing"
    message = gettext_noop("The reason is missing.")
    hint = gettext_noop("Write in a sentence why; it is kept with the proposal.")


def may_see(actor: Actor, proposal: Placed) -> bool:
    """Return whether a post may read a proposal: drawers, and the posts over its place."""
    if actor.role in DRAWERS:
        return True
    return actor.role in READERS and covers(actor, proposal)


def _refusal(actor: Actor, proposal: Proposal, move: Move) -> type[LinliError] | None:
    if actor.role not in DRAWERS:
        return Forbidden
    is_proposer = actor.person_id is not None and actor.person_id == proposal.proposer_id
    if TIES[move] is Tie.PROPOSER and not is_proposer:
        return NotTheProposer
    if TIES[move] is Tie.ANOTHER and is_proposer:
        return AnotherDecides
    return None


def check_may(actor: Actor, proposal: Proposal, move: Move) -> None:
    """Refuse an actor whose role or part in the proposal does not allow the move.

    Raises:
        NotYourTerritory: the proposal is not the actor's to know of.
        Forbidden, NotTheProposer, AnotherDecides: she may read it and not do this.
    """
    if not may_see(actor, proposal):
        raise NotYours
    if refusal := _refusal(actor, proposal, move):
        raise refusal


def check_move(stage: Stage, move: Move) -> Stage:
    """Return the stage a move leads to.

    Raises:
        StepNotOpen: the move is not open from ``stage``.
    """
    to = moves.target(MOVES, stage, move)
    if to is None:
        raise StepNotOpen(now_at=Term(STAGE_NAMES[stage]))
    return to


def open_to(actor: Actor, proposal: Proposal) -> list[Move]:
    """Return the moves that an actor may make now, in the order of the table."""
    found = moves.reachable(MOVES, Stage(proposal.stage))
    return [move for move in found if _refusal(actor, proposal, move) is None]


# What moves ---------------------------------------------------------------------------------


class What(StrEnum):
    """What is counted before somebody decides."""

    MICRO_GRID = "micro_grid"
    COMPOUND = "compound"
    BUILDING = "building"
    CASE = "case"
    POST = "post"


WHAT_NAMES: dict[What, str] = {
    What.MICRO_GRID: gettext_noop("micro-grids"),
    What.COMPOUND: gettext_noop("compounds"),
    What.BUILDING: gettext_noop("buildings"),
    What.CASE: gettext_noop("open matters"),
    What.POST: gettext_noop("posts"),
}
"""English names of what moves; pages translate them."""


@dataclass(frozen=True, slots=True)
class Flow:
    """So many things lie in one unit now and in another one then; None: in none of them."""

    what: What
    origin: UUID | None
    target: UUID | None
    count: int

    def words(self) -> list[object]:
        """Return the flow as a row keeps it."""
        return [
            self.what.value,
            str(self.origin) if self.origin else None,
            str(self.target) if self.target else None,
            self.count,
        ]


def flows_of(words: Sequence[Sequence[object]]) -> list[Flow]:
    """Return the flows that a row keeps."""
    return [
        Flow(
            What(str(what)),
            UUID(str(origin)) if origin else None,
            UUID(str(target)) if target else None,
            int(str(count)),
        )
        for what, origin, target, count in words
    ]
