"""Where an organisation can be founded, and under which others it may stand."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from linli.kernel.people.rules import Actor, covers
from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import LABELS, ListedUnit
from linli.kernel.territory.rules import Kind as UnitKind
from linli.party.branches import queries as branches
from linli.party.branches import rules as branch_rules
from linli.party.branches.models import PartyOrganisation
from linli.party.branches.queries import Site
from linli.party.branches.rules import (
    BASE_NAMES,
    BASES_ABOVE,
    KINDS_ABOVE,
    Base,
    Kind,
    Move,
    Stage,
)
from linli.party.founding.rules import UNIT_KINDS, check_unit

MOST_FOUND, MOST_CHOICES = 20, 500


def superiors(
    actor: Actor, kind: Kind, base: Base, place: PartyOrganisation | Site
) -> list[PartyOrganisation]:
    """Return the organisations that one of this kind and base may stand under; one statement."""
    rows = branches.visible(actor).filter(
        stage=Stage.ACTIVE.value,
        kind__in=[each.value for each in KINDS_ABOVE[kind]],
        base__in=[each.value for each in BASES_ABOVE[base]],
    )
    listed = rows.order_by("name", "pk")[:MOST_CHOICES]
    return [one for one in listed if branch_rules.lies_in(place, branches.above_of(one))]


@dataclass(frozen=True, slots=True)
class Found:
    """A unit in which an organisation may be founded."""

    unit: ListedUnit
    url: str


def places_to_found(actor: Actor, base: Base, words: str) -> list[Found]:
    """Return up to 20 units of the actor's territory that words fit, for one kind of base."""
    listed = territory.search(words, list(UNIT_KINDS[base]), 5 * MOST_FOUND)
    sites = branches.sites({unit.id for unit in listed})
    return [
        Found(unit, reverse("party:organisation_new", args=[base.value, unit.id]))
        for unit in listed
        if covers(actor, sites[unit.id])
    ][:MOST_FOUND]


@dataclass(frozen=True, slots=True)
class Founding:
    """What a new organisation is founded from: where, of what, under whom it may stand;
    ``nearest_id``: the nearest of these that a branch may stand under."""

    base: Base
    base_name: str
    unit_id: UUID
    unit_name: str
    unit_label: str
    path: list[str]
    needs_host: bool
    existing: list[PartyOrganisation]
    superiors: list[PartyOrganisation]
    nearest_id: UUID | None


def founding(actor: Actor, base: Base, unit_id: UUID) -> Founding:
    """Return what a new organisation in a unit is founded from.

    Raises:
        Forbidden, NotYourTerritory, UnitUnknown, PlaceOfOtherKind.
    """
    site = branches.sites({unit_id})[unit_id]
    branch_rules.check_may(actor, site, Move.FOUND)
    check_unit(base, site.kind)
    above = _possible(actor, base, site)
    standing = branches.visible(actor).filter(unit=unit_id, stage=Stage.ACTIVE.value)
    return Founding(
        base=base,
        base_name=gettext(BASE_NAMES[base]),
        unit_id=unit_id,
        unit_name=site.names[site.kind],
        unit_label=gettext(LABELS[UnitKind(site.kind)]),
        path=[unit.name for unit in territory.path(unit_id)],
        needs_host=base in branch_rules.HOSTED,
        existing=list(standing.order_by("kind", "name")),
        superiors=above,
        nearest_id=next((one.pk for one in above if one.kind in KINDS_ABOVE[Kind.BRANCH]), None),
    )


def _possible(actor: Actor, base: Base, site: Site) -> list[PartyOrganisation]:
    """Return the organisations that one of any kind may stand under here, the nearest first."""
    found = {one.pk: one for kind in Kind for one in superiors(actor, kind, base, site)}
    order = list(Base)
    return sorted(found.values(), key=lambda one: (-order.index(Base(one.base)), one.name))
