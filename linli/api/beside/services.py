"""Steps on parts and disputes through a key: the desk's services, the key held until it is stored."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from linli.api.door import services as door
from linli.api.door.services import Made, Sent
from linli.grid.cases import queries as cases
from linli.grid.disputes import services as disputes
from linli.grid.disputes.rules import DisputeMove
from linli.grid.tasks import services as tasks
from linli.grid.tasks.rules import TaskMove
from linli.kernel.journal.rules import Stamp
from linli.kernel.keys.queries import Holder

Said = Mapping[str, Any]


def give(holder: Holder, *, sent: Sent, case_id: UUID, key: UUID, stamp: Stamp) -> Made[object]:
    """Give a part of a case to a unit, once under the tool's own word.

    Args:
        key: of the new part, from the door.

    Raises:
        SameKeyOtherContent: the word came before with another request.
        KeyRefused: the key of the tool was withdrawn since the request came in.
        LinliError: whatever the desk's service refuses.
    """
    cases.seen(holder.actor, case_id)

    def make(part_id: UUID) -> object:
        move = TaskMove.GIVE
        return tasks.take(
            holder.actor, move=move, case_id=case_id, task_id=part_id, said=sent.said, stamp=stamp
        )

    return door.once(holder, sent=sent, make=make, key=key, at=stamp.at)


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


def begin(holder: Holder, *, sent: Sent, case_id: UUID, key: UUID, stamp: Stamp) -> Made[object]:
    """Begin a dispute, once under the tool's own word.

    Args:
        key: of the new dispute, from the door.

    Raises:
        SameKeyOtherContent: the word came before with another request.
        KeyRefused: the key of the tool was withdrawn since the request came in.
        LinliError: whatever the desk's service refuses.
    """
    cases.seen(holder.actor, case_id)

    def make(dispute_id: UUID) -> object:
        taken = disputes.Taken(DisputeMove.BEGIN, case_id, dispute_id)
        said = {**sent.said, "about": sent.said["part"]}
        return disputes.take(holder.actor, taken, said=said, stamp=stamp)

    return door.once(holder, sent=sent, make=make, key=key, at=stamp.at)


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
        disputes.take(holder.actor, taken, said=said, stamp=stamp)
