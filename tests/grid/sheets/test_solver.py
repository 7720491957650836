"""Rows G1 and X3: files of others are read with all their habits, and hostile ones are refused."""

import zipfile
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from linli.grid.intake.rules import Row
from linli.grid.platforms.rules import Layout, suggested
from linli.grid.sheets import rules, solver
from linli.kernel.common.errors import InputRefused, LinliError
from tests.sheets import HEADER, row_of, saved, usual, workbook


def _rows(content: bytes, columns: dict[str, str] | None = None) -> list[Row]:
    lines = solver.read(content)
    cells = [line.cells for line in lines]
    header = rules.header_of(cells)
    titles = rules.titles_of(cells, header)
    chosen = columns or suggested([title for title in titles if title])
    plain = [(line.number, line.is_hidden, line.cells, line.unread) for line in lines]
    return rules.rows_of(plain, header, titles, Layout(columns=chosen))


def test_the_header_is_found_below_a_merged_title() -> None:
    rows = _rows(usual(row_of(1), row_of(2)))

    assert [row.number for row in rows] == [3, 4]
    assert rows[0].cells["number"] == "YY2026000001"
    assert rows[0].cells["phone"] == "13800138000"
    assert rows[0].cells["due_at"] == "2026年11月28日 18:00"


def test_a_merged_cell_counts_for_all_rows_it_covers() -> None:
    second = row_of(2, 所属小区=None, 问题类型=None)
    content = workbook([HEADER, row_of(1), second], merges=["E2:E3", "D2:D3"])

    rows = _rows(content)

    assert [row.cells["compound"] for row in rows] == ["甲东苑", "甲东苑"]
    assert rows[1].cells["category"] == "市容环境/暴露垃圾"


def test_of_two_rows_of_titles_the_lower_one_names_the_columns() -> None:
    upper = ["工单编号", "诉求内容", "反映人", None, "办理", None]
    lower = [None, None, "姓名", "联系电话", "派单时间", "办理时限"]
    row = ["YY1", "垃圾", "王某", "13800138000", "2026-11-23", "2026-11-28"]
    merges = ["A1:A2", "B1:B2", "C1:D1", "E1:F1"]

    rows = _rows(workbook([upper, lower, row], merges=merges))

    assert [each.number for each in rows] == [3]
    assert rows[0].cells["number"] == "YY1"
    assert (rows[0].cells["name"], rows[0].cells["due_at"]) == ("王某", "2026-11-28")


def test_titles_that_stand_twice_are_told_apart() -> None:
    upper = ["派单", None, "办结", None, "其他"]
    lower = ["时间", "单位", "时间", "单位", "单位"]

    titles = rules.titles_of([["派单", "派单", "办结", "办结", "其他"], lower], 1)

    assert titles == ["派单 时间", "派单 单位", "办结 时间", "办结 单位", "其他 单位"]
    assert rules.titles_of([["编号", "编号", "", "编号"]], 0) == [
        "编号",
        "编号 (2)",
        "",
        "编号 (3)",
    ]
    assert upper


def test_a_header_that_is_repeated_and_empty_rows_are_left_out() -> None:
    empty = [None] * len(HEADER)

    rows = _rows(workbook([HEADER, row_of(1), empty, HEADER, row_of(2), empty]))

    assert [row.number for row in rows] == [2, 5]


def test_hidden_rows_are_read_and_marked() -> None:
    book = Workbook()
    for line in (HEADER, row_of(1), row_of(2)):
        book.active.append(line)
    book.active.row_dimensions[3].hidden = True

    assert [row.is_hidden for row in _rows(saved(book))] == [False, True]


def test_a_formula_without_its_result_is_marked_and_its_text_is_never_read() -> None:
    content = workbook([HEADER, row_of(1, 工单编号='=CONCATENATE("YY","1")')])

    [row] = _rows(content)

    assert row.cells["number"] == ""
    assert row.unread == ("number",)


def test_the_first_sheet_that_has_rows_is_read() -> None:
    book = Workbook()
    second = book.create_sheet("工单")
    second.append(HEADER)
    second.append(row_of(7))

    assert _rows(saved(book))[0].cells["number"] == "YY2026000007"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        (True, ""),
        (13800138000.0, "13800138000"),
        (13800138000, "13800138000"),
        (46353.604166666664, "46353.604166666664"),
        (datetime(2026, 11, 27, 14, 30), "2026-11-27 14:30:00"),  # noqa: DTZ001
        (date(2026, 11, 27), "2026-11-27"),
        ("一行\r\n二行_x000D_", "一行\n二行"),
        ("a\x0bb", "ab"),
        ("  两边  ", "两边"),
    ],
)
def test_a_cell_becomes_words(value: object, said: str) -> None:
    assert solver.words(value) == said


