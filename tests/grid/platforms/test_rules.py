"""Rows G1 and X3: columns are suggested by likeness, remembered, and never chosen twice."""

import pytest

from linli.grid.platforms import rules
from linli.grid.platforms.rules import FIELDS, REPLY_FIELDS, Layout
from linli.kernel.common.errors import LinliError

SHEETS: list[dict[str, str]] = [
    {
        "number": "工单编号", "text": "诉求内容", "due_at": "办理时限", "received_at": "派单时间",
        "category": "问题类型", "address": "事发地址", "name": "来电人", "phone": "来电号码",
    },
    {
        "number": "工 单 号", "text": "问题描述（必填）", "due_at": "要求办结时间",
        "received_at": "转办时间", "community": "所属社区", "phone": "联系方式", "title": "工单标题",
    },
    {
        "number": "任务号", "text": "描述", "due_at": "处置截止时间", "received_at": "派遣时间",
        "category": "小类", "lon": "经度", "lat": "纬度", "address": "位置描述",
    },
    {
        "number": "信访件编号", "text": "信访内容", "due_at": "办结时限", "name": "信访人",
        "street": "街道（乡镇）", "category": "事项类别",
    },
]  # fmt: skip


@pytest.mark.parametrize("meant", SHEETS)
def test_usual_titles_are_suggested_for_their_fields(meant: dict[str, str]) -> None:
    titles = ["序号", *reversed(meant.values()), "备注"]

    found = rules.suggested(titles)

    assert {word: found.get(word) for word in meant} == meant
    assert set(found.values()) <= set(titles) - {"序号", "备注"}


def test_what_was_chosen_before_wins_where_the_sheet_has_it() -> None:
    titles = ["工单编号", "案件号", "诉求内容"]

    found = rules.suggested(titles, FIELDS, {"number": "案件号", "text": "早先的列"})

    assert (found["number"], found["text"]) == ("案件号", "诉求内容")


def test_a_column_is_suggested_once() -> None:
    found = rules.suggested(["办理时限", "时限"])

    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"number": "a", "text": "b"}, ""),
        ({"number": "a"}, "grid.column_needed"),
        ({"number": "a", "text": ""}, "grid.column_needed"),
        ({"number": "a", "text": "a"}, "grid.column_twice"),
        ({"number": "a", "text": "b", "name": "", "phone": ""}, ""),
    ],
)
def test_a_choice_needs_number_and_words_and_no_column_twice(
    columns: dict[str, str], code: str
) -> None:
    if not code:
        rules.check_columns(columns)
        return
    with pytest.raises(LinliError) as refusal:
        rules.check_columns(columns)
    assert refusal.value.code == code


@pytest.mark.parametrize("code", ["12345", "szcg", "xin-fang", "a1"])
def test_a_platform_is_named_by_a_short_word(code: str) -> None:
    rules.check_code(code)


@pytest.mark.parametrize("code", ["", "a", "城管", "A1", "a b", "../x", "x" * 17, "-a"])
def test_nothing_else_names_a_platform(code: str) -> None:
    with pytest.raises(LinliError) as refusal:
        rules.check_code(code)
    assert refusal.value.code == "grid.platform_code_refused"


def test_a_layout_comes_back_from_json_as_it_was() -> None:
    layout = Layout(
        {"number": "工单编号"}, {"暴露垃圾": "06010"}, "Asia/Urumqi", 5, ("a", "b"), {"a": "reply"}
    )

    assert rules.layout(rules.kept(layout)) == layout
    assert rules.layout({}) == Layout()
    assert rules.layout({"unheard": 1}) == Layout()


def test_a_zone_that_there_is_not_is_refused() -> None:
    for zone in ("Mars/Olympus", "../etc/passwd", ""):
        with pytest.raises(LinliError) as refusal:
            Layout(zone=zone).tz()
        assert refusal.value.code == "grid.zone_unknown"


def test_without_a_template_replies_have_our_own_columns() -> None:
    assert list(rules.reply_columns(Layout()).values()) == [one.word for one in REPLY_FIELDS]


OWN = [
    # columns that were chosen, columns of the reply sheet
    (
        {"编号": "number", "办理情况": "reply", "备注": ""},
        {"编号": "number", "办理情况": "reply", "备注": ""},
    ),
    ({"编号": "number", "备注": ""}, {"编号": "number", "备注": "", "答复内容": "reply"}),
    ({"编号": "number", "答复内容": ""}, {"编号": "number", "答复内容": "", "办理结果": "reply"}),
    ({"是否解决": "settled"}, {"是否解决": "settled", "工单编号": "number", "答复内容": "reply"}),
]


@pytest.mark.parametrize(("chosen", "columns"), OWN)
def test_no_reply_goes_out_without_its_number_and_its_text(
    chosen: dict[str, str], columns: dict[str, str]
) -> None:
    found = rules.reply_columns(Layout(reply=chosen))

    assert {title: word for title, word in found.items() if title in columns} == columns
    assert len(found) == len(columns)
