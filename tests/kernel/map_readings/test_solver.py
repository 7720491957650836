"""Map files of somebody else: what is read of them, and what is refused before it is read."""

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import shapely

from linli.cli.places import ROOT
from linli.kernel.common.errors import InputRefused
from linli.kernel.map_readings import rules, solver
from linli.kernel.map_readings.rules import Form
from linli.kernel.packed.rules import NotPacked, PackedTooLarge, PackedUnsafe
from linli.kernel.territory.rules import FileTooLarge, NotGeoJson
from tests.kernel.map_readings.files import SQUARE, write, zipped

THROUGH_GDAL = [Form.SHAPEFILE, Form.GEOPACKAGE, Form.KML]


def test_lets_in_only_the_drivers_of_these_forms() -> None:
    asked = (
        "from linli.kernel.map_readings.solver import gdal; print(*gdal().list_drivers(), sep=',')"
    )

    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert set(said.stdout.strip().split(",")) == solver.LET_IN


def test_gdal_comes_in_by_one_door() -> None:
    doors = {ROOT / "linli/kernel/map_readings/solver.py"}
    sources = [path for name in ("linli", "bench", "tests") for path in (ROOT / name).rglob("*.py")]

    found = {path for path in sources if re.search(r"^ *import pyogrio", path.read_text(), re.M)}

    assert found == doors, "call linli.kernel.map_readings.solver.gdal() instead"


@pytest.mark.parametrize("form", list(Form))
def test_reads_words_and_outlines_of_every_form(form: Form, tmp_path: Path) -> None:
    path = write(tmp_path, form, SQUARE, SQUARE, name=["东茅岭小区", "湖滨苑"], households=[120, 7])

    reading = solver.read(path)

    assert (reading.form, [row.number for row in reading.rows]) == (form, [1, 2])
    assert [row.words["name"] for row in reading.rows] == ["东茅岭小区", "湖滨苑"]
    assert [str(row.words["households"]) for row in reading.rows] == ["120", "7"]
    assert all(shapely.equals(row.geometry, SQUARE) for row in reading.rows)


@pytest.mark.parametrize(
    ("form", "crs", "in_file"),
    [
        (Form.SHAPEFILE, "EPSG:4490", "EPSG:4490"),
        (Form.SHAPEFILE, "EPSG:4326", "EPSG:4326"),
        (Form.SHAPEFILE, "EPSG:4214", "EPSG:4214"),
        (Form.GEOPACKAGE, "EPSG:4490", "EPSG:4490"),
        (Form.KML, "EPSG:4326", None),
    ],
)
def test_says_which_datum_the_file_names(
    form: Form, crs: str, in_file: str | None, tmp_path: Path
) -> None:
    assert solver.read(write(tmp_path, form, SQUARE, name=["x"], crs=crs)).in_file == in_file


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize("form", [Form.SHAPEFILE, Form.GEOPACKAGE])
def test_a_file_without_a_datum_names_none(form: Form, tmp_path: Path) -> None:
    assert solver.read(write(tmp_path, form, SQUARE, name=["x"], crs=None)).in_file is None


@pytest.mark.parametrize("form", [Form.SHAPEFILE, Form.GEOPACKAGE])
@pytest.mark.parametrize("crs", ["EPSG:4547", "EPSG:3857"])
def test_refuses_metres_of_a_projection(form: Form, crs: str, tmp_path: Path) -> None:
    square = shapely.box(500_000, 3_240_000, 500_100, 3_240_100)

    with pytest.raises(rules.Projected):
        solver.read(write(tmp_path, form, square, name=["x"], crs=crs))


@pytest.mark.parametrize("encoding", ["UTF-8", "GBK"])
@pytest.mark.parametrize("keeps_its_mark", [True, False])
def test_reads_a_shapefile_in_either_encoding_whatever_it_says_of_itself(
    encoding: str, keeps_its_mark: bool, tmp_path: Path
) -> None:
    write(tmp_path, Form.SHAPEFILE, SQUARE, name=["岳阳楼区东茅岭"], encoding=encoding)
    wrong = tmp_path / "units.cpg"
    wrong.write_text("ISO-8859-1") if keeps_its_mark else wrong.unlink()

    reading = solver.read(zipped(tmp_path / "units.shp"))

    assert reading.rows[0].words["name"] == "岳阳楼区东茅岭"


def test_refuses_words_that_are_in_neither_encoding(tmp_path: Path) -> None:
    write(tmp_path, Form.SHAPEFILE, SQUARE, name=["abc"])
    table = tmp_path / "units.dbf"
    table.write_bytes(table.read_bytes().replace(b"abc", b"\xff\xffc"))

    with pytest.raises(rules.WordsUnreadable):
        solver.read(zipped(tmp_path / "units.shp"))


