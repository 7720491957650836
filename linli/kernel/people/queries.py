"""Who holds which post."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.kernel.common import statements
from linli.kernel.common.statements import Statement
from linli.kernel.people.models import Organisation, Person, Post
from linli.kernel.people.rules import ANONYMOUS, Actor, Role


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post in words, for choosing and for showing whose hands a case is in."""

    post_id: UUID
    person_name: str
    role: Role
    organisation_id: UUID
    organisation_name: str
    unit_id: UUID | None
    unit_kind: str
    unit_name: str
    phone: str


def _held(on: date) -> Q:
    return Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))


def _lines(posts: QuerySet[Post]) -> list[PostLine]:
    rows = posts.select_related("person", "organisation", "unit")
    return [
        PostLine(
            post_id=post.pk,
            person_name=post.person.name,
            role=Role(post.role),
            organisation_id=post.organisation_id,
            organisation_name=post.organisation.name,
            unit_id=post.unit_id,
            unit_kind=post.unit.kind if post.unit else "",
            unit_name=post.unit.name if post.unit else "",
            phone=post.person.phone,
        )
        for post in rows
    ]


def posts_of(person_id: UUID, *, on: date) -> list[PostLine]:
    """Return the posts a person holds on a day, earliest first."""
    return _lines(Post.objects.filter(_held(on), person_id=person_id).order_by("starts_on", "pk"))


SOME_DAY, NOBODY = date(2000, 1, 1), UUID(int=0)
"""Stand in the statement that is written once for the day and the person that are asked for."""

OF_ACTOR = ("role", "person_id", "pk", "organisation_id", "unit_id", "unit__kind")
"""Fields of a post, in the order of ``Actor``."""


@cache
def _posts() -> Statement:
    held = Post.objects.filter(_held(SOME_DAY), person_id=NOBODY)
    return statements.written(held.values_list(*OF_ACTOR))


def actor_for(person: Person, post_id: UUID | None, *, on: date) -> Actor:
    """Return the actor a signed-in person is: by the post chosen, else by her first one.

    A person without a post on that day is nobody in particular. One statement.
    """
    asked = _posts().at(SOME_DAY, on).at(NOBODY, person.pk)
    held = asked.rows(" ORDER BY starts_on, kernel_post.id")
    post = next((post for post in held if post[2] == post_id), held[0] if held else None)
    if post is None:
        return ANONYMOUS
    role, person_id, key, organisation_id, unit_id, unit_kind = post
    return Actor(Role(role), person_id, key, organisation_id, unit_id, unit_kind or "")


def hands(
    *,
    on: date,
    roles: list[Role],
    organisation_id: UUID | None = None,
    unit_ids: list[UUID] | None = None,
) -> list[PostLine]:
    """Return the posts with one of ``roles`` held on a day, in an organisation or over units.

    Ordered by organisation, role and key; at most 500.
    """
    posts = Post.objects.filter(_held(on), role__in=roles, person__is_active=True)
    if organisation_id is not None:
        posts = posts.filter(organisation_id=organisation_id)
    if unit_ids is not None:
        posts = posts.filter(unit_id__in=unit_ids)
    return _lines(posts.order_by("organisation__name", "role", "pk")[:500])


def organisations(kinds: list[str] | None = None) -> list[Organisation]:
    """Return organisations with their unit, by kind and name; at most 2,000."""
    found = Organisation.objects.select_related("unit").order_by("kind", "name")
    return list((found.filter(kind__in=kinds) if kinds else found)[:2000])


def organisation_names(ids: set[UUID]) -> dict[UUID, str]:
    """Return the names of the organisations with these keys; one statement, none without keys."""
    return statements.names(Organisation, ids)


def office_of(post_id: UUID) -> str:
    """Return the name of the organisation of a post, whenever it was held; one statement."""
    name = Post.objects.filter(pk=post_id).values_list("organisation__name", flat=True).first()
    return name or ""


def units_of_organisations(ids: set[UUID]) -> dict[UUID, UUID | None]:
    """Return the unit of the territory that each organisation belongs to; one statement."""
    return dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "unit_id"))


def organisation_of(unit_id: UUID, *, kind: str) -> UUID | None:
    """Return the organisation of one kind that serves a unit, or None; one statement."""
    serving = Organisation.objects.filter(unit_id=unit_id, kind=kind).order_by("pk")
    return serving.values_list("pk", flat=True).first()


def community_organisations() -> dict[UUID, UUID]:
    """Return community → its organisation, the one ``organisation_of`` names; one statement."""
    rows = Organisation.objects.filter(kind="community", unit__isnull=False).order_by("-pk")
    return {unit: office for unit, office in rows.values_list("unit_id", "pk") if unit}


def mail_addresses(post_ids: set[UUID]) -> list[str]:
    """Return the mail addresses of the persons in these posts who left one; one statement."""
    persons = Post.objects.filter(pk__in=post_ids, person__is_active=True).exclude(person__email="")
    return sorted(set(persons.values_list("person__email", flat=True)))
