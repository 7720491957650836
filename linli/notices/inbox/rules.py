"""Who is told of what: one table from the verb of an entry to the posts that should know."""

from collections.abc import Mapping
from enum import StrEnum

from linli.grid.moves.rules import Stage
from linli.kernel.common.errors import gettext_noop
from linli.kernel.people.rules import DEPARTMENT, Role


class Audience(StrEnum):
    """A group of posts around a case."""

    HANDLER = "handler"
    """The post that has it in hand; the hands of the lead where nobody has."""
    HANDS = "hands"
    """Everybody of the leading organisation who could take it at that place."""
    DESK = "desk"
    """The community desk of the place; the desk above where there is no community."""
    SETTER = "setter"
    """The desks that set the deadline and may change it."""
    JUDGES = "judges"
    """The desks above those that set the deadline, who judge for another post."""
    LINE = "line"
    """The next level of the line on which an overdue case rises."""
    AT_WORK = "at_work"
    """Its handler, or the hands of the lead, until the matter was handled."""
    DESK_ABOVE = "desk_above"
    """The desk of the place to which a missed moment of a superior rises; departments answer none."""


TOLD: dict[str, tuple[Audience, ...]] = {
    "grid.case_reported": (Audience.DESK,),
    "grid.case_dispatched": (Audience.HANDS,),
    "grid.case_given_back": (Audience.SETTER,),
    "grid.case_done": (Audience.DESK,),
    "grid.case_sent_back": (Audience.HANDLER,),
    "grid.case_rated": (Audience.DESK,),
    "grid.case_reopened": (Audience.HANDS, Audience.DESK),
    "grid.case_asked": (Audience.SETTER,),
    "grid.case_judged": (Audience.DESK,),
    "grid.case_noted": (),
    "grid.case_note_published": (),
    "grid.case_words_added": (Audience.DESK, Audience.HANDLER),
    "grid.case_granted": (Audience.HANDLER,),
    "grid.case_refused": (Audience.HANDLER,),
    "grid.case_resumed": (Audience.HANDLER,),
    "grid.case_supervised": (Audience.HANDLER, Audience.DESK),
    "grid.case_warned": (Audience.HANDLER,),
    "grid.case_escalated": (Audience.HANDLER, Audience.LINE),
    "grid.superior_told_again": (Audience.DESK,),
    "grid.superior_moved": (Audience.DESK, Audience.AT_WORK),
    "grid.superior_granted": (Audience.DESK,),
    "grid.superior_denied": (Audience.DESK,),
    "grid.superior_sent_back": (Audience.DESK,),
    "grid.superior_receipt_warned": (Audience.DESK,),
    "grid.superior_receipt_late": (Audience.DESK, Audience.DESK_ABOVE),
    "grid.superior_warned": (Audience.DESK, Audience.AT_WORK),
    "grid.superior_late": (Audience.DESK, Audience.DESK_ABOVE, Audience.AT_WORK),
    "grid.dispute_begun": (),
    "grid.dispute_stated": (),
    "grid.dispute_decided": (Audience.DESK,),
    "grid.dispute_withdrawn": (Audience.DESK,),
    "grid.dispute_warned": (),
    "grid.dispute_escalated": (),
    "grid.task_given": (),
    "grid.last_task_done": (Audience.HANDLER,),
    "grid.task_asked": (Audience.HANDLER,),
    "grid.task_answered": (),
    "grid.task_question_dropped": (Audience.HANDLER,),
    "grid.task_given_back": (Audience.HANDLER,),
    "grid.task_withdrawn": (),
    "grid.task_due_set": (),
    "grid.task_warned": (),
    "grid.task_escalated": (Audience.HANDLER,),
}
"""Entries that nobody has to act on are not sent; the page of the case shows them all."""

TOLD_OF_PART: dict[str, tuple[Audience, ...]] = {
    "grid.task_given": (Audience.HANDS,),
    "grid.task_answered": (Audience.HANDLER,),
    "grid.task_withdrawn": (Audience.HANDLER,),
    "grid.task_due_set": (Audience.HANDLER,),
    "grid.task_warned": (Audience.HANDLER,),
    "grid.task_escalated": (Audience.HANDLER, Audience.LINE),
}
"""Who is told in the unit whose part of a case it is: its handler, its hands, its own line."""


class Side(StrEnum):
    """A group of posts around a dispute."""

    PARTIES = "parties"
    """The units between which it is."""
    DECIDER = "decider"
    """The desk that decides."""
    DECIDED = "decided"
    """The unit that has it from the decision on."""
    ABOVE = "above"
    """Who is told when even the district's desk has not decided in time."""


TOLD_OF_DISPUTE: dict[str, tuple[Side, ...]] = {
    "grid.dispute_begun": (Side.PARTIES, Side.DECIDER),
    "grid.dispute_stated": (Side.DECIDER,),
    "grid.dispute_decided": (Side.PARTIES, Side.DECIDED),
    "grid.dispute_withdrawn": (Side.PARTIES,),
    "grid.dispute_warned": (Side.DECIDER,),
    "grid.dispute_escalated": (Side.PARTIES, Side.DECIDER, Side.ABOVE),
}
"""Who is told of a dispute, beside those around its case."""

