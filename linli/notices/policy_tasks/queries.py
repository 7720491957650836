"""Which posts are told of a task of a policy document."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from linli.kernel.journal.news import Told
from linli.kernel.people import queries as people
from linli.kernel.people.rules import Role
from linli.notices.policy_tasks.rules import TOLD, Circle
from linli.notices.rising.rules import line
from linli.party.moves.rules import ANSWERERS, ISSUERS
from linli.party.policy_tasks.queries import Hands


def posts_of(told: Told, task: Hands, *, on: date) -> set[UUID]:
    """Return the posts that are told of an entry on a day; one statement a circle."""
    level = int(str(told.facts.get("level") or 0))
    found = [_posts(circle, task, level, on) for circle in TOLD[told.verb]]
    return set().union(*found)


def _posts(circle: Circle, task: Hands, level: int, on: date) -> set[UUID]:
    match circle:
        case Circle.TAKER:
            return _of(task.to_id, ANSWERERS, on)
        case Circle.GIVER:
            return _of(task.giver_id, ISSUERS, on)
        case Circle.LINE:
            return _on_line(task, level, on)


def _of(office: UUID, roles: Collection[Role], on: date) -> set[UUID]:
    posts = people.hands(on=on, roles=sorted(roles), organisation_id=office)
    return {post.post_id for post in posts}


def _on_line(task: Hands, level: int, on: date) -> set[UUID]:
    """Return the posts to which an overdue task has risen; its giver is told anyway."""
    heads = _of(task.to_id, [Role.DEPARTMENT_HEAD], on)
    roles = line(level, is_department=bool(heads))
    if roles == (Role.DEPARTMENT_HEAD,):
        return heads
    units = [unit for unit in (task.district_id, task.street_id, task.community_id) if unit]
    over = people.hands(on=on, roles=list(roles), unit_ids=units)
    return {post.post_id for post in over}
