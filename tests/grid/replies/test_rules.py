"""Rows G1 and X3: a reply drafted from the history of a case; four courses, nobody named."""

import re
from datetime import datetime

import pytest

from linli.grid.cases.rules import Ground
from linli.grid.external.rules import Result
from linli.grid.moves.rules import Stage
from linli.grid.replies import rules
from linli.grid.replies.rules import Course, Event


def _at(day: int) -> datetime:
    return datetime(2026, 11, day, 9, 30)  # noqa: DTZ001


TAKEN_IN = Event("grid.case_registered", _at(23), unit="甲社区居委会")
DISPATCHED = Event("grid.case_dispatched", _at(23), lead="样例区环卫局")
DONE = Event("grid.case_done", _at(24), lead="样例区环卫局", words="垃圾已清运，地面已冲洗")
CHECKED = Event("grid.case_verified", _at(25))
NOISE = [Event("grid.case_reported", _at(23)), Event("grid.case_warned", _at(24))]


def _course(*events: Event, ground: Ground | None = None) -> Course:
    return Course(
        subject="甲东苑暴露垃圾",
        number="YY2026000001",
        events=[*NOISE, *events],
        ground=ground,
        private=("张三",),
    )


def test_a_settled_course_names_offices_days_and_what_was_done() -> None:
    words = rules.draft(_course(TAKEN_IN, DISPATCHED, DONE, CHECKED), Result.SETTLED)

    assert words.splitlines() == [
        "您好，您反映的“甲东苑暴露垃圾”一事（工单编号：YY2026000001）已收悉。经核实办理，现答复如下：",
        (
            "一、办理过程。11月23日，甲社区居委会受理；11月23日，转由样例区环卫局主办；"
            "11月24日，样例区环卫局处置完成；11月25日，经核查处置到位。"
        ),
        "二、办理情况。垃圾已清运，地面已冲洗。",
        "三、办理结果。您反映的问题已解决。",
        "感谢您对我们工作的理解和支持。",
    ]


def test_a_declined_course_names_the_lawful_ground() -> None:
    declined = Event("grid.case_declined", _at(24))

    words = rules.draft(_course(declined, ground=Ground.OTHER_PROCEDURE), Result.DECLINED)

    assert "11月24日，经研判不予受理。" in words
    assert "应当通过诉讼、仲裁、信访、纪检监察等法定途径办理。" in words
    assert "该事项不予受理，请您理解。" in words


@pytest.mark.parametrize("ground", list(Ground))
def test_every_ground_has_words(ground: Ground) -> None:
    assert rules.GROUNDS_ZH[ground] in rules.draft(_course(ground=ground), Result.DECLINED)


def test_a_partly_settled_course_says_that_it_goes_on() -> None:
    words = rules.draft(_course(TAKEN_IN, DISPATCHED, DONE), Result.PARTLY)

    assert "您反映的问题已部分解决，其余部分将继续跟进办理。" in words


def test_several_departments_a_return_and_a_rework_are_told() -> None:
    first = Event("grid.case_dispatched", _at(23), lead="样例区城管局", assists=("样例区环卫局",))
    returned = Event("grid.case_given_back", _at(24), lead="样例区城管局")
    still = Event("grid.case_granted", _at(25), asked="suspend")
    longer = Event("grid.case_granted", _at(25), asked="extend")
    resumed = Event("grid.case_resumed", _at(26))
    rework = Event("grid.case_sent_back", _at(27))

    words = rules.draft(
        _course(TAKEN_IN, first, returned, DISPATCHED, still, longer, resumed, DONE, rework, DONE),
        Result.SETTLED,
    )

    told = words.splitlines()[1]
    assert "转由样例区城管局主办、样例区环卫局协办；" in told
    assert "样例区城管局经核实退回，另行研判；" in told
    assert told.count("缓办") == 1
    assert "11月26日，恢复办理；" in told
    assert "经核查未处置到位，退回返工；" in told


def test_a_course_without_events_still_reads() -> None:
    words = rules.draft(Course("甲东苑有关问题", "1", []), Result.EXPLAINED)

    assert "一、办理过程。收悉后即行核实。" in words
    assert "二、办理情况。承办单位已到现场核实处理。" in words


@pytest.mark.parametrize(
    "said",
    [
        "已联系张三13800138000，垃圾已清运",
        "电话 138 0013 8000 回访",
        "来电0730-8221234，已答复",
        "身份证43060219800101123X登记",
        "+86 13800138000",
    ],
)
def test_no_name_and_no_number_of_a_person_stands_in_a_draft(said: str) -> None:
    done = Event("grid.case_done", _at(24), words=said)

    words = rules.draft(_course(done), Result.SETTLED)

    done_words = words.splitlines()[2]
    assert "张三" not in done_words
    assert not re.search(r"\d{5,}", done_words.replace(" ", ""))
    assert rules.NO_NUMBER in done_words


@pytest.mark.parametrize(
    "kept", ["已清运3车垃圾，约2.5吨", "2026年11月24日完成", "2026-11-24完成", "更换12个井盖"]
)
def test_ordinary_figures_stay(kept: str) -> None:
    assert rules.scrubbed(kept, ()) == kept


@pytest.mark.parametrize(
    ("stage", "events", "result"),
    [
        (Stage.CLOSED, [DONE], Result.SETTLED),
        (Stage.DONE, [DONE], Result.SETTLED),
        (Stage.DECLINED, [], Result.DECLINED),
        (Stage.MERGED, [], Result.EXPLAINED),
    ],
)
def test_the_result_is_suggested_by_the_course(
    stage: Stage, events: list[Event], result: Result
) -> None:
    assert rules.usual_result(stage.value, events) is result
