"""Committed entries get into the log once, in order, and nobody can change it unseen (X4)."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.kernel.heads import queries, rules
from linli.kernel.heads import services as heads
from linli.kernel.heads.models import Head, Leaf, Node, Unlogged
from linli.kernel.journal.models import Entry
from linli.kernel.trees import rules as trees
from tests.kernel.heads.keeping import record, without_triggers

pytestmark = pytest.mark.django_db(transaction=True)


def _places() -> list[tuple[int, int]]:
    return list(Leaf.objects.order_by("index").values_list("index", "entry_id"))


def test_appends_what_is_committed_in_order_and_without_a_gap() -> None:
    first, second = record(3), record(2, "tests:two")

    assert queries.waiting() == 5
    assert heads.append() == 5
    assert heads.append() == 0

    assert _places() == list(enumerate(entry.pk for entry in [*first, *second]))
    assert queries.waiting() == 0


def test_a_leaf_is_the_digest_of_its_entry() -> None:
    [entry] = record(1)

    heads.append()

    content = b'{"algorithm":"sha256","digest":"%s"}' % entry.digest.encode()
    assert bytes(Leaf.objects.get().hash) == trees.leaf_hash(content)


def test_what_becomes_visible_late_comes_after_what_was_there_and_is_not_missed() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            record(1, "tests:slow")
            begun.set()
            may_end.wait(20)
        connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    begun.wait(20)
    [quick] = record(1, "tests:quick")
    heads.append()
    may_end.set()
    thread.join()

    heads.append()

    slow = Entry.objects.get(stream="tests:slow")
    assert slow.pk < quick.pk
    assert _places() == [(0, quick.pk), (1, slow.pk)]
    assert queries.verify().faults == []


def test_two_workers_at_once_make_one_log() -> None:
    record(400)
    appended: list[int] = []

    def work() -> None:
        while count := heads.append(most=7):
            appended.append(count)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(appended) == 400
    assert [index for index, _ in _places()] == list(range(400))
    assert queries.verify().faults == []


def test_an_append_that_is_broken_off_leaves_nothing() -> None:
    record(5)

    with transaction.atomic():
        heads.append()
        transaction.set_rollback(True)

    assert (queries.size(), queries.waiting()) == (0, 5)
    assert heads.append() == 5
    assert queries.verify().faults == []


def test_copied_entries_are_noted_too() -> None:
    record(1500)

    assert heads.append_all() == 1500


@pytest.mark.parametrize("batch", [1, 3, 64, 1000])
def test_the_tree_is_the_same_however_it_was_appended(batch: int) -> None:
    entries = record(100)
    while heads.append(most=batch):
        pass

    edge = trees.Edge()
    for entry in entries:
        edge.append(trees.leaf_hash(rules.leaf_content(entry.algorithm, entry.digest)))
    assert queries.edge().root == edge.root
    assert queries.root(100) == edge.root


def test_many_proofs_cost_two_statements() -> None:
    record(200)
    heads.append()

    with CaptureQueriesContext(
        connection,
    ) as asked:
        paths = queries.proofs([trees.inclusion_path(index, 200) for index in range(50)])

    assert len(asked) == 2
    leaves = [bytes(row) for row in Leaf.objects.order_by("index").values_list("hash", flat=True)]
    root = queries.root(200)
    for index, path in enumerate(paths):
        assert trees.is_included(leaves[index], index=index, size=200, path=path, root=root)


@pytest.mark.parametrize("old", [1, 7, 64, 199, 200])
def test_shows_that_the_log_only_grew(old: int) -> None:
    record(200)
    heads.append()

    path = queries.consistency(old, 200)

    assert trees.is_consistent(
        old=old, new=200, old_root=queries.root(old), new_root=queries.root(200), path=path
    )


@pytest.mark.parametrize("table", ["leaf", "node", "head", "countersignature"])
@pytest.mark.parametrize("change", ["UPDATE kernel_{} SET {} = {}", "DELETE FROM kernel_{}"])
def test_the_database_refuses_to_change_what_was_logged(table: str, change: str) -> None:
    column = {"leaf": "hash", "node": "hash", "head": "size", "countersignature": "at"}[table]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgname = %s", [f"kernel_{table}_is_kept"]
        )
        assert cursor.fetchone() == (1,)
    if table in ("leaf", "node"):
        record(4)
        heads.append()
        with pytest.raises(DatabaseError, match="never changed"), connection.cursor() as cursor:
            cursor.execute(change.format(table, column, column))


FORGERIES: dict[str, tuple[Callable[[], object], str]] = {
    "a leaf of another entry": (
        lambda: Leaf.objects.filter(index=3).update(hash=b"\0" * 32),
        "is not the entry it stands for",
    ),
    "a subtree": (
        lambda: Node.objects.filter(last=3, level=2).update(hash=b"\0" * 32),
        "has another subtree above it",
    ),
    "no subtree": (
        lambda: Node.objects.filter(last=3, level=2).delete(),
        "has another subtree above it",
    ),
    "a gap": (
        lambda: Leaf.objects.filter(index=2).delete(),
        "is missing from the log",
    ),
    "an entry that was never logged": (
        lambda: (record(1), Unlogged.objects.all().delete()),
        "is missing from the log",
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_the_check_names_what_was_forged(forgery: str) -> None:
    record(6)
    heads.append()
    forge, reason = FORGERIES[forgery]
    with without_triggers("kernel_leaf", "kernel_node"):
        forge()

    faults = queries.verify().faults

    assert reason in [fault.reason for fault in faults]


def test_an_empty_house_is_sound() -> None:
    assert queries.verify() == queries.LogProof(leaves=0, heads=0, waiting=0)
    assert not Head.objects.exists()
