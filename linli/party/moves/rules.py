"""Which moves a supervision document may make, whose move it is, and what each move sets.

Two tables say it all: ``MOVES`` (from which stages, to which stage) and ``MAY`` (role → what
the post must have to do with the document). Source: article, pillar one, “tasks and
requirements” (row P1), and pillar two, “限期办结” (row G1); the stages follow the usual
order of 督查 work in local rules (立项, 交办, 催办, 反馈, 审核, 销号, 通报); the tables
themselves are ours (decision 0018).
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from linli.kernel.common.errors import Forbidden, LinliError, RuleBroken, Term, gettext_noop
from linli.kernel.moves import rules as moves
from linli.kernel.moves.rules import STAYS
from linli.kernel.people.rules import DEPARTMENT, DESKS, STAFF, Actor, Placed, Role, covers
from linli.kernel.people.rules import NotYourTerritory as NotYours


class Stage(StrEnum):
    """Where a document is."""

    NONE = ""
    DRAFTED = "drafted"
    ISSUED = "issued"
    ANSWERED = "answered"
    SENT_BACK = "sent_back"
    CANCELLED_OFF = "cancelled_off"
    WITHDRAWN = "withdrawn"


STAGE_NAMES: dict[Stage, str] = {
    Stage.NONE: "",
    Stage.DRAFTED: gettext_noop("being drafted"),
    Stage.ISSUED: gettext_noop("waits for feedback"),
    Stage.ANSWERED: gettext_noop("feedback to be checked"),
    Stage.SENT_BACK: gettext_noop("sent back for new feedback"),
    Stage.CANCELLED_OFF: gettext_noop("cancelled off"),
    Stage.WITHDRAWN: gettext_noop("withdrawn"),
}
"""English names of the stages; pages translate them."""

WAITING = frozenset({Stage.ISSUED, Stage.SENT_BACK})
"""The clock runs: the addressed offices have to answer."""

OPEN = WAITING | {Stage.ANSWERED}
"""Issued and not ended: what it is about is under supervision."""

OUT = OPEN | {Stage.CANCELLED_OFF}
"""Issued and not taken back: those it went to may read it."""


class Source(StrEnum):
    """Why a document is issued."""

    INSTRUCTION = "instruction"
    BREACH = "breach"
    RESIDENT = "resident"
    INSPECTION = "inspection"


SOURCE_NAMES: dict[Source, str] = {
    Source.INSTRUCTION: gettext_noop("instruction of a leader"),
    Source.BREACH: gettext_noop("overdue"),
    Source.RESIDENT: gettext_noop("raised by residents"),
    Source.INSPECTION: gettext_noop("found by inspection"),
}
"""English names of the sources; pages translate them."""


class Move(StrEnum):
    """What can be done to a document."""

    DRAFT = "draft"
    REVISE = "revise"
    ISSUE = "issue"
    ANSWER = "answer"
    SEND_BACK = "send_back"
    CANCEL_OFF = "cancel_off"
    EXTEND = "extend"
    CHASE = "chase"
    CIRCULATE = "circulate"
    READ = "read"
    WITHDRAW = "withdraw"
    WARN = "warn"
    RISE = "rise"


MOVE_NAMES: dict[Move, str] = {
    Move.DRAFT: gettext_noop("draft"),
    Move.REVISE: gettext_noop("change the draft"),
    Move.ISSUE: gettext_noop("issue"),
    Move.ANSWER: gettext_noop("give feedback"),
    Move.SEND_BACK: gettext_noop("send back for new feedback"),
    Move.CANCEL_OFF: gettext_noop("cancel off"),
    Move.EXTEND: gettext_noop("give more time"),
    Move.CHASE: gettext_noop("chase"),
    Move.CIRCULATE: gettext_noop("circulate"),
    Move.READ: gettext_noop("mark as read"),
    Move.WITHDRAW: gettext_noop("withdraw"),
    Move.WARN: gettext_noop("warn of the deadline"),
    Move.RISE: gettext_noop("chase by rule"),
}
"""English names of the moves; pages translate them."""

MOVES: dict[Move, tuple[frozenset[Stage], Stage | None]] = {
    Move.DRAFT: (frozenset({Stage.NONE}), Stage.DRAFTED),
    Move.REVISE: (frozenset({Stage.DRAFTED}), STAYS),
    Move.ISSUE: (frozenset({Stage.DRAFTED}), Stage.ISSUED),
    Move.ANSWER: (WAITING, Stage.ANSWERED),
    Move.SEND_BACK: (frozenset({Stage.ANSWERED}), Stage.SENT_BACK),
    Move.CANCEL_OFF: (frozenset({Stage.ANSWERED}), Stage.CANCELLED_OFF),
    Move.EXTEND: (WAITING, STAYS),
    Move.CHASE: (WAITING, STAYS),
    Move.CIRCULATE: (OUT, STAYS),
    Move.READ: (OUT, STAYS),
    Move.WITHDRAW: (OPEN | {Stage.DRAFTED}, Stage.WITHDRAWN),
    Move.WARN: (WAITING, STAYS),
    Move.RISE: (WAITING, STAYS),
}
"""Move → from which stages, to which; an answer leads on when every addressed office has given
one."""


class Tie(StrEnum):
    """What a post must have to do with a document to make a move."""

    ANY = "any"
    TERRITORY = "territory"
    ISSUER = "issuer"
    CHECKS = "checks"
    ADDRESSED = "addressed"
    RECIPIENT = "recipient"


ISSUERS = frozenset({Role.SUPERVISOR, Role.DISTRICT_DESK, Role.STREET_DESK})
ANSWERERS = DESKS | DEPARTMENT
READERS = STAFF - {Role.OPERATOR}


def _each(roles: frozenset[Role], tie: Tie) -> dict[Role, Tie]:
    return dict.fromkeys(roles, tie)


BY_RULE = {Role.RULE: Tie.ANY}

MAY: dict[Move, dict[Role, Tie]] = {
    Move.DRAFT: _each(ISSUERS, Tie.TERRITORY),
    Move.REVISE: _each(ISSUERS, Tie.ISSUER),
    Move.ISSUE: _each(ISSUERS, Tie.ISSUER),
    Move.ANSWER: _each(ANSWERERS, Tie.ADDRESSED),
    Move.SEND_BACK: _each(ISSUERS, Tie.CHECKS),
    Move.CANCEL_OFF: _each(ISSUERS, Tie.CHECKS),
    Move.EXTEND: _each(ISSUERS, Tie.ISSUER),
    Move.CHASE: _each(ISSUERS, Tie.ISSUER),
    Move.CIRCULATE: _each(ISSUERS, Tie.ISSUER),
    Move.READ: _each(READERS, Tie.RECIPIENT),
    Move.WITHDRAW: _each(ISSUERS, Tie.ISSUER),
    Move.WARN: BY_RULE,
    Move.RISE: BY_RULE,
}


class Paper(Placed, Protocol):
    """What the guard must know of a document."""

    @property
    def stage(self) -> str:
        """Return the stage word."""

    @property
    def number(self) -> str:
        """Return the official number, or '' where it was never issued."""

    @property
    def issuer_id(self) -> UUID:
        """Return the office that issues it."""

    @property
    def to_ids(self) -> Sequence[UUID]:
        """Return the offices that must answer (主送)."""

    @property
    def copy_ids(self) -> Sequence[UUID]:
        """Return the offices that get a copy (抄送)."""

    @property
    def circulated_ids(self) -> Sequence[UUID]:
        """Return the offices it was circulated to afterwards (通报)."""

    @property
    def answered_by_id(self) -> UUID | None:
        """Return the person who gave the last feedback."""


class MoveNotAllowed(RuleBroken):
    """The document cannot make this move at its present stage."""

    code = "party.move_not_allowed"
    message = gettext_noop("A supervision document at “%(now_at)s” does not allow this step.")
    hint = gettext_noop("Steps open from here: %(reachable)s.")


class AnotherChecks(Forbidden):
    """Whoever gave the feedback does not check it."""

    code = "party.another_checks"
    message = gettext_noop("Whoever gave the feedback does not check it.")
    hint = gettext_noop("Leave the check to another person of the issuing office.")


class NotTheIssuer(Forbidden):
    """The document was issued by another office."""

    code = "party.not_the_issuer"
    message = gettext_noop("This document belongs to another office.")
    hint = gettext_noop("Only the office that issues it can take this step.")


class NotAddressed(Forbidden):
    """The document is not addressed to the actor's office."""

    code = "party.not_addressed"
    message = gettext_noop("This document is not addressed to your office.")
    hint = gettext_noop("Feedback is given by the offices named at its head.")


