"""A matter after it was sent: its page, the verdict, the lost link, the compound, the sheets."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from linli.grid.cases.models import Case, Reporter
from linli.grid.cases.rules import Ask
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.grid.joining import services as joining
from linli.grid.moves.rules import Stage
from linli.grid.timing import services as timing
from linli.kernel.journal import queries as journal
from linli.kernel.people.models import Person
from linli.kernel.people.rules import Role
from linli.ui.requests import stamp
from tests.district import District
from tests.grid.reports.resident import Resident, picture, token_of
from tests.grid.reports.test_report import said_in

pytestmark = pytest.mark.django_db

PHONE = "13800138000"


def settled(case: Case, district: District) -> Case:
    """Take a case through all hands to its closing."""
    desk = district.actor(Role.COMMUNITY_DESK, district.sides[0].community)
    officer = district.actor(Role.DEPARTMENT_OFFICER)
    step = Step(case_id=case.pk, words="已清运两车。")
    if case.stage == Stage.REPORTED:
        handling.register(desk, step=step, category_code="06010", stamp=stamp())
        handling.dispatch(desk, step=step, lead_id=district.sanitation, stamp=stamp())
    handling.accept(officer, step=step, stamp=stamp())
    handling.done(officer, step=step, stamp=stamp())
    handling.verify(desk, step=step, stamp=stamp())
    handling.close(desk, step=step, stamp=stamp())
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def token(resident: Resident, code: str) -> str:
    """Return the link of a matter that was just reported."""
    return token_of(resident.reports(code, phone=PHONE))


def test_the_page_after_sending_says_number_link_hands_and_deadline(
    resident: Resident, token: str
) -> None:
    page = resident.client.get(f"/m/{token}/?new=1").content.decode()

    case = Case.objects.get()
    assert case.number in page
    assert f"/m/{token}/" in page
    assert "Reported" in page
    assert "working hour" in page
    assert PHONE not in page


def test_whose_hands_it_is_in_is_the_office_not_a_name(
    resident: Resident, token: str, district: District
) -> None:
    settled(Case.objects.get(), district)
    page = resident.client.get(f"/m/{token}/").content.decode()

    assert "样例区环卫局" in page
    assert "工作人员" not in page


def test_two_questions_and_the_word_is_kept(
    resident: Resident, token: str, district: District
) -> None:
    settled(Case.objects.get(), district)
    half = resident.client.post(f"/m/{token}/rate/", {"settled": "yes"})
    resident.client.post(f"/m/{token}/rate/", {"settled": "yes", "satisfied": "dissatisfied"})
    twice = resident.client.post(f"/m/{token}/rate/", {"settled": "no", "satisfied": "satisfied"})

    case = Case.objects.get()
    assert half.status_code == 422
    assert (case.settled, case.satisfied) == (True, "dissatisfied")
    assert twice.status_code == 409


def test_before_closing_no_word_is_asked(resident: Resident, token: str) -> None:
    page = resident.client.get(f"/m/{token}/").content.decode()

    assert 'name="settled"' not in page
    assert resident.client.post(
        f"/m/{token}/rate/", {"settled": "yes", "satisfied": "satisfied"}
    ).status_code in {404, 409}


def test_after_two_reopenings_another_post_judges(
    resident: Resident, token: str, district: District
) -> None:
    for _ in range(2):
        settled(Case.objects.get(), district)
        resident.client.post(f"/m/{token}/reopen/", {"words": "又堆起来了"})
    settled(Case.objects.get(), district)
    offered = resident.client.get(f"/m/{token}/").content.decode()
    resident.client.post(f"/m/{token}/reopen/", {"words": "还是没好"})
    waiting = resident.client.get(f"/m/{token}/").content.decode()

    case = Case.objects.get()
    assert "another post judges" in offered
    assert (case.stage, case.pending, case.reopens) == (Stage.CLOSED, "judge", 2)
    assert "Another post now judges" in waiting


def test_a_reopening_needs_a_reason(resident: Resident, token: str, district: District) -> None:
    settled(Case.objects.get(), district)

    assert resident.client.post(f"/m/{token}/reopen/", {"words": " "}).status_code == 422
    assert Case.objects.get().stage == Stage.CLOSED


def test_erasing_takes_words_photos_and_link_and_leaves_a_whole_record(
    resident: Resident, code: str
) -> None:
    resident.opens(f"/r/{code}/")
    resident.says("301 室门口的垃圾", picture())
    token = token_of(resident.sends("06010", phone=PHONE))
    unsure = resident.client.post(f"/m/{token}/erase/")
    kept = said_in(Case.objects.select_related("words").get())["text"]
    resident.client.post(f"/m/{token}/erase/", {"sure": "1"})

    case = Case.objects.select_related("words").get()
    assert unsure.status_code == 302
    assert kept == "301 室门口的垃圾"
    assert case.words
    assert case.words.content is None
    assert resident.client.get(f"/m/{token}/").status_code == 404
    assert journal.verify().faults == []
    assert journal.verify().erased == 1


def test_a_merged_matter_shows_where_it_goes_on_without_the_words_of_others(
    resident: Resident, code: str, district: District
) -> None:
    token = token_of(resident.reports(code, words="我家楼下"))
    Resident("203.0.113.8").reports(code, words="别人的话")
    mine, other = Case.objects.order_by("reported_at")
    desk = district.actor(Role.COMMUNITY_DESK, district.sides[0].community)
    joining.merge(desk, step=Step(case_id=mine.pk), into_id=other.pk, stamp=stamp())
    page = resident.client.get(f"/m/{token}/").content.decode()

    assert other.number in page
    assert "Goes on here" in page
    assert "别人的话" not in page


def test_number_and_telephone_bring_a_new_link_and_close_the_old_one(
    resident: Resident, token: str
) -> None:
    number = Case.objects.get().number
    answer = resident.client.post("/find/", {"number": f" {number} ", "phone": "１３８ 0013-8000"})

    assert answer.status_code == 302
    assert resident.client.get(answer["Location"]).status_code == 200
    assert resident.client.get(f"/m/{token}/").status_code == 404


def test_a_wrong_number_and_a_wrong_telephone_get_the_same_answer(
    resident: Resident, token: str
) -> None:
    number = Case.objects.get().number
    answers = [
        resident.client.post("/find/", given)
        for given in [
            {"number": number, "phone": "13900000000"},
            {"number": "20200101-000001", "phone": PHONE},
        ]
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    for answer in answers:
        assert "no matter with this number and this telephone" in answer.content.decode()


def test_telephones_cannot_be_tried_out(token: str) -> None:
    number = Case.objects.get().number
    tried = [
        Resident(f"203.0.113.{n}")
        .client.post("/find/", {"number": number, "phone": f"1390000{n:04d}"})
        .status_code
        for n in range(11)
    ]

    assert tried == [404] * 10 + [429]


def test_a_compound_shows_open_matters_without_words_and_never_private_ones(
    resident: Resident, code: str, district: District
) -> None:
    resident.reports(code, words="杂物间门口")
    for category in ("L201", "L901"):
        Resident(f"203.0.113.{category[1:3]}").reports(code, words="小声说", category=category)
    page = resident.client.get(f"/c/{district.sides[0].compounds[0]}/").content.decode()

    public = Case.objects.get(category_code="06010")
    assert f"/join/{public.pk}/" in page
    assert page.count("/join/") == 1
    assert "杂物间门口" not in page
    assert "小声说" not in page
    assert "Dispute between neighbours" not in page
    assert "Fire" not in page


def test_results_never_show_the_photos_of_the_reporter(
    resident: Resident, code: str, district: District
) -> None:
    resident.opens(f"/r/{code}/")
    resident.says("垃圾", picture())
    token = token_of(resident.sends("06010"))
    own = resident.client.get(f"/m/{token}/").content.decode()
    settled(Case.objects.get(), district)
    page = resident.client.get(f"/c/{district.sides[0].compounds[0]}/").content.decode()

    assert f"/m/{token}/photos/" in own
    assert "Exposed rubbish" in page
    assert "/photos/" not in page


def test_a_compound_asks_the_database_a_fixed_number_of_times(
    resident: Resident,
    code: str,
    district: District,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(5):
        Resident(f"203.0.113.{n}").reports(code, words=f"垃圾 {n}")
    Case.objects.filter(joined=0).update(reported_at=timezone.now() - timedelta(days=1))

    with django_assert_max_num_queries(8):
        resident.client.get(f"/c/{district.sides[0].compounds[0]}/")


def test_a_neighbours_link_dies_not_when_the_reporter_is_forgotten(
    resident: Resident, code: str
) -> None:
    token = token_of(resident.reports(code))
    neighbour = Resident("203.0.113.8")
    neighbour.opens()
    joined = neighbour.client.post(f"/join/{Case.objects.get().pk}/")["Location"]
    resident.client.post(f"/m/{token}/erase/", {"sure": "1"})

    assert neighbour.client.get(joined).status_code == 200
    assert Reporter.objects.count() == 1


def signed_in(district: District, role: Role, number: int = 0) -> Client:
    """Return the browser of somebody posted with a role."""
    client = Client(headers={"Accept-Language": "en"})
    actor = district.actor(role, number=number)
    assert actor.person_id
    person = Person.objects.get(pk=actor.person_id)
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def test_the_desk_of_the_place_prints_a_sheet_for_each_building(
    district: District, code: str
) -> None:
    page = signed_in(district, Role.COMMUNITY_DESK).get(
        f"/sheets/{district.sides[0].compounds[0]}/"
    )

    text = page.content.decode()
    assert text.count("<svg") >= 2
    assert code in text
    assert "style=" not in text


@pytest.mark.parametrize(
    ("role", "number", "status"),
    [(Role.COMMUNITY_DESK, 2, 404), (Role.GRID_OFFICER, 0, 403), (Role.STREET_DESK, 1, 404)],
)
def test_others_print_no_sheets(district: District, role: Role, number: int, status: int) -> None:
    address = f"/sheets/{district.sides[0].compounds[0]}/"

    assert signed_in(district, role, number).get(address).status_code == status
    assert Client().get(address).status_code == 403


def test_only_the_desk_of_the_place_is_offered_the_sheets(district: District) -> None:
    compound = district.sides[0].compounds[0]

    def page(client: Client) -> str:
        return str(client.get(f"/c/{compound}/").content)

    assert f"/sheets/{compound}/" in page(signed_in(district, Role.COMMUNITY_DESK))
    assert "/sheets/" not in page(signed_in(district, Role.COMMUNITY_DESK, 2))
    assert "/sheets/" not in page(Client())


def test_why_the_clock_stands_still_is_said_to_the_reporter(
    resident: Resident, token: str, district: District
) -> None:
    case = Case.objects.get()
    desk = district.actor(Role.COMMUNITY_DESK, district.sides[0].community)
    officer = district.actor(Role.DEPARTMENT_OFFICER)
    step = Step(case_id=case.pk, words="等吊车，周四到")
    handling.register(desk, step=step, category_code="06010", stamp=stamp())
    handling.dispatch(desk, step=step, lead_id=district.sanitation, stamp=stamp())
    handling.accept(officer, step=step, stamp=stamp())
    timing.ask(officer, step=step, what=Ask.SUSPEND, stamp=stamp())
    timing.grant(desk, step=Step(case_id=case.pk), stamp=stamp())
    page = resident.client.get(f"/m/{token}/").content.decode()

    chip = page[page.index("Clock stands still") :]
    assert "等吊车，周四到" in chip[: chip.index("</details>")]


def test_a_matter_asks_the_database_a_fixed_number_of_times(
    resident: Resident,
    token: str,
    district: District,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    settled(Case.objects.get(), district)

    with django_assert_max_num_queries(12):
        resident.client.get(f"/m/{token}/")
