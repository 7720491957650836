"""The map, the drawing board and proposals over HTTP: who gets in, what is answered."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.grid.redrawings.models import Redrawing
from linli.kernel.people.rules import POST_ROLES, Role
from linli.kernel.territory import queries as territory
from tests.district import SIDE, SOUTH, WEST, District, key, small_district
from tests.grid.desk.doors import browser_of
from tests.grid.redrawings.drafts import drafted, joined_grids, moved_border, submitted

READS = {Role.DISTRICT_DESK, Role.OPERATOR, Role.STREET_DESK, Role.COMMUNITY_DESK,
         Role.SUPERVISOR, Role.AUDITOR}  # fmt: skip
DRAWS = {Role.DISTRICT_DESK, Role.OPERATOR}


@pytest.fixture
def district(db: None) -> District:
    return small_district()


def desk_of(district: District, role: Role = Role.DISTRICT_DESK) -> Client:
    """Return the browser of a post that asks for JSON where it can."""
    return browser_of(district.actor(role))


def drawn_at(district: District, what: str = "grid/") -> str:
    """Return the address of the drawing board of the first community."""
    return f"/desk/map/draw/{district.sides[0].community}/{what}"


def post_json(client: Client, path: str, said: object) -> Any:
    """Return the answer to JSON."""
    body = said if isinstance(said, str) else json.dumps(said)
    headers = {"Accept": "application/json"}
    return client.post(path, body, content_type="application/json", headers=headers)


@pytest.mark.parametrize("role", POST_ROLES)
def test_desks_read_the_map_and_two_roles_draw(district: District, role: Role) -> None:
    row = submitted(district, moved_border(district))
    browser = desk_of(district, role)

    assert (browser.get("/desk/map/").status_code == 200) is (role in READS)
    assert (browser.get(f"/desk/map/proposals/{row.pk}/").status_code == 200) is (role in READS)
    for path in (drawn_at(district), drawn_at(district, "grid/units/")):
        assert (browser.get(path).status_code == 200) is (role in DRAWS)


def test_a_proposal_of_another_street_is_not_there(district: District) -> None:
    row = submitted(district, moved_border(district))
    other = browser_of(district.actor(Role.STREET_DESK, district.streets[1]))

    for path in ("", "outlines/"):
        assert other.get(f"/desk/map/proposals/{row.pk}/{path}").status_code == 404
    assert other.get("/desk/map/").context["page_of"].object_list == []


def test_without_an_account_everything_asks_to_sign_in(district: District) -> None:
    for path in ("/desk/map/", drawn_at(district), "/desk/map/draw/"):
        assert Client().get(path).status_code in {302, 403}


def test_units_are_answered_to_the_last_digit(district: District) -> None:
    said = desk_of(district).get(drawn_at(district, "grid/units/")).json()

    corners = said["features"][0]["geometry"]["coordinates"][0]
    assert [WEST + SIDE, SOUTH] in corners
    assert len(said["parents"]) == 1


def test_a_check_says_what_moves_or_what_does_not_fit_and_keeps_nothing(district: District) -> None:
    browser, path = desk_of(district), drawn_at(district, "grid/check/")

    fits = browser.post(path, {"drawn": moved_border(district)}).content.decode()
    nothing = browser.post(path, {"drawn": "{}"}).content.decode()

    assert "甲2网格" in fits
    assert "楼栋" in fits
    assert "绘制内容无法读取" in nothing
    assert not Redrawing.objects.exists()


def test_pieces_of_geometry_are_answered_or_refused_in_words(district: District) -> None:
    browser = desk_of(district)
    lower = [[[[113.1, 29.35], [113.11, 29.35], [113.11, 29.36], [113.1, 29.36], [113.1, 29.35]]]]
    far = [[[[114.1, 29.35], [114.11, 29.35], [114.11, 29.36], [114.1, 29.35]]]]
    through = [[113.105, 29.3], [113.105, 29.4]]

    parts = post_json(browser, "/desk/map/draw/cut/", {"polygons": lower, "line": through})
    missed = post_json(
        browser, "/desk/map/draw/cut/", {"polygons": lower, "line": [[0, 0], [1, 1]]}
    )
    apart = post_json(browser, "/desk/map/draw/join/", {"polygons": lower, "other": far})

    assert len(parts.json()["parts"]) == 2
    assert (missed.status_code, missed.json()["code"]) == (422, "drawing.line_does_not_cut")
    assert (apart.status_code, apart.json()["code"]) == (422, "drawing.not_neighbours")
    for nonsense in ("", "[]", "{", "null", '{"polygons": 1}', '{"polygons": [[["x"]]]}'):
        assert post_json(browser, "/desk/map/draw/cut/", nonsense).status_code == 422


def test_what_was_refused_comes_back_as_it_was_drawn(district: District) -> None:
    sent = {"drawn": moved_border(district), "reason": ""}

    answer = desk_of(district).post(drawn_at(district), sent)

    assert answer.status_code == 422
    assert answer.context["form"]["drawn"].value() == sent["drawn"]


def test_a_draft_is_opened_again_with_its_drawing_and_its_reason(district: District) -> None:
    row = drafted(district, moved_border(district))

    form = desk_of(district).get(f"/desk/map/proposals/{row.pk}/draw/").context["form"]

    assert json.loads(form["drawn"].value())["features"][0]["id"] == str(row.unit_ids[0])
    assert form["reason"].value() == "沿巴陵中路重新划分"
    operator = desk_of(district, Role.OPERATOR)
    assert operator.get(f"/desk/map/proposals/{row.pk}/draw/").status_code == 403


def test_a_list_of_proposals_takes_the_same_statements_for_one_as_for_ten(
    district: District,
) -> None:
    browser, counts = desk_of(district), []
    for first, last in ((1, 2), (2, 11)):
        for number in range(first, last):
            drafted(district, joined_grids(district), number=number)
        browser.get("/desk/map/")
        with CaptureQueriesContext(connection) as asked:
            browser.get("/desk/map/")
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 8


def test_a_place_on_the_map_says_which_units_it_lies_in(district: District) -> None:
    version = territory.version()

    answer = desk_of(district).get(f"/desk/map/units/{version}/compound/0/").content.decode()

    assert "甲东苑" in answer
    assert drawn_at(district) in answer
    assert desk_of(district).get(f"/desk/map/units/{version}/compound/999/").status_code == 404


def test_the_outlines_before_and_after_are_there_for_the_map(district: District) -> None:
    row = submitted(district, joined_grids(district))

    said = desk_of(district).get(f"/desk/map/proposals/{row.pk}/outlines/").json()

    assert (len(said["before"]["features"]), len(said["after"]["features"])) == (2, 1)


def test_a_step_that_nobody_knows_is_not_there(district: District) -> None:
    row = submitted(district, moved_border(district))
    path = f"/desk/map/proposals/{row.pk}"

    assert desk_of(district).post(f"{path}/draft/", {"version": 1}).status_code == 404
    assert desk_of(district).post(f"/desk/map/proposals/{key(5)}/submit/", {}).status_code == 404
    refused = desk_of(district, Role.OPERATOR).post(f"{path}/refuse/", {"version": row.version})
    assert refused.status_code == 422
