"""A superior's sheet read within its limits; what is wrong with it is said in this door's codes."""

from linli.kernel.common.errors import InputRefused
from linli.kernel.sheets import rules, solver
from linli.kernel.sheets.rules import Limits, Line

LIMITS = Limits(mb=5, unpacked_mb=25, rows=5000, columns=100)
"""Decision 0028."""

words, write = solver.words, solver.write


class NotASheet(rules.NotASheet):
    """The file is no Excel workbook that can be read."""

    code = "grid.not_a_sheet"


class OldSheet(rules.OldSheet):
    """The file is of the old format, or locked with a password."""

    code = "grid.old_sheet"


class HasMacros(rules.HasMacros):
    """The file contains programs."""

    code = "grid.has_macros"


class SheetTooLarge(rules.SheetTooLarge):
    """The file, or what it unpacks to, is larger than a sheet of matters can be."""

    code = "grid.sheet_too_large"

    def __init__(self) -> None:
        super().__init__(LIMITS)


class SheetEmpty(rules.SheetEmpty):
    """There is nothing in the file."""

    code = "grid.sheet_empty"


OURS: dict[type[InputRefused], type[InputRefused]] = {
    rules.NotASheet: NotASheet,
    rules.OldSheet: OldSheet,
    rules.HasMacros: HasMacros,
    rules.SheetTooLarge: SheetTooLarge,
    rules.SheetEmpty: SheetEmpty,
}


def read(content: bytes) -> list[Line]:
    """Return the rows of the first sheet that has any; rows without a word are left out.

    Raises:
        NotASheet, OldSheet, HasMacros, SheetTooLarge, SheetEmpty.
    """
    try:
        return solver.read(content, LIMITS)
    except InputRefused as refused:
        if type(refused) not in OURS:
            raise
        raise OURS[type(refused)]() from None
