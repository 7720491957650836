"""Tables of ours written, and tables of somebody else read, as CSV and as workbooks."""

from io import BytesIO

import pytest
from hypothesis import given, strategies
from openpyxl import load_workbook

from linli.kernel.sheets import solver
from linli.kernel.sheets.rules import Limits, NotCsv, SheetEmpty, SheetTooLarge

LIMITS = Limits(mb=1, unpacked_mb=5, rows=60, columns=8)
WORDS = strategies.text("甲乙=+-@'\",;\n 12", max_size=8).map(str.strip)


@given(strategies.lists(strategies.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=5))
def test_what_is_written_as_csv_is_read_again(rows: list[tuple[str, str, str]]) -> None:
    kept = [row for row in rows if any(row) and not any(cell.startswith("'") for cell in row)]

    lines = solver.read_either(solver.write_csv(["一", "二", "三"], kept), LIMITS)

    assert [line.cells for line in lines[1:]] == [list(row) for row in kept]


@pytest.mark.parametrize("sign", list("=+-@"))
def test_a_text_that_begins_like_a_formula_stays_a_text(sign: str) -> None:
    row = [f"{sign}1+1"]

    written = solver.write_csv(["一"], [row]).decode("utf-8-sig")
    cell = load_workbook(BytesIO(solver.write(["一"], [row]))).active["A2"]

    assert written.splitlines()[1] == f"'{sign}1+1"
    assert (cell.data_type, cell.value) == ("s", row[0])


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", SheetEmpty),
        (b"\n\n,,\n", SheetEmpty),
        (b"a\0b", NotCsv),
        (b"\xff\xff", NotCsv),
        (b"a\n" * 200, SheetTooLarge),
        (b"a," * 20, SheetTooLarge),
        (b"a" * 1_000_001, SheetTooLarge),
    ],
)
def test_refuses_csv_that_cannot_be_a_table(content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        solver.read_either(content, LIMITS)


def test_rows_keep_the_number_they_have_in_the_file() -> None:
    lines = solver.read_either("甲,乙\n\n1,2\n".encode(), LIMITS)

    assert [(line.number, line.cells) for line in lines] == [(1, ["甲", "乙"]), (3, ["1", "2"])]
