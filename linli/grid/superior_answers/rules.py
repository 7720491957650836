"""The answers in one row of a superior: read from its cells, and told from those recorded before.

A superior's word for a verdict is understood from a table, or refused with its column (decision
0032). The same answer in the same sheet twice is one answer: a row is compared with what the
record of the case has, not with a key, because a sheet has none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TypeVar

from linli.grid.cases.rules import Satisfied
from linli.grid.cells.rules import CellNeeded, Reader, column_of, folded, not_after
from linli.grid.external.rules import Act, NotLater, Outside, check_said
from linli.grid.superior_clocks.rules import RUNNING, State
from linli.kernel.common.errors import InputRefused, RuleBroken, gettext_noop

Meaning = TypeVar("Meaning")

YES = ("是", "已解决", "解决", "有效解决", "y", "yes", "true", "1", "√")
NO = ("否", "未解决", "没有解决", "部分解决", "不解决", "n", "no", "false", "0", "×")
SETTLED: dict[str, bool] = {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}
"""Whether it is settled, in a superior's words; settled in part is not settled."""

SATISFIED: dict[str, Satisfied] = {
    **dict.fromkeys(("满意", "非常满意", "很满意", "是"), Satisfied.SATISFIED),
    **dict.fromkeys(("基本满意", "比较满意", "较满意", "一般"), Satisfied.MOSTLY),
    **dict.fromkeys(("不满意", "非常不满意", "很不满意", "不太满意", "否"), Satisfied.DISSATISFIED),
}
"""How satisfied the caller is, in a superior's words."""

NOT_ASKED = frozenset({"", "无", "/", "-", "—", "——", "未回访", "待回访", "未评价", "未接通"})
"""Words for “there is no follow-up yet”."""

BACK: dict[str, bool] = {
    **dict.fromkeys(("是", "退回", "已退回", "重办", "退回重办", "y", "yes", "true", "1", "√"), True),
    **dict.fromkeys(
        ("", "否", "未退回", "不退回", "不重办", "无", "/", "-", "—", "n", "no", "false", "0", "×"),
        False,
    ),
}  # fmt: skip
"""Whether it was sent back, in a superior's words."""


EXAMPLES: dict[str, tuple[str, ...]] = {
    "heard_settled": ("是", "已解决", "否", "未解决"),
    "heard_satisfied": ("满意", "基本满意", "不满意"),
    "back": ("是", "退回", "否"),
}
"""Words that are named to whoever wrote another one."""


class WordUnknown(InputRefused):
    """A cell holds none of the words that a superior's answer is understood by."""

    code = "grid.answer_word_unknown"
    message = gettext_noop("“%(value)s” in the column “%(column)s” is not understood.")
    hint = gettext_noop("Understood are for example: %(possible)s.")


class NotRepliedYet(RuleBroken):
    """A row answers a reply that was never sent."""

    code = "grid.not_replied_yet"
    message = gettext_noop("We have not replied to “%(number)s” yet, so this row answers nothing.")
    hint = gettext_noop("Send the reply first, or check whether the row is of another matter.")


class AnsweredOtherwise(RuleBroken):
    """The superior's follow-up is recorded already, with another result."""

    code = "grid.answered_otherwise"
    message = gettext_noop("Another result of the superior's follow-up is recorded already.")
    hint = gettext_noop("Compare both on the page of the matter; the one recorded first stands.")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer in a row: ``act`` is a follow-up or a sending back, ``at`` the superior's day."""

    act: Act
    words: str
    at: datetime | None
    settled: bool | None = None
    satisfied: Satisfied | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """One answer as the record of a case has it; ``words`` is None where they were erased."""

    act: Act
    words: str | None
    at: datetime | None
    settled: bool | None
    satisfied: str
    due_at: datetime | None


def answers(reader: Reader, *, due_at: datetime | None, now: datetime) -> list[Answer]:
    """Return the answers that a row gives: what the follow-up found, then what is sent back.

    Args:
        due_at: the deadline in the row, for what is sent back without one of its own.

    Raises:
        WordUnknown, CellNeeded, CellTooLong, MomentUnreadable.
    """
    found = [_heard(reader, now), _back(reader, due_at, now)]
    return [each for each in found if each]


def _heard(reader: Reader, now: datetime) -> Answer | None:
    words = ("heard_settled", "heard_satisfied")
    if all(reader.folded(word) in NOT_ASKED for word in words):
        return None
    for word in words:
        if reader.folded(word) in NOT_ASKED:
            raise CellNeeded(column=column_of(word, reader.layout))
    return Answer(
        act=Act.FOLLOW_UP,
        words=reader.said("heard_words"),
        at=not_after(reader.moment("heard_at", ends_day=True), now, reader.zone),
        settled=_meant(reader, "heard_settled", SETTLED),
        satisfied=_meant(reader, "heard_satisfied", SATISFIED),
    )


