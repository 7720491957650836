"""The posts held now or to come, as a ledger and as what a ledger is compared with."""

from collections import defaultdict
from datetime import date
from difflib import get_close_matches
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext

from linli.kernel.ledgers.rules import Ledger, NamedNowhere, NamedSeveral, Row, column_of
from linli.kernel.people.models import Organisation, Person, Post
from linli.kernel.people.rules import POST_ROLES, ROLE_NAMES, Actor, Role, check_may_edit_territory
from linli.kernel.post_ledgers.rules import PersonUnclear, SignInTaken
from linli.kernel.territory.rules import Kind
from linli.kernel.unit_ledgers.queries import MOST_ALIKE, NONE_ALIKE, Names, path_of

Days = tuple[date | None, date | None]

OVER = (Kind.DISTRICT, Kind.STREET, Kind.COMMUNITY, Kind.GRID)
"""Kinds of unit that a post can be over."""


def role_names() -> dict[Role, str]:
    """Return the roles of posts by their Chinese names, whatever language is active."""
    with translation.override("zh-hans"):
        return {role: gettext(ROLE_NAMES[role]) for role in POST_ROLES}


def possible_words() -> dict[str, list[str]]:
    """Return what is possible in the columns that take only some words."""
    return {"role": list(role_names().values())}


def _posts() -> QuerySet[Post]:
    """Return posts with all that a ledger says of them."""
    return Post.objects.select_related("person", "organisation", "unit__parent__parent__parent")


def exported(actor: Actor, *, on: date) -> list[dict[str, str]]:
    """Return the posts held on a day or to come as rows of the ledger, by organisation and name.

    Raises:
        Forbidden: the actor is neither operator nor district desk nor the house itself.
    """
    check_may_edit_territory(actor)
    names = role_names()
    held = _posts().filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    posts = held.order_by("organisation__name", "person__name", "starts_on", "pk")
    return [_row(post, names) for post in posts]


def _row(post: Post, names: dict[Role, str]) -> dict[str, str]:
    return {
        "name": post.person.name,
        "phone": post.person.phone,
        "username": post.person.username or "",
        "organisation": post.organisation.code or post.organisation.name,
        "role": names[Role(post.role)],
        "unit": path_of(post.unit) if post.unit else "",
        "starts_on": post.starts_on.isoformat(),
        "ends_on": post.ends_on.isoformat() if post.ends_on else "",
    }


class Known:
    """What rows of the ledger may name and mean; read once."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.units = Names(OVER)
        self.offices: defaultdict[str, list[Organisation]] = defaultdict(list)
        for office in Organisation.objects.order_by("pk"):
            for word in {office.name, office.code} - {""}:
                self.offices[word].append(office)
        self.posts = list(_posts().order_by("starts_on", "pk"))
        persons = Person.objects.filter(username__isnull=False)
        self.by_username = {person.username: person for person in persons}
        self.by_name: defaultdict[tuple[UUID, str], dict[UUID, Person]] = defaultdict(dict)
        self.held: defaultdict[tuple[UUID, UUID, str, UUID | None], list[Post]] = defaultdict(list)
        for post in self.posts:
            self.by_name[post.organisation_id, post.person.name][post.person_id] = post.person
            same = (post.person_id, post.organisation_id, post.role, post.unit_id)
            self.held[same].append(post)
        english = {ROLE_NAMES[role]: role for role in POST_ROLES}
        chinese = {name: role for role, name in role_names().items()}
        self.roles: dict[str, Role] = english | chinese | {role.value: role for role in POST_ROLES}

    def office(self, row: Row) -> Organisation:
        """Return the organisation that a row names, by name or code.

        Raises:
            NamedNowhere, NamedSeveral: none, or more than one.
        """
        said = row.words("organisation")
        found = self.offices.get(said, [])
        heading = column_of(Ledger.POSTS, "organisation").heading
        if not found:
            alike = get_close_matches(said, self.offices, n=MOST_ALIKE) or NONE_ALIKE
            raise NamedNowhere(value=said, column=heading, alike=alike)
        if len(found) > 1:
            possible = [office.code for office in found if office.code]
            raise NamedSeveral(value=said, column=heading, possible=possible)
        return found[0]

    def role(self, row: Row) -> Role:
        """Return the role that a row names.

        Raises:
            CellUnreadable: there is no such post.
        """
        said = row.words("role")
        if said not in self.roles:
            raise row.unreadable("role", "、".join(role_names().values()))
        return self.roles[said]

    def person(self, row: Row, office: Organisation, phone: str) -> Person | None:
        """Return the person that a row means: by sign-in name, else by name in the organisation.

        Raises:
            SignInTaken, PersonUnclear: see there.
        """
        name, username = row.words("name"), row.words("username")
        here = self.by_name.get((office.pk, name), {})
        known = self.by_username.get(username)
        if username and known is not None:
            if known.name != name and not self._works_in(known, office):
                raise SignInTaken(username=username)
            return known
        same = [each for each in here.values() if not (username and each.username)]
        if len(same) > 1:
            same = [each for each in same if phone and each.phone == phone]
            if len(same) != 1:
                raise PersonUnclear(name=name)
        return same[0] if same else None

    def _works_in(self, person: Person, office: Organisation) -> bool:
        return any(
            post.person_id == person.pk and post.organisation_id == office.pk for post in self.posts
        )

    def post(self, same: tuple[UUID, UUID, str, UUID | None], days: Days) -> Post | None:
        """Return the post that a row means: the open one, else one with a day that the row has.

        Args:
            same: person, organisation, role and unit of the post.
            days: its first day and the first day after it, as far as the row says them.
        """
        held = self.held.get(same, [])
        is_open = [post for post in held if post.ends_on is None or post.ends_on > self.on]
        starts_on, ends_on = days
        ended = [
            post
            for post in held
            if post.starts_on == starts_on or (starts_on is None and post.ends_on == ends_on)
        ]
        found = [*(each for each in ended if each.starts_on == starts_on), *is_open, *ended]
        return found[0] if found else None
