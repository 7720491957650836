"""The superior's clock and the steps towards a superior: plain tables.

The superior's deadline is a moment, not a limit: our suspension and our extension do not touch
it, and only an extension that the superior grants moves it (row G1, “限期办结”; 12345 orders
carry their deadline, governance rules H3, and may not be pushed away once taken, H4, H13).
"""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from linli.grid.moves.rules import Held, Stage, may_see
from linli.grid.superior_clocks import rules as clocks
from linli.grid.superior_clocks.rules import RUNNING, STATE_NAMES, State, runs
from linli.kernel.common.errors import Forbidden, InputRefused, RuleBroken, Term, gettext_noop
from linli.kernel.people.rules import DESKS, Actor, NotYourTerritory, covers

Changes = dict[str, object]


__all__ = ["RUNNING", "STATE_NAMES", "State", "runs"]
"""Parts of ``superior_clocks`` that are also known under this address."""


class Extension(StrEnum):
    """How the last wish for more time stands."""

    NONE = ""
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


EXTENSION_NAMES: dict[Extension, str] = {
    Extension.NONE: "",
    Extension.ASKED: gettext_noop("asked for"),
    Extension.GRANTED: gettext_noop("granted"),
    Extension.REFUSED: gettext_noop("refused"),
}


class Act(StrEnum):
    """What we tell the superior, or the superior tells us."""

    REGISTER = "register"
    REFUSE = "refuse"
    ASK = "ask"
    GRANT = "grant"
    DENY = "deny"
    REPLY = "reply"
    FOLLOW_UP = "follow_up"
    SEND_BACK = "send_back"


ACT_NAMES: dict[Act, str] = {
    Act.REGISTER: gettext_noop("Confirm receipt"),
    Act.REFUSE: gettext_noop("Refuse to the superior"),
    Act.ASK: gettext_noop("Ask the superior for more time"),
    Act.GRANT: gettext_noop("Record: more time granted"),
    Act.DENY: gettext_noop("Record: more time refused"),
    Act.REPLY: gettext_noop("Draft and send the reply"),
    Act.FOLLOW_UP: gettext_noop("Record the superior's follow-up"),
    Act.SEND_BACK: gettext_noop("Record: sent back by the superior"),
}

OURS = frozenset({Act.REGISTER, Act.REFUSE, Act.ASK, Act.REPLY})
"""What we tell; the others the superior tells, through a desk or its own interface."""

ACTS: dict[Act, tuple[frozenset[State], State | None]] = {
    Act.REGISTER: (frozenset({State.RECEIVED}), State.REGISTERED),
    Act.REFUSE: (frozenset({State.RECEIVED}), State.REFUSED),
    Act.ASK: (frozenset({State.REGISTERED}), None),
    Act.GRANT: (frozenset({State.REGISTERED}), None),
    Act.DENY: (frozenset({State.REGISTERED}), None),
    Act.REPLY: (frozenset({State.REGISTERED}), State.REPLIED),
    Act.FOLLOW_UP: (frozenset({State.REPLIED}), State.FOLLOWED_UP),
    Act.SEND_BACK: (
        frozenset({State.REFUSED, State.REPLIED, State.FOLLOWED_UP}),
        State.REGISTERED,
    ),
}
"""Act → from which states, to which state (None: it stays). After receipt nothing is refused."""

MAY_ACT = DESKS
"""Desks of the place answer superiors; departments see the deadline and do not answer."""


class Result(StrEnum):
    """What a reply says became of the matter."""

    SETTLED = "settled"
    PARTLY = "partly"
    EXPLAINED = "explained"
    DECLINED = "declined"


RESULT_NAMES: dict[Result, str] = {
    Result.SETTLED: gettext_noop("settled"),
    Result.PARTLY: gettext_noop("partly settled"),
    Result.EXPLAINED: gettext_noop("not settled, explained"),
    Result.DECLINED: gettext_noop("not taken in"),
}

REPLY_FROM = frozenset({Stage.DONE, Stage.VERIFIED, Stage.CLOSED, Stage.DECLINED, Stage.MERGED})
"""Stages of our case from which a superior may be answered: something was done or decided."""


