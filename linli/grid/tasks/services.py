"""Tasks are given, taken in hand, done, given back, withdrawn; their clocks follow the case's.

Each service holds the case, asks the guard, asks the rule, stores the task, and records one
entry of the case that carries the task under ``task``.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.cases.news import CaseNews
from linli.grid.cases.rules import Changes
from linli.grid.cases.services import change, check_version, hold
from linli.grid.clocks import queries as clocks
from linli.grid.inner_clocks import rules as inner_clocks
from linli.grid.photos import services as photos
from linli.grid.steps.services import Step, needs_words
from linli.grid.tasks import queries, rules
from linli.grid.tasks.models import Task
from linli.grid.tasks.news import (
    LastTaskDone,
    TaskAccepted,
    TaskAnswered,
    TaskAsked,
    TaskDone,
    TaskDueSet,
    TaskEscalated,
    TaskGiven,
    TaskGivenBack,
    TaskQuestionDropped,
    TaskWarned,
    TaskWithdrawn,
)
from linli.grid.tasks.rules import MayNotAssist, TaskMove, TasksOpen
from linli.kernel.common.errors import LinliError
from linli.kernel.journal.models import Entry
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import BY_RULE, Actor

WATCH_NEWS = {TaskMove.WARN: TaskWarned, TaskMove.ESCALATE: TaskEscalated}

Told = dict[str, object]


def told(task: Task, changes: Mapping[str, object]) -> Told:
    """Return how an entry speaks of a task whose values change."""
    return {"id": task.pk, "set": dict(changes)}


def _held(actor: Actor, step: Step, task_id: UUID, move: TaskMove) -> tuple[Case, Task]:
    """Return a task and its case, both held, where the actor may make the move."""
    case = hold(step.case_id)
    task = queries.one_of(case.pk, task_id)
    rules.check_task_may(actor, case, move, organisation_id=task.organisation_id)
    check_version(case, step.version)
    return case, task


def _record(
    actor: Actor,
    case: Case,
    task: Task,
    *,
    news: type[CaseNews],
    changes: Changes,
    step: Step,
    stamp: Stamp,
    of_case: Changes | None = None,
) -> Entry:
    """Store the changes of a task, and record them as an entry of its case."""
    for name, value in changes.items():
        setattr(task, name, value)
    task.save(force_insert=task._state.adding)
    return change(
        actor,
        case,
        news=news,
        changes=of_case or {},
        stamp=stamp,
        details={"task": told(task, changes), "unit": task.organisation_id},
        payload=step.payload(),
        pictures=step.pictures,
    )


@transaction.atomic
def give(
    actor: Actor,
    *,
    step: Step,
    task_id: UUID,
    organisation_id: UUID,
    due_at: datetime | None,
    stamp: Stamp,
) -> Task:
    """Give a part of a case to another unit, in words, with a deadline inside the case's.

    Args:
        task_id: key of the new task, from the door.
        due_at: by when; None for the deadline of the case.

    Raises:
        ReasonNeeded: nothing is said of what the unit has to do.
        MayNotAssist: the list of duties does not name the unit for such a matter.
        NoPartsNow, DueWhileStanding, DueGone, DueOutside.
        NotYoursToGive, NotYourTerritory, Forbidden, ChangedMeanwhile.
    """
    case = hold(step.case_id)
    rules.check_task_may(actor, case, TaskMove.GIVE, organisation_id=organisation_id)
    check_version(case, step.version)
    needs_words(step)
    book = cases.book_of(case, stamp.at)
    changes = rules.given(case, organisation_id, due_at, at=stamp.at, book=book)
    if organisation_id not in queries.may_assist(case, stamp.at):
        raise MayNotAssist(category=case.category_code)
    task = Task(id=task_id, case=case)
    seen = rules.assisting(case, organisation_id)
    entry = _record(
        actor, case, task, news=TaskGiven, changes=changes, step=step, stamp=stamp, of_case=seen
    )
    task.words_id = entry.pk
    task.save(update_fields=["words"])
    return task


@transaction.atomic
def given_anew(case: Case, task: Task, *, organisation_id: UUID, at: datetime) -> Told:
    """Give a new task of a held case as a dispute decided; return what the entry says of it.

    It is due with the case, and is not given back again.
    """
    book = cases.book_of(case, at)
    changes = rules.given(case, organisation_id, None, at=at, book=book) | {"is_decided": True}
    for name, value in changes.items():
        setattr(task, name, value)
    task.save(force_insert=True)
    return told(task, changes)


@transaction.atomic
def accept(actor: Actor, *, step: Step, task_id: UUID, stamp: Stamp) -> Task:
    """Take a task in hand: from now on a post answers for it.

    Raises:
        NotYourPart, NotYourTerritory, Forbidden, TaskMoveNotAllowed, ChangedMeanwhile, NotFound.
    """
    case, task = _held(actor, step, task_id, TaskMove.ACCEPT)
    changes = rules.accepted(actor, case, task, at=stamp.at)
    _record(actor, case, task, news=TaskAccepted, changes=changes, step=step, stamp=stamp)
    return task


@transaction.atomic
def done(actor: Actor, *, step: Step, task_id: UUID, stamp: Stamp) -> Task:
    """Say what was done of one's own part, with pictures; the last one tells the unit that leads.

    Raises:
        ReasonNeeded: nothing is said of what was done.
        NotYourPart, NotYourTerritory, Forbidden, TaskMoveNotAllowed, ChangedMeanwhile, NotFound.
    """
    case, task = _held(actor, step, task_id, TaskMove.DONE)
    needs_words(step)
    others = [each for each in queries.open_of(case.pk) if each.pk != task.pk]
    news = TaskDone if others else LastTaskDone
    return _end(actor, case, task, news=news, move=TaskMove.DONE, step=step, stamp=stamp)


@transaction.atomic
def give_back(actor: Actor, *, step: Step, task_id: UUID, stamp: Stamp) -> Task:
    """Return a task as not one's duty, with a reason; the unit that leads has it again.

    Raises:
        ReasonNeeded, NotYourPart, NotYourTerritory, Forbidden, TaskMoveNotAllowed.
    """
    case, task = _held(actor, step, task_id, TaskMove.GIVE_BACK)
    needs_words(step)
    move = TaskMove.GIVE_BACK
    return _end(actor, case, task, news=TaskGivenBack, move=move, step=step, stamp=stamp)


@transaction.atomic
def withdraw(actor: Actor, *, step: Step, task_id: UUID, stamp: Stamp) -> Task:
    """Take a task away from a unit, with a reason; another may get one instead.

    Raises:
        ReasonNeeded, NotYoursToGive, NotYourTerritory, Forbidden, TaskMoveNotAllowed.
    """
    case, task = _held(actor, step, task_id, TaskMove.WITHDRAW)
    needs_words(step)
    move = TaskMove.WITHDRAW
    return _end(actor, case, task, news=TaskWithdrawn, move=move, step=step, stamp=stamp)


def _end(
    actor: Actor,
    case: Case,
    task: Task,
    *,
    news: type[CaseNews],
    move: TaskMove,
    step: Step,
    stamp: Stamp,
) -> Task:
    book = cases.book_of(case, stamp.at)
    changes = rules.ended(case, task, move, at=stamp.at, book=book)
    entry = _record(actor, case, task, news=news, changes=changes, step=step, stamp=stamp)
    task.answer_id = entry.pk
    task.save(update_fields=["answer"])
    return task


@transaction.atomic
def ask(actor: Actor, *, step: Step, task_id: UUID, stamp: Stamp) -> Task:
    """Ask back about one's own part; its deadline runs on unless the policy says otherwise.

    Raises:
        ReasonNeeded: nothing is asked.
        NotYourPart, NotYourTerritory, Forbidden, TaskMoveNotAllowed, ChangedMeanwhile, NotFound.
    """
    case, task = _held(actor, step, task_id, TaskMove.ASK)
    needs_words(step)
    changes = rules.asked(case, task, at=stamp.at, book=cases.book_of(case, stamp.at))
    entry = _record(actor, case, task, news=TaskAsked, changes=changes, step=step, stamp=stamp)
    task.question_id, task.reply_id = entry.pk, None
    task.save(update_fields=["question", "reply"])
    return task


@transaction.atomic
def answer(actor: Actor, *, step: Step, task_id: UUID, stamp: Stamp) -> Task:
    """Answer what a unit asked about its part; the part is where it was before.

    Raises:
        ReasonNeeded: nothing is said.
        NotYoursToGive, NotYourTerritory, Forbidden, TaskMoveNotAllowed, ChangedMeanwhile.
    """
    case, task = _held(actor, step, task_id, TaskMove.ANSWER)
    needs_words(step)
    book = cases.book_of(case, stamp.at)
    changes = rules.told(case, task, TaskMove.ANSWER, at=stamp.at, book=book)
    entry = _record(actor, case, task, news=TaskAnswered, changes=changes, step=step, stamp=stamp)
    task.reply_id = entry.pk
    task.save(update_fields=["reply"])
    return task


@transaction.atomic
def go_on(actor: Actor, *, step: Step, task_id: UUID, stamp: Stamp) -> Task:
    """Go on with one's own part without waiting for an answer any longer.

    Raises:
        NotYourPart, NotYourTerritory, Forbidden, TaskMoveNotAllowed, ChangedMeanwhile.
    """
    case, task = _held(actor, step, task_id, TaskMove.GO_ON)
    book = cases.book_of(case, stamp.at)
    changes = rules.told(case, task, TaskMove.GO_ON, at=stamp.at, book=book)
    news = TaskQuestionDropped
    _record(actor, case, task, news=news, changes=changes, step=step, stamp=stamp)
    return task


@transaction.atomic
def set_due(
    actor: Actor, *, step: Step, task_id: UUID, due_at: datetime | None, stamp: Stamp
) -> Task:
    """Give a task another deadline inside the case's; None for the case's own.

    Raises:
        DueWhileStanding, DueGone, DueOutside.
        NotYoursToGive, NotYourTerritory, Forbidden, TaskMoveNotAllowed, ChangedMeanwhile.
    """
    case, task = _held(actor, step, task_id, TaskMove.SET_DUE)
    book = cases.book_of(case, stamp.at)
    changes = rules.due_set(case, task, due_at, at=stamp.at, book=book)
    _record(actor, case, task, news=TaskDueSet, changes=changes, step=step, stamp=stamp)
    return task


Said = Mapping[str, Any]
"""What a form said, by field."""

PLAIN: dict[TaskMove, Callable[..., Task]] = {
    TaskMove.ACCEPT: accept,
    TaskMove.DONE: done,
    TaskMove.ASK: ask,
    TaskMove.ANSWER: answer,
    TaskMove.GO_ON: go_on,
    TaskMove.GIVE_BACK: give_back,
    TaskMove.WITHDRAW: withdraw,
}
"""Moves that need nothing but the step."""


def _call(
    actor: Actor, move: TaskMove, step: Step, *, task_id: UUID, said: Said, stamp: Stamp
) -> Task:
    if move in PLAIN:
        return PLAIN[move](actor, step=step, task_id=task_id, stamp=stamp)
    due_at = said["due"]
    if move is TaskMove.SET_DUE:
        return set_due(actor, step=step, task_id=task_id, due_at=due_at, stamp=stamp)
    unit = said["unit"]
    return give(actor, step=step, task_id=task_id, organisation_id=unit, due_at=due_at, stamp=stamp)


def take(
    actor: Actor, *, move: TaskMove, case_id: UUID, task_id: UUID, said: Said, stamp: Stamp
) -> Task:
    """Take one step on a task of a case that the actor sees, with its words and pictures.

    Raises:
        NotFound: the actor does not see such a case.
        LinliError: whatever the service of the move refuses; stored pictures are removed again.
    """
    cases.seen(actor, case_id)
    policy = clocks.current(stamp.at).values
    sent = said.get("photos") or []
    stored = photos.store(sent, most=policy.photos_max, most_mb=policy.photo_max_mb)
    step = Step(
        case_id=case_id, version=said["version"], words=said.get("words", ""), pictures=stored
    )
    try:
        return _call(actor, move, step, task_id=task_id, said=said, stamp=stamp)
    except LinliError:
        photos.discard(stored)
        raise


def check_all_ended(case: Case) -> None:
    """Refuse to end a case while a unit is at work on its task; one statement.

    Raises:
        TasksOpen: names the units.
    """
    if units := queries.units_at_work(case.pk):
        raise TasksOpen(units=units)


def stand(case: Case, *, at: datetime) -> list[Told]:
    """Let the clocks of a held case's tasks stand still with its own; return what its entry says.

    Those that stand for a question already stand on for it.
    """
    book = cases.book_of(case, at)
    return _all(case, lambda task: inner_clocks.stood(task, at=at, book=book))


def run_again(case: Case, *, changes: Changes, at: datetime) -> list[Told]:
    """Let the clocks of a held case's tasks run again; ``changes`` are those of its own clock."""
    book = cases.book_of(case, at)
    return _all(case, lambda task: inner_clocks.resumed(task, case=changes, at=at, book=book))


