"""What strange, careless and hostile senders get."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image
from pytest_django import Settings

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.photos.models import Photo
from linli.kernel.journal import queries as journal
from tests.district import District
from tests.grid.reports.resident import Resident, picture
from tests.grid.reports.test_report import said_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("lon", "lat", "words"),
    [
        ("0", "0", "The point is 0, 0"),
        ("29.352", "113.104", "Longitude and latitude are swapped"),
        ("999", "29.35", "is no place on earth"),
        ("nan", "29.35", "is no place on earth"),
        ("here", "there", "could not be read"),
        ("113.1", "", "could not be read"),
    ],
)
def test_a_point_that_cannot_be_meant_is_refused_and_the_report_kept(
    resident: Resident, lon: str, lat: str, words: str
) -> None:
    resident.opens()
    resident.says("路灯坏了")
    refused = resident.places(lon=lon, lat=lat)
    resident.places(address="老码头")
    sent = resident.sends()

    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert sent.status_code == 302


def test_nothing_at_all_is_no_place(resident: Resident) -> None:
    resident.opens()
    resident.says("路灯坏了")

    assert resident.places().status_code == 422


def test_neither_words_nor_photo_is_no_report(resident: Resident) -> None:
    resident.opens()
    refused = resident.says(" \x00\x07 ")

    assert refused.status_code == 422
    assert "no words and no photo" in refused.content.decode()


def test_4001_characters_are_refused_and_stay_on_the_page(resident: Resident) -> None:
    resident.opens()
    refused = resident.says("灯" * 4001)

    assert refused.status_code == 422
    assert "The text has 4001 characters; 4000 are possible." in refused.content.decode()
    assert "灯" * 4001 in refused.content.decode()


def test_4000_characters_with_emoji_arrive_whole(resident: Resident, code: str) -> None:
    words = "灯💡" * 2000
    resident.reports(code, words=words)

    assert said_in(Case.objects.select_related("words").get())["text"] == words


def test_control_characters_go_and_lines_stay(resident: Resident, code: str) -> None:
    resident.reports(code, words="一\x00\x1b[31m\r\n二\u202e")

    assert said_in(Case.objects.select_related("words").get())["text"].startswith("一[31m\n二")


def test_what_is_typed_is_never_markup(resident: Resident, code: str) -> None:
    resident.opens(f"/r/{code}/")
    page = resident.says("<script>alert(1)</script>").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def bomb() -> SimpleUploadedFile:
    """Return a small file that would be 100 megapixels."""
    out = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(out, "PNG")
    return SimpleUploadedFile("bomb.png", out.getvalue(), content_type="image/png")


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("photo.jpg", b"GIF89a not really", content_type="image/jpeg"),
        SimpleUploadedFile("photo.jpg", b"<svg onload='alert(1)'/>", content_type="image/jpeg"),
        SimpleUploadedFile(
            "photo.jpg", b"\xff\xd8\xff\xe0" + b"0" * 500, content_type="image/jpeg"
        ),
        SimpleUploadedFile("photo.jpg", b"0" * (10 * 1024 * 1024 + 1), content_type="image/jpeg"),
        bomb(),
    ],
    ids=["mislabelled", "markup", "broken", "oversized", "bomb"],
)
def test_a_hostile_photo_is_refused_in_words_and_nothing_is_stored(
    resident: Resident, code: str, file: SimpleUploadedFile
) -> None:
    resident.opens(f"/r/{code}/")
    file.seek(0)
    refused = resident.says("垃圾没人收", file)

    assert refused.status_code == 422
    assert "垃圾没人收" in refused.content.decode()
    assert Photo.objects.count() == 0


def test_nine_photos_are_taken_and_a_tenth_is_refused(resident: Resident, code: str) -> None:
    resident.opens(f"/r/{code}/")
    taken = resident.says("垃圾没人收", *[picture() for _ in range(8)])
    resident.says("垃圾没人收", picture("blue"))
    refused = resident.says("垃圾没人收", picture("green"))
    resident.sends("06010")

    assert taken.status_code == 200
    assert refused.status_code == 422
    assert "10 photos were chosen; 9 are possible." in refused.content.decode()
    assert Photo.objects.count() == 9


def test_photos_that_are_too_large_together_are_refused(resident: Resident, code: str) -> None:
    large = [SimpleUploadedFile("a.jpg", b"0" * (9 * 1024 * 1024)) for _ in range(5)]
    resident.opens(f"/r/{code}/")
    refused = resident.says("垃圾没人收", *large)

    assert refused.status_code == 422
    assert "The photos together have 45 MB; 40 MB are possible." in refused.content.decode()


def test_a_kept_photo_says_nothing_of_where_it_was_taken(resident: Resident, code: str) -> None:
    out = io.BytesIO()
    image = Image.new("RGB", (40, 30), "red")
    exif = image.getexif()
    exif[0x010F] = "Camera of Mrs Wang"
    image.save(out, "JPEG", exif=exif)
    resident.opens(f"/r/{code}/")
    resident.says("垃圾", SimpleUploadedFile("a.jpg", out.getvalue()))
    sent = resident.sends("06010")
    photo = Photo.objects.get()
    answer = resident.client.get(sent["Location"].split("?")[0] + f"photos/{photo.pk}/")

    assert b"Mrs Wang" in out.getvalue()
    assert b"Mrs Wang" not in b"".join(answer)


def test_an_altered_or_foreign_draft_is_refused(resident: Resident) -> None:
    resident.opens()
    resident.page = resident.page[:-4] + "AAAA"
    answer = resident.client.post("/report/", {"draft": resident.page, "words": "路灯"})

    assert answer.status_code == 422
    assert "grid.form_too_old" in answer.content.decode()


def test_an_unknown_category_is_refused(resident: Resident, code: str) -> None:
    answer = resident.reports(code, category="99999")

    assert answer.status_code == 422
    assert Case.objects.count() == 0


@pytest.mark.parametrize("phone", ["12", "call me", "1" * 16])
def test_a_telephone_that_is_none_is_refused(resident: Resident, code: str, phone: str) -> None:
    answer = resident.reports(code, phone=phone)

    assert answer.status_code == 422
    assert "not a telephone number" in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/m/AAAAAAAAAAAAAAAAAAAAAA/",
        "/m/x/",
        "/m/AAAAAAAAAAAAAAAAAAAAAA/photos/01890000-0000-7000-8000-000000000000/",
        "/r/ZZZZZZZZ/",
        "/c/01890000-0000-7000-8000-000000000000/",
        "/photos/01890000-0000-7000-8000-000000000000/",
    ],
)
def test_a_guessed_address_leads_nowhere(resident: Resident, path: str) -> None:
    assert resident.client.get(path).status_code == 404


def test_a_case_that_exists_looks_like_one_that_does_not(resident: Resident, code: str) -> None:
    resident.reports(code, words="邻居太吵", category="L201")
    case = Case.objects.get()
    stranger = Resident("203.0.113.99")
    stranger.opens()
    plain = {"Accept": "application/json"}
    private = stranger.client.post(f"/join/{case.pk}/", headers=plain)
    unknown = stranger.client.post("/join/01890000-0000-7000-8000-000000000000/", headers=plain)

    assert private.status_code == unknown.status_code == 404
    assert private.content == unknown.content


def test_a_grid_or_a_street_is_no_compound(resident: Resident, district: District) -> None:
    assert resident.client.get(f"/c/{district.sides[0].grids[0]}/").status_code == 404


def test_the_same_form_twice_is_one_matter(resident: Resident, code: str) -> None:
    first = resident.reports(code)
    second = resident.sends("06010")

    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_the_same_form_with_other_words_is_refused_and_keeps_them(
    resident: Resident, code: str
) -> None:
    resident.reports(code, words="垃圾没人收")
    resident.says("垃圾没人收，还有老鼠")
    refused = resident.sends("06010")
    stored = Case.objects.count()
    anew = resident.sends("06010")

    assert refused.status_code == 409
    assert "还有老鼠" in refused.content.decode()
    assert stored == 1
    assert anew.status_code == 302
    assert Case.objects.count() == 2


def test_the_seventh_report_of_an_hour_from_one_browser_is_too_many(
    resident: Resident, code: str
) -> None:
    answers = [resident.reports(code, words=f"垃圾 {n}").status_code for n in range(7)]
    again = resident.sends("06010")

    assert answers == [302] * 6 + [429]
    assert again.status_code == 429
    assert "垃圾 6" in again.content.decode()
    assert Case.objects.count() == 6


def test_browsers_without_cookies_share_the_limit_of_their_address(
    code: str, district: District, settings: Settings
) -> None:
    for n in range(60):
        Resident().reports(code, words=f"垃圾 {n}")

    assert Resident().reports(code).status_code == 429
    assert Resident("203.0.113.8").reports(code).status_code == 302


def test_a_made_up_forwarding_does_not_change_the_address(
    resident: Resident, code: str, settings: Settings
) -> None:
    def statuses() -> list[int]:
        found = []
        for n in range(61):
            one = Resident("203.0.113.50")
            one.client = Client(
                REMOTE_ADDR="203.0.113.50",
                headers={"X-Forwarded-For": f"198.51.100.{n}"},
            )
            found.append(one.reports(code, words=f"垃圾 {n}").status_code)
        return found

    assert statuses()[-1] == 429

    settings.BEHIND_PROXY = True
    assert statuses()[-1] == 302


@pytest.mark.django_db(transaction=True)
def test_twenty_equal_forms_at_once_are_one_matter(code: str) -> None:
    resident = Resident()
    resident.opens(f"/r/{code}/")
    resident.says("垃圾三天没人收", picture())
    given = {"draft": resident.page, "category": "06010", "asked": "06010", "phone": "13800138000"}
    cookies = resident.client.cookies

    def post(_: int) -> tuple[int, str]:
        client = Client(REMOTE_ADDR="203.0.113.7")
        client.cookies = cookies
        try:
            answer = client.post("/report/send/", given)
            return answer.status_code, answer.headers.get("Location", "")
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(post, range(20)))

    assert [status for status, _ in answers] == [302]
    assert Case.objects.count() == 1
    assert Photo.objects.count() == 1
    assert journal.verify().faults == []
    assert cases.verify_rows().faults == []
