"""What is sent in one message is stored and read as Django would have done it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.forms.models import model_to_dict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from linli.grid.cases.models import Case
from linli.grid.figures.models import Delta
from linli.kernel.common.messages import inserted, rows, send, updated
from linli.kernel.journal.models import Entry, Payload, Unread
from tests.courses import reported
from tests.district import NOW, key, small_district

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)


def entry(number: int, facts: object = None) -> Entry:
    """Return an entry that is not stored, with its key."""
    return Entry(
        id=number,
        stream=f"test:{number}",
        number=1,
        verb="test.told",
        facts=facts if facts is not None else {},
        actor={},
        at=NOW,
        recorded_at=NOW,
        algorithm="sha256",
        digest=f"{number}",
    )


@pytest.mark.django_db
def test_rows_of_many_tables_go_in_one_message(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    first, second = entry(1), entry(2)
    words = Payload(entry=first, content={"text": "楼下"}, salt=b"\x00\xff\\'")
    unread = [Unread(entry=one, reader="test", next_try_at=NOW) for one in (first, second)]

    with django_assert_num_queries(1):
        assert send(inserted([first, words, second, *unread])) == []

    assert list(Entry.objects.order_by("pk")) == [first, second]
    kept = Payload.objects.get()
    assert (kept.content, bytes(kept.salt or b"")) == ({"text": "楼下"}, b"\x00\xff\\'")
    assert Unread.objects.count() == 2


@pytest.mark.django_db
def test_a_row_is_stored_as_django_stores_it() -> None:
    case = reported(small_district())
    twin = Case.objects.get(pk=case.pk)
    twin.pk, twin.number, twin.request_key = key(77), "twin", None
    twin.assist_ids = [key(1), key(2)]
    other = Case(**{field.attname: getattr(twin, field.attname) for field in Case._meta.fields})
    other.pk, other.number = key(78), "other"

    send(inserted([twin]))
    other.save(force_insert=True)

    names = [field.name for field in Case._meta.fields if field.name not in {"id", "number"}]
    stored = [model_to_dict(Case.objects.get(pk=one), names) for one in (key(77), key(78))]
    assert stored[0] == stored[1]


@pytest.mark.django_db
def test_a_column_that_the_database_fills_is_left_to_it() -> None:
    send(inserted([Delta(on=date(2026, 11, 23), measure="reported", count=1)]))

    assert Delta.objects.get().bin == Delta._meta.get_field("bin").get_default()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(words=WORDS, facts=st.dictionaries(WORDS, WORDS | st.integers() | st.none(), max_size=4))
@pytest.mark.django_db(transaction=False)
def test_no_words_break_out_of_a_message(words: str, facts: dict[str, object]) -> None:
    with transaction.atomic():
        one = entry(1, {"facts": facts})
        one.verb = words
        send(inserted([one, Unread(entry=one, reader="test", next_try_at=NOW, fault=words)]))
        kept = Entry.objects.get()
        assert (kept.verb, kept.facts) == (words, {"facts": facts})
        assert Unread.objects.get().fault == words
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_sign_that_postgresql_cannot_keep_is_refused() -> None:
    with pytest.raises(DataError):
        send(inserted([Unread(entry=entry(1), reader="te\x00st", next_try_at=NOW)]))


@pytest.mark.django_db
def test_where_one_statement_fails_none_is_kept() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        send([*inserted([entry(1)]), *inserted([entry(1)])])

    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_an_update_changes_the_named_columns_of_its_row_alone() -> None:
    district = small_district()
    one, other = reported(district, 1), reported(district, 2)
    one.stage, one.assist_ids, one.number = "registered", [key(1)], "not stored"

    send([updated(one, ["stage", "assist_ids"])])

    kept, beside = Case.objects.get(pk=one.pk), Case.objects.get(pk=other.pk)
    assert (kept.stage, kept.assist_ids) == ("registered", [key(1)])
    assert kept.number != "not stored"
    assert beside.stage == "reported"


@pytest.mark.django_db
def test_rows_are_read_as_the_query_reads_them() -> None:
    district = small_district()
    cases = [reported(district, number) for number in (1, 2)]

    found = rows(Case, "WHERE id = ANY(%s) ORDER BY id", [[case.pk for case in cases]])

    wanted = list(Case.objects.order_by("pk"))
    assert [vars_of(one) for one in found] == [vars_of(one) for one in wanted]
    found_entries = rows(Entry, "ORDER BY id", [])
    assert [vars_of(one) for one in found_entries] == [
        vars_of(e) for e in Entry.objects.order_by("pk")
    ]


def vars_of(row: object) -> dict[str, object]:
    """Return what a row holds, without what Django remembers beside it."""
    return {name: value for name, value in vars(row).items() if name != "_state"}


@pytest.mark.django_db
def test_each_statement_that_answers_has_its_own_rows() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE told (number int)")

    assert send(["SELECT 1", "INSERT INTO told VALUES (2)", "SELECT number FROM told"]) == [
        [(1,)],
        [(2,)],
    ]
