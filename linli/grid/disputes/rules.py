"""Whose duty a case is (异议会商): who begins a dispute, who decides it, by when, and what follows.

A dispute begins where a unit gave a case, or its part of one, back as not its duty and the
desk, or the unit that leads, sees it otherwise. The resident's clock runs on meanwhile.
Source: the review of objections to a dispatch (governance rules, H4 and H5); forms and
numbers are ours (decision 0022).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from linli.grid.cases.rules import Book, Changes, Standing
from linli.grid.clocks import rules as clocks
from linli.grid.clocks.rules import Clock
from linli.grid.moves.rules import HANDS, Stage, may_see, rank
from linli.grid.tasks.rules import TaskStage
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
from linli.kernel.people.rules import (
    DESKS,
    ROLE_NAMES,
    Actor,
    NotYourTerritory,
    Role,
    covers,
)


class DisputeStage(StrEnum):
    """Where a dispute is."""

    NONE = ""
    OPEN = "open"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


DISPUTE_STAGE_NAMES: dict[DisputeStage, str] = {
    DisputeStage.NONE: "",
    DisputeStage.OPEN: gettext_noop("waits for a decision"),
    DisputeStage.DECIDED: gettext_noop("decided"),
    DisputeStage.WITHDRAWN: gettext_noop("settled between the units"),
}
"""English names of the stages; pages translate them."""


class DisputeMove(StrEnum):
    """What can be done to a dispute."""

    BEGIN = "begin"
    STATE = "state"
    DECIDE = "decide"
    WITHDRAW = "withdraw"
    WARN = "warn"
    ESCALATE = "escalate"


OPEN_ONLY = frozenset({DisputeStage.OPEN})

DISPUTE_MOVES: dict[DisputeMove, tuple[frozenset[DisputeStage], DisputeStage | None]] = {
    DisputeMove.BEGIN: (frozenset({DisputeStage.NONE}), DisputeStage.OPEN),
    DisputeMove.STATE: (OPEN_ONLY, STAYS),
    DisputeMove.DECIDE: (OPEN_ONLY, DisputeStage.DECIDED),
    DisputeMove.WITHDRAW: (OPEN_ONLY, DisputeStage.WITHDRAWN),
    DisputeMove.WARN: (OPEN_ONLY, STAYS),
    DisputeMove.ESCALATE: (OPEN_ONLY, STAYS),
}


class DisputeTie(StrEnum):
    """What a post must have to do with a dispute to make a move."""

    ANY = "any"
    SIDE = "side"
    """A desk of the place; for a part of a case also the unit that leads."""
    PARTY = "party"
    """One of the units between which it is."""
    DECIDER = "decider"
    """The desk that decides, or one above it; never one of the units themselves."""


DISPUTE_MAY: dict[DisputeMove, dict[Role, DisputeTie]] = {
    DisputeMove.BEGIN: dict.fromkeys(HANDS, DisputeTie.SIDE),
    DisputeMove.STATE: dict.fromkeys(HANDS, DisputeTie.PARTY),
    DisputeMove.DECIDE: dict.fromkeys(DESKS, DisputeTie.DECIDER),
    DisputeMove.WITHDRAW: dict.fromkeys(HANDS, DisputeTie.SIDE),
    DisputeMove.WARN: {Role.RULE: DisputeTie.ANY},
    DisputeMove.ESCALATE: {Role.RULE: DisputeTie.ANY},
}


class DisputeGround(StrEnum):
    """Why a unit says that it is not its duty."""

    NOT_DUTY = "not_duty"
    NOT_PLACE = "not_place"
    SHARED = "shared"


DISPUTE_GROUNDS: dict[DisputeGround, str] = {
    DisputeGround.NOT_DUTY: gettext_noop("Not among the duties of the unit"),
    DisputeGround.NOT_PLACE: gettext_noop("Not in the territory of the unit"),
    DisputeGround.SHARED: gettext_noop("The duties of several units overlap"),
}
"""Ground → its name; pages translate it."""


class NothingInDispute(RuleBroken):
    """Nobody has given the case, or the part, back."""

    code = "grid.nothing_in_dispute"
    message = gettext_noop("No unit has given this back, so there is nothing to decide between.")
    hint = gettext_noop("A dispute begins when a unit gives a matter or its part back.")


class DisputeEnded(RuleBroken):
    """The dispute was decided or settled meanwhile."""

    code = "grid.dispute_ended"
    message = gettext_noop("This dispute is now “%(now_at)s”.")
    hint = gettext_noop("Reload the page to see what changed.")


class NotAParty(Forbidden):
    """Only the units between which a dispute is state their view."""

    code = "grid.not_a_party"
    message = gettext_noop("Your unit is not one of those between which this dispute is.")
    hint = gettext_noop("Only they state their view.")


class NotTheDecider(Forbidden):
    """Another desk decides, or the actor's own unit is a party."""

    code = "grid.not_the_decider"
    message = gettext_noop("This dispute is decided by the %(decider)s.")
    hint = gettext_noop("A unit does not decide a dispute of its own; the desk above does.")


