"""After closing: a desk asks the reporter how it went."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from linli.grid.followups.models import FollowUp
from linli.grid.moves.rules import Stage
from linli.kernel.people.rules import Role
from linli.worker import tasks
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.district import District, again
from tests.grid.desk.doors import case_at
from tests.notices.gateways import web_gateway

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def desk_page(opens: Opens, town: District, server: LiveServer, *, script: bool = True) -> Page:
    """Return the page of the first community's desk."""
    page = opens(DESK, script=script)
    sign_in(page, town.actor(Role.COMMUNITY_DESK, town.sides[0].community), server.url)
    return page


@pytest.mark.parametrize("script", [True, False])
def test_a_desk_calls_and_reopens_what_is_not_settled(
    opens: Opens, town: District, live_server: LiveServer, script: bool
) -> None:
    case = case_at(town, Stage.CLOSED)
    page = desk_page(opens, town, live_server, script=script)

    page.goto("/desk/?only=follow_up")
    page.locator(f".items a[href*='{case.pk}']").click()
    expect(page.locator("#follow-up")).to_be_visible()
    if script:
        look(page, "desk-follow-up")
    page.get_by_label("回访结果").select_option("reached")
    page.get_by_label("是否解决").select_option("no")
    page.get_by_label("是否满意").select_option("dissatisfied")
    page.get_by_role("textbox", name="反映人原话").fill("又堆上了")
    page.get_by_label("立即重办").check()
    page.get_by_role("button", name="保存回访记录").click()

    expect(page.locator("#case .chip").first).to_have_text("已派单")
    assert again(case).reopens == 1
    assert FollowUp.objects.get().settled == "no"


def test_a_desk_reads_what_becomes_of_a_message_before_and_after(
    opens: Opens, town: District, live_server: LiveServer, settings: Settings
) -> None:
    case = case_at(town, Stage.CLOSED)
    page = desk_page(opens, town, live_server)
    page.goto(f"/desk/cases/{case.pk}/")
    form = page.locator("#follow-up").locator("xpath=..")
    expect(form).to_contain_text("未配置短信或邮件通道")

    with web_gateway() as gateway:
        settings.ADDRESS = live_server.url
        settings.MESSAGES = f"json://127.0.0.1:{gateway.port}/send?:to={{phone}}"
        page.reload()
        expect(form).to_contain_text("以短信方式")
        look(page, "follow-up-message")
        page.get_by_label("回访方式").select_option("message")
        page.get_by_label("回访结果").select_option("asked")
        page.get_by_role("button", name="保存回访记录").click()
        expect(page.get_by_role("status")).to_contain_text("回访")
        tasks.deliver_waiting(timezone.now())
        page.reload()
        expect(form).to_contain_text("等待发送")
        noon = timezone.localtime().replace(hour=12) + timedelta(days=1)
        gateway.status = 503
        tasks.send_due(noon)
        page.reload()
        expect(form).to_contain_text("通道未接收")
        look(page, "follow-up-tried")
        gateway.status = 200
        tasks.send_due(noon + timedelta(minutes=2))

    page.reload()
    expect(form).to_contain_text("已以短信方式发出")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    look(page, "follow-up-sent-phone")
    resident = opens(PHONE)
    path, _ = gateway.taken[0]["message"].partition(live_server.url)[2].split(maxsplit=1)
    resident.goto(live_server.url + path)
    expect(resident.locator("main")).to_contain_text(case.number)
    expect(resident.locator("main")).not_to_contain_text("垃圾")
    look(resident, "verdict-phone")
    resident.get_by_role("button", name="提交评价").click()
    resident.get_by_label("已解决").check()
    resident.get_by_label("基本满意").check()
    resident.locator("textarea").fill("谢谢师傅")
    resident.get_by_role("button", name="提交评价").click()
    expect(resident.locator("main")).to_contain_text("评价已记录")
    look(resident, "verdict-given-phone")
    assert again(case).settled is True


