"""Steps on parts and disputes through a key: the desk's services, the key held until it is stored."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from linli.api.door import services as door
from linli.api.door.rules import SameKeyOtherContent
from linli.grid.beside_readings import queries as beside
from linli.grid.disputes import services as disputes
from linli.grid.disputes.rules import DisputeMove
from linli.grid.tasks import services as tasks
from linli.grid.tasks.rules import TaskMove
from linli.kernel.journal.rules import Stamp
from linli.kernel.keys.queries import Holder

Said = Mapping[str, Any]


def give(holder: Holder, *, case_id: UUID, key: UUID, said: Said, stamp: Stamp) -> bool:
    """Give a part of a case to a unit under a key from the door; return whether it is new.

    Raises:
        SameKeyOtherContent: the key stands for another part.
        KeyRefused: the key of the tool was withdrawn since the request came in.
        LinliError: whatever the desk's service refuses.
    """
    with door.held(holder, at=stamp.at):
        made = beside.given(key)
        if made is None:
            on_part(
                holder, move=TaskMove.GIVE, case_id=case_id, part_id=key, said=said, stamp=stamp
            )
        elif made != (case_id, said["unit"], said["words"]):
            raise SameKeyOtherContent
    return made is None


def on_part(
    holder: Holder, *, move: TaskMove, case_id: UUID, part_id: UUID, said: Said, stamp: Stamp
) -> None:
    """Take one step on a part.

    Raises:
        KeyRefused: the key of the tool was withdrawn since the request came in.
        LinliError: whatever the desk's service refuses.
    """
    with door.held(holder, at=stamp.at):
        tasks.take(
            holder.actor, move=move, case_id=case_id, task_id=part_id, said=said, stamp=stamp
        )


def begin(holder: Holder, *, case_id: UUID, key: UUID, said: Said, stamp: Stamp) -> bool:
    """Begin a dispute under a key from the door; return whether it is new.

    Raises:
        SameKeyOtherContent: the key stands for another dispute.
        KeyRefused: the key of the tool was withdrawn since the request came in.
        LinliError: whatever the desk's service refuses.
    """
    with door.held(holder, at=stamp.at):
        made = beside.begun(key)
        if made is None:
            on_dispute(
                holder,
                move=DisputeMove.BEGIN,
                case_id=case_id,
                dispute_id=key,
                said=said,
                stamp=stamp,
            )
        elif made != (case_id, said["ground"], said["part"]):
            raise SameKeyOtherContent
    return made is None


def on_dispute(
    holder: Holder, *, move: DisputeMove, case_id: UUID, dispute_id: UUID, said: Said, stamp: Stamp
) -> None:
    """Take one step of a dispute.

    Raises:
        KeyRefused: the key of the tool was withdrawn since the request came in.
        LinliError: whatever the desk's service refuses.
    """
    with door.held(holder, at=stamp.at):
        taken = disputes.Taken(move, case_id, dispute_id)
        whole = {**said, "about": said.get("part"), "new_id": said.get("new_id")}
        disputes.take(holder.actor, taken, said=whole, stamp=stamp)
