"""Party organisations in the browser: found one, fill its seats, read what is missing (row P4)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from linli.kernel.people.rules import BY_RULE, Actor, Role
from linli.party.branches import services as branches
from linli.party.branches.models import PartyOrganisation
from linli.party.branches.services import Step
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.district import District, stamp
from tests.party.grassroots import BRANCH, again, served, tree

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _page(opens: Opens, actor: Actor, server: LiveServer, size: tuple[int, int]) -> Page:
    page = opens(size)
    sign_in(page, actor, server.url)
    return page


def test_a_street_founds_a_branch_and_fills_its_seats(
    opens: Opens, town: District, live_server: LiveServer
) -> None:
    served(town.sides[0].compounds[1], has_company=True)
    tree(town)
    page = _page(opens, town.actor(Role.STREET_DESK), live_server, DESK)

    page.goto("/organisations/")
    look(page, "organisations-register")
    page.get_by_role("link", name="新建党组织").click()
    page.locator("#id_base").select_option("compound")
    page.locator("#id_words").fill("甲西苑")
    page.get_by_role("button", name="查找地点").click()
    look(page, "organisations-choose")
    page.get_by_role("link", name="甲西苑").click()
    page.locator("#id_founded_on").fill("2025-03-12")
    page.locator("#id_document").fill("样组〔2025〕3号")
    page.locator("#id_members").fill("18")
    look(page, "organisations-new")
    page.get_by_role("button", name="登记成立").click()
    expect(page.locator("h1")).to_have_text("中共第一街道甲社区甲西苑小区支部委员会")
    expect(page.locator(".seats")).to_contain_text("业委会的党员负责人")
    look(page, "organisations-founded")

    page.locator("summary", has_text="登记各席位").click()
    page.locator("#id_fill_held_owners_committee_head").fill("1")
    page.locator("#id_fill_post_owners_committee_head").select_option("owners_committee_head")
    look(page, "organisations-fill")
    page.get_by_role("button", name="保存席位").click()
    expect(page.locator(".seats .is-done")).to_have_count(1)
    expect(page.locator(".timeline")).to_contain_text("席位有变动")

    one = PartyOrganisation.objects.get(name__contains="甲西苑")
    assert len(one.missing) == 5


def test_on_a_telephone_without_script_the_service_changes_and_with_it_the_rule(
    opens: Opens, town: District, live_server: LiveServer
) -> None:
    tree(town)
    page = opens(PHONE, script=False)
    sign_in(page, town.actor(Role.COMMUNITY_DESK), live_server.url)

    page.goto("/organisations/?only=vacancies")
    page.get_by_role("link", name="甲东苑").click()
    expect(page.locator("#composition")).to_have_text("人员组成")
    page.locator("summary", has_text="登记物业服务情况").click()
    page.locator("#id_service_has_company_1").check()
    page.get_by_role("button", name="保存", exact=True).click()

    expect(page.locator("#composition")).to_contain_text("三个层级")
    assert again(BRANCH).situation == "without_company"


def test_the_pages_on_a_telephone(opens: Opens, town: District, live_server: LiveServer) -> None:
    served(town.sides[0].compounds[0], has_company=False)
    tree(town)
    page = _page(opens, town.actor(Role.DISTRICT_DESK), live_server, PHONE)

    for path, name in [
        ("/organisations/", "register"),
        (f"/organisations/{BRANCH}/", "page"),
        ("/organisations/figures/", "figures"),
        ("/organisations/composition/", "standard"),
        ("/organisations/composition/adopt/", "adopt"),
    ]:
        page.goto(path)
        look(page, f"organisations-{name}-phone")


def test_a_name_is_kept_inside_and_shown_once(
    opens: Opens, town: District, live_server: LiveServer, settings: Settings
) -> None:
    settings.FACES_INTERNET = False
    tree(town)
    held = {"secretary": {"held": 1, "post": "owner"}}
    branches.fill(BY_RULE, step=Step(BRANCH), seats=held, stamp=stamp(number=3))
    page = _page(opens, town.actor(Role.STREET_DESK), live_server, PHONE)

    page.goto(f"/organisations/{BRANCH}/")
    page.get_by_role("link", name="席位姓名").click()
    page.locator("#id_name").fill("欧阳样例")
    page.locator("#id_consented_on").fill("2026-11-20")
    page.locator("#id_has_consent").check()
    page.get_by_role("button", name="登记姓名").click()
    expect(page.locator("main li.card")).to_contain_text("＊＊＊")
    look(page, "organisations-names-phone")
    page.locator("select[name=reason]").select_option("contact")
    page.get_by_role("button", name="查看姓名").click()
    expect(page.locator("main li.card")).to_contain_text("欧阳样例")
    page.get_by_role("button", name="删除姓名").click()
    expect(page.locator("main li.card")).to_have_count(0)
