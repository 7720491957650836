"""Which areas there are, and which units belong to them on a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from linli.kernel.areas.models import Area, AreaMember
from linli.kernel.areas.rules import AreaUnknown
from linli.kernel.territory import queries as territory
from linli.kernel.territory.queries import in_force
from linli.kernel.territory.rules import Kind, ListedUnit, natural_order


@dataclass(frozen=True, slots=True)
class AreaThen:
    """An area with the units that belong to it on a day; ``units`` in the order of lists."""

    id: UUID
    name: str
    kind: Kind
    valid_from: date
    valid_to: date | None
    units: tuple[ListedUnit, ...]


def areas(on: date, *, kinds: Collection[Kind] = tuple(Kind)) -> list[AreaThen]:
    """Return the areas in force on a day with their units, by name; three statements."""
    rows = Area.objects.filter(in_force(on), kind__in=kinds).order_by("name", "pk")
    return _with_units(list(rows), on)


def coming(on: date) -> list[AreaThen]:
    """Return the areas that begin after a day, with the units they begin with, by name."""
    return [
        each
        for row in Area.objects.filter(valid_from__gt=on).order_by("name", "pk")
        for each in _with_units([row], row.valid_from)
    ]


def ended(on: date) -> list[Area]:
    """Return the areas that have ended by a day, the last one first; at most 200."""
    return list(Area.objects.filter(valid_to__lte=on).order_by("-valid_to", "name")[:200])


def area(area_id: UUID, *, on: date) -> AreaThen:
    """Return one area with its units on a day, whether or not it is in force; three statements.

    Raises:
        AreaUnknown: there is no such area.
    """
    row = Area.objects.filter(pk=area_id).first()
    if row is None:
        raise AreaUnknown
    return _with_units([row], on)[0]


def _with_units(rows: list[Area], on: date) -> list[AreaThen]:
    members = AreaMember.objects.filter(in_force(on), area__in=rows)
    pairs = list(members.values_list("area_id", "unit_id"))
    listed = territory.listed({unit for _, unit in pairs})
    return [
        AreaThen(
            id=row.pk,
            name=row.name,
            kind=Kind(row.kind),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            units=tuple(
                sorted((listed[unit] for key, unit in pairs if key == row.pk), key=natural_order)
            ),
        )
        for row in rows
    ]


def unit_ids(area_id: UUID, *, on: date) -> set[UUID]:
    """Return the units that belong to an area on a day; one statement."""
    members = AreaMember.objects.filter(in_force(on), area_id=area_id)
    return set(members.values_list("unit_id", flat=True))


def within(area_id: UUID, *, on: date) -> Q:
    """Return the filter for rows with a place (``compound_id``, ``grid_id``, ``community_id``)
    that lie in an area on a day; two statements.

    Raises:
        AreaUnknown: there is no such area.
    """
    kind = Area.objects.filter(pk=area_id).values_list("kind", flat=True).first()
    if kind is None:
        raise AreaUnknown
    return Q(**{f"{kind}_id__in": unit_ids(area_id, on=on)})


def memberships(unit_ids: Collection[UUID], *, on: date) -> list[AreaMember]:
    """Return the memberships of units that hold on a day or begin later, with their areas."""
    held = AreaMember.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), unit__in=unit_ids)
    return list(held.select_related("area").order_by("pk"))
