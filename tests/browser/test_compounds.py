"""One page for a compound: read on a telephone and at a desk, printed on one sheet; its registers kept."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from linli.grid.cases.models import Case
from linli.grid.moves.rules import Stage
from linli.kernel.people.rules import Role
from tests.board.compounds.estate import furnish
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.district import District
from tests.grid.desk.doors import case_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAPER: ViewportSize = {"width": 718, "height": 1046}
"""A4 less its margins, at 96 pixels an inch."""

HEIGHTS = """() => [...document.querySelectorAll(".stages .small")].map(
  (each) => each.getBoundingClientRect().height)"""


@pytest.fixture
def compound(town: District) -> UUID:
    """Return a furnished compound with three matters, one of them overdue."""
    found = furnish(town, timezone.localdate())
    for number, stage in enumerate([Stage.IN_HAND, Stage.DISPATCHED, Stage.REPORTED], start=1):
        case_at(town, stage, number)
    late = timezone.now() - timedelta(days=2)
    Case.objects.filter(stage=Stage.IN_HAND.value).update(due_at=late, level=1)
    return found


def _desk(opens: Opens, town: District, server: LiveServer) -> Page:
    page = opens(DESK)
    sign_in(page, town.actor(Role.COMMUNITY_DESK), server.url)
    return page


def test_everything_stands_on_one_page_and_one_sheet(
    opens: Opens, town: District, compound: UUID, live_server: LiveServer
) -> None:
    page = _desk(opens, town, live_server)

    page.goto("/board/compounds/")
    look(page, "compounds")
    page.get_by_role("link", name="甲东苑").click()

    expect(page.locator(".due > li").first).to_contain_text("超期")
    expect(page.locator(".due")).to_contain_text("换届选举")
    expect(page.locator(".due")).to_contain_text("决定续聘或另聘物业")
    look(page, "compound")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    look(page, "compound-phone")
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    heights = page.evaluate(HEIGHTS)
    assert max(heights) < 2 * min(heights), "the name of a stage stays on one line"
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") == 1


def test_a_desk_keeps_the_registers(
    opens: Opens, town: District, compound: UUID, live_server: LiveServer
) -> None:
    page = _desk(opens, town, live_server)
    page.goto(f"/board/compounds/{compound}/")

    page.get_by_role("link", name="甲东苑业主委员会").click()
    look(page, "body")
    page.get_by_text("登记成员", exact=True).click()
    page.get_by_label("姓名").fill("周八方")
    page.locator("#id_take_on").fill("2026-11-01")
    page.get_by_label("职务").select_option("member")
    page.locator("form[action$='/take/'] button").click()
    expect(page.locator("#seats + ul")).to_contain_text("周八方")
    expect(page.get_by_text("委员齐全")).to_be_visible()

    page.goto(f"/board/compounds/{compound}/contracts/")
    look(page, "contracts")
    page.goto(f"/board/compounds/{compound}/attributes/")
    look(page, "attributes")
    page.get_by_label("户数").fill("872")
    page.get_by_label("核实日期").fill(timezone.localdate().isoformat())
    page.get_by_label("来源").fill("网格走访核对")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".facts-line")).to_contain_text("872")