def test_a_faulty_form_keeps_what_was_typed(
    opens: Opens, town: District, live_server: LiveServer
) -> None:
    case = case_at(town, Stage.CLOSED)
    page = desk_page(opens, town, live_server)
    page.goto(f"/desk/cases/{case.pk}/")

    page.get_by_role("textbox", name="反映人原话").fill("还有味道")
    page.get_by_role("button", name="保存回访记录").click()

    expect(page.get_by_role("alert")).to_contain_text("缺少一项")
    expect(page.get_by_role("textbox", name="反映人原话")).to_have_value("还有味道")
    look(page, "follow-up-again")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    look(page, "follow-up-again-phone")


def test_a_judgement_is_found_read_and_reviewed(
    opens: Opens, town: District, live_server: LiveServer
) -> None:
    case = case_at(town, Stage.CLOSED)
    resident = opens(PHONE, script=False)
    resident.goto("/m/token-1/")
    resident.get_by_label("未解决").check()
    resident.get_by_label("不满意", exact=True).check()
    resident.get_by_role("button", name="提交评价").click()
    expect(resident.locator("#rate")).to_have_count(0)
    page = desk_page(opens, town, live_server)
    page.goto(f"/desk/cases/{case.pk}/")
    page.get_by_text("申请由另一岗位认定").first.click()
    page.locator("#id_ask_judgement_words").fill("已按频次清运，请认定")
    page.get_by_role("button", name="申请由另一岗位认定").click()
    expect(page.locator("#judgement")).to_be_visible()

    street = opens(DESK)
    sign_in(street, town.actor(Role.STREET_DESK, town.streets[0]), live_server.url)
    street.goto(f"/desk/cases/{case.pk}/")
    look(street, "desk-judgement")
    street.get_by_label("依法办结").check()
    street.locator("#id_judge_words").fill("清运频次符合标准，现场已清")
    street.get_by_role("button", name="认定", exact=True).click()

    expect(street.locator("#record").locator("xpath=..")).to_contain_text("依法办结")
    reader = opens(PHONE)
    reader.goto("/m/token-1/")
    expect(reader.locator("#judgement")).to_be_visible()
    look(reader, "matter-judged")
    reader.get_by_role("link", name="申请复核").click()
    look(reader, "review")
    reader.get_by_label("哪里不对").fill("没有按频次清运")
    reader.get_by_role("button", name="申请复核").click()
    expect(reader.locator(".notice.is-wait")).to_be_visible()
    assert again(case).pending == "judge"


@pytest.mark.parametrize("script", [True, False])
def test_the_reporter_adds_words_and_reads_the_answer(
    opens: Opens, town: District, live_server: LiveServer, script: bool
) -> None:
    case = case_at(town, Stage.IN_HAND)
    resident = opens(PHONE, script=script)
    resident.goto("/m/token-1/")
    resident.get_by_text("补充说明").click()
    resident.get_by_label("补充什么内容").fill("就在三号楼后面")
    resident.get_by_role("button", name="提交补充").click()
    expect(resident.locator("body")).to_contain_text("就在三号楼后面")

    page = desk_page(opens, town, live_server, script=script)
    page.goto("/desk/?only=added")
    page.locator(f".items a[href*='{case.pk}']").click()
    expect(page.get_by_role("button", name="已阅")).to_be_visible()
    page.get_by_text("添加备注").click()
    page.get_by_label("备注", exact=True).fill("明天上午清运")
    page.get_by_label("可见范围").select_option("public")
    if script:
        look(page, "desk-note")
    page.get_by_role("button", name="保存备注").click()
    expect(page.get_by_role("button", name="已阅")).to_have_count(0)

    resident.goto("/m/token-1/")
    expect(resident.locator("body")).to_contain_text("明天上午清运")
    if script:
        resident.get_by_text("补充说明").first.click()
        look(resident, "matter-notes")