def _all(case: Case, turn: Callable[[Task], Changes]) -> list[Told]:
    """Change all open tasks of a case and return what its entry says; two statements at most."""
    tasks = [task for task in queries.open_of(case.pk) if not task.is_paused]
    said: list[Told] = []
    names: set[str] = set()
    for task in tasks:
        changes = turn(task)
        for name, value in changes.items():
            setattr(task, name, value)
        names |= changes.keys()
        said.append(told(task, changes))
    if tasks:
        Task.objects.bulk_update(tasks, sorted(names))
    return said


@transaction.atomic
def watch(*, task_id: UUID, stamp: Stamp) -> TaskMove | None:
    """Do what the clock of a task does by itself at this moment, and say what that was.

    Warns at the agreed share of the time, escalates at the breach and at each step after it.
    Doing it twice does nothing the second time.

    Raises:
        NotFound: there is no such task.
    """
    case = hold(queries.case_of(task_id))
    task = queries.one_of(case.pk, task_id)
    due = rules.watched(case, task, at=stamp.at, book=cases.book_of(case, stamp.at))
    is_early = task.watch_at is None or task.watch_at > stamp.at
    if due is None or (is_early and not task.is_paused):
        return None
    move, changes = due
    step = Step(case_id=case.pk)
    news = WATCH_NEWS[move]
    _record(BY_RULE, case, task, news=news, changes=changes, step=step, stamp=stamp)
    return move
