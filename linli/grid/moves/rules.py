"""Which moves a case may make, and which post may make them where.

Two tables say it all: ``MOVES`` (from which stages, to which stage) and ``MAY`` (role →
what the post must have to do with the case). Suspended, supervised and late are overlays
on a stage, not stages. Source: article, pillar two, “分类处理、分级负责、限期办结” (row G1);
the table itself is ours (decision 0010).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from linli.grid.stages.rules import BEFORE_DONE, OPEN, STAGE_NAMES, Stage
from linli.kernel.common.errors import Forbidden, LinliError, RuleBroken, Term, gettext_noop
from linli.kernel.moves import rules as moves
from linli.kernel.moves.rules import STAYS
from linli.kernel.people.rules import DESKS, Actor, Placed, Role, covers
from linli.kernel.people.rules import NotYourTerritory as NotYours

__all__ = ["BEFORE_DONE", "OPEN", "STAGE_NAMES", "Stage"]
"""Parts of ``stages`` that are also known under this address."""


class Move(StrEnum):
    """What can be done to a case."""

    REPORT = "report"
    RESOLVE_ON_SITE = "resolve_on_site"
    REGISTER = "register"
    DECLINE = "decline"
    TAKE_UP = "take_up"
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    GIVE_BACK = "give_back"
    DONE = "done"
    VERIFY = "verify"
    REWORK = "rework"
    CLOSE = "close"
    RATE = "rate"
    REOPEN = "reopen"
    FOLLOW_UP = "follow_up"
    ASK_JUDGEMENT = "ask_judgement"
    JUDGE = "judge"
    ASK_REVIEW = "ask_review"
    ASK_SUSPENSION = "ask_suspension"
    ASK_EXTENSION = "ask_extension"
    GRANT = "grant"
    REFUSE = "refuse"
    RESUME = "resume"
    SUPERVISE = "supervise"
    MERGE = "merge"
    SPLIT = "split"
    WARN = "warn"
    ESCALATE = "escalate"


MOVE_NAMES: dict[Move, str] = {
    Move.REPORT: gettext_noop("report"),
    Move.RESOLVE_ON_SITE: gettext_noop("settle on the spot"),
    Move.REGISTER: gettext_noop("take in"),
    Move.DECLINE: gettext_noop("do not take in"),
    Move.TAKE_UP: gettext_noop("take up again"),
    Move.DISPATCH: gettext_noop("give to a unit"),
    Move.ACCEPT: gettext_noop("take in hand"),
    Move.GIVE_BACK: gettext_noop("give back"),
    Move.DONE: gettext_noop("report as handled"),
    Move.VERIFY: gettext_noop("confirm as done"),
    Move.REWORK: gettext_noop("send back as not done"),
    Move.CLOSE: gettext_noop("close"),
    Move.RATE: gettext_noop("give a verdict"),
    Move.REOPEN: gettext_noop("reopen"),
    Move.FOLLOW_UP: gettext_noop("follow up"),
    Move.ASK_JUDGEMENT: gettext_noop("ask for a judgement"),
    Move.JUDGE: gettext_noop("judge"),
    Move.ASK_REVIEW: gettext_noop("ask for a review"),
    Move.ASK_SUSPENSION: gettext_noop("ask for a suspension"),
    Move.ASK_EXTENSION: gettext_noop("ask for more time"),
    Move.GRANT: gettext_noop("grant"),
    Move.REFUSE: gettext_noop("refuse"),
    Move.RESUME: gettext_noop("let the clock run again"),
    Move.SUPERVISE: gettext_noop("supervise"),
    Move.MERGE: gettext_noop("merge"),
    Move.SPLIT: gettext_noop("split"),
    Move.WARN: gettext_noop("remind"),
    Move.ESCALATE: gettext_noop("bring to the next level"),
}
"""English names of the moves; pages translate them."""

MOVES: dict[Move, tuple[frozenset[Stage], Stage | None]] = {
    Move.REPORT: (frozenset({Stage.NONE}), Stage.REPORTED),
    Move.RESOLVE_ON_SITE: (frozenset({Stage.NONE}), Stage.DONE),
    Move.REGISTER: (frozenset({Stage.REPORTED}), Stage.REGISTERED),
    Move.DECLINE: (frozenset({Stage.REPORTED}), Stage.DECLINED),
    Move.TAKE_UP: (frozenset({Stage.DECLINED}), Stage.REPORTED),
    Move.DISPATCH: (frozenset({Stage.REGISTERED}), Stage.DISPATCHED),
    Move.ACCEPT: (frozenset({Stage.DISPATCHED}), Stage.IN_HAND),
    Move.GIVE_BACK: (frozenset({Stage.DISPATCHED}), Stage.REGISTERED),
    Move.DONE: (frozenset({Stage.IN_HAND}), Stage.DONE),
    Move.VERIFY: (frozenset({Stage.DONE}), Stage.VERIFIED),
    Move.REWORK: (frozenset({Stage.DONE}), Stage.IN_HAND),
    Move.CLOSE: (frozenset({Stage.VERIFIED}), Stage.CLOSED),
    Move.RATE: (frozenset({Stage.CLOSED}), STAYS),
    Move.REOPEN: (frozenset({Stage.CLOSED}), Stage.DISPATCHED),
    Move.FOLLOW_UP: (frozenset({Stage.CLOSED}), STAYS),
    Move.ASK_JUDGEMENT: (frozenset({Stage.CLOSED}), STAYS),
    Move.JUDGE: (frozenset({Stage.CLOSED}), STAYS),
    Move.ASK_REVIEW: (frozenset({Stage.CLOSED}), STAYS),
    Move.ASK_SUSPENSION: (BEFORE_DONE, STAYS),
    Move.ASK_EXTENSION: (OPEN, STAYS),
    Move.GRANT: (OPEN, STAYS),
    Move.REFUSE: (OPEN, STAYS),
    Move.RESUME: (BEFORE_DONE, STAYS),
    Move.SUPERVISE: (OPEN, STAYS),
    Move.MERGE: (OPEN, Stage.MERGED),
    Move.SPLIT: (OPEN, STAYS),
    Move.WARN: (OPEN, STAYS),
    Move.ESCALATE: (OPEN, STAYS),
}


class Tie(StrEnum):
    """What a post must have to do with a case to make a move."""

    ANY = "any"
    HOLDS = "holds"
    TERRITORY = "territory"
    HANDS = "hands"
    HANDS_OR_SETTER = "hands_or_setter"
    SETTER = "setter"
    NOT_HANDLER = "not_handler"
    NOT_CONCERNED = "not_concerned"


def _each(roles: frozenset[Role] | set[Role], tie: Tie) -> dict[Role, Tie]:
    return dict.fromkeys(roles, tie)


HANDS = frozenset({Role.GRID_OFFICER, Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD} | DESKS)
BY_RULE = {Role.RULE: Tie.ANY}

MAY: dict[Move, dict[Role, Tie]] = {
    Move.REPORT: {Role.REPORTER: Tie.ANY, **_each(HANDS, Tie.ANY), **BY_RULE},
    Move.RESOLVE_ON_SITE: {Role.GRID_OFFICER: Tie.TERRITORY},
    Move.REGISTER: {**_each(DESKS, Tie.TERRITORY), **BY_RULE},
    Move.DECLINE: _each(DESKS, Tie.TERRITORY),
    Move.TAKE_UP: BY_RULE,
    Move.DISPATCH: {**_each(DESKS, Tie.TERRITORY), **BY_RULE},
    Move.ACCEPT: _each(HANDS, Tie.HANDS),
    Move.GIVE_BACK: _each(HANDS, Tie.HANDS),
    Move.DONE: _each(HANDS, Tie.HANDS),
    Move.VERIFY: {**_each(DESKS | {Role.GRID_OFFICER}, Tie.NOT_HANDLER), **BY_RULE},
    Move.REWORK: _each(DESKS | {Role.GRID_OFFICER}, Tie.NOT_HANDLER),
    Move.CLOSE: {**_each(DESKS, Tie.TERRITORY), **BY_RULE},
    Move.RATE: {Role.REPORTER: Tie.HOLDS},
    Move.REOPEN: {Role.REPORTER: Tie.HOLDS, **_each(DESKS, Tie.TERRITORY)},
    Move.FOLLOW_UP: _each(DESKS, Tie.NOT_CONCERNED),
    Move.ASK_JUDGEMENT: _each(DESKS, Tie.TERRITORY),
    Move.JUDGE: _each(DESKS | {Role.SUPERVISOR}, Tie.NOT_CONCERNED),
    Move.ASK_REVIEW: {Role.REPORTER: Tie.HOLDS},
    Move.ASK_SUSPENSION: _each(HANDS, Tie.HANDS_OR_SETTER),
    Move.ASK_EXTENSION: _each(HANDS, Tie.HANDS_OR_SETTER),
    Move.GRANT: _each(DESKS, Tie.SETTER),
    Move.REFUSE: _each(DESKS, Tie.SETTER),
    Move.RESUME: {**_each(HANDS, Tie.HANDS_OR_SETTER), **BY_RULE},
    Move.SUPERVISE: _each({Role.SUPERVISOR, Role.DISTRICT_DESK, Role.STREET_DESK}, Tie.TERRITORY),
    Move.MERGE: _each(DESKS, Tie.TERRITORY),
    Move.SPLIT: _each(DESKS, Tie.TERRITORY),
    Move.WARN: BY_RULE,
    Move.ESCALATE: BY_RULE,
}

RANK: dict[Role, int] = {
    Role.GRID_OFFICER: 0,
    Role.RULE: 1,
    Role.COMMUNITY_DESK: 1,
    Role.STREET_DESK: 2,
    Role.DISTRICT_DESK: 3,
}
"""How far up the territorial line a post stands; what a rule set, the community may change."""


class Held(Placed, Protocol):
    """What the guard must know of a case."""

    @property
    def id(self) -> UUID:
        """Return the key of the case."""

    @property
    def stage(self) -> str:
        """Return the stage word."""

    @property
    def lead_id(self) -> UUID | None:
        """Return the organisation that leads."""

    @property
    def handler_post_id(self) -> UUID | None:
        """Return the post that took the case in hand."""

    @property
    def handler_person_id(self) -> UUID | None:
        """Return the person of that post."""

    @property
    def assist_ids(self) -> Sequence[UUID]:
        """Return the organisations that assist."""

    @property
    def setter_role(self) -> str:
        """Return the role of whoever set the deadline."""


class MoveNotAllowed(RuleBroken):
    """The case cannot make this move from its present stage."""

    code = "grid.move_not_allowed"
    message = gettext_noop("The matter is now “%(now_at)s”; this step is not open from there.")
    hint = gettext_noop("Steps open from here: %(reachable)s. Reload the page to see what changed.")


class HandlerMayNotVerify(Forbidden):
    """The one who handled a case does not verify it."""

    code = "grid.handler_may_not_verify"
    message = gettext_noop("Whoever handled a matter does not verify it.")
    hint = gettext_noop("Leave the check to the desk or to another post.")


class AnotherPostAsks(Forbidden):
    """Neither the handler nor the unit that leads asks or judges how good their work is."""

    code = "grid.another_post_asks"
    message = gettext_noop("Whoever handled or leads a matter neither asks nor judges how it went.")
    hint = gettext_noop(
        "Leave it to a desk of the place that is not concerned, or to the one above."
    )


class NotInYourHands(Forbidden):
    """The case is led by another organisation."""

    code = "grid.not_in_your_hands"
    message = gettext_noop("This matter is in the hands of another unit.")
    hint = gettext_noop("Only the unit that leads can take this step.")


class SetterDecides(Forbidden):
    """Only the desk that set the deadline, or one above it, may change it."""

    code = "grid.setter_decides"
    message = gettext_noop("A deadline is changed by the desk that set it, or by one above it.")
    hint = gettext_noop("Ask that desk to decide.")


@dataclass(frozen=True, slots=True)
class Open:
    """A move that is open to an actor now."""

    move: Move
    to: Stage | None


def _refusal(actor: Actor, case: Held, tie: Tie) -> type[LinliError] | None:
    """Return the error that keeps an actor from a move, or None where the tie holds."""
    if tie is Tie.ANY:
        return None
    if tie is Tie.HOLDS:
        return None if actor.holds == case.id else NotYours
    if not covers(actor, case):
        return NotYours
    in_hands = actor.organisation_id is not None and actor.organisation_id == case.lead_id
    is_setter = actor.role in DESKS and rank(actor.role) >= rank(case.setter_role)
    is_handler = _is_same(actor.post_id, case.handler_post_id) or _is_same(
        actor.person_id, case.handler_person_id
    )
    holds: dict[Tie, tuple[bool, type[LinliError]]] = {
        Tie.TERRITORY: (True, NotYours),
        Tie.HANDS: (in_hands, NotInYourHands),
        Tie.HANDS_OR_SETTER: (in_hands or is_setter, NotInYourHands),
        Tie.SETTER: (is_setter and not is_handler, SetterDecides),
        Tie.NOT_HANDLER: (not is_handler, HandlerMayNotVerify),
        Tie.NOT_CONCERNED: (not is_handler and not in_hands, AnotherPostAsks),
    }
    kept, refusal = holds[tie]
    return None if kept else refusal


def _is_same(one: UUID | None, other: UUID | None) -> bool:
    return one is not None and one == other


def rank(role: str) -> int:
    """Return how far up the territorial line a role stands; 0 for none."""
    return RANK.get(Role(role), 0) if role else 0


def check_may(actor: Actor, case: Held, move: Move) -> None:
    """Refuse an actor whose role or tie to the case does not allow the move.

    Raises:
        Forbidden: the role never may (``common.forbidden``), the case is in other hands,
            the handler may not verify, or another desk set the deadline.
        NotYourTerritory: the case is not the actor's to know of.
    """
    tie = MAY[move].get(actor.role)
    refusal = Forbidden if tie is None else _refusal(actor, case, tie)
    if refusal:
        raise refusal if actor.is_staff and may_see(actor, case) else NotYours


def reachable(stage: Stage) -> list[Move]:
    """Return the moves that are open from a stage, in the order of the table."""
    return moves.reachable(MOVES, stage)


def check_move(stage: Stage, move: Move) -> Stage:
    """Return the stage a move leads to.

    Raises:
        MoveNotAllowed: the move is not open from ``stage``.
    """
    to = moves.target(MOVES, stage, move)
    if to is None:
        raise MoveNotAllowed(
            now_at=Term(STAGE_NAMES[stage]),
            reachable=[Term(MOVE_NAMES[open_now]) for open_now in reachable(stage)] or "—",
        )
    return to


def open_to(actor: Actor, case: Held) -> list[Move]:
    """Return the moves that an actor may make now, in the order of the table."""
    return [
        move
        for move in reachable(Stage(case.stage))
        if (tie := MAY[move].get(actor.role)) is not None and not _refusal(actor, case, tie)
    ]


def may_see(actor: Actor, case: Held) -> bool:
    """Return whether a post may read a case: it covers the place, leads, or assists.

    The operator runs the machine and reads no case; a reporter reads the one her link opens.
    """
    if actor.role is Role.REPORTER:
        return actor.holds == case.id
    if actor.role is Role.OPERATOR or not actor.is_staff:
        return False
    if actor.role in {Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD}:
        return actor.organisation_id is not None and (
            actor.organisation_id == case.lead_id or actor.organisation_id in case.assist_ids
        )
    return covers(actor, case)


def may_see_reporter(actor: Actor, case: Held) -> bool:
    """Return whether a post may read who reported: desks of the place, and nobody concerned.

    The unit that leads does not see the reporter unless it is the desk that took her in.
    """
    return actor.role in DESKS and covers(actor, case)
