"""The ways from one page of the desk to the others."""

import pytest
from django.urls import reverse

from linli.kernel.people.rules import Role
from linli.ui.ways import AT_A_DESK, WAYS, ways

HERE = {
    "/desk/": "grid:desk_queue",
    "/desk/cases/00000000-0000-0000-0000-000000000001/": "grid:desk_queue",
    "/board/compounds/": "board:compounds",
    "/board/compounds/bodies/00000000-0000-0000-0000-000000000001/": "board:compounds",
    "/desk/new/": "grid:desk_new",
    "/desk/superiors/sheets/new/": "grid:superiors",
    "/desk/phrases/new/": "grid:phrases",
    "/desk/macros/new/": "grid:phrases",
    "/supervision/codes/": "party:supervision",
    "/inbox/": "notices:inbox",
    "/territory/files/map/": "ui:files",
    "/api/keys/": "api:keys",
}


def test_every_way_leads_to_a_page() -> None:
    assert all(reverse(way.route) for way in WAYS)


@pytest.mark.parametrize(("path", "route"), HERE.items())
def test_marks_the_one_way_that_leads_to_a_page(path: str, route: str) -> None:
    shown = ways(Role.DISTRICT_DESK, path)

    assert [way.url for way in shown if way.is_here] == [reverse(route)]


@pytest.mark.parametrize("path", ["/", "/posts/", "/record/"])
def test_marks_none_on_a_page_that_belongs_to_none(path: str) -> None:
    assert not any(way.is_here for way in ways(Role.DISTRICT_DESK, path))


@pytest.mark.parametrize("role", sorted(AT_A_DESK))
def test_shows_a_role_the_same_ways_on_every_page(role: Role) -> None:
    shown = [[way.url for way in ways(role, path)] for path in HERE]

    assert all(each == shown[0] for each in shown)


@pytest.mark.parametrize("role", [Role.REPORTER, Role.RULE])
def test_shows_nobody_else_a_way(role: Role) -> None:
    assert ways(role, "/") == []
