"""Rows G1 and X3: what a superior's row answers, and what of it is new, whole tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from linli.grid.cases.rules import Satisfied
from linli.grid.cells.rules import Reader
from linli.grid.external.rules import Act
from linli.grid.platforms.rules import Layout
from linli.grid.superior_answers import rules
from linli.grid.superior_answers.rules import Answer, Recorded, Standing
from linli.grid.superior_clocks.rules import State
from linli.kernel.common.errors import LinliError
from tests.district import NOW

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
DUE = NOW + 5 * DAY
COLUMNS = {"heard_settled": "回访结果", "heard_satisfied": "满意度", "back_words": "退回原因"}


def _read(**cells: str) -> list[Answer]:
    return rules.answers(Reader(cells, Layout(columns=COLUMNS)), due_at=DUE, now=NOW)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("是", True), ("已解决", True), (" 已 解 决 ", True), ("Ｙ", True), ("１", True), ("√", True),
        ("否", False), ("未解决", False), ("部分解决", False), ("０", False), ("No", False),
    ],
)  # fmt: skip
def test_whether_it_is_settled_is_understood_in_a_superiors_words(said: str, meant: bool) -> None:
    [answer] = _read(heard_settled=said, heard_satisfied="满意")

    assert (answer.act, answer.settled) == (Act.FOLLOW_UP, meant)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("满意", Satisfied.SATISFIED), ("非常满意", Satisfied.SATISFIED),
        ("基本满意", Satisfied.MOSTLY), ("一般", Satisfied.MOSTLY),
        ("不满意", Satisfied.DISSATISFIED), ("非常不满意", Satisfied.DISSATISFIED),
    ],
)  # fmt: skip
def test_satisfaction_is_understood_in_a_superiors_words(said: str, meant: Satisfied) -> None:
    [answer] = _read(heard_settled="是", heard_satisfied=said)

    assert answer.satisfied is meant


@pytest.mark.parametrize("said", ["", "无", "—", "未回访", "未评价"])
def test_a_row_without_a_follow_up_answers_nothing(said: str) -> None:
    assert _read(heard_settled=said, heard_satisfied="") == []


BACKS: list[tuple[dict[str, str], bool]] = [
    ({"back": "是", "back_words": "未解决"}, True),
    ({"back": "退回重办", "back_words": "未解决"}, True),
    ({"back": "１", "back_words": "未解决"}, True),
    ({"back": "否", "back_words": "未解决"}, False),
    ({"back": "", "back_words": "未解决"}, False),
    ({"back_words": "未解决"}, True),
    ({"back_words": ""}, False),
    ({"back_words": "无"}, False),
    ({"back_words": "／"}, False),
    ({}, False),
]


@pytest.mark.parametrize(("cells", "found"), BACKS, ids=range(len(BACKS)))
def test_its_own_column_says_what_is_sent_back_else_the_reason_does(
    cells: dict[str, str], found: bool
) -> None:
    assert [each.act for each in _read(**cells)] == ([Act.SEND_BACK] if found else [])


REFUSED: list[tuple[dict[str, str], str, str]] = [
    ({"heard_settled": "挺好", "heard_satisfied": "满意"}, "grid.answer_word_unknown", "回访结果"),
    ({"heard_settled": "是", "heard_satisfied": "5分"}, "grid.answer_word_unknown", "满意度"),
    ({"heard_settled": "是"}, "grid.cell_needed", "满意度"),
    ({"heard_settled": "未回访", "heard_satisfied": "满意"}, "grid.cell_needed", "回访结果"),
    ({"back": "也许", "back_words": "x"}, "grid.answer_word_unknown", ""),
    ({"back": "是", "back_words": "无"}, "grid.cell_needed", "退回原因"),
    (
        {"heard_settled": "是", "heard_satisfied": "满意", "heard_at": "昨天"},
        "grid.moment_unreadable",
        "",
    ),
    ({"back_words": "x", "back_due_at": "尽快"}, "grid.moment_unreadable", ""),
]


@pytest.mark.parametrize(("cells", "code", "column"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_not_understood_names_its_column(
    cells: dict[str, str], code: str, column: str
) -> None:
    with pytest.raises(LinliError) as refusal:
        _read(**cells)

    assert refusal.value.code == code
    if column:
        assert refusal.value.facts["column"] == column


def test_days_and_deadlines_are_read_in_full_width_too() -> None:
    heard, back = _read(
        heard_settled="否", heard_satisfied="不满意", heard_at="２０２６年１１月２０日",
        back="是", back_words="未解决", back_at="2026-11-21 09:00", back_due_at="２０２６/１２/０１",
    )  # fmt: skip

    assert heard.at == datetime(2026, 11, 20, 23, 59, tzinfo=SHANGHAI).astimezone(UTC)
    assert back.at == datetime(2026, 11, 21, 9, tzinfo=SHANGHAI).astimezone(UTC)
    assert back.due_at == datetime(2026, 12, 1, 23, 59, tzinfo=SHANGHAI).astimezone(UTC)


def test_what_is_sent_back_without_its_own_deadline_has_that_of_its_row() -> None:
    [back] = _read(back_words="未解决")

    assert back.due_at == DUE


HEARD = Answer(Act.FOLLOW_UP, "仍有垃圾", NOW, settled=False, satisfied=Satisfied.DISSATISFIED)
WAS_HEARD = Recorded(
    Act.FOLLOW_UP, "仍有垃圾", NOW, settled=False, satisfied="dissatisfied", due_at=None
)
BACK = Answer(Act.SEND_BACK, "未解决", NOW, due_at=DUE)
WAS_BACK = Recorded(Act.SEND_BACK, "未解决", NOW, settled=None, satisfied="", due_at=DUE)

NEW: list[tuple[str, Answer, State, list[Recorded], bool | str]] = [
    ("replied", HEARD, State.REPLIED, [], True),
    ("never replied", HEARD, State.RECEIVED, [], "grid.not_replied_yet"),
    ("not replied", HEARD, State.REGISTERED, [], "grid.not_replied_yet"),
    ("refused", HEARD, State.REFUSED, [], "grid.not_replied_yet"),
    ("recorded", HEARD, State.FOLLOWED_UP, [WAS_HEARD], False),
    (
        "recorded on another day with other words",
        replace(HEARD, at=NOW - DAY, words="别的"),
        State.FOLLOWED_UP,
        [WAS_HEARD],
        False,
    ),
    (
        "recorded with another result",
        replace(HEARD, settled=True),
        State.FOLLOWED_UP,
        [WAS_HEARD],
        "grid.answered_otherwise",
    ),
    ("recorded before it was sent back", HEARD, State.REGISTERED, [WAS_HEARD, WAS_BACK], False),
    ("recorded before the second reply", HEARD, State.REPLIED, [WAS_HEARD, WAS_BACK], False),
    (
        "the same result on another day",
        replace(HEARD, at=NOW + DAY),
        State.REPLIED,
        [WAS_HEARD, WAS_BACK],
        True,
    ),
    (
        "the same result with other words",
        replace(HEARD, words="又堆满"),
        State.REPLIED,
        [WAS_HEARD, WAS_BACK],
        True,
    ),
    (
        "the words were erased",
        HEARD,
        State.REPLIED,
        [replace(WAS_HEARD, words=None), WAS_BACK],
        False,
    ),
    (
        "never recorded, of before it was sent back",
        replace(HEARD, at=NOW - DAY),
        State.REGISTERED,
        [WAS_BACK],
        False,
    ),
    ("sent back after a reply", BACK, State.REPLIED, [], True),
    ("sent back after a follow-up", BACK, State.FOLLOWED_UP, [WAS_HEARD], True),
    ("sent back after we refused", BACK, State.REFUSED, [], True),
    ("sent back before any reply", BACK, State.REGISTERED, [], "grid.not_replied_yet"),
    ("sent back already", BACK, State.REGISTERED, [WAS_BACK], False),
    (
        "sent back already, its deadline moved since",
        replace(BACK, due_at=DUE + DAY),
        State.REGISTERED,
        [WAS_BACK],
        False,
    ),
    ("sent back before the second reply", BACK, State.REPLIED, [WAS_BACK], False),
    (
        "sent back again with other words",
        replace(BACK, words="仍未解决", at=NOW + DAY),
        State.REPLIED,
        [WAS_BACK],
        True,
    ),
    (
        "sent back again with the same words by another deadline",
        replace(BACK, at=None, due_at=DUE + 9 * DAY),
        State.REPLIED,
        [WAS_BACK],
        True,
    ),
    (
        "the same words by the deadline that it has now",
        replace(BACK, at=None, due_at=DUE + DAY),
        State.REPLIED,
        [WAS_BACK],
        False,
    ),
    (
        "its words were erased",
        BACK,
        State.REPLIED,
        [replace(WAS_BACK, words=None)],
        False,
    ),
]


@pytest.mark.parametrize(
    ("answer", "state", "recorded", "found"), [each[1:] for each in NEW], ids=[e[0] for e in NEW]
)
def test_an_answer_is_new_once(
    answer: Answer, state: State, recorded: list[Recorded], found: bool | str
) -> None:
    standing = Standing("YY1", state, DUE + DAY, recorded, SHANGHAI)

    if isinstance(found, bool):
        assert rules.is_new(answer, standing) is found
        return
    with pytest.raises(LinliError) as refusal:
        rules.is_new(answer, standing)
    assert refusal.value.code == found
