"""Overlays on a stage: suspended, extended, late."""

from uuid import UUID

from django.db import transaction

from linli.grid.cases import queries
from linli.grid.cases.models import Case
from linli.grid.cases.news import (
    CaseAsked,
    CaseClosed,
    CaseEscalated,
    CaseGranted,
    CaseRefused,
    CaseResumed,
    CaseWarned,
)
from linli.grid.cases.rules import Ask
from linli.grid.cases.services import change, hold
from linli.grid.handling.services import Step, held, needs_words
from linli.grid.moves.rules import Move
from linli.grid.tasks import services as tasks
from linli.grid.timing import rules
from linli.kernel.calendar.rules import Limit
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import BY_RULE, Actor

WATCH_NEWS = {Move.WARN: CaseWarned, Move.ESCALATE: CaseEscalated, Move.CLOSE: CaseClosed}


@transaction.atomic
def ask(actor: Actor, *, step: Step, what: Ask, stamp: Stamp) -> Case:
    """Ask the desk that set the deadline for a suspension or an extension, with a reason.

    Raises:
        ReasonNeeded, NoClock, AlreadyAsked, ClockStands, ExtensionsUsedUp.
        NotInYourHands, NotYourTerritory, Forbidden, MoveNotAllowed, ChangedMeanwhile.
    """
    case = held(
        actor, step, move=Move.ASK_SUSPENSION if what is Ask.SUSPEND else Move.ASK_EXTENSION
    )
    needs_words(step)
    changes = rules.asked(actor, case, what, book=queries.book_of(case, stamp.at))
    change(
        actor,
        case,
        news=CaseAsked,
        changes=changes,
        stamp=stamp,
        details={"what": what.value},
        payload=step.payload(),
    )
    return case


@transaction.atomic
def grant(actor: Actor, *, step: Step, extra: Limit | None = None, stamp: Stamp) -> Case:
    """Grant what was asked for; ``extra`` is how much longer, by default the limit once more.

    Raises:
        NothingAsked, SetterDecides.
        NotYourTerritory, Forbidden, MoveNotAllowed, ChangedMeanwhile.
    """
    case = held(actor, step, move=Move.GRANT)
    what = case.pending
    stood = tasks.stand(case, at=stamp.at) if what == Ask.SUSPEND else []
    book = queries.book_of(case, stamp.at)
    changes = rules.granted(case, extra=extra, at=stamp.at, book=book)
    change(
        actor,
        case,
        news=CaseGranted,
        changes=changes,
        stamp=stamp,
        details={"what": what, **({"task": stood} if stood else {})},
        payload=step.payload(),
    )
    return case


@transaction.atomic
def refuse(actor: Actor, *, step: Step, stamp: Stamp) -> Case:
    """Refuse what was asked for, with a reason.

    Raises:
        ReasonNeeded, NothingAsked, SetterDecides.
        NotYourTerritory, Forbidden, MoveNotAllowed, ChangedMeanwhile.
    """
    case = held(actor, step, move=Move.REFUSE)
    needs_words(step)
    what = case.pending
    change(
        actor,
        case,
        news=CaseRefused,
        changes=rules.refused(case),
        stamp=stamp,
        details={"what": what},
        payload=step.payload(),
    )
    return case


@transaction.atomic
def resume(actor: Actor, *, step: Step, stamp: Stamp) -> Case:
    """Let the clock run again with the time that was left.

    Raises:
        ClockRuns, NotInYourHands, NotYourTerritory, Forbidden, MoveNotAllowed.
    """
    case = held(actor, step, move=Move.RESUME)
    changes = rules.resumed(case, at=stamp.at, book=queries.book_of(case, stamp.at))
    again = tasks.run_again(case, changes=changes, at=stamp.at)
    change(
        actor,
        case,
        news=CaseResumed,
        changes=changes,
        stamp=stamp,
        details={"task": again} if again else None,
        payload=step.payload(),
    )
    return case


@transaction.atomic
def watch(*, case_id: UUID, stamp: Stamp) -> Move | None:
    """Do what the clock of a case does by itself at this moment, and say what that was.

    Warns at the agreed share of the time, escalates at the breach and at each step after it,
    closes a verified case when its time is over. Doing it twice does nothing the second time.
    """
    case = hold(case_id)
    due = rules.watched(case, at=stamp.at, book=queries.book_of(case, stamp.at))
    if due is None or case.watch_at is None or case.watch_at > stamp.at:
        return None
    move, changes = due
    change(
        BY_RULE,
        case,
        news=WATCH_NEWS[move],
        changes=changes,
        stamp=stamp,
        details={"clock": case.clock},
    )
    return move
