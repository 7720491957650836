"""Which compounds a post reads, where one lies, and what it is like."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from linli.kernel.common.errors import NotFound
from linli.kernel.compounds import rules
from linli.kernel.compounds.models import Attributes
from linli.kernel.people.rules import Actor, Role
from linli.kernel.places import queries as places
from linli.kernel.places.rules import Place
from linli.kernel.territory import queries as territory
from linli.kernel.territory.models import Unit
from linli.kernel.territory.rules import Kind

GRIDS = (Kind.GRID, Kind.MICRO_GRID)
UPWARDS = {
    "district": "parent__parent__parent_id",
    "street": "parent__parent_id",
    "community": "parent_id",
}
"""Kind of a post's unit → the field of a compound that names it."""


def readable(actor: Actor, compound_id: UUID) -> Place:
    """Return where a compound lies, for a post that reads its registers.

    An officer reads those of each compound that her grid touches. Two statements.

    Raises:
        Forbidden: the role reads no registers.
        NotFound: there is no such compound at present, or it is not hers to read.
    """
    place = places.place_of_unit(compound_id)
    if place.compound_id != compound_id or place.building_id is not None:
        raise NotFound
    if actor.unit_kind == "grid" and actor.unit_id in places.shares(compound_id, GRIDS):
        place = replace(place, grid_id=actor.unit_id)
    rules.check_may_read(actor, place)
    return place


def keepable(actor: Actor, compound_id: UUID) -> Place:
    """Return where a compound lies, for a post that keeps its registers.

    Raises:
        Forbidden, NotFound: as for ``readable``; or the post only reads them.
    """
    place = readable(actor, compound_id)
    rules.check_may_keep(actor, place)
    return place


def visible(actor: Actor) -> QuerySet[Unit]:
    """Return the present compounds whose registers a post reads; the rule of ``readable``."""
    present = Unit.objects.filter(territory.in_force(None), kind=Kind.COMPOUND)
    if actor.role not in rules.READERS:
        return present.none()
    if actor.unit_kind == "grid" and actor.unit_id is not None:
        return present.filter(pk__in=places.touching(actor.unit_id, Kind.COMPOUND))
    if actor.unit_kind not in UPWARDS:
        return present if actor.role is Role.RULE else present.none()
    return present.filter(**{UPWARDS[actor.unit_kind]: actor.unit_id})


def attributes(compound_id: UUID, *, on: date | None = None) -> Attributes | None:
    """Return what is known of a compound, or was on a day; None where nothing is."""
    return attributes_of([compound_id], on=on).get(compound_id)


def attributes_of(
    compound_ids: Collection[UUID], *, on: date | None = None
) -> dict[UUID, Attributes]:
    """Return the newest values of compounds by key, or those of a day; one statement."""
    found = Attributes.objects.filter(compound_id__in=compound_ids)
    if on is not None:
        found = found.filter(as_of__lte=on)
    newest = found.order_by("compound_id", "-as_of", "-entered_at", "-pk").distinct("compound_id")
    return {row.compound_id: row for row in newest}


def history(compound_id: UUID) -> list[Attributes]:
    """Return all values that were entered for a compound, the newest first."""
    found = Attributes.objects.filter(compound_id=compound_id)
    return list(found.order_by("-as_of", "-entered_at", "-pk"))
