"""Ledgers for tests, as somebody fills them in."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook


def workbook(
    folder: Path, *rows: Sequence[object], merged: Sequence[str] = (), name: str = "ledger.xlsx"
) -> Path:
    """Write rows into a workbook, the headings among them, and return its path."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for span in merged:
        sheet.merge_cells(span)
    packed = BytesIO()
    book.save(packed)
    path = folder / name
    path.write_bytes(packed.getvalue())
    return path
