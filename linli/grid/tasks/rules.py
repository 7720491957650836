"""Which moves a task may make, who may make them, and what each changes.

A task is the part of one unit in a case of several. The unit that leads stays responsible to
the resident; the task's deadline lies inside hers. Two tables, as for a case: ``TASK_MOVES``
and ``TASK_MAY``. Source: article, pillar two, “部门协同、限期办结” (row G1) and the duty of the
first receiver to lead (governance rules, H4); the tables are ours (decision 0017).
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from linli.grid.cases.rules import Book, Changes, Standing
from linli.grid.clocks import rules as clocks
from linli.grid.inner_clocks.rules import (
    Part,
    clock_for,
    clock_of_task,
    is_pause_over,
    paused,
    pauses,
    under,
    unpaused,
)
from linli.grid.moves.rules import BEFORE_DONE, HANDS, Stage, may_see
from linli.kernel.common.errors import Forbidden, RuleBroken, Term, gettext_noop
from linli.kernel.moves import rules as moves
from linli.kernel.moves.rules import STAYS
from linli.kernel.people.rules import DESKS, Actor, NotYourTerritory, Role, covers


class TaskStage(StrEnum):
    """Where a task is."""

    NONE = ""
    GIVEN = "given"
    ACCEPTED = "accepted"
    ASKED = "asked"
    """The unit asked back, and waits for an answer; then it is where it was before."""
    DONE = "done"
    GIVEN_BACK = "given_back"
    WITHDRAWN = "withdrawn"


TASK_STAGE_NAMES: dict[TaskStage, str] = {
    TaskStage.NONE: "",
    TaskStage.GIVEN: gettext_noop("waits to be taken in hand"),
    TaskStage.ACCEPTED: gettext_noop("in hand"),
    TaskStage.ASKED: gettext_noop("waits for an answer"),
    TaskStage.DONE: gettext_noop("part done"),
    TaskStage.GIVEN_BACK: gettext_noop("given back"),
    TaskStage.WITHDRAWN: gettext_noop("withdrawn"),
}
"""English names of the stages; pages translate them."""

OPEN_TASK = frozenset({TaskStage.GIVEN, TaskStage.ACCEPTED, TaskStage.ASKED})


class TaskMove(StrEnum):
    """What can be done to a task."""

    GIVE = "give"
    ACCEPT = "accept"
    DONE = "done"
    ASK = "ask"
    ANSWER = "answer"
    GO_ON = "go_on"
    GIVE_BACK = "give_back"
    WITHDRAW = "withdraw"
    SET_DUE = "set_due"
    WARN = "warn"
    ESCALATE = "escalate"


RETURNS = TaskStage.NONE
"""The move leads back to where the task was before its question."""

TASK_MOVES: dict[TaskMove, tuple[frozenset[TaskStage], TaskStage | None]] = {
    TaskMove.GIVE: (frozenset({TaskStage.NONE}), TaskStage.GIVEN),
    TaskMove.ACCEPT: (frozenset({TaskStage.GIVEN}), TaskStage.ACCEPTED),
    TaskMove.DONE: (frozenset({TaskStage.ACCEPTED}), TaskStage.DONE),
    TaskMove.ASK: (frozenset({TaskStage.GIVEN, TaskStage.ACCEPTED}), TaskStage.ASKED),
    TaskMove.ANSWER: (frozenset({TaskStage.ASKED}), RETURNS),
    TaskMove.GO_ON: (frozenset({TaskStage.ASKED}), RETURNS),
    TaskMove.GIVE_BACK: (frozenset({TaskStage.GIVEN}), TaskStage.GIVEN_BACK),
    TaskMove.WITHDRAW: (OPEN_TASK, TaskStage.WITHDRAWN),
    TaskMove.SET_DUE: (OPEN_TASK, STAYS),
    TaskMove.WARN: (OPEN_TASK, STAYS),
    TaskMove.ESCALATE: (OPEN_TASK, STAYS),
}

WHEN: dict[TaskMove, frozenset[Stage]] = {
    **dict.fromkeys(TaskMove, BEFORE_DONE),
    TaskMove.GIVE: frozenset({Stage.DISPATCHED, Stage.IN_HAND}),
}
"""Stages of the case in which a move is open: a task is given where a unit leads."""


class TaskTie(StrEnum):
    """What a post must have to do with a task to make a move."""

    ANY = "any"
    GIVER = "giver"
    """The unit that leads the case, or a desk of the place."""
    OWN = "own"
    """The unit whose task it is."""


GIVERS: dict[Role, TaskTie] = dict.fromkeys(HANDS, TaskTie.GIVER)
OWNERS: dict[Role, TaskTie] = dict.fromkeys(HANDS, TaskTie.OWN)
HOUSE: dict[Role, TaskTie] = {Role.RULE: TaskTie.ANY}

TASK_MAY: dict[TaskMove, dict[Role, TaskTie]] = {
    TaskMove.GIVE: GIVERS,
    TaskMove.ACCEPT: OWNERS,
    TaskMove.DONE: OWNERS,
    TaskMove.ASK: OWNERS,
    TaskMove.ANSWER: GIVERS,
    TaskMove.GO_ON: OWNERS,
    TaskMove.GIVE_BACK: OWNERS,
    TaskMove.WITHDRAW: GIVERS,
    TaskMove.SET_DUE: GIVERS,
    TaskMove.WARN: HOUSE,
    TaskMove.ESCALATE: HOUSE,
}


class TaskMoveNotAllowed(RuleBroken):
    """The task, or its case, is at a stage from which the move is not open."""

    code = "grid.task_move_not_allowed"
    message = gettext_noop("This part is now “%(now_at)s”; this step is not open from there.")
    hint = gettext_noop("Reload the page to see what changed.")


class NoPartsNow(RuleBroken):
    """A task is given only while a unit leads and has not reported the case as handled."""

    code = "grid.no_parts_now"
    message = gettext_noop("A part is given while a unit leads the matter and handles it.")
    hint = gettext_noop("Give the matter to the unit that leads first.")


class NotYourPart(Forbidden):
    """The task is another unit's."""

    code = "grid.not_your_part"
    message = gettext_noop("This part is in the hands of another unit.")
    hint = gettext_noop("Only the unit it was given to can take this step.")


