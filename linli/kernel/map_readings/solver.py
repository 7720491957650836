"""Opens a map file of somebody else and returns its features, or refuses it.

The content decides what a file is. GeoJSON is read here; Shapefile, GeoPackage and KML go
through GDAL, which is let in with the drivers of these three alone, so that no file can have
it open an address of the network or another file. What was packed lies unpacked in a folder
of its own for as long as it is read, under names that we give.
"""

import json
import math
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import shapely

from linli.kernel.map_readings import rules
from linli.kernel.map_readings.rules import Form, Reading, Row
from linli.kernel.packed.solver import Packed
from linli.kernel.territory.rules import FileTooLarge, NotGeoJson

LET_IN = frozenset({"ESRI Shapefile", "GPKG", "KML", "LIBKML", "GeoJSON"})
NEVER_OPENED = (
    "ADBC,AIVector,AVCBin,AVCE00,AmigoCloud,CSV,CSW,Carto,DGN,DXF,EDIGEO,EEDA,ESRIJSON,"
    "Elasticsearch,FlatGeobuf,GDALG,GML,GPSBabel,GPX,GTFS,GeoJSONSeq,GeoRSS,HTTP,Idrisi,JML,"
    "JSONFG,LVBAG,MBTiles,MEM,MVT,MapInfo File,MapML,MiraMonVector,NGW,OAPIF,ODS,OGCAPI,"
    "OGR_GMT,OGR_PDS,OGR_VRT,OSM,OpenFileGDB,PCIDSK,PDF,PDS4,PGDUMP,PLSCENES,PMTiles,S57,SQLite,"
    "SXF,Selafin,TopoJSON,VDV,VFK,VICAR,WAsP,WFS,XLSX"
)
"""Drivers of GDAL that are not registered; a test says when a new GDAL brings another one."""

HEAD = 4096
SQLITE = b"SQLite format 3\0"
KML_ROOT = re.compile(rb"<(\w+:)?kml[\s>]")
ENTITIES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
KNOWN_BY_NAME = {
    "undefined geographic srs": None,
    "undefined cartesian srs": None,
    "gcs_wgs_1984": "EPSG:4326",
    "wgs 84": "EPSG:4326",
    "gcs_china_geodetic_coordinate_system_2000": "EPSG:4490",
    "china geodetic coordinate system 2000": "EPSG:4490",
    "cgcs2000": "EPSG:4490",
}
"""Names that map programs give a datum where they do not give its code."""

VIRTUAL = re.compile(r"^\s*CREATE\s+VIRTUAL\s+TABLE.*?\bUSING\s+(\w+)", re.IGNORECASE | re.DOTALL)


@cache
def gdal() -> Any:
    """Return pyogrio with the drivers that are let in, and no way into the network.

    Raises:
        RuntimeError: another part of the process brought GDAL in with more drivers.
    """
    os.environ["GDAL_SKIP"] = NEVER_OPENED
    os.environ["CPL_VSIL_CURL_ALLOWED_EXTENSIONS"] = "{none}"
    import pyogrio

    if not pyogrio.list_drivers().keys() <= LET_IN:
        raise RuntimeError("GDAL has drivers that map files must not reach")
    return pyogrio


def read(path: Path, *, layer: str = "") -> Reading:
    """Return the features of one layer of a map file.

    Args:
        path: a file of this machine, whatever its name.
        layer: which one, where the file has several that hold something.

    Raises:
        FileTooLarge: before anything of it is read.
        MapFormUnknown, MapFileBroken, ReachesOut, NotGeoJson, Projected: it cannot be read.
        LayerUnclear, LayerUnknown, LayerEmpty, TooManyFeatures: see there.
        packed.NotPacked, packed.PackedUnsafe, packed.PackedTooLarge: a zip file cannot.
    """
    check_size(path.stat().st_size)
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _packed(path, layer)
    return READERS[_form_of(head)](path, layer)


