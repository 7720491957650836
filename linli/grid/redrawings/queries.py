"""Reads proposals, what they make of the territory, and what moves by them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.db.models import Count, Q, QuerySet

from linli.grid.cases.models import OPEN_WORDS, Case
from linli.grid.redrawings.models import Redrawing
from linli.grid.redrawings.rules import DRAWERS, READERS, Flow, What, may_see
from linli.kernel.common.errors import NotFound
from linli.kernel.drawing import queries as drawing
from linli.kernel.drawing import solver
from linli.kernel.drawing.queries import Plan, Sheet
from linli.kernel.drawing.rules import Drawn, Feature
from linli.kernel.drawing.solver import array
from linli.kernel.people import queries as people
from linli.kernel.people.rules import POST_ROLES, Actor
from linli.kernel.places.rules import WHOLLY
from linli.kernel.territory import queries as territory
from linli.kernel.territory.models import UnitShape
from linli.kernel.territory.rules import PARENT_KINDS, Kind

MOVING: dict[Kind, tuple[Kind, ...]] = {
    Kind.GRID: (Kind.MICRO_GRID, Kind.COMPOUND, Kind.BUILDING),
    Kind.MICRO_GRID: (Kind.COMPOUND, Kind.BUILDING),
    Kind.COMPOUND: (Kind.BUILDING,),
}
"""Kind that is drawn → the kinds of which it is counted where they lie."""

STREAM = "grid.redrawing:"

Way = tuple[UUID | None, UUID | None]
"""In which unit something lies now, and in which then."""


def stream_of(redrawing_id: UUID) -> str:
    """Return the name of the stream that holds the entries of a proposal."""
    return f"{STREAM}{redrawing_id}"


def visible(actor: Actor) -> QuerySet[Redrawing]:
    """Return the proposals a post may read; the rule of ``rules.may_see``, as a filter."""
    if actor.role in DRAWERS:
        return Redrawing.objects.all()
    known = actor.unit_kind in {"district", "street", "community", "grid"}
    if actor.role not in READERS or not known:
        return Redrawing.objects.none()
    return Redrawing.objects.filter(**{f"{actor.unit_kind}_id": actor.unit_id})


def seen(actor: Actor, redrawing_id: UUID) -> Redrawing:
    """Return a proposal that the actor may read, with its words.

    Raises:
        NotFound: there is none, or it is not hers to read; the two look the same.
    """
    found = Redrawing.objects.select_related("words").filter(pk=redrawing_id).first()
    if found is None or not may_see(actor, found):
        raise NotFound
    return found


def drawn_of(redrawing: Redrawing) -> Drawn:
    """Return what was drawn in a proposal, as its row keeps it."""
    features = tuple(
        Feature(
            unit_id=None if piece["new"] else UUID(piece["id"]),
            name=piece["name"],
            of=UUID(piece["of"]) if piece["of"] else None,
            geometry=shapely.geometry.mapping(shapely.from_wkb(piece["outline"])),
        )
        for piece in redrawing.pieces
    )
    if redrawing.merged:
        features = ()
    return Drawn(features, {UUID(ended): UUID(into) for ended, into in redrawing.merged})


def plan_of(redrawing: Redrawing) -> Plan:
    """Return what a proposal makes of the territory as it is now; three statements.

    Raises:
        InputRefused: it no longer fits.
    """
    new = iter([UUID(piece["id"]) for piece in redrawing.pieces if piece["new"]])
    sheet = drawing.sheet(redrawing.community_id, Kind(redrawing.kind))
    return drawing.planned(sheet, drawn_of(redrawing), keys=lambda: next(new))


def shape_ids(unit_ids: list[UUID]) -> list[UUID]:
    """Return the present outlines of units, in the order of their units; one statement."""
    shapes = UnitShape.objects.filter(territory.in_force(None), unit_id__in=unit_ids)
    return list(shapes.order_by("unit_id").values_list("pk", flat=True))


# What moves ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Things:
    """What lies within a community: kind, key, parent, outline and a point in it."""

    kinds: Any
    keys: list[UUID]
    parents: list[UUID | None]
    outlines: Any
    points: Any


@dataclass(frozen=True, slots=True)
class Impact:
    """What moves by a plan, the most first, and how many smaller units lie across its borders."""

    flows: list[Flow]
    astride: int


def _things(sheet: Sheet) -> _Things:
    """Return what is counted within a community by where it lies; one statement."""
    kinds, key = MOVING[sheet.kind], sheet.community.id
    within = Q(unit__parent_id=key) | Q(unit__parent__parent_id=key)
    shapes = UnitShape.objects.filter(
        within, territory.in_force(None), territory.in_force(None, "unit__"), unit__kind__in=kinds
    )
    columns = ("unit__kind", "unit_id", "unit__parent_id", "wkb")
    rows = list(shapes.order_by("unit_id").values_list(*columns))
    outlines = shapely.from_wkb(array([bytes(row[3]) for row in rows]))
    return _Things(
        kinds=np.array([row[0] for row in rows]),
        keys=[row[1] for row in rows],
        parents=[row[2] for row in rows],
        outlines=outlines,
        points=shapely.point_on_surface(outlines),
    )


def impact(plan: Plan, *, on: date) -> Impact:
    """Return what moves by a plan; three statements, whatever the size.

    Args:
        on: the day whose posts count.
    """
    things = _things(plan.sheet)
    ways = _ways(plan, things)
    moved: Counter[tuple[What, UUID | None, UUID | None]] = Counter(
        (What(kind), *way)
        for kind, way in zip(things.kinds.tolist(), ways, strict=True)
        if way[0] != way[1]
    )
    moved.update(_cases(plan, dict(zip(things.keys, ways, strict=True))))
    moved.update(_posts(plan, on))
    flows = [Flow(*way, count=count) for way, count in moved.items()]
    order = list(What)
    flows.sort(key=lambda flow: (order.index(flow.what), -flow.count, str(flow.origin)))
    return Impact(flows, _astride(plan, things))


def _ways(plan: Plan, things: _Things) -> list[Way]:
    """Return in which unit each thing lies now and then, by a point inside of it.

    What is part of such a unit lies in its parent, wherever it was drawn, and leaves it only
    for another one.
    """
    sides = []
    for areas in (plan.sheet.units, plan.after):
        found = solver.owners(things.points, array([area.outline for area in areas]))
        sides.append([areas[index].id if index >= 0 else None for index in found.tolist()])
    return [
        (parent, then or plan.merged.get(parent, parent))
        if parent and PARENT_KINDS[Kind(kind)] is plan.sheet.kind
        else (now, then)
        for kind, parent, now, then in zip(things.kinds, things.parents, *sides, strict=True)
    ]


def moving_parts(plan: Plan) -> dict[UUID, UUID]:
    """Return the parts of units that go to another one by a plan, and to which; one statement."""
    things = _things(plan.sheet)
    return {
        key: then
        for key, kind, (now, then) in zip(
            things.keys, things.kinds, _ways(plan, things), strict=True
        )
        if then and now != then and PARENT_KINDS[Kind(kind)] is plan.sheet.kind
    }


def _cases(
    plan: Plan, places: Mapping[UUID, Way]
) -> Counter[tuple[What, UUID | None, UUID | None]]:
    """Count open matters by the unit they were reported in and the one their place lies in then.

    The building decides, else the compound; a matter without either stays with its unit, or
    goes where that goes.
    """
    unit = f"{plan.sheet.kind.value}_id"
    open_ones = Case.objects.filter(
        stage__in=OPEN_WORDS,
        community_id=plan.sheet.community.id,
        **{f"{unit}__in": plan.touched},
    )
    rows = (
        open_ones.order_by().values_list(unit, "building_id", "compound_id").annotate(Count("pk"))
    )
    moved: Counter[tuple[What, UUID | None, UUID | None]] = Counter()
    for unit_id, building, compound, count in rows:
        stays = plan.merged.get(unit_id, unit_id)
        origin, target = places.get(building) or places.get(compound) or (unit_id, stays)
        target = stays if origin == target else target
        if target != unit_id:
            moved[What.CASE, unit_id, target] += count
    return moved


def _posts(plan: Plan, on: date) -> Iterator[tuple[What, UUID | None, UUID | None]]:
    """Yield the way of each post over a unit that ends; the others keep their unit."""
    if plan.merged:
        ended = list(plan.merged)
        for post in people.hands(on=on, roles=list(POST_ROLES), unit_ids=ended):
            if post.unit_id:
                yield What.POST, post.unit_id, plan.merged[post.unit_id]


def _astride(plan: Plan, things: _Things) -> int:
    """Return how many micro-grids would lie in no new grid wholly."""
    small = things.outlines[things.kinds == Kind.MICRO_GRID] if len(things.keys) else []
    if plan.sheet.kind is not Kind.GRID or not len(small):
        return 0
    grids = array([area.outline for area in plan.after])
    owner = solver.owners(shapely.point_on_surface(small), grids)
    small, owner = small[owner >= 0], owner[owner >= 0]
    common = shapely.area(shapely.intersection(small, grids[owner]))
    return int(np.count_nonzero(common < WHOLLY * shapely.area(small)))
