"""Reads tasks: those of a case, those of a unit, those whose clock has something to do."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Expression, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import JSONObject

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.catalogue import queries as catalogue
from linli.grid.inner_clocks.rules import latest_due
from linli.grid.showing.queries import deadline
from linli.grid.tasks import rules
from linli.grid.tasks.models import OPEN_TASK_WORDS, Task
from linli.grid.tasks.rules import TaskMove
from linli.kernel.common.errors import NotFound
from linli.kernel.common.statements import moments_in
from linli.kernel.journal.models import Payload
from linli.kernel.people import queries as people
from linli.kernel.people.rules import DESKS, Actor
from linli.ui import pieces

MOST = 500


def open_of(case_id: UUID) -> list[Task]:
    """Return the open tasks of a case, the earliest deadline first; one statement."""
    found = Task.objects.filter(case_id=case_id, stage__in=OPEN_TASK_WORDS)
    return list(found.order_by("due_at", "pk"))


def units_at_work(case_id: UUID) -> list[str]:
    """Return the names of the units whose tasks are open; one statement, two where there are."""
    units = {task.organisation_id for task in open_of(case_id)}
    return sorted(people.organisation_names(units).values()) if units else []


def units_of(case_id: UUID) -> list[UUID]:
    """Return the units that have or had a task of a case, first given first; one statement."""
    found = Task.objects.filter(case_id=case_id).order_by("given_at", "pk")
    return list(dict.fromkeys(found.values_list("organisation_id", flat=True)))


def given_back(case_id: UUID) -> list[Task]:
    """Return the tasks of a case that were given back, first given first; one statement."""
    found = Task.objects.filter(case_id=case_id, stage=rules.TaskStage.GIVEN_BACK.value)
    return list(found.order_by("given_at", "pk"))


def case_of(task_id: UUID) -> UUID:
    """Return the case of a task.

    Raises:
        NotFound: there is no such task.
    """
    case_id = Task.objects.filter(pk=task_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotFound
    return case_id


def one_of(case_id: UUID, task_id: UUID) -> Task:
    """Return a task of a case.

    Raises:
        NotFound: the case has no such task.
    """
    task = Task.objects.filter(case_id=case_id, pk=task_id).first()
    if task is None:
        raise NotFound
    return task


def may_assist(case: Case, at: datetime) -> list[UUID]:
    """Return the units that may get a task of a case, most fitting first; one statement.

    Those that the list of duties lets assist or lead in such a matter, but not the one that
    leads it already.
    """
    leads, assists = catalogue.candidates(
        case.category_code, case, edition=case.edition, at=at, every_level=True
    )
    return [unit for unit in dict.fromkeys([*assists, *leads]) if unit != case.lead_id]


def due_for_watch(*, at: datetime, most: int = MOST) -> list[UUID]:
    """Return the keys of tasks whose clock has something to do, longest due first.

    Those behind them stand for a question while the deadline of their case has passed.
    """
    due = Task.objects.filter(watch_at__lte=at)
    held_up = Task.objects.filter(
        stage=rules.TaskStage.ASKED.value,
        is_paused=True,
        case__due_at__lt=at,
        case__stands_since__isnull=True,
    )
    found = list(due.order_by("watch_at").values_list("pk", flat=True)[:most])
    return found + list(held_up.order_by("case__due_at").values_list("pk", flat=True)[:most])


def has_part(organisation_id: UUID | None) -> Q:
    """Return the condition that a unit has an open task of a case."""
    if organisation_id is None:
        return Q(pk__in=[])
    own = Task.objects.filter(
        case_id=OuterRef("pk"), organisation_id=organisation_id, stage__in=OPEN_TASK_WORDS
    )
    return Q(Exists(own))


def has_question(actor: Actor) -> Q:
    """Return the condition that a unit waits for an actor's answer about its part of a case."""
    waits = Task.objects.filter(stage=rules.TaskStage.ASKED.value).values("case")
    own = Q() if actor.role in DESKS else Q(lead_id=actor.organisation_id)
    return Q(pk__in=waits) & own


@dataclass(frozen=True, slots=True)
class TaskHands:
    """Whose a task is: what somebody who tells people of it must know."""

    organisation_id: UUID
    handler_post_id: UUID | None
    level: int