class NotYoursToGive(Forbidden):
    """Only the unit that leads and the desks of the place give and withdraw tasks."""

    code = "grid.not_yours_to_give"
    message = gettext_noop(
        "Parts are given and withdrawn by the unit that leads or by a desk of the place."
    )
    hint = gettext_noop("Ask one of them.")


class TasksOpen(RuleBroken):
    """A case is not done while a unit has not done its task."""

    code = "grid.tasks_open"
    message = gettext_noop("Not all parts of this matter are done. Still at work: %(units)s.")
    hint = gettext_noop("Wait for them, or withdraw their parts first.")


class TaskDecided(RuleBroken):
    """A dispute has decided whose task it is."""

    code = "grid.task_decided"
    message = gettext_noop("Whose part this is was decided; it cannot be given back again.")
    hint = gettext_noop("Ask the unit that leads, or the desk that decided, for help with it.")


class MayNotAssist(RuleBroken):
    """The list of duties does not name this organisation for such a matter."""

    code = "grid.may_not_assist"
    message = gettext_noop(
        "By the list of duties this unit does not assist in “%(category)s” matters."
    )
    hint = gettext_noop("Choose a unit that the list names, or have the list changed first.")


def _refusal(
    actor: Actor, case: Standing, organisation_id: UUID, tie: TaskTie
) -> type[Forbidden] | None:
    if tie is TaskTie.ANY:
        return None
    if tie is TaskTie.OWN:
        is_own = actor.organisation_id == organisation_id and covers(actor, case)
        return None if is_own else NotYourPart
    leads = actor.organisation_id is not None and actor.organisation_id == case.lead_id
    is_giver = covers(actor, case) and (leads or actor.role in DESKS)
    return None if is_giver else NotYoursToGive


def check_task_may(actor: Actor, case: Standing, move: TaskMove, *, organisation_id: UUID) -> None:
    """Refuse an actor whose role or tie to the task does not allow the move.

    Raises:
        Forbidden: the role never may, the task is another's, or not the actor's to give.
        NotYourTerritory: the case is not the actor's to know of.
    """
    tie = TASK_MAY[move].get(actor.role)
    refusal = Forbidden if tie is None else _refusal(actor, case, organisation_id, tie)
    if refusal:
        raise refusal if actor.is_staff and may_see(actor, case) else NotYourTerritory


def check_task_move(case: Standing, stage: TaskStage, move: TaskMove) -> TaskStage:
    """Return the stage a move leads to; ``RETURNS`` for where the task was before it asked.

    Raises:
        NoPartsNow: no unit leads the case, or it was handled.
        TaskMoveNotAllowed: the move is not open from ``stage``.
    """
    if case.stage not in WHEN[move]:
        raise NoPartsNow
    to = moves.target(TASK_MOVES, stage, move)
    if to is None:
        raise TaskMoveNotAllowed(now_at=Term(TASK_STAGE_NAMES[stage]))
    return to


def open_to(actor: Actor, case: Standing, task: Part) -> list[TaskMove]:
    """Return the moves of a task that an actor may make now, in the order of the table."""
    return [
        move
        for move, (origins, _) in TASK_MOVES.items()
        if task.stage in origins
        and not (move is TaskMove.GIVE_BACK and task.is_decided)
        and case.stage in WHEN[move]
        and (tie := TASK_MAY[move].get(actor.role)) is not None
        and not _refusal(actor, case, task.organisation_id, tie)
    ]


def may_give(actor: Actor, case: Standing) -> bool:
    """Return whether an actor may give a task of this case to another unit now."""
    tie = TASK_MAY[TaskMove.GIVE].get(actor.role)
    has_tie = tie is not None and not _refusal(actor, case, UUID(int=0), tie)
    return has_tie and case.stage in WHEN[TaskMove.GIVE]


