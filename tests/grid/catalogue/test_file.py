"""A catalogue is one file: what is read comes out again, what is wrong is told by row."""

import json
from pathlib import Path
from typing import Any

import pytest

from linli.grid.catalogue import rules
from linli.grid.catalogue.rules import (
    CatalogueRefused,
    NotACatalogue,
    read_catalogue,
    write_catalogue,
)

CONTENT = Path(rules.__file__).with_name("catalogue.json").read_bytes()


def changed(row: int = 1, **fields: object) -> bytes:
    """Return the shipped file with fields of one row changed; rows count from 1."""
    told: dict[str, Any] = json.loads(CONTENT)
    told["categories"][row - 1].update(fields)
    return json.dumps(told).encode()


def test_writes_the_shipped_file_back_byte_for_byte() -> None:
    assert write_catalogue(read_catalogue(CONTENT)) == CONTENT


def test_keeps_a_category_without_a_deadline() -> None:
    read = read_catalogue(changed(handle=None))

    assert read.categories[0].handle is None
    assert read_catalogue(write_catalogue(read)) == read


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b"[" * 100_000,
        b'{"format": "other", "source": "x", "categories": [{}]}',
        b'{"format": "linli-catalogue-1", "source": "", "categories": [{}]}',
        b'{"format": "linli-catalogue-1", "source": "x", "categories": []}',
        b'{"format": "linli-catalogue-1", "source": "x", "categories": {}}',
    ],
)
def test_refuses_what_is_not_a_catalogue(content: bytes) -> None:
    with pytest.raises(NotACatalogue) as refused:
        read_catalogue(content)

    assert refused.value.code == "grid.not_a_catalogue"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("code", "", "grid.category_field_unreadable"),
        ("code", "L 1", "grid.category_field_unreadable"),
        ("code", "L" * 13, "common.text_too_long"),
        ("code", 6010, "grid.category_field_unreadable"),
        ("code", "L102", "grid.category_code_twice"),
        ("name_zh", "  \u0000 ", "grid.category_field_unreadable"),
        ("name_zh", "长" * 61, "common.text_too_long"),
        ("level", "city", "grid.category_field_unreadable"),
        ("level", ["grid"], "grid.category_field_unreadable"),
        ("department", "环卫", "grid.category_field_unreadable"),
        ("handle", [0, "working_day"], "grid.category_field_unreadable"),
        ("handle", [True, "working_day"], "grid.category_field_unreadable"),
        ("handle", [1.5, "working_day"], "grid.category_field_unreadable"),
        ("handle", [5, "week"], "grid.category_field_unreadable"),
        ("handle", [100_001, "working_day"], "grid.category_field_unreadable"),
        ("handle", [5], "grid.category_field_unreadable"),
        ("verify", None, "grid.category_field_unreadable"),
        ("emergency", "122", "grid.category_field_unreadable"),
        ("visibility", "secret", "grid.category_field_unreadable"),
        ("keywords", "垃圾", "grid.category_field_unreadable"),
        ("keywords", ["垃圾", ""], "grid.category_field_unreadable"),
        ("keywords", ["垃圾 ！"], "grid.category_field_unreadable"),
        ("keywords", ["垃圾/"], "grid.category_field_unreadable"),
        ("keywords", ["垃圾"] * 31, "grid.category_field_unreadable"),
        ("source", "", "grid.category_field_unreadable"),
        ("colour", "red", "grid.category_fields_differ"),
    ],
)
def test_tells_the_row_and_the_reason(field: str, value: object, code: str) -> None:
    row = 3 if code == "grid.category_code_twice" else 1

    with pytest.raises(CatalogueRefused) as refused:
        read_catalogue(changed(row, **{field: value}))

    assert [(fault.row, fault.code) for fault in refused.value.faults] == [(row, code)]


def test_tells_all_rows_in_one_answer() -> None:
    told: dict[str, Any] = json.loads(CONTENT)
    del told["categories"][1]["keywords"]
    told["categories"][4]["level"] = "moon"
    told["categories"][6] = "no category"

    with pytest.raises(CatalogueRefused) as refused:
        read_catalogue(json.dumps(told).encode())

    assert [fault.row for fault in refused.value.faults] == [2, 5, 7]
    assert refused.value.facts == {"count": 3}
    assert "keywords" in refused.value.faults[0].words
