"""What stands beside a case as tools read it: parts, disputes, notes, follow-ups, files."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from linli.grid.beside_readings import rules
from linli.grid.beside_readings.rules import Asked, Beside, Mark
from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.cases.services import stream_of
from linli.grid.disputes import queries as disputes_of
from linli.grid.disputes import rules as dispute_rules
from linli.grid.disputes.models import Dispute
from linli.grid.disputes.rules import DisputeStage
from linli.grid.files.models import Attachment
from linli.grid.followups.models import FollowUp
from linli.grid.followups.news import CaseFollowedUp
from linli.grid.inner_clocks.rules import latest_due
from linli.grid.listing.queries import Row, offices
from linli.grid.notes.models import Note
from linli.grid.notes.services import NEWS
from linli.grid.showing import queries as showing
from linli.grid.showing.rules import deadline_word
from linli.grid.tasks import queries as tasks
from linli.grid.tasks import rules as task_rules
from linli.grid.tasks.models import Task
from linli.kernel.common.errors import NotFound
from linli.kernel.journal.models import Entry, Payload
from linli.kernel.people.rules import Actor

Named = Mapping[str, Any]
Names = Mapping[UUID | None, Named]
Table = TypeVar("Table", bound=Model)


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


def _page(found: QuerySet[Table], of: Beside, asked: Asked) -> tuple[list[Table], str | None]:
    """Return a page of a list as it came, and where the next one begins (None: nowhere).

    Raises:
        CursorUnreadable: the cursor belongs to another list.
    """
    by, mark = rules.ORDER[of], rules.read(of, asked.cursor)
    if mark:
        behind = Q(**{f"{by}__gt": mark.at}) | Q(**{by: mark.at}, pk__gt=mark.id)
        found = found.filter(behind)
    rows = list(found.order_by(by, "pk")[: asked.limit + 1])
    if len(rows) <= asked.limit:
        return rows, None
    last = rows[asked.limit - 1]
    return rows[: asked.limit], rules.written(of, Mark(getattr(last, by), last.pk))


def parts(actor: Actor, case_id: UUID, asked: Asked, *, at: datetime) -> Row:
    """Return a page of the parts of a case as given, and who may get another; five statements.

    ``units``: none where the actor may not give one; ``latest``: the last moment of a new one.

    Raises:
        NotFound: there is no such case, or it is not the actor's to read.
        CursorUnreadable.
    """
    case = cases.seen(actor, case_id)
    found = Task.objects.filter(case_id=case.pk).select_related(*tasks.SAID)
    rows, end = _page(found, Beside.PARTS, asked)
    names = _names(row.organisation_id for row in rows)
    may_get = tasks.may_assist(case, at) if task_rules.may_give(actor, case) else []
    return {
        "version": case.version,
        "parts": [_part(actor, case, task, names, at) for task in rows],
        "next": end,
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
    return _part(actor, case, task, _names([task.organisation_id]), at)


def _part(actor: Actor, case: Case, task: Task, names: Names, at: datetime) -> Row:
    stage = task_rules.TaskStage(task.stage)
    due_at = None if task.ended_at else task.due_at
    return {
        "id": task.pk,
        "unit": names.get(task.organisation_id),
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


def disputes(actor: Actor, case_id: UUID, asked: Asked, *, at: datetime) -> Row:
    """Return a page of the disputes about a case as begun, and whom a decision may name.

    What the units said stands in the record of the case. At most eight statements.

    Raises:
        NotFound: there is no such case, or it is not the actor's to read.
        CursorUnreadable.
    """
    case = cases.seen(actor, case_id)
    found = Dispute.objects.filter(case_id=case.pk).select_related("task")
    rows, end = _page(found, Beside.DISPUTES, asked)
    names = _names(key for row in rows for key in [row.decided_id, *row.parties])
    running = found.filter(stage=DisputeStage.OPEN.value).order_by("pk").first()
    return {
        "version": case.version,
        "disputes": [_dispute(actor, case, each, names, at) for each in rows],
        "next": end,
        "units": _named(disputes_of.may_take(case, running.task, at) if running else []),
    }


def dispute(actor: Actor, case_id: UUID, dispute_id: UUID, *, at: datetime) -> Row:
    """Return one dispute after a step; two statements.

    Raises:
        NotFound: the case has no such dispute.
    """
    found = disputes_of.open_of(case_id, dispute_id)
    names = _names([found.decided_id, *found.parties])
    return _dispute(actor, Case.objects.get(pk=case_id), found, names, at)


def _dispute(actor: Actor, case: Case, row: Dispute, names: Names, at: datetime) -> Row:
    due_at = None if row.ended_at else row.decide_by
    return {
        "id": row.pk,
        "part": row.task_id,
        "ground": row.ground,
        "stage": row.stage,
        "parties": [names[key] for key in row.parties if key in names],
        "decider": row.decider,
        "begun_at": row.begun_at,
        "decide_by": row.decide_by,
        "deadline": deadline_word(
            due_at, None, is_warned=row.is_warned, was_late=row.was_late, at=at
        ),
        "level": row.level,
        "decided": names.get(row.decided_id),
        "ended_at": row.ended_at,
        "moves": dispute_rules.open_to(actor, case, row, is_of_task=row.task is not None),
    }


def _text(payload: Payload | None) -> str:
    return str((payload.content or {}).get("text", "")) if payload else ""


def _names(keys: Iterable[UUID | None]) -> Names:
    """Return key → ``{id, name}`` of organisations; one statement where one is new."""
    wanted = {key: str(key) for key in keys if key}
    found = offices(set(wanted.values()))
    return {key: found[word] for key, word in wanted.items() if word in found}


def _named(office_ids: list[UUID]) -> list[Named]:
    """Return organisations as ``{id, name}``, in their order."""
    names = _names(office_ids)
    return [names[key] for key in office_ids if key in names]


def notes(actor: Actor, case_id: UUID, asked: Asked) -> Row:
    """Return a page of the notes beside a case as they were left; four statements.

    Raises:
        NotFound: there is no such case, or it is not the actor's to read.
        CursorUnreadable.
    """
    case = cases.seen(actor, case_id)
    eyes = showing.eyes_of(actor, case)
    kinds = [kind.value for kind, news in NEWS.items() if eyes.see(news.verb)]
    found = Note.objects.filter(case_id=case.pk, kind__in=kinds)
    rows, end = _page(found, Beside.NOTES, asked)
    words = _words(case, [row.entry for row in rows])
    names = _names(key for row in rows for key in (row.organisation_id, row.mentioned_id))
    return {
        "version": case.version,
        "notes": [
            {
                "id": row.pk,
                "kind": row.kind,
                "at": row.at,
                "entry": row.entry,
                "unit": names.get(row.organisation_id),
                "mention": names.get(row.mentioned_id),
                "words": words.get(row.entry, ""),
                "heard_at": row.heard_at,
            }
            for row in rows
        ],
        "next": end,
    }


def follow_ups(actor: Actor, case_id: UUID, asked: Asked) -> Row:
    """Return a page of what was heard after closing, oldest first; three statements.

    The reporter's words are there for those who may know of her, as in the record.

    Raises:
        NotFound: there is no such case, or it is not the actor's to read.
        CursorUnreadable.
    """
    case = cases.seen(actor, case_id)
    rows, end = _page(FollowUp.objects.filter(case_id=case.pk), Beside.FOLLOW_UPS, asked)
    may_read = showing.eyes_of(actor, case).read_words(CaseFollowedUp.verb)
    words = _words(case, [row.entry for row in rows]) if may_read else {}
    return {
        "version": case.version,
        "follow_ups": [
            {
                "id": row.pk,
                "round": row.round,
                "number": row.number,
                "how": row.how,
                "outcome": row.outcome,
                "settled": row.settled or None,
                "satisfied": row.satisfied or None,
                "is_last": row.is_last,
                "at": row.at,
                "entry": row.entry,
                "words": words.get(row.entry, ""),
            }
            for row in rows
        ],
        "next": end,
    }


def files(actor: Actor, case_id: UUID, asked: Asked) -> Row:
    """Return a page of the kept files of a case as they came; two statements.

    Raises:
        NotFound: there is no such case, or it is not the actor's to read.
        CursorUnreadable.
    """
    case = cases.seen(actor, case_id)
    kept = Attachment.objects.filter(case_id=case.pk).exclude(file="")
    rows, end = _page(kept, Beside.FILES, asked)
    names = ("id", "name", "form", "size", "is_shared")
    return {
        "version": case.version,
        "files": [
            {name: getattr(row, name) for name in names} | {"entry": row.taken_in} for row in rows
        ],
        "next": end,
    }


def _words(case: Case, numbers: list[int]) -> dict[int, str]:
    """Return number of an entry → its words; one statement."""
    found = Entry.objects.filter(stream=stream_of(case.pk), number__in=numbers)
    rows = found.values_list("number", "payload__content")
    return {number: str((content or {}).get("text", "")) for number, content in rows}
