"""Writes units as a map file: rows in, bytes out."""

import warnings
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import shapely

from linli.kernel.common import points
from linli.kernel.datums.solver import outlines_to_datum
from linli.kernel.map_readings.rules import ENDINGS, Form
from linli.kernel.map_readings.solver import gdal
from linli.kernel.map_writings.rules import FIELDS, LAYER, Drawn, Encoding, Export

DRIVERS = {
    Form.GEOJSON: "GeoJSON",
    Form.SHAPEFILE: "ESRI Shapefile",
    Form.GEOPACKAGE: "GPKG",
    Form.KML: "LIBKML",
}
CRS = {points.CGCS2000: "EPSG:4490", points.WGS84: "EPSG:4326"}
"""The shifted datums have no code that map programs know; each row names them."""

DATUM_NOTE = "datum.txt"


def write(rows: Sequence[Drawn], wanted: Export) -> bytes:
    """Return units as a map file in the wanted form and datum; the datum stands in each row.

    GeoJSON, GeoPackage and KML say it in their description too, a Shapefile in a text beside it.
    """
    with TemporaryDirectory(prefix="linli-map-") as name:
        folder = Path(name)
        ending = ".shp" if wanted.form is Form.SHAPEFILE else ENDINGS[wanted.form]
        file = folder / f"{LAYER}{ending}"
        _write(file, rows, wanted)
        return _packed(folder, wanted.datum) if ending == ".shp" else file.read_bytes()


def _write(file: Path, rows: Sequence[Drawn], wanted: Export) -> None:
    gdal()
    from pyogrio import raw

    drawn = shapely.from_wkb(np.array([row.outline for row in rows], dtype=object))
    outlines = shapely.to_wkb(outlines_to_datum(wanted.datum, drawn))
    columns, masks = _columns(rows, wanted.datum)
    is_shapefile = wanted.form is Form.SHAPEFILE
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="'crs' was not provided", category=UserWarning)
        raw.write(
            file,
            outlines,
            columns,
            list(FIELDS),
            field_mask=masks,
            layer=None if is_shapefile else LAYER,
            driver=DRIVERS[wanted.form],
            geometry_type="MultiPolygon",
            promote_to_multi=True,
            crs=CRS.get(wanted.datum),
            encoding=(wanted.encoding if is_shapefile else Encoding.UTF8).value,
            layer_options=_options(wanted),
        )


def _columns(rows: Sequence[Drawn], datum: str) -> tuple[list[Any], list[Any]]:
    """Return the columns, and for each the cells that are empty."""
    values = [[*row.words, datum] for row in rows]
    columns, masks = [], []
    for field, cells in zip(FIELDS, zip(*values, strict=True), strict=True):
        is_number = field == "households"
        masks.append(np.array([cell is None for cell in cells]) if is_number else None)
        numbers = [-1 if cell is None else cell for cell in cells]
        columns.append(np.array(numbers, dtype=np.int32 if is_number else object))
    return columns, masks


def _options(wanted: Export) -> dict[str, str]:
    said = f"datum: {wanted.datum}"
    if wanted.form is Form.GEOJSON:
        return {"DESCRIPTION": said, "COORDINATE_PRECISION": "10", "RFC7946": "NO"}
    if wanted.form in (Form.GEOPACKAGE, Form.KML):
        return {"DESCRIPTION": said}
    return {}


def _packed(folder: Path, datum: str) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for part in sorted(folder.iterdir()):
            file.write(part, part.name)
        file.writestr(DATUM_NOTE, f"{datum}\n")
    return packed.getvalue()
