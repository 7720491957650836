"""Takes the steps that forms ask for: one table from the move to the service that makes it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor
from linli.party.chasing import services as chasing
from linli.party.circulation import services as circulation
from linli.party.enclosures import services as enclosures
from linli.party.enclosures.rules import Sent
from linli.party.moves.rules import Move
from linli.party.orders.rules import Order
from linli.party.steps.rules import Step
from linli.party.supervision import services as supervision
from linli.party.supervision.models import Supervision
from linli.party.supervision.services import Draft

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
    Move.READ: lambda actor, step, _, stamp: circulation.read(actor, step=step, stamp=stamp),
    Move.CHASE: lambda actor, step, _, stamp: chasing.chase(actor, step=step, stamp=stamp),
    Move.EXTEND: lambda actor, step, said, stamp: chasing.extend(
        actor, step=step, due_at=said["due_at"], stamp=stamp
    ),
    Move.CIRCULATE: lambda actor, step, said, stamp: circulation.circulate(
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
    with enclosures.storing(said.get("enclosed", [])) as kept:
        step = Step(supervision_id, said["version"], said.get("words", ""), kept)
        return CALLS[move](actor, step, said, stamp)


def begin(
    actor: Actor, *, new: Draft, sent: Sequence[Sent], issues: bool, stamp: Stamp
) -> Supervision:
    """Draft a document with the files that are enclosed, or draft and issue it at once.

    Raises:
        LinliError: whatever the services or the check of the files refuse.
    """
    call = supervision.order if issues else supervision.draft
    with enclosures.storing(sent) as kept:
        return call(actor, new=replace(new, files=kept), stamp=stamp)


def revise(
    actor: Actor, *, supervision_id: UUID, order: Order, sent: Sequence[Sent], stamp: Stamp
) -> Supervision:
    """Change a draft; further files join those that are enclosed already.

    Raises:
        LinliError: whatever the service or the check of the files refuses.
    """
    with enclosures.storing(sent) as kept:
        step = Step(supervision_id, files=kept)
        return supervision.revise(actor, step=step, order=order, stamp=stamp)
