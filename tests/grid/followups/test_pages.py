"""The follow-up at the desk: found in the queue, kept on the page of the case, nothing lost."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from linli.grid.cases.models import Case
from linli.grid.followups.models import FollowUp
from linli.grid.moves.rules import Stage
from linli.kernel.people.rules import Actor, Role
from tests.courses import desk_of
from tests.district import District, again
from tests.grid.desk.doors import browser_of, case_at

REACHED = {"how": "phone", "outcome": "reached", "settled": "no", "satisfied": "mostly"}


def address(case: Case) -> str:
    return reverse("grid:follow_up", args=[case.pk])


def test_a_desk_finds_keeps_and_reopens_in_one_go(district: District) -> None:
    case = case_at(district, Stage.CLOSED)
    desk = browser_of(desk_of(district))

    queue = desk.get("/desk/?only=follow_up")
    page = desk.get(f"/desk/cases/{case.pk}/").content.decode()
    kept = desk.post(address(case), {**REACHED, "words": "又堆上了", "reopens": "on"})

    assert [line.id for line in queue.context["queue"].page.object_list] == [case.pk]
    assert {quick.word for quick in queue.context["queue"].quick} >= {"", "follow_up"}
    assert address(case) in page
    assert "tel:13800138000" in page
    assert kept.status_code == 302
    assert (again(case).stage, again(case).reopens) == (Stage.DISPATCHED, 1)
    assert FollowUp.objects.get().settled == "no"


def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(district: District) -> None:
    case = case_at(district, Stage.CLOSED)
    desk = browser_of(desk_of(district))

    missing = desk.post(address(case), {"how": "phone", "outcome": "reached", "words": "还有味"})
    no_reason = desk.post(address(case), {**REACHED, "reopens": "on"})

    assert missing.status_code == 422
    assert "还有味" in missing.content.decode()
    assert no_reason.status_code == 422
    assert not FollowUp.objects.exists()


def test_a_page_says_why_nothing_is_to_be_done(district: District) -> None:
    case = case_at(district, Stage.CLOSED)
    Case.objects.filter(pk=case.pk).update(rated_at=case.closed_at, settled=True)
    desk = browser_of(desk_of(district))

    page = desk.get(f"/desk/cases/{case.pk}/").content.decode()

    assert 'id="follow-up"' in page
    assert address(case) not in page


@pytest.mark.parametrize(
    ("role", "answer"),
    [
        (Role.COMMUNITY_DESK, 302),
        (Role.STREET_DESK, 302),
        (Role.DISTRICT_DESK, 302),
        (Role.GRID_OFFICER, 403),
        (Role.DEPARTMENT_OFFICER, 403),
        (Role.DEPARTMENT_HEAD, 403),
        (Role.SUPERVISOR, 403),
        (Role.AUDITOR, 403),
        (Role.OPERATOR, 404),
    ],
)
@pytest.mark.parametrize("stage", [Stage.IN_HAND, Stage.CLOSED])
def test_each_role_gets_what_it_may(
    district: District, role: Role, answer: int, stage: Stage
) -> None:
    case = case_at(district, stage)
    units = {Role.COMMUNITY_DESK: case.community_id, Role.STREET_DESK: case.street_id}
    actor = district.actor(role, units.get(role))

    got = browser_of(actor).post(address(case), REACHED)

    expected = 409 if answer == 302 and stage is Stage.IN_HAND else answer
    assert got.status_code == expected
    assert FollowUp.objects.exists() is (got.status_code == 302)


def test_a_foreign_desk_and_a_stranger_find_nothing(district: District) -> None:
    case = case_at(district, Stage.CLOSED)
    foreign: Actor = desk_of(district, 1)

    assert browser_of(foreign).post(address(case), REACHED).status_code == 404
    assert Client().post(address(case), REACHED).status_code == 302
    assert not FollowUp.objects.exists()


def test_the_reporter_is_asked_on_her_page(district: District) -> None:
    case = case_at(district, Stage.CLOSED)
    before = Client().get("/m/token-1/").content.decode()

    browser_of(desk_of(district)).post(address(case), {"how": "message", "outcome": "asked"})

    after = Client().get("/m/token-1/").content.decode()
    asked = "工作台邀请你评价办理结果"
    assert (asked in before, asked in after) == (False, True)
