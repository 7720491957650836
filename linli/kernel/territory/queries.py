"""The units of the territory: their lists, their lines upwards, their outlines for a map."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cache, reduce
from operator import or_
from typing import Any
from uuid import UUID

import shapely
from django.db.models import Case, Q, Value, When

from linli.kernel.common import statements, text
from linli.kernel.common.statements import Statement
from linli.kernel.database.base import Asked, Row
from linli.kernel.territory import rules
from linli.kernel.territory.models import Unit, UnitPast, UnitShape
from linli.kernel.territory.rules import Kind, ListedUnit

VERSION = "SELECT coalesce(max(id), 0) FROM kernel_territoryversion"
UPWARDS = "parent__parent__parent__parent__parent__parent"


def in_force(on: date | None, prefix: str = "") -> Q:
    """Return the filter for rows in force on a day, or at present."""
    present = Q(**{f"{prefix}valid_to": None})
    if on is None:
        return present
    return (present | Q(**{f"{prefix}valid_to__gt": on})) & Q(**{f"{prefix}valid_from__lte": on})


def asked_version() -> Asked:
    """Return what asks for the number of the present territory, for ``found_each``."""
    return VERSION, []


def version_of(rows: Sequence[Row]) -> int:
    """Return the number that ``asked_version`` was answered with, 0 before there is any."""
    return int(rows[0][0])


def formerly(on: date) -> dict[UUID, tuple[str, str, UUID | None]]:
    """Return name, style and parent, as on a day, of the units that were changed since."""
    past = UnitPast.objects.filter(valid_from__lte=on, valid_to__gt=on)
    return {unit: (name, style, up) for unit, name, style, up in past.values_list(*STATE)}


STATE = ("unit_id", "name", "style", "parent_id")


def version() -> int:
    """Return the number of the present territory, 0 before there is any; one statement."""
    return version_of(statements.found(*asked_version()))


def _upwards(unit: Unit | None) -> Iterator[ListedUnit]:
    while unit is not None:
        yield _listed(unit)
        unit = unit.parent


def _listed(unit: Unit) -> ListedUnit:
    return ListedUnit(
        id=unit.id,
        kind=Kind(unit.kind),
        style=unit.style,
        name=unit.name,
        parent_id=unit.parent_id,
        parent_name=unit.parent.name if unit.parent else "",
        door_code=unit.door_code,
    )


def names(unit_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of units, also of ended ones, by key."""
    return statements.names(Unit, unit_ids)


def listed(unit_ids: Collection[UUID]) -> dict[UUID, ListedUnit]:
    """Return units as lists show them, also ended ones, by key."""
    units = Unit.objects.select_related("parent").in_bulk(unit_ids)
    return {key: _listed(unit) for key, unit in units.items()}


NOBODY = UUID(int=0)
SHOWN = ("id", "kind", "style", "name", "parent_id", "parent__name", "door_code")
"""Fields of a unit in the order of ``ListedUnit``."""


@cache
def _parts(kinds: frozenset[Kind]) -> Statement:
    found = Unit.objects.filter(in_force(None), parent_id=NOBODY, kind__in=kinds)
    return statements.written(found.values_list(*SHOWN))


def children(unit_id: UUID, kinds: Collection[Kind] = tuple(Kind)) -> list[ListedUnit]:
    """Return the present parts of a unit, by kind and then by name with 2 before 10."""
    rows = _parts(frozenset(kinds)).of(NOBODY, unit_id)
    return sorted(
        (
            ListedUnit(key, Kind(kind), style, name, parent_id, parent or "", door_code)
            for key, kind, style, name, parent_id, parent, door_code in rows
        ),
        key=rules.natural_order,
    )


def present(kind: Kind) -> list[ListedUnit]:
    """Return all present units of one kind, in order of their keys; one statement."""
    units = Unit.objects.filter(in_force(None), kind=kind).select_related("parent")
    return [_listed(unit) for unit in units.order_by("id")]


def path(unit_id: UUID) -> tuple[ListedUnit, ...]:
    """Return a unit and all it is part of, the district first.

    Raises:
        rules.UnitUnknown: there is no such unit.
    """
    unit = Unit.objects.select_related(UPWARDS).filter(id=unit_id).first()
    if unit is None:
        raise rules.UnitUnknown
    return tuple(_upwards(unit))[::-1]


def upwards(**wanted: object) -> list[ListedUnit]:
    """Return the present unit with this ``id`` or ``door_code`` and all it is part of.

    Itself first; empty where there is none. One statement.
    """
    unit = Unit.objects.select_related(UPWARDS).filter(in_force(None), **wanted).first()
    return list(_upwards(unit))


def line(unit_id: UUID) -> list[UUID]:
    """Return the keys of a unit and of all it is part of, itself first; one statement."""
    above = ("parent__" * level + "parent_id" for level in range(5))
    rows = Unit.objects.filter(id=unit_id).values_list("id", *above)
    return [key for row in rows for key in row if key]


def search(words: str, kinds: Collection[Kind], limit: int) -> list[ListedUnit]:
    """Return the present units that all words fit: by name, reading or initials.

    A word may also fit the unit's parent (“东方 3栋”). Names that begin with the first
    word come first, then by reading.
    """
    wanted = text.half_width(words).lower().split()
    if not wanted:
        return []
    units = Unit.objects.filter(in_force(None), kind__in=kinds).select_related("parent")
    for word in wanted:
        fits = Q(name__icontains=word) | Q(pinyin__contains=word)
        units = units.filter(
            fits | Q(parent__name__icontains=word) | Q(parent__pinyin__contains=word)
        )
    begins = Q(name__istartswith=wanted[0]) | Q(pinyin__startswith=wanted[0])
    rank = Case(When(begins, then=Value(0)), default=Value(1))
    return [_listed(unit) for unit in units.order_by(rank, "pinyin", "name", "id")[:limit]]


def shapes_geojson(kinds: Collection[Kind], within: UUID | None = None) -> dict[str, Any]:
    """Return the present outlines as a GeoJSON object, six decimals, in order of their keys.

    Args:
        kinds: which units.
        within: only this unit and what is part of it.
    """
    shapes = UnitShape.objects.filter(
        in_force(None), in_force(None, "unit__"), unit__kind__in=kinds
    )
    if within is not None:
        levels = [f"unit{'__parent' * steps}" for steps in range(len(Kind) - 1)]
        shapes = shapes.filter(reduce(or_, (Q(**{level: within}) for level in levels)))
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": str(unit_id),
                "properties": {"kind": kind, "name": name},
                "geometry": shapely.geometry.mapping(
                    shapely.transform(
                        shapely.from_wkb(bytes(wkb)), lambda vertices: vertices.round(6)
                    )
                ),
            }
            for unit_id, kind, name, wkb in shapes.order_by("unit_id").values_list(
                "unit_id", "unit__kind", "unit__name", "wkb"
            )
        ],
    }