TITLES: dict[str, str] = {
    "grid.case_reported": gettext_noop("A new matter waits to be taken in"),
    "grid.case_dispatched": gettext_noop("A matter was given to your unit"),
    "grid.case_given_back": gettext_noop("A unit gave a matter back"),
    "grid.case_done": gettext_noop("A matter waits for the check"),
    "grid.case_sent_back": gettext_noop("The check found a matter not done"),
    "grid.case_rated": gettext_noop("A reporter gave her verdict"),
    "grid.case_reopened": gettext_noop("A matter was reopened"),
    "grid.case_asked": gettext_noop("A request waits for your answer"),
    "grid.case_judged": gettext_noop("Another post judged a matter"),
    "grid.case_noted": gettext_noop("Your unit is asked to look at a note"),
    "grid.case_note_published": gettext_noop("Your unit is asked to look at a note"),
    "grid.case_words_added": gettext_noop("A reporter added something"),
    "grid.case_granted": gettext_noop("A request was granted"),
    "grid.case_refused": gettext_noop("A request was refused"),
    "grid.case_resumed": gettext_noop("The clock of a matter runs again"),
    "grid.case_supervised": gettext_noop("A matter was put under supervision"),
    "grid.case_warned": gettext_noop("A deadline is near"),
    "grid.case_escalated": gettext_noop("A deadline has passed"),
    "grid.superior_told_again": gettext_noop("A superior sent a matter again with changes"),
    "grid.superior_moved": gettext_noop("A superior changed its deadline"),
    "grid.superior_granted": gettext_noop("The superior granted more time"),
    "grid.superior_denied": gettext_noop("The superior refused more time"),
    "grid.superior_sent_back": gettext_noop("A superior sent a matter back"),
    "grid.superior_receipt_warned": gettext_noop("Receipt is soon due to a superior"),
    "grid.superior_receipt_late": gettext_noop("Receipt was not confirmed to a superior in time"),
    "grid.superior_warned": gettext_noop("A superior's deadline is near"),
    "grid.superior_late": gettext_noop("A superior's deadline has passed"),
    "grid.dispute_begun": gettext_noop("It is in dispute whose duty a matter is"),
    "grid.dispute_stated": gettext_noop("A unit stated its view in a dispute of duty"),
    "grid.dispute_decided": gettext_noop("It was decided whose duty a matter is"),
    "grid.dispute_withdrawn": gettext_noop("The units settled whose duty a matter is"),
    "grid.dispute_warned": gettext_noop("The time to decide a dispute of duty runs out"),
    "grid.dispute_escalated": gettext_noop("A dispute of duty was not decided in time"),
    "grid.task_given": gettext_noop("Your unit got a part of a matter"),
    "grid.last_task_done": gettext_noop("All parts of a matter are done"),
    "grid.task_asked": gettext_noop("A unit asks back about its part of a matter"),
    "grid.task_answered": gettext_noop("Your unit's question about its part was answered"),
    "grid.task_question_dropped": gettext_noop("A unit needs no answer about its part any more"),
    "grid.task_given_back": gettext_noop("A unit gave its part of a matter back"),
    "grid.task_withdrawn": gettext_noop("Your unit's part of a matter was withdrawn"),
    "grid.task_due_set": gettext_noop("Your unit's part of a matter has another deadline"),
    "grid.task_warned": gettext_noop("The deadline of a part is near"),
    "grid.task_escalated": gettext_noop("The deadline of a part has passed"),
}
"""Verb → title of the message; pages translate it."""


ASKS_ANOTHER = frozenset({"judge", "review"})


def audiences_of(verb: str, what: str) -> tuple[Audience, ...]:
    """Return who is told of an entry; ``what`` is asked for in it, or ''.

    A judgement is asked of another post than the one that set the deadline.
    """
    return (Audience.JUDGES,) if what in ASKS_ANOTHER else TOLD[verb]


def still_matters(verb: str, stage: str) -> bool:
    """Return whether a message is still of use at the stage the case has reached meanwhile.

    A matter that a rule has taken in needs no desk any more.
    """
    return verb != "grid.case_reported" or stage == Stage.REPORTED


WAY_UP = (Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DISTRICT_DESK, Role.SUPERVISOR)


def desk_above(lowest: Role, level: int) -> tuple[Role, ...]:
    """Return who is told when a moment that a superior set was missed and rises to ``level``.

    From the desk of the place by one desk each time; beyond the district's, its supervisors
    beside it.

    Source: article, pillar two, “分级负责、限期办结” (row G1); the levels are ours (decision 0015).
    """
    reached = WAY_UP.index(lowest) + level
    if reached < len(WAY_UP) - 1:
        return (WAY_UP[reached],)
    return (Role.DISTRICT_DESK, Role.SUPERVISOR)


def missed_level(facts: Mapping[str, object]) -> int:
    """Return to which level a missed moment of a superior rose, from the facts of its entry; or 0."""
    told = facts.get("external")
    values = told.get("set") if isinstance(told, Mapping) else None
    if not isinstance(values, Mapping):
        return 0
    level = values.get("receipt_level", values.get("level", 0))
    return level if isinstance(level, int) else 0


HANDS_ROLES = [Role.GRID_OFFICER, Role.COMMUNITY_DESK, Role.STREET_DESK, *sorted(DEPARTMENT)]
