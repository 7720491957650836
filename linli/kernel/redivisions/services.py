"""A place is divided anew: one version of the territory, all or nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import shapely
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from linli.kernel.areas import services as areas
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.outlines.solver import areas_m2
from linli.kernel.people import services as people
from linli.kernel.people.rules import Actor, check_may_edit_territory
from linli.kernel.redivisions import rules
from linli.kernel.redivisions.news import PlaceRedivided
from linli.kernel.territory import queries as territory_queries
from linli.kernel.territory import services as territory
from linli.kernel.territory.models import Unit, UnitCode, UnitShape
from linli.kernel.territory.services import NewUnit
from linli.kernel.territory_history.models import UnitSuccession

LEAST_M2 = 1
"""POLICY. Less ground than this in common is no succession, only what rounding left."""


@dataclass(frozen=True, slots=True)
class Division:
    """What ends in a place, what begins, who takes the place of what ended, from which day.

    Attributes:
        id: the key of this division, for the past of the territory.
        ended: present units; all that is below them ends too.
        begun: units that are new, with their outlines.
    """

    id: UUID
    place_id: UUID
    ended: Collection[UUID]
    begun: Sequence[NewUnit]
    on: date
    source: str


def stream_of(place_id: UUID) -> str:
    """Return the name of the stream that holds the divisions of a place."""
    return f"kernel.redivision:{place_id}"


@transaction.atomic
def redivide(actor: Actor, *, division: Division, stamp: Stamp) -> list[people.Moved]:
    """End units and let others begin on a day; return the posts and offices that went to an heir.

    The heir of a unit is the new one with most of its ground, for posts as for open matters.

    What happened before keeps the units of its time: an ended unit is never removed, and the
    past of the territory knows what became of it.

    Raises:
        Forbidden: the actor is neither operator nor district desk nor the house itself.
        DayToCome, BeganLater, NotPresent: see there.
        RowsRefused: a name or an outline cannot be used.
    """
    check_may_edit_territory(actor)
    territory.hold()
    if division.on > timezone.localdate(stamp.at):
        raise rules.DayToCome
    ended = _ended(division)
    became = _successions(division)
    Unit.objects.filter(pk__in=ended).update(valid_to=division.on)
    for table in (UnitShape, UnitCode):
        territory.end(table.objects.filter(valid_to=None, unit__in=ended), division.on)
    territory.add_units(actor, rows=division.begun, source=division.source, at=stamp.at)
    heirs = _heirs(became)
    moved = people.follow_units(actor, heirs=heirs, on=division.on)
    version = territory_queries.version()
    for row in became:
        row.order = version
    UnitSuccession.objects.bulk_create(became)
    later: dict[UUID, list[UUID]] = {key: [] for key in ended}
    for row in became:
        later[row.former_id].append(row.later_id)
    areas.follow(actor, became=later, on=division.on, stamp=stamp)
    told = PlaceRedivided(
        place_id=division.place_id,
        on=division.on,
        ended=ended,
        begun=[(row.id, row.name, next((c for _, c in row.codes), "")) for row in division.begun],
        became=[(row.former_id, row.later_id, row.area_m2) for row in became],
        followed=[(each.noun, each.id, each.former, each.later) for each in moved],
    )
    journal.record([journal.Line(actor, stream_of(division.place_id), told, stamp)])
    return moved


def _heirs(became: Sequence[UnitSuccession]) -> dict[UUID, UUID]:
    """Return ended unit → the new one with most of its ground."""
    found: dict[UUID, UnitSuccession] = {}
    for row in became:
        best = found.get(row.former_id)
        if best is None or (row.area_m2 or 0) > (best.area_m2 or 0):
            found[row.former_id] = row
    return {former: row.later_id for former, row in found.items()}


def _ended(division: Division) -> list[UUID]:
    """Return the units that end, with all that is below them."""
    levels = Q(pk__in=division.ended)
    for above in ("parent", "parent__parent"):
        levels |= Q(**{f"{above}__in": division.ended})
    units = list(Unit.objects.filter(levels, valid_to=None).select_for_update(of=("self",)))
    if not set(division.ended) <= {unit.pk for unit in units}:
        raise rules.NotPresent
    for unit in units:
        if unit.valid_from >= division.on:
            raise rules.BeganLater(name=unit.name)
    return sorted(unit.pk for unit in units)


def _successions(division: Division) -> list[UnitSuccession]:
    """Return what became of each unit that ends, by the ground it has in common with new ones."""
    shapes = UnitShape.objects.filter(valid_to=None, unit__in=division.ended)
    old = {key: shapely.from_wkb(bytes(wkb)) for key, wkb in shapes.values_list("unit_id", "wkb")}
    new = {row.id: shapely.from_wkb(row.shape.outline) for row in division.begun if row.shape}
    found = []
    for former in sorted(old):
        shared = shapely.intersection(old[former], list(new.values()))
        for later, area in zip(new, areas_m2(shared).tolist(), strict=True):
            if area >= LEAST_M2:
                row = UnitSuccession(
                    on=division.on,
                    order=0,
                    former_id=former,
                    later_id=later,
                    change_id=division.id,
                    area_m2=area,
                )
                found.append(row)
    return found
