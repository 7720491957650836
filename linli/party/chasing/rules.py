"""What a chase, by hand or by rule, and a later deadline set on a supervision document."""

from datetime import datetime

from linli.kernel.calendar.rules import WorkCalendar
from linli.party.deadlines.rules import Changes, clock, ticked
from linli.party.moves.rules import Move, Stage, check_move
from linli.party.orders.rules import check_ahead
from linli.party.supervision.rules import Standing


def extended(paper: Standing, *, due_at: datetime, at: datetime, calendar: WorkCalendar) -> Changes:
    """Return what a later deadline sets; that the old one had passed stays known.

    Raises:
        MoveNotAllowed.
        DeadlinePassed: the new deadline is not later than the present one and the moment.
    """
    check_move(Stage(paper.stage), Move.EXTEND)
    check_ahead(due_at, max(at, paper.due_at))
    return {**clock(due_at, at, calendar), "was_late": paper.was_late or at > paper.due_at}


def chased(paper: Standing) -> Changes:
    """Return what a chase by hand sets.

    Raises:
        MoveNotAllowed.
    """
    check_move(Stage(paper.stage), Move.CHASE)
    return {"chases": paper.chases + 1}


def watched(
    paper: Standing, *, at: datetime, calendar: WorkCalendar
) -> tuple[Move, Changes] | None:
    """Return what the clock itself does at ``at``: warn, chase and rise by one level, or nothing."""
    found = ticked(paper, at=at, calendar=calendar)
    return (Move(found[0].value), found[1]) if found else None
