"""Who is to be told, and what a post has been told."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext

from linli.grid.cases.queries import Hands
from linli.grid.disputes import queries as disputes
from linli.grid.disputes.queries import DisputeHands
from linli.grid.moves.rules import BEFORE_DONE, rank
from linli.grid.showing import queries as showing
from linli.grid.tasks import queries as tasks
from linli.kernel.common.errors import NotFound
from linli.kernel.people import queries as people
from linli.kernel.people.queries import PostLine
from linli.kernel.people.rules import DESKS, Actor, Role
from linli.notices.documents import rules as document_rules
from linli.notices.inbox import rules
from linli.notices.inbox.models import Message
from linli.notices.inbox.rules import HANDS_ROLES, Audience, Side, desk_above, missed_level
from linli.notices.policy_tasks import rules as task_rules
from linli.notices.rising.rules import line
from linli.party.policy_tasks import queries as policy_tasks
from linli.party.supervision import queries as papers
from linli.ui.pages import shown_as

PAGE_SIZE = 30

TITLES = rules.TITLES | document_rules.TITLES | task_rules.TITLES
"""Verb → title of the message, of cases, of supervision documents and of tasks."""


def posts_of(audience: Audience, case: Hands, *, on: date) -> set[UUID]:
    """Return the posts that belong to an audience of a case on a day; one statement."""
    match audience:
        case Audience.HANDLER if case.handler_post_id:
            return {case.handler_post_id}
        case Audience.HANDLER | Audience.HANDS:
            return _in_hands(case, on)
        case Audience.DESK:
            return _over(case, [_lowest_desk(case)], on)
        case Audience.SETTER | Audience.JUDGES:
            return _over(case, _deciders(case, is_above=audience is Audience.JUDGES), on)
        case Audience.LINE:
            return _on_line(case, on)
        case Audience.AT_WORK:
            at_work = case.stage in BEFORE_DONE
            return posts_of(Audience.HANDLER, case, on=on) if at_work else set()
        case Audience.DESK_ABOVE:
            return _over(case, list(desk_above(_lowest_desk(case), case.level)), on)


def hands_of_part(case: Hands, facts: Mapping[str, object]) -> Hands:
    """Return whose the part of a case is that an entry speaks of, as if it were a case."""
    told = facts["task"]
    task = tasks.hands_of(UUID(str(told["id"]))) if isinstance(told, Mapping) else None
    if task is None:
        return case
    return replace(
        case,
        lead_id=task.organisation_id,
        handler_post_id=task.handler_post_id,
        level=task.level,
    )


def hands_as_missed(case: Hands, facts: Mapping[str, object]) -> Hands:
    """Return whose a case is, at the level to which a missed moment of its superior rose."""
    level = missed_level(facts)
    return replace(case, level=level) if level else case


def hands_of_unit(case: Hands, organisation_id: UUID, *, on: date) -> set[UUID]:
    """Return everybody of an organisation who could take a case at its place; one statement."""
    return _in_hands(replace(case, lead_id=organisation_id), on)


def dispute_of(facts: Mapping[str, object]) -> DisputeHands:
    """Return between whom the dispute is that an entry speaks of, and who decides."""
    told = cast("Mapping[str, object]", facts["dispute"])
    return disputes.hands_of(UUID(str(told["id"])))


def posts_of_side(side: Side, dispute: DisputeHands, case: Hands, *, on: date) -> set[UUID]:
    """Return the posts on one side of a dispute on a day; one statement a unit."""
    match side:
        case Side.DECIDER:
            return _over(case, [Role(dispute.decider)], on)
        case Side.ABOVE:
            return _over(case, [Role.SUPERVISOR], on) if dispute.level else set()
        case Side.DECIDED:
            units = [dispute.decided_id]
        case Side.PARTIES:
            units = list(dispute.parties)
    found = [_in_hands(replace(case, lead_id=unit), on) for unit in units]
    return set().union(*found)


def _units(case: Hands) -> list[UUID]:
    units = (case.district_id, case.street_id, case.community_id, case.grid_id)
    return [unit for unit in units if unit]


def _keys(posts: list[PostLine]) -> set[UUID]:
    return {post.post_id for post in posts}


def _over(case: Hands, roles: list[Role], on: date) -> set[UUID]:
    return _keys(people.hands(on=on, roles=roles, unit_ids=_units(case)))


def _lowest_desk(case: Hands) -> Role:
    if case.community_id:
        return Role.COMMUNITY_DESK
    return Role.STREET_DESK if case.street_id else Role.DISTRICT_DESK


def _deciders(case: Hands, *, is_above: bool) -> list[Role]:
    """Return the desks that set the deadline, or those above them."""
    set_by = rank(case.setter_role)
    level = min(set_by + 1, rank(Role.DISTRICT_DESK)) if is_above else set_by or 1
    return [role for role in sorted(DESKS) if rank(role) == level]


def _in_hands(case: Hands, on: date) -> set[UUID]:
    if case.lead_id is None:
        return set()
    units = _units(case)
    return _keys(
        people.hands(on=on, roles=HANDS_ROLES, organisation_id=case.lead_id, unit_ids=units)
    )


def _on_line(case: Hands, on: date) -> set[UUID]:
    heads = [Role.DEPARTMENT_HEAD]
    leading = people.hands(on=on, roles=heads, organisation_id=case.lead_id) if case.lead_id else []
    roles = line(case.level, is_department=bool(leading))
    if roles == (Role.DEPARTMENT_HEAD,):
        return _keys(leading)
    return _over(case, list(roles), on)


@dataclass(frozen=True, slots=True)
class InboxLine:
    """One message in a list."""

    id: int
    number: str
    title: str
    matter: str
    at: datetime
    is_read: bool


def _of(post_id: UUID | None) -> QuerySet[Message]:
    return Message.objects.filter(post_id=post_id) if post_id else Message.objects.none()


def inbox(post_id: UUID | None, *, number: str) -> Page[InboxLine]:
    """Return one page of a post's messages, newest first.

    Three statements; one more with supervision documents, one more with tasks.
    """
    page = Paginator(_of(post_id).order_by("-at", "-id"), PAGE_SIZE).get_page(number)
    messages = list(page.object_list)
    matters = showing.titles({message.case_id for message in messages if message.case_id})
    about = {message.document_id: message.verb for message in messages if message.document_id}
    of_tasks = {key for key, verb in about.items() if verb in task_rules.TITLES}
    matters |= papers.titles(about.keys() - of_tasks) | policy_tasks.titles(of_tasks)
    return shown_as(page, [_line(message, matters) for message in messages])


def _line(message: Message, matters: Mapping[UUID, str]) -> InboxLine:
    return InboxLine(
        id=message.pk,
        number=message.number,
        title=gettext(TITLES[message.verb]),
        matter=matters.get(message.case_id or message.document_id or UUID(int=0), ""),
        at=message.at,
        is_read=message.read_at is not None,
    )


def place_of(message: Message, actor: Actor) -> tuple[str, UUID | None]:
    """Return the address a message leads to: its name and the key it needs."""
    if message.document_id:
        is_task = message.verb in task_rules.TITLES
        return "party:policy_task" if is_task else "party:supervision_paper", message.document_id
    is_field = actor.role is Role.GRID_OFFICER
    return "grid:field_case" if is_field else "grid:desk_case", message.case_id


def unread(post_id: UUID | None) -> int:
    """Return how many messages a post has not read; counted up to 100."""
    return _of(post_id).filter(read_at=None)[:100].count()


def one(post_id: UUID | None, message_id: int) -> Message:
    """Return a message of this post.

    Raises:
        NotFound: there is none, or it is another's.
    """
    message = _of(post_id).filter(pk=message_id).first()
    if message is None:
        raise NotFound
    return message
