"""A resident reports a matter without account, session or script."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.grid.cases.models import Case, Reporter
from linli.grid.cases.services import token_digest
from linli.grid.photos.models import Photo
from tests.district import District
from tests.grid.reports.resident import Resident, picture, token_of

pytestmark = pytest.mark.django_db


def said_in(case: Case) -> dict[str, Any]:
    """Return the words a case was reported with."""
    assert case.words
    assert case.words.content
    return dict(case.words.content)


def test_a_scanned_plate_a_photo_and_a_sentence_become_a_matter(
    resident: Resident, code: str, district: District
) -> None:
    resident.opens(f"/r/{code}/")
    resident.says("楼下垃圾堆了三天 😷", picture())
    answer = resident.sends("06010", phone="138 0013 8000", name="王阿姨")

    case = Case.objects.select_related("words").get()
    assert answer.status_code == 302
    assert Reporter.objects.get(case=case).token == token_digest(token_of(answer))
    assert case.building_id == district.sides[0].buildings[0]
    assert (case.located, case.category_code, case.stage) == ("code", "06010", "reported")
    assert said_in(case)["text"] == "楼下垃圾堆了三天 😷"
    assert said_in(case)["phone"] == "13800138000"
    assert Photo.objects.get().case_id == case.pk


def test_the_first_page_names_the_emergency_numbers_before_the_form(resident: Resident) -> None:
    page = resident.opens().content.decode()

    assert 0 < page.index("tel:119") < page.index('<form class="stack loose"')
    assert "<h1>" in page


def test_words_suggest_the_category_without_choosing_it(resident: Resident, code: str) -> None:
    resident.opens(f"/r/{code}/")
    page = resident.says("垃圾堆了三天").content.decode()

    assert page.index('value="06010"') < page.index('value="" checked')


def test_without_a_plate_the_place_is_asked_next(resident: Resident) -> None:
    resident.opens()
    assert "Where is it?" in resident.says("路灯坏了").content.decode()


@pytest.mark.parametrize("words", ["甲东苑", "jiadongyuan", "jdy", "JDY"])
def test_a_compound_is_found_by_name_pinyin_and_initials(
    resident: Resident, district: District, words: str
) -> None:
    resident.opens()
    resident.says("路灯坏了")
    page = resident.places(q=words, search="1").content.decode()

    assert f'value="{district.sides[0].compounds[0]}"' in page


def test_a_typed_code_finds_its_building(resident: Resident, district: District, code: str) -> None:
    resident.opens()
    resident.says("路灯坏了")
    page = resident.places(q=code.lower(), search="1").content.decode()

    assert f'value="{district.sides[0].buildings[0]}"' in page


def test_a_chosen_compound_and_words_of_the_place_are_kept(
    resident: Resident, district: District
) -> None:
    resident.opens()
    resident.says("路灯坏了")
    resident.places(unit=str(district.sides[0].compounds[0]), address="3栋后面")
    resident.sends()

    case = Case.objects.select_related("words").get()
    assert case.located == "chosen"
    assert case.compound_id == district.sides[0].compounds[0]
    assert said_in(case)["address"] == "3栋后面"


def test_a_pin_inside_decides_the_grid(resident: Resident, district: District) -> None:
    lon, lat = district.sides[0].inside
    resident.opens()
    resident.says("路灯坏了")
    resident.places(lon=str(lon), lat=str(lat))
    resident.sends()

    case = Case.objects.get()
    assert case.located == "inside"
    assert case.grid_id == district.sides[0].grids[0]


def test_a_pin_outside_goes_to_the_district_desk_and_says_so(resident: Resident) -> None:
    resident.opens()
    resident.says("路灯坏了")
    page = resident.places(lon="113.5", lat="29.9").content.decode()
    resident.sends()

    assert "the district desk decides whose it is" in page
    assert Case.objects.get().located == "outside"


def test_words_alone_are_a_place_too(resident: Resident, district: District) -> None:
    resident.opens()
    resident.says("路灯坏了")
    resident.places(address="老码头旁边")
    resident.sends()

    case = Case.objects.get()
    assert (case.district_id, case.community_id) == (district.id, None)


def test_going_back_keeps_words_and_photos(resident: Resident, code: str) -> None:
    resident.opens(f"/r/{code}/")
    resident.says("垃圾 <b>", picture())
    page = resident.goes_back_to("what").content.decode()

    assert "垃圾 &lt;b&gt;</textarea>" in page
    assert "1 photo is kept." in page


def test_an_emergency_number_is_shown_before_the_report_is_sent(
    resident: Resident, code: str
) -> None:
    resident.opens(f"/r/{code}/")
    resident.says("楼道冒烟")
    warned = resident.sends("L901", asked="")
    stored = Case.objects.count()
    sent = resident.sends("L901")

    assert "Call 119 first" in warned.content.decode()
    assert stored == 0
    assert sent.status_code == 302


def test_a_neighbours_matter_is_offered_before_a_second_report(
    code: str, district: District
) -> None:
    Resident().reports(code)
    second = Resident("203.0.113.8")
    second.opens(f"/r/{code}/")
    second.says("垃圾没人收")
    page = second.sends("06010", asked="").content.decode()

    case = Case.objects.get()
    assert f"/join/{case.pk}/" in page
    assert "三天" not in page


def test_one_who_joins_is_counted_once_and_reads_no_words(code: str, district: District) -> None:
    Resident().reports(code, words="杂物间的垃圾")
    case = Case.objects.get()
    neighbour = Resident("203.0.113.8")
    neighbour.opens()
    first = neighbour.client.post(f"/join/{case.pk}/")
    second = neighbour.client.post(f"/join/{case.pk}/")

    case.refresh_from_db()
    page = neighbour.client.get(first["Location"]).content.decode()
    assert first["Location"] == second["Location"]
    assert case.joined == 1
    assert case.number in page
    assert "杂物间" not in page
    assert "Erase my words" not in page


def test_one_who_joins_may_not_speak_for_the_reporter(code: str, district: District) -> None:
    Resident().reports(code)
    case = Case.objects.get()
    neighbour = Resident("203.0.113.8")
    neighbour.opens()
    token = token_of(neighbour.client.post(f"/join/{case.pk}/"))

    for act, given in [
        ("rate", {"settled": "yes", "satisfied": "satisfied"}),
        ("reopen", {"words": "还没好"}),
        ("erase", {"sure": "1"}),
    ]:
        assert neighbour.client.post(f"/m/{token}/{act}/", given).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_raising_a_matter_takes_five_statements(resident: Resident, code: str) -> None:
    Resident("203.0.113.9").reports(code)
    resident.opens(f"/r/{code}/")
    resident.says("垃圾三天没人收", picture(), picture("blue"))

    with CaptureQueriesContext(
        connection,
    ) as seen:
        resident.sends("06010", phone="13800138000")

    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    own = [q["sql"] for q in seen if "procrastinate" not in q["sql"]]  # woken once a second
    statements = [sql for sql in own if not sql.startswith(control)]
    assert Case.objects.count() == 2
    assert len(statements) == 5, "\n".join(statements)
