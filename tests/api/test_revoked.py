"""The bad day: a key is withdrawn in the middle of a request (mission row X3)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections, transaction

from linli.grid.cases import services as cases
from linli.grid.cases.models import Case
from linli.grid.moves.rules import Stage
from linli.kernel.keys import services as keys
from linli.kernel.people.rules import BY_RULE, Role
from tests.api.tools import Tool, now_stamp, tool_of
from tests.district import District, again, small_district
from tests.grid.desk.doors import case_at

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def district() -> District:
    """Return the small district; there is no transaction around the test."""
    return small_district()


@pytest.fixture
def tool(district: District) -> Tool:
    """Return a tool of a community desk."""
    return tool_of(district.actor(Role.COMMUNITY_DESK, district.sides[0].community))


def started(turn: Callable[[], Any], answers: list[Any]) -> threading.Thread:
    """Run a turn in a thread with a connection of its own; what it returns is kept."""

    def run() -> None:
        try:
            answers.append(turn())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def wait_for_a_waiting_one(count: int = 1) -> None:
    """Return as soon as so many connections wait for a row that another one holds."""
    sql = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    for _ in range(1000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(sql)
            if cursor.fetchone()[0] >= count:
                return
        threading.Event().wait(0.01)
    raise AssertionError("nobody waits")


@pytest.mark.parametrize("what", ["step", "report", "batch"])
def test_a_request_let_in_before_the_withdrawal_stores_nothing_after_it(
    district: District, tool: Tool, what: str
) -> None:
    case = case_at(district, Stage.VERIFIED)
    answers: list[Any] = []
    unit = str(district.sides[0].buildings[0])
    turns: dict[str, Callable[[], Any]] = {
        "step": lambda: tool.post(f"/cases/{case.pk}/close", {"version": case.version}),
        "report": lambda: tool.report({"text": "井盖松动", "unit": unit}),
        "batch": lambda: tool.post(
            "/cases/batch",
            {"steps": [{"case": str(case.pk), "move": "close", "version": case.version}]},
        ),
    }
    tool.get("/me")

    with transaction.atomic():
        keys.revoke(BY_RULE, key_id=tool.key.pk, stamp=now_stamp())
        request = started(turns[what], answers)
        wait_for_a_waiting_one()
    request.join()

    found = answers[0].json()
    error = found["outcomes"][0]["error"] if what == "batch" else found
    assert error["code"] == "keys.refused"
    assert answers[0].status_code == (200 if what == "batch" else 403)
    assert again(case).stage == "verified"
    assert Case.objects.count() == 1


def test_a_withdrawal_waits_for_the_step_that_is_being_stored(
    district: District, tool: Tool
) -> None:
    case = case_at(district, Stage.VERIFIED)
    answers: list[Any] = []
    withdrawn: list[Any] = []
    tool.get("/me")

    with transaction.atomic():
        cases.hold(case.pk)
        request = started(
            lambda: tool.post(f"/cases/{case.pk}/close", {"version": case.version}), answers
        )
        wait_for_a_waiting_one()
        withdrawal = started(
            lambda: keys.revoke(BY_RULE, key_id=tool.key.pk, stamp=now_stamp()), withdrawn
        )
        wait_for_a_waiting_one(2)
        waited = not withdrawn
    request.join()
    withdrawal.join()

    assert waited
    assert answers[0].status_code == 200
    assert again(case).stage == "closed"
    assert tool.post(f"/cases/{case.pk}/reopen", {"version": 1}).status_code == 403


def test_a_tool_does_not_feel_that_the_connection_to_the_database_was_lost(tool: Tool) -> None:
    tool.get("/me")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        own = cursor.fetchone()[0]

    def cut() -> None:
        with connection.cursor() as other:
            other.execute("SELECT pg_terminate_backend(%s)", [own])

    started(cut, []).join()

    assert tool.get("/me").status_code == 200
