"""What changes when matters belong together."""

from datetime import datetime
from uuid import UUID

from linli.grid.cases.rules import (
    NO_CLOCK,
    Changes,
    Standing,
    is_late,
)
from linli.grid.moves.rules import Move, Stage, check_move
from linli.kernel.common.errors import InputRefused, gettext_noop


class IntoItself(InputRefused):
    """A case cannot be merged into itself or into one that is not open."""

    code = "grid.into_itself"
    message = gettext_noop(
        "A matter can be merged only into another open matter of the same community."
    )
    hint = gettext_noop("Choose the matter that goes on.")


def merged(case: Standing, *, into: UUID, at: datetime) -> Changes:
    """Return what merging sets in the case that ends.

    Raises:
        IntoItself: ``into`` is the case itself.
    """
    stage = check_move(Stage(case.stage), Move.MERGE)
    if into == case.id:
        raise IntoItself
    return {
        "stage": stage,
        "merged_into_id": into,
        "was_late": is_late(case, at),
        "pending": "",
        **NO_CLOCK,
    }
