"""Party organisations are founded, one or many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction

from linli.kernel.common.days import day_of
from linli.kernel.common.errors import NotFound
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor
from linli.party.branches import news, queries
from linli.party.branches import rules as branch_rules
from linli.party.branches import services as branches
from linli.party.branches.models import PartyOrganisation
from linli.party.branches.queries import Bench, Site
from linli.party.branches.rules import Above, Base, Kind, Move, Stage
from linli.party.branches.services import Changes
from linli.party.composition.rules import Seats, check_filling
from linli.party.founding import rules
from linli.party.terms import rules as terms


@dataclass(frozen=True, slots=True)
class New:
    """An organisation to be. ``elected_on``: when its present term began, else ``founded_on``.

    ``name``: empty for the official one made of kind and place. ``host``: the company or office.
    ``seats``: code of a seat → ``{"held": how many, "post": by which post}``.
    """

    id: UUID
    kind: Kind
    base: Base
    unit_id: UUID
    founded_on: date
    superior_id: UUID | None = None
    name: str = ""
    host: str = ""
    document: str = ""
    members: int | None = None
    elected_on: date | None = None
    seats: Seats = field(default_factory=dict)


@transaction.atomic
def found(actor: Actor, *, new: New, stamp: Stamp) -> PartyOrganisation:
    """Found an organisation, or enter one that stands already.

    Raises:
        Forbidden, NotYourTerritory, UnitUnknown: the place is not the actor's to found in.
        PlaceOfOtherKind, HostNeeded, SuperiorNeeded, NotUnderThis, SuperiorElsewhere.
        TooFewMembers, DayRefused, NameTaken, SeatUnknown, PostUnknown.
    """
    return found_many(actor, rows=[new], stamp=stamp)[0]


@transaction.atomic
def found_many(actor: Actor, *, rows: Sequence[New], stamp: Stamp) -> list[PartyOrganisation]:
    """Found many organisations, all or none; superiors may stand anywhere among them.

    Eight statements, however many. Raises what ``found`` raises, for the first that is refused.
    """
    if not rows:
        return []
    sites = queries.sites({new.unit_id for new in rows})
    for new in rows:
        branch_rules.check_may(actor, sites[new.unit_id], Move.FOUND)
    today = day_of(stamp.at)
    bench = queries.bench(today)
    above = _above(rows, sites)
    made = []
    for new in rows:
        _check(new, sites[new.unit_id], above, bench, today=today)
        made.append((new, _fields(new, sites[new.unit_id], bench)))
    branches.check_names([str(fields["name"]) for _, fields in made])
    return _store(actor, made, stamp)


def _above(rows: Sequence[New], sites: Mapping[UUID, Site]) -> dict[UUID, Above]:
    """Return the superiors that rows name: those stored, and those among the rows themselves."""
    wanted = {new.superior_id for new in rows if new.superior_id}
    stored = PartyOrganisation.objects.in_bulk(list(wanted)) if wanted else {}
    fresh = {
        new.id: Above(new.id, Stage.ACTIVE.value, new.kind, new.base, sites[new.unit_id])
        for new in rows
        if new.id in wanted
    }
    return {key: queries.above_of(one) for key, one in stored.items()} | fresh


def _check(new: New, site: Site, above: Mapping[UUID, Above], bench: Bench, *, today: date) -> None:
    """Refuse what may not be founded."""
    rules.check_place(new.base, site.kind, new.host)
    if new.superior_id and new.superior_id not in above:
        raise NotFound
    superior = above[new.superior_id] if new.superior_id else None
    branch_rules.check_under(new.kind, new.base, site, superior)
    least = bench.edition.standard.sizes.founded_from
    rules.check_members(new.kind, new.members, least=least)
    for day in (new.founded_on, new.elected_on or new.founded_on):
        if not new.founded_on <= day <= today:
            raise branch_rules.DayRefused(day=day.isoformat())
    check_filling(bench.seats(new.kind, new.base, site.ids.get("compound")), new.seats)


def _fields(new: New, site: Site, bench: Bench) -> Changes:
    """Return all fields that founding sets."""
    standard, compound = bench.edition.standard, site.ids.get("compound")
    term = terms.begun(
        standard.terms, kind=new.kind, base=new.base, on=new.elected_on or new.founded_on
    )
    name = new.name or rules.official_name(
        new.kind,
        new.base,
        names=site.names,
        host=new.host,
        members=new.members,
        committee_from=standard.sizes.branch_committee_from,
    )
    return {
        "stage": Stage.ACTIVE.value,
        "kind": new.kind.value,
        "base": new.base.value,
        "name": name,
        "host": new.host,
        "superior_id": new.superior_id,
        **site.fields(),
        "founded_on": new.founded_on,
        "document": new.document,
        "members": new.members,
        "seats": {code: dict(one) for code, one in new.seats.items()},
        **branches.term_fields(term),
        **bench.judged(new.kind, new.base, compound, new.seats),
    }


def _store(
    actor: Actor, made: Sequence[tuple[New, Changes]], stamp: Stamp
) -> list[PartyOrganisation]:
    """Store new organisations with their first entries."""
    stored, lines = [], []
    for new, fields in made:
        whole: Changes = {**fields, "version": 1, "changed_at": stamp.at}
        stored.append(PartyOrganisation(id=new.id, **whole))
        told = news.OrganisationFounded(organisation_id=new.id, changes=whole)
        stream = queries.stream_of(new.id)
        lines.append(journal.Line(actor=actor, stream=stream, news=told, stamp=stamp))
    PartyOrganisation.objects.bulk_create(stored, batch_size=1000)
    journal.record(lines, begins=True)
    return stored
