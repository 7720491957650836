"""Which seats have a name, masked; whether this instance may keep any."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext

from linli.kernel.common.errors import NotFound
from linli.kernel.people.rules import Actor
from linli.party.branches import queries as branches
from linli.party.branches.models import PartyOrganisation
from linli.party.holders import rules
from linli.party.holders.models import Holder
from linli.party.holders.rules import PURPOSE_NAMES, Purpose
from linli.party.tree.queries import seat_name


def faces_internet() -> bool:
    """Return whether this instance is reached from the internet; so it is unless declared."""
    return bool(settings.FACES_INTERNET)


def stream_of(holder_id: UUID) -> str:
    """Return the name of the stream that holds what happened to a name."""
    return f"party.holder:{holder_id}"


@dataclass(frozen=True, slots=True)
class HolderLine:
    """One holder as pages show her: masked, with what she consented to."""

    id: UUID
    seat: str
    seat_name: str
    mask: str
    purpose: str
    consented_on: date


@dataclass(frozen=True, slots=True)
class NamesPage:
    """The names of an organisation's seats, masked; ``seats``: code and name of each that has a
    holder without one."""

    organisation: PartyOrganisation
    holders: list[HolderLine]
    seats: list[tuple[str, str]]


def names(actor: Actor, organisation_id: UUID, *, today: date) -> NamesPage:
    """Return the seats of an organisation with their masked names; five statements.

    Raises:
        NotFound: there is no such organisation for the actor.
        Forbidden: she is no desk.
        NoNamesHere: the instance faces the internet.
    """
    one = branches.seen(actor, organisation_id)
    rules.check_may_name(actor, one)
    rules.check_inside(faces_internet=faces_internet())
    bench = branches.bench(today, [one.compound_id] if one.compound_id else [])
    seats = bench.seats(one.kind, one.base, one.compound_id)
    titles = {seat.code: seat_name(seat) for seat in seats}
    rows = standing(one.pk)
    named = [row.seat for row in rows]
    free = [
        (seat.code, titles[seat.code])
        for seat in seats
        if int(one.seats.get(seat.code, {}).get("held", 0)) > named.count(seat.code)
    ]
    return NamesPage(one, [_line(row, titles) for row in rows], free)


def _line(row: Holder, titles: dict[str, str]) -> HolderLine:
    return HolderLine(
        id=row.pk,
        seat=row.seat,
        seat_name=titles.get(row.seat, row.seat),
        mask=rules.MASK,
        purpose=gettext(PURPOSE_NAMES[Purpose(row.purpose)]),
        consented_on=row.consented_on,
    )


def standing(organisation_id: UUID) -> list[Holder]:
    """Return the holders whose names are kept, by seat; without the names; one statement."""
    rows = Holder.objects.filter(organisation=organisation_id, erased_at=None)
    return list(rows.order_by("seat", "named_at", "pk"))


def one(organisation_id: UUID, holder_id: UUID) -> Holder:
    """Return a holder whose name is kept.

    Raises:
        NotFound: there is none in this organisation, or the name is erased.
    """
    rows = Holder.objects.filter(pk=holder_id, organisation=organisation_id, erased_at=None)
    found = rows.first()
    if found is None:
        raise NotFound
    return found
