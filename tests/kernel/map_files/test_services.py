"""Taking over a file of outlines: what it adds, what it changes, what it is refused for."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
import shapely

from linli.kernel.common import points
from linli.kernel.common.errors import Forbidden
from linli.kernel.datums import solver
from linli.kernel.map_files import services as map_files
from linli.kernel.map_readings.rules import LayerEmpty
from linli.kernel.people.rules import Actor, Role
from linli.kernel.places import queries as places
from linli.kernel.territory import queries, rules
from linli.kernel.territory.models import TerritoryVersion, Unit, UnitCode, UnitShape
from linli.kernel.territory.rules import Kind
from linli.kernel.territory.services import Changed
from tests.kernel.town import AT, ON, OPERATOR, Town, key

SQUARE = [[[113.014, 29.004], [113.016, 29.004], [113.016, 29.006], [113.014, 29.004]]]
BOW_TIE = [[[113.0, 29.0], [113.1, 29.1], [113.1, 29.0], [113.0, 29.1], [113.0, 29.0]]]


def _feature(name: str = "新村", coordinates: Any = SQUARE, **properties: Any) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": coordinates}
    wanted = {"name": name, "parent": "湖滨"} | properties
    return {"type": "Feature", "properties": wanted, "geometry": geometry}


def _import(
    *features: Any,
    actor: Actor = OPERATOR,
    kind: Kind = Kind.COMPOUND,
    datum: str = "WGS84",
    days: int = 0,
) -> Changed:
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    return map_files.import_geojson(
        actor,
        content=content,
        kind=kind,
        datum=datum,
        source="a map",
        at=AT + timedelta(days=days),
        keys=key,
    )


def _counts() -> tuple[int, ...]:
    return tuple(table.objects.count() for table in (Unit, UnitCode, UnitShape, TerritoryVersion))


@pytest.mark.parametrize("role", list(Role))
def test_only_operator_district_desk_and_the_house_bring_in_a_file(town: Town, role: Role) -> None:
    actor = Actor(role=role)
    if role in {Role.OPERATOR, Role.DISTRICT_DESK, Role.RULE}:
        assert _import(_feature(), actor=actor).created == 1
    else:
        with pytest.raises(Forbidden):
            _import(_feature(), actor=actor)


def test_a_file_brings_units_codes_and_outlines(town: Town) -> None:
    imported = _import(_feature(code="C-7", households=88))

    unit = Unit.objects.get(name="新村")
    shape = UnitShape.objects.get(unit=unit)
    assert imported == Changed(created=1, changed=0, unchanged=0)
    assert (unit.parent_id, unit.households, unit.valid_from) == (
        town.ids["湖滨"],
        88,
        date(2026, 3, 2),
    )
    assert list(unit.codes.values_list("system", "code")) == [("district", "C-7")]
    assert (shape.number, shape.datum, shape.source) == (1, "WGS84", "a map")
    assert places.locate(113.0155, 29.0045).compound_id == unit.id


def test_the_same_file_twice_changes_nothing(town: Town) -> None:
    _import(_feature(code="C-7"), _feature("别墅", SQUARE))
    before = _counts()

    again = _import(_feature(code="C-7"), _feature("别墅", SQUARE), days=30)

    assert again == Changed(created=0, changed=0, unchanged=2)
    assert _counts() == before


def test_a_code_finds_its_unit_under_another_name(town: Town) -> None:
    _import(_feature(code="C-7"))
    version = queries.version()

    imported = _import(_feature("新村东区", code="C-7", style=""), days=1)

    assert imported == Changed(created=0, changed=1, unchanged=0)
    assert Unit.objects.get(codes__code="C-7").pinyin == "xincundongqu xcdq"
    assert queries.version() > version


def test_a_new_outline_ends_the_old_one(town: Town) -> None:
    _import(_feature())
    wider = [[[113.014, 29.004], [113.018, 29.004], [113.018, 29.008], [113.014, 29.004]]]

    imported = _import(_feature(coordinates=wider), days=10)

    shapes = UnitShape.objects.filter(unit__name="新村").order_by("number")
    assert imported.changed == 1
    assert [(shape.number, shape.valid_to) for shape in shapes] == [
        (1, date(2026, 3, 12)),
        (2, None),
    ]
    assert shapes[1].area_m2 == pytest.approx(4 * shapes[0].area_m2, rel=0.001)


def test_a_new_code_ends_the_old_one_of_its_system(town: Town) -> None:
    _import(_feature(code="1", system="nbs"))

    _import(_feature(code="2", system="nbs"), days=5)

    codes = UnitCode.objects.filter(unit__name="新村").order_by("code")
    assert [(code.code, code.valid_to) for code in codes] == [("1", date(2026, 3, 7)), ("2", None)]


@pytest.mark.parametrize(("datum", "forward"), list(solver.TO_DATUM.items()))
def test_coordinates_of_a_shifted_datum_are_put_right(
    town: Town, datum: str, forward: solver.Conversion
) -> None:
    shifted = [[list(map(float, forward(lon, lat))) for lon, lat in SQUARE[0]]]

    _import(_feature(coordinates=shifted), datum=datum)

    stored = shapely.from_wkb(bytes(UnitShape.objects.get(unit__name="新村").wkb))
    assert shapely.get_coordinates(stored).ravel() == pytest.approx(
        shapely.get_coordinates(shapely.Polygon(SQUARE[0])).ravel(), abs=1e-8
    )


def test_heights_are_dropped(town: Town) -> None:
    _import(_feature(coordinates=[[[*corner, 12.5] for corner in SQUARE[0]]]))

    assert not shapely.from_wkb(bytes(UnitShape.objects.get(unit__name="新村").wkb)).has_z


def test_lines_left_beside_an_area_are_dropped(town: Town) -> None:
    feature = _feature()
    line = {"type": "LineString", "coordinates": [[113.02, 29.02], [113.03, 29.03]]}
    areas = {"type": "MultiPolygon", "coordinates": [SQUARE]}
    feature["geometry"] = {"type": "GeometryCollection", "geometries": [line, areas]}

    _import(feature)

    stored = shapely.from_wkb(bytes(UnitShape.objects.get(unit__name="新村").wkb))
    assert stored.equals(shapely.Polygon(SQUARE[0]))


@pytest.mark.parametrize("datum", ["", "unknown", "EPSG:3857"])
def test_an_undeclared_datum_is_refused(town: Town, datum: str) -> None:
    with pytest.raises(points.DatumUnknown):
        _import(_feature(), datum=datum)


def test_every_bad_feature_is_listed_and_nothing_is_stored(town: Town) -> None:
    before = _counts()
    bad = {
        2: (_feature(" "), "territory.name_missing"),
        3: (_feature("a", parent="nowhere"), "territory.parent_unclear"),
        4: (_feature("b", parent=""), "territory.parent_unclear"),
        5: (_feature("c", coordinates=BOW_TIE), "territory.outline_unsound"),
        6: (_feature("d", coordinates=[]), "territory.outline_missing"),
        7: (_feature("e", coordinates=[[[1, 2], [3]]]), "territory.outline_missing"),
        8: (_feature("f", coordinates="here"), "territory.outline_missing"),
        9: ({"properties": {"name": "g", "parent": "湖滨"}}, "territory.outline_missing"),
        10: (_feature("h", [[[y, x] for x, y in SQUARE[0]]]), "common.point_swapped"),
        11: (_feature("i", [[[0, 0], [0, 1], [1, 1], [0, 0]]]), "common.point_at_zero"),
        12: (_feature("x" * 121), "common.text_too_long"),
        13: (_feature("k", households="many"), "territory.households_unreadable"),
        14: (_feature("新村"), "territory.row_twice"),
        15: (7, "territory.name_missing"),
    }

    with pytest.raises(rules.RowsRefused) as refused:
        _import(_feature(), *(feature for feature, _ in bad.values()))

    found = {fault.row: fault.code for fault in refused.value.faults}
    assert found == {row: code for row, (_, code) in bad.items()}
    assert refused.value.facts["count"] == len(bad)
    assert "Self-intersection" in next(f.words for f in refused.value.faults if f.row == 5)
    assert _counts() == before


def test_one_code_for_two_features_is_refused(town: Town) -> None:
    with pytest.raises(rules.RowsRefused) as refused:
        _import(_feature("甲", code="9"), _feature("乙", code="9"))

    assert [fault.code for fault in refused.value.faults] == ["territory.row_twice"]


def test_a_code_of_another_kind_is_refused(town: Town) -> None:
    _import(_feature(code="9"))

    with pytest.raises(rules.RowsRefused) as refused:
        _import(_feature("甲", code="9", parent="花板桥"), kind=Kind.GRID)

    assert [fault.code for fault in refused.value.faults] == ["territory.code_of_another"]


def test_a_parent_may_be_named_by_its_code(town: Town) -> None:
    UnitCode.objects.create(unit_id=town.ids["湖滨"], system="nbs", code="430602", valid_from=ON)

    _import(_feature(parent="", parent_code=430602, system="nbs"))

    assert Unit.objects.get(name="新村").parent_id == town.ids["湖滨"]


def test_the_only_unit_above_needs_no_naming(town: Town) -> None:
    _import(_feature("北港", parent="", style="town"), kind=Kind.STREET)

    assert Unit.objects.get(name="北港").parent_id == town.ids["区"]


def test_a_file_without_features_is_refused(town: Town) -> None:
    before = _counts()

    with pytest.raises(LayerEmpty):
        _import()

    assert _counts() == before


def test_of_two_new_neighbours_the_first_of_the_file_owns_the_border(town: Town) -> None:
    left = [[[113.05, 29.05], [113.06, 29.05], [113.06, 29.06], [113.05, 29.06], [113.05, 29.05]]]
    right = [[[113.06, 29.05], [113.07, 29.05], [113.07, 29.06], [113.06, 29.06], [113.06, 29.05]]]

    _import(_feature("东", right), _feature("西", left))

    owner = places.locate(113.06, 29.055).compound_id
    assert queries.names([owner] if owner else []) == {owner: "东"}
