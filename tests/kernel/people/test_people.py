"""A post gives rights for a time; attempts are counted; a person can be forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.kernel.common.errors import Forbidden, TooMany
from linli.kernel.people import queries, rules, services
from linli.kernel.people.models import Attempt, Person, Post
from linli.kernel.people.rules import (
    ANONYMOUS,
    BY_RULE,
    Actor,
    NotYourTerritory,
    PhoneRefused,
    Role,
)
from linli.kernel.places.rules import How, Place
from tests.district import BEGAN, NOW, District, key, small_district

TODAY = NOW.date()
UNIT, OTHER = UUID(int=1), UUID(int=2)

NUMBERS = [
    ("", ""),
    ("  ", ""),
    ("13800138000", "13800138000"),
    ("138 0013-8000", "13800138000"),
    ("+86 138 0013 8000", "+8613800138000"),
    ("（0730）8888888", "07308888888"),
    ("1234567", "1234567"),
    ("123456789012345", "123456789012345"),
]


@pytest.mark.parametrize(("written", "kept"), NUMBERS)
def test_keeps_the_digits_of_a_telephone_number(written: str, kept: str) -> None:
    assert rules.phone_number(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "123456",
        "1234567890123456",
        "call me",
        "138001380a0",
        "１３８００１３８０００",
        "1+3800138000",
    ],
)
def test_refuses_what_no_telephone_number_is(written: str) -> None:
    with pytest.raises(PhoneRefused) as refused:
        rules.phone_number(written)

    assert refused.value.code == "people.phone_refused"


def _place(**units: Any) -> Place:
    return replace(
        Place(
            district_id=UUID(int=9),
            street_id=None,
            community_id=None,
            grid_id=None,
            micro_grid_id=None,
            compound_id=None,
            building_id=None,
            how=How.INSIDE,
            distance_m=0,
        ),
        **units,
    )


@pytest.mark.parametrize("kind", ["district", "street", "community", "grid"])
def test_a_post_covers_what_lies_in_its_unit(kind: str) -> None:
    actor = Actor(role=Role.AUDITOR, unit_id=UNIT, unit_kind=kind)
    place = _place(**{f"{kind}_id": UNIT})

    assert rules.covers(actor, place)
    assert not rules.covers(replace(actor, unit_id=OTHER), place)
    assert not rules.covers(replace(actor, unit_id=None), _place())
    with pytest.raises(NotYourTerritory):
        rules.check_covers(replace(actor, unit_id=OTHER), place)


@pytest.mark.parametrize("kind", ["", "compound", "building", "micro_grid"])
def test_a_post_over_something_smaller_than_a_grid_covers_nothing(kind: str) -> None:
    actor = Actor(role=Role.GRID_OFFICER, unit_id=UNIT, unit_kind=kind)

    assert not rules.covers(actor, _place(compound_id=UNIT, building_id=UNIT))


@pytest.mark.parametrize("role", Role)
def test_the_territory_is_edited_by_three_roles(role: Role) -> None:
    if role in {Role.OPERATOR, Role.DISTRICT_DESK, Role.RULE}:
        rules.check_may_edit_territory(Actor(role=role))
        return

    with pytest.raises(Forbidden):
        rules.check_may_edit_territory(Actor(role=role))


@pytest.fixture
def district(db: None) -> District:
    """Return the small district."""
    return small_district()


def _two_posts(district: District) -> tuple[Person, Post, Post]:
    """Return a desk worker, her post, and a second one that begins a year later."""
    desk = district.actor(Role.COMMUNITY_DESK)
    assert desk.post_id
    first = Post.objects.get(pk=desk.post_id)
    second = Post.objects.create(
        id=key(77),
        person_id=first.person_id,
        organisation_id=district.street_offices[0],
        role=Role.STREET_DESK.value,
        unit_id=district.streets[0],
        starts_on=BEGAN + timedelta(days=366),
    )
    return Person.objects.get(pk=first.person_id), first, second


@pytest.mark.django_db
def test_acts_from_the_post_she_chose_or_else_from_her_first(district: District) -> None:
    person, first, second = _two_posts(district)

    by_default = queries.actor_for(person, None, on=TODAY)
    chosen = queries.actor_for(person, second.pk, on=TODAY)

    assert (by_default.post_id, by_default.role) == (first.pk, Role.COMMUNITY_DESK)
    assert (chosen.post_id, chosen.role) == (second.pk, Role.STREET_DESK)
    assert (chosen.unit_id, chosen.unit_kind) == (district.streets[0], "street")
    assert [line.post_id for line in queries.posts_of(person.pk, on=TODAY)] == [first.pk, second.pk]


@pytest.mark.django_db
def test_a_post_gives_no_rights_before_its_first_day_and_from_its_last(district: District) -> None:
    person, first, second = _two_posts(district)
    services.end_post(BY_RULE, post_id=first.pk, on=TODAY)

    def roles(on: date) -> list[Role]:
        return [line.role for line in queries.posts_of(person.pk, on=on)]

    assert roles(BEGAN - timedelta(days=1)) == []
    assert roles(BEGAN) == [Role.COMMUNITY_DESK]
    assert roles(TODAY - timedelta(days=1)) == [Role.COMMUNITY_DESK, Role.STREET_DESK]
    assert roles(TODAY) == [Role.STREET_DESK]
    assert queries.actor_for(person, first.pk, on=TODAY).post_id == second.pk


@pytest.mark.django_db
def test_whoever_has_no_post_is_nobody_in_particular(district: District) -> None:
    person, first, second = _two_posts(district)
    for post in (first, second):
        services.end_post(BY_RULE, post_id=post.pk, on=TODAY)

    assert queries.actor_for(person, first.pk, on=TODAY) == ANONYMOUS


@pytest.mark.django_db
def test_the_post_of_another_person_cannot_be_chosen(district: District) -> None:
    person, first, _ = _two_posts(district)
    foreign = district.actor(Role.DISTRICT_DESK)

    actor = queries.actor_for(person, foreign.post_id, on=TODAY)

    assert actor.post_id == first.pk


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OPERATOR, Role.DISTRICT_DESK, Role.RULE}))
def test_others_may_neither_add_staff_nor_end_a_post(district: District, role: Role) -> None:
    _, first, _ = _two_posts(district)

    with pytest.raises(Forbidden):
        services.end_post(Actor(role=role), post_id=first.pk, on=TODAY)
    with pytest.raises(Forbidden):
        services.add_staff(Actor(role=role), staff=services.Staff([], [], []))

    assert Post.objects.get(pk=first.pk).ends_on is None


@pytest.mark.django_db
def test_forgets_a_person_and_keeps_her_key(district: District) -> None:
    person, _, _ = _two_posts(district)
    Person.objects.filter(pk=person.pk).update(email="desk@example.org")

    services.forget(Actor(role=Role.OPERATOR), person_id=person.pk)

    left = Person.objects.get(pk=person.pk)
    assert (left.name, left.phone, left.email, left.username) == ("—", "", "", None)
    assert not left.is_active
    assert not left.has_usable_password()
    assert queries.mail_addresses({post.pk for post in district.staff.posts}) == []


@pytest.mark.django_db
def test_a_desk_may_not_forget_a_person(district: District) -> None:
    person, _, _ = _two_posts(district)

    with pytest.raises(Forbidden):
        services.forget(district.actor(Role.DISTRICT_DESK), person_id=person.pk)

    assert Person.objects.get(pk=person.pk).name == person.name


NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HERS = services.source_digest("device", "a")
SHARED = services.source_digest("address", "10.0.0.1")


def _tries(count: int, *, at: datetime = NOON, most: int = 3) -> list[bool]:
    """Return of each of ``count`` attempts whether it was let through."""
    through = []
    for _ in range(count):
        try:
            services.count_attempts(limits={HERS: most, SHARED: 100}, minutes=60, at=at)
        except TooMany as error:
            assert "60" in str(error)  # noqa: PT017
            through.append(False)
        else:
            through.append(True)
    return through


@pytest.mark.django_db
def test_lets_as_many_attempts_through_as_agreed_and_counts_all() -> None:
    assert _tries(5) == [True, True, True, False, False]
    assert Attempt.objects.get(source=HERS).count == Attempt.objects.get(source=SHARED).count == 5


@pytest.mark.django_db
def test_counts_anew_in_the_next_window() -> None:
    assert _tries(4, at=NOON + timedelta(minutes=59, seconds=59)) == [True, True, True, False]
    assert _tries(1, at=NOON + timedelta(hours=1)) == [True]


@pytest.mark.django_db
def test_one_source_does_not_use_up_the_attempts_of_another() -> None:
    _tries(4)

    services.count_attempts(
        limits={services.source_digest("device", "b"): 3, SHARED: 100}, minutes=60, at=NOON
    )

    assert Attempt.objects.get(source=SHARED).count == 5


@pytest.mark.django_db
def test_keeps_no_address_and_sweeps_what_is_older_than_a_day() -> None:
    _tries(1, at=NOON - timedelta(days=2))
    _tries(1)

    removed = services.sweep_attempts(at=NOON)

    assert removed == 2
    assert set(Attempt.objects.values_list("source", flat=True)) == {HERS, SHARED}
    assert len(SHARED) == 64
    assert "10.0.0.1" not in SHARED
    assert services.source_digest("device", "10.0.0.1") != SHARED
