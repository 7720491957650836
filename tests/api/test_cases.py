"""Tools read cases: a page at a time, one, its record; what a post may not see is not there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.api.shapes import forms as shapes
from linli.grid.cases.models import Case
from linli.grid.desk import services as desk
from linli.grid.moves.rules import Move, Stage
from linli.kernel.keys import services as keys
from linli.kernel.people.rules import BY_RULE, Actor, Role
from tests.api.tools import READING, tool_of
from tests.district import District, key
from tests.grid.desk.doors import case_at, now_stamp


def desk_of(district: District, side: int = 0) -> Actor:
    return district.actor(Role.COMMUNITY_DESK, district.sides[side].community)


def test_lists_the_cases_of_the_post_as_described(district: District) -> None:
    case = case_at(district, Stage.IN_HAND)
    foreign = case_at(district, Stage.REPORTED, 2, side=1)

    answer = tool_of(desk_of(district), READING).get("/cases")

    found = answer.json()
    shapes.CaseList.model_validate(found)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    assert foreign.number not in answer.content.decode()
    (row,) = found["cases"]
    assert found["next"] is None
    assert row["id"] == str(case.pk)
    assert (row["number"], row["version"], row["stage"]) == (case.number, case.version, "in_hand")
    assert row["category"] == {"code": "06010", "name": "Exposed rubbish"}
    assert row["excerpt"] == "楼下垃圾堆了三天没人收"
    assert row["lead"] == {"id": str(district.sanitation), "name": "样例区环卫局"}
    assert [each["name"] for each in row["place"].values()] == [
        "第一街道", "甲社区", "甲1网格", "甲1-1微网格", "甲东苑", "1栋",
    ]  # fmt: skip
    assert row["deadline"]["state"] == "running"
    assert row["deadline"]["clock"] == "handle"


def test_a_page_of_fifty_costs_two_statements_and_no_session(district: District) -> None:
    for number in range(1, 8):
        case_at(district, Stage.IN_HAND, number)
    tool = tool_of(district.actor(Role.DISTRICT_DESK), READING)
    tool.get("/cases")

    with CaptureQueriesContext(connection) as asked:
        answer = tool.get("/cases", limit=5)

    assert len(answer.json()["cases"]) == 5
    assert len(asked) == 2, [one["sql"] for one in asked]
    assert not answer.cookies


def test_one_case_costs_two_statements(district: District) -> None:
    case = case_at(district, Stage.DONE)
    tool = tool_of(desk_of(district), READING)
    tool.get(f"/cases/{case.pk}")

    for word in (case.pk, case.number):
        with CaptureQueriesContext(connection) as asked:
            answer = tool.get(f"/cases/{word}")
        assert answer.status_code == 200
        assert len(asked) == 2, [one["sql"] for one in asked]


def test_reads_one_case_as_described(district: District) -> None:
    case = case_at(district, Stage.DONE)

    found = tool_of(desk_of(district), READING).get(f"/cases/{case.number}").json()

    shapes.CaseWhole.model_validate(found)
    assert found["text"] == "楼下垃圾堆了三天没人收"
    assert found["contact"] == {"name": "", "phone": "13800138000"}
    assert found["roles"]["coordinator"]["name"] == "甲社区居委会"
    assert [one["sentence"] for one in found["history"]][0::4] == [
        "Reported.",
        "Handled; waits for the check.",
    ]
    assert found["history"][-1]["words"] == "已清运，地面已冲洗"
    assert found["moves"][:2] == ["verify", "rework"]
    assert found["deadline"]["unit"] == "working_hour"
    assert found["deadline"]["left"] >= 0


SEES_REPORTER = {Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DISTRICT_DESK}


@pytest.mark.parametrize(
    "role",
    [
        *sorted(SEES_REPORTER),
        Role.GRID_OFFICER,
        Role.DEPARTMENT_OFFICER,
        Role.SUPERVISOR,
        Role.AUDITOR,
    ],
)
def test_only_desks_of_the_place_read_who_reported(district: District, role: Role) -> None:
    case = case_at(district, Stage.IN_HAND)

    answer = tool_of(post_of(district, role), READING).get(f"/cases/{case.pk}")

    assert answer.status_code == 200
    assert (answer.json()["contact"] is not None) is (role in SEES_REPORTER)
    assert ("13800138000" in answer.content.decode()) is (role in SEES_REPORTER)


def post_of(district: District, role: Role) -> Actor:
    """Return a post at home in the first community, or over the district."""
    side = district.sides[0]
    units = {
        Role.COMMUNITY_DESK: side.community,
        Role.GRID_OFFICER: side.grids[0],
        Role.STREET_DESK: side.street,
    }
    return district.actor(role, units.get(role))


def test_speaks_the_language_that_is_asked_for(district: District) -> None:
    case = case_at(district, Stage.REGISTERED)
    tool = tool_of(desk_of(district), READING)

    chinese = tool.client.get(f"/api/v1/cases/{case.pk}", headers={"Accept-Language": "zh-CN"})

    assert chinese["Content-Language"] == "zh-hans"
    assert chinese.json()["category"]["name"] == "暴露垃圾"
    assert chinese.json()["history"][0]["sentence"] == "已上报。"


FILTERS: list[tuple[dict[str, Any], set[int]]] = [
    ({}, {1, 2, 3}),
    ({"stage": "reported"}, {1}),
    ({"stage": "closed"}, {4}),
    ({"category": "06010"}, {1, 2, 3}),
    ({"category": "06001"}, set()),
    ({"only": "supervised"}, {3}),
    ({"only": "late"}, set()),
    ({"words": "垃圾堆"}, {1, 2, 3}),
    ({"words": "没有人说过的话"}, set()),
    ({"changed_since": "2000-01-01T00:00:00Z"}, {1, 2, 3, 4}),
    ({"changed_since": "2000-01-01"}, {1, 2, 3, 4}),
    ({"changed_since": "2000-01-01T00:00:00+08:00", "stage": "reported"}, {1}),
    ({"changed_since": "2199-01-01T00:00:00Z"}, set()),
]


@pytest.mark.parametrize(("asked", "numbers"), FILTERS)
def test_filters_like_the_queue(
    district: District, asked: dict[str, Any], numbers: set[int]
) -> None:
    stages = [Stage.REPORTED, Stage.REGISTERED, Stage.IN_HAND, Stage.CLOSED]
    made = {case_at(district, stage, n).number: n for n, stage in enumerate(stages, start=1)}
    Case.objects.filter(stage="in_hand").update(is_supervised=True)

    found = tool_of(desk_of(district), READING).get("/cases", **asked)

    assert found.status_code == 200, found.content
    assert {made[row["number"]] for row in found.json()["cases"]} == numbers


def test_filters_by_unit_and_lead(district: District) -> None:
    case_at(district, Stage.IN_HAND, 1)
    case_at(district, Stage.REPORTED, 2, side=1)
    tool = tool_of(district.actor(Role.DISTRICT_DESK), READING)
    home = district.sides[1]

    def count(**asked: Any) -> int:
        return len(tool.get("/cases", **asked).json()["cases"])

    assert count() == 2
    assert count(unit=f"community:{home.community}") == 1
    assert count(unit=f"street:{home.street}") == 2
    assert count(lead=district.sanitation) == 1
    assert count(lead=district.urban_management) == 0


def test_what_a_post_may_not_see_does_not_exist(district: District) -> None:
    foreign = case_at(district, Stage.REPORTED, side=1)
    tool = tool_of(desk_of(district))

    for path in ("", "/entries"):
        there = tool.get(f"/cases/{foreign.pk}{path}")
        nowhere = tool.get(f"/cases/{key(99_999)}{path}")
        assert there.status_code == nowhere.status_code == 404
        assert there.content == nowhere.content
    assert tool.get(f"/cases/{foreign.number}").content == nowhere.content


@pytest.mark.parametrize("word", ["x", "20991231-000001", "0", "%00", "a" * 60])
def test_a_number_that_is_none_is_not_there(district: District, word: str) -> None:
    assert tool_of(desk_of(district)).get(f"/cases/{word}").status_code == 404


def test_tells_the_record_without_words_from_a_number_on(district: District) -> None:
    case = case_at(district, Stage.DONE)
    tool = tool_of(desk_of(district), READING)

    found = tool.get(f"/cases/{case.pk}/entries", after=2).json()
    page = tool.get(f"/cases/{case.pk}/entries", after=1, limit=1).json()

    shapes.RecordPage.model_validate(found)
    assert [one["number"] for one in found["entries"]] == [3, 4, 5]
    assert [one["number"] for one in page["entries"]] == [2]
    assert found["entries"][0]["verb"] == "grid.case_dispatched"
    assert found["entries"][0]["facts"]["set"]["lead_id"] == str(district.sanitation)
    assert found["entries"][1]["previous"] == found["entries"][0]["digest"]
    assert "已清运" not in str(found)


def test_a_key_of_an_organisation_reads_no_case(district: District) -> None:
    case = case_at(district, Stage.IN_HAND)
    tool = tool_of(Actor(role=Role.REPORTER, organisation_id=district.sanitation))

    assert tool.get("/cases").json()["cases"] == []
    assert tool.get(f"/cases/{case.pk}").status_code == 404
    assert tool.get(f"/cases/{case.pk}/entries").status_code == 404


def test_lists_units_categories_organisations_and_itself(district: District) -> None:
    actor = desk_of(district)
    tool = tool_of(actor, READING)

    units = tool.get("/units", kind="grid").json()
    parts = tool.get("/units", parent=district.sides[0].community).json()
    offices = tool.get("/organisations", kind="department").json()
    catalogue = tool.get("/categories").json()
    me = tool.get("/me").json()

    shapes.UnitList.model_validate(units)
    shapes.OrganisationList.model_validate(offices)
    shapes.CategoryList.model_validate(catalogue)
    shapes.Me.model_validate(me)
    assert len(units["units"]) == 6
    assert {each["kind"] for each in parts["units"]} == {"grid", "compound"}
    assert len(offices["organisations"]) == 3
    assert catalogue["categories"][0]["code"] == "06010"
    assert (me["role"], me["post"], me["scopes"]) == (
        "community_desk", str(actor.post_id), ["cases.read"],
    )  # fmt: skip


def test_units_come_a_page_at_a_time_each_once(district: District) -> None:
    tool = tool_of(desk_of(district), READING)
    whole = [each["id"] for each in tool.get("/units", limit=1000).json()["units"]]

    found, cursor = [], None
    while True:
        page = tool.get("/units", limit=7, **({"cursor": cursor} if cursor else {})).json()
        found += [each["id"] for each in page["units"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert found == whole
    assert len(set(found)) == len(district.rows)


def test_a_new_name_is_seen_after_half_a_minute(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    from linli.grid.listing import queries as listing
    from linli.kernel.people.models import Organisation

    case_at(district, Stage.IN_HAND)
    tool = tool_of(desk_of(district), READING)
    tool.get("/cases")
    Organisation.objects.filter(pk=district.sanitation).update(name="环境卫生局")

    before = tool.get("/cases").json()["cases"][0]["lead"]["name"]
    monkeypatch.setattr(listing, "FRESH_SECONDS", -1)
    after = tool.get("/cases").json()["cases"][0]["lead"]["name"]

    assert (before, after) == ("样例区环卫局", "环境卫生局")


def test_reads_a_picture_of_a_case_it_may_see(district: District) -> None:
    from tests.grid.desk.doors import picture

    case = case_at(district, Stage.IN_HAND)
    officer = tool_of(district.actor(Role.DEPARTMENT_OFFICER))
    form = {"version": case.version, "words": "已清运", "photos": [picture()]}
    assert officer.send(f"/cases/{case.pk}/done", form).status_code == 200
    (shown,) = officer.get(f"/cases/{case.pk}").json()["photos"]

    mine = officer.get(f"/photos/{shown['id']}", small="1")
    foreign = tool_of(desk_of(district, 1)).get(f"/photos/{shown['id']}")

    assert (shown["kind"], shown["entry"]) == ("after", 5)
    assert mine["Content-Type"] == "image/jpeg"
    assert b"".join(mine.streaming_content)[:2] == b"\xff\xd8"
    assert foreign.status_code == 404


def test_a_request_without_a_key_is_told_how_to_show_one(district: District) -> None:
    tool = tool_of(desk_of(district))
    del tool.client.defaults["HTTP_AUTHORIZATION"]

    answer = tool.get("/cases")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["code"] == "api.key_missing"
    assert set(answer.json()) == {"code", "message", "hint"}


def test_a_withdrawn_key_reads_nothing_more(district: District) -> None:
    tool = tool_of(desk_of(district))
    assert tool.get("/me").status_code == 200

    keys.revoke(BY_RULE, key_id=tool.key.pk, stamp=now_stamp())

    answer = tool.get("/me")
    assert answer.status_code == 403
    assert answer.json()["code"] == "keys.refused"


def test_the_day_of_use_is_kept(district: District) -> None:
    tool = tool_of(desk_of(district))

    tool.get("/me")

    tool.key.refresh_from_db()
    assert tool.key.last_used_on == timezone.localdate()


def test_a_late_case_says_so(district: District) -> None:
    case = case_at(district, Stage.IN_HAND)
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() - timedelta(days=3))

    row = tool_of(desk_of(district)).get("/cases").json()["cases"][0]

    assert row["deadline"]["state"] == "late"


def test_the_table_of_bodies_is_the_desks_table() -> None:
    from linli.api.cases.forms import BODIES

    assert set(BODIES) == set(desk.CALLS)
    assert Move.RATE not in BODIES
