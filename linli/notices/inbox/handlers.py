"""Hears what happened to cases, supervision documents and tasks, and tells the posts that should know."""

from uuid import UUID

from django.utils import timezone

from linli.grid.cases import queries as cases
from linli.grid.cases.queries import Hands as CaseHands
from linli.kernel.journal.news import Told
from linli.notices.documents import queries as documents
from linli.notices.inbox import queries, services
from linli.notices.inbox.rules import TOLD_OF_DISPUTE, TOLD_OF_PART, audiences_of, still_matters
from linli.notices.policy_tasks import queries as policy_tasks
from linli.party.policy_tasks import queries as tasks
from linli.party.policy_tasks.queries import Hands as TaskHands
from linli.party.supervision import queries as papers
from linli.party.supervision.queries import Hands


def _concerned(told: Told) -> tuple[CaseHands, set[UUID]]:
    case = queries.hands_as_missed(cases.hands_of(UUID(str(told.facts["case"]))), told.facts)
    if not still_matters(told.verb, case.stage):
        return case, set()
    on = timezone.localdate(told.at)
    audiences = audiences_of(told.verb, str(told.facts.get("what", "")))
    posts = [queries.posts_of(audience, case, on=on) for audience in audiences]
    if told.verb in TOLD_OF_PART:
        part = queries.hands_of_part(case, told.facts)
        posts += [queries.posts_of(each, part, on=on) for each in TOLD_OF_PART[told.verb]]
    if mentioned := told.facts.get("mentioned"):
        posts.append(queries.hands_of_unit(case, UUID(str(mentioned)), on=on))
    if told.verb in TOLD_OF_DISPUTE:
        dispute = queries.dispute_of(told.facts)
        sides = TOLD_OF_DISPUTE[told.verb]
        posts += [queries.posts_of_side(each, dispute, case, on=on) for each in sides]
    return case, set().union(*posts)


def put_in_inbox(told: Told) -> None:
    """Put the entry into the inboxes of those concerned."""
    case, posts = _concerned(told)
    services.tell(told=told, case_id=case.case_id, number=case.number, post_ids=posts)


def send_mail(told: Told) -> None:
    """Send the entry by mail to those concerned who left an address."""
    case, posts = _concerned(told)
    services.mail(told=told, number=case.number, post_ids=posts)


def _readers(told: Told) -> tuple[Hands, set[UUID]]:
    paper = papers.hands_of(UUID(str(told.facts["supervision"])))
    return paper, documents.posts_of(told, paper, on=timezone.localdate(told.at))


def put_document_in_inbox(told: Told) -> None:
    """Put the entry of a supervision document into the inboxes of those concerned."""
    paper, posts = _readers(told)
    services.tell(told=told, document_id=paper.supervision_id, number=paper.number, post_ids=posts)


def mail_document(told: Told) -> None:
    """Send the entry of a supervision document by mail to those concerned."""
    paper, posts = _readers(told)
    services.mail(told=told, number=paper.number, post_ids=posts)


def _hands(told: Told) -> tuple[TaskHands, set[UUID]]:
    task = tasks.hands_of(UUID(str(told.facts["policy_task"])))
    return task, policy_tasks.posts_of(told, task, on=timezone.localdate(told.at))


def put_task_in_inbox(told: Told) -> None:
    """Put the entry of a task of a policy document into the inboxes of those concerned."""
    task, posts = _hands(told)
    services.tell(told=told, document_id=task.task_id, number=task.label, post_ids=posts)


def mail_task(told: Told) -> None:
    """Send the entry of a task of a policy document by mail to those concerned."""
    task, posts = _hands(told)
    services.mail(told=told, number=task.label, post_ids=posts)
