"""A supervision document on its way: drafted from a matter, answered, cancelled off, printed."""

from __future__ import annotations

import re
import zlib

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from linli.grid.cases.models import Case
from linli.grid.moves.rules import Stage
from linli.kernel.people.rules import BY_RULE, Actor, Role
from linli.party.numbering import services as numbering
from linli.party.supervision.models import Supervision
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.courses import step_of, supervise
from tests.district import District, again, stamp
from tests.grid.desk.doors import case_at, now_stamp

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REQUIREMENT = (
    "请立即核实，责成责任单位清运到位，并对周边同类点位开展排查。\n"
    "对反复出现的问题，请查明原因，落实长效管理措施，明确责任人和巡查频次。"
)


@pytest.fixture
def matter(town: District) -> Case:
    """Return a matter in hand, overdue at the highest level; the district office has its code."""
    numbering.set_code(
        BY_RULE, organisation_id=town.district_office, code="样督", stamp=stamp(number=7)
    )
    case = case_at(town, Stage.IN_HAND)
    Case.objects.filter(pk=case.pk).update(level=3)
    return case


def _page(opens: Opens, actor: Actor, server: LiveServer, size: tuple[int, int] = DESK) -> Page:
    page = opens(size)
    sign_in(page, actor, server.url)
    return page


def test_from_the_matter_to_the_cancelled_document(
    opens: Opens, town: District, matter: Case, live_server: LiveServer
) -> None:
    chief = _page(opens, town.actor(Role.SUPERVISOR), live_server)
    officer = _page(opens, town.actor(Role.DEPARTMENT_OFFICER), live_server, PHONE)

    chief.goto(f"/desk/cases/{matter.pk}/")
    look(chief, "supervision-case")
    chief.get_by_role("link", name="拟督办单").click()
    chief.locator("#id_text").fill(REQUIREMENT)
    look(chief, "supervision-draft")
    chief.locator("button[name=issue]").click()
    expect(chief.locator("h1")).to_contain_text("督办通知")
    look(chief, "supervision-issued")

    officer.goto("/supervision/?only=answer")
    look(officer, "supervision-register-phone")
    officer.locator(".items a").first.click()
    officer.locator("form[action*='read'] button").click()
    expect(officer.locator("form[action*='read']")).to_have_count(0)
    officer.locator("#id_answer_words").fill("已于今日清运完毕，并排查周边三处点位。")
    look(officer, "supervision-answer-phone")
    officer.locator("form[action*='answer'] button").click()
    expect(officer.locator(".timeline")).to_contain_text("已于今日清运完毕")

    chief.reload()
    look(chief, "supervision-check")
    chief.locator("form[action*='cancel_off'] button").click()
    expect(chief.locator(".timeline")).to_contain_text("已销号")
    chief.goto("/supervision/?only=ended")
    expect(chief.locator(".items")).to_contain_text("样督〔")
    look(chief, "supervision-register")

    paper = Supervision.objects.get()
    assert (paper.stage, paper.source) == ("cancelled_off", "breach")
    assert not again(matter).is_supervised


def test_without_script_the_same_way_is_open(
    opens: Opens, town: District, matter: Case, live_server: LiveServer
) -> None:
    page = opens(PHONE, script=False)
    sign_in(page, town.actor(Role.SUPERVISOR), live_server.url)

    page.goto("/supervision/")
    page.get_by_role("link", name="拟督办单").click()
    page.locator("#id_text").fill(REQUIREMENT)
    page.locator("button:not([name])", has_text="存为拟稿").click()
    page.locator("form[action*='issue'] button").click()
    expect(page.locator("form[action*='issue']")).to_have_count(0)

    assert Supervision.objects.get().stage == "issued"