class MayNotTake(InputRefused):
    """The list of duties does not let that unit have it."""

    code = "grid.may_not_take"
    message = gettext_noop("By the list of duties this unit cannot be given it.")
    hint = gettext_noop("Choose a unit that the list names, or have the list changed first.")


class Contested(Protocol):
    """What the rules read of a dispute."""

    @property
    def parties(self) -> Sequence[UUID]:
        """Return the units between which it is."""

    stage: str
    decider: str
    opened_at: datetime
    decide_by: datetime
    is_warned: bool
    level: int
    was_late: bool


def decider(case: Standing, units: Mapping[UUID, UUID | None], *, used_up: bool) -> Role:
    """Return which desk decides between units.

    The street's desk between units of its own street; the district's where one of them is a
    department of the district, another street, the street itself, or where the case was given
    back as often as it may be.

    Args:
        case: where it lies.
        units: party → the unit of the territory it belongs to.
        used_up: whether the case was given back as often as it may be.
    """
    inside = {case.community_id, case.grid_id} - {None}
    is_of_street = case.street_id is not None and all(unit in inside for unit in units.values())
    return Role.STREET_DESK if is_of_street and not used_up else Role.DISTRICT_DESK


def _refusal(
    actor: Actor, case: Standing, move: DisputeMove, *, dispute: Contested | None, is_of_task: bool
) -> LinliError | None:
    tie = DISPUTE_MAY[move].get(actor.role)
    if tie is None:
        return Forbidden()
    if tie is DisputeTie.ANY:
        return None
    parties = list(dispute.parties) if dispute else []
    is_party = actor.organisation_id in parties
    if not covers(actor, case):
        return NotYourTerritory()
    if tie is DisputeTie.PARTY:
        return None if is_party else NotAParty()
    if tie is DisputeTie.SIDE:
        leads = is_of_task and actor.organisation_id is not None
        is_side = actor.role in DESKS or (leads and actor.organisation_id == case.lead_id)
        return None if is_side else Forbidden()
    wanted = Role(dispute.decider) if dispute else Role.DISTRICT_DESK
    decides = rank(actor.role) >= rank(wanted) and not is_party
    return None if decides else NotTheDecider(decider=Term(ROLE_NAMES[wanted]))


def check_dispute_may(
    actor: Actor,
    case: Standing,
    move: DisputeMove,
    *,
    dispute: Contested | None = None,
    is_of_task: bool = False,
) -> None:
    """Refuse an actor whose role or tie to the dispute does not allow the move.

    Args:
        dispute: None where it has not begun.
        is_of_task: whether it is about a part of the case.

    Raises:
        Forbidden, NotAParty, NotTheDecider: the post may know of the case and not do this.
        NotYourTerritory: the case is not the actor's to know of.
    """
    refusal = _refusal(actor, case, move, dispute=dispute, is_of_task=is_of_task)
    if refusal:
        raise refusal if actor.is_staff and may_see(actor, case) else NotYourTerritory


def check_dispute_move(stage: DisputeStage, move: DisputeMove) -> DisputeStage:
    """Return the stage a move leads to.

    Raises:
        DisputeEnded: the move is not open from ``stage``.
    """
    to = moves.target(DISPUTE_MOVES, stage, move)
    if to is None:
        raise DisputeEnded(now_at=Term(DISPUTE_STAGE_NAMES[stage]))
    return to


