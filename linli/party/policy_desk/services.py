"""Takes what the forms of policy documents and tasks ask for, files included."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor
from linli.party.enclosures import services as enclosures
from linli.party.enclosures.rules import Sent
from linli.party.policies import services as policies
from linli.party.policies.models import Policy
from linli.party.policies.rules import PolicyText
from linli.party.policy_moves.rules import Move
from linli.party.policy_tasks import services as tasks
from linli.party.policy_tasks.models import PolicyTask
from linli.party.policy_tasks.rules import Asked
from linli.party.steps.rules import Step

Said = Mapping[str, Any]
"""What a form said, by field."""

CALLS: dict[Move, Callable[[Actor, Step, Said, Stamp], PolicyTask]] = {
    Move.ACCEPT: lambda actor, step, _, stamp: tasks.accept(actor, step=step, stamp=stamp),
    Move.PROGRESS: lambda actor, step, _, stamp: tasks.progress(actor, step=step, stamp=stamp),
    Move.REPORT: lambda actor, step, _, stamp: tasks.report(actor, step=step, stamp=stamp),
    Move.CONFIRM: lambda actor, step, _, stamp: tasks.confirm(actor, step=step, stamp=stamp),
    Move.SEND_BACK: lambda actor, step, said, stamp: tasks.send_back(
        actor, step=step, due_at=said["due_at"], stamp=stamp
    ),
    Move.CHASE: lambda actor, step, _, stamp: tasks.chase(actor, step=step, stamp=stamp),
    Move.EXTEND: lambda actor, step, said, stamp: tasks.extend(
        actor, step=step, due_at=said["due_at"], stamp=stamp
    ),
    Move.WITHDRAW: lambda actor, step, _, stamp: tasks.withdraw(actor, step=step, stamp=stamp),
}


def take(actor: Actor, *, move: Move, task_id: UUID, said: Said, stamp: Stamp) -> PolicyTask:
    """Take one step on a task with the words and files that belong to it.

    Raises:
        LinliError: whatever the service of the move, or the check of the files, refuses.
    """
    with enclosures.storing(said.get("enclosed", [])) as kept:
        step = Step(task_id, said["version"], said.get("words", ""), kept)
        return CALLS[move](actor, step, said, stamp)


def enter(
    actor: Actor, *, policy_id: UUID, text: PolicyText, sent: Sequence[Sent], stamp: Stamp
) -> Policy:
    """Enter a document in the register with its files.

    Raises:
        LinliError: whatever the service or the check of the files refuses.
    """
    with enclosures.storing(sent) as kept:
        return policies.enter(actor, policy_id=policy_id, text=text, stamp=stamp, files=kept)


def correct(
    actor: Actor,
    *,
    policy_id: UUID,
    version: int,
    text: PolicyText,
    sent: Sequence[Sent],
    stamp: Stamp,
) -> Policy:
    """Correct what the register says of a document; further files join those it has.

    Raises:
        LinliError: whatever the service or the check of the files refuses.
    """
    with enclosures.storing(sent) as kept:
        step = Step(policy_id, version, files=kept)
        return policies.correct(actor, step=step, text=text, stamp=stamp)


def repeal(actor: Actor, *, policy_id: UUID, said: Said, stamp: Stamp) -> Policy:
    """Note that a document does not bind any more.

    Raises:
        LinliError: whatever the service refuses.
    """
    step = Step(policy_id, said["version"], said["words"])
    return policies.repeal(actor, step=step, stamp=stamp)


def give(
    actor: Actor,
    *,
    policy_id: UUID,
    batch_id: UUID,
    asked: Asked,
    to_ids: Collection[UUID],
    stamp: Stamp,
) -> int:
    """Give each of these units a task of a document; return how many.

    Raises:
        LinliError: whatever the service refuses.
    """
    given = tasks.give(
        actor, policy_id=policy_id, batch_id=batch_id, asked=asked, to_ids=to_ids, stamp=stamp
    )
    return len(given)
