"""Which tasks a post may read, whose they are, and tasks as subjects of supervision documents."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from linli.kernel.common.errors import NotFound
from linli.kernel.people import queries as people
from linli.kernel.people.models import Organisation
from linli.kernel.people.rules import DEPARTMENT, Actor
from linli.party.deadlines.rules import MOST_LEVELS
from linli.party.moves.rules import READERS
from linli.party.policy_moves.rules import OPEN, may_see
from linli.party.policy_tasks import rules
from linli.party.policy_tasks.models import WAITING_WORDS, PolicyTask
from linli.party.policy_tasks.news import PolicyTaskGiven
from linli.party.records import queries as records
from linli.party.supervision import queries as supervision
from linli.party.supervision.queries import Subject, Suggestion

KIND = "party.task"
"""The word under which supervision documents are about tasks."""

OPEN_WORDS = sorted(stage.value for stage in OPEN)
WORDED = frozenset({PolicyTaskGiven.verb})


def visible(actor: Actor) -> QuerySet[PolicyTask]:
    """Return the tasks a post may read; the rule of ``policy_moves.rules.may_see``, as a filter."""
    if actor.role not in READERS:
        return PolicyTask.objects.none()
    found = Q(pk__in=[])
    if actor.organisation_id:
        found = Q(giver_id=actor.organisation_id) | Q(to_id=actor.organisation_id)
    known = actor.unit_kind in {"district", "street", "community", "grid"}
    if known and actor.unit_id and actor.role not in DEPARTMENT:
        found |= Q(**{f"{actor.unit_kind}_id": actor.unit_id})
    return PolicyTask.objects.filter(found)


def seen(actor: Actor, task_id: UUID) -> PolicyTask:
    """Return a task that the actor may read, with its words and its document's.

    Raises:
        NotFound: there is none, or it is not hers to read; the two look the same.
    """
    found = PolicyTask.objects.select_related("words", "policy__words").filter(pk=task_id).first()
    if found is None or not may_see(actor, found):
        raise NotFound
    return found


ORDER = ("street_office", "department", "district_office", "community")
"""Kinds of units that tasks are given to, as forms list them."""


def givable(actor: Actor) -> list[Organisation]:
    """Return the units that an actor's office may give tasks to; one statement.

    A district office gives to streets, departments, offices of the district and communities, a
    street to the communities of its street. Nobody gives to herself.
    """
    offices = sorted(people.organisations(list(ORDER)), key=lambda one: ORDER.index(one.kind))
    return [
        office
        for office in offices
        if office.pk != actor.organisation_id and _is_below(actor, office)
    ]


def _is_below(actor: Actor, office: Organisation) -> bool:
    if actor.unit_kind == "street":
        return office.unit is not None and office.unit.parent_id == actor.unit_id
    return actor.unit_kind == "district"


def due_for_watch(*, at: datetime, most: int = 500) -> list[UUID]:
    """Return the keys of tasks whose clock has something to do, longest due first."""
    due = PolicyTask.objects.filter(watch_at__lte=at, stage__in=WAITING_WORDS)
    return list(due.order_by("watch_at", "pk").values_list("pk", flat=True)[:most])


def watch_moment(task_id: UUID) -> datetime:
    """Return when the clock of a task has next something to do.

    Raises:
        NotFound: it has nothing to do, or there is no such task.
    """
    task = PolicyTask.objects.filter(pk=task_id).only("watch_at").first()
    if task is None or task.watch_at is None:
        raise NotFound
    return task.watch_at


@dataclass(frozen=True, slots=True)
class Hands:
    """Whose a task is: what somebody who tells people of it must know."""

    task_id: UUID
    label: str
    giver_id: UUID
    to_id: UUID
    level: int
    district_id: UUID | None
    street_id: UUID | None
    community_id: UUID | None


def hands_of(task_id: UUID) -> Hands:
    """Return whose a task is now; one statement.

    Raises:
        NotFound: there is no such task.
    """
    names = [name for name in Hands.__slots__ if name != "task_id"]
    row = PolicyTask.objects.filter(pk=task_id).values_list("pk", *names).first()
    if row is None:
        raise NotFound
    return Hands(*row)


def titles(task_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return key → title of these tasks; one statement, none for no keys."""
    if not task_ids:
        return {}
    rows = PolicyTask.objects.filter(pk__in=task_ids).values_list("pk", "words__content__title")
    return {key: str(title or "") for key, title in rows}


# Subjects of supervision documents ----------------------------------------------------------


def one(actor: Actor, task_id: UUID) -> Subject:
    """Return a task as the subject of a supervision document.

    Raises:
        NotFound: there is none, or it is not the actor's to read.
    """
    return _subject(seen(actor, task_id))


def _subject(task: PolicyTask) -> Subject:
    return Subject(
        kind=KIND,
        id=task.pk,
        label=task.label,
        title=records.text_of(task, "title"),
        url=reverse("party:policy_task", args=[task.pk]),
        place=task,
        lead_id=task.to_id,
    )


def suggestions(actor: Actor, at: datetime, most: int) -> list[Suggestion]:
    """Return open tasks that ask for a document and had none, the longest overdue first."""
    has_one = supervision.standing_about(KIND).values("subject_id")
    asking = visible(actor).filter(level__gte=MOST_LEVELS, stage__in=OPEN_WORDS)
    chosen = asking.exclude(pk__in=has_one).select_related("words").order_by("due_at", "pk")
    return [
        Suggestion(_subject(task), source)
        for task in chosen[:most]
        if (source := rules.suggested(level=task.level))
    ]
