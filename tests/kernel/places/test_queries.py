"""Places of points, plates and chosen units."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.kernel.common import points
from linli.kernel.places import queries as places
from linli.kernel.places.rules import LEVELS, How, Place
from linli.kernel.territory import rules
from linli.kernel.territory.models import Unit
from linli.kernel.territory.rules import Kind
from tests.kernel.town import Town


def _named(town: Town, place: Place) -> dict[str, str]:
    """Return the levels of a place by the names of their units."""
    names = {key: name for name, key in town.ids.items()}
    levels = {level: getattr(place, level) for level in LEVELS.values()}
    return {level.removesuffix("_id"): names[key] for level, key in levels.items() if key}


ABOVE_ONE = {"district": "区", "street": "东茅岭", "community": "花板桥", "grid": "一格"}
ABOVE_TWO = {"district": "区", "street": "东茅岭", "community": "湖滨", "grid": "二格"}


@pytest.mark.parametrize(
    ("lon", "lat", "found"),
    [
        (
            113.0015,
            29.0015,
            ABOVE_ONE | {"micro_grid": "一微", "compound": "园", "building": "1栋"},
        ),
        (113.003, 29.003, ABOVE_ONE | {"micro_grid": "一微", "compound": "园"}),
        (113.008, 29.008, ABOVE_ONE),
        (113.0095, 29.003, ABOVE_ONE | {"compound": "苑"}),
        (113.011, 29.0025, ABOVE_TWO | {"compound": "苑", "building": "3栋"}),
        (113.01, 29.0035, ABOVE_ONE | {"compound": "苑"}),
        (113.05, 29.05, {"district": "区"}),
    ],
)
def test_a_point_gets_both_branches_and_all_levels_above(
    town: Town, lon: float, lat: float, found: dict[str, str]
) -> None:
    place = places.locate(lon, lat)

    assert _named(town, place) == found
    assert (place.how, place.distance_m) == (How.INSIDE, 0)
    assert places.locate_many([lon, lon], [lat, lat]) == [place, place]


def test_a_point_beside_every_unit_goes_to_the_nearest_within_200_m(town: Town) -> None:
    place = places.locate(113.0201, 29.005)

    assert _named(town, place) == ABOVE_TWO
    assert (place.how, place.distance_m) == (How.NEAR, 10)


def test_a_point_beyond_200_m_goes_to_the_district_and_says_so(town: Town) -> None:
    beyond = places.locate(112.8, 29.0)

    assert _named(town, beyond) == {"district": "区"}
    assert beyond.how is How.OUTSIDE
    assert places.locate_many([112.8], [29.0]) == [beyond]


def test_without_any_unit_a_point_has_no_place(db: None) -> None:
    assert places.locate(113.0, 29.0) == Place(how=How.OUTSIDE)


def test_compounds_alone_are_enough(db: None, settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    town = Town()
    town.plan("区", Kind.DISTRICT, "")
    town.plan("街", Kind.STREET, "区")
    town.plan("社", Kind.COMMUNITY, "街")
    town.plan("园", Kind.COMPOUND, "社", (113.001, 29.001, 113.004, 29.004))
    town.add()

    place = places.locate(113.002, 29.002)

    assert _named(town, place) == {
        "district": "区",
        "street": "街",
        "community": "社",
        "compound": "园",
    }


@pytest.mark.parametrize(
    ("lon", "lat", "refusal"),
    [
        (0, 0, points.PointAtZero),
        (29.005, 113.005, points.PointSwapped),
        (200, 29, points.PointOutOfWorld),
    ],
)
def test_refuses_points_that_cannot_be_meant(
    town: Town, lon: float, lat: float, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        places.locate(lon, lat)
    with pytest.raises(refusal):
        places.locate_many([113.0, lon], [29.0, lat])


def test_the_territory_of_a_day_is_the_one_in_force_then(town: Town) -> None:
    Unit.objects.filter(name="一微").update(valid_to=date(2026, 2, 1))
    point = (113.003, 29.003)

    before, after = (places.locate(*point, on=date(2026, month, 1)) for month in (1, 2))

    assert before.micro_grid_id == town.ids["一微"]
    assert after.micro_grid_id is None
    assert after.grid_id == town.ids["一格"]
    assert places.locate(*point, on=date(2025, 12, 31)) == Place(how=How.OUTSIDE)


def test_locating_asks_the_database_once_however_many_points(town: Town) -> None:
    places.locate(113.003, 29.003)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        places.locate(113.004, 29.004)
        places.locate_many([113.003] * 500, [29.003] * 500)

    assert len(asked) == 2


def test_a_change_is_seen_by_the_next_question(town: Town) -> None:
    assert places.locate(113.015, 29.005).compound_id is None

    town.plan("新村", Kind.COMPOUND, "湖滨", (113.014, 29.004, 113.016, 29.006))
    town.add()

    assert places.locate(113.015, 29.005).compound_id == town.ids["新村"]


def test_a_broken_locator_file_is_built_again(
    town: Town, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    before = places.locate(113.0015, 29.0015)
    files = list((settings.VAR / "locator").iterdir())
    for file in files:
        file.write_bytes(file.read_bytes()[:100])
    town.plan("三单元", Kind.ENTRANCE, "1栋")
    town.add()

    after = places.locate(113.0015, 29.0015)

    assert after == before
    assert len(files) == 5
    assert "is not whole" in caplog.text


def test_a_folder_that_cannot_be_written_does_not_stop_locating(
    town: Town, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.VAR = tmp_path / "file"

    assert places.locate(113.0015, 29.0015).building_id == town.ids["1栋"]
    assert "cannot be written" in caplog.text


@pytest.mark.parametrize(
    ("unit", "found"),
    [
        ("区", {"district": "区"}),
        ("一微", ABOVE_ONE | {"micro_grid": "一微"}),
        ("园", ABOVE_ONE | {"micro_grid": "一微", "compound": "园"}),
        ("1栋", ABOVE_ONE | {"micro_grid": "一微", "compound": "园", "building": "1栋"}),
        ("2栋", ABOVE_ONE | {"micro_grid": "一微", "compound": "园", "building": "2栋"}),
        ("一单元", ABOVE_ONE | {"micro_grid": "一微", "compound": "园", "building": "1栋"}),
        (
            "苑",
            {"district": "区", "street": "东茅岭", "community": "湖滨", "compound": "苑"},
        ),
        ("3栋", ABOVE_TWO | {"compound": "苑", "building": "3栋"}),
        (
            "村",
            {"district": "区", "street": "东茅岭", "community": "湖滨", "compound": "村"},
        ),
    ],
)
def test_a_chosen_unit_has_its_levels_and_the_grid_that_its_outline_settles(
    town: Town, unit: str, found: dict[str, str]
) -> None:
    place = places.place_of_unit(town.ids[unit])

    assert _named(town, place) == found
    assert place.how is How.CHOSEN


def test_the_code_on_a_plate_leads_to_its_building(town: Town) -> None:
    code = rules.door_code(town.ids["1栋"])

    place = places.place_of_door_code(f"{code[:4].lower()} {code[4:]}")

    assert place.building_id == town.ids["1栋"]
    assert place.how is How.CODE


def test_unknown_and_ended_units_and_plates_are_not_found(town: Town) -> None:
    Unit.objects.filter(name="2栋").update(valid_to=date(2026, 2, 1))

    with pytest.raises(rules.UnitUnknown):
        places.place_of_unit(UUID(int=5))
    with pytest.raises(rules.UnitUnknown):
        places.place_of_unit(town.ids["2栋"])
    with pytest.raises(rules.DoorCodeUnknown):
        places.place_of_door_code(rules.door_code(town.ids["2栋"]))


def test_units_near_a_point_say_how_far_they_are(town: Town) -> None:
    near = places.units_near(113.0045, 29.003, [Kind.COMPOUND, Kind.GRID], 5)

    assert [(unit.name, unit.distance_m) for unit in near] == [
        ("一格", 0),
        ("园", 49),
        ("苑", 439),
        ("二格", 536),
    ]
    assert places.units_near(113.0045, 29.003, [Kind.COMPOUND], 1)[0].parent_name == "花板桥"
