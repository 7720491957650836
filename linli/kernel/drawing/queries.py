"""The units that are drawn together, and what becomes of them by a drawing."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import numpy as np
import shapely

from linli.kernel.common.errors import NotFound
from linli.kernel.drawing import rules, solver
from linli.kernel.drawing.rules import Drawn, Feature, Sort
from linli.kernel.drawing.solver import array
from linli.kernel.outlines.solver import areal
from linli.kernel.territory import queries as territory
from linli.kernel.territory.models import UnitShape
from linli.kernel.territory.rules import Kind, ListedUnit, OutlineMissing
from linli.kernel.territory.services import check_outline

Keys = Callable[[], UUID]


@dataclass(frozen=True, slots=True)
class Area:
    """One unit with its outline; ``of``: the unit it was cut from, where it is new."""

    id: UUID
    name: str
    parent_id: UUID
    outline: Any
    of: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The units of one kind within one community, and what they are part of, as of a version."""

    community: ListedUnit
    kind: Kind
    version: int
    units: list[Area]
    parents: list[Area]


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a sheet: units as they are then, the changed ones, which end in which."""

    sort: Sort
    sheet: Sheet
    after: list[Area]
    changed: list[Area]
    merged: Mapping[UUID, UUID]

    @property
    def touched(self) -> list[UUID]:
        """Return the present units that the change is about, in the order of the sheet."""
        changed = {area.id for area in self.changed} | {area.of for area in self.changed}
        return [area.id for area in self.sheet.units if area.id in changed | self.merged.keys()]


def sheet(community_id: UUID, kind: Kind) -> Sheet:
    """Return the units of a kind that are drawn within a community; three statements.

    Raises:
        NotFound: there is no such community at present, or the kind is not drawn here.
    """
    line = territory.upwards(id=community_id)
    if kind not in rules.DRAWN or not line or line[0].kind is not Kind.COMMUNITY:
        raise NotFound
    above = Kind.GRID if kind is Kind.MICRO_GRID else Kind.COMMUNITY
    up = "unit__parent__parent_id" if kind is Kind.MICRO_GRID else "unit__parent_id"
    version = territory.version()
    units = _areas(**{"unit__kind": kind, up: community_id})
    within = (
        {"unit_id": community_id} if above is Kind.COMMUNITY else {"unit__parent_id": community_id}
    )
    parents = _areas(unit__kind=above, **within)
    return Sheet(line[0], kind, version, units, parents)


def _areas(**wanted: Any) -> list[Area]:
    shapes = UnitShape.objects.filter(
        territory.in_force(None), territory.in_force(None, "unit__"), **wanted
    ).order_by("unit_id")
    rows = list(shapes.values_list("unit_id", "unit__name", "unit__parent_id", "wkb"))
    outlines = shapely.from_wkb(array([bytes(row[3]) for row in rows]))
    return [
        Area(key, name, parent, outline)
        for (key, name, parent, _), outline in zip(rows, outlines, strict=True)
        if parent
    ]


def outline_of(geometry: object) -> Any:
    """Return the polygon of a GeoJSON geometry as it is.

    Raises:
        OutlineMissing, OutlineUnsound, TooManyCorners, PointAtZero and others of their kind.
    """
    try:
        outline = areal(shapely.force_2d(shapely.from_geojson(json.dumps(geometry))))
    except (shapely.errors.ShapelyError, TypeError, ValueError, RecursionError):
        raise OutlineMissing from None
    if (count := int(shapely.get_num_coordinates(outline))) > rules.MOST_CORNERS:
        raise rules.TooManyCorners(count=count, most=rules.MOST_CORNERS)
    check_outline(outline)
    return outline


def planned(sheet: Sheet, drawn: Drawn, *, keys: Keys) -> Plan:
    """Return what a drawing makes of a sheet, its corners snapped to what stays.

    Raises:
        InputRefused: the drawing cannot become part of the territory; see ``rules``.
    """
    sort = rules.sort_of(drawn)
    known = {area.id: area for area in sheet.units}
    named = {feature.unit_id or feature.of for feature in drawn.features} - {None}
    if not (named | drawn.merged.keys() | set(drawn.merged.values())) <= known.keys():
        raise rules.UnitGone
    areas = _joined(known, drawn.merged) if sort is Sort.MERGER else _drawn(sheet, drawn, keys)
    changed = [area for area in areas if not _is_same(area, known.get(area.id))]
    if not changed:
        raise rules.NothingDrawn
    gone = {area.id for area in changed} | drawn.merged.keys()
    stays = [area for area in sheet.units if area.id not in gone]
    plan = Plan(sort, sheet, [*stays, *changed], changed, drawn.merged)
    _check(plan)
    return plan


def _is_same(area: Area, known: Area | None) -> bool:
    return known is not None and bool(shapely.equals_exact(area.outline, known.outline, 0))


def _joined(known: Mapping[UUID, Area], merged: Mapping[UUID, UUID]) -> list[Area]:
    (into,) = set(merged.values())
    outline = known[into].outline
    for ended in merged:
        outline = joined(outline, known[ended].outline)
    return [replace(known[into], outline=outline)]


def _drawn(sheet: Sheet, drawn: Drawn, keys: Keys) -> list[Area]:
    """Return the units of a drawing, each snapped to what stays and to those before it."""
    ids = {feature.unit_id for feature in drawn.features}
    fixed = [area.outline for area in (*sheet.units, *sheet.parents) if area.id not in ids]
    areas = []
    for feature in drawn.features:
        outline = outline_of(feature.geometry)
        (outline,) = solver.snapped(array([outline]), array(fixed), within_m=rules.SNAP_M)
        fixed.append(outline)
        areas.append(_area(sheet, feature, outline, keys))
    names = [area.name for area in sheet.units if area.id not in ids]
    names += [area.name for area in areas]
    if "" in names or len(set(names)) < len(names):
        raise rules.UnitNeedsName
    return areas


def _area(sheet: Sheet, feature: Feature, outline: Any, keys: Keys) -> Area:
    known = {area.id: area for area in sheet.units}
    if feature.unit_id:
        return replace(known[feature.unit_id], outline=outline)
    if feature.of:
        return Area(keys(), feature.name, known[feature.of].parent_id, outline, feature.of)
    inside = array([shapely.point_on_surface(outline)])
    owner = int(solver.owners(inside, array([area.outline for area in sheet.parents]))[0])
    parent = sheet.parents[owner if owner >= 0 else 0] if sheet.parents else None
    parent_id = parent.id if parent else sheet.community.id
    return Area(keys(), feature.name, parent_id, outline)


def _check(plan: Plan) -> None:
    _check_overlaps(plan)
    _check_parents(plan)
    old = [area for area in plan.sheet.units if area.id in plan.touched]
    if plan.sheet.kind in rules.TILING or plan.sort is Sort.SPLIT:
        after = array([area.outline for area in plan.after])
        missing = solver.left_out_m2(array([area.outline for area in old]), after)
        if missing > rules.SLIVER_M2:
            raise rules.GroundLeftOut(area_m2=missing)


def _check_overlaps(plan: Plan) -> None:
    """Refuse ground in common that was not in common before."""
    before = {frozenset(pair[:2]): pair[2] for pair in _common(plan.sheet.units)}
    changed = {area.id for area in plan.changed}
    names = {area.id: area.name for area in plan.after}
    for one, other, area_m2 in _common(plan.after):
        was = before.get(frozenset((one, other)), 0)
        if {one, other} & changed and area_m2 > was + rules.SLIVER_M2:
            raise rules.OutlinesOverlap(name=names[one], other=names[other], area_m2=area_m2)


def _common(areas: Sequence[Area]) -> list[tuple[UUID, UUID, int]]:
    if not areas:
        return []
    found = solver.overlaps(array([a.outline for a in areas]), more_than_m2=rules.SLIVER_M2)
    return [(areas[i].id, areas[j].id, m2) for i, j, m2 in found]


def _check_parents(plan: Plan) -> None:
    """Refuse what reaches out of its parent further than it, or what it is made of, did before."""
    parents = {area.id: area for area in plan.sheet.parents}
    sources = {area.id: area.of or area.id for area in plan.changed}
    before = _outside([a for a in plan.sheet.units if a.id in plan.touched], parents)
    allowed = sum(before.values()) if plan.sort is Sort.MERGER else 0
    for key, area_m2 in _outside(plan.changed, parents).items():
        area = next(area for area in plan.changed if area.id == key)
        if area_m2 > before.get(sources[key], 0) + allowed + rules.SLIVER_M2:
            parent = parents[area.parent_id].name
            raise rules.BeyondParent(name=area.name, parent=parent, area_m2=area_m2)


def _outside(areas: Sequence[Area], parents: Mapping[UUID, Area]) -> dict[UUID, int]:
    known = [area for area in areas if area.parent_id in parents]
    if not known:
        return {}
    of = array([parents[area.parent_id].outline for area in known])
    outlines = array([area.outline for area in known])
    return {known[i].id: m2 for i, m2 in solver.beyond(outlines, of, more_than_m2=0)}


def cut(outline: Any, line: object) -> list[Any]:
    """Return the parts into which a drawn line divides an outline, the largest first.

    Args:
        line: points, (lon, lat) in degrees.

    Raises:
        LineDoesNotCut: it does not divide it, or is no line.
    """
    try:
        drawn = shapely.linestrings(np.array(line, dtype=np.float64))
    except (shapely.errors.ShapelyError, TypeError, ValueError):
        raise rules.LineDoesNotCut from None
    parts = solver.cut(outline, drawn)
    if len(parts) < 2:
        raise rules.LineDoesNotCut
    return parts


def joined(one: Any, other: Any) -> Any:
    """Return two outlines as one.

    Raises:
        NotNeighbours: they have no border in common.
    """
    outline = solver.joined(one, other)
    if outline is None:
        raise rules.NotNeighbours
    return outline
