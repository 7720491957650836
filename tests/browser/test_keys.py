"""The district desk gives a key to a tool and withdraws it; people who build tools find the list."""

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from linli.kernel.people.rules import Role
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.district import District

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_key_is_given_and_withdrawn(
    opens: Opens, town: District, live_server: LiveServer
) -> None:
    page = opens(DESK)
    sign_in(page, town.actor(Role.DISTRICT_DESK), live_server.url)
    page.goto("/desk/")
    page.get_by_role("link", name="密钥").click()
    look(page, "keys-empty")

    page.get_by_label("用途").fill("区级周报")
    page.get_by_label("岗位密钥：人员登录名").fill("staff9")
    page.get_by_label("读取事件").check()
    page.get_by_role("button", name="发放").click()
    expect(page.get_by_role("heading", name="新密钥的内容")).to_be_visible()
    look(page, "keys-given")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    look(page, "keys-given-phone")
    words = page.locator("header nav a").first.bounding_box()
    assert words is not None
    assert words["width"] > words["height"], "words lie, they do not stand"
    page.get_by_role("button", name="收回密钥").click()

    expect(page.get_by_text("已停用。", exact=True)).to_be_visible()
    look(page, "keys-withdrawn")


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_the_page_for_people_who_build_tools_is_readable(
    opens: Opens, town: District, size: tuple[int, int]
) -> None:
    page = opens(size)
    page.goto("/api/")

    expect(page.get_by_role("table")).to_be_visible()
    look(page, f"tools-{'phone' if size is PHONE else 'desk'}")
