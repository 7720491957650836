"""Tasks are given, accepted, worked on, reported, confirmed or sent back, chased and supervised.

Each service holds the task, asks the guard, asks the rule, and records.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from linli.kernel.calendar import queries as calendar
from linli.kernel.journal.rules import Stamp
from linli.kernel.people import queries as people
from linli.kernel.people.rules import BY_RULE, Actor
from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import Kind
from linli.party.deadlines.rules import Changes, Tick
from linli.party.policies import services as policies
from linli.party.policy_moves.rules import Move, Stage, check_may, check_move
from linli.party.policy_tasks import news, queries, rules
from linli.party.policy_tasks.models import PolicyTask
from linli.party.policy_tasks.news import PolicyTaskNews
from linli.party.policy_tasks.rules import Asked
from linli.party.records import services as records
from linli.party.steps.rules import Step
from linli.party.supervision.queries import Followed
from linli.party.supervision.services import need_words

TICKS = {Tick.WARN: news.PolicyTaskWarned, Tick.RISE: news.PolicyTaskRisen}


@transaction.atomic
def give(
    actor: Actor,
    *,
    policy_id: UUID,
    batch_id: UUID,
    asked: Asked,
    to_ids: Collection[UUID],
    stamp: Stamp,
) -> list[PolicyTask]:
    """Give each of these units a task of a document that the actor's office keeps.

    ``batch_id``: a fresh key; the key of each task follows from it and its unit.

    Raises:
        NotFound, Forbidden, NotTheKeeper, Repealed.
        NobodyAddressed, TooManyTasks, NotYourUnit, TextNeeded, DeadlinePassed.
    """
    policy, first = policies.split(actor, policy_id=policy_id, count=len(to_ids), stamp=stamp)
    may_be_given = [office.pk for office in queries.givable(actor)]
    rules.check_asked(asked, to_ids, may_be_given=may_be_given, at=stamp.at)
    units = people.units_of_organisations(set(to_ids))
    common = {
        **rules.given(asked, at=stamp.at, calendar=calendar.calendar()),
        "policy_id": policy.pk,
        "giver_id": policy.office_id,
        "given_by_id": actor.post_id,
    }
    return [
        records.change(
            actor,
            PolicyTask(id=uuid5(batch_id, str(to_id))),
            news=news.PolicyTaskGiven,
            changes={
                **common,
                **_place(units[to_id] or policy.unit_id),
                "to_id": to_id,
                "running": running,
                "label": rules.label_of(policy.number, policy.issued_on, running),
            },
            stamp=stamp,
            payload=asked.payload(),
        )
        for running, to_id in enumerate(to_ids, start=first)
    ]


def _place(unit_id: UUID) -> Changes:
    """Return where a task lies: in the unit of who has to do it."""
    found = {unit.kind: unit.id for unit in territory.path(unit_id)}
    names = (Kind.DISTRICT, Kind.STREET, Kind.COMMUNITY, Kind.GRID)
    return {f"{kind.value}_id": found.get(kind) for kind in names}


@transaction.atomic
def accept(actor: Actor, *, step: Step, stamp: Stamp) -> PolicyTask:
    """Take a task on.

    Raises:
        NotTheTaker, Forbidden, NotFound, PolicyTaskMoveNotAllowed, ChangedMeanwhile.
    """
    task = _held(actor, step, Move.ACCEPT)
    changes = rules.accepted(task, at=stamp.at)
    return _change(actor, task, told=news.PolicyTaskAccepted, changes=changes, stamp=stamp)


@transaction.atomic
def progress(actor: Actor, *, step: Step, stamp: Stamp) -> PolicyTask:
    """Report how far a task is, in words and with files.

    Raises:
        NotTheTaker, Forbidden, NotFound, PolicyTaskMoveNotAllowed, ChangedMeanwhile, TextNeeded.
    """
    task = _held(actor, step, Move.PROGRESS)
    need_words(step)
    changes = rules.progressed(task, files=len(step.files))
    return _change(
        actor, task, told=news.PolicyTaskProgressed, changes=changes, stamp=stamp, step=step
    )


@transaction.atomic
def report(actor: Actor, *, step: Step, stamp: Stamp) -> PolicyTask:
    """Report that a task is complete; the office that gave it confirms.

    Raises:
        NotTheTaker, Forbidden, NotFound, PolicyTaskMoveNotAllowed, ChangedMeanwhile.
        TextNeeded, EvidenceNeeded.
    """
    task = _held(actor, step, Move.REPORT)
    need_words(step)
    changes = rules.reported(task, person_id=actor.person_id, files=len(step.files), at=stamp.at)
    return _change(
        actor, task, told=news.PolicyTaskReported, changes=changes, stamp=stamp, step=step
    )


@transaction.atomic
def confirm(actor: Actor, *, step: Step, stamp: Stamp) -> PolicyTask:
    """Confirm that a task is complete.

    Raises:
        NotTheGiver, AnotherConfirms, Forbidden, NotFound, PolicyTaskMoveNotAllowed, ChangedMeanwhile.
    """
    task = _held(actor, step, Move.CONFIRM)
    changes = rules.ended(task, Move.CONFIRM, at=stamp.at)
    return _change(
        actor, task, told=news.PolicyTaskConfirmed, changes=changes, stamp=stamp, step=step
    )


@transaction.atomic
def send_back(actor: Actor, *, step: Step, due_at: datetime, stamp: Stamp) -> PolicyTask:
    """Send a report back with a reason and a new deadline (退回重办).

    Raises:
        NotTheGiver, AnotherConfirms, Forbidden, NotFound, PolicyTaskMoveNotAllowed, ChangedMeanwhile.
        TextNeeded, DeadlinePassed.
    """
    task = _held(actor, step, Move.SEND_BACK)
    need_words(step)
    days = calendar.calendar()
    changes = rules.sent_back(task, due_at=due_at, at=stamp.at, calendar=days)
    return _change(
        actor, task, told=news.PolicyTaskSentBack, changes=changes, stamp=stamp, step=step
    )


@transaction.atomic
def extend(actor: Actor, *, step: Step, due_at: datetime, stamp: Stamp) -> PolicyTask:
    """Give the responsible unit more time, with a reason.

    Raises:
        NotTheGiver, Forbidden, NotFound, PolicyTaskMoveNotAllowed, ChangedMeanwhile.
        TextNeeded, DeadlinePassed.
    """
    task = _held(actor, step, Move.EXTEND)
    need_words(step)
    changes = rules.extended(task, due_at=due_at, at=stamp.at, calendar=calendar.calendar())
    return _change(
        actor, task, told=news.PolicyTaskExtended, changes=changes, stamp=stamp, step=step
    )


@transaction.atomic
def chase(actor: Actor, *, step: Step, stamp: Stamp) -> PolicyTask:
    """Ask the responsible unit how the task stands (催办), also before it is due.

    Raises:
        NotTheGiver, Forbidden, NotFound, PolicyTaskMoveNotAllowed, ChangedMeanwhile.
    """
    task = _held(actor, step, Move.CHASE)
    changes = rules.chased(task)
    return _change(actor, task, told=news.PolicyTaskChased, changes=changes, stamp=stamp, step=step)


@transaction.atomic
def withdraw(actor: Actor, *, step: Step, stamp: Stamp) -> PolicyTask:
    """Take a task back with a reason.

    Raises:
        NotTheGiver, Forbidden, NotFound, PolicyTaskMoveNotAllowed, ChangedMeanwhile, TextNeeded.
    """
    task = _held(actor, step, Move.WITHDRAW)
    need_words(step)
    changes = rules.ended(task, Move.WITHDRAW, at=stamp.at)
    return _change(
        actor, task, told=news.PolicyTaskWithdrawn, changes=changes, stamp=stamp, step=step
    )


@transaction.atomic
def watch(*, task_id: UUID, stamp: Stamp) -> Tick | None:
    """Do what the clock of a task does by itself at this moment, and say what that was.

    Doing it twice does nothing the second time.
    """
    task: PolicyTask = records.hold(PolicyTask, task_id)
    due = rules.watched(task, at=stamp.at, calendar=calendar.calendar())
    if due is None:
        return None
    tick, changes = due
    details = {"level": task.level + (tick is Tick.RISE)}
    records.change(BY_RULE, task, news=TICKS[tick], changes=changes, stamp=stamp, details=details)
    return tick


# As the subject of a supervision document -----------------------------------------------------


def hold(task_id: UUID) -> None:
    """Lock the row of a task until the transaction ends.

    Raises:
        NotFound: there is no such task.
    """
    records.hold(PolicyTask, task_id)


def follow(actor: Actor, told: Followed, *, stamp: Stamp) -> None:
    """Put a task under supervision when a document is issued, and out of it when the last ends.

    Raises:
        NotYourTerritory, Forbidden: the actor may not supervise this task.
        PolicyTaskMoveNotAllowed: the task has ended.
    """
    task: PolicyTask = records.hold(PolicyTask, told.subject_id)
    if told.is_issue:
        check_may(actor, task, Move.SUPERVISE)
        check_move(Stage(task.stage), Move.SUPERVISE)
    records.change(
        actor,
        task,
        news=news.PolicyTaskSupervised if told.is_issue else news.PolicyTaskSupervisionEnded,
        changes={"is_supervised": told.is_open},
        stamp=stamp,
        details={"document": told.number, "document_id": told.supervision_id},
    )


# What every step needs ------------------------------------------------------------------------


def _held(actor: Actor, step: Step, move: Move) -> PolicyTask:
    """Return the task of a step with its row locked, where the actor may make the move."""
    task: PolicyTask = records.hold(PolicyTask, step.paper_id)
    check_may(actor, task, move)
    records.check_version(task, step.version)
    return task


def _change(
    actor: Actor,
    task: PolicyTask,
    *,
    told: type[PolicyTaskNews],
    changes: Changes,
    stamp: Stamp,
    step: Step | None = None,
) -> PolicyTask:
    payload, files = (step.payload(), step.files) if step else (None, ())
    return records.change(
        actor, task, news=told, changes=changes, stamp=stamp, payload=payload, files=files
    )
