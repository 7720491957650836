"""The forms of map files, what is read of one, and what one is refused for."""

from dataclasses import dataclass
from enum import StrEnum

from linli.kernel.common.errors import InputRefused, gettext_noop

FILE_BYTES = 50 * 1024 * 1024
"""POLICY. The largest file taken; 2,500 grids of 111 vertices are 7 MB."""

MOST_FEATURES = 100_000
"""POLICY. Twenty times the buildings of a large street; ours (decision 0039)."""

MOST_NESTED = 16
"""Collections within collections that are still opened; ours (decision 0039)."""


class Form(StrEnum):
    """What a map file is by its content."""

    GEOJSON = "geojson"
    SHAPEFILE = "shapefile"
    GEOPACKAGE = "geopackage"
    KML = "kml"


FORM_NAMES: dict[Form, str] = {
    Form.GEOJSON: "GeoJSON",
    Form.SHAPEFILE: "Shapefile (zip)",
    Form.GEOPACKAGE: "GeoPackage",
    Form.KML: "KML",
}
"""Names of the forms, the same in every language."""

ENDINGS: dict[Form, str] = {
    Form.GEOJSON: ".geojson",
    Form.SHAPEFILE: ".zip",
    Form.GEOPACKAGE: ".gpkg",
    Form.KML: ".kml",
}


class MapFormUnknown(InputRefused):
    """The content is none of the forms that are read, whatever the name says."""

    code = "map_readings.form_unknown"
    message = gettext_noop("This is no map file that can be read here.")
    hint = gettext_noop("Send GeoJSON, a zipped Shapefile, a GeoPackage (.gpkg) or KML/KMZ.")


class MapFileBroken(InputRefused):
    """The file begins like a map file but cannot be read as one."""

    code = "map_readings.file_broken"
    message = gettext_noop("This %(form)s file is broken and cannot be read.")
    hint = gettext_noop("Export the map once more, and open it once before you send it.")


class ReachesOut(InputRefused):
    """The file refers to something that lies outside it."""

    code = "map_readings.reaches_out"
    message = gettext_noop("This map file refers to something outside itself; it was not opened.")
    hint = gettext_noop("Export the map as a plain file with the outlines in it.")


class LayerUnclear(InputRefused):
    """The file has several layers and nobody said which one is meant."""

    code = "map_readings.layer_unclear"
    message = gettext_noop("The file has %(count)s layers: %(layers)s.")
    hint = gettext_noop("Say which of them is to be brought in.")


class LayerUnknown(InputRefused):
    """The file has no layer of this name."""

    code = "map_readings.layer_unknown"
    message = gettext_noop("The file has no layer “%(layer)s”.")
    hint = gettext_noop("Layers of this file: %(layers)s.")


class LayerEmpty(InputRefused):
    """There is nothing in the layer."""

    code = "map_readings.layer_empty"
    message = gettext_noop("There is no outline of this kind in the file.")
    hint = gettext_noop("Check whether it is the file, the layer and the kind of unit you meant.")


class TooManyFeatures(InputRefused):
    """The layer has more features than the house takes at once."""

    code = "map_readings.too_many_features"
    message = gettext_noop("The layer has %(count)s features; %(most)s are possible.")
    hint = gettext_noop("Divide it, for example by street.")


class Projected(InputRefused):
    """The coordinates are metres of a projection, not degrees."""

    code = "map_readings.projected"
    message = gettext_noop("The coordinates are metres of a projection (%(in_file)s), not degrees.")
    hint = gettext_noop("Export the map in degrees: longitude and latitude, CGCS2000 or WGS 84.")


class WordsUnreadable(InputRefused):
    """The words of a Shapefile are neither UTF-8 nor GBK."""

    code = "map_readings.words_unreadable"
    message = gettext_noop("The words in this Shapefile are neither UTF-8 nor GBK.")
    hint = gettext_noop("Export it again with the encoding UTF-8.")


class ShapefileIncomplete(InputRefused):
    """A part of the Shapefile is missing."""

    code = "map_readings.shapefile_incomplete"
    message = gettext_noop("The Shapefile “%(layer)s” lacks its part %(part)s.")
    hint = gettext_noop("Pack .shp, .shx, .dbf and .prj of the same name into one zip file.")


@dataclass(frozen=True, slots=True)
class Row:
    """One feature as it stands in the file: its number, its words by lower-case name, its geometry.

    ``geometry`` is a Shapely geometry, or ``None`` where the file has none that can be read.
    """

    number: int
    words: dict[str, object]
    geometry: object
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A layer of a map file. ``in_file`` is the datum that the file itself names, or ``None``."""

    form: Form
    layer: str
    layers: tuple[str, ...]
    in_file: str | None
    rows: list[Row]


def chosen(layers: list[str], wanted: str) -> str:
    """Return the layer that is meant.

    Raises:
        LayerEmpty, LayerUnclear, LayerUnknown: see there.
    """
    if not layers:
        raise LayerEmpty
    if not wanted and len(layers) > 1:
        raise LayerUnclear(count=len(layers), layers=layers)
    if wanted and wanted not in layers:
        raise LayerUnknown(layer=wanted, layers=layers)
    return wanted or layers[0]