def open_to(
    actor: Actor, case: Standing, dispute: Contested, *, is_of_task: bool
) -> list[DisputeMove]:
    """Return the moves of a dispute that an actor may make now, in the order of the table."""
    return [
        move
        for move, (origins, _) in DISPUTE_MOVES.items()
        if dispute.stage in origins
        and not _refusal(actor, case, move, dispute=dispute, is_of_task=is_of_task)
    ]


def may_begin(actor: Actor, case: Standing, *, is_of_task: bool) -> bool:
    """Return whether an actor may begin a dispute about a case, or about a part of it."""
    return _refusal(actor, case, DisputeMove.BEGIN, dispute=None, is_of_task=is_of_task) is None


def under(clock: Clock, book: Book, *, is_warned: bool = False, level: int = 0) -> Changes:
    """Return the fields that put a dispute under ``clock``, and when to look at it next."""
    watch = clocks.next_watch_at(
        clock, is_warned=is_warned, level=level, policy=book.policy, calendar=book.calendar
    )
    return {
        "opened_at": clock.started_at,
        "decide_by": clock.due_at,
        "watch_at": watch,
        "is_warned": is_warned,
        "level": level,
    }


def _clock(dispute: Contested, book: Book) -> Clock:
    limit = book.policy.dispute_decide
    return Clock("dispute", dispute.opened_at, dispute.decide_by, limit)


def begun(
    parties: Sequence[UUID], ground: DisputeGround, decides: Role, *, at: datetime, book: Book
) -> Changes:
    """Return the fields of a new dispute; its clock is the policy's ``dispute_decide``."""
    clock = clocks.start_clock("dispute", at, book.policy.dispute_decide, book.calendar)
    return {
        "parties": list(parties),
        "ground": ground.value,
        "stage": check_dispute_move(DisputeStage.NONE, DisputeMove.BEGIN).value,
        "decider": decides.value,
        "begun_at": at,
        **under(clock, book),
    }


def ended(
    dispute: Contested, move: DisputeMove, *, decided_id: UUID | None, at: datetime
) -> Changes:
    """Return what a decision, or settling it between the units, sets."""
    return {
        "stage": check_dispute_move(DisputeStage(dispute.stage), move).value,
        "decided_id": decided_id,
        "ended_at": at,
        "watch_at": None,
        "was_late": dispute.was_late or at > dispute.decide_by,
    }


def watched(dispute: Contested, *, at: datetime, book: Book) -> tuple[DisputeMove, Changes] | None:
    """Return what the clock of a dispute does by itself at ``at``: warn, pass it on, or nothing.

    What the street's desk does not decide in time goes to the district's, with the same time
    once more; above the district it rises along the line, and stays where it is.
    """
    if dispute.stage != DisputeStage.OPEN:
        return None
    clock = _clock(dispute, book)
    if at > clock.due_at:
        if dispute.decider == Role.STREET_DESK:
            again = clocks.start_clock("dispute", at, clock.limit, book.calendar)
            passed = {**under(again, book), "decider": Role.DISTRICT_DESK.value}
        else:
            passed = under(clock, book, is_warned=True, level=dispute.level + 1)
        return DisputeMove.ESCALATE, {**passed, "was_late": True}
    if not dispute.is_warned:
        return DisputeMove.WARN, under(clock, book, is_warned=True, level=dispute.level)
    return None


def gave_back(told: Sequence[tuple[str, Mapping[str, object]]]) -> list[str]:
    """Return the keys of the units that gave a case back, first first.

    Args:
        told: verb and changes of each entry of the case, oldest first.
    """
    units: list[str] = []
    lead = ""
    for verb, changes in told:
        if verb == "grid.case_given_back" and lead:
            units.append(lead)
        lead = str(changes.get("lead_id") or "") if "lead_id" in changes else lead
    return list(dict.fromkeys(units))


def may_be_about_case(case: Standing) -> bool:
    """Return whether a dispute about the case itself may begin: it was given back."""
    return case.stage == Stage.REGISTERED and case.returns > 0 and case.lead_id is None


def may_be_about_task(stage: str) -> bool:
    """Return whether a dispute about a part may begin: it was given back."""
    return stage == TaskStage.GIVEN_BACK