def check_size(size: int) -> None:
    """Refuse a file that is too large, before anything of it is read.

    Raises:
        FileTooLarge: it has more than 50 MB.
    """
    if size > rules.FILE_BYTES:
        raise FileTooLarge(megabytes=-(-size // 2**20), most=rules.FILE_BYTES // 2**20)


def _form_of(head: bytes) -> Form:
    if head.startswith(SQLITE):
        return Form.GEOPACKAGE
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in (b"{", b"["):
        return Form.GEOJSON
    if start[:1] == b"<" and KML_ROOT.search(head):
        return Form.KML
    raise rules.MapFormUnknown


# GeoJSON ----------------------------------------------------------------------------------


def _geojson(path: Path, layer: str) -> Reading:
    return geojson(path.read_bytes())


def geojson(content: bytes) -> Reading:
    """Return the features of a GeoJSON file.

    Raises:
        FileTooLarge, NotGeoJson: it is no list of features.
    """
    check_size(len(content))
    try:
        file = json.loads(content.decode("utf-8-sig"))
        features = file["features"]
        crs = file.get("crs")
        in_file = crs["properties"]["name"] if crs else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotGeoJson from None
    if not isinstance(features, list):
        raise NotGeoJson
    _check_count(len(features))
    rows = [_geojson_row(number, raw) for number, raw in enumerate(features, start=1)]
    return Reading(Form.GEOJSON, "", (), in_file, rows)


def _geojson_row(number: int, raw: object) -> Row:
    feature = raw if isinstance(raw, dict) else {}
    properties = feature.get("properties")
    words = properties if isinstance(properties, dict) else {}
    plain = {str(name).lower(): value for name, value in words.items()}
    try:
        is_closed = _close(feature.get("geometry"), 0)
        geometry = shapely.from_geojson(json.dumps(feature.get("geometry")))
    except (shapely.errors.ShapelyError, RecursionError, ValueError):
        return Row(number, plain, None)
    return Row(number, plain, geometry, is_closed)


def _close(geometry: Any, depth: int) -> bool:
    """Close the open rings of a GeoJSON geometry in place and return whether there were any."""
    if not isinstance(geometry, dict) or depth > rules.MOST_NESTED:
        return False
    parts = geometry.get("geometries")
    if isinstance(parts, list):
        return max([_close(part, depth + 1) for part in parts], default=False)
    coordinates = geometry.get("coordinates")
    if geometry.get("type") == "Polygon":
        coordinates = [coordinates]
    elif geometry.get("type") != "MultiPolygon":
        return False
    rings = [ring for polygon in _listed(coordinates) for ring in _listed(polygon)]
    is_open = [ring for ring in rings if isinstance(ring, list) and ring and ring[0] != ring[-1]]
    for ring in is_open:
        ring.append(ring[0])
    return bool(is_open)


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _check_count(count: int) -> None:
    if count > rules.MOST_FEATURES:
        raise rules.TooManyFeatures(count=count, most=rules.MOST_FEATURES)


# Through GDAL -----------------------------------------------------------------------------


def _geopackage(path: Path, layer: str) -> Reading:
    with TemporaryDirectory(prefix="linli-map-") as folder:
        named = Path(shutil.copyfile(path, Path(folder) / "map.gpkg"))
        _check_geopackage(named)
        return _layered(Form.GEOPACKAGE, named, layer)


def _check_geopackage(path: Path) -> None:
    """Refuse a GeoPackage whose layers are anything but plain tables.

    Raises:
        MapFileBroken, ReachesOut: see there.
    """
    try:
        file = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        try:
            layers = {name for (name,) in file.execute("SELECT table_name FROM gpkg_contents")}
            made = file.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        finally:
            file.close()
    except sqlite3.Error:
        raise rules.MapFileBroken(form=rules.FORM_NAMES[Form.GEOPACKAGE]) from None
    for kind, name, sql in made:
        virtual = VIRTUAL.match(sql or "")
        is_index = virtual and virtual[1].lower() == "rtree"
        if (virtual and not is_index) or (kind == "view" and name in layers):
            raise rules.ReachesOut


def _kml(path: Path, layer: str) -> Reading:
    if ENTITIES.search(path.read_bytes().replace(b"\0", b"")):
        raise rules.ReachesOut
    with TemporaryDirectory(prefix="linli-map-") as folder:
        named = Path(shutil.copyfile(path, Path(folder) / "map.kml"))
        return replace(_layered(Form.KML, named, layer), in_file=None)


def _layered(form: Form, path: Path, wanted: str) -> Reading:
    with _readable(form):
        found = gdal().list_layers(path)
        drawn = [str(name) for name, shape in found if shape is not None]
        sizes = {name: _info(path, name) for name in drawn}
        layers = [name for name in drawn if sizes[name]["features"]]
        layer = rules.chosen(layers, wanted)
        return Reading(
            form,
            layer,
            tuple(layers),
            _datum_of(sizes[layer]["crs"]),
            _rows(path, layer, sizes[layer]["features"]),
        )


@contextmanager
def _readable(form: Form) -> Iterator[None]:
    """Say of a file on which GDAL fails that it is broken."""
    gdal()
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        yield
    except (DataSourceError, DataLayerError, UnicodeError, ValueError):
        raise rules.MapFileBroken(form=rules.FORM_NAMES[form]) from None


def _info(path: Path, layer: str, encoding: str | None = None) -> Any:
    return gdal().read_info(path, layer=layer, encoding=encoding, force_feature_count=True)


def _datum_of(crs: str | None) -> str | None:
    """Return what a file says of its datum: an authority's code, or the name in its text.

    Raises:
        Projected: it speaks of metres.
    """
    if not crs:
        return None
    code = re.fullmatch(r"EPSG:(\d+)", crs)
    named = re.search(r'^\s*(\w+)\["([^"]*)"', crs)
    if code and not (4000 <= int(code[1]) < 5000 and not 4491 <= int(code[1]) <= 4554):
        raise rules.Projected(in_file=crs)
    if code or named is None:
        return crs
    if named[1].upper().startswith("PROJ"):
        raise rules.Projected(in_file=named[2])
    return KNOWN_BY_NAME.get(named[2].lower(), named[2])


def _rows(path: Path, layer: str, count: int, encoding: str | None = None) -> list[Row]:
    _check_count(count)
    gdal()
    from pyogrio import raw

    about, _, drawn, columns = raw.read(
        path, layer=layer, encoding=encoding, datetime_as_string=True
    )
    names = [str(name).lower() for name in about["fields"]]
    shapes = shapely.from_wkb(
        drawn if drawn is not None else np.full(count, None), on_invalid="ignore"
    )
    lines = zip(*(column.tolist() for column in columns), strict=True) if names else [()] * count
    return [
        Row(number, dict(zip(names, map(_plain, values), strict=True)), shape)
        for number, (values, shape) in enumerate(zip(lines, shapes, strict=True), start=1)
    ]


def _plain(value: object) -> object:
    """Return a value of a table as JSON would have it: no NaN, whole numbers whole."""
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return int(value) if value.is_integer() else value
    return value


# Packed -----------------------------------------------------------------------------------


def _packed(path: Path, wanted: str) -> Reading:
    with Packed(path) as packed, TemporaryDirectory(prefix="linli-map-") as folder:
        drawn = [name for name in packed.names if name.lower().endswith(".shp")]
        if drawn:
            return _shapefile(packed, drawn, Path(folder), wanted)
        others = (".kml", ".gpkg", ".geojson", ".json")
        inside = [name for name in packed.names if name.lower().endswith(others)]
        if len(inside) != 1:
            raise rules.MapFormUnknown
        file = Path(folder) / "unpacked"
        packed.unpack(inside[0], file)
        with file.open("rb") as opened:
            return READERS[_form_of(opened.read(HEAD))](file, wanted)


def _shapefile(packed: Packed, drawn: list[str], folder: Path, wanted: str) -> Reading:
    stems = {name[:-4].rpartition("/")[2]: name[:-4] for name in drawn}
    layers = []
    for number, (layer, stem) in enumerate(stems.items()):
        _unpack_shapefile(packed, layer, stem, folder / f"map{number}")
        with _readable(Form.SHAPEFILE):
            if _info(folder / f"map{number}.shp", f"map{number}")["features"]:
                layers.append(layer)
    layer = rules.chosen(layers, wanted)
    file = folder / f"map{list(stems).index(layer)}.shp"
    encoding = _encoding(file.with_suffix(".dbf"))
    with _readable(Form.SHAPEFILE):
        info = _info(file, file.stem, encoding)
        rows = _rows(file, file.stem, info["features"], encoding)
    return Reading(Form.SHAPEFILE, layer, tuple(layers), _datum_of(info["crs"]), rows)


def _unpack_shapefile(packed: Packed, layer: str, stem: str, into: Path) -> None:
    found = {name.lower(): name for name in packed.names}
    for ending in (".shp", ".shx", ".dbf", ".prj"):
        name = found.get(f"{stem}{ending}".lower())
        if name:
            packed.unpack(name, into.with_suffix(ending))
        elif ending != ".prj":
            raise rules.ShapefileIncomplete(layer=layer, part=ending)


def _encoding(table: Path) -> str:
    """Return how the words of a Shapefile are written; what it says of itself is often wrong."""
    content = table.read_bytes()
    words = content[int.from_bytes(content[8:10], "little") :]
    for encoding in ("UTF-8", "GB18030"):
        try:
            words.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise rules.WordsUnreadable


READERS: dict[Form, Callable[[Path, str], Reading]] = {
    Form.GEOJSON: _geojson,
    Form.GEOPACKAGE: _geopackage,
    Form.KML: _kml,
}
