"""Phrases and macros at the desk, with and without a script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from linli.grid.followups import queries as followups
from linli.grid.followups.models import FollowUp
from linli.grid.moves.rules import Stage
from linli.grid.photos.models import Photo
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


def chosen_photo(folder: Path) -> Path:
    """Return a photo to choose."""
    file = folder / "after.jpg"
    file.write_bytes(picture().read())
    return file


def keep_phrase(town: District) -> None:
    """Keep a phrase that every step and note is offered."""
    words: dict[str, Any] = {"title": "已清", "text": "现场已清。", "moves": []}
    desk = town.actor(Role.DISTRICT_DESK)
    phrases.keep(desk, phrase_id=ids.new(), **words, categories=[], stamp=now_stamp())


def put_in(form: Locator) -> None:
    """Put the phrase into the words of a form."""
    form.locator("select[name=phrase]").select_option(label="已清")
    form.get_by_role("button", name="插入").click()


def test_a_phrase_leaves_the_photo_that_was_chosen(
    opens: Opens, town: District, live_server: LiveServer, tmp_path: Path
) -> None:
    case = case_at(town, Stage.IN_HAND)
    keep_phrase(town)
    page = opens(DESK)
    sign_in(page, town.actor(Role.DEPARTMENT_OFFICER), live_server.url)
    page.goto(f"/desk/cases/{case.pk}/")
    page.locator("#id_done_photos").set_input_files(chosen_photo(tmp_path))

    put_in(page.locator("form[action*='/done/']"))

    expect(page.locator("#id_done_words")).to_have_value("现场已清。")
    assert page.locator("#id_done_photos").evaluate("input => input.files.length") == 1


@BOTH
def test_a_note_keeps_the_photo_when_a_phrase_goes_in(
    opens: Opens, town: District, live_server: LiveServer, tmp_path: Path, script: bool
) -> None:
    case, page = case_at(town, Stage.IN_HAND), opens(DESK if script else PHONE, script=script)
    keep_phrase(town)
    sign_in(page, town.actor(Role.COMMUNITY_DESK, town.sides[0].community), live_server.url)
    page.goto(f"/desk/cases/{case.pk}/")
    page.locator("summary", has_text="添加备注").click()
    page.locator("summary", has_text="添加照片或文件").click()
    page.locator("#id_note_photos").set_input_files(chosen_photo(tmp_path))

    put_in(page.locator("form", has=page.locator("#id_note_words")))
    expect(page.locator("#id_note_words")).to_have_value("现场已清。")
    if script:
        assert page.locator("#id_note_photos").evaluate("input => input.files.length") == 1
        look(page, "note-phrase")
    else:
        expect(page.locator("main")).to_contain_text("已保留 1 张照片")
    page.locator("form", has=page.locator("#id_note_words")).locator("button").last.click()
    expect(page.locator("body")).to_contain_text("备注已保存")

    assert Photo.objects.filter(case_id=case.pk).count() == 1


@BOTH
def test_a_desk_writes_a_message_sees_its_length_and_sends_it(
    opens: Opens, town: District, live_server: LiveServer, script: bool
) -> None:
    desk = desk_page(opens, town, live_server, script=script)
    case = case_at(town, Stage.CLOSED)
    desk.goto("/desk/phrases/new/")
    desk.get_by_label("标题").fill("回访短信甲")
    desk.get_by_label("回访短信").check()
    desk.get_by_label("内容").fill("事" * 200 + "{{link}}")
    if script:
        expect(desk.locator("#size")).to_contain_text("短信 4 条")
    desk.get_by_role("button", name="保存").click()
    expect(desk.get_by_role("alert")).to_contain_text("最多 201 字")
    expect(desk.locator("#size")).to_contain_text("短信 4 条")
    desk.get_by_label("内容").fill("编号 {{number}} 已办结，请评价 {{link}} {{desk}}")
    if script:
        expect(desk.locator("#size")).to_contain_text("78 字，短信 2 条")
        look(desk, "message-new")
        desk.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        look(desk, "message-new-phone")
        desk.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    desk.get_by_role("button", name="保存").click()
    expect(desk.locator("main")).to_contain_text("回访短信甲")

    desk.goto(f"/desk/cases/{case.pk}/")
    desk.get_by_label("回访方式").select_option("message")
    desk.get_by_label("短信内容").select_option(label="回访短信甲")
    desk.get_by_label("回访结果").select_option("asked")
    if script:
        look(desk, "message-chosen")
    desk.get_by_role("button", name="保存回访记录").click()
    expect(desk.locator("body")).to_contain_text("回访记录已保存")

    asked = followups.asked(FollowUp.objects.get().pk)
    assert asked.text == "编号 {{number}} 已办结，请评价 {{link}} {{desk}}"


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
