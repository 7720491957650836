"""Compounds compared with grids, a finding, a plan, a compound on its way (rows P2, P3)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from linli.kernel.people.rules import Role
from linli.kernel.territory.rules import Kind
from linli.party.preparations.models import Preparation
from linli.party.relations.models import SizeVerdict
from linli.party.rollout.models import RollOutTarget
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.district import SIDE, SOUTH, WEST, District, square
from tests.party.relations.test_services import redraw

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_street_finds_of_which_kind_a_borderline_compound_is(
    opens: Opens, town: District, live_server: LiveServer
) -> None:
    redraw(town, Kind.COMPOUND, 0, square(WEST, SOUTH, SIDE * 0.9, SIDE / 2))
    page = opens(DESK)
    sign_in(page, town.actor(Role.STREET_DESK, town.streets[0]), live_server.url)

    page.goto("/size-relation/?only=waits")
    look(page, "size-relation")
    page.locator(".items a").first.click()
    expect(page.locator("h1")).to_have_text("甲东苑")
    page.locator("[data-map-open]").click()
    expect(page.locator("[data-map-open]")).to_be_hidden()
    expect(page.locator("[data-map-failed]")).to_be_hidden()
    look(page, "size-compound")
    page.get_by_role("radio", name="与网格（微网格）一致").check()
    page.locator("#id_words").fill("围墙即网格边界")
    page.get_by_role("button", name="保存认定").click()
    expect(page.locator(".timeline")).to_contain_text("围墙即网格边界")

    assert SizeVerdict.objects.get().relation == "equal"
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    look(page, "size-compound-phone")
    page.goto("/size-relation/?percent=5&band=2")
    look(page, "size-relation-phone")


def test_a_plan_its_targets_and_a_compound_on_its_way(
    opens: Opens, town: District, live_server: LiveServer
) -> None:
    district, street = opens(DESK), opens(PHONE)
    sign_in(district, town.actor(Role.DISTRICT_DESK), live_server.url)
    sign_in(street, town.actor(Role.STREET_DESK, town.streets[0]), live_server.url)

    district.goto("/roll-out/plan/")
    district.locator("#id_name").fill("小区党组织推进计划")
    district.locator("#id_source").fill("区委办〔2026〕1号")
    for name, value in {
        "begins_1": "2026-01-01", "ends_1": "2026-06-30", "begins_2": "2026-07-01",
        "ends_2": "2026-12-31",
    }.items():  # fmt: skip
        district.locator(f"#id_{name}").fill(value)
    look(district, "roll-out-plan")
    district.get_by_role("button", name="施行").click()
    expect(district.locator("#waves")).to_be_visible()
    district.get_by_role("link", name="目标 第一街道").click()
    district.get_by_label("2026年3月").fill("2")
    look(district, "roll-out-targets")
    district.get_by_role("button", name="保存目标").click()
    expect(district.locator("#places")).to_be_visible()
    assert RollOutTarget.objects.get().count == 2

    street.goto("/roll-out/compounds/")
    look(street, "roll-out-compounds-phone")
    street.locator(".items a").first.click()
    street.locator("#id_move_stage").select_option("approved")
    street.locator("#id_move_on").fill("2026-06-01")
    look(street, "roll-out-compound-phone")
    street.get_by_role("button", name="保存阶段").click()
    expect(street.locator(".timeline")).to_contain_text("已批复")
    assert Preparation.objects.get().stage == "approved"

    district.reload()
    expect(district.locator(".chip.is-soon", has_text="已批复 1")).to_be_visible()
    district.locator("[data-map-open]").click()
    expect(district.locator("[data-map-open]")).to_be_hidden()
    expect(district.locator("[data-map-failed]")).to_be_hidden()
    look(district, "roll-out-board")
    street.goto("/roll-out/")
    look(street, "roll-out-board-phone")


def test_without_script_a_street_moves_a_compound(
    opens: Opens, town: District, live_server: LiveServer
) -> None:
    page = opens(PHONE, script=False)
    sign_in(page, town.actor(Role.STREET_DESK, town.streets[0]), live_server.url)

    page.goto("/roll-out/compounds/")
    page.locator(".items a").first.click()
    page.locator("#id_move_stage").select_option("applied")
    page.locator("#id_move_on").fill("2026-06-01")
    page.get_by_role("button", name="保存阶段").click()
    expect(page.locator(".timeline")).to_contain_text("已申请")

    assert Preparation.objects.get().stage == "applied"
