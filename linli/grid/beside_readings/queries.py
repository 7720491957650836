"""What stands beside a case as tools read it: its parts and the disputes about it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.disputes import queries as disputes_of
from linli.grid.disputes import rules as dispute_rules
from linli.grid.disputes.models import Dispute
from linli.grid.disputes.rules import DisputeStage
from linli.grid.inner_clocks.rules import latest_due
from linli.grid.listing.queries import Row, offices
from linli.grid.showing.rules import deadline_word
from linli.grid.tasks import queries as tasks
from linli.grid.tasks import rules as task_rules
from linli.grid.tasks.models import Task
from linli.kernel.common.errors import NotFound
from linli.kernel.journal.models import Payload
from linli.kernel.people.rules import Actor

Named = Mapping[str, Any]


def standing(case_id: UUID) -> Row:
    """Return key, number, version and stage of a case; one statement.

    For who was let through a step a moment before: whether she sees the case is not asked.

    Raises:
        NotFound: there is no such case.
    """
    row = Case.objects.filter(pk=case_id).values("id", "number", "version", "stage").first()
    if row is None:
        raise NotFound
    return dict(row)


def parts(actor: Actor, case_id: UUID, *, at: datetime) -> Row:
    """Return the parts of a case as given, and who may get another; at most five statements.

    ``units``: none where the actor may not give one; ``latest``: the last moment of a new one.

    Raises:
        NotFound: there is no such case, or it is not the actor's to read.
    """
    case = cases.seen(actor, case_id)
    found = Task.objects.filter(case_id=case.pk).select_related(*tasks.SAID)
    may_get = tasks.may_assist(case, at) if task_rules.may_give(actor, case) else []
    return {
        "version": case.version,
        "parts": [_part(actor, case, task, at) for task in found.order_by("given_at", "pk")],
        "units": _named(may_get),
        "latest": latest_due(case, at),
    }


def part(actor: Actor, case_id: UUID, task_id: UUID, *, at: datetime) -> Row:
    """Return one part after a step; three statements.

    Raises:
        NotFound: the case has no such part.
    """
    case = Case.objects.filter(pk=case_id).first()
    found = Task.objects.filter(case_id=case_id, pk=task_id).select_related(*tasks.SAID)
    task = found.first()
    if case is None or task is None:
        raise NotFound
    return _part(actor, case, task, at)


def _part(actor: Actor, case: Case, task: Task, at: datetime) -> Row:
    stage = task_rules.TaskStage(task.stage)
    due_at = None if task.ended_at else task.due_at
    return {
        "id": task.pk,
        "unit": _one(task.organisation_id),
        "stage": stage.value,
        "is_own": task.organisation_id == actor.organisation_id,
        "due_at": task.due_at,
        "deadline": deadline_word(
            due_at, task.stands_since, is_warned=task.is_warned, was_late=task.was_late, at=at
        ),
        "stands_since": task.stands_since,
        "level": task.level,
        "given_at": task.given_at,
        "accepted_at": task.accepted_at,
        "ended_at": task.ended_at,
        "asked": _text(task.words),
        "answer": _text(task.answer),
        "asked_at": task.asked_at,
        "question": _text(task.question),
        "reply": _text(task.reply),
        "moves": task_rules.open_to(actor, case, task),
    }


def disputes(actor: Actor, case_id: UUID, *, at: datetime) -> Row:
    """Return the disputes about a case as begun, and whom a decision may name.

    What the units said stands in the record of the case. At most seven statements.

    Raises:
        NotFound: there is no such case, or it is not the actor's to read.
    """
    case = cases.seen(actor, case_id)
    found = Dispute.objects.filter(case_id=case.pk).select_related("task")
    rows = list(found.order_by("begun_at", "pk"))
    running = next((each for each in rows if each.stage == DisputeStage.OPEN), None)
    return {
        "version": case.version,
        "disputes": [_dispute(actor, case, each, at) for each in rows],
        "units": _named(disputes_of.may_take(case, running.task, at) if running else []),
    }


def dispute(actor: Actor, case_id: UUID, dispute_id: UUID, *, at: datetime) -> Row:
    """Return one dispute after a step; two statements.

    Raises:
        NotFound: the case has no such dispute.
    """
    found = disputes_of.open_of(case_id, dispute_id)
    return _dispute(actor, Case.objects.get(pk=case_id), found, at)


def _dispute(actor: Actor, case: Case, row: Dispute, at: datetime) -> Row:
    due_at = None if row.ended_at else row.decide_by
    return {
        "id": row.pk,
        "part": row.task_id,
        "ground": row.ground,
        "stage": row.stage,
        "parties": _named(row.parties),
        "decider": row.decider,
        "begun_at": row.begun_at,
        "decide_by": row.decide_by,
        "deadline": deadline_word(
            due_at, None, is_warned=row.is_warned, was_late=row.was_late, at=at
        ),
        "level": row.level,
        "decided": _one(row.decided_id),
        "ended_at": row.ended_at,
        "moves": dispute_rules.open_to(actor, case, row, is_of_task=row.task is not None),
    }


def _text(payload: Payload | None) -> str:
    return str((payload.content or {}).get("text", "")) if payload else ""


def _one(office_id: UUID | None) -> Named | None:
    return offices({str(office_id)}).get(str(office_id)) if office_id else None


def _named(office_ids: list[UUID]) -> list[Named]:
    """Return organisations as ``{id, name}``, in their order."""
    keys = [str(key) for key in office_ids]
    names = offices(set(keys))
    return [names[key] for key in keys if key in names]
