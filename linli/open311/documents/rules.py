"""Trees of plain values written as XML and as JSON.

A tree is made of mappings, lists, texts, numbers, truth values and ``None``. JSON follows the
Spark convention that GeoReport v2 names: the root is dropped, a list stays a list also with
one item, an empty element is ``null``. Source: Open311 GeoReport v2, “JSON”.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

Value = None | bool | int | float | str | Sequence["Value"] | Mapping[str, "Value"]
Row = Mapping[str, Value]


class Form(StrEnum):
    """In which form a document is asked for, by the ending of the address."""

    XML = "xml"
    JSON = "json"


CONTENT_TYPES = {
    Form.XML: "text/xml; charset=utf-8",
    Form.JSON: "application/json; charset=utf-8",
}

ITEMS = {
    "attributes": "attribute",
    "endpoints": "endpoint",
    "formats": "format",
    "media_urls": "media_url",
    "notes": "note",
    "photos": "photo",
    "values": "value",
}
"""Element that holds a list → element of one item."""


@dataclass(frozen=True, slots=True)
class Document:
    """What an address answers: one object, or a list of rows of one kind.

    ``item`` is the element of one row, empty where the document is one object.
    """

    root: str
    content: Row | Sequence[Row]
    item: str = ""


NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that no XML 1.0 document may hold, not even escaped (U+0000 among them)."""

ESCAPED = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"},
)


def written(document: Document, form: Form) -> bytes:
    """Return a document in a form, UTF-8."""
    if form is Form.JSON:
        text = json.dumps(document.content, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")
    return _xml(document).encode("utf-8")


def _xml(document: Document) -> str:
    rows = [document.content] if isinstance(document.content, Mapping) else document.content
    inner = "".join(_element(document.item, row) if document.item else _inside(row) for row in rows)
    body = f"<{document.root}>{inner}</{document.root}>" if inner else f"<{document.root}/>"
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'


def _element(name: str, value: Value) -> str:
    inner = _items(name, value) if isinstance(value, list | tuple) else _inside(value)
    return f"<{name}>{inner}</{name}>" if inner else f"<{name}/>"


def _items(name: str, values: Sequence[Value]) -> str:
    return "".join(_element(ITEMS[name], value) for value in values)


def _inside(value: Value) -> str:
    """Return what stands between the tags: every closing bracket is escaped, so ``]]>`` is too."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "".join(_element(name, part) for name, part in value.items())
    return NOT_IN_XML.sub("", str(value)).translate(ESCAPED)
