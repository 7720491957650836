"""The update exchange as FixMyStreet speaks it: its document, its words, what they ask for.

Source: mySociety, “Open311 FMS – Proposed differences”; decision 0016.
"""

from dataclasses import dataclass
from uuid import UUID, uuid5

from linli.grid.moves.rules import Move, Stage
from linli.kernel.common.errors import gettext_noop

ROOT, ITEM = "service_request_updates", "request_update"

WORDS = (
    "open",
    "closed",
    "fixed",
    "in_progress",
    "planned",
    "action_scheduled",
    "investigating",
    "duplicate",
    "not_councils_responsibility",
    "no_further_action",
    "internal_referral",
    "cancelled",
    "reopen",
    "for_triage",
    "unchanged",
)
"""How a matter may stand in the eyes of whoever sends an update; upper or lower case."""

AGAIN, AT_WORK, ENDED = {"open", "reopen"}, {"in_progress", "investigating"}, {"fixed", "closed"}

ASKED: dict[Stage, tuple[tuple[set[str], tuple[Move, ...]], ...]] = {
    Stage.CLOSED: ((AGAIN, (Move.REOPEN,)),),
    Stage.DISPATCHED: ((AT_WORK, (Move.ACCEPT,)), (ENDED, (Move.ACCEPT, Move.DONE))),
    Stage.IN_HAND: ((ENDED, (Move.DONE,)),),
}
"""Stage → words → the steps that an update with such a word asks for, one after the other."""


def asked(stage: str, word: str) -> tuple[Move, ...]:
    """Return the steps that an update asks for; none where it only adds words."""
    return next((moves for words, moves in ASKED.get(Stage(stage), ()) if word in words), ())


def update_id(number: str, entry: int) -> str:
    """Return the name of an entry of a case, which never changes: its place in the record."""
    return f"{number}.{entry}"


def note_key(key_id: UUID, update: str) -> UUID:
    """Return the key of the note that an update of a partner is; sent again it is the same."""
    return uuid5(key_id, update)


STATUS_THERE = gettext_noop("Status in the other system: %(status)s")
"""Line below the words of an update, so that what it asks for is read also where it is not open."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an update: its name here, its case, and how the case now stands."""

    update_id: str
    number: str
    status: str
