"""A table of moves: from which stages each may be made, and which stage it leads to.

Every course in the house is such a table of its own, with its own words and its own refusals;
how a table is read is the same for all.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

Stage = TypeVar("Stage", bound=StrEnum)
Move = TypeVar("Move", bound=StrEnum)

STAYS = None
"""The move leaves the stage as it is."""


def reachable(
    moves: Mapping[Move, tuple[frozenset[Stage], Stage | None]], stage: Stage
) -> list[Move]:
    """Return the moves that are open from a stage, in the order of the table."""
    return [move for move, (origins, _) in moves.items() if stage in origins]


def target(
    moves: Mapping[Move, tuple[frozenset[Stage], Stage | None]], stage: Stage, move: Move
) -> Stage | None:
    """Return the stage a move leads to, or None where it is not open from ``stage``."""
    origins, to = moves[move]
    if stage not in origins:
        return None
    return stage if to is STAYS else to
