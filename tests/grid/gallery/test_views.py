"""Who gets which picture: original, redacted, hidden; by role, place and stage (rows G1, X4)."""

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from linli.grid.cases.models import Case
from linli.grid.gallery.queries import sheet
from linli.grid.moves.rules import Stage
from linli.grid.photos.models import Photo
from linli.grid.photos.rules import PhotoKind
from linli.kernel.people.rules import Role
from tests.courses import desk_of, last_entry
from tests.district import District
from tests.grid.desk.doors import browser_of
from tests.grid.gallery.photos_of import case_with_photos, hidden, photo_of, redacted
from tests.grid.gallery.test_services import actor_of

pytestmark = pytest.mark.django_db

DESKS = {Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DISTRICT_DESK}
SEE = DESKS | {
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.GRID_OFFICER,
    Role.DEPARTMENT_OFFICER,
    Role.DEPARTMENT_HEAD,
}
DEPARTMENT = {Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD}
NOBODY: set[Role] = set()


def got(browser: Client, address: str) -> str:
    """Return the name in the store of the picture that an address answers, or 'none'."""
    answer = browser.get(address)
    if answer.status_code == 404:
        return "none"
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    content = b"".join(answer)
    for photo in Photo.objects.all():
        for name in ("file", "thumbnail", "redacted_file", "redacted_thumbnail"):
            stored = getattr(photo, name)
            if stored and default_storage.open(stored).read() == content:
                return name
    raise AssertionError("an unknown picture")


def address_of(photo: Photo, query: str = "") -> str:
    """Return the address of a picture for those who are signed in, and for anybody."""
    return reverse("grid:photo", args=[photo.pk]) + query


def own_address(photo: Photo, case: Case, number: int = 1, query: str = "") -> str:
    """Return the address of a picture behind the reporter's link."""
    return reverse("grid:reporter_photo", args=[f"token-{number}", photo.pk]) + query


@pytest.mark.parametrize("stage", [Stage.REPORTED, Stage.IN_HAND, Stage.CLOSED])
@pytest.mark.parametrize("side", [0, 2])
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.RULE, Role.REPORTER}))
def test_each_post_gets_the_picture_that_is_hers_to_see(
    district: District, role: Role, side: int, stage: Stage
) -> None:
    case = case_with_photos(district, stage)
    is_hers = role in SEE and (side == 0 or role in SEE - {Role.COMMUNITY_DESK, Role.STREET_DESK,
                                                           Role.GRID_OFFICER})  # fmt: skip
    if role in DEPARTMENT and stage is Stage.REPORTED:
        is_hers = False
    is_desk = is_hers and role in DESKS
    browser = browser_of(actor_of(district, role, side))

    def answers() -> list[str]:
        queries = ("", "?small=1", "?original=1", "?original=1&small=1")
        return [got(browser, address_of(photo_of(case), query)) for query in queries]

    plain = answers()
    redacted(desk_of(district), photo_of(case))
    covered = answers()
    hidden(desk_of(district), photo_of(case))
    away = answers()

    see = ["file", "thumbnail"] if is_hers else ["none", "none"]
    original = ["file", "thumbnail"] if is_desk else ["none", "none"]
    redacted_ = ["redacted_file", "redacted_thumbnail"]
    assert plain == see + original
    assert covered == (redacted_ if is_hers else ["none", "none"]) + original
    assert away == (redacted_ if is_desk else ["none", "none"]) + original


@pytest.mark.parametrize("stage", [Stage.DONE, Stage.CLOSED])
def test_neighbours_get_what_staff_took_of_a_settled_matter_and_only_covered(
    district: District, stage: Stage
) -> None:
    case, anybody = case_with_photos(district, stage), Client()
    after, report = (photo_of(case, kind) for kind in (PhotoKind.AFTER, PhotoKind.REPORT))
    shown = stage is Stage.CLOSED

    assert got(anybody, address_of(after)) == ("file" if shown else "none")
    assert got(anybody, address_of(report)) == "none"

    redacted(desk_of(district), after)

    assert got(anybody, address_of(after)) == ("redacted_file" if shown else "none")
    assert got(anybody, address_of(after, "?original=1")) == "none"

    hidden(desk_of(district), photo_of(case, PhotoKind.AFTER))

    assert got(anybody, address_of(after)) == "none"


def test_the_page_of_a_compound_shows_no_hidden_and_no_uncovered_picture(
    district: District,
) -> None:
    case = case_with_photos(district, Stage.CLOSED)
    page = reverse("grid:compound", args=[case.compound_id])
    redacted(desk_of(district), photo_of(case, PhotoKind.AFTER))
    covered = photo_of(case, PhotoKind.AFTER)

    shown = Client().get(page).content.decode()
    hidden(desk_of(district), covered)
    gone = Client().get(page).content.decode()

    assert f"{address_of(covered)}?as={covered.redacted_digest[:8]}" in shown
    assert covered.digest[:8] not in shown
    assert str(covered.pk) not in gone


