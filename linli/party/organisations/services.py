"""Takes the steps that forms ask for; records a property service and judges what it changes."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor
from linli.party.branches import services as branches
from linli.party.branches.models import PartyOrganisation
from linli.party.branches.rules import Move
from linli.party.branches.services import Step
from linli.party.composition import services as composition
from linli.party.composition.models import Standard
from linli.party.composition.services import NewService

Call = Callable[[Actor, Step, Any, Stamp], PartyOrganisation]
"""What a step does: for an actor, on an organisation, with a form that was filled in."""

CALLS: dict[Move, Call] = {
    Move.FILL: lambda actor, step, form, stamp: branches.fill(
        actor, step=step, seats=form.filled(), stamp=stamp
    ),
    Move.COUNT: lambda actor, step, form, stamp: branches.count(
        actor, step=step, members=form.cleaned_data["members"], stamp=stamp
    ),
    Move.REELECT: lambda actor, step, form, stamp: branches.reelect(
        actor, step=step, on=form.cleaned_data["on"],
        document=form.cleaned_data["document"], stamp=stamp,
    ),
    Move.EXTEND: lambda actor, step, form, stamp: branches.extend(
        actor, step=step, until=form.cleaned_data["until"],
        document=form.cleaned_data["document"], stamp=stamp,
    ),
    Move.SUBORDINATE: lambda actor, step, form, stamp: branches.subordinate(
        actor, step=step, superior_id=form.cleaned_data["superior"], stamp=stamp
    ),
    Move.REVISE: lambda actor, step, form, stamp: branches.revise(
        actor, step=step, revision=form.revision(), stamp=stamp
    ),
    Move.MERGE: lambda actor, step, form, stamp: branches.merge(
        actor, step=step, into_id=form.cleaned_data["into"], end=form.end(), stamp=stamp
    ),
    Move.DISSOLVE: lambda actor, step, form, stamp: branches.dissolve(
        actor, step=step, end=form.end(), stamp=stamp
    ),
}  # fmt: skip


def take(
    actor: Actor, *, move: Move, organisation_id: UUID, form: Any, stamp: Stamp
) -> PartyOrganisation:
    """Take one step on an organisation with what a form said.

    Raises:
        LinliError: whatever the service of the move refuses.
    """
    said = form.cleaned_data
    step = Step(organisation_id, said["version"], said.get("words", ""))
    return CALLS[move](actor, step, form, stamp)


@transaction.atomic
def set_service(actor: Actor, *, new: NewService, stamp: Stamp) -> None:
    """Record the property service of a compound, and judge its organisations by the rule that
    applies now.

    Raises:
        LinliError: whatever ``composition.services.set_service`` refuses.
    """
    composition.set_service(actor, new=new, stamp=stamp)
    branches.judge(stamp=stamp, compound_id=new.compound_id)


@transaction.atomic
def adopt(actor: Actor, *, content: Any, valid_from: Any, stamp: Stamp) -> Standard:
    """Adopt an edition of the standard, and judge all organisations where it applies today.

    Raises:
        LinliError: whatever ``composition.services.adopt`` refuses.
    """
    row = composition.adopt(actor, content=content, valid_from=valid_from, stamp=stamp)
    branches.judge(stamp=stamp)
    return row
