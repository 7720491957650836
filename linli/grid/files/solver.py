"""Files in, what they are out: by content and structure, within limits, without Django.

No virus is looked for here; docs/how-to/attachments.md says where a scanner is put.
"""

import io
import re
import struct
import zipfile
import zlib

from linli.grid.files.rules import Form

MOST_PARTS = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200
MOST_READ = 1024 * 1024
"""Office files are ZIP archives: so many parts, bytes in all, bytes for one, read of one."""

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    LookupError,
    ValueError,
    struct.error,
)
"""What reading an archive raises on bytes that were made to break it."""

HEARTS = {Form.DOCX: "word/document.xml", Form.XLSX: "xl/workbook.xml"}
PROGRAMS = re.compile(r"vbaproject|vbadata|activex|macrosheets|oleobject|\.(exe|dll|js|vbs|bin)$")
PRINTER = re.compile(r"printersettings\d*\.bin$")
REACHES_OUT = re.compile(rb"attachedTemplate|oleObject|externalLinkPath|subDocument|frame", re.I)
PDF_PROGRAMS = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm)\b")
PDF_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")


class Unknown(ValueError):
    """The bytes are none of the forms that are taken."""


class Harmful(ValueError):
    """The bytes hold a program, a lock, or a way to another computer."""


class Enormous(ValueError):
    """The archive would become far larger when unpacked."""


def form_of(content: bytes) -> Form | None:
    """Return what a file is, or None where it may still be a picture.

    Raises:
        Unknown: an archive or a document that is none of the forms.
        Harmful: macros, embedded programs, encryption, templates from elsewhere.
        Enormous: an archive that unpacks to more than 200 MB.
    """
    if content[:5] == b"%PDF-":
        return _pdf(content)
    if content[:4] == b"PK\x03\x04":
        return _office(content)
    return Form.TXT if is_text(content) else None


def _pdf(content: bytes) -> Form:
    if b"%%EOF" not in content[-2048:]:
        raise Unknown
    spelled = PDF_NAME.sub(lambda found: bytes([int(found[1], 16)]), content)
    if PDF_PROGRAMS.search(spelled) or b"/Encrypt" in spelled:
        raise Harmful
    return Form.PDF


def _office(content: bytes) -> Form:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _form_of_parts(archive)
    except (Unknown, Harmful, Enormous):
        raise
    except BROKEN as fault:
        raise Unknown from fault


def _form_of_parts(archive: zipfile.ZipFile) -> Form:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    _check_size(parts)
    if len(set(names)) != len(names) or any(_leads_out(name) for name in names):
        raise Unknown
    if any(part.flag_bits & 1 for part in parts):
        raise Harmful
    if any(PROGRAMS.search(name) and not PRINTER.search(name) for name in map(str.lower, names)):
        raise Harmful
    found = [form for form, heart in HEARTS.items() if heart in names]
    if len(found) != 1 or "[Content_Types].xml" not in names:
        raise Unknown
    if b"macroenabled" in _read(archive, "[Content_Types].xml").lower():
        raise Harmful
    for name in names:
        if name.endswith(".rels") and _reaches_out(_read(archive, name)):
            raise Harmful
    return found[0]


def _check_size(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Enormous
    if any(part.file_size > MOST_RATIO * max(part.compress_size, 1024) for part in parts):
        raise Enormous


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a small part of an archive.

    Raises:
        Enormous: it is not small, whatever the archive says of it.
    """
    with archive.open(name) as part:
        content = part.read(MOST_READ + 1)
    if len(content) > MOST_READ:
        raise Enormous
    return content


def _reaches_out(relations: bytes) -> bool:
    """Return whether a document fetches a part from another computer; links to click may stay."""
    return any(
        b"external" in one.lower() and REACHES_OUT.search(one)
        for one in re.findall(rb"<Relationship\b[^>]*>", relations)
    )


def is_text(content: bytes) -> bool:
    """Return whether the bytes are words a person can read: UTF-8, or GB 18030."""
    if not content or any(sign in content for sign in (b"\x00", b"\x1b")):
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            words = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(sign < " " and sign not in "\t\n\r\f" for sign in words)
    return False
