"""Which moves a task of a policy document may make, and whose move each is.

Two tables say it all: ``MOVES`` (from which stages, to which stage) and ``MAY`` (role → what
the post must have to do with the task). Source: article, pillar one: documents that “明确了具体
任务、工作要求” (row P1), and pillar two, “分级负责、限期办结” (row G1); the tables are ours
(decision 0042).
"""

from enum import StrEnum
from typing import Protocol
from uuid import UUID

from linli.kernel.common.errors import Forbidden, LinliError, RuleBroken, Term, gettext_noop
from linli.kernel.moves import rules as moves
from linli.kernel.moves.rules import STAYS
from linli.kernel.people.rules import DEPARTMENT, Actor, NotYourTerritory, Placed, Role, covers
from linli.party.moves.rules import ANSWERERS, ISSUERS, READERS


class Stage(StrEnum):
    """Where a task is."""

    NONE = ""
    GIVEN = "given"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    REPORTED = "reported"
    SENT_BACK = "sent_back"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


STAGE_NAMES: dict[Stage, str] = {
    Stage.NONE: "",
    Stage.GIVEN: gettext_noop("waits to be accepted"),
    Stage.ACCEPTED: gettext_noop("task accepted"),
    Stage.IN_PROGRESS: gettext_noop("task in progress"),
    Stage.REPORTED: gettext_noop("reported, to be confirmed"),
    Stage.SENT_BACK: gettext_noop("task sent back"),
    Stage.CONFIRMED: gettext_noop("completion confirmed"),
    Stage.WITHDRAWN: gettext_noop("task withdrawn"),
}
"""English names of the stages; pages translate them."""

WAITING = frozenset({Stage.GIVEN, Stage.ACCEPTED, Stage.IN_PROGRESS, Stage.SENT_BACK})
"""The clock runs: the responsible unit has to act."""

AT_WORK = WAITING - {Stage.GIVEN}
"""The responsible unit has taken it on."""

OPEN = WAITING | {Stage.REPORTED}


class Move(StrEnum):
    """What can be done to a task."""

    GIVE = "give"
    ACCEPT = "accept"
    PROGRESS = "progress"
    REPORT = "report"
    CONFIRM = "confirm"
    SEND_BACK = "send_back"
    CHASE = "chase"
    EXTEND = "extend"
    WITHDRAW = "withdraw"
    SUPERVISE = "supervise"
    WARN = "warn"
    RISE = "rise"


MOVE_NAMES: dict[Move, str] = {
    Move.GIVE: gettext_noop("give"),
    Move.ACCEPT: gettext_noop("accept the task"),
    Move.PROGRESS: gettext_noop("report progress"),
    Move.REPORT: gettext_noop("report completion"),
    Move.CONFIRM: gettext_noop("confirm completion"),
    Move.SEND_BACK: gettext_noop("send the task back"),
    Move.CHASE: gettext_noop("chase"),
    Move.EXTEND: gettext_noop("give more time"),
    Move.WITHDRAW: gettext_noop("withdraw"),
    Move.SUPERVISE: gettext_noop("put under supervision"),
    Move.WARN: gettext_noop("warn of the deadline"),
    Move.RISE: gettext_noop("chase by rule"),
}
"""English names of the moves; pages translate them."""

MOVES: dict[Move, tuple[frozenset[Stage], Stage | None]] = {
    Move.GIVE: (frozenset({Stage.NONE}), Stage.GIVEN),
    Move.ACCEPT: (frozenset({Stage.GIVEN}), Stage.ACCEPTED),
    Move.PROGRESS: (AT_WORK, Stage.IN_PROGRESS),
    Move.REPORT: (AT_WORK, Stage.REPORTED),
    Move.CONFIRM: (frozenset({Stage.REPORTED}), Stage.CONFIRMED),
    Move.SEND_BACK: (frozenset({Stage.REPORTED}), Stage.SENT_BACK),
    Move.CHASE: (WAITING, STAYS),
    Move.EXTEND: (WAITING, STAYS),
    Move.WITHDRAW: (OPEN, Stage.WITHDRAWN),
    Move.SUPERVISE: (OPEN, STAYS),
    Move.WARN: (WAITING, STAYS),
    Move.RISE: (WAITING, STAYS),
}
"""Move → from which stages, to which."""


class Tie(StrEnum):
    """What a post must have to do with a task to make a move."""

    ANY = "any"
    TERRITORY = "territory"
    GIVER = "giver"
    CONFIRMS = "confirms"
    TAKER = "taker"


def _each(roles: frozenset[Role], tie: Tie) -> dict[Role, Tie]:
    return dict.fromkeys(roles, tie)


BY_RULE = {Role.RULE: Tie.ANY}

