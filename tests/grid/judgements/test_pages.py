"""A judgement at the desk and on the reporter's page: asked, found, read, reviewed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from linli.grid.cases.models import Case
from linli.grid.judgements.models import Judgement
from linli.grid.moves.rules import Stage
from linli.kernel.people.rules import Actor, Role
from tests.courses import desk_of
from tests.district import District, again
from tests.grid.desk.doors import browser_of, case_at

REASON = "已按规定频次清运"


def unhappy(district: District) -> Case:
    """Return a closed case whose reporter said on her page that it is not settled."""
    case = case_at(district, Stage.CLOSED)
    Client().post("/m/token-1/rate/", {"settled": "no", "satisfied": "dissatisfied"})
    return again(case)


def street_of(district: District) -> Actor:
    return district.actor(Role.STREET_DESK, district.streets[0])


def found(case: Case, finding: str = "lawfully_settled") -> dict[str, object]:
    return {"version": again(case).version, "finding": finding, "words": REASON}


def test_from_the_verdict_to_the_review(district: District) -> None:
    case = unhappy(district)
    desk, street = browser_of(desk_of(district)), browser_of(street_of(district))
    here = f"/desk/cases/{case.pk}/"

    offered = desk.get(here).content.decode()
    asked = desk.post(reverse("grid:ask_judgement", args=[case.pk]), {"words": "请认定"})
    waiting = Client().get("/m/token-1/").content.decode()
    own = desk.get(here).context["desk"].judgement
    judged = street.post(reverse("grid:judge", args=[case.pk]), found(case))
    page = Client().get("/m/token-1/").content.decode()
    reviewed = Client().post("/m/token-1/review/", {"words": "没有按频次"})

    assert reverse("grid:ask_judgement", args=[case.pk]) in offered
    assert asked.status_code == judged.status_code == reviewed.status_code == 302
    assert "另一岗位" in waiting
    assert (own.is_asked, own.may_judge) == (True, False)
    assert REASON in page
    assert "/m/token-1/review/" in page
    assert "/m/token-1/reopen/" not in page
    assert again(case).pending == "judge"
    assert street.get(here).context["desk"].judgement.is_review


def test_neighbours_read_no_judgement(district: District) -> None:
    case = unhappy(district)
    Case.objects.filter(pk=case.pk).update(pending="judge")
    browser_of(street_of(district)).post(reverse("grid:judge", args=[case.pk]), found(case))
    from linli.grid.cases.models import Reporter

    Reporter.objects.filter(case=case).update(is_first=False)

    assert REASON not in Client().get("/m/token-1/").content.decode()
    assert Client().get("/m/token-1/review/").status_code == 404


def test_what_was_typed_stays_when_somebody_was_faster(district: District) -> None:
    case = unhappy(district)
    browser_of(desk_of(district)).post(
        reverse("grid:ask_judgement", args=[case.pk]), {"words": "请认定"}
    )
    old = found(case) | {"version": 1}

    answer = browser_of(street_of(district)).post(reverse("grid:judge", args=[case.pk]), old)

    assert answer.status_code == 409
    assert REASON in answer.content.decode()
    assert not Judgement.objects.exists()


@pytest.mark.parametrize("words", ["", "   "])
def test_a_judgement_needs_a_reason(district: District, words: str) -> None:
    case = unhappy(district)
    Case.objects.filter(pk=case.pk).update(pending="judge")

    answer = browser_of(street_of(district)).post(
        reverse("grid:judge", args=[case.pk]), found(case) | {"words": words}
    )

    assert answer.status_code == 422
    assert again(case).judged == ""


@pytest.mark.parametrize(
    ("role", "asks", "judges"),
    [
        (Role.COMMUNITY_DESK, 302, 403),
        (Role.STREET_DESK, 302, 302),
        (Role.DISTRICT_DESK, 302, 302),
        (Role.SUPERVISOR, 403, 302),
        (Role.AUDITOR, 403, 403),
        (Role.GRID_OFFICER, 403, 403),
        (Role.DEPARTMENT_OFFICER, 403, 403),
        (Role.DEPARTMENT_HEAD, 403, 403),
        (Role.OPERATOR, 404, 404),
    ],
)
def test_each_role_gets_what_it_may(district: District, role: Role, asks: int, judges: int) -> None:
    case = unhappy(district)
    units = {Role.COMMUNITY_DESK: case.community_id, Role.STREET_DESK: case.street_id}
    browser = browser_of(district.actor(role, units.get(role)))

    asked = browser.post(reverse("grid:ask_judgement", args=[case.pk]), {"words": "请认定"})
    Case.objects.filter(pk=case.pk).update(pending="judge", pending_by_id=None)
    judged = browser.post(reverse("grid:judge", args=[case.pk]), found(case))

    assert (asked.status_code, judged.status_code) == (asks, judges)


def test_a_foreign_desk_finds_nothing(district: District) -> None:
    case = unhappy(district)
    foreign = browser_of(desk_of(district, 1))

    for name in ("grid:ask_judgement", "grid:judge"):
        assert foreign.post(reverse(name, args=[case.pk]), found(case)).status_code == 404
        assert Client().post(reverse(name, args=[case.pk]), found(case)).status_code == 302
    assert Client().get("/m/nonsense/review/").status_code == 404
