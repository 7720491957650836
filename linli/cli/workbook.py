"""The workbook from which a district begins: its sheets, its template, its rows."""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from linli.kernel.common import text
from linli.kernel.common.errors import InputRefused, gettext_noop

SHEETS: dict[str, dict[str, str]] = {
    "units": {
        "kind": "类型", "name": "名称", "parent": "上级", "code": "代码", "households": "户数",
    },
    "organisations": {
        "kind": "类型", "name": "名称", "unit": "辖区", "code": "代码", "duties": "职责",
    },
    "staff": {
        "name": "姓名", "phone": "电话", "username": "登录名", "organisation": "单位",
        "role": "岗位", "unit": "辖区", "from": "开始", "to": "结束",
    },
}  # fmt: skip
"""Sheet → its columns, each with its Chinese heading."""

EXAMPLES: dict[str, list[tuple[str, ...]]] = {
    "units": [
        ("district", "样例区", "", "D1", ""),
        ("street", "样例街道", "样例区", "S1", ""),
        ("community", "样例社区", "样例街道", "C1", ""),
        ("grid", "样例01网格", "样例社区", "G1", "320"),
        ("compound", "样例家园", "样例社区", "H1", "480"),
        ("building", "1栋", "样例家园", "", "60"),
    ],
    "organisations": [
        ("district_office", "样例区城运中心", "样例区", "", ""),
        ("department", "样例区环卫中心", "样例区", "", "sanitation"),
        ("community", "样例社区居委会", "样例社区", "", "community property civil_affairs"),
    ],
    "staff": [
        ("甲某", "13000000000", "jia", "样例区城运中心", "district_desk", "", "2026-01-01", ""),
        ("乙某", "", "yi", "样例社区居委会", "community_desk", "", "2026-01-01", ""),
        ("丙某", "", "bing", "样例社区居委会", "grid_officer", "G1", "2026-01-01", ""),
    ],
}


class NotAWorkbook(InputRefused):
    """The file is no Excel workbook, or lacks a sheet or a column."""

    code = "cli.not_a_workbook"
    message = gettext_noop("“%(what)s” was not found in this workbook.")
    hint = gettext_noop("Begin with the template: linli init --template district.xlsx")


class CellUnreadable(InputRefused):
    """A cell holds something else than its column asks for."""

    code = "cli.cell_unreadable"
    message = gettext_noop("“%(value)s” cannot stand in the column “%(column)s”.")
    hint = gettext_noop("Possible here: %(possible)s")


class CellEmpty(InputRefused):
    """A cell that is needed is empty."""

    code = "cli.cell_empty"
    message = gettext_noop("The column “%(column)s” is empty.")
    hint = gettext_noop("Fill it in, or take out the whole row.")


class NotFoundInSheets(InputRefused):
    """A row names something that stands nowhere, or more than once."""

    code = "cli.not_found_in_sheets"
    message = gettext_noop("“%(value)s” is named in “%(column)s” but does not stand once.")
    hint = gettext_noop("Name it exactly as its own row does; where names repeat, use the code.")


class StandsTwice(InputRefused):
    """Two rows mean the same thing."""

    code = "cli.stands_twice"
    message = gettext_noop("“%(value)s” stands here twice.")
    hint = gettext_noop("Take one of the rows out.")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: its number as the program shows it, and its cells, cleaned."""

    sheet: str
    number: int
    cells: Mapping[str, str]

    def need(self, column: str) -> str:
        """Return a cell that has to be filled in.

        Raises:
            CellEmpty: it is not.
        """
        if not self.cells[column]:
            raise CellEmpty(column=column)
        return self.cells[column]

    def day(self, column: str) -> date | None:
        """Return the day in a cell, or None where it is empty.

        Raises:
            CellUnreadable: it is no day.
        """
        words = self.cells[column].replace("/", "-").replace(".", "-")
        try:
            return date.fromisoformat(words) if words else None
        except ValueError:
            raise CellUnreadable(value=words, column=column, possible="2026-01-31") from None

    def number_of(self, column: str) -> int | None:
        """Return the whole number in a cell, or None where it is empty.

        Raises:
            CellUnreadable: it is no number of at most nine digits.
        """
        words = self.cells[column]
        if words and not (words.isascii() and words.isdigit() and len(words) <= 9):
            raise CellUnreadable(value=words, column=column, possible="0, 1, 2 …")
        return int(words) if words else None


def read(path: Path) -> dict[str, list[Row]]:
    """Return the rows of each sheet; empty rows are passed over.

    Full-width digits and letters become ordinary ones.

    Raises:
        NotAWorkbook: it cannot be opened, or a sheet or a column is missing.
    """
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError):
        raise NotAWorkbook(what=str(path)) from None
    missing = SHEETS.keys() - set(book.sheetnames)
    if missing:
        raise NotAWorkbook(what=min(missing))
    return {name: list(_rows(name, book[name])) for name in SHEETS}


def _rows(name: str, sheet: Worksheet) -> Iterator[Row]:
    lines = sheet.iter_rows(values_only=True)
    heads = [_words(cell).split()[-1:] for cell in next(lines, ())]
    columns = [head[0].lower() if head else "" for head in heads]
    missing = [column for column in SHEETS[name] if column not in columns]
    if missing:
        raise NotAWorkbook(what=f"{name}: {missing[0]}")
    for number, line in enumerate(lines, start=2):
        cells = dict(zip(columns, map(_words, line), strict=False))
        if any(cells.values()):
            whole = {column: cells.get(column, "") for column in SHEETS[name]}
            yield Row(sheet=name, number=number, cells=whole)


def _words(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return text.half_width(text.clean(str(cell), most=4000))


def write_template(path: Path) -> None:
    """Write a workbook with the headings and a few rows that show how it is meant."""
    book = Workbook()
    book.remove(book.active)
    for name, columns in SHEETS.items():
        sheet = book.create_sheet(name)
        sheet.append([f"{heading} {column}" for column, heading in columns.items()])
        for row in EXAMPLES[name]:
            sheet.append(row)
        sheet.freeze_panes = "A2"
        for letter in "ABCDEFGH"[: len(columns)]:
            sheet.column_dimensions[letter].width = 20
    book.save(path)
