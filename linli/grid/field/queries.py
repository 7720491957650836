"""What an officer on the way needs: her matters, those to check, the places of her grid."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shapely.geometry import shape

from linli.grid.moves.rules import Stage
from linli.grid.queues import queries as queues
from linli.grid.queues.queries import QUESTION, Filters
from linli.grid.showing.queries import CaseLine
from linli.kernel.people.rules import Actor, Role
from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import Kind, ListedUnit


@dataclass(frozen=True, slots=True)
class Home:
    """The lists of the first page: to take, in hand, waiting for a check, and parts of matters.

    ``questions``: matters in which another unit waits for an answer about its part.
    """

    to_take: list[CaseLine]
    in_hand: list[CaseLine]
    to_check: list[CaseLine]
    parts: list[CaseLine]
    questions: list[CaseLine]
    may_settle: bool


def home(actor: Actor, *, at: datetime) -> Home:
    """Return an officer's matters by deadline; only a grid officer checks and settles."""
    mine = queues.mine(actor, at=at)
    is_of_grid = actor.role is Role.GRID_OFFICER
    done = Filters(stage=Stage.DONE.value)
    return Home(
        to_take=[line for line in mine if line.stage == Stage.DISPATCHED],
        in_hand=[line for line in mine if line.stage == Stage.IN_HAND],
        to_check=list(queues.queue(actor, done, number=1, at=at)) if is_of_grid else [],
        parts=queues.parts(actor, at=at),
        questions=list(queues.queue(actor, Filters(only=QUESTION), number=1, at=at)),
        may_settle=is_of_grid,
    )


def compounds(actor: Actor) -> list[ListedUnit]:
    """Return the compounds of which at least a part lies in an officer's grid, by name.

    Those without an outline stay in the list: nobody knows where they lie. Five statements.
    """
    if actor.unit_id is None:
        return []
    path = territory.path(actor.unit_id)
    community = next((unit.id for unit in path if unit.kind is Kind.COMMUNITY), None)
    return _in_grid(actor, community, Kind.COMPOUND) if community else []


def buildings(actor: Actor, compound_id: UUID | None) -> list[ListedUnit]:
    """Return the buildings of a compound in an officer's grid, 2 before 10; none without one."""
    return _in_grid(actor, compound_id, Kind.BUILDING) if compound_id else []


def _in_grid(actor: Actor, within: UUID, kind: Kind) -> list[ListedUnit]:
    listed = territory.children(within, (kind,))
    grid = _outlines(territory.shapes_geojson((Kind.GRID,), within=actor.unit_id))
    own = grid.get(actor.unit_id) if actor.unit_id else None
    if own is None:
        return listed
    drawn = _outlines(territory.shapes_geojson((kind,), within=within))
    return [
        unit for unit in listed if unit.id not in drawn or drawn[unit.id].intersection(own).area > 0
    ]


def _outlines(ground: dict[str, Any]) -> dict[UUID, Any]:
    return {UUID(one["id"]): shape(one["geometry"]) for one in ground["features"]}
