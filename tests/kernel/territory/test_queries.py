"""Lists of units, lines upwards, outlines for a map."""

from datetime import date
from uuid import UUID

import pytest

from linli.kernel.territory import queries as territory
from linli.kernel.territory import rules
from linli.kernel.territory.models import Unit
from linli.kernel.territory.rules import Kind
from tests.kernel.town import Town


def test_children_come_in_the_order_people_count(town: Town) -> None:
    assert [unit.name for unit in territory.children(town.ids["园"])] == ["1栋", "2栋", "10栋"]
    assert [unit.name for unit in territory.children(town.ids["花板桥"], [Kind.GRID])] == ["一格"]


def test_a_path_begins_with_the_district(town: Town) -> None:
    path = territory.path(town.ids["1栋"])

    assert [unit.name for unit in path] == ["区", "东茅岭", "花板桥", "园", "1栋"]
    assert [unit.label for unit in path][:3] == ["district", "subdistrict", "community"]
    assert territory.path(town.ids["湖滨"])[-1].label == "village"
    with pytest.raises(rules.UnitUnknown):
        territory.path(UUID(int=5))


def test_a_line_is_the_unit_and_all_above_it(town: Town) -> None:
    names = ["1栋", "园", "花板桥", "东茅岭", "区"]

    assert territory.line(town.ids["1栋"]) == [town.ids[name] for name in names]
    assert territory.line(UUID(int=5)) == []


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("花板", ["花板桥", "一格", "园"]),
        ("huaban", ["花板桥", "一格", "园"]),
        ("HBQ", ["花板桥", "一格", "园"]),
        ("园 2栋", ["2栋"]),
        ("２栋", ["2栋"]),
        ("dongmaoling", ["东茅岭", "花板桥", "湖滨"]),
        ("100%", []),
        ("  ", []),
    ],
)
def test_units_are_found_by_name_reading_and_initials(
    town: Town, words: str, names: list[str]
) -> None:
    assert [unit.name for unit in territory.search(words, list(Kind), 5)] == names


def test_names_are_known_for_ended_units_too(town: Town) -> None:
    Unit.objects.filter(name="2栋").update(valid_to=date(2026, 2, 1))

    assert territory.names([town.ids["2栋"]]) == {town.ids["2栋"]: "2栋"}


def test_outlines_for_a_map_are_those_within_a_unit(town: Town) -> None:
    everything = territory.shapes_geojson([Kind.GRID, Kind.COMPOUND])
    one = territory.shapes_geojson([Kind.GRID, Kind.COMPOUND], within=town.ids["花板桥"])

    assert [feature["properties"]["name"] for feature in everything["features"]] == [
        "一格",
        "二格",
        "园",
        "苑",
    ]
    assert [feature["id"] for feature in one["features"]] == [
        str(town.ids["一格"]),
        str(town.ids["园"]),
    ]
    assert one["features"][0]["geometry"]["coordinates"][0][0] == (113.01, 29.0)
