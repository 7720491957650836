"""Kinds and their parents, words for units, door codes, rows of a file."""

import json
from uuid import UUID

import pytest

from linli.kernel.common import ids, points
from linli.kernel.common.text import TextTooLong
from linli.kernel.territory import rules
from linli.kernel.territory.rules import Kind, ListedUnit


def test_every_kind_leads_up_to_the_district() -> None:
    for kind in Kind:
        above, steps = kind, 0
        while (up := rules.PARENT_KINDS[above]) is not None:
            above, steps = up, steps + 1

        assert above is Kind.DISTRICT
        assert steps < len(Kind)


@pytest.mark.parametrize(
    ("kind", "style", "word"),
    [
        ("street", "", "subdistrict"),
        ("street", "town", "town"),
        ("street", "township", "township"),
        ("community", "community", "community"),
        ("community", "village", "village"),
        ("micro_grid", "", "micro-grid"),
    ],
)
def test_the_label_follows_kind_and_style(kind: str, style: str, word: str) -> None:
    assert rules.label(kind, style) == word


def test_a_list_puts_the_second_building_before_the_tenth() -> None:
    units = [
        ListedUnit(ids.new(), Kind.BUILDING, "", name, None, "", None)
        for name in ("10栋", "2栋", "A栋", "1栋")
    ]

    names = [unit.name for unit in sorted(units, key=rules.natural_order)]

    assert names == ["A栋", "1栋", "2栋", "10栋"]


def test_a_door_code_is_read_back_however_it_is_typed() -> None:
    code = rules.door_code(UUID("01890000-0000-7000-8000-000000abcdef"))

    assert len(code) == 8
    assert rules.typed_door_code(f" {code[:4].lower()}-{code[4:]} ") == code
    assert rules.typed_door_code("o1il") == "0111"


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
    with pytest.raises(rules.NotGeoJson):
        rules.features_of(content, declared="WGS84")


def test_refuses_a_file_beyond_the_limit() -> None:
    with pytest.raises(rules.FileTooLarge) as refused:
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
        (None, rules.NameMissing),
        ({"name": "  "}, rules.NameMissing),
        ({"name": "x" * 121}, TextTooLong),
        ({"name": "x", "style": "town"}, rules.StyleUnknown),
        ({"name": "x", "households": -1}, rules.HouseholdsUnreadable),
        ({"name": "x", "households": 1.5}, rules.HouseholdsUnreadable),
        ({"name": "x", "households": True}, rules.HouseholdsUnreadable),
        ({"name": "x", "households": "many"}, rules.HouseholdsUnreadable),
    ],
)
def test_refuses_a_feature_whose_words_cannot_be_used(
    properties: dict[str, object] | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        rules.feature_of({"properties": properties}, Kind.COMPOUND)


def test_a_row_fault_has_its_number_code_and_words() -> None:
    fault = rules.RowFault(7, rules.RowTwice(name="东方花园"))

    assert (fault.row, fault.code) == (7, "territory.row_twice")
    assert fault.words.startswith("The same unit stands in the file twice: 东方花园.")
