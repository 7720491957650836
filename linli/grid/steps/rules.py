"""Which steps on a case wait while something about it is undecided."""

from linli.grid.moves.rules import Move
from linli.kernel.common.errors import RuleBroken, gettext_noop

HELD_BY_DISPUTE: dict[str, frozenset[Move]] = {
    "": frozenset(),
    "case": frozenset({Move.DISPATCH, Move.MERGE}),
    "task": frozenset({Move.GIVE_BACK, Move.DONE, Move.MERGE}),
}
"""What an open dispute is about, the case or a part of it → the moves that wait for its end."""


class InDispute(RuleBroken):
    """Whose duty the case, or a part of it, is waits for a decision."""

    code = "grid.in_dispute"
    message = gettext_noop("Whose duty this is waits for a decision.")
    hint = gettext_noop("The deadline runs on. State your view, or wait for the desk that decides.")


def check_not_disputed(disputed: str, move: Move) -> None:
    """Refuse a move that waits for the end of a dispute.

    Raises:
        InDispute: whose duty it is has not been decided yet.
    """
    if move in HELD_BY_DISPUTE[disputed]:
        raise InDispute
