"""Notes and follow-ups through a key: the desk's services, the key held until it is stored."""

from uuid import UUID

from linli.api.door import services as door
from linli.api.door.services import Made, Sent
from linli.grid.cases import queries as cases
from linli.grid.followups import services as followups
from linli.grid.followups.rules import Heard
from linli.grid.notes import services as notes
from linli.grid.notes.services import Leaving
from linli.grid.steps.services import Step
from linli.kernel.journal.rules import Stamp
from linli.kernel.keys.queries import Holder


def leave(holder: Holder, *, sent: Sent, left: Leaving, stamp: Stamp) -> Made[object]:
    """Leave a note with its pictures and files, once under the tool's own word.

    Raises:
        SameKeyOtherContent: the word came before with another request.
        KeyRefused: the key of the tool was withdrawn since the request came in.
        NotFound, NotOnThisCase, NothingMoreToSay, Forbidden: as at the desk.
        NotAPicture, TooManyPictures, FileNotTaken, FileHasProgram, and others of their kind.
    """
    cases.seen(holder.actor, left.case_id)

    def make(_: UUID) -> object:
        return notes.leave(holder.actor, left=left, stamp=stamp)

    return door.once(holder, sent=sent, make=make, key=left.key, at=stamp.at)


def follow_up(
    holder: Holder, *, sent: Sent, step: Step, key: UUID, heard: Heard, reopens: bool, stamp: Stamp
) -> Made[object]:
    """Keep a follow-up, once under the tool's own word.

    Raises:
        SameKeyOtherContent: the word came before with another request.
        KeyRefused: the key of the tool was withdrawn since the request came in.
        LinliError: whatever the desk's service refuses.
    """
    cases.seen(holder.actor, step.case_id)

    def make(new: UUID) -> object:
        return followups.follow_up(
            holder.actor, step=step, key=new, heard=heard, reopens=reopens, stamp=stamp
        )

    return door.once(holder, sent=sent, make=make, key=key, at=stamp.at)
