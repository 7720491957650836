"""Ledgers read from files, and written: with rows, or as templates."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from django.utils.translation import gettext

from linli.kernel.ledgers import rules
from linli.kernel.ledgers.rules import COLUMNS, EXPLANATION, LIMITS, SHEET_NAMES, Ledger, Row
from linli.kernel.sheets import solver
from linli.kernel.sheets.rules import SheetTooLarge

ABOUT = ("列名", "必填", "说明", "示例")


def read(path: Path, ledger: Ledger) -> list[Row]:
    """Return the rows of a ledger from Excel or CSV.

    Raises:
        SheetTooLarge: before anything of it is read, or of what it unpacks to.
        whatever ``sheets.solver.read_either`` refuses, HeadingsMissing, LedgerEmpty: see there.
    """
    if path.stat().st_size > LIMITS.mb * 1_000_000:
        raise SheetTooLarge(LIMITS)
    return rules.rows_of(ledger, solver.read_either(path.read_bytes(), LIMITS))


def titles(ledger: Ledger) -> list[str]:
    """Return the headings of a ledger."""
    return [column.heading for column in COLUMNS[ledger]]


def written(
    ledger: Ledger, rows: Sequence[Mapping[str, str]], *, words: Mapping[str, Sequence[str]]
) -> bytes:
    """Return a ledger as a workbook with a sheet that explains its columns, in the active language.

    Args:
        rows: cells by our words; none for a template.
        words: what is possible in a column that takes only some words.
    """
    cells = [[row.get(column.word, "") for column in COLUMNS[ledger]] for row in rows]
    beside = {EXPLANATION: _explanation(ledger, words)}
    return solver.write(titles(ledger), cells, name=SHEET_NAMES[ledger], beside=beside)


def written_csv(ledger: Ledger, rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return a ledger as a CSV file that Excel and WPS open."""
    cells = [[row.get(column.word, "") for column in COLUMNS[ledger]] for row in rows]
    return solver.write_csv(titles(ledger), cells)


def _explanation(ledger: Ledger, words: Mapping[str, Sequence[str]]) -> list[list[str]]:
    lines = [list(ABOUT)]
    for column in COLUMNS[ledger]:
        possible = "、".join(words.get(column.word, ()))
        about = "\n".join(part for part in (gettext(column.about), possible) if part)
        lines.append([column.heading, "是" if column.is_needed else "", about, column.example])
    return lines