def _back(reader: Reader, due_at: datetime | None, now: datetime) -> Answer | None:
    words = reader.said("back_words")
    words = "" if folded(words) in NOT_ASKED else words
    is_back = _meant(reader, "back", BACK) if "back" in reader.cells else bool(words)
    if not is_back:
        return None
    return Answer(
        act=Act.SEND_BACK,
        words=reader.needed("back_words", words),
        at=not_after(reader.moment("back_at", ends_day=True), now, reader.zone),
        due_at=reader.moment("back_due_at", ends_day=True) or due_at,
    )


def _meant(reader: Reader, word: str, table: Mapping[str, Meaning]) -> Meaning:
    """Return what a superior's word means; width, case and spaces do not matter."""
    cell = reader.folded(word)
    plain = cell.lower().replace(" ", "")
    if plain not in table:
        column = column_of(word, reader.layout)
        raise WordUnknown(value=cell[:40], column=column, possible=list(EXAMPLES[word]))
    return table[plain]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a matter stands with the superior, and what of its answers is recorded."""

    number: str
    state: State
    due_at: datetime
    recorded: Sequence[Recorded]
    zone: tzinfo

    def of(self, act: Act) -> list[Recorded]:
        """Return the answers of one kind, oldest first."""
        return [each for each in self.recorded if each.act is act]


def is_new(answer: Answer, standing: Standing) -> bool:
    """Return whether an answer is to be recorded; False where it was, or where it is of before.

    Raises:
        NotRepliedYet: there is no reply that it could answer.
        AnsweredOtherwise: the follow-up of this reply is recorded with another result.
    """
    if _is_recorded(answer, standing):
        return False
    state = standing.state
    if answer.act is Act.FOLLOW_UP and state is State.FOLLOWED_UP:
        raise AnsweredOtherwise
    is_early = state in RUNNING or (answer.act is Act.FOLLOW_UP and state is State.REFUSED)
    if is_early and not _is_old(answer, standing):
        raise NotRepliedYet(number=standing.number)
    return not is_early


def check(answer: Answer, outside: Outside, *, at: datetime) -> None:
    """Refuse beforehand what the service of an answer would refuse, whatever state comes first.

    Raises:
        AnswerTooEarly, AnswerInFuture, NotLater.
    """
    check_said(outside, answer.at, at=at)
    if answer.act is Act.SEND_BACK and answer.due_at and answer.due_at <= at:
        raise NotLater(wanted=answer.due_at, before=at)


def _is_old(answer: Answer, standing: Standing) -> bool:
    """Return whether an answer is of before the matter was last sent back."""
    backs = [each.at for each in standing.of(Act.SEND_BACK) if each.at]
    return answer.at is not None and any(answer.at < each for each in backs)


def _is_recorded(answer: Answer, standing: Standing) -> bool:
    """Return whether the record has an answer: of this round, or word for word of an earlier one."""
    same_act = standing.of(answer.act)
    if answer.act is Act.FOLLOW_UP:
        stands = standing.state is State.FOLLOWED_UP
        is_last = stands and bool(same_act) and _is_verdict(answer, same_act[-1])
        return is_last or any(_is_heard(answer, each, standing.zone) for each in same_act)
    stands = standing.state in RUNNING and bool(same_act)
    if stands and (_has_words(answer, same_act[-1]) or answer.due_at == same_act[-1].due_at):
        return True
    return any(_is_back(answer, each, standing) for each in same_act)


def _is_verdict(answer: Answer, each: Recorded) -> bool:
    return (answer.settled, answer.satisfied) == (each.settled, each.satisfied)


def _is_heard(answer: Answer, each: Recorded, zone: tzinfo) -> bool:
    has_words = not answer.words or not each.words or answer.words == each.words
    return has_words and _is_verdict(answer, each) and _is_one_day(answer.at, each.at, zone)


def _is_back(answer: Answer, each: Recorded, standing: Standing) -> bool:
    if answer.at and each.at:
        return _has_words(answer, each) and _is_one_day(answer.at, each.at, standing.zone)
    return _has_words(answer, each) and answer.due_at in {None, each.due_at, standing.due_at}


def _has_words(answer: Answer, each: Recorded) -> bool:
    """Return whether the words are the same; erased ones are, so that none come back."""
    return each.words in {None, answer.words}


def _is_one_day(one: datetime | None, other: datetime | None, zone: tzinfo) -> bool:
    if one is None or other is None:
        return True
    return one.astimezone(zone).date() == other.astimezone(zone).date()
