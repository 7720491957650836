"""Takes the step that a form or an interface asks for: one table from the act to its service."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from linli.grid.external import services as external
from linli.grid.external.rules import Act
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor

Said = Mapping[str, Any]
"""What a form said, by field; ``answer_key`` where an interface speaks, ``said_at`` where it says when."""

Call = Callable[[Actor, UUID, Said, Stamp], None]

CALLS: dict[Act, Call] = {
    Act.REGISTER: lambda actor, case_id, _, stamp: external.register(
        actor, case_id=case_id, stamp=stamp
    ),
    Act.REFUSE: lambda actor, case_id, said, stamp: external.refuse(
        actor, case_id=case_id, ground=said["ground"], words=said["words"], stamp=stamp
    ),
    Act.ASK: lambda actor, case_id, said, stamp: external.ask(
        actor, case_id=case_id, until=said["until"], words=said["words"], stamp=stamp
    ),
    Act.GRANT: lambda actor, case_id, said, stamp: external.answer(
        actor,
        case_id=case_id,
        due_at=said["due_at"],
        words=said["words"],
        answer_key=said.get("answer_key", ""),
        stamp=stamp,
    ),
    Act.DENY: lambda actor, case_id, said, stamp: external.answer(
        actor,
        case_id=case_id,
        due_at=None,
        words=said["words"],
        answer_key=said.get("answer_key", ""),
        stamp=stamp,
    ),
    Act.REPLY: lambda actor, case_id, said, stamp: external.reply(
        actor, case_id=case_id, result=said["result"], words=said["words"], stamp=stamp
    ),
    Act.FOLLOW_UP: lambda actor, case_id, said, stamp: external.follow_up(
        actor,
        case_id=case_id,
        settled=said["settled"],
        satisfied=said["satisfied"],
        said_at=said.get("said_at"),
        words=said["words"],
        answer_key=said.get("answer_key", ""),
        stamp=stamp,
    ),
    Act.SEND_BACK: lambda actor, case_id, said, stamp: external.send_back(
        actor,
        case_id=case_id,
        due_at=said["due_at"],
        said_at=said.get("said_at"),
        words=said["words"],
        answer_key=said.get("answer_key", ""),
        stamp=stamp,
    ),
}


def take(actor: Actor, *, act: Act, case_id: UUID, said: Said, stamp: Stamp) -> None:
    """Take one step between us and a superior.

    Raises:
        LinliError: whatever the service of the act refuses.
    """
    CALLS[act](actor, case_id, said, stamp)
