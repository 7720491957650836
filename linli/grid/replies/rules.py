"""The draft of a reply, from what happened and nothing else; plain sentences in formal Chinese.

It names offices and days, never a person: names of the reporter and long numbers are taken out
of what handlers wrote. The draft is for the superior, so it is Chinese whatever the desk reads.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.grid.cases.rules import Ground
from linli.grid.external.rules import Result
from linli.grid.moves.rules import Stage

GROUNDS_ZH: dict[Ground, str] = {
    Ground.EMERGENCY_LINE: "该事项属于紧急情形，应拨打110、119、120等紧急服务电话",
    Ground.OTHER_PROCEDURE: "该事项应当通过诉讼、仲裁、信访、纪检监察等法定途径办理",
    Ground.REPEAT: "该事项此前已经办结，本次未反映新的事实和理由",
    Ground.SECRET: "该事项涉及国家秘密、商业秘密或者他人隐私",
    Ground.BEYOND_DUTY: "该事项不属于政府部门和社区的职责范围",
    Ground.UNLAWFUL: "所提诉求不符合法律法规或者公序良俗",
}
"""Lawful grounds in the words of a reply (governance rules, H10)."""

ENDINGS: dict[Result, str] = {
    Result.SETTLED: "您反映的问题已解决。",
    Result.PARTLY: "您反映的问题已部分解决，其余部分将继续跟进办理。",
    Result.EXPLAINED: "您反映的问题目前不具备解决条件，有关规定和实际情况已作说明。",
    Result.DECLINED: "该事项不予受理，请您理解。",
}

PHRASES: dict[str, str] = {
    "grid.case_registered": "{day}，{unit}受理",
    "grid.case_dispatched": "{day}，转由{lead}主办{assist}",
    "grid.case_given_back": "{day}，{lead}经核实退回，另行研判",
    "grid.case_done": "{day}，{lead}处置完成",
    "grid.case_settled_on_site": "{day}，网格员现场办结",
    "grid.case_sent_back": "{day}，经核查未处置到位，退回返工",
    "grid.case_verified": "{day}，经核查处置到位",
    "grid.case_declined": "{day}，经研判不予受理",
    "grid.case_taken_up": "{day}，重新研判",
    "grid.case_reopened": "{day}，重新办理",
    "grid.case_resumed": "{day}，恢复办理",
}
"""Verb → what a reply says of it; everything else is the house's own business."""

SUSPENDED = "{day}，因客观条件限制缓办"
NUMBERS = re.compile(
    r"(?<![\d.])(?!(?:19|20)\d\d-\d{1,2}-\d{1,2}(?!\d))(?:\+?86[- ]?)?\d(?:[- ]?\d){6,18}[\dXx]?(?![\d.])"
)
"""Telephone, identity and account numbers, also with spaces or hyphens; no dates in words."""

NO_NUMBER = "（号码略）"
NO_NAME = "反映人"


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the case: what, when (the district's own clock), by which office, in which words."""

    verb: str
    at: datetime
    unit: str = ""
    words: str = ""
    lead: str = ""
    assists: tuple[str, ...] = ()
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """What a draft is made from. ``private``: words that must not stand in it (names)."""

    subject: str
    number: str
    events: Sequence[Event]
    ground: Ground | None = None
    private: tuple[str, ...] = ()


def usual_result(stage: str, events: Sequence[Event]) -> Result:
    """Return the result that the course suggests; a person decides."""
    if stage == Stage.DECLINED:
        return Result.DECLINED
    is_done = any(event.verb in {"grid.case_done", "grid.case_settled_on_site"} for event in events)
    return Result.SETTLED if is_done else Result.EXPLAINED


def draft(course: Course, result: Result) -> str:
    """Return the draft of a reply."""
    named = f"您好，您反映的“{course.subject}”一事（工单编号：{course.number}）已收悉。"
    parts = [
        f"{named}经核实办理，现答复如下：",
        _numbered("一", "办理过程", "；".join(_told(course.events)) or "收悉后即行核实"),
        _numbered("二", "办理情况", _what_was_done(course, result)),
        _numbered("三", "办理结果", ENDINGS[result]),
        "感谢您对我们工作的理解和支持。",
    ]
    return "\n".join(parts)


def _numbered(number: str, title: str, words: str) -> str:
    return f"{number}、{title}。{_ended(words)}"


def _ended(words: str) -> str:
    return words if words.endswith(("。", "！", "？", ".")) else f"{words}。"


def _told(events: Sequence[Event]) -> list[str]:
    found = []
    for event in events:
        phrase = PHRASES.get(event.verb, "")
        if event.verb == "grid.case_granted" and event.asked == "suspend":
            phrase = SUSPENDED
        if phrase:
            found.append(phrase.format_map(_named(event)))
    return found


def _named(event: Event) -> Mapping[str, str]:
    helping = f"、{'、'.join(event.assists)}协办" if event.assists else ""
    return {
        "day": f"{event.at.month}月{event.at.day}日",
        "unit": event.unit or "社区",
        "lead": event.lead or "承办单位",
        "assist": helping,
    }


def _what_was_done(course: Course, result: Result) -> str:
    """Return the handler's own last words, or why the matter was not taken in."""
    if result is Result.DECLINED and course.ground:
        return GROUNDS_ZH[course.ground]
    said = [
        event.words
        for event in course.events
        if event.verb in {"grid.case_done", "grid.case_settled_on_site"} and event.words
    ]
    words = said[-1] if said else ""
    return scrubbed(words, course.private) or "承办单位已到现场核实处理"


def scrubbed(words: str, private: Sequence[str]) -> str:
    """Return words without long numbers and without the names that must not be told."""
    said = NUMBERS.sub(NO_NUMBER, " ".join(words.split()))
    for name in sorted((each for each in private if len(each) > 1), key=len, reverse=True):
        said = said.replace(name, NO_NAME)
    return said
