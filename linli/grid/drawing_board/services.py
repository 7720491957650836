"""Takes the steps that the page of a proposal asks for: one table from move to service."""

from collections.abc import Callable
from uuid import UUID

from linli.grid.redrawings import services as redrawings
from linli.grid.redrawings.models import Redrawing
from linli.grid.redrawings.rules import Move
from linli.grid.redrawings.services import Keys, Step
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor

CALLS: dict[Move, Callable[[Actor, Step, Keys, Stamp], Redrawing]] = {
    Move.CHECK: lambda actor, step, _, stamp: redrawings.check(actor, step=step, stamp=stamp),
    Move.SUBMIT: lambda actor, step, _, stamp: redrawings.submit(actor, step=step, stamp=stamp),
    Move.APPROVE: lambda actor, step, keys, stamp: redrawings.approve(
        actor, step=step, keys=keys, stamp=stamp
    ),
    Move.REFUSE: lambda actor, step, _, stamp: redrawings.refuse(actor, step=step, stamp=stamp),
    Move.WITHDRAW: lambda actor, step, _, stamp: redrawings.withdraw(actor, step=step, stamp=stamp),
}


def take(
    actor: Actor,
    *,
    move: Move,
    redrawing_id: UUID,
    said: dict[str, object],
    keys: Keys,
    stamp: Stamp,
) -> Redrawing:
    """Take one step on a proposal with the words that belong to it.

    Raises:
        LinliError: whatever the service of the move refuses.
    """
    step = Step(redrawing_id, int(str(said["version"])), str(said.get("words") or ""))
    return CALLS[move](actor, step, keys, stamp)
