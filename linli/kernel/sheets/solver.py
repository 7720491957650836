"""Opens an Excel file of somebody else as rows of words, or refuses it; bytes in, rows out.

Merged cells are filled from their first cell, since superiors merge what belongs together.
Nothing in the file is executed: no macro, no link, no formula; and what would fill the memory
is refused before it is unpacked.
"""

import csv
import re
import zipfile
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO
from types import MappingProxyType
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from linli.kernel.common import text
from linli.kernel.sheets.rules import (
    HasMacros,
    Limits,
    Line,
    NotASheet,
    NotCsv,
    OldSheet,
    SheetEmpty,
    SheetTooLarge,
)

MOST_PARTS = 400
MOST_SIGNS = 32_767
"""What Excel itself allows in a cell; the parts are ours (decision 0028)."""

SPANS = re.compile(
    rb"<(?:\w+:)?(?:mergeCell|hyperlink)\b[^>]*?\bref\s*=\s*[\"']\$?([A-Za-z]+\$?\d+):\$?([A-Za-z]+\$?\d+)"
)
SET_OFF = re.compile(r"^'(?=[=+\-@])")
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


def read(content: bytes, limits: Limits) -> list[Line]:
    """Return the rows of the first sheet that has any; rows without a word are left out.

    Raises:
        NotASheet, OldSheet, HasMacros, SheetTooLarge, SheetEmpty.
    """
    has_formulas = _look_inside(content, limits)
    try:
        book = load_workbook(BytesIO(content), data_only=True, keep_links=False)
        formulas = load_workbook(BytesIO(content), keep_links=False) if has_formulas else None
        for sheet in book.worksheets:
            twin = formulas[sheet.title] if formulas else None
            if lines := list(_lines(sheet, twin, limits)):
                return lines
    except UNREADABLE:
        raise NotASheet from None
    raise SheetEmpty


def _look_inside(content: bytes, limits: Limits) -> bool:
    """Refuse what must not be opened; return whether there are formulas."""
    if len(content) > limits.mb * 1_000_000:
        raise SheetTooLarge(limits)
    if content.startswith(OLD_EXCEL):
        raise OldSheet
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            names = {part.filename.lower() for part in parts}
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS or unpacked > limits.unpacked_mb * 1_000_000:
                raise SheetTooLarge(limits)
            if any("vbaproject" in name or "/macrosheets/" in name for name in names):
                raise HasMacros
            if "xl/workbook.xml" not in names:
                raise NotASheet
            found = [_has_formulas(packed.read(part), limits) for part in parts if _is_text(part)]
            return any(found)
    except UNREADABLE:
        raise NotASheet from None


def _is_text(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith((".xml", ".rels"))


def _has_formulas(content: bytes, limits: Limits) -> bool:
    """Return whether a part has formulas; one that declares entities could grow without end."""
    if re.search(rb"<!(DOCTYPE|ENTITY)", content.replace(b"\0", b""), re.IGNORECASE):
        raise NotASheet
    if sum(map(_area, SPANS.findall(content))) > limits.rows * limits.columns:
        raise SheetTooLarge(limits)
    return re.search(rb"<(\w+:)?f[ >/]", content) is not None


def _area(span: tuple[bytes, bytes]) -> int:
    """Return how many cells a merge or a link covers; the reader would make each of them."""
    left, top, right, bottom = range_boundaries(b":".join(span).decode())
    return int(right - left + 1) * int(bottom - top + 1)


def _lines(sheet: Worksheet, formulas: Worksheet | None, limits: Limits) -> Iterator[Line]:
    found = _filled(sheet)
    if not found:
        return
    width = max(column for _, column in found)
    rows = sorted({row for row, _ in found})
    if width > limits.columns or len(rows) > limits.rows + 50:
        raise SheetTooLarge(limits)
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
        is_hidden = row in sheet.row_dimensions and sheet.row_dimensions[row].hidden
        yield Line(row, bool(is_hidden), cells, unread)


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


def read_either(content: bytes, limits: Limits) -> list[Line]:
    """Return the rows of a workbook, or of a CSV file in UTF-8 or GBK.

    Raises:
        NotCsv: it is neither.
        OldSheet, HasMacros, SheetTooLarge, SheetEmpty, NotASheet: as of a workbook.
    """
    if content.startswith((b"PK", OLD_EXCEL)):
        return read(content, limits)
    if len(content) > limits.mb * 1_000_000:
        raise SheetTooLarge(limits)
    lines = [
        Line(number, is_hidden=False, cells=cells)
        for number, cells in enumerate(_table(content), start=1)
        if any(cells)
    ]
    if not lines:
        raise SheetEmpty
    if len(lines) > limits.rows + 50 or max(len(line.cells) for line in lines) > limits.columns:
        raise SheetTooLarge(limits)
    return lines


def _table(content: bytes) -> Iterator[list[str]]:
    """Yield the rows of a CSV file; commas, semicolons and tabs are all used for it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            said = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in said:
            break
    else:
        raise NotCsv
    head = said.partition("\n")[0]
    comma = max(",;\t", key=head.count)
    try:
        for cells in csv.reader(StringIO(said, newline=""), delimiter=comma):
            yield [words(SET_OFF.sub("", cell)) for cell in cells]
    except csv.Error:
        raise NotCsv from None


def write(
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    name: str = "答复",
    beside: Mapping[str, Sequence[Sequence[str]]] = MappingProxyType({}),
) -> bytes:
    """Return a workbook; every cell is text, so that no number loses its zeros.

    A text that begins like a formula stays a text.

    Args:
        name: of the first sheet, which holds titles and rows.
        beside: further sheets without titles, by name.
    """
    book = Workbook()
    book.remove(book.active)
    _fill(book.create_sheet(name), [titles, *rows])
    for other, lines in beside.items():
        _fill(book.create_sheet(other), lines)
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def _fill(sheet: Worksheet, lines: Sequence[Sequence[str]]) -> None:
    for number, line in enumerate(lines, start=1):
        for column, said in enumerate(line, start=1):
            cell = sheet.cell(number, column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", said)[:MOST_SIGNS] or None
            cell.data_type = "s" if said else "n"
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
    for column, title in enumerate(lines[0], start=1):
        below = [len(line[column - 1]) for line in lines[1:] if column <= len(line)]
        longest = max([len(title) * 2, *below])
        sheet.column_dimensions[get_column_letter(column)].width = min(60, max(12, longest))
    sheet.freeze_panes = "A2"


def write_csv(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Return a CSV file as Excel and WPS open it: UTF-8 with a byte order mark.

    A text that begins like a formula is set off by an apostrophe, so that none is executed.
    """
    text_file = StringIO(newline="")
    lines = csv.writer(text_file)
    lines.writerow(titles)
    lines.writerows([_set_off(cell) for cell in row] for row in rows)
    return text_file.getvalue().encode("utf-8-sig")


def _set_off(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell
