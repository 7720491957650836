"""A person with two posts in one community."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.kernel.people.models import Organisation, Person, Post


@dataclass(frozen=True)
class Posted:
    """The person and the keys of her posts; the officer's post is the earlier one."""

    person: Person
    officer_id: UUID
    desk_id: UUID


def somebody() -> Posted:
    """Store a person who is grid officer and, later, community desk."""
    office = Organisation.objects.create(id=UUID(int=1), kind="community", name="甲社区居委会")
    person = Person.objects.create(id=UUID(int=2), username="zhou", name="周敏")
    for number, role, since in [(3, "grid_officer", 2020), (4, "community_desk", 2021)]:
        Post.objects.create(
            id=UUID(int=number),
            person=person,
            organisation=office,
            role=role,
            starts_on=date(since, 1, 1),
        )
    return Posted(person, officer_id=UUID(int=3), desk_id=UUID(int=4))
