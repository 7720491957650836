"""How large a table may be, what one row of it is, and what a file is refused for."""

from dataclasses import dataclass, field

from linli.kernel.common.errors import InputRefused, gettext_noop


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a table may be: the file, what it unpacks to, its rows and columns."""

    mb: int
    unpacked_mb: int
    rows: int
    columns: int


class NotASheet(InputRefused):
    """The file is no Excel workbook that can be read."""

    code = "sheets.not_a_sheet"
    message = gettext_noop("This file is no Excel workbook (.xlsx) that can be read.")
    hint = gettext_noop("Open it in Excel or WPS, save it as .xlsx, and send that file.")


class OldSheet(InputRefused):
    """The file is of the old format, or locked with a password."""

    code = "sheets.old_sheet"
    message = gettext_noop("This is an old Excel file (.xls), or one locked with a password.")
    hint = gettext_noop("Open it, take the password away, save it as .xlsx, and send that file.")


class HasMacros(InputRefused):
    """The file contains programs."""

    code = "sheets.has_macros"
    message = gettext_noop("This workbook contains macros.")
    hint = gettext_noop("Save it as .xlsx without macros, and send that file.")


class SheetTooLarge(InputRefused):
    """The file, or what it unpacks to, is larger than such a table can be."""

    code = "sheets.too_large"
    message = gettext_noop("This workbook is larger than can be taken in.")
    hint = gettext_noop(
        "Up to %(mb)s MB, %(rows)s rows and %(columns)s columns are possible; divide it."
    )

    def __init__(self, limits: Limits) -> None:
        super().__init__(mb=limits.mb, rows=limits.rows, columns=limits.columns)


class SheetEmpty(InputRefused):
    """There is nothing in the file."""

    code = "sheets.empty"
    message = gettext_noop("This workbook holds no rows.")
    hint = gettext_noop("Check whether it is the file you meant.")


class NotCsv(InputRefused):
    """The file is neither a workbook nor a text with commas."""

    code = "sheets.not_csv"
    message = gettext_noop("This file is neither Excel (.xlsx) nor CSV in UTF-8 or GBK.")
    hint = gettext_noop("Save it as .xlsx, or as “CSV UTF-8”, and send that file.")


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it stands in the file: its number there, whether it is hidden, its cells."""

    number: int
    is_hidden: bool
    cells: list[str]
    unread: list[int] = field(default_factory=list)
