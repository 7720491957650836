"""What the pages of policy documents and their tasks show."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry
from linli.kernel.people import queries as people
from linli.kernel.people.rules import ROLE_NAMES, Actor, Role
from linli.party.enclosures import queries as enclosures
from linli.party.enclosures.models import Enclosure
from linli.party.papers.queries import PaperLine
from linli.party.papers.queries import lines as paper_lines
from linli.party.policies import queries as policies
from linli.party.policies import rules as policy_rules
from linli.party.policies.models import Policy
from linli.party.policy_desk import rules
from linli.party.policy_lists.queries import PolicyLine, TaskLine, counts_of, lines, policy_line
from linli.party.policy_moves.rules import WAITING, Move, Stage, check_may, check_move, open_to
from linli.party.policy_tasks import queries as tasks
from linli.party.policy_tasks.models import PolicyTask
from linli.party.records import queries as records
from linli.party.records.models import Recorded
from linli.party.register.queries import draft_url
from linli.party.responsibilities import queries as responsibilities
from linli.party.supervision import queries as supervision
from linli.ui import moments, pieces

MOST_TASKS = 200


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file of a document or a task; ``size`` in bytes."""

    name: str
    size: int
    url: str


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """A document with everything its page shows."""

    line: PolicyLine
    paragraphs: list[str]
    files: list[FileLine]
    tasks: list[TaskLine]
    entries: list[pieces.Entry]
    office: str
    is_ours: bool


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A task with everything its page shows; ``draft_url``: where it is put under supervision."""

    line: TaskLine
    policy: PolicyLine
    paragraphs: list[str]
    evidence: str
    needs_files: bool
    duty: str
    files: list[FileLine]
    entries: list[pieces.Entry]
    steps: list[pieces.Step]
    moves: list[Move]
    papers: list[PaperLine]
    draft_url: str


def policy_page(actor: Actor, policy_id: UUID, *, at: datetime) -> PolicyPage:
    """Return a document with its record and those of its tasks that the actor may read.

    Raises:
        NotFound: there is none, or it is not hers to read.
    """
    policy = policies.seen(actor, policy_id)
    found = tasks.visible(actor).filter(policy_id=policy.pk).select_related("words")
    counts = counts_of(actor, [policy.pk], at)
    return PolicyPage(
        line=policy_line(policy, counts.get(policy.pk, {})),
        paragraphs=records.paragraphs_of(policy, "text"),
        files=_files(policy.pk, "policy"),
        tasks=lines(list(found.order_by("running")[:MOST_TASKS]), at=at),
        entries=_entries(policy, policies.WORDED),
        office=people.organisation_names({policy.office_id}).get(policy.office_id, ""),
        is_ours=policy_rules.may_keep(actor, policy),
    )


def ours(actor: Actor, policy_id: UUID) -> Policy:
    """Return a document in force that the actor's office keeps.

    Raises:
        NotFound, Forbidden, NotTheKeeper, Repealed.
    """
    policy = policies.seen(actor, policy_id)
    policy_rules.check_may_keep(actor, policy, policies.above(actor))
    policy_rules.check_in_force(policy)
    return policy


def task_page(actor: Actor, task_id: UUID, *, at: datetime, move: Move | None = None) -> TaskPage:
    """Return a task with its record, its supervision documents and the steps open now.

    ``move``: a step that is about to be taken; who may not take it does not get so far.

    Raises:
        NotFound: there is none, or it is not the actor's to read.
        Forbidden, PolicyTaskMoveNotAllowed: the step is not hers, or not open now.
    """
    task = tasks.seen(actor, task_id)
    if move:
        check_may(actor, task, move)
        check_move(Stage(task.stage), move)
    [line] = lines([task], at=at)
    moves = open_to(actor, task)
    may_draft = Move.SUPERVISE in moves and Stage(task.stage) in WAITING
    return TaskPage(
        line=line,
        policy=policy_line(task.policy),
        paragraphs=records.paragraphs_of(task, "text"),
        evidence=records.text_of(task, "evidence"),
        needs_files=task.needs_files,
        duty=responsibilities.duty(task.duty_edition_id, task.duty_key),
        files=_files(task.pk, "policy_task"),
        entries=_entries(task, tasks.WORDED, line.to),
        steps=_steps(task, line),
        moves=moves,
        papers=paper_lines(supervision.about(actor, tasks.KIND, task.pk), at=at),
        draft_url=draft_url(tasks.KIND, task.pk) if may_draft else "",
    )


def policy_file(actor: Actor, policy_id: UUID, file_id: UUID) -> Enclosure:
    """Return a file of a document that the actor may read.

    Raises:
        NotFound: there is none, or it is not hers to read; the two look the same.
    """
    return enclosures.one(policies.seen(actor, policy_id).pk, file_id, of="policy")


def task_file(actor: Actor, task_id: UUID, file_id: UUID) -> Enclosure:
    """Return a file of a task that the actor may read.

    Raises:
        NotFound: there is none, or it is not hers to read; the two look the same.
    """
    return enclosures.one(tasks.seen(actor, task_id).pk, file_id, of="policy_task")


def _files(key: UUID, of: str) -> list[FileLine]:
    return [
        FileLine(one.name, one.size, reverse(f"party:{of}_file", args=[key, one.pk]))
        for one in enclosures.of_paper(key, of=of)
    ]


def _entries(row: Recorded, worded: frozenset[str], to: str = "") -> list[pieces.Entry]:
    return [_entry(entry, worded, to) for entry in journal.entries(records.stream_of(row))]


def _entry(entry: Entry, worded: frozenset[str], to: str) -> pieces.Entry:
    payload = journal.payload_of(entry)
    content = payload.content if payload and entry.verb not in worded else None
    changes = entry.facts["set"]
    due = str(changes.get("due_at") or "")
    facts = {
        "to": to,
        "due": moments.moment(datetime.fromisoformat(due)) if due else "",
        "level": entry.facts.get("level", ""),
        "document": entry.facts.get("document", ""),
        "running": changes.get("running", ""),
    }
    return pieces.Entry(
        key=str(entry.number),
        sentence=gettext(rules.SENTENCES[entry.verb]) % facts,
        at=entry.at,
        who=gettext(ROLE_NAMES[Role(entry.actor["role"])]),
        words=str(content.get("text", "")) if content else "",
    )


def _steps(task: PolicyTask, line: TaskLine) -> list[pieces.Step]:
    """Return the way of a task with who is at it and by when."""
    now = rules.place_on_way(Stage(task.stage))
    taken = [task.accepted_at, task.reported_at, task.ended_at, task.ended_at]
    steps = [
        pieces.Step(
            label=gettext(label),
            state="done" if place < now else "now" if place == now else "next",
            at=taken[place] if place < now else None,
            hands=line.giver if place == 2 else line.to if place < 2 else "",
            deadline=line.deadline if place == now and place < 2 else None,
        )
        for place, (_, label) in enumerate(rules.WAY)
    ]
    if task.stage == Stage.WITHDRAWN:
        ended = pieces.Step(label=gettext("Withdrawn"), state="done", at=task.ended_at)
        return [*[step for step in steps[:2] if step.at and step.at != task.ended_at], ended]
    return steps
