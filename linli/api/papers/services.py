"""Feedback on a supervision document through a key."""

from uuid import UUID

from linli.api.door import services as door
from linli.kernel.journal.rules import Stamp
from linli.kernel.keys.queries import Holder
from linli.party.steps.rules import Step
from linli.party.supervision import queries
from linli.party.supervision import services as supervision


def feedback(holder: Holder, *, paper_id: UUID, version: int, words: str, stamp: Stamp) -> None:
    """Give the feedback of the office whose post the key has.

    Raises:
        KeyRefused: the key was withdrawn since the request came in; nothing is stored.
        NotAddressed, Forbidden, NotFound, MoveNotAllowed, ChangedMeanwhile, AlreadyAnswered.
    """
    step = Step(supervision_id=paper_id, version=version, words=words)
    with door.held(holder, at=stamp.at):
        queries.seen(holder.actor, paper_id)  # what she may not see does not exist for her
        supervision.answer(holder.actor, step=step, stamp=stamp)
