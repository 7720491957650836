"""The record is chained: every alteration is found and named, what was erased is not broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.cases.services import stream_of
from linli.grid.moves.rules import Stage
from linli.grid.reporters import services as reporters
from linli.kernel.journal import queries, services
from linli.kernel.journal.models import Entry, Payload
from linli.kernel.people.rules import BY_RULE
from tests.courses import brought, entries_of
from tests.district import District, again, key, small_district, stamp

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    """Return the small district."""
    return small_district()


@contextmanager
def _past_the_guard() -> Iterator[None]:
    """Do as somebody with the keys of the database does who switches its triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


def _altered(**fields: object) -> Callable[[Entry], None]:
    return lambda entry: _write(entry, **fields)


def _write(entry: Entry, **fields: object) -> None:
    Entry.objects.filter(pk=entry.pk).update(**fields)


def _delete(table: str, column: str, key: int | UUID) -> None:
    """Remove a row by the words of the database, which asks no model."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {column} = %s", [key])


def _removed(entry: Entry) -> None:
    _delete("kernel_payload", "entry_id", entry.pk)
    _delete("kernel_unread", "entry_id", entry.pk)
    _delete("kernel_entry", "id", entry.pk)


def _lost_payload(entry: Entry) -> None:
    Payload.objects.filter(pk=entry.pk).delete()


def _other_payload(entry: Entry) -> None:
    Payload.objects.filter(pk=entry.pk).update(content={"text": "没有人说过"})


def _float_payload(entry: Entry) -> None:
    Payload.objects.filter(pk=entry.pk).update(content={"text": 1.5})


def _added_payload(entry: Entry) -> None:
    Entry.objects.filter(pk=entry.pk).update(commitment="")


def _hidden_behind_erasure(entry: Entry) -> None:
    Payload.objects.filter(pk=entry.pk).update(content={"text": "没有人说过"}, erased_at=entry.at)


def _moved_back(entry: Entry) -> None:
    _write(entry, at=entry.at.replace(hour=0))


def _sealed_anew(entry: Entry) -> None:
    """Alter an entry and give it the digest that fits: the next one no longer follows."""
    entry.facts = entry.facts | {"set": {}}
    from linli.kernel.journal import rules

    _write(entry, facts=entry.facts, digest=rules.seal(entry.sealed()))


ALTERED = "was altered after it was recorded"
LOST = "has lost its payload"
SWAPPED = "has a payload that was altered"

TAMPERINGS: list[tuple[Callable[[Entry], None], int, str]] = [
    # how the third of seven entries is tampered with, the entry that is named, why
    (_altered(facts={"set": {"stage": "closed"}}), 3, ALTERED),
    (_altered(facts={"set": {"limit_value": 1.5}}), 3, ALTERED),
    (_altered(actor={"role": "district_desk", "person": "", "post": ""}), 3, ALTERED),
    (_moved_back, 3, ALTERED),
    (_altered(verb="grid.case_closed"), 3, ALTERED),
    (_altered(algorithm="none"), 3, ALTERED),
    (_altered(digest="0" * 64), 3, ALTERED),
    (_altered(previous="0" * 64), 3, "does not continue the entry before it"),
    (_altered(number=30), 3, "entry 3 is missing"),
    (_removed, 3, "entry 3 is missing"),
    (_sealed_anew, 4, "does not continue the entry before it"),
    (_lost_payload, 3, LOST),
    (_other_payload, 3, SWAPPED),
    (_float_payload, 3, SWAPPED),
    (_added_payload, 3, ALTERED),
    (_hidden_behind_erasure, 3, "has a payload that is called erased and is not"),
]


@pytest.mark.parametrize(("tamper", "number", "reason"), TAMPERINGS)
def test_finds_and_names_the_first_entry_that_was_tampered_with(
    district: District, tamper: Callable[[Entry], None], number: int, reason: str
) -> None:
    sound = brought(district, Stage.CLOSED, 1)
    case = brought(district, Stage.CLOSED, 2)
    assert queries.verify().faults == []

    with _past_the_guard():
        tamper(entries_of(case)[2])

    [fault] = queries.verify().faults
    assert (fault.stream, fault.number, fault.reason) == (stream_of(case.pk), number, reason)
    assert queries.verify([stream_of(sound.pk)]).faults == []


def test_finds_two_payloads_that_changed_places(district: District) -> None:
    case = brought(district, Stage.CLOSED)
    one, other = (Payload.objects.get(pk=entry.pk) for entry in entries_of(case)[2:4])

    Payload.objects.filter(pk=one.pk).update(content=other.content, salt=other.salt)
    Payload.objects.filter(pk=other.pk).update(content=one.content, salt=one.salt)

    assert [fault.number for fault in queries.verify().faults] == [3]


def test_a_tail_that_was_cut_off_is_found_by_the_row(district: District) -> None:
    case = brought(district, Stage.CLOSED)

    with _past_the_guard():
        _removed(entries_of(case)[-1])

    assert queries.verify().faults == []
    [fault] = cases.verify_rows().faults
    assert (fault.stream, fault.number) == (stream_of(case.pk), 6)


@pytest.mark.parametrize("how", ["UPDATE kernel_entry SET verb = ''", "DELETE FROM kernel_entry"])
def test_the_database_refuses_to_change_or_remove_an_entry(district: District, how: str) -> None:
    brought(district, Stage.REGISTERED)

    with (
        pytest.raises(DatabaseError, match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(how)

    assert Entry.objects.count() == queries.verify().entries == 2


def test_counts_what_was_erased_and_does_not_call_it_broken(district: District) -> None:
    case = brought(district, Stage.CLOSED)
    kept = brought(district, Stage.DISPATCHED, 2)

    erased = reporters.forget(BY_RULE, case_id=case.pk, stamp=stamp())

    proof = queries.verify()
    assert proof.faults == []
    assert (proof.streams, proof.entries) == (2, 8 + 3)
    assert (proof.erased, proof.payloads) == (erased, 3) == (7, kept.version)
    assert set(Payload.objects.filter(erased_at__isnull=False).values_list("content", "salt")) == {
        (None, None)
    }


def test_a_commitment_says_nothing_of_the_words(district: District) -> None:
    one, other = brought(district, Stage.REPORTED, 1), brought(district, Stage.REPORTED, 2)

    first, second = entries_of(one)[0], entries_of(other)[0]

    assert first.commitment != second.commitment
    assert "13800138000" not in str(first.facts)
    assert "垃圾" not in str(first.facts)


ROW_FAULTS = [
    {"stage": "closed", "due_at": None},
    {"was_late": True},
    {"due_at": "2030-01-01T00:00:00Z"},
    {"lead_id": None},
    {"joined": 5},
    {"version": 9},
]


@pytest.mark.parametrize("fields", ROW_FAULTS)
def test_finds_a_case_row_that_was_changed(district: District, fields: dict[str, object]) -> None:
    brought(district, Stage.IN_HAND, 1)
    case = brought(district, Stage.IN_HAND, 2)

    Case.objects.filter(pk=case.pk).update(**fields)

    [fault] = cases.verify_rows().faults
    assert fault.stream == stream_of(case.pk)
    assert fault.reason in {f"{name} is not what the entries say" for name in fields}


def test_finds_a_row_that_is_missing_and_one_that_nobody_told_of(district: District) -> None:
    gone = brought(district, Stage.REGISTERED, 1)
    extra = brought(district, Stage.REPORTED, 2)
    extra.pk, extra.number = key(99), "20261123-999999"
    extra.save(force_insert=True)

    with _past_the_guard():
        _delete("grid_reporter", "case_id", gone.pk)
        _delete("grid_case", "id", gone.pk)

    faults = {(fault.stream, fault.reason) for fault in cases.verify_rows().faults}
    assert faults == {
        (stream_of(gone.pk), "has entries but no row"),
        (stream_of(extra.pk), "has no entries"),
    }


def test_an_empty_house_verifies() -> None:
    assert queries.verify().faults == cases.verify_rows().faults == []


def test_erases_only_the_entries_that_are_named(district: District) -> None:
    case = brought(district, Stage.CLOSED)

    erased = services.erase(stream=stream_of(case.pk), numbers=[1, 4], at=again(case).changed_at)

    assert erased == 2
    assert queries.verify().erased == 2
    assert [bool(entry.payload.erased_at) for entry in entries_of(case)] == [
        number in {1, 4} for number in range(1, 8)
    ]