@pytest.mark.parametrize("part", [".shx", ".dbf"])
def test_refuses_a_shapefile_that_lacks_a_part(part: str, tmp_path: Path) -> None:
    write(tmp_path, Form.SHAPEFILE, SQUARE, name=["x"])
    (tmp_path / f"units{part}").unlink()

    with pytest.raises(rules.ShapefileIncomplete) as refused:
        solver.read(zipped(tmp_path / "units.shp"))

    assert refused.value.facts == {"layer": "units", "part": part}


def _two_layers(folder: Path, form: Form) -> Path:
    for layer in ("网格", "小区"):
        path = write(folder, form, SQUARE, layer=layer, name=[layer], append=layer == "小区")
    if form is Form.SHAPEFILE:
        with zipfile.ZipFile(folder / "both.zip", "w") as file:
            for part in sorted(folder.glob("*.*")):
                if part.suffix != ".zip":
                    file.write(part, f"区/{part.name}")
        return folder / "both.zip"
    return path


@pytest.mark.parametrize("form", [Form.SHAPEFILE, Form.GEOPACKAGE])
def test_of_several_layers_somebody_names_one(form: Form, tmp_path: Path) -> None:
    path = _two_layers(tmp_path, form)

    with pytest.raises(rules.LayerUnclear) as unclear:
        solver.read(path)
    with pytest.raises(rules.LayerUnknown):
        solver.read(path, layer="楼栋")
    reading = solver.read(path, layer="小区")

    assert unclear.value.facts["layers"] in (["网格", "小区"], ["小区", "网格"])
    assert reading.rows[0].words["name"] == "小区"


@pytest.mark.parametrize("form", THROUGH_GDAL)
def test_refuses_an_empty_layer(form: Form, tmp_path: Path) -> None:
    with pytest.raises(rules.LayerEmpty):
        solver.read(write(tmp_path, form, name=[]))


def test_passes_over_an_empty_layer_beside_a_full_one(tmp_path: Path) -> None:
    write(tmp_path, Form.GEOPACKAGE, layer="empty", name=[])
    path = write(tmp_path, Form.GEOPACKAGE, SQUARE, layer="full", name=["x"], append=True)

    assert solver.read(path).layer == "full"


def test_reads_a_packed_kml_as_google_earth_writes_it(tmp_path: Path) -> None:
    path = write(tmp_path, Form.KML, SQUARE, name=["东茅岭"])
    with zipfile.ZipFile(tmp_path / "map.kmz", "w") as file:
        file.write(path, "doc.kml")

    assert solver.read(tmp_path / "map.kmz").form is Form.KML


def test_closes_an_open_ring_and_says_so(tmp_path: Path) -> None:
    ring = [[113.0, 29.0], [113.1, 29.0], [113.1, 29.1]]
    path = tmp_path / "open.geojson"
    features = [{"geometry": {"type": "Polygon", "coordinates": [ring]}}]
    path.write_text(json.dumps({"features": features}))

    row = solver.read(path).rows[0]

    assert row.is_closed
    assert shapely.area(row.geometry) == pytest.approx(0.005)


# What is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", rules.MapFormUnknown),
        (b"hello", rules.MapFormUnknown),
        (b"\xff\xfe", rules.MapFormUnknown),
        (b"<html></html>", rules.MapFormUnknown),
        (b"[]", NotGeoJson),
        (b"{}", NotGeoJson),
        (b'{"features": 3}', NotGeoJson),
        (b'{"features": [], "crs": {"type": "name"}}', NotGeoJson),
        (b"[" * 100_000, NotGeoJson),
        (b"SQLite format 3\0" + b"x" * 200, rules.MapFileBroken),
        (b"<kml><Document><Placemark>", rules.MapFileBroken),
        (b"PK\x03\x04" + b"x" * 200, NotPacked),
    ],
)
def test_refuses_what_is_no_map(
    content: bytes, refusal: type[InputRefused], tmp_path: Path
) -> None:
    path = tmp_path / "map.geojson"
    path.write_bytes(content)

    with pytest.raises(refusal):
        solver.read(path)


def test_refuses_a_gigabyte_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.gpkg"
    with path.open("wb") as file:
        file.write(solver.SQLITE)
        os.truncate(path, 1 << 30)

    with pytest.raises(FileTooLarge) as refused:
        solver.read(path)

    assert refused.value.facts == {"megabytes": 1024, "most": 50}


def test_refuses_more_features_than_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_FEATURES", 1)

    with pytest.raises(rules.TooManyFeatures):
        solver.read(write(tmp_path, Form.GEOPACKAGE, SQUARE, SQUARE, name=["a", "b"]))


