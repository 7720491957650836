"""Takes the steps that forms ask for: one table from the move to the service that makes it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor
from linli.party.moves.rules import Move
from linli.party.supervision import services as supervision
from linli.party.supervision.models import Supervision
from linli.party.supervision.services import Step

Said = Mapping[str, Any]
"""What a form said, by field."""

CALLS: dict[Move, Callable[[Actor, Step, Said, Stamp], Supervision]] = {
    Move.ISSUE: lambda actor, step, _, stamp: supervision.issue(actor, step=step, stamp=stamp),
    Move.ANSWER: lambda actor, step, _, stamp: supervision.answer(actor, step=step, stamp=stamp),
    Move.CANCEL_OFF: lambda actor, step, _, stamp: supervision.cancel_off(
        actor, step=step, stamp=stamp
    ),
    Move.SEND_BACK: lambda actor, step, said, stamp: supervision.send_back(
        actor, step=step, due_at=said["due_at"], stamp=stamp
    ),
    Move.READ: lambda actor, step, _, stamp: supervision.read(actor, step=step, stamp=stamp),
    Move.CHASE: lambda actor, step, _, stamp: supervision.chase(actor, step=step, stamp=stamp),
    Move.EXTEND: lambda actor, step, said, stamp: supervision.extend(
        actor, step=step, due_at=said["due_at"], stamp=stamp
    ),
    Move.CIRCULATE: lambda actor, step, said, stamp: supervision.circulate(
        actor, step=step, organisation_ids=said["organisations"], stamp=stamp
    ),
    Move.WITHDRAW: lambda actor, step, _, stamp: supervision.withdraw(
        actor, step=step, stamp=stamp
    ),
}


def take(
    actor: Actor, *, move: Move, supervision_id: UUID, said: Said, stamp: Stamp
) -> Supervision:
    """Take one step on a document with the words that belong to it.

    Raises:
        LinliError: whatever the service of the move refuses.
    """
    step = Step(supervision_id, version=said["version"], words=said.get("words", ""))
    return CALLS[move](actor, step, said, stamp)