class Outside(Protocol):
    """What the rules read of the superior's side of a case."""

    state: str
    extension: str
    received_at: datetime
    due_at: datetime
    refused_at: datetime | None
    replied_at: datetime | None
    asked_until: datetime | None
    is_warned: bool
    is_late: bool
    was_late: bool
    extensions: int
    sent_back: int


class ActNotOpen(RuleBroken):
    """The step towards the superior is not open from the present state."""

    code = "grid.act_not_open"
    message = gettext_noop(
        "Towards the superior this matter is “%(state)s”; this step is not open."
    )
    hint = gettext_noop("Reload the page to see what changed.")


class NotHandledYet(RuleBroken):
    """A reply would be sent before anything was done."""

    code = "grid.not_handled_yet"
    message = gettext_noop("Nothing was handled yet, so there is nothing to reply.")
    hint = gettext_noop("Let the unit report it as handled, or ask the superior for more time.")


class ExtensionWaits(RuleBroken):
    """The superior was asked for more time and has not answered."""

    code = "grid.extension_waits"
    message = gettext_noop("The superior was asked for more time already and has not answered.")
    hint = gettext_noop("Record its answer first.")


class NoExtensionAsked(RuleBroken):
    """There is no wish for more time that could be answered."""

    code = "grid.no_extension_asked"
    message = gettext_noop("The superior was not asked for more time.")
    hint = gettext_noop("Only a wish that was sent can be answered.")


class NotLater(InputRefused):
    """A new deadline lies before the one it replaces, or before now."""

    code = "grid.not_later"
    message = gettext_noop("The new deadline %(wanted)s is not later than %(before)s.")
    hint = gettext_noop("Give a later day and time.")


class AnswerTooEarly(RuleBroken):
    """The superior's answer is older than our last word, so it is about an earlier one."""

    code = "grid.answer_too_early"
    message = gettext_noop(
        "This answer of the superior is of %(said)s; we replied at %(replied)s, so it is not about that reply."
    )
    hint = gettext_noop("Nothing was taken over. Check the day where the answer is a new one.")


class AnswerInFuture(InputRefused):
    """The superior's answer bears a moment that has not come."""

    code = "grid.answer_in_future"
    message = gettext_noop("This answer of the superior is of %(said)s, which has not come yet.")
    hint = gettext_noop("Check day and year.")


def check_may(actor: Actor, case: Held) -> None:
    """Refuse an actor who does not answer the superior for a case.

    Raises:
        Forbidden: she may see it, and another answers.
        NotYourTerritory: it is not hers to know of.
    """
    if actor.role in MAY_ACT and covers(actor, case):
        return
    raise Forbidden if actor.is_staff and may_see(actor, case) else NotYourTerritory


def open_acts(outside: Outside, stage: str) -> list[Act]:
    """Return the acts that make sense now, in the order of the table."""
    waits = outside.extension == Extension.ASKED
    senseless = {Act.ASK} if waits else {Act.GRANT, Act.DENY}
    state = State(outside.state)
    found = [act for act, (origins, _) in ACTS.items() if state in origins]
    found = [act for act in found if act not in senseless]
    return [act for act in found if act is not Act.REPLY or Stage(stage) in REPLY_FROM]


def check_act(outside: Outside, act: Act) -> str:
    """Return the state an act leads to.

    Raises:
        ActNotOpen: it is not open from here.
    """
    origins, to = ACTS[act]
    state = State(outside.state)
    if state not in origins:
        raise ActNotOpen(state=Term(STATE_NAMES[state]))
    return (to or state).value


def registered(outside: Outside, *, at: datetime) -> Changes:
    """Return what confirming receipt sets."""
    return {"state": check_act(outside, Act.REGISTER), "registered_at": at}


def refused(outside: Outside, ground: str, *, at: datetime) -> Changes:
    """Return what refusing sets; the superior may send it back all the same."""
    return {
        "state": check_act(outside, Act.REFUSE),
        "ground": ground,
        "was_late": outside.was_late or at > outside.due_at,
        "refused_at": at,
    }


