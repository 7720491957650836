"""Feedback on a supervision document through a key."""

from collections.abc import Sequence
from uuid import UUID

from linli.api.door import services as door
from linli.api.door.services import Sent
from linli.kernel.journal.rules import Stamp
from linli.kernel.keys.queries import Holder
from linli.party.enclosures.rules import Sent as Enclosed
from linli.party.moves.rules import Move
from linli.party.register import services as register
from linli.party.supervision import queries


def feedback(
    holder: Holder,
    *,
    paper_id: UUID,
    sent: Sent,
    enclosed: Sequence[Enclosed],
    key: UUID,
    stamp: Stamp,
) -> None:
    """Give the feedback of the office whose post the key has, once under the tool's own word.

    Args:
        key: stands for this feedback, from the door.

    Raises:
        SameKeyOtherContent: the word came before with another request.
        KeyRefused: the key was withdrawn since the request came in; nothing is stored.
        NotAddressed, Forbidden, NotFound, MoveNotAllowed, ChangedMeanwhile, AlreadyAnswered.
        TooManyEnclosures, AttachmentTooLarge, FileNotTaken, FileHasProgram.
    """
    queries.seen(holder.actor, paper_id)  # what she may not see does not exist for her
    said = {**sent.said, "enclosed": enclosed}

    def make(_: UUID) -> object:
        move = Move.ANSWER
        return register.take(
            holder.actor, move=move, supervision_id=paper_id, said=said, stamp=stamp
        )

    door.once(holder, sent=sent, make=make, key=key, at=stamp.at)
