"""Pages together are the whole list, nothing twice, whatever is reported in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from linli.grid.cases.models import Case
from linli.grid.listing.rules import Order
from linli.grid.moves.rules import Stage
from linli.kernel.people.rules import Role
from tests.api.tools import READING, Tool, tool_of
from tests.courses import reported
from tests.district import NOW, District

COUNT = 23
SETTINGS = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def tool(district: District) -> Tool:
    """Return a tool of the district desk, over cases many of which share their moments."""
    for number in range(1, COUNT + 1):
        case = reported(district, number, at=NOW + timedelta(minutes=number // 4))
        due = None if number % 5 == 0 else NOW + timedelta(hours=number % 3)
        Case.objects.filter(pk=case.pk).update(due_at=due)
    return tool_of(district.actor(Role.DISTRICT_DESK), READING)


def pages(
    tool: Tool, limit: int, order: str, between: Callable[[], object] = lambda: None
) -> list[Any]:
    """Return the rows of all pages; ``between`` happens after each."""
    found: list[Any] = []
    asked: dict[str, Any] = {"limit": limit, "order": order}
    while True:
        answer = tool.get("/cases", **asked)
        assert answer.status_code == 200, answer.content
        found += answer.json()["cases"]
        if answer.json()["next"] is None:
            return found
        asked["cursor"] = answer.json()["next"]
        between()


@SETTINGS
@given(limit=some.integers(1, COUNT + 2), order=some.sampled_from(list(Order)))
def test_pages_together_are_the_whole_list_in_its_order(
    tool: Tool, limit: int, order: Order
) -> None:
    whole = pages(tool, 200, order.value)

    found = pages(tool, limit, order.value)

    assert [row["id"] for row in found] == [row["id"] for row in whole]
    assert len({row["id"] for row in found}) == COUNT
    far = "9999"
    by: dict[Order, Callable[[Any], Any]] = {
        Order.DUE: lambda row: (row["deadline"]["due_at"] or far, row["id"]),
        Order.CHANGED: lambda row: (row["changed_at"], row["id"]),
        Order.REPORTED: lambda row: (row["reported_at"], row["id"]),
    }
    assert found == sorted(found, key=by[order], reverse=order is Order.REPORTED)


@pytest.mark.parametrize("order", list(Order))
def test_what_is_reported_between_two_pages_moves_nothing(
    district: District, tool: Tool, order: Order
) -> None:
    known = {row["id"] for row in pages(tool, 200, order.value)}
    numbers = iter(range(500, 600))

    def between() -> None:
        number = next(numbers)
        reported(district, number, at=NOW + timedelta(minutes=number % 7))

    found = [row["id"] for row in pages(tool, 4, order.value, between)]

    assert known <= set(found)
    assert len(found) == len(set(found))


CURSORS = ["x", "%", "钥匙", "e30", "a" * 200, "ZHVlIHggeA", "ZHVlICA", "Y2hhbmdlZCAgMDE4YmNmZTU4ZjExNzAwMDgwMDAwMDAwMDAwMDI3MTE"]  # fmt: skip


@pytest.mark.parametrize("cursor", CURSORS)
@pytest.mark.parametrize("order", list(Order))
def test_a_cursor_that_is_none_of_ours_is_refused(
    district: District, cursor: str, order: Order
) -> None:
    tool = tool_of(district.actor(Role.DISTRICT_DESK), READING)

    answer = tool.get("/cases", cursor=cursor, order=order.value)

    assert (answer.status_code, answer.json()["code"]) == (422, "grid.cursor_unreadable")


def test_a_cursor_of_another_order_is_refused(tool: Tool) -> None:
    cursor = tool.get("/cases", limit=2).json()["next"]

    answer = tool.get("/cases", cursor=cursor, order="reported")

    assert (answer.status_code, answer.json()["code"]) == (422, "grid.cursor_unreadable")


def test_who_asks_what_changed_gets_it_oldest_first(district: District, tool: Tool) -> None:
    from tests.grid.desk.doors import case_at

    since = timezone.now()
    case = case_at(district, Stage.CLOSED, 900)

    found = tool.get("/cases", changed_since=since.isoformat(), order="changed").json()

    assert [row["id"] for row in found["cases"]] == [str(case.pk)]
    assert found["as_of"] > since.isoformat()
