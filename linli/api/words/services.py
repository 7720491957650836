"""Notes and follow-ups through a key: the desk's services, the key held until it is stored."""

from uuid import UUID

from linli.api.door import services as door
from linli.api.door.rules import SameKeyOtherContent
from linli.grid.beside_readings import queries as beside
from linli.grid.cases import queries as cases
from linli.grid.followups import services as followups
from linli.grid.followups.rules import Heard
from linli.grid.notes import queries as left
from linli.grid.notes import services as notes
from linli.grid.notes.rules import Kind
from linli.grid.steps.services import Step
from linli.kernel.journal.rules import Stamp
from linli.kernel.keys.queries import Holder


def leave(
    holder: Holder, *, step: Step, key: UUID, kind: Kind, mentioned_id: UUID | None, stamp: Stamp
) -> bool:
    """Leave a note under a key from the door; return whether it is new.

    Raises:
        SameKeyOtherContent: the key stands for another note.
        KeyRefused: the key of the tool was withdrawn since the request came in.
        NotFound, NotOnThisCase, NothingMoreToSay, Forbidden: as at the desk.
    """
    with door.held(holder, at=stamp.at):
        cases.seen(holder.actor, step.case_id)
        made = left.left(key)
        if made is None:
            notes.note(
                holder.actor,
                step=step,
                key=key,
                kind=kind,
                mentioned_id=mentioned_id,
                stamp=stamp,
            )
        elif (made.case_id, made.words) != (step.case_id, step.words):
            raise SameKeyOtherContent
    return made is None


def follow_up(
    holder: Holder, *, step: Step, key: UUID, heard: Heard, reopens: bool, stamp: Stamp
) -> bool:
    """Keep a follow-up under a key from the door; return whether it is new.

    Raises:
        SameKeyOtherContent: the key stands for another follow-up.
        KeyRefused: the key of the tool was withdrawn since the request came in.
        LinliError: whatever the desk's service refuses.
    """
    with door.held(holder, at=stamp.at):
        cases.seen(holder.actor, step.case_id)
        made = beside.heard(key)
        if made is None:
            followups.follow_up(
                holder.actor, step=step, key=key, heard=heard, reopens=reopens, stamp=stamp
            )
        elif made != (step.case_id, heard.how.value, heard.outcome.value):
            raise SameKeyOtherContent
    return made is None
