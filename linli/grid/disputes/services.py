"""Disputes begin, are argued, decided and settled; the decision gives the case, or the part, on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.cases.news import CaseNews
from linli.grid.cases.rules import Changes
from linli.grid.cases.services import change, check_version, hold
from linli.grid.disputes import queries, rules
from linli.grid.disputes.models import Dispute
from linli.grid.disputes.news import (
    DisputeBegun,
    DisputeDecided,
    DisputeEscalated,
    DisputeStated,
    DisputeWarned,
    DisputeWithdrawn,
)
from linli.grid.disputes.rules import DisputeGround, DisputeMove, MayNotTake, NothingInDispute
from linli.grid.handling import rules as handling
from linli.grid.steps.rules import InDispute
from linli.grid.steps.services import Step, needs_words
from linli.grid.tasks import queries as tasks_of
from linli.grid.tasks import services as tasks
from linli.grid.tasks.models import Task
from linli.kernel.journal.rules import Stamp
from linli.kernel.people import queries as people
from linli.kernel.people.rules import BY_RULE, Actor

WATCH_NEWS = {DisputeMove.WARN: DisputeWarned, DisputeMove.ESCALATE: DisputeEscalated}


def _held(actor: Actor, step: Step, dispute_id: UUID, move: DisputeMove) -> tuple[Case, Dispute]:
    """Return a dispute and its case, both held, where the actor may make the move."""
    case = hold(step.case_id)
    dispute = queries.open_of(case.pk, dispute_id)
    of_task = dispute.task_id is not None
    rules.check_dispute_may(actor, case, move, dispute=dispute, is_of_task=of_task)
    check_version(case, step.version)
    rules.check_dispute_move(rules.DisputeStage(dispute.stage), move)
    needs_words(step)
    return case, dispute


def _record(
    actor: Actor,
    case: Case,
    dispute: Dispute,
    *,
    news: type[CaseNews],
    changes: Changes,
    step: Step,
    stamp: Stamp,
    of_case: Changes | None = None,
    details: dict[str, object] | None = None,
) -> Dispute:
    """Store the changes of a dispute, and record them as an entry of its case."""
    for name, value in changes.items():
        setattr(dispute, name, value)
    dispute.save(force_insert=dispute._state.adding)
    change(
        actor,
        case,
        news=news,
        changes=of_case or {},
        stamp=stamp,
        details={"dispute": {"id": dispute.pk, "set": dict(changes)}, **(details or {})},
        payload=step.payload(),
        pictures=step.pictures,
    )
    return dispute


@transaction.atomic
def begin(
    actor: Actor,
    *,
    step: Step,
    dispute_id: UUID,
    ground: DisputeGround,
    task_id: UUID | None = None,
    stamp: Stamp,
) -> Dispute:
    """Begin a dispute about a case, or a part of it, that was given back.

    The units that gave it back, and for a part the one that leads, are between whom it is;
    they see the case until it ends.

    Args:
        dispute_id: key of the new dispute, from the door.
        task_id: the part it is about; None for the case itself.

    Raises:
        NothingInDispute: nobody gave it back.
        InDispute: another dispute about this case is open.
        ReasonNeeded, NotYourTerritory, Forbidden, ChangedMeanwhile, NotFound.
    """
    case = hold(step.case_id)
    task = tasks_of.one_of(case.pk, task_id) if task_id else None
    rules.check_dispute_may(actor, case, DisputeMove.BEGIN, is_of_task=task is not None)
    check_version(case, step.version)
    needs_words(step)
    if case.disputed:
        raise InDispute
    parties = _parties(case, task)
    book = cases.book_of(case, stamp.at)
    used_up = task is None and case.returns >= book.policy.max_returns
    units = people.units_of_organisations(set(parties))
    decider = rules.decider(case, units, used_up=used_up)
    about: Changes = {"task_id": task.pk} if task else {}
    changes = about | rules.begun(parties, ground, decider, at=stamp.at, book=book)
    seen = list(dict.fromkeys([*case.assist_ids, *[p for p in parties if p != case.lead_id]]))
    of_case: Changes = {"disputed": "task" if task else "case", "assist_ids": seen}
    return _record(
        actor,
        case,
        Dispute(id=dispute_id, case=case),
        news=DisputeBegun,
        changes=changes,
        step=step,
        stamp=stamp,
        of_case=of_case,
    )


def _parties(case: Case, task: Task | None) -> list[UUID]:
    """Return between whom a dispute is.

    Raises:
        NothingInDispute: nobody gave the case, or the part, back.
    """
    if task is not None and rules.may_be_about_task(task.stage):
        return [task.organisation_id, *([case.lead_id] if case.lead_id else [])]
    found = queries.gave_back(case.pk) if task is None and rules.may_be_about_case(case) else []
    if not found:
        raise NothingInDispute
    return found


@transaction.atomic
def state(actor: Actor, *, step: Step, dispute_id: UUID, stamp: Stamp) -> Dispute:
    """State the view of one of the units, in words and pictures.

    Raises:
        NotAParty: the actor's unit is none of them.
        DisputeEnded, ReasonNeeded, NotYourTerritory, Forbidden, ChangedMeanwhile, NotFound.
    """
    case, dispute = _held(actor, step, dispute_id, DisputeMove.STATE)
    unit: dict[str, object] = {"unit": actor.organisation_id}
    return _record(
        actor,
        case,
        dispute,
        news=DisputeStated,
        changes={},
        step=step,
        stamp=stamp,
        details=unit,
    )


@transaction.atomic
def decide(
    actor: Actor,
    *,
    step: Step,
    dispute_id: UUID,
    organisation_id: UUID,
    task_id: UUID,
    stamp: Stamp,
) -> Dispute:
    """Decide whose duty it is, with a reason; that unit has it at once and cannot give it back.

    Args:
        organisation_id: the unit that leads from now on, or whose part it is; for a part the
            unit that leads may be named, which then does it itself.
        task_id: key of the part that is given anew, from the door; used for a part only.

    Raises:
        NotTheDecider: another desk decides, or the actor's unit is a party.
        MayNotTake: the list of duties does not let that unit have it.
        DisputeEnded, ReasonNeeded, NotYourTerritory, Forbidden, ChangedMeanwhile, NotFound.
    """
    case, dispute = _held(actor, step, dispute_id, DisputeMove.DECIDE)
    if organisation_id not in queries.may_take(case, dispute.task, stamp.at):
        raise MayNotTake
    changes = rules.ended(dispute, DisputeMove.DECIDE, decided_id=organisation_id, at=stamp.at)
    kept = tasks_of.units_of(case.pk)
    details: dict[str, object] = {"unit": organisation_id}
    if dispute.task is None:
        of_case = _given(actor, case, organisation_id, kept, stamp.at)
    else:
        kept = list(dict.fromkeys([*kept, organisation_id]))
        of_case = {"assist_ids": [unit for unit in kept if unit != case.lead_id]}
        if organisation_id != case.lead_id:
            new = Task(id=task_id, case=case, words_id=dispute.task.words_id)
            details["task"] = tasks.given_anew(
                case, new, organisation_id=organisation_id, at=stamp.at
            )
    of_case["disputed"] = ""
    return _record(
        actor,
        case,
        dispute,
        news=DisputeDecided,
        changes=changes,
        step=step,
        stamp=stamp,
        of_case=of_case,
        details=details,
    )


def _given(actor: Actor, case: Case, lead_id: UUID, kept: list[UUID], at: datetime) -> Changes:
    """Return what the decision changes in a case: dispatched, for good."""
    book = cases.book_of(case, at)
    kind = cases.kind_of(case)
    given = handling.dispatched(actor, case, kind, lead_id=lead_id, assist_ids=[], at=at, book=book)
    return {**given, "assist_ids": kept, "returns": max(case.returns, book.policy.max_returns)}


@transaction.atomic
def withdraw(actor: Actor, *, step: Step, dispute_id: UUID, stamp: Stamp) -> Dispute:
    """End a dispute that the units have settled between them; the desk gives it on as usual.

    Raises:
        DisputeEnded, ReasonNeeded, NotYourTerritory, Forbidden, ChangedMeanwhile, NotFound.
    """
    case, dispute = _held(actor, step, dispute_id, DisputeMove.WITHDRAW)
    changes = rules.ended(dispute, DisputeMove.WITHDRAW, decided_id=None, at=stamp.at)
    kept: Changes = {"disputed": "", "assist_ids": tasks_of.units_of(case.pk)}
    return _record(
        actor,
        case,
        dispute,
        news=DisputeWithdrawn,
        changes=changes,
        step=step,
        stamp=stamp,
        of_case=kept,
    )


@transaction.atomic
def watch(*, dispute_id: UUID, stamp: Stamp) -> DisputeMove | None:
    """Do what the clock of a dispute does by itself at this moment, and say what that was.

    Reminds the desk that decides, passes on to the desk above what was not decided in time.
    Doing it twice does nothing the second time.

    Raises:
        NotFound: there is no such dispute.
    """
    case = hold(queries.case_of(dispute_id))
    dispute = queries.open_of(case.pk, dispute_id)
    due = rules.watched(dispute, at=stamp.at, book=cases.book_of(case, stamp.at))
    if due is None or dispute.watch_at is None or dispute.watch_at > stamp.at:
        return None
    move, changes = due
    step, news = Step(case_id=case.pk), WATCH_NEWS[move]
    _record(BY_RULE, case, dispute, news=news, changes=changes, step=step, stamp=stamp)
    return move


@dataclass(frozen=True, slots=True)
class Taken:
    """Which step of which dispute of which case a form asks for."""

    move: DisputeMove
    case_id: UUID
    dispute_id: UUID


def take(actor: Actor, taken: Taken, *, said: Mapping[str, Any], stamp: Stamp) -> Dispute:
    """Take the step of a dispute that a form asks for, on a case that the actor sees.

    Raises:
        NotFound: the actor does not see such a case.
        LinliError: whatever the service of the move refuses.
    """
    cases.seen(actor, taken.case_id)
    step = Step(case_id=taken.case_id, version=said["version"], words=said["words"])
    key = taken.dispute_id
    match taken.move:
        case DisputeMove.BEGIN:
            ground, about = said["ground"], said.get("about")
            return begin(
                actor, step=step, dispute_id=key, ground=ground, task_id=about, stamp=stamp
            )
        case DisputeMove.DECIDE:
            unit, new_id = said["unit"], said["new_id"]
            return decide(
                actor, step=step, dispute_id=key, organisation_id=unit, task_id=new_id, stamp=stamp
            )
        case DisputeMove.WITHDRAW:
            return withdraw(actor, step=step, dispute_id=key, stamp=stamp)
    return state(actor, step=step, dispute_id=key, stamp=stamp)
