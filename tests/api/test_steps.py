"""Tools report and take steps: the same services, the same guards, each refusal in one shape."""

from __future__ import annotations

from typing import Any

import pytest

from linli.api.cases.forms import BODIES
from linli.api.shapes import forms as shapes
from linli.grid.cases.models import Case, Reporter
from linli.grid.desk.services import CALLS
from linli.grid.moves.rules import Move, Stage
from linli.grid.photos.models import Photo
from linli.kernel.common.errors import LinliError
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import Actor, Role
from tests.api.tools import READING, Tool, tool_of
from tests.courses import last_entry
from tests.district import District, again, key
from tests.grid.desk.doors import case_at, picture


def desk_of(district: District, side: int = 0, number: int = 0) -> Tool:
    """Return a tool of a community desk."""
    return tool_of(district.actor(Role.COMMUNITY_DESK, district.sides[side].community, number))


def test_a_case_goes_its_whole_way_through_tools(district: District) -> None:
    desk, officer = desk_of(district), tool_of(district.actor(Role.DEPARTMENT_OFFICER))
    unit = str(district.sides[0].buildings[0])
    reported = desk.report({"text": "楼道堆物", "unit": unit, "phone": "13800138000"}).json()
    shapes.Reported.model_validate(reported)
    path, version = f"/cases/{reported['id']}", reported["version"]
    lead = str(district.sanitation)

    steps: list[tuple[Tool, str, dict[str, Any], str]] = [
        (desk, "register", {"category": "06010"}, "registered"),
        (desk, "dispatch", {"lead": lead, "assists": [lead], "words": "请尽快"}, "dispatched"),
        (officer, "accept", {}, "in_hand"),
        (officer, "ask_extension", {"words": "缺人手"}, "in_hand"),
        (desk, "grant", {"days": 3}, "in_hand"),
        (officer, "done", {"words": "已清运"}, "done"),
        (desk, "rework", {"words": "还有一半"}, "in_hand"),
        (officer, "done", {"words": "全部清运"}, "done"),
        (desk, "verify", {}, "verified"),
        (desk, "close", {}, "closed"),
        (desk, "reopen", {"words": "又堆上了"}, "dispatched"),
    ]
    for tool, word, body, stage in steps:
        answer = tool.post(f"{path}/{word}", {"version": version, **body})
        assert answer.status_code == 200, (word, answer.content)
        shapes.Taken.model_validate(answer.json())
        assert answer.json()["stage"] == stage
        assert answer.json()["version"] > version
        version = answer.json()["version"]
    assert not journal.verify().faults


def test_the_same_word_is_the_same_case_and_other_content_is_refused(district: District) -> None:
    tool, unit = desk_of(district), str(district.sides[0].buildings[0])
    body = {"text": "井盖松动", "unit": unit}

    first, again_, other = (
        tool.report(body), tool.report(body), tool.report(body | {"text": "井盖不见了"}),
    )  # fmt: skip
    foreign = desk_of(district, number=1).report(body)

    assert (first.status_code, again_.status_code) == (201, 200)
    assert first.json() == again_.json()
    assert (other.status_code, other.json()["code"]) == (409, "api.same_key_other_content")
    assert foreign.status_code == 201
    assert Case.objects.count() == 2


def test_a_partner_reports_like_a_resident_and_gets_the_link(district: District) -> None:
    partner = tool_of(Actor(role=Role.REPORTER, organisation_id=district.sanitation))
    inside = district.sides[0].inside

    answer = partner.report(
        {"text": "路灯不亮", "lon": inside[0], "lat": inside[1], "category": "06010"}
    )

    case = Case.objects.get()
    assert answer.status_code == 201
    assert last_entry(case).actor == {"role": "reporter", "person": "", "post": ""}
    assert case.source == "api"
    assert Reporter.objects.get().case_id == case.pk
    assert partner.client.get(answer.json()["link"], headers={"Accept": "*/*"}).status_code == 200
    assert partner.post(f"/cases/{case.pk}/close", {"version": 1}).status_code == 404


def test_says_whom_to_call_first(district: District) -> None:
    unit = str(district.sides[0].buildings[0])

    answer = desk_of(district).report({"text": "冒烟", "unit": unit, "category": "L901"})

    assert answer.json()["call"] == "119"


