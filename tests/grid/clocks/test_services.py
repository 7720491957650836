"""A district adopts its deadline policy; a case finds the version it began under."""

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from linli.grid.clocks import queries, services
from linli.grid.clocks.models import Policy
from linli.grid.clocks.rules import PolicyTooEarly, PolicyUnknownValue, PolicyValues
from linli.kernel.calendar.rules import Limit, Unit
from linli.kernel.common.errors import Forbidden
from linli.kernel.people.rules import BY_RULE, Actor, Role
from tests.kernel.calendar.tables import at

pytestmark = pytest.mark.django_db

ALLOWED = {Role.OPERATOR, Role.DISTRICT_DESK, Role.RULE}
MARCH, JUNE = at("2026-03-01 00:00"), at("2026-06-01 00:00")
MOMENT = timedelta(microseconds=1)


def adopt(reopens: int, begins: datetime) -> Policy:
    return services.adopt(
        BY_RULE,
        values={"max_reopens": reopens},
        source="Notice 3",
        at=begins,
    )


def test_before_any_policy_the_defaults_are_in_force() -> None:
    assert queries.current(MARCH) == queries.DEFAULTS
    assert queries.policy(0).values == PolicyValues()


def test_each_version_is_in_force_from_its_beginning_to_the_next() -> None:
    adopt(3, MARCH)
    adopt(4, JUNE)

    in_force = [queries.current(one) for one in (MARCH - MOMENT, MARCH, JUNE - MOMENT, JUNE)]

    assert [policy.version for policy in in_force] == [0, 1, 1, 2]
    assert [policy.values.max_reopens for policy in in_force] == [2, 3, 3, 4]


def test_a_version_that_is_superseded_can_still_be_read() -> None:
    adopt(3, MARCH)
    adopt(4, JUNE)

    old = queries.policy(1)

    assert (old.valid_from, old.valid_to) == (MARCH, JUNE)
    assert old.values == PolicyValues(max_reopens=3)


def test_keeps_only_what_differs_and_who_decided_it() -> None:
    values = {"accept": [1, "working_day"]}

    policy = services.adopt(BY_RULE, values=values, source="Notice 3, article 2", at=MARCH)

    stored = Policy.objects.get(pk=policy.pk)
    assert (stored.values, stored.source) == (values, "Notice 3, article 2")
    assert queries.current(MARCH).values.accept == Limit(1, Unit.WORKING_DAY)


@pytest.mark.parametrize("earlier", [MOMENT * 0, MOMENT, timedelta(days=30)])
def test_refuses_a_policy_that_begins_before_the_one_it_follows(earlier: timedelta) -> None:
    adopt(3, MARCH)

    with pytest.raises(PolicyTooEarly) as refused:
        adopt(4, MARCH - earlier)

    assert refused.value.code == "grid.policy_too_early"
    assert "2026-02-28T16:00:00+00:00" in str(refused.value)
    assert queries.current(JUNE).version == Policy.objects.count() == 1


def test_refuses_a_value_without_meaning_and_keeps_the_old_policy() -> None:
    adopt(3, MARCH)

    with pytest.raises(PolicyUnknownValue):
        services.adopt(BY_RULE, values={"max_reopen": 4}, source="Notice 4", at=JUNE)

    assert queries.current(JUNE).values.max_reopens == 3


def test_finds_a_version_that_another_process_adopted_a_moment_ago() -> None:
    assert queries.current(MARCH).version == 0
    Policy.objects.create(version=1, valid_from=MARCH, values={"max_reopens": 5}, source="Notice 3")

    assert queries.policy(1).values.max_reopens == 5


def test_knows_no_version_that_never_was() -> None:
    with pytest.raises(KeyError):
        queries.policy(7)


def test_asks_the_database_once_for_many_cases(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    adopt(3, MARCH)

    with django_assert_num_queries(1):
        for _ in range(5):
            queries.current(JUNE)
            queries.policy(1)


@pytest.mark.parametrize("role", sorted(set(Role) - ALLOWED))
def test_others_may_not_adopt_a_policy(role: Role) -> None:
    with pytest.raises(Forbidden):
        services.adopt(Actor(role=role), values={}, source="Notice 3", at=MARCH)

    assert not Policy.objects.exists()


@pytest.mark.parametrize("role", sorted(ALLOWED))
def test_the_district_the_operator_and_the_house_may(role: Role) -> None:
    services.adopt(Actor(role=role), values={}, source="Notice 3", at=MARCH)

    assert queries.current(MARCH).version == 1
