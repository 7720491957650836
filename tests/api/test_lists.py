"""What stands beside a case comes a page at a time: nothing twice, nothing lost, few statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from pydantic import BaseModel

from linli.api.shapes import forms as shapes
from linli.api.words import forms as words
from linli.grid.beside_readings import rules
from linli.grid.beside_readings.rules import Beside, Mark
from linli.grid.cases.models import Case
from linli.grid.disputes.models import Dispute
from linli.grid.files.models import Attachment
from linli.grid.followups.models import FollowUp
from linli.grid.listing import queries as listing
from linli.grid.listing.rules import CursorUnreadable, wrapped
from linli.grid.moves.rules import Stage
from linli.grid.notes.models import Note
from linli.grid.tasks.models import Task
from linli.kernel.common import ids
from linli.kernel.people.models import Organisation
from linli.kernel.people.rules import Actor, Role
from tests.api import sendings as made
from tests.api.test_files import noted
from tests.api.test_words import desk_of
from tests.api.tools import Tool, tool_of
from tests.district import NOW, District
from tests.grid.desk.doors import case_at
from tests.grid.tasks.test_permissions import everybody

COUNT = 7


@dataclass(frozen=True)
class Listed:
    """A list beside a case: who reads it, of which case, in which shape."""

    name: str
    tool: Tool
    case_id: UUID
    shape: type[BaseModel]
    table: type[Model]

    def page(self, **asked: Any) -> dict[str, Any]:
        """Return a page, in the shape that is described."""
        answer = self.tool.get(f"/cases/{self.case_id}/{self.name}", **asked)
        assert answer.status_code == 200, answer.content
        self.shape.model_validate(answer.json())
        return dict(answer.json())

    def pages(self, limit: int) -> Iterator[list[Any]]:
        """Yield the rows of each page."""
        asked: dict[str, Any] = {"limit": limit}
        while True:
            found = self.page(**asked)
            yield found[self.name]
            if found["next"] is None:
                return
            asked["cursor"] = found["next"]

    def grow(self, count: int) -> None:
        """Let the list have so many rows, each of another unit, some at the same moment."""
        row: Any = self.table.objects.order_by("pk")[0]  # type: ignore[attr-defined]
        self.table.objects.exclude(pk=row.pk).delete()  # type: ignore[attr-defined]
        known = {field.name for field in self.table._meta.fields}
        for number in range(2, count + 1):
            unit = Organisation.objects.create(id=ids.new(), kind="department", name=f"局{number}")
            others: dict[str, Any] = {
                "organisation_id": unit.pk, "mentioned_id": unit.pk, "decided_id": unit.pk,
                "parties": [unit.pk], "number": number, "file": f"files/{number}",
                "given_at": NOW + timedelta(minutes=number // 3), "stage": "withdrawn",
                "begun_at": NOW + timedelta(minutes=number // 3), "ended_at": NOW,
                "watch_at": None,
            }  # fmt: skip
            for name in known & others.keys():
                setattr(row, name, others[name])
            row.pk = ids.new()
            row.save(force_insert=True)


def _of(sending: made.Sending, name: str, shape: type[BaseModel], table: type[Model]) -> Listed:
    answer = sending.sent()
    assert answer.status_code == 201, answer.content
    return Listed(name, sending.tool, Case.objects.get().pk, shape, table)


def _files(district: District) -> Listed:
    case, desk = case_at(district, Stage.IN_HAND), desk_of(district)
    assert noted(desk, case.pk).status_code == 201
    return Listed("files", desk, case.pk, words.Files, Attachment)


LISTS: dict[Beside, Callable[[District], Listed]] = {
    Beside.PARTS: lambda d: _of(made.part(d), "parts", shapes.Parts, Task),
    Beside.DISPUTES: lambda d: _of(made.dispute(d), "disputes", shapes.Disputes, Dispute),
    Beside.NOTES: lambda d: _of(made.note(d), "notes", words.Notes, Note),
    Beside.FOLLOW_UPS: lambda d: _of(made.follow_up(d), "follow_ups", words.FollowUps, FollowUp),
    Beside.FILES: _files,
}
COSTS = {
    Beside.PARTS: 6,
    Beside.DISPUTES: 6,
    Beside.NOTES: 5,
    Beside.FOLLOW_UPS: 4,
    Beside.FILES: 3,
}
"""List → statements of a page when no name is known yet, with the one for the key."""


def test_every_list_is_tried() -> None:
    assert set(LISTS) == set(Beside) == set(rules.ORDER)


@pytest.mark.parametrize("of", list(Beside))
def test_pages_together_are_the_whole_list_each_row_once(district: District, of: Beside) -> None:
    listed = LISTS[of](district)
    listed.grow(COUNT)
    [whole] = listed.pages(200)

    for limit in (1, 2, COUNT - 1, COUNT, COUNT + 1):
        pages = list(listed.pages(limit))
        assert [row for page in pages for row in page] == whole
        assert {len(page) for page in pages[:-1]} <= {limit}
    assert len({row["id"] for row in whole}) == COUNT


@pytest.mark.parametrize("of", list(Beside))
def test_a_page_costs_as_many_statements_with_few_rows_as_with_many(
    district: District, of: Beside
) -> None:
    listed, costs = LISTS[of](district), []

    for count in (2, 60):
        listed.grow(count)
        listing.forget()
        with CaptureQueriesContext(connection) as asked:
            found = listed.page(limit=200)
        assert len(found[listed.name]) == count
        costs.append(len(asked))

    assert costs == [COSTS[of]] * 2


@pytest.mark.parametrize("of", list(Beside))
@pytest.mark.parametrize("limit", ["0", "-1", "201", "1001", "x", "9" * 30])
def test_more_rows_than_a_page_has_are_refused(district: District, of: Beside, limit: str) -> None:
    case = case_at(district, Stage.IN_HAND)

    answer = desk_of(district).get(f"/cases/{case.pk}/{of.value}", limit=limit)

    assert (answer.status_code, answer.json()["code"]) == (422, "api.not_understood")
    assert answer.json()["where"][0]["part"] == "query.limit"


@pytest.mark.parametrize("of", list(Beside))
def test_a_cursor_of_another_list_and_none_at_all_are_refused(
    district: District, of: Beside
) -> None:
    case, desk = case_at(district, Stage.IN_HAND), desk_of(district)
    foreign = [
        rules.written(other, Mark(NOW if rules.ORDER[other].endswith("_at") else 1, ids.new()))
        for other in Beside
        if other is not of
    ]
    wrong = [*foreign, "x", "=", "钥匙", "\x00", "a" * 200, _written(of, "99999999999999999999")]

    for cursor in [*wrong, _written(of, "-1"), _written(of, "2026-01-01T00:00:00")]:
        answer = desk.get(f"/cases/{case.pk}/{of.value}", cursor=cursor)
        assert (answer.status_code, answer.json()["code"]) == (422, "grid.cursor_unreadable")


def _written(of: Beside, at: str) -> str:
    return wrapped(of.value, at, ids.new())


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(of=some.sampled_from(Beside), word=some.text(max_size=60))
def test_a_cursor_is_read_or_refused_whatever_it_is(of: Beside, word: str) -> None:
    with suppress(CursorUnreadable):
        assert rules.read(of, word) is None


@given(
    of=some.sampled_from(Beside),
    at=some.datetimes(timezones=some.just(UTC)),
    number=some.integers(0, rules.MOST_NUMBER),
    key=some.uuids(),
)
def test_a_written_cursor_reads_back(of: Beside, at: Any, number: int, key: UUID) -> None:
    mark = Mark(at if rules.ORDER[of].endswith("_at") else number, key)

    assert rules.read(of, rules.written(of, mark)) == mark


@pytest.mark.parametrize("of", list(Beside))
def test_lists_of_what_a_post_does_not_see_are_not_there(district: District, of: Beside) -> None:
    case = case_at(district, Stage.IN_HAND)
    partner = tool_of(Actor(role=Role.REPORTER, organisation_id=district.sanitation))

    for tool in (desk_of(district, 1), partner):
        for word in (case.pk, case.number):
            assert tool.get(f"/cases/{word}/{of.value}").status_code == 404


def test_notes_say_who_left_them_for_whom(district: District) -> None:
    listed = LISTS[Beside.NOTES](district)
    case = Case.objects.get()
    desk = desk_of(district)
    body = {"kind": "public", "words": "周五前处理", "mention": str(district.sanitation)}
    desk.post(f"/cases/{case.pk}/notes", body, **{"Idempotency-Key": "second-note"})

    rows = listed.page()["notes"]

    assert [(row["kind"], row["words"]) for row in rows] == [
        ("internal", "已联系物业"),
        ("public", "周五前处理"),
    ]
    assert rows[1]["unit"]["name"] == "甲社区居委会"
    assert rows[1]["mention"]["name"] == "样例区环卫局"
    assert rows[0]["mention"] is None


def test_words_of_the_reporter_heard_after_closing_are_for_those_who_may_know_of_her(
    district: District,
) -> None:
    listed = LISTS[Beside.FOLLOW_UPS](district)
    case, seen = Case.objects.get(), set()

    for who in everybody(district, case)[:-1]:
        answer = tool_of(who).get(f"/cases/{case.pk}/follow_ups")
        if answer.status_code == 200:
            [row] = answer.json()["follow_ups"]
            history = tool_of(who).get(f"/cases/{case.pk}").json()["history"]
            assert row["words"] == next(h["words"] for h in history if h["number"] == row["entry"])
            assert (row["settled"], row["satisfied"]) == ("no", "mostly")
            seen.add(row["words"])
    assert seen == {"", "还有一点"}
    assert listed.page()["follow_ups"][0]["number"] == 1
