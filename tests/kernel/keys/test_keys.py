"""A key opens what its scopes say, for as long as it stands (mission row X3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from linli.kernel.common.errors import Forbidden, LinliError, NotFound
from linli.kernel.journal import queries as journal
from linli.kernel.keys import queries, rules, services
from linli.kernel.keys.models import Key
from linli.kernel.keys.rules import KeyRefused, Scope, ScopeMissing, Standing
from linli.kernel.keys.services import NewKey
from linli.kernel.people.models import Person, Post
from linli.kernel.people.rules import POST_ROLES, Actor, Role
from tests.district import NOW, District, key, small_district, stamp

SECRET = "s" * 43
LATER, EARLIER = NOW + timedelta(hours=1), NOW - timedelta(hours=1)


@pytest.fixture
def district(db: None) -> District:
    return small_district()


def new_key(number: int = 1, /, **more: Any) -> NewKey:
    """Return a key that reads and writes cases, not yet issued."""
    given: dict[str, Any] = {
        "id": key(700 + number),
        "name": "派单系统",
        "scopes": frozenset({Scope.CASES_READ, Scope.CASES_WRITE}),
    }
    return NewKey(**(given | more))


def issued(district: District, *, secret: str = SECRET, **more: Any) -> Key:
    """Return a key of the desk of a community, or of whom ``more`` names."""
    if not {"post_id", "organisation_id"} & set(more):
        more["post_id"] = district.actor(Role.COMMUNITY_DESK).post_id
    asked, desk = new_key(**more), district.actor(Role.DISTRICT_DESK)
    return services.issue(desk, key=asked, secret=secret, stamp=stamp())


STANDINGS = [
    (Standing(True), True),
    (Standing(False), False),
    (Standing(True, expires_at=LATER), True),
    (Standing(False, expires_at=LATER), False),
    (Standing(True, expires_at=NOW), False),
    (Standing(True, expires_at=EARLIER), False),
    (Standing(True, revoked_at=EARLIER), False),
    (Standing(True, revoked_at=NOW), False),
    (Standing(True, expires_at=LATER, revoked_at=EARLIER), False),
    (Standing(False, expires_at=EARLIER, revoked_at=EARLIER), False),
]


@pytest.mark.parametrize(("standing", "opens"), STANDINGS)
def test_a_key_opens_something_while_it_stands(standing: Standing, *, opens: bool) -> None:
    assert rules.stands(standing, at=NOW) is opens


def test_unknown_run_out_and_withdrawn_keys_are_refused_with_the_same_words() -> None:
    for standing in [None, *[standing for standing, opens in STANDINGS if not opens]]:
        with pytest.raises(KeyRefused) as refusal:
            rules.check_stands(standing, at=NOW)

        assert (refusal.value.code, refusal.value.http_status) == ("keys.refused", 403)
        assert refusal.value.facts == {}


@pytest.mark.parametrize("needed", list(Scope))
@pytest.mark.parametrize("held", list(Scope))
def test_a_scope_opens_its_own_door_and_no_other(held: Scope, needed: Scope) -> None:
    if held is needed:
        rules.check_scope({held.value}, needed)
        return
    with pytest.raises(ScopeMissing) as refusal:
        rules.check_scope({held.value}, needed)

    assert needed.value in str(refusal.value)
    assert refusal.value.http_status == 403


REFUSED = [
    ({}, "keys.holder_unclear"),
    ({"post_id": UUID(int=1), "organisation_id": UUID(int=2)}, "keys.holder_unclear"),
    ({"organisation_id": UUID(int=2), "scopes": frozenset()}, "keys.scopes_needed"),
    ({"organisation_id": UUID(int=2), "expires_at": NOW}, "keys.ends_too_early"),
    ({"organisation_id": UUID(int=2)}, "common.not_found"),
    ({"post_id": UUID(int=2)}, "common.not_found"),
]


@pytest.mark.parametrize(("more", "code"), REFUSED)
def test_refuses_a_key_that_would_open_nothing(
    district: District, more: dict[str, Any], code: str
) -> None:
    desk = district.actor(Role.DISTRICT_DESK)

    with pytest.raises(LinliError) as refusal:
        services.issue(desk, key=new_key(**more), secret=SECRET, stamp=stamp())

    assert refusal.value.code == code
    assert str(refusal.value)
    assert not Key.objects.exists()


@pytest.mark.parametrize("role", [*POST_ROLES, Role.REPORTER, Role.RULE])
def test_only_operator_and_district_desk_issue_and_withdraw(district: District, role: Role) -> None:
    actor, row = Actor(role=role), issued(district)
    may = role in {Role.OPERATOR, Role.DISTRICT_DESK, Role.RULE}
    asked = new_key(2, organisation_id=district.sanitation)

    def turn() -> None:
        services.issue(actor, key=asked, secret="t" * 43, stamp=stamp())
        services.revoke(actor, key_id=row.pk, stamp=stamp())

    if may:
        turn()
    else:
        with pytest.raises(Forbidden):
            turn()
        with pytest.raises(Forbidden):
            services.revoke(actor, key_id=row.pk, stamp=stamp())

    assert Key.objects.filter(revoked_at__isnull=False).exists() is may
    assert Key.objects.count() == 1 + may


def test_the_secret_is_kept_nowhere_and_the_record_has_no_name(district: District) -> None:
    row = issued(district)

    entry = journal.entries(services.stream_of(row.pk))[0]
    payload = journal.payload_of(entry)
    assert row.hint == "ssssss"
    assert SECRET not in str(Key.objects.filter(pk=row.pk).values()[0])
    assert SECRET not in str(entry.facts)
    assert entry.verb == "kernel.key_issued"
    assert entry.facts["set"]["post_id"] == str(row.post_id)
    assert "派单系统" not in str(entry.facts)
    assert payload is not None
    assert payload.content == {"name": "派单系统"}
    with pytest.raises(ValueError, match="32"):
        issued(district, secret="short")


def test_a_key_of_a_post_speaks_as_the_post_in_one_statement(district: District) -> None:
    desk = district.actor(Role.COMMUNITY_DESK)
    row = issued(district)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = queries.holder(SECRET, scope=Scope.CASES_READ, at=NOW)

    assert len(asked) == 1
    assert found.actor == desk
    assert (found.key_id, found.name, found.last_used_on) == (row.pk, "派单系统", None)
    assert found.scopes == {"cases.read", "cases.write"}
    with pytest.raises(ScopeMissing):
        queries.holder(SECRET, scope=Scope.EXCHANGE, at=NOW)


def test_a_key_of_an_organisation_has_no_right_of_staff(district: District) -> None:
    issued(district, organisation_id=district.sanitation)

    actor = queries.holder(SECRET, scope=Scope.CASES_READ, at=NOW).actor

    assert actor == Actor(role=Role.REPORTER, organisation_id=district.sanitation)
    assert not actor.is_staff


def _end_post(post: UUID) -> None:
    Post.objects.filter(pk=post).update(ends_on=NOW.date())


def _not_begun(post: UUID) -> None:
    Post.objects.filter(pk=post).update(starts_on=NOW.date() + timedelta(days=1))


def _leave(post: UUID) -> None:
    Person.objects.filter(pk=Post.objects.get(pk=post).person_id).update(is_active=False)


@pytest.mark.parametrize("happens", [_end_post, _not_begun, _leave])
def test_a_key_of_a_post_that_nobody_holds_opens_nothing(district: District, happens) -> None:  # type: ignore[no-untyped-def]
    row = issued(district)

    happens(row.post_id)

    with pytest.raises(KeyRefused):
        queries.holder(SECRET, scope=Scope.CASES_READ, at=NOW)
    assert [line.is_open for line in queries.listed(at=NOW)] == [False]


@pytest.mark.parametrize(
    ("at", "opens"), [(NOW, True), (LATER - timedelta(microseconds=1), True), (LATER, False)]
)
def test_a_key_runs_out(district: District, at: datetime, *, opens: bool) -> None:
    row = issued(district, expires_at=LATER)

    if opens:
        assert queries.holder(SECRET, scope=Scope.CASES_READ, at=at).key_id == row.pk
        with transaction.atomic():
            queries.lock(row.pk, at)
        return
    with pytest.raises(KeyRefused):
        queries.holder(SECRET, scope=Scope.CASES_READ, at=at)
    with pytest.raises(KeyRefused), transaction.atomic():
        queries.lock(row.pk, at)


def test_a_withdrawn_key_opens_nothing_and_is_not_withdrawn_twice(district: District) -> None:
    row, desk = issued(district), district.actor(Role.DISTRICT_DESK)

    services.revoke(desk, key_id=row.pk, stamp=stamp(LATER))

    with pytest.raises(KeyRefused):
        queries.holder(SECRET, scope=Scope.CASES_READ, at=LATER)
    with pytest.raises(KeyRefused), transaction.atomic():
        queries.lock(row.pk, LATER)
    with pytest.raises(LinliError) as refusal:
        services.revoke(desk, key_id=row.pk, stamp=stamp(LATER))
    assert refusal.value.code == "keys.revoked_already"
    with pytest.raises(NotFound):
        services.revoke(desk, key_id=key(1), stamp=stamp())
    told = journal.entries(services.stream_of(row.pk))
    assert [entry.verb for entry in told] == ["kernel.key_issued", "kernel.key_revoked"]
    assert not journal.verify().faults


@pytest.mark.parametrize("secret", ["", "x", SECRET[:-1], SECRET + "s", "\ud800", "钥匙"])
def test_a_secret_nobody_was_given_opens_nothing(district: District, secret: str) -> None:
    issued(district)

    with pytest.raises(KeyRefused):
        queries.holder(secret, scope=Scope.CASES_READ, at=NOW)


def test_the_day_of_use_is_written_once_a_day(district: District) -> None:
    row, day = issued(district), NOW.date()

    for on in (day, day, day + timedelta(days=1), day):
        services.mark_used(key_id=row.pk, on=on)

    assert Key.objects.get().last_used_on == day + timedelta(days=1)


@pytest.mark.django_db(transaction=True)
def test_a_key_is_held_inside_a_transaction_only() -> None:
    with pytest.raises(TransactionManagementError):
        queries.lock(key(1), NOW)


@pytest.mark.parametrize("both", [True, False])
def test_the_database_refuses_a_key_without_one_holder(district: District, *, both: bool) -> None:
    row = issued(district, organisation_id=district.sanitation)
    change = (
        {"post_id": district.actor(Role.AUDITOR).post_id} if both else {"organisation_id": None}
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        Key.objects.filter(pk=row.pk).update(**change)


def test_lists_open_keys_first(district: District) -> None:
    old = issued(district)
    young = services.issue(
        district.actor(Role.OPERATOR),
        key=replace(new_key(2, organisation_id=district.sanitation), name="平台"),
        secret="t" * 43,
        stamp=stamp(LATER),
    )
    services.revoke(district.actor(Role.OPERATOR), key_id=young.pk, stamp=stamp(LATER))

    lines = queries.listed(at=LATER)

    assert [(line.id, line.is_open) for line in lines] == [(old.pk, True), (young.pk, False)]
    assert [line.holder for line in lines] == ["甲社区居委会 工作人员9", "样例区环卫局"]
