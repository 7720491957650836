"""The list of compounds, one of them with its steps, the plan and targets over HTTP (row P3)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from linli.kernel.people.rules import Role
from linli.party.preparations.models import Preparation
from linli.party.rollout import queries as rollout
from tests.district import District
from tests.grid.desk.doors import browser_of
from tests.party.preparations.test_services import founded
from tests.party.rollout.test_services import adopt

pytestmark = pytest.mark.django_db

LIST = "/roll-out/compounds/"


def said(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def street_of(district: District) -> Client:
    return browser_of(district.actor(Role.STREET_DESK, district.streets[0]))


def path_of(district: District, word: str = "", side: int = 0) -> str:
    path = f"{LIST}{district.sides[side].compounds[0]}/"
    return f"{path}{word}/" if word else path


def today() -> str:
    return timezone.localdate().isoformat()


def test_a_street_moves_assigns_and_corrects_on_the_page(district: District) -> None:
    desk, path = street_of(district), path_of(district)

    desk.post(path_of(district, "move"), {"version": 0, "stage": "applied", "on": today()})
    office = str(district.sides[0].organisation)
    desk.post(path_of(district, "assign"), {"version": 1, "organisation": office})
    wrong = {"version": 2, "stage": "preparing", "on": today(), "words": "尚在摸底"}
    desk.post(path_of(district, "correct"), wrong)
    page = said(desk.get(path))

    row = Preparation.objects.get()
    assert (row.stage, str(row.organisation_id), row.version) == ("preparing", office, 3)
    for words in ("已申请", "由甲社区居委会负责", "更正为：筹备中", "尚在摸底"):
        assert words in page


@pytest.mark.parametrize(
    ("word", "posted", "status"),
    [
        ("move", {"version": 0, "stage": "applied", "on": ""}, 422),
        ("move", {"version": 0, "stage": "soup", "on": "2026-01-01"}, 422),
        ("move", {"version": 0, "stage": "applied", "on": "2999-01-01"}, 422),
        ("correct", {"version": 0, "stage": "applied", "on": "2026-01-01", "words": " "}, 422),
        ("move", {"version": 0, "stage": "founded", "on": "2026-01-01"}, 422),
        ("assign", {"version": 0, "organisation": "soup"}, 422),
        ("soup", {"version": 0}, 404),
        ("move", {"version": 7, "stage": "applied", "on": "2026-01-01"}, 409),
    ],
)
def test_what_cannot_be_is_said_on_the_page(
    district: District, word: str, posted: dict[str, object], status: int
) -> None:
    answer = street_of(district).post(path_of(district, word), posted)

    assert answer.status_code == status
    assert not Preparation.objects.exists()


def test_what_lies_elsewhere_is_not_there(district: District) -> None:
    desk = street_of(district)

    assert desk.get(path_of(district, side=2)).status_code == 404
    moved = {"version": 0, "stage": "applied", "on": today()}
    assert desk.post(path_of(district, "move", side=2), moved).status_code == 404


def test_a_compound_with_its_organisation_leads_to_its_page(district: District) -> None:
    desk, path = street_of(district), path_of(district)
    before = said(desk.get(path))
    one = founded(district.sides[0].compounds[0], date(2026, 11, 20))

    after = said(desk.get(path))

    compound = district.sides[0].compounds[0]
    assert f"/organisations/new/compound/{compound}/" in before
    assert f"/organisations/{one.pk}/" in after
    assert "已建立党组织" in after
    assert "下一阶段" not in after


def test_a_community_sees_and_moves_nothing(district: District) -> None:
    desk = browser_of(district.actor(Role.COMMUNITY_DESK, district.sides[0].community))

    assert "下一阶段" not in said(desk.get(path_of(district)))
    moved = {"version": 0, "stage": "applied", "on": today()}
    assert desk.post(path_of(district, "move"), moved).status_code == 403


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 4), ("?stage=founded", 1), ("?stage=not_started", 3), ("?wave=2", 4), ("?wave=1", 0),
        ("?wave=0", 0), ("?relation=smaller", 4), ("?words=甲社区", 2), ("?wave=soup&page=x", 4),
    ],
)  # fmt: skip
def test_the_list_is_narrowed(district: District, query: str, count: int) -> None:
    adopt(district)
    desk = street_of(district)
    founded(district.sides[0].compounds[0], date(2026, 11, 20))

    listing = desk.get(LIST + query).context["listing"]

    assert listing.page.paginator.count == count


def test_the_list_asks_few_questions(
    district: District, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    adopt(district)
    desk = street_of(district)
    desk.get(LIST)

    with django_assert_max_num_queries(11):
        desk.get(LIST)


PLAN = {
    "name": "小区党建推进计划", "source": "区委办〔2026〕1号", "begins_1": "2026-01-01",
    "ends_1": "2026-06-30", "begins_2": "2026-07-01", "ends_2": "2026-12-31", "equal": "1",
    "larger": "2", "smaller": "2", "crossing": "2", "unplaced": "",
}  # fmt: skip


def test_the_district_plans_and_aims(district: District) -> None:
    desk = browser_of(district.actor(Role.DISTRICT_DESK))
    path = f"/roll-out/plan/targets/{district.streets[0]}/"

    before = desk.get(path).status_code
    refused = desk.post("/roll-out/plan/", PLAN | {"crossing": "3"})
    adopted = desk.post("/roll-out/plan/", PLAN)
    aimed = desk.post(path, {"2026-03-01": "4", "2026-08-01": "2"})

    plan = rollout.plan()
    assert (before, refused.status_code, adopted.status_code, aimed.status_code) == (
        404, 422, 302, 302,
    )  # fmt: skip
    assert plan
    assert sorted(plan.targets.values()) == [2, 4]
    assert 'value="4"' in said(desk.get(path))
    assert "2026年3月" in said(desk.get(path))
    assert street_of(district).get(path).status_code == 403
    assert street_of(district).get("/roll-out/plan/").status_code == 403


def test_a_plan_without_waves_is_refused_in_words(district: District) -> None:
    desk = browser_of(district.actor(Role.DISTRICT_DESK))

    answer = desk.post("/roll-out/plan/", PLAN | {"begins_1": "2027-01-01", "ends_1": "2027-02-01"})

    assert answer.status_code == 422
    assert "各批次依次进行" in said(answer)
