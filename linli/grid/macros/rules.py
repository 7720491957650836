"""Macros: a named list of steps that are taken together or not at all (row X2).

A macro takes no step that a post could not take one by one: each goes through its own service
with its own guard. What a macro saves is typing, not deciding.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from linli.kernel.common.errors import InputRefused, gettext_noop


class Action(StrEnum):
    """What a step of a macro does."""

    REGISTER = "register"
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    GIVE_BACK = "give_back"
    DONE = "done"
    VERIFY = "verify"
    REWORK = "rework"
    CLOSE = "close"
    NOTE = "note"
    PUBLISH = "publish"


ACTION_NAMES: dict[str, str] = {
    Action.REGISTER: gettext_noop("take in with the category"),
    Action.DISPATCH: gettext_noop("give to a unit"),
    Action.ACCEPT: gettext_noop("take in hand"),
    Action.GIVE_BACK: gettext_noop("give back"),
    Action.DONE: gettext_noop("report as handled"),
    Action.VERIFY: gettext_noop("confirm as done"),
    Action.REWORK: gettext_noop("send back as not done"),
    Action.CLOSE: gettext_noop("close"),
    Action.NOTE: gettext_noop("leave an internal note"),
    Action.PUBLISH: gettext_noop("leave a public note"),
}
"""English names; pages translate them."""

SPEAKS = frozenset({Action.GIVE_BACK, Action.DONE, Action.REWORK, Action.NOTE, Action.PUBLISH})
"""Actions that need words."""

MOST_STEPS = 6
"""More than a person can foresee is no help; ours (decision 0023)."""


class MacroUnfit(InputRefused):
    """A macro has no steps, too many, or one that lacks what it needs."""

    code = "grid.macro_unfit"
    message = gettext_noop("Step %(number)s cannot stand like this in a macro.")
    hint = gettext_noop(
        "One to six steps; taking in needs a category; notes, giving back, handling and "
        "sending back need words."
    )


@dataclass(frozen=True, slots=True)
class MacroStep:
    """One step of a macro.

    ``category``: for taking in. ``lead_id``: for giving out; None: the unit that fits best by
    the list of duties. ``words`` may hold the placeholders of phrases.
    """

    action: Action
    category: str = ""
    lead_id: UUID | None = None
    words: str = ""

    def plain(self) -> dict[str, str]:
        """Return the step in words, as it is stored."""
        return {
            "action": self.action.value,
            "category": self.category,
            "lead": str(self.lead_id) if self.lead_id else "",
            "words": self.words,
        }


def step_of(plain: Mapping[str, str]) -> MacroStep:
    """Return a step from how it is stored."""
    lead = plain.get("lead", "")
    return MacroStep(
        action=Action(plain["action"]),
        category=plain.get("category", ""),
        lead_id=UUID(lead) if lead else None,
        words=plain.get("words", ""),
    )


def steps_of(plain: Iterable[Mapping[str, str]]) -> list[MacroStep]:
    """Return the steps of a macro in their order."""
    return [step_of(each) for each in plain]


ANYWHERE = frozenset({Action.NOTE, Action.PUBLISH})
"""Actions that no stage of a case forbids."""


def may_begin(action: Action, moves: Collection[str]) -> bool:
    """Return whether an action is open on a case where these moves are."""
    return action in ANYWHERE or action in moves


def check_steps(steps: list[MacroStep]) -> None:
    """Refuse a macro that could never run.

    Raises:
        MacroUnfit: no step, more than six, or one without what it needs; ``number`` says which.
    """
    if not steps or len(steps) > MOST_STEPS:
        raise MacroUnfit(number=len(steps) or 1)
    for number, step in enumerate(steps, start=1):
        lacks_words = step.action in SPEAKS and not step.words
        lacks_category = step.action is Action.REGISTER and not step.category
        if lacks_words or lacks_category:
            raise MacroUnfit(number=number)
