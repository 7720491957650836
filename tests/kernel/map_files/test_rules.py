"""Files and their features, before they are compared with the territory."""

import json

import pytest

from linli.kernel.common import points
from linli.kernel.common.text import TextTooLong
from linli.kernel.map_files import rules
from linli.kernel.territory.rules import (
    FileTooLarge,
    HouseholdsUnreadable,
    Kind,
    NameMissing,
    NotGeoJson,
    StyleUnknown,
)


def _file(**members: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": [], **members}).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"features": 3}',
        b'{"features": [], "crs": {"type": "name"}}',
        b"[" * 100_000,
    ],
)
def test_refuses_a_file_that_is_no_list_of_features(content: bytes) -> None:
    with pytest.raises(NotGeoJson):
        rules.features_of(content, declared="WGS84")


def test_refuses_a_file_beyond_the_limit() -> None:
    with pytest.raises(FileTooLarge) as refused:
        rules.features_of(b" " * (rules.FILE_BYTES + 1), declared="WGS84")

    assert refused.value.facts == {"megabytes": 51, "most": 50}


def test_refuses_a_file_that_names_another_datum() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}

    with pytest.raises(points.DatumContradicted):
        rules.features_of(_file(crs=crs), declared="GCJ-02")


def test_reads_a_file_with_a_byte_order_mark() -> None:
    assert rules.features_of(b"\xef\xbb\xbf" + _file(features=[{}, 7]), declared="WGS84") == [
        {},
        {},
    ]


def test_cleans_the_words_of_a_feature() -> None:
    raw = {"properties": {"name": " 东茅岭\u0000 ", "code": 430602, "households": "120"}}

    feature = rules.feature_of(raw, Kind.COMPOUND)

    assert (feature.name, feature.code, feature.system) == ("东茅岭", "430602", "district")
    assert feature.households == 120


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
        rules.feature_of({"properties": properties}, Kind.COMPOUND)
