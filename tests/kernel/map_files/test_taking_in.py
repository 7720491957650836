"""A map file looked at and taken in: what is put right, what is refused, what the record keeps."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely

from linli.kernel.common import points
from linli.kernel.common.errors import Forbidden
from linli.kernel.deliveries.rules import Outcome, Report
from linli.kernel.journal.models import Entry
from linli.kernel.journal.rules import Stamp
from linli.kernel.map_files import services
from linli.kernel.map_files.rules import Note, Wanted
from linli.kernel.map_readings.rules import Form, LayerEmpty
from linli.kernel.people.rules import Actor, Role
from linli.kernel.territory import rules
from linli.kernel.territory.models import TerritoryVersion, Unit, UnitShape
from linli.kernel.territory.rules import Kind
from tests.kernel.map_readings.files import SQUARE, write
from tests.kernel.town import AT, OPERATOR, Town, key

BOX = shapely.box(113.014, 29.004, 113.016, 29.006)
HIGH = shapely.force_3d(BOX, 40.0)
MIXED = shapely.GeometryCollection(
    [shapely.GeometryCollection([HIGH]), shapely.Point(113.015, 29.005)]
)
DOUBLED = shapely.Polygon([BOX.exterior.coords[0], *BOX.exterior.coords])
SPIKE = shapely.Polygon([*BOX.exterior.coords[:2], (113.015, 29.02), *BOX.exterior.coords[1:]])
EIGHT = shapely.Polygon([(113.0, 29.0), (113.1, 29.1), (113.1, 29.0), (113.0, 29.1)])


def _take_in(path: Path, actor: Actor = OPERATOR, **wanted: Any) -> Report:
    return services.take_in(
        actor,
        file=path,
        wanted=Wanted(**{"kind": Kind.COMPOUND, "datum": "WGS84"} | wanted),
        source=path.name,
        delivery_id=key(),
        stamp=Stamp(at=AT, recorded_at=AT, salt=bytes(16)),
        keys=key,
    )


def _look(path: Path, **wanted: Any) -> Report:
    how = Wanted(**{"kind": Kind.COMPOUND, "datum": "WGS84"} | wanted)
    return services.look(OPERATOR, file=path, wanted=how, at=AT, keys=key)


def _file(folder: Path, *shapes: Any, **words: Any) -> Path:
    names = [f"新村{n}" for n, _ in enumerate(shapes)]
    columns = {"name": names, "parent": ["湖滨"] * len(shapes)} | words
    return write(folder, Form.GEOJSON, *shapes, **columns)


@pytest.mark.parametrize("form", list(Form))
def test_every_form_brings_the_same_units(form: Form, town: Town, tmp_path: Path) -> None:
    path = write(
        tmp_path, form, SQUARE, name=["新村"], parent=["湖滨"], code=["C-7"], households=[88]
    )

    first, second = _take_in(path), _take_in(path)

    unit = Unit.objects.get(name="新村")
    assert (unit.households, unit.parent_id) == (88, town.ids["湖滨"])
    assert UnitShape.objects.get(unit=unit).datum == "WGS84"
    assert [each.outcome for each in first.verdicts] == [Outcome.NEW]
    assert [each.outcome for each in second.verdicts] == [Outcome.UNCHANGED]
    assert TerritoryVersion.objects.count() == 2


@pytest.mark.parametrize(
    ("shape", "notes"),
    [
        (BOX, ()),
        (HIGH, (Note.HEIGHTS,)),
        (MIXED, (Note.HEIGHTS, Note.PARTS)),
        (DOUBLED, ()),
        (SPIKE, (Note.MENDED,)),
    ],
    ids=["plain", "3-D", "mixed", "doubled", "spike"],
)
def test_what_is_put_right_is_said(
    shape: Any, notes: tuple[Note, ...], town: Town, tmp_path: Path
) -> None:
    path = _file(tmp_path, shape)

    looked, taken = _look(path), _take_in(path)

    stored = shapely.from_wkb(bytes(UnitShape.objects.get(unit__name="新村0").wkb))
    assert looked.verdicts == taken.verdicts
    assert [each.notes for each in taken.verdicts] == [tuple(note.value for note in notes)]
    assert shapely.area(stored) == pytest.approx(shapely.area(BOX))
    assert not shapely.has_z(stored)


def test_an_open_ring_is_closed_and_said(town: Town, tmp_path: Path) -> None:
    path = _file(tmp_path, BOX)
    file = json.loads(path.read_text())
    file["features"][0]["geometry"]["coordinates"][0].pop()
    path.write_text(json.dumps(file))

    assert _take_in(path).verdicts[0].notes == (Note.CLOSED.value,)


REFUSED = {
    "territory.outline_unsound": EIGHT,
    "territory.outline_missing": shapely.Point(113.0, 29.0),
    "common.point_swapped": shapely.box(29.0, 113.0, 29.1, 113.1),
    "common.point_out_of_world": shapely.box(500_000, 3_000_000, 500_001, 3_000_001),
}


@pytest.mark.parametrize(("code", "shape"), REFUSED.items(), ids=list(REFUSED))
def test_one_row_that_cannot_be_used_keeps_all_of_them_out(
    code: str, shape: Any, town: Town, tmp_path: Path
) -> None:
    path = _file(tmp_path, BOX, shape)

    looked = _look(path)
    with pytest.raises(rules.RowsRefused) as refused:
        _take_in(path)

    assert [each.outcome for each in looked.verdicts] == [Outcome.NEW, Outcome.REFUSED]
    assert [(number, error.code) for number, error in looked.faults] == [(2, code)]
    assert [(fault.row, fault.code) for fault in refused.value.faults] == [(2, code)]
    assert not Unit.objects.filter(name="新村0").exists()
    assert not Entry.objects.exists()


def test_two_compounds_with_one_name_are_refused_in_one_community_and_fine_in_two(
    town: Town, tmp_path: Path
) -> None:
    path = _file(
        tmp_path, BOX, BOX, BOX, name=["新村", "新村", "新村"], parent=["湖滨", "花板桥", "湖滨"]
    )

    report = _look(path)

    assert [each.outcome.value for each in report.verdicts] == ["new", "new", "refused"]
    assert [(number, error.code) for number, error in report.faults] == [(3, "territory.row_twice")]


def test_what_of_a_unit_changes_is_said(town: Town, tmp_path: Path) -> None:
    path = _file(tmp_path, BOX, name=["园"], parent=["花板桥"], code=["C-1"], households=[320])

    verdict = _look(path).verdicts[0]

    assert verdict.outcome is Outcome.CHANGED
    assert verdict.notes == ("Another code", "Another outline")


def test_an_outline_that_came_back_a_little_other_is_the_same(town: Town, tmp_path: Path) -> None:
    moved = shapely.box(113.001 + 3e-8, 29.001, 113.004, 29.004 - 3e-8)
    path = _file(tmp_path, moved, name=["园"], parent=["花板桥"])

    assert _take_in(path).verdicts[0].outcome is Outcome.UNCHANGED
    assert UnitShape.objects.filter(unit=town.ids["园"]).count() == 1


def test_what_a_file_says_of_its_datum_is_only_overruled_by_a_person(
    town: Town, tmp_path: Path
) -> None:
    path = write(tmp_path, Form.GEOPACKAGE, BOX, name=["新村"], parent=["湖滨"], crs="EPSG:4326")

    with pytest.raises(points.DatumContradicted):
        _look(path, datum="GCJ-02")
    report = _take_in(path, datum="GCJ-02", overrules=True)

    assert report.acts
    assert UnitShape.objects.get(unit__name="新村").datum == "GCJ-02"


@pytest.mark.parametrize("datum", ["", "Xian 80"])
def test_no_datum_is_guessed(datum: str, town: Town, tmp_path: Path) -> None:
    with pytest.raises(points.DatumUnknown):
        _take_in(_file(tmp_path, BOX), datum=datum)


def test_a_file_of_other_kinds_only_is_empty(town: Town, tmp_path: Path) -> None:
    with pytest.raises(LayerEmpty):
        _look(_file(tmp_path, BOX, kind=["grid"]))


def test_the_record_keeps_what_was_taken_in(town: Town, tmp_path: Path) -> None:
    _take_in(_file(tmp_path, BOX), datum="BD-09")

    facts = Entry.objects.get(verb="kernel.map_taken_in").facts
    wanted = {"what": "compound", "form": "geojson", "datum": "BD-09", "created": 1, "changed": 0}
    assert wanted.items() <= facts.items()
    assert len(facts["digest"]) == 64


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_edit_the_territory_brings_a_map(
    role: Role, town: Town, tmp_path: Path
) -> None:
    path = _file(tmp_path, BOX)
    if role in {Role.OPERATOR, Role.DISTRICT_DESK, Role.RULE}:
        assert _take_in(path, Actor(role=role)).acts
    else:
        with pytest.raises(Forbidden):
            _take_in(path, Actor(role=role))