@pytest.mark.parametrize(
    "name", ["../units.shp", "/etc/units.shp", "a/../../units.shp", "..\\units.shp", "C:\\u.shp"]
)
def test_refuses_a_zip_whose_parts_lead_out_of_it(name: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "map.zip", "w") as file:
        file.writestr(name, b"x")

    with pytest.raises(PackedUnsafe):
        solver.read(tmp_path / "map.zip")


def test_refuses_a_zip_with_a_link(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("units.shp")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "map.zip", "w") as file:
        file.writestr(link, "/etc/passwd")

    with pytest.raises(PackedUnsafe):
        solver.read(tmp_path / "map.zip")


def test_refuses_a_zip_that_would_fill_the_disk(tmp_path: Path) -> None:
    packed = zipfile.ZipFile(tmp_path / "map.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with packed as file, file.open("units.shp", "w") as part:
        for _ in range(201):
            part.write(bytes(1 << 20))

    with pytest.raises(PackedTooLarge):
        solver.read(tmp_path / "map.zip")


def test_counts_what_is_unpacked_and_does_not_believe_what_the_zip_says(tmp_path: Path) -> None:
    path = tmp_path / "map.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("map.kml", bytes(3 << 20))
    lying = path.read_bytes().replace((3 << 20).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    path.write_bytes(lying)

    with pytest.raises((NotPacked, PackedTooLarge, rules.MapFormUnknown)):
        solver.read(path)


# Nothing is opened that lies outside the file ------------------------------------------------


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """Yield an address of this machine and what was asked there."""
    asked: list[bytes] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.settimeout(0.1)
        stopped = threading.Event()

        def listen() -> None:
            while not stopped.is_set():
                try:
                    visitor, _ = server.accept()
                except TimeoutError:
                    continue
                asked.append(visitor.recv(100))
                visitor.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/map.geojson", asked
        stopped.set()
        thread.join()


VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/vsicurl/{0}</SrcDataSource>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)
REACHING = {
    "link": (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><NetworkLink><Link><href>{0}</href></Link>'
        "</NetworkLink></kml>"
    ),
    "vrt": VRT,
    "vrt in kml": "<kml><!--" + VRT + "--></kml>" + VRT,
    "vrt after kml": "<kml/>" + VRT,
    "entity": '<!DOCTYPE kml [<!ENTITY x SYSTEM "{0}">]><kml><name>&x;</name></kml>',
    "gml in kml": (
        '<kml xmlns:gml="http://www.opengis.net/gml" xmlns:xsi="http://www.w3.org/2001/'
        'XMLSchema-instance" xsi:schemaLocation="http://x {0}"><gml:featureMember/></kml>'
    ),
    "wfs": "<OGRWFSDataSource><URL>{0}</URL></OGRWFSDataSource><kml/>",
    "address": "{0}",
    "vsicurl": "/vsicurl/{0}",
    "esri": '{{"features": "{0}", "exceededTransferLimit": true, "geometryType": "x"}}',
}


@pytest.mark.parametrize("way", REACHING)
def test_no_file_makes_the_house_call_an_address(
    way: str, listener: tuple[str, list[bytes]], tmp_path: Path
) -> None:
    address, asked = listener
    path = tmp_path / "map.kml"
    path.write_text(REACHING[way].format(address))

    with pytest.raises(InputRefused):
        solver.read(path)

    assert asked == []


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW units AS SELECT 1 AS fid, gdal_get_pixel_value('/vsicurl/{0}', 1, 'p', 1, 1) AS g",
        "CREATE VIEW units AS SELECT * FROM plain",
    ],
)
def test_refuses_a_geopackage_whose_layer_is_no_plain_table(
    statement: str, listener: tuple[str, list[bytes]], tmp_path: Path
) -> None:
    address, asked = listener
    path = write(tmp_path, Form.GEOPACKAGE, SQUARE, layer="plain", name=["x"])
    with closing(sqlite3.connect(path)) as file:
        file.execute(statement.format(address))
        file.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
            "VALUES ('units', 'features', 'units')"
        )
        file.commit()

    with pytest.raises(rules.ReachesOut):
        solver.read(path)

    assert asked == []


def test_refuses_a_geopackage_with_a_table_that_lies_elsewhere(tmp_path: Path) -> None:
    path = write(tmp_path, Form.GEOPACKAGE, SQUARE, layer="plain", name=["x"])
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA writable_schema=ON")
        made = "CREATE VIRTUAL TABLE away USING VirtualOGR('/vsicurl/http://127.0.0.1/x')"
        file.execute("INSERT INTO sqlite_master VALUES ('table', 'away', 'away', 0, ?)", [made])
        file.commit()

    with pytest.raises(rules.ReachesOut):
        solver.read(path)
