"""The queue: what a post finds in it, by which filters, at what cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.grid.cases import services as cases
from linli.grid.cases.models import Case
from linli.grid.moves.rules import Stage
from linli.kernel.people.rules import ANONYMOUS, Role
from tests.district import District, key
from tests.grid.desk.doors import browser_of, case_at, now_stamp


def test_a_desk_finds_the_matters_of_its_unit_and_no_others(district: District) -> None:
    own = case_at(district, Stage.REPORTED, 1)
    foreign = case_at(district, Stage.REPORTED, 2, side=1)
    desk = district.actor(Role.COMMUNITY_DESK, district.sides[0].community)

    page = browser_of(desk).get("/desk/").content.decode()

    assert own.number in page
    assert foreign.number not in page


def test_a_department_finds_what_it_leads(district: District) -> None:
    led = case_at(district, Stage.DISPATCHED, 1)
    waiting = case_at(district, Stage.REPORTED, 2)

    page = browser_of(district.actor(Role.DEPARTMENT_OFFICER)).get("/desk/").content.decode()

    assert led.number in page
    assert waiting.number not in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {1, 2, 3}),
        ("only=emergency", {3}),
        ("only=supervised", set()),
        ("stage=reported", {1, 3}),
        ("stage=dispatched", {2}),
        ("category=06010", {1, 2}),
        ("words=冒烟", {3}),
        ("unit=grid:{grid}", {1, 2, 3}),
        ("unit=grid:{other}", set()),
        ("lead={lead}", {2}),
        ("stage=nonsense&unit=grid:nonsense&lead=nonsense&page=minus", {1, 2, 3}),
    ],
)
def test_filters_stand_in_the_address(district: District, asked: str, found: set[int]) -> None:
    side = district.sides[0]
    case_at(district, Stage.REPORTED, 1)
    case_at(district, Stage.DISPATCHED, 2)
    report = district.report(3, category="L901", text="楼道冒烟了")
    cases.report(ANONYMOUS, report=report, stamp=now_stamp())
    where = asked.format(grid=side.grids[0], other=side.grids[1], lead=district.sanitation)

    page = browser_of(district.actor(Role.STREET_DESK)).get(f"/desk/?{where}").content.decode()

    numbers = {n: Case.objects.get(pk=key(10_000 + n)).number for n in (1, 2, 3)}
    assert {n for n, number in numbers.items() if number in page} == found


def test_quick_filters_say_how_many_they_leave(district: District) -> None:
    for number in (1, 2):
        case_at(district, Stage.REPORTED, number)
    cases.report(ANONYMOUS, report=district.report(3, category="L901"), stamp=now_stamp())

    answer = browser_of(district.actor(Role.DISTRICT_DESK)).get("/desk/?only=emergency")

    counts = {quick.word: quick.count for quick in answer.context["queue"].quick}
    assert counts == {"": 3, "emergency": 1}
    assert len(answer.context["queue"].page.object_list) == 1


def test_a_list_page_takes_at_most_eight_statements(district: District) -> None:
    for number in range(1, 8):
        case_at(district, Stage.DISPATCHED, number)
    desk = browser_of(district.actor(Role.DISTRICT_DESK))
    desk.get("/desk/")

    with CaptureQueriesContext(connection) as statements:
        answer = desk.get("/desk/?only=&words=垃圾")

    assert len(answer.context["queue"].page.object_list) == 7
    assert len(statements) <= 8


def test_the_map_shows_the_points_of_the_filtered_queue(district: District) -> None:
    report = district.report(1, lon_e6=113_104_000, lat_e6=29_352_500)
    case = cases.report(ANONYMOUS, report=report, stamp=now_stamp())
    case_at(district, Stage.REPORTED, 2)
    desk = browser_of(district.actor(Role.DISTRICT_DESK))

    points = desk.get("/desk/points/").json()
    none = desk.get("/desk/points/?only=supervised").json()

    assert [each["geometry"]["coordinates"] for each in points["features"]] == [[113.104, 29.3525]]
    assert points["features"][0]["properties"]["url"] == f"/desk/cases/{case.pk}/"
    assert none["features"] == []


def test_a_closed_matter_that_waits_for_a_judge_is_in_the_queue(district: District) -> None:
    closed = case_at(district, Stage.CLOSED)
    Case.objects.filter(pk=closed.pk).update(pending="judge", reopens=2)
    desk = browser_of(district.actor(Role.DISTRICT_DESK))

    answer = desk.get("/desk/?only=asked")
    page = desk.get(f"/desk/cases/{closed.pk}/")

    assert [line.id for line in answer.context["queue"].page.object_list] == [closed.pk]
    assert page.context["desk"].judgement.may_judge
    assert {"grant", "refuse"} & {offer.move.value for offer in page.context["offers"]} == set()