def asked(outside: Outside, until: datetime) -> Changes:
    """Return what asking for more time sets; the deadline stays until the superior answers.

    Raises:
        ExtensionWaits: an earlier wish has no answer.
        NotLater: it would not be more time.
    """
    check_act(outside, Act.ASK)
    if outside.extension == Extension.ASKED:
        raise ExtensionWaits
    if until <= outside.due_at:
        raise NotLater(wanted=until, before=outside.due_at)
    return {"extension": Extension.ASKED.value, "asked_until": until}


def answered(outside: Outside, *, due_at: datetime | None, at: datetime) -> Changes:
    """Return what the superior's answer sets: a new deadline, or None where it refuses.

    Raises:
        NoExtensionAsked: there was no wish.
        NotLater: the new deadline is not later than the old one.
    """
    check_act(outside, Act.GRANT if due_at else Act.DENY)
    if outside.extension != Extension.ASKED:
        raise NoExtensionAsked
    if due_at is None:
        return {"extension": Extension.REFUSED.value, "asked_until": None}
    if due_at <= outside.due_at:
        raise NotLater(wanted=due_at, before=outside.due_at)
    return {
        "extension": Extension.GRANTED.value,
        "asked_until": None,
        "extensions": outside.extensions + 1,
        **clocks.due_moved(outside, due_at, at=at),
    }


def replied(outside: Outside, result: Result, *, stage: str, at: datetime) -> Changes:
    """Return what a reply sets; the superior's clock ends.

    Raises:
        NotHandledYet: our case has not come so far.
    """
    state = check_act(outside, Act.REPLY)
    if Stage(stage) not in REPLY_FROM:
        raise NotHandledYet
    return {
        "state": state,
        "result": result.value,
        "was_late": outside.was_late or at > outside.due_at,
        "replied_at": at,
        "exported_at": None,
        "extension": _closed_wish(outside),
        "asked_until": None,
    }


def _closed_wish(outside: Outside) -> str:
    """Return how a wish for more time stands once it is of no use any more."""
    waits = outside.extension == Extension.ASKED
    return Extension.NONE.value if waits else outside.extension


def check_said(outside: Outside, said_at: datetime | None, *, at: datetime) -> datetime:
    """Return when the superior said something: as it says itself, else now.

    Raises:
        AnswerTooEarly: it is about an earlier reply.
        AnswerInFuture: its day has not come.
    """
    if said_at is None:
        return at
    if said_at > at:
        raise AnswerInFuture(said=said_at)
    before = outside.replied_at or outside.refused_at
    if before and said_at < before:
        raise AnswerTooEarly(said=said_at, replied=before)
    return said_at


def followed_up(
    outside: Outside,
    *,
    settled: bool,
    satisfied: str,
    said_at: datetime | None = None,
    at: datetime,
) -> Changes:
    """Return what the superior's follow-up sets; ``said_at``: its own day of it.

    Raises:
        AnswerTooEarly: it is about an earlier reply.
        AnswerInFuture: its day has not come.
    """
    return {
        "state": check_act(outside, Act.FOLLOW_UP),
        "settled": settled,
        "satisfied": satisfied,
        "followed_at": check_said(outside, said_at, at=at),
    }


def sent_back(
    outside: Outside, *, due_at: datetime, said_at: datetime | None = None, at: datetime
) -> Changes:
    """Return what a matter that the superior sends back sets: it runs again, with its new deadline.

    Raises:
        NotLater: the new deadline has passed already.
        AnswerTooEarly: it is about an earlier reply.
        AnswerInFuture: its day has not come.
    """
    state = check_act(outside, Act.SEND_BACK)
    if due_at <= at:
        raise NotLater(wanted=due_at, before=at)
    return {
        "state": state,
        "sent_back": outside.sent_back + 1,
        "received_at": check_said(outside, said_at, at=at),
        "due_at": due_at,
        "is_warned": False,
        "is_late": False,
        "level": 0,
        "replied_at": None,
        "exported_at": None,
        "result": "",
        "settled": None,
        "satisfied": "",
        "extension": Extension.NONE.value,
    }