def recipients(paper: Paper) -> frozenset[UUID]:
    """Return every office the document went to."""
    return frozenset([*paper.to_ids, *paper.copy_ids, *paper.circulated_ids])


def _refusal(actor: Actor, paper: Paper, tie: Tie) -> type[LinliError] | None:
    """Return the error that keeps an actor from a move, or None where the tie holds."""
    office = actor.organisation_id
    is_issuer = office == paper.issuer_id and covers(actor, paper)
    answered = actor.person_id is not None and actor.person_id == paper.answered_by_id
    holds: dict[Tie, tuple[bool, type[LinliError]]] = {
        Tie.ANY: (True, NotYours),
        Tie.TERRITORY: (covers(actor, paper), NotYours),
        Tie.ISSUER: (is_issuer, NotTheIssuer),
        Tie.CHECKS: (is_issuer and not answered, AnotherChecks if is_issuer else NotTheIssuer),
        Tie.ADDRESSED: (office in paper.to_ids, NotAddressed),
        Tie.RECIPIENT: (office in recipients(paper), NotAddressed),
    }
    kept, refusal = holds[tie]
    return None if kept else refusal


def may_see(actor: Actor, paper: Paper) -> bool:
    """Return whether a post may read a document.

    The issuing office reads its drafts; what was issued is read by every office it went to and,
    departments excepted, by the posts over its place. The operator runs the machine only.
    """
    if actor.role not in READERS:
        return False
    if actor.organisation_id == paper.issuer_id and actor.role in ISSUERS | {Role.AUDITOR}:
        return True
    if not paper.number:
        return False
    if actor.organisation_id in recipients(paper):
        return True
    return actor.role not in DEPARTMENT and covers(actor, paper)


