"""Takes the steps that forms ask for."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor
from linli.party.preparations import services as preparations
from linli.party.preparations.models import Preparation
from linli.party.preparations.rules import Stage, Step

Said = Mapping[str, Any]
"""What a form said, by field."""

CALLS: dict[str, Callable[[Actor, Step, Said, Stamp], Preparation]] = {
    "move": lambda actor, step, said, stamp: preparations.move(
        actor, step=step, stage=Stage(said["stage"]), on=said["on"], stamp=stamp
    ),
    "correct": lambda actor, step, said, stamp: preparations.correct(
        actor, step=step, stage=Stage(said["stage"]), on=said["on"], stamp=stamp
    ),
    "assign": lambda actor, step, said, stamp: preparations.assign(
        actor,
        step=step,
        organisation_id=UUID(said["organisation"]) if said["organisation"] else None,
        stamp=stamp,
    ),
}
"""Word in the address → the service that takes the step."""


def take(actor: Actor, *, word: str, compound_id: UUID, said: Said, stamp: Stamp) -> Preparation:
    """Take one step on a compound with what belongs to it.

    Raises:
        LinliError: whatever the service of the step refuses.
    """
    step = Step(compound_id, said["version"], said.get("words", ""))
    return CALLS[word](actor, step, said, stamp)
