"""How proposals read: sentences of their record, words of their steps, their filters."""

from dataclasses import dataclass

from linli.grid.redrawings.rules import Move
from linli.kernel.common.errors import gettext_noop

SENTENCES: dict[str, str] = {
    "grid.redrawing_drafted": gettext_noop("Drawn."),
    "grid.redrawing_redrawn": gettext_noop("Drawn differently."),
    "grid.redrawing_checked": gettext_noop("Checked anew on the territory as it was then."),
    "grid.redrawing_submitted": gettext_noop("Submitted for approval."),
    "grid.redrawing_approved": gettext_noop("Approved; the territory is as it was drawn."),
    "grid.redrawing_refused": gettext_noop("Refused."),
    "grid.redrawing_withdrawn": gettext_noop("Withdrawn."),
}
"""Verb of an entry → its sentence."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How a step reads: its name, the button, what is said once it is taken, its question."""

    name: str
    button: str
    done: str
    question: str = ""
    is_grave: bool = False
    is_open: bool = True


WORDINGS: dict[Move, Wording] = {
    Move.CHECK: Wording(
        gettext_noop("Check anew"),
        gettext_noop("Check anew"),
        gettext_noop("Checked on the territory as it is now."),
    ),
    Move.SUBMIT: Wording(
        gettext_noop("Submit for approval"),
        gettext_noop("Submit"),
        gettext_noop("Submitted: another person decides."),
    ),
    Move.APPROVE: Wording(
        gettext_noop("Approve"),
        gettext_noop("Approve and bring into force"),
        gettext_noop("Approved; the territory is as it was drawn."),
        question=gettext_noop("Remark"),
    ),
    Move.REFUSE: Wording(
        gettext_noop("Refuse"),
        gettext_noop("Refuse"),
        gettext_noop("Refused; the proposer reads why."),
        question=gettext_noop("Reason"),
        is_grave=True,
        is_open=False,
    ),
    Move.WITHDRAW: Wording(
        gettext_noop("Withdraw"),
        gettext_noop("Withdraw"),
        gettext_noop("Withdrawn."),
        question=gettext_noop("Remark"),
        is_open=False,
    ),
}
"""Step → its words, in the order of the page."""

QUICK_NAMES: dict[str, str] = {
    "": gettext_noop("Open"),
    "mine": gettext_noop("Mine"),
    "decide": gettext_noop("Waits for my decision"),
    "ended": gettext_noop("Ended"),
}
"""Word of a quick filter → its name; the empty word leaves all that are open."""
