"""A key is withdrawn while something is stored through it (mission row X3)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connections, transaction

from linli.kernel.keys import queries, services
from linli.kernel.keys.models import Key
from linli.kernel.keys.rules import KeyRefused, Scope
from linli.kernel.people.models import Organisation
from linli.kernel.people.rules import Actor, Role
from tests.district import NOW, District, key, small_district, stamp
from tests.kernel.keys.test_keys import SECRET, issued

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def district() -> District:
    """Return the small district; there is no transaction around the test."""
    return small_district()


def started(turn: Callable[[], None]) -> threading.Thread:
    """Run a turn in a thread with a connection of its own."""

    def run() -> None:
        try:
            turn()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def store(row: Key, number: int) -> None:
    """Store something through a key, as a door does: hold the key, then write."""
    with transaction.atomic():
        queries.lock(row.pk, NOW)
        Organisation.objects.create(id=key(number), kind="department", name="—")


def test_a_withdrawal_waits_for_what_is_stored_just_now(district: District) -> None:
    row, events = issued(district), []
    is_held, may_end = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            queries.lock(row.pk, NOW)
            is_held.set()
            may_end.wait(10)
            events.append("stored")

    def withdraw() -> None:
        _withdraw(district.actor(Role.OPERATOR), row)
        events.append("withdrawn")

    writer = started(write)
    is_held.wait(10)
    withdrawer = started(withdraw)
    withdrawer.join(0.3)
    waited = withdrawer.is_alive()
    may_end.set()
    writer.join()
    withdrawer.join()

    assert waited
    assert events == ["stored", "withdrawn"]


def _withdraw(actor: Actor, row: Key) -> None:
    services.revoke(actor, key_id=row.pk, stamp=stamp())


def test_what_was_let_in_before_the_withdrawal_stores_nothing_after_it(district: District) -> None:
    row = issued(district)
    holder = queries.holder(SECRET, scope=Scope.CASES_WRITE, at=NOW)
    operator = district.actor(Role.OPERATOR)
    withdrawal = started(lambda: _withdraw(operator, row))
    withdrawal.join()

    with pytest.raises(KeyRefused):
        store(row, 990)

    assert holder.key_id == row.pk
    assert not Organisation.objects.filter(pk=key(990)).exists()


def test_two_who_store_through_one_key_do_not_wait_for_each_other(district: District) -> None:
    row = issued(district)

    with transaction.atomic():
        queries.lock(row.pk, NOW)
        other = started(lambda: store(row, 991))
        other.join(10)

        assert not other.is_alive()
    assert Organisation.objects.filter(pk=key(991)).exists()


def test_after_a_withdrawal_nothing_more_appears_whoever_is_quicker(district: District) -> None:
    row = issued(district)
    begin, seen = threading.Barrier(5), []

    def write_many(first: int) -> None:
        begin.wait()
        for number in range(first, first + 40):
            try:
                store(row, number)
            except KeyRefused:
                return

    def withdraw() -> None:
        begin.wait()
        _withdraw(district.actor(Role.OPERATOR), row)
        seen.append(Organisation.objects.filter(name="—").count())

    threads = [started(partial(write_many, 1000 + 100 * n)) for n in range(4)]
    threads.append(started(withdraw))
    for thread in threads:
        thread.join()

    assert seen == [Organisation.objects.filter(name="—").count()]
