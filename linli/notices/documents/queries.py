"""Which posts are told of a supervision document."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from linli.kernel.journal.news import Told
from linli.kernel.people import queries as people
from linli.kernel.people.rules import DEPARTMENT, DESKS, Role
from linli.notices.documents.rules import Circle, circles
from linli.party.moves.rules import ANSWERERS, ISSUERS
from linli.party.supervision.queries import Hands

READING = DESKS | DEPARTMENT
"""The roles of an office that are told of a copy or a circular."""


def posts_of(told: Told, paper: Hands, *, on: date) -> set[UUID]:
    """Return the posts that are told of an entry on a day; one statement for each office.

    A draft that was withdrawn was never sent, so nobody is told.
    """
    if not paper.number:
        return set()
    level = int(str(told.facts.get("level") or 0))
    found = [_posts(circle, told, paper, on) for circle in circles(told.verb, level=level)]
    return set().union(*found)


def _posts(circle: Circle, told: Told, paper: Hands, on: date) -> set[UUID]:
    match circle:
        case Circle.ADDRESSED:
            return _of(paper.to_ids, ANSWERERS, on)
        case Circle.WAITED_FOR:
            waited = [office for office in paper.to_ids if office not in paper.answered_ids]
            return _of(waited, ANSWERERS, on)
        case Circle.COPIES:
            return _of(paper.copy_ids, READING, on)
        case Circle.NEW:
            named = told.facts.get("organisations")
            offices = [UUID(str(one)) for one in named] if isinstance(named, list) else []
            return _of(offices, READING, on)
        case Circle.ISSUER:
            return _of([paper.issuer_id], ISSUERS, on)
        case Circle.ABOVE:
            roles = [Role.SUPERVISOR, Role.DISTRICT_DESK]
            over = people.hands(on=on, roles=roles, unit_ids=[paper.district_id])
            return {post.post_id for post in over}


def _of(offices: Collection[UUID], roles: Collection[Role], on: date) -> set[UUID]:
    return {
        post.post_id
        for office in offices
        for post in people.hands(on=on, roles=sorted(roles), organisation_id=office)
    }