def _packed(parts: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return target.getvalue()


def _altered(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    assert old in parts[part]
    return _packed(parts | {part: parts[part].replace(old, new)})


GOOD = usual(row_of(1))
SHEET = "xl/worksheets/sheet1.xml"
HOSTILE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "grid.not_a_sheet"),
    "text": (b"a,b,c\n1,2,3", "grid.not_a_sheet"),
    "html that calls itself xls": (b"<html><table><tr><td>1</td></tr></table>", "grid.not_a_sheet"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "grid.old_sheet"),
    "a zip of something else": (_packed({"a.txt": b"a"}), "grid.not_a_sheet"),
    "cut off": (GOOD[: len(GOOD) // 2], "grid.not_a_sheet"),
    "macros": (_packed({"xl/workbook.xml": b"<a/>", "xl/vbaProject.bin": b"x"}), "grid.has_macros"),
    "only a workbook": (_packed({"xl/workbook.xml": b"<a/>"}), "grid.not_a_sheet"),
    "a bomb": (
        _packed({"xl/workbook.xml": b"<a/>", "xl/a.xml": b"0" * 30_000_000}),
        "grid.sheet_too_large",
    ),
    "many parts": (
        _packed({"xl/workbook.xml": b"<a/>"} | {f"xl/{n}.xml": b"" for n in range(500)}),
        "grid.sheet_too_large",
    ),
    "larger than five megabytes": (b"PK" + b"0" * 5_000_001, "grid.sheet_too_large"),
    "entities that grow": (
        _altered(GOOD, SHEET, b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'),
        "grid.not_a_sheet",
    ),
    "a merge over everything": (
        _altered(GOOD, SHEET, b'ref="A1:J1"', b'ref="A1:XFD1048576"'),
        "grid.sheet_too_large",
    ),
    "no row": (workbook([]), "grid.sheet_empty"),
    "too many rows": (workbook([["a"]] * 5_100), "grid.sheet_too_large"),
    "too many columns": (workbook([["a"] * 101]), "grid.sheet_too_large"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_used_is_refused_with_a_reason(name: str) -> None:
    content, code = HOSTILE[name]

    with pytest.raises(LinliError) as refusal:
        solver.read(content)

    assert refusal.value.code == code
    assert str(refusal.value)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.integers(0, len(GOOD) - 1))
def test_no_bytes_whatever_break_the_reader(noise: bytes, at: int) -> None:
    broken = GOOD[:at] + noise + GOOD[at + len(noise) :]

    for content in (noise, broken):
        with suppress(InputRefused):
            solver.read(content)


FIELDS = {
    "number": "工单编号",
    "text": "诉求内容",
    "due_at": "办理时限",
    "received_at": "派单时间",
    "address": "事发地址",
    "category": "问题类型",
    "phone": "联系电话",
}


@settings(max_examples=40, deadline=None)
@given(
    order=st.permutations(list(FIELDS)),
    titles_above=st.integers(0, 3),
    grouped=st.booleans(),
    indent=st.integers(0, 2),
    count=st.integers(1, 4),
)
def test_any_layout_of_titles_and_merges_reads_the_same_rows(
    order: list[str], titles_above: int, grouped: bool, indent: int, count: int
) -> None:
    width = indent + len(order)
    lines: list[list[object]] = [
        [f"第{n + 1}行标题：转办明细", *[None] * (width - 1)] for n in range(titles_above)
    ]
    merges = [f"A{n + 1}:{_letter(width)}{n + 1}" for n in range(titles_above) if width > 1]
    header: list[object] = [*[None] * indent, *(FIELDS[word] for word in order)]
    if grouped:
        top = len(lines) + 1
        split = indent + len(order) // 2
        lines.append([*[None] * indent, "一、基本情况", *[None] * (width - indent - 1)])
        if split - indent > 1:
            merges.append(f"{_letter(indent + 1)}{top}:{_letter(split)}{top}")
    lines.append(header)
    lines += [[None] * indent + [f"{FIELDS[word]}之{n}" for word in order] for n in range(count)]

    rows = _rows(workbook(lines, merges=merges), FIELDS)

    assert len(rows) == count
    for n, row in enumerate(rows):
        assert row.cells == {word: f"{title}之{n}" for word, title in FIELDS.items()}


def _letter(column: int) -> str:
    return "ABCDEFGHIJKLMNOP"[column - 1]


def test_a_written_sheet_keeps_zeros_and_never_becomes_a_formula() -> None:
    content = solver.write(["编号", "答复"], [["0012", '=HYPERLINK("http://a")'], ["+1", "好\n的"]])

    sheet = load_workbook(BytesIO(content)).active

    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["0012", '=HYPERLINK("http://a")'],
        ["+1", "好\n的"],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
