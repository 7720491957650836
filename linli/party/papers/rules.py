"""How a supervision document reads: sentences of its record, words of its steps, its way."""

from dataclasses import dataclass

from linli.kernel.common.errors import gettext_noop
from linli.party.moves.rules import Move, Stage

SENTENCES: dict[str, str] = {
    "party.supervision_drafted": gettext_noop("Drafted."),
    "party.supervision_revised": gettext_noop("The draft was changed."),
    "party.supervision_issued": gettext_noop("Issued as %(number)s, feedback due %(due)s."),
    "party.supervision_answered": gettext_noop("Feedback of %(office)s."),
    "party.supervision_sent_back": gettext_noop("Sent back for new feedback, due %(due)s."),
    "party.supervision_cancelled_off": gettext_noop("Cancelled off."),
    "party.supervision_withdrawn": gettext_noop("Withdrawn."),
    "party.supervision_extended": gettext_noop("More time was given, due %(due)s."),
    "party.supervision_chased": gettext_noop("Chased."),
    "party.supervision_warned": gettext_noop("Reminder: most of the time has run."),
    "party.supervision_risen": gettext_noop("Overdue: chased by rule, time %(level)s."),
    "party.supervision_circulated": gettext_noop("Circulated to %(offices)s."),
    "party.supervision_words_erased": gettext_noop("Words that named a person were erased."),
    "party.supervision_read": gettext_noop("Marked as read by %(office)s."),
}
"""Verb of an entry → its sentence; the facts it names are filled in by the query."""

WAY: tuple[tuple[Stage, str], ...] = (
    (Stage.DRAFTED, gettext_noop("Drafted")),
    (Stage.ISSUED, gettext_noop("Issued")),
    (Stage.ANSWERED, gettext_noop("Feedback")),
    (Stage.CANCELLED_OFF, gettext_noop("Cancelled off")),
)
"""The way of a document in plain words; one sent back stands at its feedback again."""


def place_on_way(stage: Stage) -> int:
    """Return the index in ``WAY`` of the step that is now being taken."""
    return {
        Stage.DRAFTED: 0,
        Stage.ISSUED: 2,
        Stage.SENT_BACK: 2,
        Stage.ANSWERED: 3,
    }.get(stage, len(WAY))


@dataclass(frozen=True, slots=True)
class Wording:
    """How a step reads: ``name`` over its form, ``button`` on it, ``done`` once it is taken."""

    name: str
    button: str
    done: str
    is_grave: bool = False


WORDINGS: dict[Move, Wording] = {
    Move.ISSUE: Wording(
        gettext_noop("Issue"), gettext_noop("Issue"), gettext_noop("Issued and numbered.")
    ),
    Move.ANSWER: Wording(
        gettext_noop("Give feedback"),
        gettext_noop("Send the feedback"),
        gettext_noop("The feedback was sent."),
    ),
    Move.CANCEL_OFF: Wording(
        gettext_noop("Accept and cancel off"),
        gettext_noop("Cancel off"),
        gettext_noop("Cancelled off."),
    ),
    Move.SEND_BACK: Wording(
        gettext_noop("Send back for new feedback"),
        gettext_noop("Send back"),
        gettext_noop("Sent back."),
    ),
    Move.READ: Wording(
        gettext_noop("Mark as read"), gettext_noop("Mark as read"), gettext_noop("Marked as read.")
    ),
    Move.CHASE: Wording(
        gettext_noop("Chase"), gettext_noop("Chase"), gettext_noop("The offices were chased.")
    ),
    Move.EXTEND: Wording(
        gettext_noop("Give more time"),
        gettext_noop("Give more time"),
        gettext_noop("The deadline was moved."),
    ),
    Move.CIRCULATE: Wording(
        gettext_noop("Circulate"), gettext_noop("Circulate"), gettext_noop("Circulated.")
    ),
    Move.WITHDRAW: Wording(
        gettext_noop("Withdraw"),
        gettext_noop("Withdraw"),
        gettext_noop("Withdrawn."),
        is_grave=True,
    ),
}
"""Every step a person takes on a document, the most usual first."""

FIRST = frozenset({Move.ISSUE, Move.ANSWER, Move.CANCEL_OFF, Move.READ})
"""Steps whose form stands open; the others are folded under their name."""
