"""Features of a file, before they are compared with the territory."""

import pytest

from linli.kernel.common import points
from linli.kernel.common.text import TextTooLong
from linli.kernel.map_files import rules
from linli.kernel.map_readings.rules import Form, Reading, Row
from linli.kernel.territory.rules import HouseholdsUnreadable, Kind, NameMissing, StyleUnknown

CRS84 = "urn:ogc:def:crs:OGC:1.3:CRS84"


def _row(words: dict[str, object] | None) -> Row:
    return Row(1, words or {}, None)


def test_cleans_the_words_of_a_feature() -> None:
    words: dict[str, object] = {"name": " 东茅岭\u0000 ", "code": 430602, "households": "１２０"}

    feature = rules.feature_of(_row(words), Kind.COMPOUND)

    assert (feature.name, feature.code, feature.system) == ("东茅岭", "430602", "district")
    assert feature.households == 120


def test_reads_chinese_headings_and_the_ten_signs_of_a_shapefile() -> None:
    words: dict[str, object] = {"小区名称": "湖滨苑", "户数": 88, "parent_cod": "C-1", "code": ""}

    feature = rules.feature_of(_row(words), Kind.COMPOUND)

    assert (feature.name, feature.households, feature.parent_code) == ("湖滨苑", 88, "C-1")


@pytest.mark.parametrize(
    ("properties", "refusal"),
    [
        (None, NameMissing),
        ({"name": "  "}, NameMissing),
        ({"name": "x" * 121}, TextTooLong),
        ({"name": "x", "style": "town"}, StyleUnknown),
        ({"name": "x", "households": -1}, HouseholdsUnreadable),
        ({"name": "x", "households": 1.5}, HouseholdsUnreadable),
        ({"name": "x", "households": True}, HouseholdsUnreadable),
        ({"name": "x", "households": "many"}, HouseholdsUnreadable),
    ],
)
def test_refuses_a_feature_whose_words_cannot_be_used(
    properties: dict[str, object] | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        rules.feature_of(_row(properties), Kind.COMPOUND)


def test_leaves_out_rows_that_say_they_are_of_another_kind() -> None:
    rows = [_row({"kind": "grid"}), _row({"kind": "compound"}), _row({"kind": "housing"}), _row({})]

    kept = rules.rows_of(Reading(Form.KML, "", (), None, rows), Kind.COMPOUND)

    assert kept == rows[1:]


AGREE = {
    # what the file says as a whole, what its rows say, what was declared → may be read
    (CRS84, "", "WGS84"): True,
    (CRS84, "", "EPSG:4490"): True,
    (CRS84, "", "GCJ-02"): False,
    ("EPSG:4490", "", "BD-09"): False,
    ("GCS_Beijing_1954", "", "WGS84"): False,
    (None, "", "GCJ-02"): True,
    (None, "GCJ-02", "GCJ-02"): True,
    (None, "gcj02", "GCJ-02"): True,
    (None, "GCJ-02", "BD-09"): False,
    (None, "GCJ-02", "WGS84"): False,
    (None, "WGS84", "EPSG:4490"): True,
    (CRS84, "GCJ-02", "GCJ-02"): True,
    (CRS84, "BD-09", "WGS84"): False,
    (None, "some words", "BD-09"): True,
}


@pytest.mark.parametrize(("case", "may_be_read"), AGREE.items())
def test_a_declared_datum_agrees_with_what_the_file_and_its_rows_say(
    case: tuple[str | None, str, str], may_be_read: bool
) -> None:
    in_file, in_row, declared = case
    reading = Reading(Form.GEOJSON, "", (), in_file, [_row({"datum": in_row}), _row({})])

    if may_be_read:
        rules.check_datum(reading, declared)
    else:
        with pytest.raises(points.DatumContradicted):
            rules.check_datum(reading, declared)
