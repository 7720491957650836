"""News is read after it is sure, once by each reader, and again where a reader failed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar

import pytest
from django.db import connection, connections, transaction

from linli.kernel.journal import queries, services
from linli.kernel.journal.models import Entry, Unread
from linli.kernel.journal.news import News, Told
from linli.kernel.journal.services import RETRY_SECONDS, Line
from linli.kernel.people.models import Attempt
from linli.kernel.people.rules import BY_RULE
from tests.district import NOW, stamp

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Rang(News):
    """A bell rang; news that only these tests tell."""

    number: int
    verb: ClassVar[str] = "tests.rang"

    @property
    def facts(self) -> dict[str, object]:
        """Return which bell it was."""
        return {"number": self.number}


@dataclass
class Listener:
    """A reader that writes what it heard into a table, and fails when told to."""

    name: str
    fails: int = 0
    heard: list[int] = field(default_factory=list)

    def __call__(self, told: Told) -> None:
        number = int(str(told.facts["number"]))
        self.heard.append(number)
        Attempt.objects.create(source=f"{self.name}-{told.entry_id}", window=number, count=1)
        if self.fails:
            self.fails -= 1
            raise RuntimeError("the line is busy")

    def kept(self) -> list[int]:
        """Return the numbers of which something stayed."""
        kept = Attempt.objects.filter(source__startswith=self.name).order_by("window")
        return list(kept.values_list("window", flat=True))


@pytest.fixture
def two() -> Iterator[tuple[Listener, Listener]]:
    """Return two listeners who are the only readers for now."""
    one, other = Listener("one"), Listener("other")
    before = dict(services.READERS)
    services.READERS.clear()
    services.read("tests.one", one, Rang.verb)
    services.read("tests.other", other, Rang.verb)
    yield one, other
    services.READERS.clear()
    services.READERS.update(before)


def ring(*numbers: int) -> None:
    lines = [Line(BY_RULE, f"tests.bell:{n}", Rang(number=n), stamp(number=n)) for n in numbers]
    services.record(lines)


@pytest.mark.django_db
def test_each_reader_hears_each_piece_of_news_once_and_in_order(
    two: tuple[Listener, Listener],
) -> None:
    ring(1, 2, 3)

    delivered = services.deliver(at=NOW)

    assert delivered == 6
    assert [reader.heard for reader in two] == [[1, 2, 3], [1, 2, 3]]
    assert services.deliver(at=NOW + SECOND) == queries.waiting() == 0


@pytest.mark.django_db
def test_nobody_is_told_of_what_was_rolled_back(two: tuple[Listener, Listener]) -> None:
    with transaction.atomic():
        ring(1)
        transaction.set_rollback(True)

    assert services.deliver(at=NOW) == 0
    assert two[0].heard == []
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_news_of_the_past_is_told_to_nobody(two: tuple[Listener, Listener]) -> None:
    line = Line(BY_RULE, "tests.bell:1", Rang(number=1), stamp())

    services.record([line], tell=False)

    assert queries.waiting() == 0
    assert queries.verify().entries == 1


@pytest.mark.django_db
def test_a_reader_that_fails_is_tried_again_and_holds_up_nobody(
    two: tuple[Listener, Listener],
) -> None:
    one, other = two
    one.fails = 1
    ring(1, 2)

    delivered = services.deliver(at=NOW)

    assert delivered == 3
    assert (one.kept(), other.kept()) == ([2], [1, 2])
    left = Unread.objects.get()
    assert (left.reader, left.tries, left.next_try_at) == ("tests.one", 1, NOW + SECOND)
    assert left.fault == "RuntimeError: the line is busy"

    assert services.deliver(at=NOW + SECOND) == 1
    assert one.kept() == [1, 2]
    assert queries.waiting() == 0


@pytest.mark.django_db
def test_waits_longer_after_each_failure_and_never_gives_up(
    two: tuple[Listener, Listener],
) -> None:
    one, _ = two
    one.fails = 8
    ring(1)
    services.deliver(at=NOW)
    pauses = []
    when = NOW

    for _ in range(7):
        waits = Unread.objects.get()
        pauses.append((waits.next_try_at - when).total_seconds())
        when = waits.next_try_at
        services.deliver(at=when)

    assert pauses == [*RETRY_SECONDS, RETRY_SECONDS[-1]]
    assert services.deliver(at=when + timedelta(hours=1)) == 1
    assert one.kept() == [1]


@pytest.mark.django_db
def test_news_for_a_reader_that_is_no_longer_there_is_put_aside(
    two: tuple[Listener, Listener],
) -> None:
    ring(1)
    del services.READERS["tests.one"]

    assert services.deliver(at=NOW) == 2
    assert queries.waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_deliver_at_once_never_read_the_same(two: tuple[Listener, Listener]) -> None:
    ring(*range(1, 41))
    begin = threading.Barrier(3)
    counts: list[int] = []

    def deliver() -> None:
        begin.wait()
        try:
            counts.append(services.deliver(at=NOW))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=deliver) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(counts) == 80
    assert [sorted(reader.heard) for reader in two] == [list(range(1, 41))] * 2
    assert queries.waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_whoever_delivers_is_woken_when_the_news_is_sure(
    two: tuple[Listener, Listener], monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[bool] = []
    monkeypatch.setattr(services, "_wakers", [lambda: woken.append(connection.in_atomic_block)])

    with transaction.atomic():
        ring(1)
        assert woken == []

    assert woken == [False]
