"""Fewer messages change nothing of what a transaction is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, DataError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.common.messages import flush, inserted, keep, send
from linli.kernel.common.statements import found, found_each, here, whole
from linli.kernel.database import base
from linli.kernel.database.base import numbered
from linli.kernel.people.models import Organisation
from tests.district import NOW, key

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-9.5))])
EARLY, LATE = (NOW.replace(year=year, tzinfo=None) for year in (1900, 2200))
MOMENTS = st.datetimes(EARLY, LATE, timezones=ZONES)


class Spoilt(Exception):
    """What goes wrong in a part of a transaction."""


def office(number: int) -> Organisation:
    """Return an organisation that is not stored."""
    return Organisation(pk=key(number), kind="department", name=f"科室{number}")


def kept() -> list[str]:
    """Return the names of the organisations that are there."""
    return list(Organisation.objects.order_by("pk").values_list("name", flat=True))


@pytest.mark.parametrize(
    ("sql", "line", "places"),
    [
        ("SELECT 1", "SELECT 1", ()),
        ("a = %s AND b = %s", "a = $1 AND b = $2", (0, 1)),
        ("a LIKE 'x%%' AND b = %s", "a LIKE 'x%' AND b = $1", (0,)),
        (
            "a = %(day)s AND b = %(key)s AND c = %(day)s",
            "a = $1 AND b = $2 AND c = $1",
            ("day", "key"),
        ),
    ],
)
def test_places_of_values_are_numbered(sql: str, line: str, places: tuple[object, ...]) -> None:
    assert numbered(sql) == (line, places)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=TEXT, number=st.integers(-(2**62), 2**62), at=MOMENTS, uuid=st.uuids(), is_so=st.booleans()
)
@pytest.mark.django_db
def test_values_come_back_as_they_went(
    text: str, number: int, at: datetime, uuid: UUID, is_so: bool
) -> None:
    sql = "SELECT %s::text, %s::bigint, %s::timestamptz, %s::uuid, %s::boolean, %s::date, %s::text[], %s::text"
    values: list[Any] = [text, number, at, uuid, is_so, at.date(), [text, "'", "\\"], None]

    for rows in (found(sql, values), here().found((sql, values), is_planned=False)[0]):
        assert rows == [tuple(values)]


@pytest.mark.django_db
def test_the_sign_that_ends_a_word_for_postgresql_cuts_nothing_off() -> None:
    with pytest.raises(DataError), transaction.atomic():
        found("SELECT %s::text", ["楼\x00下"])


@pytest.mark.django_db
def test_several_questions_have_their_own_answers() -> None:
    day = date(2026, 11, 23)

    assert found_each(
        ("SELECT %s::date", [day]), ("SELECT 1 WHERE false", []), ("SELECT 2", [])
    ) == [
        [(day,)],
        [],
        [(2,)],
    ]


@pytest.mark.django_db
def test_where_too_much_is_planned_already_the_rest_is_planned_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(base, "PLANNED_MOST", 0)

    assert found("SELECT %s::int + 40", [2]) == [(42,)]


@pytest.mark.django_db
def test_what_is_kept_is_there_for_whatever_is_asked_next() -> None:
    keep(inserted([office(1)]))

    assert kept() == ["科室1"]
    with transaction.atomic():
        keep(inserted([office(2)]))
        assert found("SELECT count(*) FROM kernel_organisation", []) == [(2,)]
    assert kept() == ["科室1", "科室2"]


@pytest.mark.django_db(transaction=True)
def test_what_the_database_refuses_of_it_is_raised_at_the_end_and_nothing_is_stored() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        keep([*inserted([office(1)]), *inserted([office(1)])])

    assert kept() == []


@pytest.mark.django_db(transaction=True)
def test_flush_asks_for_the_refusal_at_once() -> None:
    with transaction.atomic():
        keep(inserted([office(1)]))
        keep(inserted([office(1)]))
        with pytest.raises(IntegrityError):
            flush()
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_goes_with_the_transaction_that_is_given_up() -> None:
    with suppress(Spoilt), transaction.atomic():
        keep(inserted([office(1)]))
        raise Spoilt
    with transaction.atomic():
        keep(inserted([office(2)]))

    assert kept() == ["科室2"]


@pytest.mark.django_db(transaction=True)
def test_a_part_that_is_refused_spoils_the_whole_only_where_that_was_said() -> None:
    with transaction.atomic():
        keep(inserted([office(1)]))
        with suppress(IntegrityError), transaction.atomic():
            keep(inserted([office(1)]))
    assert kept() == ["科室1"]

    with transaction.atomic(), whole():
        with suppress(Spoilt), transaction.atomic():
            keep(inserted([office(2)]))
            raise Spoilt
        with pytest.raises(transaction.TransactionManagementError):
            kept()
    assert kept() == ["科室1"]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_database_closed_is_opened_anew_at_the_next_request() -> None:
    [(process,)] = found("SELECT pg_backend_pid()", [])
    with connection.copy().cursor() as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
        other.connection.close()

    here().health_check_done = False

    assert found("SELECT 1", []) == [(1,)]
    assert found("SELECT pg_backend_pid()", []) != [(process,)]


PARTS: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(["keep", "save", "twice", "spoil", "ask"]),
    lambda parts: st.lists(parts, max_size=6),
    max_leaves=20,
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(parts=st.lists(PARTS, max_size=6))
@pytest.mark.django_db(transaction=True)
def test_parts_within_parts_keep_and_lose_what_they_do_with_a_message_for_each(
    parts: list[Any],
) -> None:
    laid, stored = _laid(parts, count(1)), []
    for is_kept in (True, False):
        Organisation.objects.all().delete()
        _play(laid, is_kept=is_kept)
        stored.append(kept())

    assert stored[0] == stored[1]


def _laid(part: list[Any], numbers: Iterator[int]) -> list[Any]:
    """Return the steps of a part, each with the number of what it stores."""
    return [
        _laid(step, numbers)
        if isinstance(step, list)
        else (step, 1000 if step == "twice" else next(numbers))
        for step in part
    ]


def _play(part: list[Any], *, is_kept: bool) -> None:
    """Take the steps of a part of a transaction; a fault ends the part and is forgotten."""
    with suppress(DatabaseError, Spoilt), transaction.atomic():
        for one in part:
            if isinstance(one, list):
                _play(one, is_kept=is_kept)
                continue
            step, number = one
            if step == "spoil":
                raise Spoilt
            if step == "ask":
                kept()
            else:
                (keep if is_kept and step != "save" else send)(inserted([office(number)]))


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_was_given_up_does_not_end_as_if_it_were_stored() -> None:
    def go_on() -> None:
        with transaction.atomic():
            keep([*inserted([office(1)]), *inserted([office(1)])])
            with suppress(IntegrityError), transaction.atomic():
                keep(inserted([office(2)]))

    with pytest.raises(DatabaseError, match="nothing of it is stored"):
        go_on()

    assert kept() == []
