"""How the ground of a map is cut into tiles: zooms, what each shows, who may see it."""

from collections.abc import Sequence

from linli.kernel.territory.rules import Kind

EXTENT = 4096
"""Units along one side of a tile, as usual for vector tiles (version 2 of their specification)."""

PIXELS = 512
"""Pixels of the screen along one side of a tile, as the map library draws it."""

BUFFER = 64
"""Units around a tile that belong to it as well, so that no border shows where tiles meet."""

FIRST_ZOOM, LAST_ZOOM = 6, 15
"""POLICY. Below the first a district is a dot; at the last a unit of a tile is 0.3 m, and the
browser draws closer views from it (decision 0034)."""

OUTLINED_FROM = {Kind.BUILDING: 15}
"""POLICY. Up to this zoom a kind is one point each: a building is smaller than 10 pixels."""

POINT_EVERY = 3
"""POLICY. Pixels; of points nearer to each other than this one is drawn."""

NAMED_FROM = 40
"""POLICY. Pixels; what is narrower gets no name in a tile, since nobody could read it there."""

GROUND = (
    Kind.STREET, Kind.COMMUNITY, Kind.GRID, Kind.MICRO_GRID, Kind.COMPOUND, Kind.BUILDING,
)  # fmt: skip
"""What a post sees: outlines say nothing of a person."""

PUBLIC_GROUND = (Kind.COMPOUND,)
"""What everybody sees, as before on the map of the report."""

SHOWN_FROM = {
    Kind.STREET: 6, Kind.COMMUNITY: 9, Kind.GRID: 10, Kind.MICRO_GRID: 11, Kind.COMPOUND: 11,
    Kind.BUILDING: 11,
}  # fmt: skip
"""POLICY. The zoom from which a kind is in the tiles; before, its borders would be a grey spot."""


def first_zoom(kind: Kind, kinds: Sequence[Kind]) -> int:
    """Return the zoom from which a kind is drawn among others; the first of them always is."""
    return FIRST_ZOOM if kind is kinds[0] else SHOWN_FROM[kind]


def is_tile(zoom: int, column: int, row: int) -> bool:
    """Return whether there is such a tile."""
    side = 1 << zoom
    return FIRST_ZOOM <= zoom <= LAST_ZOOM and 0 <= column < side and 0 <= row < side
