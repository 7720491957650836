"""Faces and plates covered by hand: by pointer, by keyboard, on a telephone (row G1)."""

import json

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from linli.grid.cases import services as cases
from linli.grid.cases.models import Case
from linli.grid.moves.rules import Stage
from linli.grid.photos.rules import PhotoKind
from linli.kernel.people.rules import ANONYMOUS
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.courses import desk_of, last_entry
from tests.district import District, stamp
from tests.grid.gallery.photos_of import case_with_photos, photo_of, stored

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case(town: District) -> Case:
    """Return a matter with a photo of the reporter and one of the result."""
    return case_with_photos(town, Stage.DONE)


@pytest.fixture
def desk(opens: Opens, town: District, live_server: LiveServer, case: Case) -> Page:
    """Return the sheet of the reporter's photo, opened from the matter."""
    page = opens(DESK)
    sign_in(page, desk_of(town), live_server.url)
    page.goto(f"/desk/cases/{case.pk}/")
    page.locator(".photos .edit").first.click()
    expect(page.locator("[data-cover-add]")).to_be_visible()
    return page


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw over the photo from one point to another, in shares of its width and height."""
    box = page.locator("[data-cover-frame] img").bounding_box()
    assert box
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (start, end)]
    page.mouse.move(*points[0])
    page.mouse.down()
    page.mouse.move(*points[1], steps=5)
    page.mouse.up()


def covered(case: Case) -> list[list[int]]:
    """Return the parts that were covered last, in thousandths."""
    found: list[list[int]] = json.loads(json.dumps(last_entry(case).facts["rectangles"]))
    return found


def test_a_part_is_drawn_moved_and_resized_by_pointer(desk: Page, case: Case) -> None:
    drag(desk, (0.1, 0.2), (0.3, 0.4))
    drag(desk, (0.2, 0.3), (0.4, 0.5))
    corner = desk.locator(".cover-part .corner").bounding_box()
    frame = desk.locator("[data-cover-frame]").bounding_box()
    assert corner
    assert frame
    drag(desk, (0.5, 0.6), (0.7, 0.8))
    drag(desk, (0.9, 0.9), (0.8, 0.8))
    look(desk, "gallery-pointer")
    desk.locator("[data-cover-row] [data-cover-remove]").nth(1).click()
    desk.locator("button", has_text="遮挡这些部分").click()

    expect(desk.locator("#case .photos").first).to_contain_text("已遮挡")
    look(desk, "gallery-case")
    assert covered(case) == [pytest.approx([300, 400, 400, 400], abs=12)]
    assert photo_of(case).redacted_file


def test_a_part_is_made_moved_and_resized_by_keyboard(desk: Page, case: Case) -> None:
    desk.locator("[data-cover-add]").press("Enter")
    expect(desk.locator(".cover-part")).to_be_focused()
    for key in ["ArrowLeft"] * 10 + ["ArrowUp"] * 5 + ["Shift+ArrowRight"] * 7:
        desk.keyboard.press(key)
    desk.locator("[data-cover-add]").press("Enter")
    desk.keyboard.press("Delete")
    expect(desk.locator("[data-cover-add]")).to_be_focused()
    look(desk, "gallery-keyboard")
    desk.locator("#id_why").select_option("face")
    desk.locator("button", has_text="遮挡这些部分").press("Enter")

    expect(desk.locator("#case .photos").first).to_contain_text("已遮挡")
    assert covered(case) == [[300, 350, 270, 200]]


def test_numbers_move_the_mark_and_more_than_six_parts_are_possible(desk: Page, case: Case) -> None:
    for _ in range(8):
        desk.locator("[data-cover-add]").click()
    row = desk.locator("[data-cover-row]").nth(7)
    row.locator("input[name=left]").fill("70")
    desk.locator("button", has_text="遮挡这些部分").click()

    expect(desk.locator("#case .photos").first).to_contain_text("已遮挡")
    assert [part[0] for part in covered(case)] == [400] * 7 + [700]


def test_a_photo_is_hidden_and_said_to_be_so(desk: Page, case: Case) -> None:
    desk.locator("button", has_text="隐藏照片").click()

    expect(desk.locator("#case .photos").first).to_contain_text("已隐藏")
    assert photo_of(case).is_hidden


def test_the_sheet_works_without_script_on_a_telephone(
    opens: Opens, town: District, live_server: LiveServer, case: Case
) -> None:
    page = opens(PHONE, script=False)
    sign_in(page, desk_of(town), live_server.url)
    after = photo_of(case, PhotoKind.AFTER)
    page.goto(f"/desk/cases/{case.pk}/photos/{after.pk}/")
    row = page.locator("[data-cover-row]").first
    for side, number in {"left": 5, "top": 5, "width": 20, "height": 20}.items():
        row.locator(f"input[name={side}]").fill(str(number))
    page.locator("button", has_text="遮挡这些部分").click()

    expect(page.locator("#case .photos").first).to_contain_text("已遮挡")
    assert covered(case) == [[50, 50, 200, 200]]


def test_the_sheet_fits_a_telephone(
    opens: Opens, town: District, live_server: LiveServer, case: Case
) -> None:
    page = opens(PHONE)
    sign_in(page, desk_of(town), live_server.url)

    page.goto(f"/desk/cases/{case.pk}/photos/{photo_of(case).pk}/")
    page.locator("[data-cover-add]").click()

    look(page, "gallery-phone")


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_nine_photos_are_seen_at_a_glance(
    opens: Opens, town: District, live_server: LiveServer, size: tuple[int, int]
) -> None:
    photos = [stored(900 + number, PhotoKind.REPORT) for number in range(9)]
    report = town.report(9, photos=photos)
    case = cases.report(ANONYMOUS, report=report, stamp=stamp(number=9))
    page = opens(size)
    if size == DESK:
        sign_in(page, desk_of(town), live_server.url)

    page.goto("/m/token-9/" if size == PHONE else f"/desk/cases/{case.pk}/")
    grid = page.locator(".photos").first
    boxes = [one.bounding_box() for one in grid.locator("figure").all()]

    tops = {round(box["y"]) for box in boxes if box}
    assert len(boxes) == 9
    assert len(tops) == (3 if size == PHONE else 2)
    look(page, f"nine-{size[0]}")
