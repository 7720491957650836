"""The pieces of communities, or of grids, with households and present grids, in metres."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import numpy as np
import shapely

from linli.grid.planning.solver import Ground
from linli.kernel.outlines.solver import metres_per_degree
from linli.kernel.territory.models import Unit, UnitShape
from linli.kernel.territory.queries import in_force
from linli.kernel.territory.rules import Kind

FINER: dict[Kind, Kind] = {Kind.COMMUNITY: Kind.GRID, Kind.GRID: Kind.MICRO_GRID}
"""What is planned in a unit of each kind."""


@dataclass(frozen=True, slots=True)
class Site:
    """One place with its pieces.

    pieces: for each its key, its compound's, its present grid's or None. scale: metres of one
    degree of longitude and of latitude.
    """

    unit_id: UUID
    pieces: tuple[tuple[UUID, UUID, UUID | None], ...]
    ground: Ground
    scale: tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Piece:
    id: UUID
    compound_id: UUID
    households: int
    outline: Any


def sites(unit_ids: Collection[UUID], *, roads: Sequence[Any] = ()) -> list[Site]:
    """Return the present places with these keys that have an outline and pieces; six statements.

    Args:
        unit_ids: communities, or grids.
        roads: lines in degrees.
    """
    units = Unit.objects.filter(in_force(None), id__in=unit_ids).in_bulk()
    communities = {unit.parent_id if unit.kind == Kind.GRID else key for key, unit in units.items()}
    drawn = _outlines(units)
    pieces = _pieces([key for key in communities if key])
    finer = Unit.objects.filter(in_force(None), parent__in=units, kind__in=FINER.values())
    present: defaultdict[UUID | None, list[UUID]] = defaultdict(list)
    for key, parent in finer.order_by("id").values_list("id", "parent_id"):
        present[parent].append(key)
    present_drawn = _outlines([key for keys in present.values() for key in keys])
    found = []
    for key in sorted(drawn):
        unit = units[key]
        community = unit.parent_id if unit.kind == Kind.GRID else key
        own = {each: present_drawn[each] for each in present[key] if each in present_drawn}
        inside = _inside(pieces.get(community, []), drawn[key], is_part=unit.kind == Kind.GRID)
        if inside:
            site = _site(key, drawn[key], inside, own)
            lines = [shapely.to_wkb(scaled(road, site.scale)) for road in roads]
            found.append(replace(site, ground=replace(site.ground, roads=lines)))
    return found


def _outlines(unit_ids: Collection[UUID]) -> dict[UUID, Any]:
    shapes = UnitShape.objects.filter(in_force(None), unit__in=list(unit_ids))
    return {key: shapely.from_wkb(bytes(wkb)) for key, wkb in shapes.values_list("unit_id", "wkb")}


def _pieces(communities: Collection[UUID]) -> dict[UUID | None, list[_Piece]]:
    """Return the pieces of communities; a compound without any outline lies nowhere."""
    present = Unit.objects.filter(in_force(None))
    compounds = list(present.filter(kind=Kind.COMPOUND, parent__in=communities).order_by("id"))
    buildings: defaultdict[UUID | None, list[Unit]] = defaultdict(list)
    below = present.filter(kind=Kind.BUILDING, parent__in=compounds).order_by("id")
    for building in below:
        buildings[building.parent_id].append(building)
    drawn = _outlines([each.id for each in (*compounds, *below)])
    found: defaultdict[UUID | None, list[_Piece]] = defaultdict(list)
    for compound in compounds:
        own = buildings[compound.id]
        if own and all(each.id in drawn for each in own):
            found[compound.parent_id] += _houses(compound, own, drawn)
        elif compound.id in drawn:
            counted = compound.households or sum(each.households or 0 for each in own)
            whole = _Piece(compound.id, compound.id, counted, drawn[compound.id])
            found[compound.parent_id].append(whole)
    return found


def _houses(compound: Unit, own: list[Unit], drawn: dict[UUID, Any]) -> list[_Piece]:
    """Return the buildings of a compound; those without a number share what it has beyond them."""
    known = sum(each.households or 0 for each in own)
    open_ones = [each for each in own if each.households is None]
    left = max(0, (compound.households or 0) - known)
    shares = {
        each.id: left * (n + 1) // len(open_ones) - left * n // len(open_ones)
        for n, each in enumerate(open_ones)
    }
    return [
        _Piece(each.id, compound.id, shares.get(each.id, each.households or 0), drawn[each.id])
        for each in own
    ]


def _inside(pieces: list[_Piece], outline: Any, *, is_part: bool) -> list[_Piece]:
    """Return the pieces of a place: all of a community, of a grid those with their middle in it."""
    if not is_part or not pieces:
        return pieces
    middles = shapely.point_on_surface(np.array([each.outline for each in pieces], dtype=object))
    is_in = shapely.intersects(outline, middles)
    return [each for each, inside in zip(pieces, is_in, strict=True) if inside]


def _site(unit_id: UUID, outline: Any, pieces: list[_Piece], present: dict[UUID, Any]) -> Site:
    scale = metres_per_degree(float(shapely.centroid(outline).y))
    outlines = np.array([each.outline for each in pieces], dtype=object)
    owners = _owners(outlines, present)
    names = {key: number for number, key in enumerate(present)}
    compounds = {key: n for n, key in enumerate(dict.fromkeys(p.compound_id for p in pieces))}
    ground = Ground(
        outline=shapely.to_wkb(scaled(outline, scale)),
        pieces=shapely.to_wkb(scaled(outlines, scale)).tolist(),
        households=[each.households for each in pieces],
        compounds=[compounds[each.compound_id] for each in pieces],
        presents=[names[key] if key else -1 for key in owners],
    )
    keys = tuple(
        (each.id, each.compound_id, owner) for each, owner in zip(pieces, owners, strict=True)
    )
    return Site(unit_id, keys, ground, scale)


def _owners(outlines: Any, present: dict[UUID, Any]) -> list[UUID | None]:
    """Return the present grid in which the middle of each outline lies, the first one on a border."""
    keys = list(present)
    found: list[UUID | None] = [None] * len(outlines)
    if not keys:
        return found
    tree = shapely.STRtree([present[key] for key in keys])
    pairs = tree.query(shapely.point_on_surface(outlines), predicate="intersects")
    for piece, grid in sorted(pairs.T.tolist(), reverse=True):
        found[piece] = keys[grid]
    return found


def scaled(geometry: Any, scale: Sequence[float]) -> Any:
    """Return a geometry in degrees as metres; with the inverse scale the other way round."""
    return shapely.transform(geometry, lambda xy: xy * np.array(scale))