MAY: dict[Move, dict[Role, Tie]] = {
    Move.GIVE: _each(ISSUERS, Tie.GIVER),
    Move.ACCEPT: _each(ANSWERERS, Tie.TAKER),
    Move.PROGRESS: _each(ANSWERERS, Tie.TAKER),
    Move.REPORT: _each(ANSWERERS, Tie.TAKER),
    Move.CONFIRM: _each(ISSUERS, Tie.CONFIRMS),
    Move.SEND_BACK: _each(ISSUERS, Tie.CONFIRMS),
    Move.CHASE: _each(ISSUERS, Tie.GIVER),
    Move.EXTEND: _each(ISSUERS, Tie.GIVER),
    Move.WITHDRAW: _each(ISSUERS, Tie.GIVER),
    Move.SUPERVISE: _each(ISSUERS, Tie.TERRITORY),
    Move.WARN: BY_RULE,
    Move.RISE: BY_RULE,
}


class Task(Placed, Protocol):
    """What the guard must know of a task."""

    @property
    def stage(self) -> str:
        """Return the stage word."""

    @property
    def giver_id(self) -> UUID:
        """Return the office that gave it."""

    @property
    def to_id(self) -> UUID:
        """Return the responsible unit: the organisation that has to do it."""

    @property
    def reported_by_id(self) -> UUID | None:
        """Return the person who reported its completion last."""


class PolicyTaskMoveNotAllowed(RuleBroken):
    """The task cannot make this move at its present stage."""

    code = "party.policy_task_move_not_allowed"
    message = gettext_noop("A task at “%(now_at)s” does not allow this step.")
    hint = gettext_noop("Steps open from here: %(reachable)s.")


class NotTheGiver(Forbidden):
    """The task was given by another office."""

    code = "party.not_the_giver"
    message = gettext_noop("This task was given by another office.")
    hint = gettext_noop("Only the office that gave it can take this step.")


class NotTheTaker(Forbidden):
    """The task was given to another unit."""

    code = "party.not_the_taker"
    message = gettext_noop("This task was not given to your unit.")
    hint = gettext_noop("The unit named as responsible accepts it and reports on it.")


class AnotherConfirms(Forbidden):
    """Whoever reported the completion does not confirm it."""

    code = "party.another_confirms"
    message = gettext_noop("Whoever reported the completion does not confirm it.")
    hint = gettext_noop("Leave it to another person of the office that gave the task.")


def _refusal(actor: Actor, task: Task, tie: Tie) -> type[LinliError] | None:
    """Return the error that keeps an actor from a move, or None where the tie holds."""
    office = actor.organisation_id
    is_giver = office is not None and office == task.giver_id and covers(actor, task)
    reported = actor.person_id is not None and actor.person_id == task.reported_by_id
    holds: dict[Tie, tuple[bool, type[LinliError]]] = {
        Tie.ANY: (True, NotYourTerritory),
        Tie.TERRITORY: (covers(actor, task), Forbidden),
        Tie.GIVER: (is_giver, NotTheGiver),
        Tie.CONFIRMS: (is_giver and not reported, AnotherConfirms if is_giver else NotTheGiver),
        Tie.TAKER: (office is not None and office == task.to_id, NotTheTaker),
    }
    kept, refusal = holds[tie]
    return None if kept else refusal


def may_see(actor: Actor, task: Task) -> bool:
    """Return whether a post may read a task.

    The two offices between which it lies read it and, departments excepted, the posts over its
    place. The operator runs the machine only.
    """
    if actor.role not in READERS:
        return False
    if actor.organisation_id in (task.giver_id, task.to_id):
        return True
    return actor.role not in DEPARTMENT and covers(actor, task)


def check_may(actor: Actor, task: Task, move: Move) -> None:
    """Refuse an actor whose role or tie to the task does not allow the move.

    Raises:
        Forbidden: the role never may (``common.forbidden``), another office gave it, it was
            given to another unit, or she reported its completion herself.
        NotYourTerritory: the task is not the actor's to know of.
    """
    tie = MAY[move].get(actor.role)
    refusal = Forbidden if tie is None else _refusal(actor, task, tie)
    if refusal:
        raise refusal if may_see(actor, task) else NotYourTerritory


def reachable(stage: Stage) -> list[Move]:
    """Return the moves that are open from a stage, in the order of the table."""
    return moves.reachable(MOVES, stage)


def check_move(stage: Stage, move: Move) -> Stage:
    """Return the stage a move leads to.

    Raises:
        PolicyTaskMoveNotAllowed: the move is not open from ``stage``.
    """
    to = moves.target(MOVES, stage, move)
    if to is None:
        raise PolicyTaskMoveNotAllowed(
            now_at=Term(STAGE_NAMES[stage]),
            reachable=[Term(MOVE_NAMES[one]) for one in reachable(stage)] or "—",
        )
    return to


def open_to(actor: Actor, task: Task) -> list[Move]:
    """Return the moves that an actor may make now, in the order of the table."""
    return [
        move
        for move in reachable(Stage(task.stage))
        if (tie := MAY[move].get(actor.role)) is not None and not _refusal(actor, task, tie)
    ]