def test_the_reporter_gets_her_picture_covered_and_no_hidden_one(district: District) -> None:
    case = case_with_photos(district, Stage.CLOSED)
    her, anybody = Client(), Client()
    before = got(her, own_address(photo_of(case), case))
    redacted(desk_of(district), photo_of(case))
    after = got(her, own_address(photo_of(case), case))
    original = got(her, own_address(photo_of(case), case, query="?original=1"))
    hidden(desk_of(district), photo_of(case))

    assert (before, after, original) == ("file", "redacted_file", "none")
    assert got(her, own_address(photo_of(case), case)) == "none"
    assert str(photo_of(case).pk) not in her.get("/m/token-1/").content.decode()
    assert got(anybody, address_of(photo_of(case))) == "none"


def test_a_link_opens_no_picture_of_another_matter(district: District) -> None:
    mine, other = (case_with_photos(district, Stage.CLOSED, n) for n in (1, 2))

    assert got(Client(), own_address(photo_of(other), mine, number=1)) == "none"


def test_an_original_is_kept_by_no_browser(district: District) -> None:
    case = case_with_photos(district, Stage.REPORTED)
    browser = browser_of(desk_of(district))

    asked = [browser.get(address_of(photo_of(case), query)) for query in ("", "?original=1")]

    assert [answer["Cache-Control"] for answer in asked] == ["private, max-age=3600", "no-store"]


def test_a_desk_covers_a_part_by_four_numbers_without_script(district: District) -> None:
    case = case_with_photos(district, Stage.IN_HAND)
    browser, photo = browser_of(desk_of(district)), photo_of(case)
    address = reverse("grid:redact_photo", args=[case.pk, photo.pk])
    page = browser.get(address).content.decode()
    given = {
        "seen": photo.shown_digest,
        "left": ["10", "", "50"], "top": ["10", "", "50.5"],
        "width": ["20", "", "20"], "height": ["20", "", "60"],
        "why": "face",
    }  # fmt: skip
    answer = browser.post(address, given)

    assert page.count('name="left"') == 6
    assert answer["Location"] == reverse("grid:desk_case", args=[case.pk])
    assert last_entry(case).facts["rectangles"] == [[100, 100, 200, 200], [500, 505, 200, 495]]
    shown = browser.get(answer["Location"], headers={"Accept-Language": "en"}).content.decode()
    assert "Parts covered" in shown
    assert "Parts of a photo were covered: a face or a person." in shown


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"left": "", "top": "", "width": "", "height": ""}, "No part of the photo is marked yet."),
        ({"left": "10", "top": "10", "width": "0", "height": "5"}, "The place of part 1 cannot"),
        ({"left": "10", "top": "10", "width": "5", "height": "5", "why": "fun"}, "fun"),
    ],
)
def test_what_cannot_be_covered_is_said_and_what_was_typed_stays(
    district: District, given: dict[str, str], words: str
) -> None:
    case = case_with_photos(district, Stage.REPORTED)
    browser = browser_of(desk_of(district))
    address = reverse("grid:redact_photo", args=[case.pk, photo_of(case).pk])
    sent = {"seen": photo_of(case).shown_digest, "why": "face"} | given
    answer = browser.post(address, sent, headers={"Accept-Language": "en"})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not photo_of(case).redacted_file


def test_the_sheet_shows_again_what_was_covered(district: District) -> None:
    case = case_with_photos(district, Stage.REPORTED)
    desk = desk_of(district)
    redacted(desk, photo_of(case))
    found = sheet(desk, case_id=case.pk, photo_id=photo_of(case).pk)
    page = browser_of(desk).get(reverse("grid:redact_photo", args=[case.pk, photo_of(case).pk]))

    assert [one.left for one in found.covered] == [250]
    assert 'value="25"' in page.content.decode()


def test_a_desk_hides_a_picture_and_shows_it_again(district: District) -> None:
    case = case_with_photos(district, Stage.REPORTED)
    browser, photo = browser_of(desk_of(district)), photo_of(case)
    address = reverse("grid:hide_photo", args=[case.pk, photo.pk])
    given = {"seen": photo.shown_digest, "why": "off_topic"}

    browser.post(address, given | {"is_hidden": "1"})
    away = photo_of(case).is_hidden
    browser.post(address, given | {"is_hidden": "0"})

    assert (away, photo_of(case).is_hidden) == (True, False)


@pytest.mark.parametrize("name", ["grid:redact_photo", "grid:hide_photo"])
def test_a_picture_of_another_matter_has_no_sheet_here(district: District, name: str) -> None:
    mine, other = (case_with_photos(district, Stage.REPORTED, n) for n in (1, 2))
    browser = browser_of(desk_of(district))
    address = reverse(name, args=[mine.pk, photo_of(other).pk])

    assert browser.post(address, {"why": "face"}).status_code == 404


def test_only_desks_are_offered_the_sheet(district: District) -> None:
    case = case_with_photos(district, Stage.IN_HAND)
    sheet_ = reverse("grid:redact_photo", args=[case.pk, photo_of(case).pk])
    page = reverse("grid:desk_case", args=[case.pk])

    offered = {
        role: sheet_ in browser_of(actor_of(district, role)).get(page).content.decode()
        for role in SEE
    }

    assert offered == {role: role in DESKS for role in SEE}