PLACES: list[tuple[dict[str, Any], str]] = [
    ({}, "api.place_unclear"),
    ({"lon": 113.1}, "api.place_unclear"),
    ({"unit": str(key(101)), "lon": 113.104, "lat": 29.3525}, "api.place_unclear"),
    ({"unit": str(key(1)), "door_code": "ABC"}, "api.place_unclear"),
    ({"unit": str(key(99_999))}, "territory.unit_unknown"),
    ({"door_code": "没有"}, "territory.door_code_unknown"),
    ({"lon": 0, "lat": 0}, "common.point_at_zero"),
    ({"lon": 29.3525, "lat": 113.104}, "common.point_swapped"),
    ({"lon": 113.104, "lat": 29.3525, "datum": "Mars"}, "api.not_understood"),
    ({"unit": str(key(101)), "phone": "abc"}, "people.phone_refused"),
    ({"unit": str(key(101)), "category": "X"}, "grid.unknown_category"),
    ({"unit": str(key(101)), "text": ""}, "api.not_understood"),
    ({"unit": str(key(101)), "text": "x" * 4001}, "api.not_understood"),
    ({"unit": str(key(101)), "colour": "red"}, "api.not_understood"),
]


@pytest.mark.parametrize(("body", "code"), PLACES)
def test_refuses_a_report_that_cannot_be_used(
    district: District, body: dict[str, Any], code: str
) -> None:
    answer = desk_of(district).report({"text": "井盖松动"} | body)

    found = answer.json()
    assert answer.status_code == (404 if code.startswith("territory.") else 422)
    assert found["code"] == code
    assert {"code", "message", "hint"} <= set(found)
    assert not Case.objects.exists()


def test_reads_a_point_in_its_datum(district: District) -> None:
    from linli.kernel.datums import solver

    lon, lat = district.sides[0].inside
    shifted = solver.to_gcj02(lon, lat)

    desk_of(district).report(
        {"text": "x", "lon": float(shifted[0]), "lat": float(shifted[1]), "datum": "GCJ-02"}
    )

    found = desk_of(district).get("/cases").json()["cases"][0]
    point = desk_of(district).get(f"/cases/{found['id']}").json()["point"]
    assert point == {"lon": pytest.approx(lon, abs=2e-6), "lat": pytest.approx(lat, abs=2e-6)}


def test_a_report_needs_its_word(district: District) -> None:
    answer = desk_of(district).post("/cases", {"text": "x"})

    assert answer.status_code == 422
    assert answer.json()["where"][0]["part"] == "header.Idempotency-Key"


def test_takes_a_report_with_pictures_as_a_form(district: District) -> None:
    form = {
        "text": "垃圾外溢",
        "unit": str(district.sides[0].buildings[0]),
        "photos": [picture("one.jpg"), picture("two.jpg", "green")],
    }

    answer = desk_of(district).send("/cases", form, **{"Idempotency-Key": "with-pictures"})

    assert answer.status_code == 201, answer.content
    assert [photo.kind for photo in Photo.objects.all()] == ["report", "report"]


