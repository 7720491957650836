"""The territory of any day: units, what they were called and part of, outlines, places."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

import shapely
from django.db.models import F

from linli.kernel.places import queries as places
from linli.kernel.places.rules import Place
from linli.kernel.territory import queries as territory
from linli.kernel.territory.models import Unit, UnitShape
from linli.kernel.territory.rules import Kind, UnitUnknown
from linli.kernel.territory_history.models import UnitSuccession
from linli.kernel.territory_history.rules import Lineage, Succession, Then, UnitThen


def then(on: date) -> Then:
    """Return the whole territory of a day; two statements, outlines only when asked for."""
    past = territory.formerly(on)
    rows = Unit.objects.filter(territory.in_force(on)).order_by("pk")
    fields = ("id", "kind", "name", "style", "parent_id")
    units = [
        UnitThen(key, Kind(kind), *past.get(key, (name, style, parent_id)))
        for key, kind, name, style, parent_id in rows.values_list(*fields)
    ]
    return Then(units, lambda keys: outlines(keys, on=on))


def outlines(unit_ids: Collection[UUID], *, on: date) -> dict[UUID, bytes]:
    """Return the outlines (WKB) that units had on a day; one statement."""
    rows = UnitShape.objects.filter(territory.in_force(on), unit__in=unit_ids)
    return {unit: bytes(wkb) for unit, wkb in rows.values_list("unit_id", "wkb")}


def path(unit_id: UUID, *, on: date) -> tuple[UnitThen, ...]:
    """Return a unit and all it was part of on a day, the district first.

    Raises:
        UnitUnknown: there was no such unit on that day.
    """
    found = then(on)
    if unit_id not in found.units:
        raise UnitUnknown
    return tuple(found.units[key] for key in reversed(found.chain(unit_id)))


def place(lon: float, lat: float, *, on: date) -> Place:
    """Return the place of a point by the territory of a day; see ``places.locate``."""
    return places.locate(lon, lat, on)


def shapes_geojson(kinds: Collection[Kind], *, on: date) -> dict[str, Any]:
    """Return the outlines of a day as a GeoJSON object, six decimals, in order of their keys."""
    found = then(on)
    drawn = found.outlines([unit.id for unit in found.units.values() if unit.kind in kinds])
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": str(key),
                "properties": {"kind": found.units[key].kind, "name": found.units[key].name},
                "geometry": shapely.geometry.mapping(
                    shapely.transform(shapely.from_wkb(wkb), lambda vertices: vertices.round(6))
                ),
            }
            for key, wkb in sorted(drawn.items())
        ],
    }


def lineage() -> Lineage:
    """Return what became of all units there are and were; two statements."""
    rows = Unit.objects.values_list("id", "valid_from", "valid_to")
    steps = UnitSuccession.objects.values_list("on", "order", "former_id", "later_id")
    terms = {key: (first, end) for key, first, end in rows}
    return Lineage(terms, [Succession(*step) for step in steps])


def heirs() -> dict[UUID, UUID]:
    """Return ended unit → the one that most of its area went to; one statement."""
    steps = UnitSuccession.objects.filter(former__valid_to__isnull=False).order_by(
        "order", F("area_m2").asc(nulls_first=True), "pk"
    )
    return dict(steps.values_list("former_id", "later_id"))
