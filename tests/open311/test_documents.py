"""Trees become XML 1.0 that every parser reads, and Spark JSON."""

import json
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as some

from linli.open311.documents.rules import Document, Form, Row, Value, written

ANY_TEXT = some.text(alphabet=some.characters(exclude_categories=[]), max_size=40)


def as_xml(row: Row) -> str:
    """Return a list of one row as XML."""
    return written(Document("requests", [row], item="request"), Form.XML).decode()


def test_begins_with_a_declaration_that_names_the_encoding() -> None:
    assert as_xml({}).splitlines() == [
        '<?xml version="1.0" encoding="utf-8"?>',
        "<requests><request/></requests>",
    ]


@pytest.mark.parametrize(
    ("value", "xml", "plain"),
    [
        (None, "<v/>", "null"),
        ("", "<v/>", '""'),
        (True, "<v>true</v>", "true"),
        (False, "<v>false</v>", "false"),
        (29.3525, "<v>29.3525</v>", "29.3525"),
        ("001", "<v>001</v>", '"001"'),
        ("a & b < c > d", "<v>a &amp; b &lt; c &gt; d</v>", '"a & b < c > d"'),
        ("]]>", "<v>]]&gt;</v>", '"]]>"'),
        ("\x00\x0b\ufffe\ud800垃圾", "<v>垃圾</v>", None),
        ("one\r\ntwo", "<v>one&#13;\ntwo</v>", '"one\\r\\ntwo"'),
    ],
)
def test_writes_each_kind_of_value(value: Value, xml: str, plain: str | None) -> None:
    assert f"<request>{xml}</request>" in as_xml({"v": value})
    if plain is not None:
        spark = written(Document("requests", [{"v": value}], item="request"), Form.JSON)
        assert spark.decode() == f'[{{"v":{plain}}}]'


def test_a_list_is_a_list_also_with_one_item_and_the_root_is_dropped() -> None:
    row: Row = {"notes": [{"type": "closed"}], "photos": ["a", "b"], "attributes": []}

    spark = json.loads(written(Document("requests", [row], item="request"), Form.JSON))

    assert spark == [row]
    assert (
        "<notes><note><type>closed</type></note></notes>"
        "<photos><photo>a</photo><photo>b</photo></photos><attributes/>"
    ) in as_xml(row)


@given(ANY_TEXT)
def test_whatever_stands_in_a_field_both_forms_can_be_read(text: str) -> None:
    document = Document("requests", [{"v": text, "photos": [text]}], item="request")

    root = ET.fromstring(written(document, Form.XML))
    (row,) = json.loads(written(document, Form.JSON).decode())

    assert root[0][0].tag == "v"
    assert "\x00" not in (root[0][0].text or "")
    assert isinstance(row["v"], str)
