"""Who is told of what happens to a task of a policy document."""

from enum import StrEnum

from linli.kernel.common.errors import gettext_noop


class Circle(StrEnum):
    """A group of posts around a task."""

    TAKER = "taker"
    """Every post that may act for the responsible unit."""
    GIVER = "giver"
    """The posts of the office that gave it."""
    LINE = "line"
    """The next level of the line on which an overdue task rises, the same as that of a case."""


TOLD: dict[str, tuple[Circle, ...]] = {
    "party.policy_task_given": (Circle.TAKER,),
    "party.policy_task_reported": (Circle.GIVER,),
    "party.policy_task_confirmed": (Circle.TAKER,),
    "party.policy_task_sent_back": (Circle.TAKER,),
    "party.policy_task_extended": (Circle.TAKER,),
    "party.policy_task_chased": (Circle.TAKER,),
    "party.policy_task_withdrawn": (Circle.TAKER,),
    "party.policy_task_warned": (Circle.TAKER,),
    "party.policy_task_risen": (Circle.TAKER, Circle.GIVER, Circle.LINE),
}
"""Accepting and reporting progress tell nobody; of supervision its own document tells."""

TITLES: dict[str, str] = {
    "party.policy_task_given": gettext_noop("Your unit was given a task of a policy document"),
    "party.policy_task_reported": gettext_noop("The completion of a task waits to be confirmed"),
    "party.policy_task_confirmed": gettext_noop("The completion of your task was confirmed"),
    "party.policy_task_sent_back": gettext_noop("A task was sent back to your unit"),
    "party.policy_task_extended": gettext_noop("A task has more time"),
    "party.policy_task_chased": gettext_noop("A task is chased"),
    "party.policy_task_withdrawn": gettext_noop("A task was withdrawn"),
    "party.policy_task_warned": gettext_noop("The deadline of a task is near"),
    "party.policy_task_risen": gettext_noop("The deadline of a task has passed"),
}
"""Verb → title of the message; pages translate it."""
