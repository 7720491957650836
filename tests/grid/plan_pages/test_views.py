"""The planner over HTTP: asked for, followed, stopped, looked at, changed by hand (G2)."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from linli.grid.plan_pages.forms import read_roads
from linli.grid.plan_runs import services
from linli.grid.plan_runs.models import PlanPart, PlanRun
from linli.grid.plan_runs.rules import RoadsUnreadable, Stage
from linli.grid.wishes.rules import Band
from linli.kernel.people.rules import Role
from tests.district import NOW, District, key
from tests.grid.desk.doors import browser_of
from tests.grid.plan_runs.courses import RUN, ask, planned, stamps

ROAD = {
    "type": "Feature",
    "properties": {},
    "geometry": {"type": "LineString", "coordinates": [[113.105, 29.34], [113.105, 29.37]]},
}
BAND = {"least": "100", "target": "120", "most": "140"}
WEIGHTS = {"balance": "2", "compact": "1", "whole": "1", "roads": "1", "keep": "1"}


def browser(district: District, role: Role = Role.COMMUNITY_DESK, side: int = 0) -> Client:
    """Return a browser in which a post is signed in."""
    unit = district.sides[side].community if role is Role.COMMUNITY_DESK else None
    return browser_of(district.actor(role, unit))


def form(*places: UUID, **more: object) -> dict[str, object]:
    """Return a filled-in form."""
    return {"level": "grid", "places": [str(p) for p in places], **BAND, **WEIGHTS, **more}


def test_a_plan_is_asked_for_with_main_roads_and_followed(district: District) -> None:
    desk, community = browser(district), district.sides[0].community
    content = json.dumps({"type": "FeatureCollection", "features": [ROAD]}).encode()
    roads = SimpleUploadedFile("roads.geojson", content)

    answer = desk.post("/desk/plans/", form(community, road_file=roads))

    run = PlanRun.objects.get()
    assert answer.headers["Location"] == f"/desk/plans/{run.pk}/"
    page = desk.get(f"/desk/plans/{run.pk}/").content.decode()
    assert 'hx-trigger="every 2s"' in page
    services.carry_out(run.pk, stamps=stamps(), processes=0)
    part = PlanPart.objects.get()
    assert len({piece[4] for piece in part.pieces}) == 2
    progress = desk.get(f"/desk/plans/{run.pk}/progress/").content.decode()
    assert "hx-trigger" not in progress
    assert f"/desk/plans/{run.pk}/{community}/" in progress
    assert "<html" not in progress
    assert str(run.pk) in desk.get("/desk/plans/").content.decode()


def test_micro_grids_take_the_grids_of_the_community_and_their_usual_band(
    district: District,
) -> None:
    usual = {"least": "300", "target": "400", "most": "500"}

    browser(district).post(
        "/desk/plans/", form(district.sides[0].community, level="micro_grid") | usual
    )

    run = PlanRun.objects.get()
    assert (run.wishes["least"], run.wishes["most"]) == (100, 200)
    assert {part.unit_id for part in run.parts.all()} == set(district.sides[0].grids)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"places": []}, "至少选择一个社区"),
        ({"least": "150", "target": "120"}, "不构成户数区间"),
        ({"road_file": SimpleUploadedFile("a.geojson", b"{}")}, "线"),
    ],
)
def test_a_form_that_cannot_be_used_says_why(
    district: District, change: dict[str, object], words: str
) -> None:
    answer = browser(district).post("/desk/plans/", form(district.sides[0].community) | change)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not PlanRun.objects.exists()


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b'{"type":"Point","coordinates":[1,2]}', b"x" * 5_000_001]
)
def test_a_file_without_lines_is_refused(content: bytes) -> None:
    with pytest.raises(RoadsUnreadable):
        read_roads(content)


def test_a_desk_chooses_among_its_own_communities(district: District) -> None:
    own = browser(district).get("/desk/plans/").content.decode()
    street = browser(district, Role.STREET_DESK).get("/desk/plans/").content.decode()
    whole = browser(district, Role.DISTRICT_DESK).get("/desk/plans/").content.decode()

    assert [len(re.findall('name="places"', page)) for page in (own, street, whole)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("role", "status"), [(Role.GRID_OFFICER, 403), (Role.AUDITOR, 403), (Role.OPERATOR, 200)]
)
def test_others_have_no_planner(district: District, role: Role, status: int) -> None:
    assert browser(district, role).get("/desk/plans/").status_code == status


def test_a_plan_of_another_place_does_not_exist(district: District) -> None:
    ask(district.actor(Role.DISTRICT_DESK), district.sides[0].community)
    foreign = browser(district)

    for path in ("", "progress/", f"{district.sides[0].community}/"):
        assert foreign.get(f"/desk/plans/{RUN}/{path}").status_code == 404
    for path in ("stop/", "start/"):
        assert foreign.post(f"/desk/plans/{RUN}/{path}").status_code == 404


def test_a_plan_is_stopped_and_one_without_worker_started_again(district: District) -> None:
    ask(
        district.actor(Role.COMMUNITY_DESK, district.sides[0].community),
        district.sides[0].community,
    )
    desk = browser(district)
    PlanRun.objects.update(stage=Stage.AT_WORK, heard_at=NOW - timedelta(days=400))
    page = desk.get(f"/desk/plans/{RUN}/").content.decode()
    assert f"/desk/plans/{RUN}/start/" in page

    desk.post(f"/desk/plans/{RUN}/start/")
    assert PlanRun.objects.get().stage == Stage.WAITING
    desk.post(f"/desk/plans/{RUN}/stop/")

    assert PlanRun.objects.get().stage == Stage.STOPPED


def test_a_person_sees_three_plans_and_moves_a_building(district: District) -> None:
    actor = district.actor(Role.COMMUNITY_DESK, district.sides[0].community)
    part = planned(actor, district, band=Band(100, 200, 120))
    desk, place = browser(district), f"/desk/plans/{RUN}/{part.unit_id}/"
    page = desk.get(place).content.decode()
    assert page.count("<figure") == 3

    chosen = desk.get(f"{place}?move={part.pieces[0][0]}").content.decode()
    to = re.search(r'name="to" value="(\d)"', chosen)
    assert to
    answer = desk.post(f"{place}move/", {"key": part.pieces[0][0], "to": to[1]})

    assert answer.headers["Location"] == place
    assert PlanPart.objects.get().edited["figures"]["splits"] == 1
    assert desk.get(place).content.decode().count("<figure") == 4
    desk.post(f"{place}back/")
    assert not PlanPart.objects.get().edited


@pytest.mark.parametrize("sent", [{}, {"key": "x", "to": "1"}, {"key": str(RUN), "to": "0"}])
def test_a_move_that_names_nothing_is_refused(district: District, sent: dict[str, str]) -> None:
    actor = district.actor(Role.COMMUNITY_DESK, district.sides[0].community)
    part = planned(actor, district)

    answer = browser(district).post(f"/desk/plans/{RUN}/{part.unit_id}/move/", sent)

    assert answer.status_code == 422


def test_many_places_need_no_more_statements(
    district: District, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ask(district.actor(Role.DISTRICT_DESK), *[side.community for side in district.sides])
    desk = browser(district, Role.DISTRICT_DESK)
    desk.get(f"/desk/plans/{RUN}/")

    with django_assert_max_num_queries(8):
        desk.get(f"/desk/plans/{RUN}/")


def test_the_district_desk_adopts_and_a_community_does_not(district: District) -> None:
    part = planned(district.actor(Role.DISTRICT_DESK), district)
    part.edited = part.plan | {"labels": [0, 1, 0, 1]}
    part.save()
    whole, place = browser(district, Role.DISTRICT_DESK), f"/desk/plans/{RUN}/{part.unit_id}/"
    assert f"{place}adopt/" in whole.get(place).content.decode()
    assert whole.post(f"{place}adopt/", {"on": "x"}).status_code == 422

    answer = whole.post(f"{place}adopt/", {"on": "2026-11-23", "codes": "43-"})

    assert answer.headers["Location"] == f"/desk/plans/{RUN}/"
    assert PlanPart.objects.get().adopted_on is not None
    assert "11月23日" in whole.get(f"/desk/plans/{RUN}/").content.decode()
    assert "已采用" in whole.get(place).content.decode()
    other = ask(district.actor(Role.COMMUNITY_DESK, part.unit_id), part.unit_id, run=key(88_001))
    assert (
        browser(district)
        .post(f"/desk/plans/{other.pk}/{part.unit_id}/adopt/", {"on": "2026-11-23"})
        .status_code
        == 403
    )