def hands_of(task_id: UUID) -> TaskHands:
    """Return whose a task is now; one statement.

    Raises:
        NotFound: there is no such task.
    """
    names = ("organisation_id", "handler_post_id", "level")
    row = Task.objects.filter(pk=task_id).values_list(*names).first()
    if row is None:
        raise NotFound
    return TaskHands(*row)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task as pages show it; ``is_own`` where it is the reader's own unit's.

    ``question``: the last one its unit asked, with the ``reply``; ``asked_at`` while it waits.
    """

    id: UUID
    unit: str
    stage: str
    stage_name: str
    is_open: bool
    is_own: bool
    deadline: pieces.Deadline
    asked: str
    answer: str
    question: str
    reply: str
    asked_at: datetime | None
    moves: list[TaskMove]


@dataclass(frozen=True, slots=True)
class Panel:
    """The parts of a case as an actor sees them, and what is needed to give another.

    ``units``: who may get one, as key and name; none where the actor may not give.
    ``latest``: the last moment a new part may have, or None where nothing bounds it.
    """

    lines: list[TaskLine]
    may_give: bool
    units: list[tuple[UUID, str]]
    latest: datetime | None
    stands: bool
    version: int

    @property
    def own(self) -> pieces.Deadline | None:
        """Return the deadline of the reader's own unit's open part, or None."""
        return next((one.deadline for one in self.lines if one.is_own and one.is_open), None)


def panel(actor: Actor, case: Case, *, at: datetime, is_empty: bool = False) -> Panel:
    """Return the parts of a case; two statements, two more for those who may give another.

    ``is_empty``: the caller knows that there are none.
    """
    may_give = rules.may_give(actor, case)
    units = may_assist(case, at) if may_give else []
    names = people.organisation_names(set(units)) if units else {}
    return Panel(
        lines=[] if is_empty else lines(actor, case, at=at),
        may_give=may_give,
        units=[(unit, names[unit]) for unit in units if unit in names],
        latest=latest_due(case, at),
        stands=case.stands_since is not None,
        version=case.version,
    )


def panel_of(actor: Actor, case_id: UUID, *, at: datetime) -> Panel:
    """Return the parts of a case that the actor sees.

    Raises:
        NotFound: there is none, or it is not hers to read.
    """
    return panel(actor, cases.seen(actor, case_id), at=at)


SAID = ("words", "answer", "question", "reply")
"""Fields of a task that name what was said."""


def lines(actor: Actor, case: Case, *, at: datetime) -> list[TaskLine]:
    """Return the tasks of a case as an actor sees them: her own first, then as given.

    Two statements.
    """
    found = Task.objects.filter(case_id=case.pk).select_related(*SAID)
    tasks = list(found.order_by("given_at", "pk"))
    names = people.organisation_names({task.organisation_id for task in tasks})
    shown = [_line(actor, case, task, names, at) for task in tasks]
    return sorted(shown, key=lambda line: not (line.is_own and line.is_open))


def _line(actor: Actor, case: Case, task: Task, names: dict[UUID, str], at: datetime) -> TaskLine:
    stage = rules.TaskStage(task.stage)
    return TaskLine(
        id=task.pk,
        unit=names.get(task.organisation_id, ""),
        stage=task.stage,
        stage_name=rules.TASK_STAGE_NAMES[stage],
        is_open=stage in rules.OPEN_TASK,
        is_own=task.organisation_id == actor.organisation_id,
        deadline=chip(task, at),
        asked=_text(task.words),
        answer=_text(task.answer),
        question=_text(task.question),
        reply=_text(task.reply),
        asked_at=task.asked_at,
        moves=rules.open_to(actor, case, task),
    )


def _text(payload: Payload | None) -> str:
    return str((payload.content or {}).get("text", "")) if payload else ""


def chip(task: Task, at: datetime) -> pieces.Deadline:
    """Return the deadline of a task as the chip shows it; an ended one was met or was not."""
    if task.ended_at is not None:
        return pieces.Deadline("met_late" if task.was_late else "met", task.due_at)
    return deadline(task, at)


TIMES = ("due_at", "limit_unit", "stands_since", "is_warned", "was_late")


def times_of_part(organisation_id: UUID | None) -> Expression | Subquery:
    """Return what ``part_of`` reads of a unit's earliest open task of a case: JSON, or null.

    It comes with the cases, in the same statement.
    """
    if organisation_id is None:
        return Value(None, TextField())
    own = Task.objects.filter(
        case_id=OuterRef("pk"), organisation_id=organisation_id, stage__in=OPEN_TASK_WORDS
    ).order_by("due_at", "pk")
    return Subquery(own.values(times=JSONObject(**{name: name for name in TIMES}))[:1])


def part_of(written: str | None, at: datetime) -> pieces.Deadline | None:
    """Return the deadline of the part whose ``times_of_part`` came with a case, or None."""
    return deadline(Task(**moments_in(written)), at) if written else None


def to_do(actor: Actor, *, at: datetime) -> dict[UUID, pieces.Deadline]:
    """Return case → deadline of the tasks an officer has to do, the earliest first.

    Those she has in hand, and those that wait for somebody of her unit; one statement.
    """
    waits = Q(handler_post_id=None)
    in_hand = Q(handler_post_id=actor.post_id)
    if actor.organisation_id is None:
        return {}
    own = Task.objects.filter(
        waits | in_hand, organisation_id=actor.organisation_id, stage__in=OPEN_TASK_WORDS
    )
    found: dict[UUID, pieces.Deadline] = {}
    for task in own.order_by("due_at", "pk")[:MOST]:
        found.setdefault(task.case_id, chip(task, at))
    return found
