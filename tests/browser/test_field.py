"""The officer's phone in the browser, with and without script."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from linli.grid.cases.models import Case
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.grid.moves.rules import Stage
from linli.kernel.people.rules import Role
from tests.browser.conftest import PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.district import District, again
from tests.grid.desk.doors import case_at, now_stamp, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def phone(
    request: pytest.FixtureRequest, opens: Opens, town: District, live_server: LiveServer
) -> Page:
    """Return the telephone of an officer of the first grid."""
    page = opens(PHONE, script=request.param)
    sign_in(page, town.actor(Role.GRID_OFFICER, town.sides[0].grids[0]), live_server.url)
    return page


@pytest.fixture
def given(town: District) -> Case:
    """Return a matter given to the officer's community."""
    case = case_at(town, Stage.REPORTED)
    desk = town.actor(Role.COMMUNITY_DESK, town.sides[0].community)
    step = Step(case_id=case.pk)
    handling.register(desk, step=step, category_code="L101", stamp=now_stamp())
    lead = town.sides[0].organisation
    return handling.dispatch(desk, step=step, lead_id=lead, stamp=now_stamp())


def photo(folder: Path, name: str) -> Path:
    """Return a JPEG on disk."""
    file = folder / name
    file.write_bytes(picture().read())
    return file


def test_a_matter_is_taken_and_reported_as_handled(
    phone: Page, given: Case, tmp_path: Path
) -> None:
    phone.goto("/field/")
    phone.locator(f"a[href*='{given.pk}']").click()
    phone.locator("form[action*='/accept/'] button").click()
    expect(phone.locator("#case .chip.is-link")).to_have_text("处置中")
    phone.locator("#id_done_words").fill("已和物业谈妥，明天换灯")
    phone.locator("#id_done_photos").set_input_files(photo(tmp_path, "after.jpg"))
    phone.locator("form[action*='/done/'] button").click()

    expect(phone.locator("#case .chip.is-link")).to_have_text("待核查")
    assert again(given).stage == "done"


def test_a_matter_is_settled_on_the_spot(phone: Page, town: District, tmp_path: Path) -> None:
    phone.goto("/field/settle/")
    phone.locator("#id_before").set_input_files(photo(tmp_path, "before.jpg"))
    phone.locator("#id_after").set_input_files(photo(tmp_path, "after.jpg"))
    phone.locator("#id_compound").select_option(str(town.sides[0].compounds[0]))
    phone.locator("#id_category").select_option("06010")
    phone.locator("#id_text").fill("门口垃圾，已清走")
    phone.locator("form[enctype] .thumb button").click()

    expect(phone.locator("#notice")).not_to_be_empty()
    assert Case.objects.get().is_on_site


def test_the_phone_has_no_barriers(
    opens: Opens, town: District, live_server: LiveServer, given: Case
) -> None:
    page = opens(PHONE)
    sign_in(page, town.actor(Role.GRID_OFFICER, town.sides[0].grids[0]), live_server.url)

    page.goto("/field/")
    look(page, "field-home")
    page.locator(f"a[href*='{given.pk}']").click()
    look(page, "field-case")
    page.locator("form[action*='/accept/'] button").click()
    expect(page.locator("#case .chip.is-link")).to_have_text("处置中")
    look(page, "field-in-hand")
    page.goto("/field/settle/")
    page.locator("#id_compound").select_option(str(town.sides[0].compounds[0]))
    expect(page.locator("#id_building option")).to_have_count(3)
    look(page, "field-settle")
