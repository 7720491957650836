"""What a follow-up may say, and what it changes: two questions, asked by another post.

Source: governance rules 2.6, H9: after the deadline a call-back by telephone, message or
visit (row G1). What the reporter says herself and what a post hears of her are kept apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from linli.grid.cases.rules import Changes, Satisfied, Standing
from linli.grid.moves.rules import Move, Stage, check_move
from linli.kernel.common.errors import InputRefused, RuleBroken, gettext_noop


class How(StrEnum):
    """How the reporter was asked."""

    PHONE = "phone"
    VISIT = "visit"
    MESSAGE = "message"


class Outcome(StrEnum):
    """What came of it; a message only asks her to say it on the page of her matter."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    DECLINED = "declined"
    ASKED = "asked"
    UNDELIVERED = "undelivered"
    """No channel took the message; said by the house, never by a post."""


class Settled(StrEnum):
    """Whether it is settled, as she was heard to say."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


HOW_NAMES: dict[str, str] = {
    How.PHONE: gettext_noop("by telephone"),
    How.VISIT: gettext_noop("by a visit"),
    How.MESSAGE: gettext_noop("by message"),
}
OUTCOME_NAMES: dict[str, str] = {
    Outcome.REACHED: gettext_noop("reached"),
    Outcome.NO_ANSWER: gettext_noop("nobody answered"),
    Outcome.WRONG_NUMBER: gettext_noop("the number is wrong"),
    Outcome.DECLINED: gettext_noop("did not want to say"),
    Outcome.ASKED: gettext_noop("asked for a verdict"),
    Outcome.UNDELIVERED: gettext_noop("the message could not be delivered"),
}
SETTLED_NAMES: dict[str, str] = {
    Settled.YES: gettext_noop("settled"),
    Settled.PARTLY: gettext_noop("partly settled"),
    Settled.NO: gettext_noop("not settled"),
}
SATISFIED_NAMES: dict[str, str] = {
    Satisfied.SATISFIED: gettext_noop("satisfied"),
    Satisfied.MOSTLY: gettext_noop("mostly satisfied"),
    Satisfied.DISSATISFIED: gettext_noop("dissatisfied"),
}
"""English names; pages translate them."""

NO_ANSWER_YET = gettext_noop("no answer")


class AnswersMissing(InputRefused):
    """She was reached, but one of the two answers is not there."""

    code = "grid.answers_missing"
    message = gettext_noop("Whoever was reached has answered two questions; one answer is missing.")
    hint = gettext_noop(
        "Say whether it is settled and whether she is satisfied, or that she did not want to say."
    )


class NobodyAnswered(InputRefused):
    """Nobody was reached, and yet there are answers."""

    code = "grid.nobody_answered"
    message = gettext_noop("Nobody was reached, so there are no answers to keep.")
    hint = gettext_noop("Leave both questions empty, or choose “reached”.")


class MessageOnlyAsks(InputRefused):
    """A message asks and hears nothing; only a message asks so."""

    code = "grid.message_only_asks"
    message = gettext_noop("A message only asks for a verdict; it hears no answer.")
    hint = gettext_noop("Choose “asked for a verdict” for a message, and only for a message.")


class AskedAlready(RuleBroken):
    """A message asked her since the matter was closed; one is enough."""

    code = "grid.asked_already"
    message = gettext_noop(
        "A message has asked the reporter already; she is not sent a second one."
    )
    hint = gettext_noop("Wait for her answer, or call her.")


class RatedByHerself(RuleBroken):
    """The reporter has given her verdict; nobody need ask."""

    code = "grid.rated_by_herself"
    message = gettext_noop("The reporter has given her verdict herself; no follow-up is needed.")
    hint = gettext_noop("Her two answers stand in the record of the matter.")


class FollowedUpAlready(RuleBroken):
    """She was reached since the matter was closed."""

    code = "grid.followed_up_already"
    message = gettext_noop("The reporter was reached already; she is not asked again.")
    hint = gettext_noop("Her answers stand in the record of the matter.")


class NobodyToAsk(RuleBroken):
    """Nobody can be reached in this way."""

    code = "grid.nobody_to_ask"
    message = gettext_noop("Nobody can be reached in this way about this matter.")
    hint = gettext_noop(
        "A call needs the reporter's telephone, a message her link; "
        "what an officer found, nobody is asked about."
    )


@dataclass(frozen=True, slots=True)
class Heard:
    """What a post says of one attempt; both answers only where the reporter was reached."""

    how: How
    outcome: Outcome
    settled: Settled | None = None
    satisfied: Satisfied | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """What she left to be reached by; empty where she left none, or was forgotten."""

    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """What there is already: how often it was tried since the closing, who can be reached.

    ``is_asked``: a message asked her, and it was not given up as undelivered.
    """

    attempts: int
    is_reached: bool
    has_phone: bool
    has_link: bool
    is_asked: bool = False


SAID = tuple(outcome for outcome in Outcome if outcome is not Outcome.UNDELIVERED)
"""Outcomes that a post may say."""

UNSETTLED = frozenset({Settled.NO, Settled.PARTLY})
SILENT = frozenset({Outcome.NO_ANSWER, Outcome.UNDELIVERED})
"""Outcomes after which it is worth trying again."""


def check_heard(heard: Heard) -> None:
    """Refuse answers that do not fit what came of the attempt.

    Raises:
        MessageOnlyAsks: a message that heard, or a call that only asked.
        AnswersMissing: she was reached and one of the two answers is not there.
        NobodyAnswered: she was not reached and there is an answer.
    """
    if (heard.how is How.MESSAGE) != (heard.outcome is Outcome.ASKED):
        raise MessageOnlyAsks
    if heard.outcome not in SAID:
        raise MessageOnlyAsks
    answers = [heard.settled, heard.satisfied]
    if heard.outcome is Outcome.REACHED and None in answers:
        raise AnswersMissing
    if heard.outcome is not Outcome.REACHED and answers != [None, None]:
        raise NobodyAnswered


def check_needed(case: Standing, before: Before) -> None:
    """Refuse a follow-up that nobody needs, or for which there is nobody.

    Raises:
        MoveNotAllowed: the case is not closed.
        RatedByHerself, FollowedUpAlready, NobodyToAsk.
    """
    check_move(Stage(case.stage), Move.FOLLOW_UP)
    if case.is_on_site or not (before.has_phone or before.has_link):
        raise NobodyToAsk
    if case.rated_at is not None:
        raise RatedByHerself
    if before.is_reached:
        raise FollowedUpAlready


def followed_up(case: Standing, heard: Heard, before: Before) -> Changes:
    """Return what a follow-up sets in the case: that it was once said not to be settled.

    Raises:
        MoveNotAllowed, RatedByHerself, FollowedUpAlready, NobodyToAsk, AskedAlready.
        MessageOnlyAsks, AnswersMissing, NobodyAnswered.
    """
    check_needed(case, before)
    check_heard(heard)
    reachable = {How.PHONE: before.has_phone, How.MESSAGE: before.has_link, How.VISIT: True}
    if not reachable[heard.how]:
        raise NobodyToAsk
    if heard.how is How.MESSAGE and before.is_asked:
        raise AskedAlready
    return {"was_unsettled": case.was_unsettled or heard.settled in UNSETTLED}


def is_last(heard: Heard, *, number: int, attempts: int) -> bool:
    """Return whether nothing more is tried after this attempt, the ``number``-th of its round.

    After ``attempts`` calls that nobody answered the matter leaves the list; who left a wrong
    number or does not want to say is not called again, and a message leaves it to her; one that
    could not be delivered is an attempt like a call that nobody answered.
    """
    return heard.outcome not in SILENT or number >= attempts


def kept(heard: Heard, *, number: int, attempts: int) -> Changes:
    """Return what is kept of an attempt, the ``number``-th of its round."""
    return {
        "number": number,
        "how": heard.how.value,
        "outcome": heard.outcome.value,
        "settled": heard.settled.value if heard.settled else "",
        "satisfied": heard.satisfied.value if heard.satisfied else "",
        "is_last": is_last(heard, number=number, attempts=attempts),
    }


def terms(said: Mapping[str, object]) -> list[str]:
    """Return the English words for what an attempt heard: how, what came of it, both answers."""
    found = [
        HOW_NAMES.get(str(said.get("how"))),
        OUTCOME_NAMES.get(str(said.get("outcome"))),
        SETTLED_NAMES.get(str(said.get("settled"))),
        SATISFIED_NAMES.get(str(said.get("satisfied"))),
    ]
    return [word for word in found if word]
