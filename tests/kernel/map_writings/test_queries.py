"""The territory written as map files and read again."""

import json
import zipfile
from pathlib import Path

import pytest
import shapely

from linli.kernel.common import points
from linli.kernel.common.errors import Forbidden
from linli.kernel.datums.solver import TO_DATUM
from linli.kernel.deliveries.rules import Outcome
from linli.kernel.map_files import services as map_files
from linli.kernel.map_files.rules import Wanted
from linli.kernel.map_readings import solver as reader
from linli.kernel.map_readings.rules import Form
from linli.kernel.map_writings import queries
from linli.kernel.map_writings.rules import Encoding, Export, NothingToExport
from linli.kernel.people.rules import Actor, Role
from linli.kernel.territory.rules import Kind
from tests.kernel.town import AT, OPERATOR, Town, key

DATUMS = sorted(points.DATUMS)


def _written(town: Town, folder: Path, wanted: Export) -> Path:
    path = folder / "export"
    path.write_bytes(queries.exported(OPERATOR, wanted))
    return path


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("datum", DATUMS)
def test_what_was_exported_changes_nothing_when_it_comes_back(
    form: Form, datum: str, town: Town, tmp_path: Path
) -> None:
    path = _written(town, tmp_path, Export([Kind.GRID, Kind.COMPOUND], form, datum))

    reports = [
        map_files.look(OPERATOR, file=path, wanted=Wanted(kind, datum), at=AT, keys=key)
        for kind in (Kind.GRID, Kind.COMPOUND)
    ]

    assert [report.counts[Outcome.UNCHANGED] for report in reports] == [2, 2]
    assert not any(report.acts or report.faults for report in reports)


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("declared", ["WGS84", "BD-09"])
def test_an_export_says_its_datum_so_that_another_one_is_refused(
    form: Form, declared: str, town: Town, tmp_path: Path
) -> None:
    path = _written(town, tmp_path, Export([Kind.GRID], form, "GCJ-02"))

    with pytest.raises(points.DatumContradicted):
        map_files.look(OPERATOR, file=path, wanted=Wanted(Kind.GRID, declared), at=AT, keys=key)


@pytest.mark.parametrize("form", list(Form))
def test_coordinates_lie_where_the_datum_has_them(form: Form, town: Town, tmp_path: Path) -> None:
    path = _written(town, tmp_path, Export([Kind.MICRO_GRID], form, "BD-09"))

    outline = reader.read(path).rows[0].geometry

    west, south = TO_DATUM["BD-09"](113.00, 29.00)
    assert shapely.bounds(outline)[:2].tolist() == pytest.approx([west, south], abs=2e-5)


@pytest.mark.parametrize("encoding", list(Encoding))
def test_a_shapefile_has_its_words_in_either_encoding_and_its_datum_beside_it(
    encoding: Encoding, town: Town, tmp_path: Path
) -> None:
    path = _written(
        town, tmp_path, Export([Kind.COMPOUND], Form.SHAPEFILE, "GCJ-02", encoding=encoding)
    )

    packed = zipfile.ZipFile(path)
    assert {"units.shp", "units.shx", "units.dbf", "units.cpg", "datum.txt"} == set(
        packed.namelist()
    )
    assert packed.read("datum.txt") == b"GCJ-02\n"
    assert "园".encode(encoding) in packed.read("units.dbf")
    assert [row.words["name"] for row in reader.read(path).rows] == ["园", "苑"]


def test_geojson_says_in_its_description_what_it_lies_on(town: Town) -> None:
    content = queries.exported(OPERATOR, Export([Kind.GRID], Form.GEOJSON, "EPSG:4490"))

    file = json.loads(content)
    assert file["description"] == "datum: EPSG:4490"
    assert file["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::4490"
    assert file["features"][0]["properties"]["parent"] == "花板桥"


def test_a_parent_whose_name_stands_twice_is_named_with_its_own(db: None, tmp_path: Path) -> None:
    town = Town()
    town.plan("区", Kind.DISTRICT, "")
    for street in ("甲街道", "乙街道"):
        town.plan(street, Kind.STREET, "区")
        town.plan("花园", Kind.COMMUNITY, street)
        town.plan("一格", Kind.GRID, "花园", (113.0, 29.0, 113.1, 29.1))
    town.add()

    path = _written(town, tmp_path, Export([Kind.GRID], Form.GEOPACKAGE, "EPSG:4490"))
    wanted = Wanted(Kind.GRID, "EPSG:4490")
    report = map_files.look(OPERATOR, file=path, wanted=wanted, at=AT, keys=key)

    parents = {row.words["parent"] for row in reader.read(path).rows}
    assert parents == {"甲街道/花园", "乙街道/花园"}
    assert report.counts[Outcome.UNCHANGED] == 2


def test_refuses_an_export_of_nothing(town: Town) -> None:
    with pytest.raises(NothingToExport):
        queries.exported(OPERATOR, Export([Kind.ENTRANCE], Form.KML, "WGS84"))


def test_refuses_an_unknown_datum(town: Town) -> None:
    with pytest.raises(points.DatumUnknown):
        queries.exported(OPERATOR, Export([Kind.GRID], Form.KML, "Xian 80"))


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_edit_the_territory_takes_it_out(town: Town, role: Role) -> None:
    wanted = Export([Kind.GRID], Form.GEOJSON, "WGS84")
    if role in {Role.OPERATOR, Role.DISTRICT_DESK, Role.RULE}:
        assert queries.exported(Actor(role=role), wanted)
    else:
        with pytest.raises(Forbidden):
            queries.exported(Actor(role=role), wanted)
