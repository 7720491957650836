"""Opens an Excel file of somebody else as rows of words, or refuses it; bytes in, rows out.

Merged cells are filled from their first cell, since superiors merge what belongs together.
Nothing in the file is executed: no macro, no link, no formula; and what would fill the memory
is refused before it is unpacked.
"""

import re
import zipfile
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from linli.kernel.common import text
from linli.kernel.common.errors import InputRefused, gettext_noop

MOST_MB = 5
MOST_UNPACKED_MB = 25
MOST_PARTS = 400
MOST_ROWS = 5000
MOST_COLUMNS = 100
MOST_SIGNS = 32_767
"""What Excel itself allows in a cell; the others are ours (decision 0028)."""

SPANS = re.compile(
    rb"<(?:\w+:)?(?:mergeCell|hyperlink)\b[^>]*?\bref\s*=\s*[\"']\$?([A-Za-z]+\$?\d+):\$?([A-Za-z]+\$?\d+)"
)
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
UNREADABLE = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
)
"""What the reader of Excel files raises on files that are broken on purpose or by accident."""


class NotASheet(InputRefused):
    """The file is no Excel workbook that can be read."""

    code = "grid.not_a_sheet"
    message = gettext_noop("This file is no Excel workbook (.xlsx) that can be read.")
    hint = gettext_noop("Open it in Excel or WPS, save it as .xlsx, and send that file.")


class OldSheet(InputRefused):
    """The file is of the old format, or locked with a password."""

    code = "grid.old_sheet"
    message = gettext_noop("This is an old Excel file (.xls), or one locked with a password.")
    hint = gettext_noop("Open it, take the password away, save it as .xlsx, and send that file.")


class HasMacros(InputRefused):
    """The file contains programs."""

    code = "grid.has_macros"
    message = gettext_noop("This workbook contains macros.")
    hint = gettext_noop("Save it as .xlsx without macros, and send that file.")


class SheetTooLarge(InputRefused):
    """The file, or what it unpacks to, is larger than a sheet of matters can be."""

    code = "grid.sheet_too_large"
    message = gettext_noop("This workbook is larger than can be taken in.")
    hint = gettext_noop(
        "Up to %(mb)s MB, %(rows)s rows and %(columns)s columns are possible; divide it."
    )

    def __init__(self) -> None:
        super().__init__(mb=MOST_MB, rows=MOST_ROWS, columns=MOST_COLUMNS)


class SheetEmpty(InputRefused):
    """There is nothing in the file."""

    code = "grid.sheet_empty"
    message = gettext_noop("This workbook holds no rows.")
    hint = gettext_noop("Check whether it is the file you meant.")


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it stands in the file: its number there, whether it is hidden, its cells."""

    number: int
    is_hidden: bool
    cells: list[str]
    unread: list[int] = field(default_factory=list)


def read(content: bytes) -> list[Line]:
    """Return the rows of the first sheet that has any; rows without a word are left out.

    Raises:
        NotASheet, OldSheet, HasMacros, SheetTooLarge, SheetEmpty.
    """
    has_formulas = _look_inside(content)
    try:
        book = load_workbook(BytesIO(content), data_only=True, keep_links=False)
        formulas = load_workbook(BytesIO(content), keep_links=False) if has_formulas else None
        for sheet in book.worksheets:
            twin = formulas[sheet.title] if formulas else None
            if lines := list(_lines(sheet, twin)):
                return lines
    except UNREADABLE:
        raise NotASheet from None
    raise SheetEmpty


def _look_inside(content: bytes) -> bool:
    """Refuse what must not be opened; return whether there are formulas."""
    if len(content) > MOST_MB * 1_000_000:
        raise SheetTooLarge
    if content.startswith(OLD_EXCEL):
        raise OldSheet
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            names = {part.filename.lower() for part in parts}
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED_MB * 1_000_000:
                raise SheetTooLarge
            if any("vbaproject" in name or "/macrosheets/" in name for name in names):
                raise HasMacros
            if "xl/workbook.xml" not in names:
                raise NotASheet
            found = [_has_formulas(packed.read(part)) for part in parts if _is_text(part)]
            return any(found)
    except UNREADABLE:
        raise NotASheet from None


def _is_text(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith((".xml", ".rels"))


def _has_formulas(content: bytes) -> bool:
    """Return whether a part has formulas; one that declares entities could grow without end."""
    if re.search(rb"<!(DOCTYPE|ENTITY)", content.replace(b"\0", b""), re.IGNORECASE):
        raise NotASheet
    if sum(map(_area, SPANS.findall(content))) > MOST_ROWS * MOST_COLUMNS:
        raise SheetTooLarge
    return re.search(rb"<(\w+:)?f[ >/]", content) is not None


def _area(span: tuple[bytes, bytes]) -> int:
    """Return how many cells a merge or a link covers; the reader would make each of them."""
    left, top, right, bottom = range_boundaries(b":".join(span).decode())
    return int(right - left + 1) * int(bottom - top + 1)


def _lines(sheet: Worksheet, formulas: Worksheet | None) -> Iterator[Line]:
    found = _filled(sheet)
    if not found:
        return
    width = max(column for _, column in found)
    rows = sorted({row for row, _ in found})
    if width > MOST_COLUMNS or len(rows) > MOST_ROWS + 50:
        raise SheetTooLarge
    _spread(sheet, found, rows, width)
    for row in rows:
        cells = [found.get((row, column), "") for column in range(1, width + 1)]
        unread = [
            column - 1
            for column in range(1, width + 1)
            if formulas is not None
            and not cells[column - 1]
            and formulas.cell(row, column).data_type == "f"
        ]
        yield Line(row, bool(sheet.row_dimensions[row].hidden), cells, unread)


def _filled(sheet: Worksheet) -> dict[tuple[int, int], str]:
    """Return (row, column) → words of the cells that hold any."""
    return {place: said for place, cell in sheet._cells.items() if (said := words(cell.value))}


def _spread(
    sheet: Worksheet, found: dict[tuple[int, int], str], rows: Sequence[int], width: int
) -> None:
    """Fill merged cells from their first one, as far as rows hold anything at all."""
    for merged in sheet.merged_cells.ranges:
        said = found.get((merged.min_row, merged.min_col))
        if said is None:
            continue
        for row in rows[bisect_left(rows, merged.min_row) : bisect_right(rows, merged.max_row)]:
            for column in range(merged.min_col, min(merged.max_col, width) + 1):
                found[row, column] = said


def words(value: object) -> str:
    """Return a cell as words: whole numbers without a point, moments in ISO form."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    said = str(value).replace("_x000D_", "")
    return text.clean(said, most=MOST_SIGNS)


def write(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Return a workbook with one sheet; every cell is text, so that no number loses its zeros.

    A text that begins like a formula stays a text.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "答复"
    for number, line in enumerate([titles, *rows], start=1):
        for column, said in enumerate(line, start=1):
            cell = sheet.cell(number, column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", said)[:MOST_SIGNS] or None
            cell.data_type = "s" if said else "n"
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
    for column, title in enumerate(titles, start=1):
        longest = max([len(title) * 2, *(len(line[column - 1]) for line in rows)])
        sheet.column_dimensions[get_column_letter(column)].width = min(60, max(12, longest))
    sheet.freeze_panes = "A2"
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()
