"""A standard is entered and put in force, and a compound is assessed against it (rows P1, P5)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from linli.kernel.people.rules import Role
from linli.party.assessments.models import Assessment
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.district import District
from tests.party.plans import chief_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_standard_to_the_points_of_a_compound(
    opens: Opens, town: District, live_server: LiveServer
) -> None:
    chief, desk = opens(DESK), opens(PHONE)
    sign_in(chief, chief_of(town), live_server.url)
    sign_in(desk, town.actor(Role.COMMUNITY_DESK), live_server.url)

    chief.goto("/policies/standards/")
    chief.get_by_role("link", name="录入标准").click()
    chief.locator("#id_name").fill("小区议事机制检查清单")
    chief.locator("#id_source").fill("样例区委办公室文件")
    for number, (text, weight) in enumerate([("已明确召集人", "3"), ("本季度开过会", "4")]):
        chief.locator(f"#id_items-{number}-text").fill(text)
        chief.locator(f"#id_items-{number}-weight").fill(weight)
    chief.locator("#id_items-1-evidence").fill("会议记录")
    look(chief, "standards-draft")
    chief.locator("button.primary").click()
    chief.get_by_role("button", name="施行").click()
    expect(chief.locator("h1 + .row")).to_contain_text("第 1 版")
    look(chief, "standards-standard")
    chief.goto("/policies/standards/")
    look(chief, "standards-register")

    desk.goto("/policies/standards/")
    desk.locator(".items a").first.click()
    look(desk, "standards-standard-phone")
    desk.get_by_role("link", name="开展评估").click()
    desk.locator("input[type=search]").fill("东苑")
    desk.locator("main form[role=search] button").click()
    look(desk, "standards-choose-phone")
    desk.get_by_role("button", name="开始评估").first.click()
    desk.locator("#id_1_result_0").check()
    look(desk, "standards-assessment-phone")
    desk.locator("form[action*='items/1'] button").click()
    expect(desk.locator(".timeline")).to_contain_text("已明确召集人：达到")
    desk.locator("#id_2_result_1").check()
    desk.locator("form[action*='items/2'] button").click()
    expect(desk.locator(".timeline")).to_contain_text("本季度开过会：未达到")
    desk.get_by_role("button", name="完成评估").click()
    expect(desk.locator("h1 + .row")).to_contain_text("7 分中得 3 分，42.8%")

    chief.goto(f"/policies/assessments/{Assessment.objects.get().pk}/")
    look(chief, "standards-assessment")


def test_the_matrix_and_the_rules_of_focus_are_entered_and_read(
    opens: Opens, town: District, live_server: LiveServer
) -> None:
    chief, desk = opens(DESK), opens(PHONE)
    sign_in(chief, chief_of(town), live_server.url)
    sign_in(desk, town.actor(Role.COMMUNITY_DESK), live_server.url)

    chief.goto("/policies/responsibilities/")
    chief.get_by_role("link", name="拟定职责分工表").click()
    chief.locator("#id_name").fill("小区治理职责分工")
    chief.locator("#id_source").fill("样例区委办公室文件")
    for number, (actor, duty) in enumerate([("区委", "主导"), ("街道（乡）", "主责")]):
        chief.locator(f"#id_lines-{number}-actor").fill(actor)
        chief.locator(f"#id_lines-{number}-duty").fill(duty)
    look(chief, "matrix-draft")
    chief.locator("button.primary").click()
    chief.get_by_role("button", name="施行").click()
    expect(chief.locator("h1 + .row")).to_contain_text("第 1 版")
    look(chief, "matrix")

    chief.goto("/policies/focus/")
    chief.get_by_role("link", name="拟定侧重规则").click()
    chief.locator("#id_name").fill("小区分类侧重")
    chief.locator("#id_source").fill("样例区委办公室文件")
    chief.locator("#id_rules-0-name").fill("老旧小区")
    chief.locator("#id_rules-0-estate").select_option("old")
    chief.locator("#id_rules-0-focus").fill("重点抓议事机制的建立健全")
    look(chief, "focus-draft")
    chief.locator("button.primary").click()
    chief.get_by_role("button", name="施行").click()
    expect(chief.locator("h1 + .row")).to_contain_text("第 1 版")
    look(chief, "focus")

    desk.goto("/policies/responsibilities/")
    look(desk, "matrix-phone")
    desk.goto("/policies/focus/")
    look(desk, "focus-phone")
    expect(desk.locator("table")).to_contain_text("重点抓议事机制")
