"""Arguments as clients really write them: moments, spans, pages, lists."""

from datetime import UTC, datetime, timedelta

import pytest

from linli.kernel.common.errors import Forbidden, LinliError, NotFound, TooMany
from linli.open311.doors.rules import (
    ArgumentUnreadable,
    Asked,
    Page,
    SpanTooLong,
    moment,
    page,
    span,
    status_of,
)
from tests.district import NOW

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "words",
    [
        "2026-11-23T09:00:00Z",
        "2026-11-23t09:00:00z",
        "2026-11-23T17:00:00+08:00",
        "2026-11-23T17:00:00 08:00",
        "2026-11-23T17:00:00+0800",
        "2026-11-23T03:00:00-06:00",
        "2026-11-23T09:00:00.999999Z",
        "2026-11-23T09:00Z",
        "2026-11-23T09:00:00",
        "2026-11-23 09:00:00",
    ],
)
def test_reads_a_moment_however_it_is_written(words: str) -> None:
    assert moment("start_date", words) == NINE


def test_a_day_without_a_time_begins_or_ends_as_the_argument_asks() -> None:
    assert moment("start_date", "2026-11-23") == NINE.replace(hour=0)
    assert moment("end_date", "2026-11-23", is_end=True) == datetime(
        2026, 11, 23, 23, 59, 59, 999_999, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "words",
    ["yesterday", "2026-13-01", "2026-11-23T25:00:00Z", "0001-01-01T00:00:00+08:00", "9" * 400],
)
def test_says_what_a_moment_looks_like(words: str) -> None:
    with pytest.raises(ArgumentUnreadable) as refused:
        moment("start_date", words)

    assert refused.value.facts["name"] == "start_date"


DAYS_90 = timedelta(days=90)
WHOLE = timedelta(microseconds=999_999)
"""The rest of the second that an end names."""


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("", "", (NOW - DAYS_90, NOW)),
        ("2026-11-23T09:00:00Z", "", (NINE, NINE + DAYS_90)),
        ("", "2026-11-23T09:00:00Z", (NINE + WHOLE - DAYS_90, NINE + WHOLE)),
        ("2026-08-25T09:00:00Z", "2026-11-23T09:00:00Z", (NINE - DAYS_90, NINE + WHOLE)),
    ],
)
def test_the_other_end_of_a_span_is_ninety_days_away(
    start: str, end: str, expected: tuple[datetime, datetime]
) -> None:
    assert span(start, end, at=NOW) == expected


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-01-01", "2026-11-23"), ("2026-11-23", "2026-11-01")],
)
def test_a_span_of_more_than_ninety_days_is_refused_and_not_cut(start: str, end: str) -> None:
    with pytest.raises(SpanTooLong):
        span(start, end, at=NOW)


@pytest.mark.parametrize(
    ("start", "end"),
    [("9999-12-31T23:00:00Z", ""), ("", "0001-01-01T00:00:00Z")],
)
def test_a_span_beyond_the_edge_of_time_is_refused(start: str, end: str) -> None:
    with pytest.raises(ArgumentUnreadable):
        span(start, end, at=NOW)


@pytest.mark.parametrize(
    ("number", "size", "expected"),
    [
        ("", "", Page(1, 1000)),
        ("3", "50", Page(3, 50)),
        ("1", "1001", Page(1, 1000)),
        ("", "999999999999", Page(1, 1000)),
    ],
)
def test_more_rows_than_a_page_holds_become_a_full_page(
    number: str, size: str, expected: Page
) -> None:
    assert page(number, size) == expected


@pytest.mark.parametrize("words", ["0", "-1", "x", "1.5", "9" * 30, "٣"])
def test_a_page_is_a_whole_number_from_one(words: str) -> None:
    with pytest.raises(ArgumentUnreadable):
        page(words, "")


def test_an_empty_argument_is_an_absent_one_and_body_comes_before_query() -> None:
    asked = Asked(
        root="",
        path="",
        query={"jurisdiction_id": ["yylou"], "status": ["open,,open", " closed"]},
        body={"jurisdiction_id": [""], "description": ["\x00 "]},
    )

    assert asked.one("jurisdiction_id") == "yylou"
    assert asked.one("description") == ""
    assert asked.listed("status") == ("open", "closed")


@pytest.mark.parametrize(
    ("errors", "status"),
    [
        ([LinliError()], 400),
        ([ArgumentUnreadable(), NotFound()], 404),
        ([NotFound(), Forbidden()], 403),
        ([TooMany(minutes=1)], 429),
    ],
)
def test_the_gravest_error_gives_the_status(errors: list[LinliError], status: int) -> None:
    assert status_of(errors) == status
