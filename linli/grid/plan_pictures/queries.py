"""The plans of one place as pictures: outlines for an SVG, labels, spots that can be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from linli.grid.plan_runs import queries as plan_runs
from linli.grid.plan_runs.models import PlanPart
from linli.grid.plan_sites.queries import scaled
from linli.grid.wishes.rules import Band

KINDS = ("present", "preview", "plan", "edited")
"""The plans of a place, in the order in which they come about."""


@dataclass(frozen=True, slots=True)
class Patch:
    """One grid in a picture: its outline as the path of an SVG, its label and where that stands."""

    path: str
    label: str
    x: int
    y: int
    is_in_band: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """One piece in a picture, which can be chosen to be moved."""

    id: str
    x: int
    y: int
    is_moving: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """The grids of one plan, drawn in whole metres from the upper left corner."""

    kind: str
    width: int
    height: int
    patches: list[Patch]
    spots: list[Spot]

    @property
    def unit(self) -> int:
        """Return the size of a label in the metres of the picture."""
        return max(1, max(self.width, self.height) // 22)

    @property
    def spot(self) -> int:
        """Return the radius of a spot in the metres of the picture."""
        return max(1, max(self.width, self.height) // 90)


def pictures(part: PlanPart, band: Band, moving: str) -> list[Picture]:
    """Return a picture of the present grids, the preview, the plan, and what a person made of it.

    Args:
        moving: the key of a piece or compound that is about to be moved, or ''.
    """
    cells = scaled(plan_runs.cells_of(part), part.scale)
    west, south, east, north = shapely.total_bounds(cells)
    upright = shapely.transform(cells, lambda xy: (xy - (west, north)) * (1, -1))
    size = (round(east - west), round(north - south))
    kinds = [kind for kind in KINDS if getattr(part, kind)]
    spots = _spots(part, upright, moving)
    return [
        Picture(
            kind,
            *size,
            _patches(upright, part, getattr(part, kind)["labels"], band),
            spots if kind == kinds[-1] else [],
        )
        for kind in kinds
    ]


def _patches(cells: Any, part: PlanPart, labels: Sequence[int], band: Band) -> list[Patch]:
    found = []
    households = [piece[3] for piece in part.pieces]
    for label, outline, size in plan_runs.drawn(cells, labels, households):
        middle = shapely.point_on_surface(outline)
        words = f"{label + 1}: {size}"
        place = (round(middle.x), round(middle.y))
        found.append(Patch(_path(outline), words, *place, band.holds(size)))
    return found


def _path(outline: Any) -> str:
    """Return the outline as the path of an SVG, with corners closer than two metres left out."""
    rings = shapely.get_rings(shapely.get_parts(outline.simplify(2.0)))
    return "".join(
        "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in shapely.get_coordinates(ring)) + "Z"
        for ring in rings
    )


def _spots(part: PlanPart, cells: Any, moving: str) -> list[Spot]:
    """Return a spot for each piece that has ground."""
    middles = shapely.point_on_surface(cells)
    return [
        Spot(piece[0], round(middle.x), round(middle.y), moving in piece[:2])
        for piece, middle in zip(part.pieces, middles, strict=True)
        if not middle.is_empty
    ]