def check_may(actor: Actor, paper: Paper, move: Move) -> None:
    """Refuse an actor whose role or tie to the document does not allow the move.

    Raises:
        Forbidden: the role never may (``common.forbidden``), another office issued it, it is not
            addressed to the actor's office, or she gave the feedback herself.
        NotYourTerritory: the document is not the actor's to know of.
    """
    tie = MAY[move].get(actor.role)
    refusal = Forbidden if tie is None else _refusal(actor, paper, tie)
    if refusal:
        raise refusal if may_see(actor, paper) else NotYours


def check_may_draft(actor: Actor, place: Placed) -> None:
    """Refuse an actor who issues nothing, or nothing at this place.

    Raises:
        Forbidden: the role issues no such documents, or its post belongs to no office.
        NotYourTerritory: the place lies elsewhere.
    """
    if actor.role not in MAY[Move.DRAFT] or actor.organisation_id is None:
        raise Forbidden
    if not covers(actor, place):
        raise NotYours


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
            reachable=[Term(MOVE_NAMES[one]) for one in reachable(stage)] or "—",
        )
    return to


def open_to(actor: Actor, paper: Paper) -> list[Move]:
    """Return the moves that an actor may make now, in the order of the table."""
    return [
        move
        for move in reachable(Stage(paper.stage))
        if (tie := MAY[move].get(actor.role)) is not None and not _refusal(actor, paper, tie)
    ]
