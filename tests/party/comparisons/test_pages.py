"""The size relation over HTTP: the table, whoever waits, one compound, the tolerance (row P2)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from linli.kernel.people.rules import Role
from linli.kernel.territory.rules import Kind
from linli.party.relations.models import SizeTolerance, SizeVerdict
from tests.district import SIDE, SOUTH, WEST, District, square
from tests.grid.desk.doors import browser_of
from tests.party.relations.test_services import redraw

pytestmark = pytest.mark.django_db

PAGE = "/size-relation/"


@pytest.fixture
def drawn(district: District) -> District:
    """Return the district with one compound equal to a grid but for a tenth, and one crossing."""
    redraw(district, Kind.COMPOUND, 0, square(WEST, SOUTH, SIDE * 0.9, SIDE / 2))
    redraw(district, Kind.COMPOUND, 1, square(WEST, SOUTH + SIDE * 0.3, SIDE * 0.5, SIDE * 0.4))
    return district


def said(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def desk_of(district: District) -> Client:
    return browser_of(district.actor(Role.STREET_DESK, district.streets[0]))


def test_the_table_counts_each_kind_for_both_layers(drawn: District) -> None:
    found = desk_of(drawn).get(PAGE).context["comparison"]

    counts = {each.relation.value: (each.grid, each.micro_grid, each.count) for each in found.table}
    assert counts == {
        "equal": (1, 1, 1), "larger": (0, 0, 0), "smaller": (2, 2, 2), "crossing": (1, 1, 1),
        "unplaced": (0, 0, 0),
    }  # fmt: skip
    assert (found.total, found.waiting, len(found.overlaps)) == (4, 1, 1)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["甲东苑", "甲西苑", "乙东苑", "乙西苑"]),
        ("?only=waits", ["甲东苑"]),
        ("?relation=crossing", ["甲西苑"]),
        ("?words=乙社区", ["乙东苑", "乙西苑"]),
        ("?relation=huge&page=x&percent=soup", ["甲东苑", "甲西苑", "乙东苑", "乙西苑"]),
    ],
)
def test_the_list_is_narrowed(drawn: District, query: str, names: list[str]) -> None:
    page = desk_of(drawn).get(PAGE + query).context["comparison"].page

    assert sorted(each.name for each in page.object_list) == sorted(names)


def test_another_tolerance_is_tried_and_changes_nothing(drawn: District) -> None:
    answer = desk_of(drawn).get(f"{PAGE}?percent=5&band=2")

    assert [(each[2]) for each in answer.context["comparison"].moved] == [1]
    assert "1</span> × 与网格（微网格）一致 → 小于" in said(answer)
    assert not SizeTolerance.objects.exists()


def test_a_compound_shows_the_shares_that_led_to_its_kind(drawn: District) -> None:
    page = said(desk_of(drawn).get(f"{PAGE}{drawn.sides[0].compounds[0]}/"))

    assert "甲1网格" in page
    assert "100.0 %" in page
    assert "90.0 %" in page


def test_a_person_finds_and_the_reason_stands_in_the_record(drawn: District) -> None:
    desk, path = desk_of(drawn), f"{PAGE}{drawn.sides[0].compounds[0]}/"

    empty = desk.post(path, {"relation": "equal", "words": " "})
    kept = desk.post(path, {"relation": "equal", "words": "以围墙为界"}, follow=True)

    assert (empty.status_code, kept.status_code) == (422, 200)
    assert "以围墙为界" in said(kept)
    assert SizeVerdict.objects.get().relation == "equal"
    assert desk.get(f"{PAGE}?only=waits").context["comparison"].page.object_list == []


def test_the_map_shows_a_compound_and_its_cells(drawn: District) -> None:
    found = desk_of(drawn).get(f"{PAGE}{drawn.sides[0].compounds[0]}/map.geojson").json()

    names = [each["properties"]["name"] for each in found["features"]]
    assert names == ["", "", "甲东苑"]
    assert found["bbox"] == pytest.approx([WEST, SOUTH, WEST + SIDE, SOUTH + SIDE / 2], abs=1e-6)


def test_what_lies_elsewhere_is_not_there(drawn: District) -> None:
    other = drawn.sides[2].compounds[0]

    for path in (f"{PAGE}{other}/", f"{PAGE}{other}/map.geojson"):
        assert desk_of(drawn).get(path).status_code == 404
    assert desk_of(drawn).post(f"{PAGE}{other}/", {"relation": "equal", "words": "x"}).status_code == 404  # fmt: skip


def test_the_district_adopts_a_tolerance(district: District) -> None:
    desk = browser_of(district.actor(Role.DISTRICT_DESK))
    path = f"{PAGE}tolerance/"

    refused = desk.post(path, {"percent": 40, "band": 20, "source": "文件"})
    adopted = desk.post(path, {"percent": 12, "band": 3, "source": "区委办〔2026〕3号"})

    assert (refused.status_code, adopted.status_code) == (422, 302)
    assert SizeTolerance.objects.get().percent == 12
    assert "区委办〔2026〕3号" in said(desk.get(path))
    assert desk_of(district).get(path).status_code == 403


def test_the_list_asks_few_questions(
    drawn: District, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    desk = desk_of(drawn)
    desk.get(PAGE)

    with django_assert_max_num_queries(9):
        desk.get(PAGE)


@pytest.mark.parametrize("role", [Role.GRID_OFFICER, Role.DEPARTMENT_OFFICER, Role.OPERATOR])
def test_other_posts_compare_nothing(district: District, role: Role) -> None:
    assert browser_of(district.actor(role)).get(PAGE).status_code == 403
