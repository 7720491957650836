"""The district desk merges two communities, reads what it did, and keeps an area."""

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from linli.kernel.people.rules import Role
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.district import District

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_communities_are_merged_by_a_document(
    opens: Opens, town: District, live_server: LiveServer
) -> None:
    page = opens(DESK)
    sign_in(page, town.actor(Role.DISTRICT_DESK), live_server.url)
    page.goto("/desk/")
    page.get_by_role("link", name="区划", exact=True).click()
    look(page, "territory-empty")
    page.get_by_label("查找单元").fill("乙社区")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="乙社区", exact=True).click()
    look(page, "territory-unit")
    page.get_by_role("link", name="合并").click()
    page.get_by_label("甲社区", exact=True).check()
    page.get_by_label("生效日期").fill("2026-07-01")
    page.get_by_label("文号").fill("样政办函〔2026〕16号")
    page.get_by_label("印发单位").fill("样例区人民政府办公室")
    look(page, "territory-merger")
    page.get_by_role("button", name="预览变更").click()
    expect(page.get_by_role("heading", name="变更预览")).to_be_visible()
    look(page, "territory-preview")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    look(page, "territory-preview-phone")
    page.get_by_role("button", name="确定变更").click()

    expect(page.get_by_role("heading", name="甲社区并入乙社区")).to_be_visible()
    look(page, "territory-change-phone")
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    look(page, "territory-change")
    page.get_by_role("link", name="甲社区").first.click()
    expect(page.get_by_text("承继单位")).to_be_visible()
    look(page, "territory-ended")
    page.goto("/desk/territory/")
    expect(page.get_by_role("link", name="甲社区并入乙社区")).to_be_visible()
    look(page, "territory-list")
    page.get_by_role("link", name="代码对照").click()
    look(page, "territory-codes")
    page.goto("/desk/territory/figures/")
    look(page, "territory-figures")


def test_an_old_estate_of_two_compounds_is_kept_as_one_area(
    opens: Opens, town: District, live_server: LiveServer
) -> None:
    page = opens(DESK)
    sign_in(page, town.actor(Role.DISTRICT_DESK), live_server.url)
    page.goto("/desk/territory/areas/")
    page.get_by_label("所含单元的名称或拼音首字母").fill("甲")
    page.get_by_role("button", name="查找").click()
    page.get_by_label("名称", exact=True).fill("老旧片区")
    page.get_by_label("甲社区 甲东苑").check()
    look(page, "areas-new")
    page.get_by_role("button", name="设立片区").click()

    expect(page.get_by_role("heading", name="老旧片区")).to_be_visible()
    look(page, "areas-one")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    look(page, "areas-one-phone")
