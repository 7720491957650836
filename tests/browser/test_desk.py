"""A desk all day: by mouse, by keyboard, on a telephone, without script."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from linli.grid.cases import services as cases
from linli.grid.cases.models import Case
from linli.grid.moves.rules import Stage
from linli.kernel.people.rules import ANONYMOUS, Role
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.district import District, again
from tests.grid.desk.doors import browser_of, case_at, now_stamp

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def matters(town: District) -> list[Case]:
    """Return matters at several stages, one of them an emergency."""
    report = town.report(9, category="L901", text="三楼冒烟")
    return [
        case_at(town, Stage.REPORTED, 1),
        case_at(town, Stage.REGISTERED, 2),
        case_at(town, Stage.DONE, 3),
        cases.report(ANONYMOUS, report=report, stamp=now_stamp()),
    ]


@pytest.fixture
def desk(opens: Opens, town: District, live_server: LiveServer) -> Page:
    """Return the page of the first community's desk."""
    page = opens(DESK)
    sign_in(page, town.actor(Role.COMMUNITY_DESK, town.sides[0].community), live_server.url)
    return page


def test_a_matter_is_chosen_taken_in_and_given_on_without_a_new_page(
    desk: Page, matters: list[Case]
) -> None:
    desk.goto("/desk/")
    look(desk, "desk-queue")
    desk.evaluate("window.stayed = true")

    desk.locator(f".items a[href*='{matters[0].pk}']").click()
    expect(desk.locator("#case h1")).to_have_text("暴露垃圾")
    look(desk, "desk-reported")
    desk.locator("form[action*='register'] button").click()
    desk.locator("form[action*='dispatch'] button[name=lead]").first.click()
    expect(desk.locator(f"#line-{matters[0].pk}")).to_contain_text("样例区环卫局")
    expect(desk.locator("[data-undo]")).to_be_visible()
    look(desk, "desk-dispatched")

    assert again(matters[0]).stage == "dispatched"
    assert f"/desk/cases/{matters[0].pk}/" in desk.url
    assert desk.evaluate("window.stayed")


def test_the_list_is_moved_through_by_keyboard(desk: Page, matters: list[Case]) -> None:
    desk.goto("/desk/")

    desk.keyboard.press("j")
    desk.keyboard.press("j")
    chosen = desk.evaluate("document.activeElement.getAttribute('href')")
    desk.keyboard.press("o")

    expect(desk.locator("#case-title")).to_be_visible()
    assert re.sub(r"\?.*", "", chosen) in desk.url
    expect(desk.locator("#case-title")).to_be_focused()
    expect(desk.locator(".items [aria-current]")).to_have_attribute("href", chosen)


def test_the_second_desk_keeps_its_words_in_a_conflict(
    desk: Page, matters: list[Case], town: District
) -> None:
    case = matters[2]
    desk.goto(f"/desk/cases/{case.pk}/")
    other = browser_of(town.actor(Role.COMMUNITY_DESK, town.sides[0].community, 1))
    other.post(f"/desk/cases/{case.pk}/rework/", {"version": case.version, "words": "没清完"})

    desk.locator("#id_verify_words").fill("现场看过，已清")
    desk.locator("form[action*='verify'] button").click()

    expect(desk.locator("#case [role=alert]")).to_contain_text("现场看过，已清")
    look(desk, "desk-conflict")


def test_many_matters_are_decided_at_once(desk: Page, matters: list[Case]) -> None:
    desk.goto("/desk/")

    for case in (matters[0], matters[1]):
        desk.locator(f"input[name=case][value^='{case.pk}']").check()
    look(desk, "desk-batch-bar")
    desk.locator("#batch button[value=dispatch]").click()

    expect(desk.locator("#case .notice.is-done")).to_have_count(1)
    look(desk, "desk-batch")
    assert again(matters[1]).stage == "dispatched"


def test_a_desk_works_without_script_and_on_a_telephone(
    opens: Opens, town: District, live_server: LiveServer, matters: list[Case]
) -> None:
    page = opens(PHONE, script=False)
    sign_in(page, town.actor(Role.COMMUNITY_DESK, town.sides[0].community), live_server.url)

    page.goto("/desk/")
    page.locator(f".items a[href*='{matters[2].pk}']").click()
    page.locator("form[action*='verify'] button").click()

    expect(page.locator("#notice")).not_to_be_empty()
    assert again(matters[2]).stage == "verified"


def test_the_desk_fits_a_telephone(
    opens: Opens, town: District, live_server: LiveServer, matters: list[Case]
) -> None:
    page = opens(PHONE)
    sign_in(page, town.actor(Role.COMMUNITY_DESK, town.sides[0].community), live_server.url)

    page.goto("/desk/")
    look(page, "desk-phone-queue")
    page.locator(f".items a[href*='{matters[2].pk}']").click()

    expect(page.locator("#case-title")).to_be_visible()
    expect(page.locator(".pane.queue")).to_be_hidden()
    look(page, "desk-phone-case")


def test_a_caller_s_report_is_recorded(desk: Page, town: District) -> None:
    desk.goto("/desk/new/")
    desk.locator("#id_text").fill("三楼水管漏水")
    desk.locator("#id_find").fill("甲东苑 1栋")
    desk.locator("button[name=find_place]").click()
    desk.locator("input[name=place]").first.check()
    desk.locator("#id_phone").fill("13900001111")
    look(desk, "desk-new")
    desk.locator("form[data-draft=call] button.primary").click()

    expect(desk.locator("form[data-draft=call]")).to_have_count(0)
    expect(desk.locator("dl")).to_contain_text(Case.objects.get().number)
    look(desk, "desk-told")


def test_the_map_of_the_queue_opens_on_demand(desk: Page, town: District) -> None:
    report = town.report(1, lon_e6=113_104_000, lat_e6=29_352_500)
    cases.report(ANONYMOUS, report=report, stamp=now_stamp())
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))

    desk.goto("/desk/")
    before = [url for url in asked if "maplibre" in url]
    with desk.expect_response(re.compile(r"/map/staff/\d+/.*\.mvt")) as tile:
        desk.locator("[data-map-open]").click()

    assert before == []
    assert tile.value.status == 200
    desk.locator(".map-label", has_text="甲东苑").wait_for()
    look(desk, "desk-map")


def test_the_desk_speaks_english(
    opens: Opens, town: District, live_server: LiveServer, matters: list[Case]
) -> None:
    page = opens(DESK, language="en-GB")
    sign_in(page, town.actor(Role.SUPERVISOR), live_server.url)

    page.goto(f"/desk/cases/{matters[1].pk}/")

    expect(page.get_by_role("heading", name="What happened")).to_be_visible()
    look(page, "desk-english")
