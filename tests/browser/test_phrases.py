"""Phrases and macros at the desk, with and without a script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from linli.grid.moves.rules import Stage
from linli.grid.phrases import services as phrases
from linli.kernel.common import ids
from linli.kernel.people.rules import Role
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.district import District, again
from tests.grid.desk.doors import case_at, now_stamp, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


BOTH = pytest.mark.parametrize("script", [True, False])


def desk_page(opens: Opens, town: District, server: LiveServer, *, script: bool) -> Page:
    """Return the page of the first community's desk."""
    page = opens(DESK, script=script)
    sign_in(page, town.actor(Role.COMMUNITY_DESK, town.sides[0].community), server.url)
    return page


@BOTH
def test_a_phrase_is_kept_and_put_into_a_step(
    opens: Opens, town: District, live_server: LiveServer, script: bool
) -> None:
    desk = desk_page(opens, town, live_server, script=script)
    case = case_at(town, Stage.DONE)
    desk.goto("/desk/phrases/new/")
    desk.get_by_label("标题").fill("现场看过")
    desk.get_by_label("内容").fill("{{place}}现场已清。")
    if script:
        look(desk, "phrase-new")
    desk.get_by_role("button", name="保存").click()
    expect(desk.locator("main")).to_contain_text("现场看过")
    if script:
        look(desk, "phrases")

    desk.goto(f"/desk/cases/{case.pk}/")
    step = desk.locator("form[action*='/verify/']")
    step.locator("select[name=phrase]").select_option(label="现场看过")
    step.get_by_role("button", name="插入").click()
    expect(desk.locator("#id_verify_words")).to_have_value("甲东苑1栋现场已清。")
    if script:
        look(desk, "desk-phrase")
    desk.locator("form[action*='/verify/'] button.primary").click()
    expect(desk.locator("#case .chip").first).to_have_text("已核查")

    assert again(case).stage == Stage.VERIFIED


def test_a_phrase_leaves_the_photo_that_was_chosen(
    opens: Opens, town: District, live_server: LiveServer, tmp_path: Path
) -> None:
    case, desk = case_at(town, Stage.IN_HAND), town.actor(Role.DISTRICT_DESK)
    words: dict[str, Any] = {"title": "已清", "text": "现场已清。", "moves": ["done"]}
    phrases.keep(desk, phrase_id=ids.new(), **words, categories=[], stamp=now_stamp())
    page = opens(DESK)
    sign_in(page, town.actor(Role.DEPARTMENT_OFFICER), live_server.url)
    page.goto(f"/desk/cases/{case.pk}/")
    chosen = tmp_path / "after.jpg"
    chosen.write_bytes(picture().read())
    page.locator("#id_done_photos").set_input_files(chosen)

    step = page.locator("form[action*='/done/']")
    step.locator("select[name=phrase]").select_option(label="已清")
    step.get_by_role("button", name="插入").click()

    expect(page.locator("#id_done_words")).to_have_value("现场已清。")
    assert page.locator("#id_done_photos").evaluate("input => input.files.length") == 1


@BOTH
def test_a_macro_is_kept_seen_and_run_on_many(
    opens: Opens, town: District, live_server: LiveServer, script: bool
) -> None:
    desk = desk_page(opens, town, live_server, script=script)
    new, other = case_at(town, Stage.REPORTED, 1), case_at(town, Stage.DONE, 2)
    desk.goto("/desk/macros/new/")
    desk.get_by_label("标题").fill("受理派单")
    desk.locator("#id_0-action").select_option("register")
    desk.locator("#id_0-category").select_option("06010")
    desk.locator("#id_1-action").select_option("dispatch")
    desk.locator("#id_2-action").select_option("publish")
    desk.locator("#id_2-words").fill("已派{{lead}}")
    if script:
        look(desk, "macro-new")
    desk.get_by_role("button", name="保存").click()
    expect(desk.locator("main")).to_contain_text("受理派单")
    if script:
        look(desk, "macros")

    desk.goto("/desk/")
    for case in (new, other):
        desk.locator(f"input[name=case][value^='{case.pk}']").check()
    desk.get_by_role("button", name="组合操作").click()
    desk.get_by_role("button", name="预览结果").click()
    expect(desk.locator("main")).to_contain_text("不能办理")
    if script:
        look(desk, "macro-preview")
    assert again(new).stage == Stage.REPORTED
    desk.get_by_role("button", name="对 1 件事件办理").click()
    expect(desk.locator("main")).to_contain_text("现为“已派单”")
    desk.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    if script:
        look(desk, "macro-run-phone")

    assert (again(new).stage, again(other).stage) == (Stage.DISPATCHED, Stage.DONE)