@pytest.mark.parametrize(
    ("word", "name", "code"),
    [("close", "photos", "api.not_understood"), ("done", "others", "api.not_understood")],
)
def test_refuses_files_nobody_asked_for(
    district: District, word: str, name: str, code: str
) -> None:
    case = case_at(district, Stage.IN_HAND)

    answer = desk_of(district).send(
        f"/cases/{case.pk}/{word}", {"version": case.version, "words": "x", name: picture()}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["where"][0]["part"] == f"body.{name}"


def test_a_file_that_is_no_picture_is_refused_and_nothing_is_stored(district: District) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    case = case_at(district, Stage.IN_HAND)
    officer = tool_of(district.actor(Role.DEPARTMENT_OFFICER))
    text = SimpleUploadedFile("photo.jpg", b"no picture", content_type="image/jpeg")

    answer = officer.send(
        f"/cases/{case.pk}/done", {"version": case.version, "words": "x", "photos": text}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "grid.not_a_picture")
    assert again(case).version == case.version


def test_a_step_on_an_older_version_is_told_the_present_one(district: District) -> None:
    case = case_at(district, Stage.VERIFIED)

    answer = desk_of(district).post(f"/cases/{case.pk}/close", {"version": case.version - 1})

    found = answer.json()
    assert (answer.status_code, found["code"]) == (409, "grid.changed_meanwhile")
    assert (found["now"]["version"], found["now"]["stage"]) == (case.version, "verified")
    assert again(case).stage == "verified"


def test_a_step_that_is_not_open_is_refused_with_the_open_ones(district: District) -> None:
    case = case_at(district, Stage.REPORTED)

    answer = desk_of(district).post(f"/cases/{case.pk}/close", {"version": case.version})

    assert (answer.status_code, answer.json()["code"]) == (409, "grid.move_not_allowed")
    assert "take in" in answer.json()["hint"]


def test_gives_to_the_unit_that_fits_where_none_is_named(district: District) -> None:
    case = case_at(district, Stage.REGISTERED)

    answer = desk_of(district).post(f"/cases/{case.pk}/dispatch", {"version": case.version})

    assert answer.status_code == 200
    assert again(case).lead_id == district.sanitation


@pytest.mark.parametrize("named", ["lead", "assists"])
def test_only_units_of_the_list_of_duties_lead_and_assist(district: District, named: str) -> None:
    case, other = case_at(district, Stage.REGISTERED), str(district.urban_management)
    body = {"lead": str(district.sanitation), "assists": []} | {
        named: other if named == "lead" else [other]
    }

    answer = desk_of(district).post(f"/cases/{case.pk}/dispatch", {"version": case.version, **body})

    code = {"lead": "grid.may_not_lead", "assists": "grid.may_not_assist"}[named]
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert again(case).stage == "registered"


def test_merges_and_splits(district: District) -> None:
    desk = desk_of(district)
    one, other = case_at(district, Stage.REGISTERED, 1), case_at(district, Stage.REGISTERED, 2)

    merged = desk.post(f"/cases/{one.pk}/merge", {"version": one.version, "other": other.number})
    split = desk.post(
        f"/cases/{other.number}/split",
        {"version": again(other).version, "part": "另一处", "words": "两件事"},
    )

    assert merged.status_code == split.status_code == 200
    assert again(one).stage == "merged"
    assert Case.objects.get(pk=split.json()["id"]).split_from_id == other.pk


def test_a_batch_says_of_each_step_what_became_of_it(district: District) -> None:
    good, late = case_at(district, Stage.VERIFIED, 1), case_at(district, Stage.VERIFIED, 2)
    foreign = case_at(district, Stage.VERIFIED, 3, side=1)
    steps = [
        {"case": str(good.pk), "move": "close", "version": good.version},
        {"case": str(late.pk), "move": "close", "version": 1},
        {"case": str(foreign.pk), "move": "close", "version": foreign.version},
        {"case": str(good.pk), "move": "reopen", "version": good.version + 1, "words": "未解决"},
    ]

    answer = desk_of(district).post("/cases/batch", {"steps": steps})

    found = answer.json()
    shapes.Outcomes.model_validate(found)
    assert answer.status_code == 200
    codes = [(one["error"] or {}).get("code", "") for one in found["outcomes"]]
    assert codes[:3] == ["", "grid.changed_meanwhile", "common.not_found"]
    assert found["outcomes"][1]["error"]["now"]["version"] == late.version
    assert found["outcomes"][3]["case"]["stage"] == "dispatched"
    assert again(good).stage == "dispatched"
    assert not journal.verify().faults


@pytest.mark.parametrize(
    "step",
    [
        {"case": str(key(1)), "move": "close"},
        {"case": str(key(1)), "move": "rate", "version": 1},
        {"case": "x", "move": "close", "version": 1},
        {"case": str(key(1)), "move": "close", "version": 1, "photos": []},
    ],
)
def test_a_batch_that_cannot_be_understood_takes_no_step(
    district: District, step: dict[str, Any]
) -> None:
    case = case_at(district, Stage.VERIFIED)
    good = {"case": str(case.pk), "move": "close", "version": case.version}

    answer = desk_of(district).post("/cases/batch", {"steps": [good, step]})

    assert (answer.status_code, answer.json()["code"]) == (422, "api.not_understood")
    assert answer.json()["where"][0]["part"].startswith("body.steps.1")
    assert again(case).stage == "verified"


BROKEN = [
    (b"", 422), (b"{", 422), (b"[]", 422), (b"null", 422), (b'"x"', 422), (b"\xff\xfe", 422),
    (b'{"version": 1e999}', 422), (b'{"version": 99999999999}', 422),
    (b'{"version": true}', 422), (b'{"version": 1, "version": 2, "x": 1}', 422),
    (b'{"version": 1, "words": "\\ud800"}', 422), (b"[" * 100_000, 422),
]  # fmt: skip


@pytest.mark.parametrize(("content", "status"), BROKEN)
def test_a_body_that_cannot_be_read_is_refused(
    district: District, content: bytes, status: int
) -> None:
    case = case_at(district, Stage.REPORTED)

    answer = desk_of(district).post(f"/cases/{case.pk}/give_back", content)

    assert answer.status_code == status, answer.content
    assert answer.json()["code"] == "api.not_understood"


def test_a_body_that_is_too_large_is_refused(district: District) -> None:
    answer = desk_of(district).post("/cases/batch", b" " * (3 * 1024 * 1024))

    assert (answer.status_code, answer.json()["code"]) == (413, "api.body_too_large")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("get", "/nothing", 404, "common.not_found"),
        ("post", "/cases/x/rate", 404, "common.not_found"),
        ("delete", "/cases", 405, "api.method_not_open"),
        ("put", "/me", 405, "api.method_not_open"),
        ("get", "/cases/x/close", 405, "api.method_not_open"),
    ],
)
def test_what_is_not_there_is_refused_in_the_same_shape(
    district: District, method: str, path: str, status: int, code: str
) -> None:
    answer = getattr(desk_of(district).client, method)(f"/api/v1{path}")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert set(answer.json()) == {"code", "message", "hint"}