def test_a_suggestion_stands_in_the_register(
    opens: Opens, town: District, matter: Case, live_server: LiveServer
) -> None:
    page = _page(opens, town.actor(Role.SUPERVISOR), live_server)

    page.goto("/supervision/")

    expect(page.locator("section", has_text="建议督办")).to_contain_text(matter.number)
    look(page, "supervision-suggested")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_paper_is_read_on_a_screen(
    opens: Opens, town: District, matter: Case, live_server: LiveServer, size: tuple[int, int]
) -> None:
    paper = supervise(town, town.actor(Role.SUPERVISOR), step_of(matter, REQUIREMENT), now_stamp())
    page = _page(opens, town.actor(Role.SUPERVISOR), live_server, size)

    page.goto(f"/supervision/{paper.pk}/print/")

    expect(page.locator(".official .number")).to_have_text(paper.number)
    look(page, f"supervision-paper-{size[0]}")


FITS = """() => {
  const sheet = document.querySelector(".official")
  const style = getComputedStyle(sheet)
  const row = parseFloat(style.lineHeight)
  const mm = (pixels) => (pixels * 25.4) / 96
  const text = [...sheet.querySelectorAll(".text > p")].find((p) => p.textContent.startsWith("字"))
  sheet.style.width = "156mm"
  return {
    characters: 156 / mm(parseFloat(style.fontSize)),
    rows: 225 / mm(row),
    lines: Math.round(text.getBoundingClientRect().height / row),
  }
}"""


@pytest.mark.parametrize("text", [(20, 1, 1), (84, 4, 2), (600, 22, 2)])
def test_the_paper_prints_on_a4_with_22_lines_of_28_characters(
    opens: Opens, town: District, matter: Case, live_server: LiveServer, text: tuple[int, int, int]
) -> None:
    characters, lines, pages = text
    step = step_of(matter, "字" * characters)
    paper = supervise(town, town.actor(Role.SUPERVISOR), step, now_stamp())
    page = _page(opens, town.actor(Role.SUPERVISOR), live_server)
    page.goto(f"/supervision/{paper.pk}/print/")
    page.emulate_media(media="print")

    fits = page.evaluate(FITS)
    page.reload()
    pdf = page.pdf(prefer_css_page_size=True)

    assert (round(fits["characters"], 2), round(fits["rows"], 2)) == (28, 22)
    assert fits["lines"] == lines
    assert pdf.count(b"/Type /Page\n") == pages


def _feet(pdf: bytes) -> list[tuple[int, float]]:
    """Return page and height in it, in mm, of each full-width black line of a printed paper.

    Chromium writes one stream a page and counts pixels from the beginning of the first.
    """
    found, number = [], 0
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            drawn = zlib.decompress(packed).decode("latin1")
        except zlib.error:
            continue
        if " re" not in drawn:
            continue
        number += 1
        for y, width, height in re.findall(r"-?[\d.]+ (-?[\d.]+) ([\d.]+) (-?[\d.]+) re", drawn):
            if float(width) > 500 and abs(float(height)) < 3:
                found.append((number, float(y) * 25.4 / 96 - 225 * (number - 1)))
    return found


@pytest.mark.parametrize("text", [(20, 1), (400, 2), (900, 4), (1300, 4)])
def test_the_last_block_stands_at_the_foot_of_the_last_even_page(
    opens: Opens,
    town: District,
    matter: Case,
    live_server: LiveServer,
    text: tuple[int, int],
) -> None:
    characters, pages = text
    step = step_of(matter, "字" * characters)
    paper = supervise(town, town.actor(Role.SUPERVISOR), step, now_stamp())
    page = _page(opens, town.actor(Role.SUPERVISOR), live_server)
    page.goto(f"/supervision/{paper.pk}/print/")
    expect(page.locator(".official[data-pages]")).to_have_count(1)

    pdf = page.pdf(prefer_css_page_size=True)

    assert pdf.count(b"/Type /Page\n") == pages
    assert page.locator(".official").get_attribute("data-pages") == str(pages)
    lines = _feet(pdf)
    assert {number for number, _ in lines} == {pages}
    assert max(height for _, height in lines) == pytest.approx(225, abs=1)
