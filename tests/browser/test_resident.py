"""A resident at her telephone: report, follow, give her word, with and without script."""

import gzip
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from linli.grid.cases.models import Case
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.grid.moves.rules import Stage
from linli.kernel.people.rules import Role
from linli.kernel.territory.rules import door_code
from linli.ui.requests import stamp
from tests.browser.conftest import Opens
from tests.browser.staff import look
from tests.district import District
from tests.grid.reports.resident import Resident, picture
from tests.grid.reports.test_matter import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE_BYTES = 60_000


def page_url(page: Page) -> str:
    """Return the address of the front page."""
    page.goto("/")
    return page.url


def photo_in(folder: Path) -> Path:
    """Return a JPEG on disk."""
    file = folder / "垃圾.jpg"
    file.write_bytes(picture("brown", (1600, 1200)).read())
    return file


def settle(case: Case, district: District) -> None:
    """Take a case through all hands to its closing."""
    desk = district.actor(Role.COMMUNITY_DESK, district.sides[0].community)
    officer = district.actor(Role.DEPARTMENT_OFFICER)
    step = Step(case_id=case.pk, words="已清运两车。")
    handling.register(desk, step=step, category_code="06010", stamp=stamp())
    handling.dispatch(desk, step=step, lead_id=district.sanitation, stamp=stamp())
    handling.accept(officer, step=step, stamp=stamp())
    handling.done(officer, step=step, stamp=stamp())
    handling.verify(desk, step=step, stamp=stamp())
    handling.close(desk, step=step, stamp=stamp())


def test_a_resident_reports_at_the_plate_and_gives_her_word(
    town: District, opens: Opens, tmp_path: Path
) -> None:
    page = opens()
    page.goto(f"/r/{door_code(town.sides[0].buildings[0])}/")
    look(page, "1-what")
    page.locator("input[type=file]").set_input_files(photo_in(tmp_path))
    page.locator("textarea").fill("3栋门口垃圾堆了三天，没人收。")
    page.locator(".thumb .primary").click()
    page.get_by_label("暴露垃圾").first.check()
    look(page, "2-send")
    page.locator(".thumb .primary").click()
    page.wait_for_url("**/m/**")
    look(page, "3-sent")

    case = Case.objects.get()
    settle(case, town)
    page.reload()
    look(page, "4-closed")
    page.locator("input[name=settled][value=yes]").check()
    page.locator("input[name=satisfied][value=satisfied]").check()
    page.locator("#rate button").click()
    page.wait_for_selector(".notice.is-done")
    look(page, "5-rated")

    case.refresh_from_db()
    assert (case.settled, case.satisfied, case.stage) == (True, "satisfied", Stage.CLOSED)


def test_the_same_without_script(town: District, opens: Opens, tmp_path: Path) -> None:
    page = opens(script=False, language="en")
    page.goto("/report/")
    page.locator("input[type=file]").set_input_files(photo_in(tmp_path))
    page.locator("textarea").fill("垃圾堆了三天")
    page.locator(".thumb .primary").click()
    page.locator("input[name=q]").fill("jdy")
    page.locator("input[name=q]").press("Enter")
    page.locator("button[name=unit]").first.click()
    page.locator("input[name=category][value='06010']").first.check()
    page.locator(".thumb .primary").click()
    page.wait_for_url("**/m/**")
    settle(Case.objects.get(), town)
    page.goto(page.url)
    page.locator("input[name=settled][value=no]").check()
    page.locator("input[name=satisfied][value=dissatisfied]").check()
    page.locator("#rate button").click()
    page.locator("#reopen textarea").fill("又堆起来了")
    page.locator("#reopen button").click()
    expect(page.locator("#reopen")).to_have_count(0)

    case = Case.objects.get()
    assert (case.stage, case.reopens, case.was_unsettled) == (Stage.DISPATCHED, 1, True)


