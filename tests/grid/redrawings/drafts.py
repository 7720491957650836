"""Proposals in the small district, at any stage, for tests."""

from typing import Any

from linli.grid.redrawings import services
from linli.grid.redrawings.models import Redrawing
from linli.grid.redrawings.services import Draft, Step
from linli.kernel.common import ids
from linli.kernel.drawing.rules import drawn_of
from linli.kernel.people.rules import Actor, Role
from linli.kernel.territory.rules import Kind
from tests.district import SIDE, SOUTH, WEST, District, key, stamp
from tests.kernel.drawing.sketches import drawing, feature

BORDER = 0.0024
"""Where the border of the first two grids goes to: below the middle of the lower compound."""


def moved_border(district: District, to: float = BORDER) -> str:
    """Return a drawing that moves the border between the first two grids."""
    one, other = district.sides[0].grids
    return drawing(
        feature((WEST, SOUTH, WEST + SIDE, SOUTH + to), unit=one),
        feature((WEST, SOUTH + to, WEST + SIDE, SOUTH + SIDE), unit=other),
    )


def cut_grid(district: District) -> str:
    """Return a drawing that cuts the first grid in the middle."""
    one, middle = district.sides[0].grids[0], WEST + SIDE / 2
    return drawing(
        feature((WEST, SOUTH, middle, SOUTH + SIDE / 2), unit=one),
        feature((middle, SOUTH, WEST + SIDE, SOUTH + SIDE / 2), name="甲3网格", of=one),
    )


def joined_grids(district: District) -> str:
    """Return a drawing in which the first grid takes the second one in."""
    one, other = district.sides[0].grids
    return drawing(merged=((other, one),))


def drafted(
    district: District, drawn: str, *, by: Actor | None = None, number: int = 1, **more: Any
) -> Redrawing:
    """Return a draft of the district desk."""
    new = Draft(
        id=key(700_000 + number),
        community_id=district.sides[0].community,
        kind=more.get("kind", Kind.GRID),
        drawn=drawn_of(drawn),
        why="沿巴陵中路重新划分",
    )
    desk = by or district.actor(Role.DISTRICT_DESK)
    return services.draft(desk, new=new, keys=ids.new, stamp=stamp(number=number))


def submitted(district: District, drawn: str, **more: Any) -> Redrawing:
    """Return a proposal of the district desk that waits for approval."""
    row = drafted(district, drawn, **more)
    desk = district.actor(Role.DISTRICT_DESK)
    return services.submit(desk, step=Step(row.pk, row.version), stamp=stamp(number=50))
