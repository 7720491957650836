"""What a chase, by hand or by rule, and a later deadline set on a supervision document."""

from datetime import datetime

from linli.kernel.calendar import rules as calendar_rules
from linli.kernel.calendar.rules import Limit, Unit, WorkCalendar
from linli.party.deadlines.rules import Changes, clock
from linli.party.moves.rules import Move, Stage, check_move
from linli.party.orders.rules import check_ahead
from linli.party.supervision.rules import Standing

MOST_LEVELS = 3
"""POLICY. How often a late document is chased by rule: the addressed offices, then also the
issuer, then also the supervisors and the district desk (decision 0018)."""

RISE_STEP = Limit(1, Unit.WORKING_DAY)
"""POLICY. Time between two chases by rule (decision 0018)."""


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
    if paper.watch_at is None or at < paper.watch_at:
        return None
    if at > paper.due_at:
        level = paper.level + 1
        return Move.RISE, {
            "level": level,
            "chases": paper.chases + 1,
            "was_late": True,
            "is_warned": True,
            "watch_at": _next_rise(paper.due_at, level, calendar),
        }
    if paper.is_warned:
        return None
    return Move.WARN, {"is_warned": True, "watch_at": paper.due_at}


def _next_rise(due_at: datetime, level: int, calendar: WorkCalendar) -> datetime | None:
    if level >= MOST_LEVELS:
        return None
    at = due_at
    for _ in range(level):
        at = calendar_rules.due(calendar, at, RISE_STEP)
    return at
