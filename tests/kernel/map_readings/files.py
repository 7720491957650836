"""Map files for tests, written as somebody else's program would write them."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from linli.kernel.map_readings import solver
from linli.kernel.map_readings.rules import Form

DRIVERS = {Form.SHAPEFILE: "ESRI Shapefile", Form.GEOPACKAGE: "GPKG", Form.KML: "KML"}
ENDINGS = {
    Form.SHAPEFILE: "shp",
    Form.GEOPACKAGE: "gpkg",
    Form.KML: "kml",
    Form.GEOJSON: "geojson",
}
SQUARE = shapely.box(113.014, 29.004, 113.016, 29.006)


def write(
    folder: Path,
    form: Form,
    *shapes: Any,
    crs: str | None = "EPSG:4490",
    layer: str = "units",
    encoding: str | None = None,
    shape: str = "Unknown",
    append: bool = False,
    **columns: list[Any],
) -> Path:
    """Write shapes with columns of words into a map file and return its path, zipped if usual."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{layer if form is Form.SHAPEFILE else 'map'}.{ENDINGS[form]}"
    if form is Form.GEOJSON:
        return _geojson(path, shapes, columns)
    solver.gdal()
    from pyogrio import raw

    raw.write(
        path,
        shapely.to_wkb(np.array(shapes, dtype=object)),
        [np.array(values, dtype=object) for values in columns.values()],
        list(columns),
        driver=DRIVERS[form],
        geometry_type="Polygon" if form is Form.SHAPEFILE and shape == "Unknown" else shape,
        crs=crs,
        layer=None if form is Form.SHAPEFILE else layer,
        encoding=encoding,
        append=append,
    )
    return zipped(path) if form is Form.SHAPEFILE else path


def _geojson(path: Path, shapes: tuple[Any, ...], columns: Mapping[str, list[Any]]) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {name: values[i] for name, values in columns.items()},
            "geometry": shapely.geometry.mapping(shape),
        }
        for i, shape in enumerate(shapes)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def zipped(path: Path, *endings: str) -> Path:
    """Pack the parts of a Shapefile that lie beside a path; only some of them if named."""
    parts = sorted(path.parent.glob(f"{path.stem}.*"))
    chosen = [part for part in parts if not endings or part.suffix in endings]
    packed = path.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for part in chosen:
            if part != packed:
                file.write(part, part.name)
    return packed
