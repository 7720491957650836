"""A desk plans its grids: asks, follows, looks at three plans, moves a building (G2)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from linli.grid.plan_runs import services
from linli.grid.plan_runs.models import PlanPart, PlanRun
from linli.kernel.people.rules import Role
from linli.kernel.territory.models import Unit
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.district import District
from tests.grid.desk.doors import now_stamp

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("script", [True, False])
def test_a_desk_plans_its_grids(
    opens: Opens, town: District, live_server: LiveServer, script: bool
) -> None:
    Unit.objects.filter(kind="building").update(households=60)
    desk = opens(DESK, script=script)
    sign_in(desk, town.actor(Role.COMMUNITY_DESK, town.sides[0].community), live_server.url)
    desk.goto("/desk/plans/")
    desk.get_by_label("甲社区").check()
    for name, households in (("最少户数", "100"), ("适宜户数", "120"), ("最多户数", "200")):
        desk.get_by_label(name).fill(households)
    if script:
        look(desk, "plan-new")
    desk.get_by_role("button", name="开始规划").click()
    expect(desk.locator("#progress")).to_contain_text("等待后台处理")

    services.carry_out(PlanRun.objects.get().pk, stamps=now_stamp, processes=0)
    if not script:
        desk.reload()
    expect(desk.locator("#progress")).to_contain_text("已规划 1/1")
    if script:
        look(desk, "plan-run")
    desk.get_by_role("link", name="甲社区").click()
    expect(desk.locator("figure")).to_have_count(3)
    if script:
        look(desk, "plan-part")

    desk.get_by_role("link", name="调整 1栋").first.click()
    expect(desk.locator("#moving")).to_contain_text("调整“1栋”")
    desk.locator("#moving button").first.click()
    expect(desk.locator("figure")).to_have_count(4)
    assert PlanPart.objects.get().edited
    if script:
        phone = opens(PHONE)
        sign_in(phone, town.actor(Role.COMMUNITY_DESK, town.sides[0].community), live_server.url)
        phone.goto(desk.url)
        expect(phone.locator("figure")).to_have_count(4)
        look(phone, "plan-part-phone")
