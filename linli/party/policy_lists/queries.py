"""Lists of policy documents and of their tasks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from linli.kernel.calendar import queries as calendar
from linli.kernel.people import queries as people
from linli.kernel.people.rules import Actor
from linli.party.deadlines import rules as deadlines
from linli.party.policies import queries as policies
from linli.party.policies import rules as policy_rules
from linli.party.policies.models import Policy
from linli.party.policy_lists import rules
from linli.party.policy_moves.rules import OPEN, STAGE_NAMES, WAITING, Stage
from linli.party.policy_tasks import queries as tasks
from linli.party.policy_tasks.models import WAITING_WORDS, PolicyTask
from linli.party.records import queries as records
from linli.party.register.queries import Quick
from linli.ui import pieces
from linli.ui.pages import shown_as

PAGE_SIZE = 30
OPEN_WORDS = sorted(stage.value for stage in OPEN)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task in a list; ``deadline`` is None where none binds any more."""

    id: UUID
    version: int
    label: str
    title: str
    stage: str
    stage_name: str
    to: str
    giver: str
    due_at: datetime
    deadline: pieces.Deadline | None
    chases: int
    is_supervised: bool


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One document in a list, with how many of its tasks the reader sees: all, done, late."""

    id: UUID
    version: int
    number: str
    title: str
    issuer: str
    issued_on: date
    is_in_force: bool
    tasks: int = 0
    confirmed: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Filters:
    """How the list of tasks is narrowed, from the address of the page."""

    only: str = ""
    stage: str = ""
    policy: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class TaskList:
    """A page of tasks with its quick filters, and the documents to choose from."""

    page: Page[TaskLine]
    filters: Filters
    quick: list[Quick]
    policies: list[PolicyLine]


def register(actor: Actor, *, words: str, number: str, at: datetime) -> Page[PolicyLine]:
    """Return one page of the documents a post may read, newest first.

    Four statements: the unit's line, the count, the documents, and the counts of their tasks.
    """
    found = policies.visible(actor).select_related("words")
    if words:
        found = found.filter(
            Q(number__icontains=words)
            | Q(words__content__title__icontains=words)
            | Q(words__content__issuer__icontains=words)
        )
    page = Paginator(found.order_by("-issued_on", "pk"), PAGE_SIZE).get_page(number)
    rows = list(page.object_list)
    counts = counts_of(actor, [row.pk for row in rows], at)
    return shown_as(page, [policy_line(row, counts.get(row.pk, {})) for row in rows])


def counts_of(
    actor: Actor, policy_ids: Sequence[UUID], at: datetime
) -> dict[UUID, Mapping[str, int]]:
    """Return document → how many of its tasks a post sees; those withdrawn are not counted."""
    found = tasks.visible(actor).filter(policy_id__in=policy_ids)
    rows = (
        found.exclude(stage=Stage.WITHDRAWN.value)
        .order_by()
        .values("policy_id")
        .annotate(
            tasks=Count("pk"),
            confirmed=Count("pk", filter=Q(stage=Stage.CONFIRMED.value)),
            late=Count("pk", filter=Q(stage__in=WAITING_WORDS, due_at__lt=at)),
        )
    )
    return {row.pop("policy_id"): row for row in rows}


def policy_line(policy: Policy, counts: Mapping[str, int] | None = None) -> PolicyLine:
    return PolicyLine(
        id=policy.pk,
        version=policy.version,
        number=policy.number,
        title=records.text_of(policy, "title"),
        issuer=records.text_of(policy, "issuer"),
        issued_on=policy.issued_on,
        is_in_force=policy.stage == policy_rules.Stage.IN_FORCE,
        **(counts or {}),
    )


def lines(found: Sequence[PolicyTask], *, at: datetime) -> list[TaskLine]:
    """Return tasks, loaded with their words, as lists show them; one statement for the names."""
    names = people.organisation_names(
        {key for task in found for key in (task.to_id, task.giver_id)}
    )
    return [_line(task, names, at) for task in found]


def _line(task: PolicyTask, names: Mapping[UUID, str], at: datetime) -> TaskLine:
    return TaskLine(
        id=task.pk,
        version=task.version,
        label=task.label,
        title=records.text_of(task, "title"),
        stage=task.stage,
        stage_name=gettext(STAGE_NAMES[Stage(task.stage)]),
        to=names.get(task.to_id, ""),
        giver=names.get(task.giver_id, ""),
        due_at=task.due_at,
        deadline=_deadline(task, at),
        chases=task.chases,
        is_supervised=task.is_supervised,
    )


def _deadline(task: PolicyTask, at: datetime) -> pieces.Deadline | None:
    """Return the deadline of a task as the chip shows it, or None where it was withdrawn."""
    if task.stage == Stage.WITHDRAWN:
        return None
    days, is_waiting = calendar.calendar(), Stage(task.stage) in WAITING
    state = deadlines.state_of(task, is_waiting=is_waiting, at=at, calendar=days)
    return pieces.Deadline(state=state.state, due_at=task.due_at, left=state.left)


def task_list(actor: Actor, filters: Filters, *, number: str, at: datetime) -> TaskList:
    """Return one page of the tasks a post may read, the earliest deadline first.

    Five statements: counts, tasks, names of units, the unit's line, documents to choose from.
    """
    found = _narrowed(actor, filters)
    only = _only(actor, at)
    counts = found.aggregate(
        **{word or "all": Count("pk", filter=condition) for word, condition in only.items()}
    )
    order = ["-ended_at", "pk"] if filters.only == "ended" else ["due_at", "pk"]
    chosen = found.filter(only[filters.only]).select_related("words").order_by(*order)
    pages = Paginator(chosen, PAGE_SIZE)
    pages.count = counts[filters.only or "all"]
    page = pages.get_page(number)
    shown = policies.visible(actor).select_related("words").order_by("-issued_on", "pk")
    return TaskList(
        page=shown_as(page, lines(list(page.object_list), at=at)),
        filters=filters,
        quick=[
            Quick(word, gettext(name), counts[word or "all"], filters.only == word)
            for word, name in rules.QUICK_NAMES.items()
            if counts[word or "all"] or filters.only == word or not word
        ],
        policies=[policy_line(policy) for policy in shown[:100]],
    )


def _narrowed(actor: Actor, filters: Filters) -> QuerySet[PolicyTask]:
    found = tasks.visible(actor)
    if filters.stage:
        found = found.filter(stage=filters.stage)
    if filters.policy:
        found = found.filter(policy_id=filters.policy)
    if filters.words:
        said = Q(label__icontains=filters.words)
        found = found.filter(said | Q(words__content__title__icontains=filters.words))
    return found


def _only(actor: Actor, at: datetime) -> dict[str, Q]:
    """Return word of a quick filter → its condition."""
    office, is_open = actor.organisation_id, Q(stage__in=OPEN_WORDS)
    return {
        "": is_open,
        "mine": is_open & Q(to_id=office),
        "given": is_open & Q(giver_id=office),
        "check": Q(stage=Stage.REPORTED.value, giver_id=office),
        "late": Q(stage__in=WAITING_WORDS, due_at__lt=at),
        "ended": Q(stage__in=[Stage.CONFIRMED.value, Stage.WITHDRAWN.value]),
    }
