"""Which steps a desk or an officer is offered on a case, in which order, in which words."""

from dataclasses import dataclass

from linli.grid.moves.rules import Move, Stage
from linli.kernel.common.errors import gettext_noop


@dataclass(frozen=True, slots=True)
class Wording:
    """How a step reads: ``name`` over its form, ``button`` on it, ``done`` once it is taken."""

    name: str
    button: str
    done: str
    is_grave: bool = False


WORDINGS: dict[Move, Wording] = {
    Move.REGISTER: Wording(
        gettext_noop("Take in"), gettext_noop("Take in"), gettext_noop("Taken in.")
    ),
    Move.DISPATCH: Wording(
        gettext_noop("Give to a unit"), gettext_noop("Give"), gettext_noop("Given to the unit.")
    ),
    Move.ACCEPT: Wording(
        gettext_noop("Take in hand"), gettext_noop("Take in hand"), gettext_noop("Taken in hand.")
    ),
    Move.DONE: Wording(
        gettext_noop("Report as handled"),
        gettext_noop("Report as handled"),
        gettext_noop("Handled; it now waits for the check."),
    ),
    Move.VERIFY: Wording(
        gettext_noop("Confirm: done"),
        gettext_noop("Confirm: done"),
        gettext_noop("Checked: done."),
    ),
    Move.CLOSE: Wording(gettext_noop("Close"), gettext_noop("Close"), gettext_noop("Closed.")),
    Move.GRANT: Wording(
        gettext_noop("Grant what is asked for"), gettext_noop("Grant"), gettext_noop("Granted.")
    ),
    Move.REFUSE: Wording(
        gettext_noop("Refuse what is asked for"), gettext_noop("Refuse"), gettext_noop("Refused.")
    ),
    Move.RESUME: Wording(
        gettext_noop("Let the clock run again"),
        gettext_noop("Let the clock run again"),
        gettext_noop("The clock runs again."),
    ),
    Move.REWORK: Wording(
        gettext_noop("Send back: not done"),
        gettext_noop("Send back"),
        gettext_noop("Sent back to the unit."),
    ),
    Move.GIVE_BACK: Wording(
        gettext_noop("Give back: not our duty"),
        gettext_noop("Give back and say why"),
        gettext_noop("Given back."),
    ),
    Move.DECLINE: Wording(
        gettext_noop("Do not take in"),
        gettext_noop("Do not take in"),
        gettext_noop("Not taken in; the reporter reads why."),
        is_grave=True,
    ),
    Move.ASK_SUSPENSION: Wording(
        gettext_noop("Ask for a suspension"), gettext_noop("Ask"), gettext_noop("Asked.")
    ),
    Move.ASK_EXTENSION: Wording(
        gettext_noop("Ask for more time"), gettext_noop("Ask"), gettext_noop("Asked.")
    ),
    Move.REOPEN: Wording(gettext_noop("Reopen"), gettext_noop("Reopen"), gettext_noop("Reopened.")),
    Move.MERGE: Wording(
        gettext_noop("Merge into another matter"),
        gettext_noop("Merge"),
        gettext_noop("Merged; its reporters follow the other matter."),
        is_grave=True,
    ),
    Move.SPLIT: Wording(
        gettext_noop("Split off a part"),
        gettext_noop("Split off"),
        gettext_noop("The part is a matter of its own now."),
    ),
}
"""Every step a person takes at a desk or on the way, the most usual first."""

FIRST = frozenset(
    {Move.REGISTER, Move.DISPATCH, Move.ACCEPT, Move.DONE, Move.VERIFY, Move.CLOSE, Move.GRANT}
)
"""Steps whose form stands open; the others are folded under their name."""

ANSWERS = frozenset({Move.GRANT, Move.REFUSE})
ASKS = frozenset({Move.ASK_SUSPENSION, Move.ASK_EXTENSION})

BATCH = (Move.ACCEPT, Move.DISPATCH, Move.VERIFY, Move.CLOSE)
"""Steps that need no words and can be taken on many cases at once."""


@dataclass(frozen=True, slots=True)
class State:
    """What decides, beside stage and post, which steps make sense now."""

    stage: str
    pending: str
    stands: bool
    is_judged: bool = False


def offered(moves: list[Move], state: State) -> list[Move]:
    """Return the open moves worth showing, the most usual first.

    An answer needs a question, a question needs that none waits, a clock that stands is
    resumed and not suspended again, and what another post has judged is not reopened.
    Supervision is a document of its own.
    """
    return [move for move in WORDINGS if move in moves and _makes_sense(move, state)]


def _makes_sense(move: Move, state: State) -> bool:
    if move in ANSWERS:
        return bool(state.pending)
    if move in ASKS:
        return not state.pending and not state.stands and state.stage != Stage.VERIFIED
    if move is Move.REOPEN:
        return not state.is_judged
    return state.stands if move is Move.RESUME else True


QUICK_NAMES: dict[str, str] = {
    "": gettext_noop("All open"),
    "part": gettext_noop("Our part"),
    "question": gettext_noop("A unit asks back"),
    "late": gettext_noop("Overdue"),
    "soon": gettext_noop("Due soon"),
    "asked": gettext_noop("Asks for an answer"),
    "still": gettext_noop("Clock stands still"),
    "emergency": gettext_noop("Emergency"),
    "supervised": gettext_noop("Supervised"),
    "reopened": gettext_noop("Reopened"),
    "sample": gettext_noop("Sample check"),
    "added": gettext_noop("Reporter added something"),
    "follow_up": gettext_noop("To follow up"),
    "superior": gettext_noop("Passed down"),
    "superior_soon": gettext_noop("Superior waits"),
}
"""Word of a quick filter → its name, the most urgent first; the empty word leaves all open ones."""
