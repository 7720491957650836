"""Feedback on a supervision document through a key."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from linli.api.door import services as door
from linli.kernel.journal.rules import Stamp
from linli.kernel.keys.queries import Holder
from linli.party.enclosures.rules import Sent
from linli.party.moves.rules import Move
from linli.party.register import services as register
from linli.party.supervision import queries


def feedback(
    holder: Holder,
    *,
    paper_id: UUID,
    said: Mapping[str, Any],
    enclosed: Sequence[Sent],
    stamp: Stamp,
) -> None:
    """Give the feedback of the office whose post the key has, with its files.

    Raises:
        KeyRefused: the key was withdrawn since the request came in; nothing is stored.
        NotAddressed, Forbidden, NotFound, MoveNotAllowed, ChangedMeanwhile, AlreadyAnswered.
        TooManyEnclosures, AttachmentTooLarge, FileNotTaken, FileHasProgram.
    """
    whole = {**said, "enclosed": enclosed}
    with door.held(holder, at=stamp.at):
        queries.seen(holder.actor, paper_id)  # what she may not see does not exist for her
        register.take(
            holder.actor, move=Move.ANSWER, supervision_id=paper_id, said=whole, stamp=stamp
        )