def test_typing_brings_the_list_and_an_emergency_its_number(town: District, opens: Opens) -> None:
    page = opens()
    page.goto("/report/")
    page.locator("textarea").fill("楼道冒烟")
    page.locator(".thumb .primary").click()
    page.locator("input[name=q]").fill("甲东")
    page.wait_for_selector("button[name=unit]")
    look(page, "6-place")
    page.locator("button[name=unit]").first.click()
    page.locator("input[name=category][value=L901]").first.check()
    expect(page.locator("#before a[href='tel:119']")).to_be_visible()
    look(page, "7-emergency")


def test_large_print_cuts_nothing(town: District, opens: Opens) -> None:
    page = opens(language="en")
    page.context.add_cookies([{"name": "linli_large_print", "value": "1", "url": page_url(page)}])
    page.goto(f"/r/{door_code(town.sides[0].buildings[0])}/")
    page.locator("textarea").fill("垃圾堆了三天")
    look(page, "12-large-what")
    page.locator(".thumb .primary").click()
    page.locator("#before").wait_for(state="attached")
    look(page, "13-large-send")
    page.locator(".thumb .primary").click()
    page.wait_for_url("**/m/**")
    look(page, "14-large-matter")


def test_the_other_pages_have_no_barriers(town: District, opens: Opens) -> None:
    page = opens()
    page.goto("/find/")
    look(page, "8-find")
    page.goto("/compounds/?q=jdy")
    look(page, "9-compounds")
    page.locator("#found a").first.click()
    page.wait_for_url("**/c/**")
    look(page, "10-compound")


def test_the_place_may_be_where_she_stands(town: District, opens: Opens) -> None:
    lon, lat = town.sides[0].inside
    page = opens()
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"longitude": lon, "latitude": lat})
    page.goto("/report/")
    page.locator("textarea").fill("路灯坏了")
    page.locator(".thumb .primary").click()
    page.locator("[data-locate]").click()
    page.locator("#before").wait_for(state="attached")
    page.locator(".thumb .primary").click()
    page.wait_for_url("**/m/**")

    assert Case.objects.get().compound_id == town.sides[0].compounds[0]


def test_a_pin_on_the_map_is_a_place(town: District, opens: Opens) -> None:
    page = opens()
    page.goto("/report/")
    page.locator("textarea").fill("路灯坏了")
    page.locator(".thumb .primary").click()
    page.locator("[data-map-open]").click()
    page.locator(".maplibregl-canvas").wait_for()
    page.locator("[data-map-help]").wait_for()
    page.locator(".maplibregl-canvas").click(position={"x": 60, "y": 120})
    page.locator(".map-pin").wait_for()
    look(page, "11-map")
    page.locator(".thumb .primary").last.click()
    page.locator("#before").wait_for(state="attached")
    page.locator(".thumb .primary").click()
    page.wait_for_url("**/m/**")

    assert Case.objects.get().located in {"inside", "near", "outside"}


def test_a_compound_and_its_code_sheets_have_no_barriers(town: District, opens: Opens) -> None:
    compound = town.sides[0].compounds[0]
    Resident().reports(door_code(town.sides[0].buildings[0]))
    Resident("203.0.113.8").reports(door_code(town.sides[0].buildings[0]), words="又是垃圾")
    settle(Case.objects.earliest("number"), town)
    signed = signed_in(town, Role.COMMUNITY_DESK).cookies["sessionid"].value
    page = opens((800, 1100))
    page.context.add_cookies([{"name": "sessionid", "value": signed, "url": page_url(page)}])
    page.goto(f"/c/{compound}/")
    look(page, "15-compound")
    page.locator(f"a[href='/sheets/{compound}/']").click()
    page.locator(".sheet svg").first.wait_for()
    look(page, "16-sheets")


@pytest.mark.parametrize("path", ["/", "/report/", "/find/", "/compounds/"])
def test_a_page_weighs_at_most_sixty_kilobytes(town: District, opens: Opens, path: str) -> None:
    page = opens()
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(gzip.compress(response.body()))))
    page.goto(path, wait_until="networkidle")

    assert 0 < sum(sizes) <= PAGE_BYTES
