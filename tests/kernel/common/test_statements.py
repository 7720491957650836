"""A statement that was written once finds what its query finds."""

from __future__ import annotations

from datetime import UTC
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import F
from pytest_django import DjangoAssertNumQueries

from linli.grid.cases.models import Case
from linli.kernel.common.statements import MOMENT, Iso, Statement, here, written
from tests.courses import reported
from tests.district import NOW, small_district

NOBODY = UUID(int=0)


@pytest.mark.django_db
def test_finds_what_the_query_finds() -> None:
    district = small_district()
    keys = sorted(reported(district, number).pk for number in range(1, 4))
    found = Case.objects.filter(stage="reported").values_list("pk")

    statement = written(found)

    rest = ' ORDER BY "grid_case"."id" LIMIT %s'
    assert [key for (key,) in statement.rows(rest, [2])] == keys[:2]


@pytest.mark.django_db
def test_a_query_that_finds_nothing_is_not_asked(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    statement = written(Case.objects.none().values_list("pk"))

    with django_assert_num_queries(0):
        assert statement.rows() == []


@pytest.mark.django_db
def test_a_moment_is_text_in_utc_to_the_microsecond() -> None:
    case = reported(small_district(), at=NOW.replace(microsecond=120))

    found = Case.objects.filter(pk=case.pk).annotate(text=Iso(F("reported_at")))

    ((text,),) = written(found.values_list("text")).rows()
    assert text == "2026-11-23T01:00:00.000120Z"
    assert text == case.reported_at.astimezone(UTC).strftime(MOMENT)


@pytest.mark.django_db
def test_a_value_takes_the_place_of_the_one_the_query_was_written_with() -> None:
    district = small_district()
    keys = [reported(district, number).pk for number in range(1, 4)]
    statement = written(Case.objects.filter(pk=NOBODY, stage="reported").values_list("pk"))

    found = [statement.of(NOBODY, key) for key in keys]

    assert found == [[(key,)] for key in keys]
    assert statement.of(NOBODY, UUID(int=1)) == []
    assert written(Case.objects.none().values_list("pk")).of(NOBODY, keys[0]) == []


@pytest.mark.django_db
def test_a_statement_by_a_key_is_planned_once_in_a_connection() -> None:
    district = small_district()
    keys = [reported(district, number).pk for number in range(1, 4)]
    statement = written(Case.objects.filter(pk=NOBODY).values_list("number", "pk"))

    for key in keys:
        statement.of(NOBODY, key)

    assert planned(statement) == 1


@pytest.mark.django_db
def test_where_a_pooler_forbids_it_nothing_is_planned_ahead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(here(), "is_planning", False)
    case = reported(small_district())
    statement = written(Case.objects.filter(pk=NOBODY).values_list("pk", "number", "stage"))

    assert statement.of(NOBODY, case.pk) == [(case.pk, case.number, "reported")]
    assert planned(statement) == 0


@pytest.mark.django_db
def test_a_statement_planned_ahead_reads_what_its_own_transaction_wrote() -> None:
    case = reported(small_district())
    statement = written(Case.objects.filter(pk=NOBODY).values_list("joined"))
    statement.of(NOBODY, case.pk)

    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(joined=7)
        assert statement.of(NOBODY, case.pk) == [(7,)]


def planned(statement: Statement) -> int:
    """Return how often this connection has planned a statement ahead."""
    assert statement.sql is not None
    start = "%" + statement.sql.partition(" WHERE ")[0] + " WHERE %"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", [start]
        )
        return int(cursor.fetchone()[0])
