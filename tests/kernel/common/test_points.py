"""Points: which can be meant, which datum they lie on, which of them say something."""

import pytest

from linli.kernel.common import points
from linli.kernel.common.errors import InputRefused
from linli.kernel.common.points import PointFault

YUEYANG = (112.9, 29.2, 113.4, 29.6)
BALTIMORE = (-76.72, 39.19, -76.52, 39.38)


@pytest.mark.parametrize(
    ("lon", "lat", "territory"),
    [
        (113.1, 29.37, None),
        (113.1, 29.37, YUEYANG),
        (113.5, 29.7, YUEYANG),
        (-76.6, 39.3, BALTIMORE),
        (0.0, 51.5, None),
        (-180.0, 90.0, None),
    ],
)
def test_takes_a_point_that_can_be_meant(
    lon: float, lat: float, territory: points.Box | None
) -> None:
    refused = None
    try:
        points.check_point(lon, lat, territory=territory)
    except InputRefused as error:
        refused = error.code

    assert refused is None


@pytest.mark.parametrize(
    ("lon", "lat", "territory", "refusal"),
    [
        (0.0, 0.0, None, points.PointAtZero),
        (0, 0, YUEYANG, points.PointAtZero),
        (29.37, 113.1, None, points.PointSwapped),
        (29.37, 113.1, YUEYANG, points.PointSwapped),
        (39.3, -76.6, BALTIMORE, points.PointSwapped),
        (181.0, 29.0, None, points.PointOutOfWorld),
        (500.0, 500.0, None, points.PointOutOfWorld),
        (float("nan"), 29.0, None, points.PointOutOfWorld),
        (113.0, float("inf"), YUEYANG, points.PointOutOfWorld),
    ],
)
def test_refuses_a_point_that_cannot_be_meant(
    lon: float, lat: float, territory: points.Box | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        points.check_point(lon, lat, territory=territory)


def test_says_how_swapped_numbers_should_stand() -> None:
    with pytest.raises(points.PointSwapped) as refused:
        points.check_point(29.37, 113.1)

    assert refused.value.hint % refused.value.facts == "Send longitude 113.1 and latitude 29.37."


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        ("EPSG:4490", "EPSG:4490"),
        ("cgcs2000", "EPSG:4490"),
        (" WGS 84 ", "WGS84"),
        ("EPSG:4326", "WGS84"),
        ("CRS84", "WGS84"),
        ("gcj-02", "GCJ-02"),
        ("BD09", "BD-09"),
    ],
)
def test_knows_the_four_datums_by_their_usual_names(words: str, stored: str) -> None:
    assert points.datum_of(words) == stored


@pytest.mark.parametrize("words", ["", "unknown", "EPSG:3857", "Beijing 54"])
def test_refuses_a_datum_that_is_not_one_of_the_four(words: str) -> None:
    with pytest.raises(points.DatumUnknown):
        points.datum_of(words)


CRS84 = "urn:ogc:def:crs:OGC:1.3:CRS84"


@pytest.mark.parametrize(
    ("declared", "in_file", "agree"),
    [
        ("GCJ-02", None, True),
        ("WGS84", CRS84, True),
        ("EPSG:4490", CRS84, True),
        ("WGS84", "urn:ogc:def:crs:EPSG::4490", True),
        ("GCJ-02", CRS84, False),
        ("BD-09", "EPSG:4326", False),
        ("WGS84", "urn:ogc:def:crs:EPSG::3857", False),
    ],
)
def test_compares_the_declared_datum_with_what_the_file_says(
    declared: str, in_file: str | None, agree: bool
) -> None:
    refused = False
    try:
        points.check_file_datum(declared, in_file)
    except points.DatumContradicted:
        refused = True

    assert refused is not agree


@pytest.mark.parametrize(
    ("lon", "lat", "fault"),
    [
        ("-76.610353", "39.291328", None),
        ("-76.610353", "39.29", None),
        ("-76.61", "39.2913", None),
        ("", "", PointFault.MISSING),
        ("-76.61", " ", PointFault.MISSING),
        ("west", "39.29", PointFault.NOT_A_NUMBER),
        ("nan", "39.29", PointFault.NOT_A_NUMBER),
        ("-761.0353", "39.2913", PointFault.OUT_OF_WORLD),
        ("-77", "39", PointFault.TRUNCATED),
        ("-76.610", "39.291", PointFault.TRUNCATED),
        ("113.1234", "29.1234", PointFault.DEFAULT),
    ],
)
def test_says_why_a_recorded_point_cannot_be_routed(
    lon: str, lat: str, fault: PointFault | None
) -> None:
    defaults = frozenset({("113.1234", "29.1234")})

    assert points.point_fault(lon, lat, defaults=defaults) == fault


def test_a_default_point_is_one_given_for_many_different_addresses() -> None:
    town_hall = [("113.1", "29.3", f"{number} Lake Road") for number in range(25)]
    one_busy_house = [("113.2", "29.3", "1 Lake Road")] * 40
    others = [(f"113.{number}", "29.4", f"{number} Hill Road") for number in range(100)]

    assert points.default_points(town_hall + one_busy_house + others) == {("113.1", "29.3")}


def test_a_point_with_few_records_of_a_large_file_is_no_default() -> None:
    block = [("113.1", "29.3", f"{number} Lake Road") for number in range(25)]
    others = [(f"113.{number}", "29.4", f"{number} Hill Road") for number in range(5000)]

    assert points.default_points(block + others) == frozenset()
