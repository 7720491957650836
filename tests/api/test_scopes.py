"""Which scope opens which operation: the whole table, as the description has it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from linli.api.door.api import door
from linli.kernel.keys.rules import Scope
from linli.kernel.people.rules import Role
from tests.api.tools import tool_of
from tests.district import District, key

WRITES = "cases.write"


def operations() -> Iterator[tuple[str, str, str]]:
    """Yield method, path and scope of each operation."""
    for path, methods in door.get_openapi_schema()["paths"].items():
        for method, said in methods.items():
            yield method, path, "".join(said["security"][0]["Key"])


def filled(path: str) -> str:
    """Return the path with a key that nothing has."""
    for name in ("case", "photo", "part", "dispute", "paper", "file"):
        path = path.replace(f"{{{name}}}", str(key(99_999)))
    return path


def test_all_that_changes_something_needs_the_scope_that_writes() -> None:
    table = list(operations())

    assert len(table) == 54
    assert {scope for method, _, scope in table if method == "post"} == {WRITES}
    assert {scope for method, _, scope in table if method == "get"} == {"cases.read", ""}
    assert [path for _, path, scope in table if not scope] == ["/api/v1/me"]


@pytest.mark.parametrize("scope", list(Scope))
def test_an_operation_opens_for_its_scope_and_for_no_other(
    district: District, scope: Scope
) -> None:
    tool = tool_of(district.actor(Role.DISTRICT_DESK), {scope})

    for method, path, needed in operations():
        answer = getattr(tool.client, method)(filled(path), content_type="application/json")
        body = answer.json()
        if needed in ("", scope.value):
            assert body.get("code") != "keys.scope_missing", (path, body)
            assert answer.status_code in (200, 404, 422), (path, body)
        else:
            assert (answer.status_code, body["code"]) == (403, "keys.scope_missing"), path
            assert needed in body["message"]


def test_an_unknown_key_opens_no_operation(district: District) -> None:
    tool = tool_of(district.actor(Role.DISTRICT_DESK))
    headers = {"Authorization": "Bearer somebody-elses-secret-that-nobody-has"}

    for method, path, _ in operations():
        answer = getattr(tool.client, method)(filled(path), headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "keys.refused")


@pytest.mark.parametrize("header", ["", "Bearer", "Basic eDp5", "Bearer ", "bearer", "钥匙"])
def test_a_header_that_shows_no_key_opens_nothing(district: District, header: str) -> None:
    tool = tool_of(district.actor(Role.DISTRICT_DESK))

    answer = tool.client.get("/api/v1/me", headers={"Authorization": header})

    assert answer.status_code in (401, 403)
    assert answer.json()["code"] in ("api.key_missing", "keys.refused")


def test_a_tool_that_has_lost_its_head_is_told_to_wait(district: District) -> None:
    from linli.grid.clocks import services as clocks
    from linli.kernel.people.rules import BY_RULE
    from tests.district import NOW

    clocks.adopt(BY_RULE, values={"api_calls_a_minute": 3}, source="test", at=NOW)
    tool = tool_of(district.actor(Role.DISTRICT_DESK))
    other = tool_of(district.actor(Role.DISTRICT_DESK))

    answers = [tool.get("/me") for _ in range(5)]

    assert answers[-1].status_code == 429
    assert answers[-1].json()["code"] == "common.too_many"
    assert answers[-1]["Retry-After"] == "60"
    assert other.get("/me").status_code == 200
