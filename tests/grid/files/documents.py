"""Documents as offices make them, and archives that only look like documents."""

import io
import zipfile

from openpyxl import Workbook

TYPES = b'<?xml version="1.0"?><Types><Override ContentType="application/xml"/></Types>'
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def archive(parts: dict[str, bytes]) -> bytes:
    """Return a ZIP archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    """Return a Word document; ``more`` are further parts, ``__`` in their names is a slash."""
    parts = {"[Content_Types].xml": TYPES, "word/document.xml": b"<w:document/>"}
    return archive(parts | {name.replace("__", "/"): content for name, content in more.items()})


def xlsx() -> bytes:
    """Return a workbook as Excel and others write it."""
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["日期", "数量"])
    book.save(out)
    return out.getvalue()


def relation(target: str, kind: str, mode: str = "External") -> bytes:
    """Return the relations of a part: one, to a target."""
    return (
        '<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/'
        f'officeDocument/2006/relationships/{kind}" Target="{target}" TargetMode="{mode}"/>'
        "</Relationships>"
    ).encode()


def encrypted() -> bytes:
    """Return a document whose parts say that they are locked."""
    content = bytearray(docx())
    place = content.find(b"PK\x01\x02")
    content[place + 8] |= 1
    return bytes(content)
