"""Excel files as superiors send them: title rows, merged headers, full width, every kind of date."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook, load_workbook

HEADER = [
    "序号",
    "工单编号",
    "诉求内容",
    "问题类型",
    "所属小区",
    "事发地址",
    "来电人",
    "来电号码",
    "派单时间",
    "办理时限",
]
"""A usual header of a 12345 sheet."""


def row_of(number: int, **more: object) -> list[object]:
    """Return one row under the usual header."""
    given: dict[str, object] = {
        "序号": number,
        "工单编号": f"YY2026{number:06d}",
        "诉求内容": "小区楼下垃圾堆了三天没人收。",
        "问题类型": "市容环境/暴露垃圾",
        "所属小区": "甲东苑",
        "事发地址": "甲东苑1栋楼下",
        "来电人": "王某",
        "来电号码": 13800138000.0,
        "派单时间": "2026-11-23 09:00:00",
        "办理时限": "2026年11月28日 18:00",
    }
    return [(given | more)[title] for title in HEADER]


def workbook(rows: Sequence[Sequence[object]], *, merges: Sequence[str] = ()) -> bytes:
    """Return a workbook with these rows and merged cells."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for merge in merges:
        book.active.merge_cells(merge)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Return a workbook as a file."""
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def usual(*rows: list[object]) -> bytes:
    """Return a sheet with a merged title above the usual header."""
    width = [None] * (len(HEADER) - 1)
    title = ["岳阳楼区12345热线转办工单明细表", *width]
    return workbook([title, HEADER, *rows], merges=["A1:J1"])


def table(content: bytes) -> list[list[object]]:
    """Return the cells of a workbook that was written."""
    sheet = load_workbook(BytesIO(content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


ANSWERS = ["回访结果", "满意度", "回访时间", "回访情况", "是否退回", "退回原因", "重办时限"]
"""What a sheet has besides, once a superior followed up and sent matters back."""


def answering(*rows: tuple[int, Mapping[str, object]], merges: Sequence[str] = ()) -> bytes:
    """Return a sheet of matters with the superior's answers: number, and cells by title."""
    header = [*HEADER, *ANSWERS]
    lines = []
    for number, more in rows:
        given = {title: more.get(title) for title in ANSWERS}
        usual_cells = {title: each for title, each in more.items() if title in HEADER}
        lines.append([*row_of(number, **usual_cells), *(given[title] for title in ANSWERS)])
    return workbook([header, *lines], merges=merges)


def only_answers(*rows: Sequence[object]) -> bytes:
    """Return a list of follow-ups: numbers and answers, without the matters themselves."""
    return workbook([["工单编号", *ANSWERS], *rows])