ROLES = [
    Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DISTRICT_DESK, Role.GRID_OFFICER,
    Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD, Role.SUPERVISOR, Role.AUDITOR, Role.OPERATOR,
]  # fmt: skip
WAY = [
    *[(stage, 0) for stage in (Stage.REPORTED, Stage.REGISTERED, Stage.DISPATCHED, Stage.IN_HAND)],
    *[(stage, 0) for stage in (Stage.DONE, Stage.VERIFIED, Stage.CLOSED)],
    *[(stage, 2) for stage in (Stage.REGISTERED, Stage.CLOSED)],
]
"""Stages at home, in the first community, and two of another street."""


def post_of(district: District, role: Role) -> Actor:
    """Return a post at home in the first community, or over the district."""
    side = district.sides[0]
    units = {
        Role.COMMUNITY_DESK: side.community,
        Role.GRID_OFFICER: side.grids[0],
        Role.STREET_DESK: side.street,
    }
    return district.actor(role, units.get(role))


def body_of(district: District, move: Move, version: int) -> dict[str, Any]:
    """Return a body that the move understands."""
    fields = BODIES[move].model_fields
    more = {
        "words": "说明",
        "category": "06010",
        "ground": "beyond_duty",
        "lead": str(district.sanitation),
        "other": str(key(99_999)),
        "part": "另一处",
    }
    return {"version": version} | {name: more[name] for name in more if name in fields}


@pytest.mark.parametrize(("stage", "side"), WAY)
@pytest.mark.parametrize("role", ROLES)
def test_each_step_is_open_exactly_where_the_services_open_it(
    district: District, role: Role, stage: Stage, side: int
) -> None:
    """Role × place × stage × move: the door adds nothing and takes nothing away."""
    from django.db import transaction

    from linli.grid.cases import queries as cases
    from linli.grid.moves.rules import check_may, check_move

    case = case_at(district, stage, side=side)
    actor = post_of(district, role)
    tool = tool_of(actor)

    for move in CALLS:
        expected = ""
        try:
            cases.seen(actor, case.pk)
            check_may(actor, case, move)
            check_move(stage, move)
        except LinliError as error:
            expected = error.code
        savepoint = transaction.savepoint()
        answer = tool.post(f"/cases/{case.pk}/{move.value}", body_of(district, move, case.version))
        transaction.savepoint_rollback(savepoint)
        found = answer.json()
        assert answer.status_code < 500
        if expected == "grid.move_not_allowed":
            assert answer.status_code in {404, 409}, (move, found)
        elif expected:
            assert found["code"] in {expected, "common.not_found"}, (move, found)
            assert answer.status_code in {403, 404}
        else:
            assert found.get("code") not in {
                "common.forbidden", "grid.not_in_your_hands", "people.not_your_territory",
            }, (move, found)  # fmt: skip


def test_a_key_that_only_reads_stores_nothing(district: District) -> None:
    case = case_at(district, Stage.VERIFIED)
    tool = tool_of(district.actor(Role.DISTRICT_DESK), READING)
    unit = str(district.sides[0].buildings[0])

    answers = [
        tool.report({"text": "x", "unit": unit}),
        tool.post("/cases/batch", {"steps": []}),
        *[tool.post(f"/cases/{case.pk}/{move.value}", {"version": 1}) for move in CALLS],
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert {answer.json()["code"] for answer in answers} == {"keys.scope_missing"}
    assert Case.objects.count() == 1