def given(
    case: Standing, organisation_id: UUID, due_at: datetime | None, *, at: datetime, book: Book
) -> Changes:
    """Return the fields of a new task.

    Raises:
        NoPartsNow, DueWhileStanding, DueGone, DueOutside.
    """
    stage = check_task_move(case, TaskStage.NONE, TaskMove.GIVE)
    return {
        "organisation_id": organisation_id,
        "stage": stage.value,
        "given_at": at,
        **under(clock_for(case, due_at, at=at, book=book), book),
    }


def assisting(case: Standing, organisation_id: UUID) -> Changes:
    """Return what lets the unit of a new task see its case, where it did not already."""
    known = list(case.assist_ids)
    return {} if organisation_id in known else {"assist_ids": [*known, organisation_id]}


def accepted(actor: Actor, case: Standing, task: Part, *, at: datetime) -> Changes:
    """Return what taking a task in hand sets."""
    stage = check_task_move(case, TaskStage(task.stage), TaskMove.ACCEPT)
    return {
        "stage": stage.value,
        "accepted_at": at,
        "handler_post_id": actor.post_id,
        "handler_person_id": actor.person_id,
    }


def ended(case: Standing, task: Part, move: TaskMove, *, at: datetime, book: Book) -> Changes:
    """Return what doing a task, giving it back or withdrawing it sets; its clock ends.

    A standing clock runs again first, so that nobody is late for time that did not count.

    Raises:
        TaskDecided: a dispute has decided whose it is; it is not given back again.
        NoPartsNow, TaskMoveNotAllowed.
    """
    stage = check_task_move(case, TaskStage(task.stage), move)
    if move is TaskMove.GIVE_BACK and task.is_decided:
        raise TaskDecided
    clock = clock_of_task(task)
    if task.is_paused:
        clock = unpaused(case, task, at=at, book=book)
    clock = clocks.resume_clock(clock, at, book.calendar)
    return {
        "stage": stage.value,
        "ended_at": at,
        "due_at": clock.due_at,
        "stands_since": None,
        "watch_at": None,
        "was_late": task.was_late or at > clock.due_at,
        **({"asked_at": None} if task.stage == TaskStage.ASKED else {}),
        **_no_pause(task),
    }


def _no_pause(task: Part) -> Changes:
    return {"is_paused": False} if task.is_paused else {}


def asked(case: Standing, task: Part, *, at: datetime, book: Book) -> Changes:
    """Return what a question of the unit sets; its clock stands only where the policy says so.

    Raises:
        NoPartsNow, TaskMoveNotAllowed.
    """
    stage = check_task_move(case, TaskStage(task.stage), TaskMove.ASK)
    stands = paused(task, at=at, book=book) if pauses(case, task, at=at, book=book) else {}
    return {"stage": stage.value, "asked_at": at, **stands}


def told(case: Standing, task: Part, move: TaskMove, *, at: datetime, book: Book) -> Changes:
    """Return what the answer to a question sets, or that none is needed any more.

    The task is where it was before; a clock that stood for the question has the same time left.

    Raises:
        NoPartsNow, TaskMoveNotAllowed.
    """
    check_task_move(case, TaskStage(task.stage), move)
    stage = TaskStage.GIVEN if task.accepted_at is None else TaskStage.ACCEPTED
    changes: Changes = {"stage": stage.value, "asked_at": None}
    if not task.is_paused:
        return changes
    clock = unpaused(case, task, at=at, book=book)
    running = under(clock, book, is_warned=task.is_warned, level=task.level)
    return {**changes, **running, "is_paused": False}


def due_set(
    case: Standing, task: Part, due_at: datetime | None, *, at: datetime, book: Book
) -> Changes:
    """Return what another deadline sets; the task is as if it had been given with it.

    Raises:
        TaskMoveNotAllowed, DueWhileStanding, DueGone, DueOutside.
    """
    check_task_move(case, TaskStage(task.stage), TaskMove.SET_DUE)
    was_late = task.was_late or (task.stands_since is None and at > task.due_at)
    clock = clock_for(case, due_at, at=at, book=book)
    return {**under(clock, book), "was_late": was_late, **_no_pause(task)}


def watched(
    case: Standing, task: Part, *, at: datetime, book: Book
) -> tuple[TaskMove, Changes] | None:
    """Return what the clock of a task does by itself at ``at``: warn, escalate, or nothing.

    One that stands for a question runs again, late, once the resident's deadline has passed.
    """
    is_over = task.is_paused and is_pause_over(case, at)
    if task.stage not in OPEN_TASK or (task.stands_since is not None and not is_over):
        return None
    clock = unpaused(case, task, at=at, book=book) if is_over else clock_of_task(task)
    if at > clock.due_at:
        late = under(clock, book, is_warned=True, level=task.level + 1)
        return TaskMove.ESCALATE, {**late, "was_late": True, **_no_pause(task)}
    if not task.is_warned:
        return TaskMove.WARN, under(clock, book, is_warned=True, level=task.level)
    return None
