"""A statement that was written once finds what its query finds."""

from __future__ import annotations

from datetime import UTC

import pytest
from django.db.models import F

from linli.grid.cases.models import Case
from linli.kernel.common.statements import MOMENT, Iso, written
from tests.courses import reported
from tests.district import NOW, small_district


@pytest.mark.django_db
def test_finds_what_the_query_finds() -> None:
    district = small_district()
    keys = sorted(reported(district, number).pk for number in range(1, 4))
    found = Case.objects.filter(stage="reported").values_list("pk")

    statement = written(found)

    rest = ' ORDER BY "grid_case"."id" LIMIT %s'
    assert [key for (key,) in statement.rows(rest, [2])] == keys[:2]


@pytest.mark.django_db
def test_a_query_that_finds_nothing_is_not_asked(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
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
