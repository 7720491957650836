"""Chasing the offices that a supervision document addresses: by hand, by rule, or with more time."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.kernel.calendar import queries as calendar
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import BY_RULE, Actor
from linli.party.chasing import rules
from linli.party.moves.rules import Move
from linli.party.steps.rules import Step
from linli.party.supervision import news
from linli.party.supervision import services as supervision
from linli.party.supervision.models import Supervision

WATCH_NEWS = {Move.WARN: news.SupervisionWarned, Move.RISE: news.SupervisionRisen}


@transaction.atomic
def extend(actor: Actor, *, step: Step, due_at: datetime, stamp: Stamp) -> Supervision:
    """Give the addressed offices more time, with a reason.

    Raises:
        NotTheIssuer, Forbidden, NotFound, MoveNotAllowed, ChangedMeanwhile.
        TextNeeded, DeadlinePassed.
    """
    paper = supervision.held(actor, step=step, move=Move.EXTEND)
    supervision.need_words(step)
    changes = rules.extended(paper, due_at=due_at, at=stamp.at, calendar=calendar.calendar())
    return supervision.change(
        actor, paper, news=news.SupervisionExtended, changes=changes, stamp=stamp,
        payload=step.payload(),
    )  # fmt: skip


@transaction.atomic
def chase(actor: Actor, *, step: Step, stamp: Stamp) -> Supervision:
    """Ask the addressed offices once more (催办).

    Raises:
        NotTheIssuer, Forbidden, NotFound, MoveNotAllowed, ChangedMeanwhile.
    """
    paper = supervision.held(actor, step=step, move=Move.CHASE)
    return supervision.change(
        actor, paper, news=news.SupervisionChased, changes=rules.chased(paper), stamp=stamp,
        payload=step.payload(),
    )  # fmt: skip


@transaction.atomic
def watch(*, supervision_id: UUID, stamp: Stamp) -> Move | None:
    """Do what the clock of a document does by itself at this moment, and say what that was.

    Doing it twice does nothing the second time.
    """
    paper = supervision.hold(supervision_id)
    due = rules.watched(paper, at=stamp.at, calendar=calendar.calendar())
    if due is None:
        return None
    move, changes = due
    supervision.change(
        BY_RULE, paper, news=WATCH_NEWS[move], changes=changes, stamp=stamp,
        details={"level": paper.level + (move is Move.RISE)},
    )  # fmt: skip
    return move
