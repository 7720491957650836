"""Bodies are elected, filed and ended; seats are taken and left; seals change hands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from linli.kernel.bodies import news, queries, rules
from linli.kernel.bodies.models import Body
from linli.kernel.bodies.news import BodyNews
from linli.kernel.bodies.rules import Ended, Kind, Term
from linli.kernel.common.errors import NotFound
from linli.kernel.common.text import clean
from linli.kernel.compounds import queries as compounds
from linli.kernel.compounds.rules import KEEPERS
from linli.kernel.journal import queries as journal_queries
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.journal.services import Line
from linli.kernel.people import queries as people
from linli.kernel.people.rules import Actor, Role, check_role
from linli.kernel.seals.models import Seal
from linli.kernel.seals.rules import NobodyTakesOver, SealKind
from linli.kernel.seats import rules as seat_rules
from linli.kernel.seats.models import Seat
from linli.kernel.seats.rules import Left, Office
from linli.kernel.territory.models import Unit

MOST_BODY_NAME, MOST_NAME, MOST_NUMBER = 120, 80, 60
OF_TERM = (
    "compound_id", "kind", "name", "number", "seats", "elected_on", "starts_on", "until",
)  # fmt: skip
OF_SEAT = ("office", "starts_on")
OF_SEAL = ("holder_id", "kind", "issued_on", "held_since")
Changes = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Filing:
    """The filing of a body: its number, and the office that took it."""

    number: str
    on: date
    with_id: UUID


def stream_of(body_id: UUID) -> str:
    """Return the name of the stream that holds the entries of a body, its seats and seals."""
    return f"kernel.body:{body_id}"


@transaction.atomic
def elect(actor: Actor, *, body_id: UUID, compound_id: UUID, term: Term, stamp: Stamp) -> Body:
    """Enter a body that was elected; the one before it ends on the first day of the new term.

    Raises:
        Forbidden, NotFound: the actor does not keep the registers of this compound.
        NameNeeded, SeatsUnclear, TermUnclear, TermTaken.
    """
    compounds.keepable(actor, compound_id)
    Unit.objects.select_for_update().get(pk=compound_id)
    rules.check_term(term)
    before = queries.in_office(compound_id, term.kind)
    if before is not None:
        if before.starts_on >= term.starts_on:
            raise rules.TermTaken(day=before.starts_on.isoformat())
        ended = {"ended_on": term.starts_on, "reason": Ended.REPLACED.value}
        _change(actor, before, news.BodyEnded, ended, stamp)
    row = Body.objects.create(
        id=body_id,
        compound_id=compound_id,
        kind=term.kind.value,
        name=clean(term.name, most=MOST_BODY_NAME),
        number=term.number,
        seats=term.seats,
        elected_on=term.elected_on,
        starts_on=term.starts_on,
        until=term.until,
    )
    _record(actor, row, news.BodyElected, {name: getattr(row, name) for name in OF_TERM}, stamp)
    return row


@transaction.atomic
def end(actor: Actor, *, body_id: UUID, on: date, reason: Ended, stamp: Stamp) -> Body:
    """End a body without a next one; ``on`` is the first day it is no longer in office.

    Raises:
        Forbidden, NotFound, BodyEnded, BeforeItCould.
    """
    body = _held(actor, body_id)
    rules.check_day(on, earliest=body.starts_on)
    return _change(actor, body, news.BodyEnded, {"ended_on": on, "reason": reason.value}, stamp)


@transaction.atomic
def file(actor: Actor, *, body_id: UUID, filing: Filing, stamp: Stamp) -> Body:
    """Enter the filing of a body with the authorities.

    Raises:
        Forbidden, NotFound, BodyEnded, BeforeItCould, NameNeeded, AlreadyDone.
    """
    body = _held(actor, body_id)
    if body.filed_on is not None:
        raise rules.AlreadyDone(day=body.filed_on.isoformat())
    rules.check_day(filing.on, earliest=body.elected_on)
    number = clean(filing.number, most=MOST_NUMBER)
    if not number:
        raise rules.NameNeeded
    if not people.organisation_names({filing.with_id}):
        raise NotFound
    changes = {
        "filed_on": filing.on,
        "filing_number": number,
        "filed_with_id": filing.with_id,
    }
    return _change(actor, body, news.BodyFiled, changes, stamp)


@transaction.atomic
def count_party_members(actor: Actor, *, body_id: UUID, count: int, on: date, stamp: Stamp) -> Body:
    """Keep how many of the members are Party members: a number, and nobody's name.

    Raises:
        Forbidden, NotFound, BodyEnded, MoreThanMembers.
    """
    body = _held(actor, body_id)
    seat_rules.check_party_members(count, _offices(body))
    changes = {"party_members": count, "counted_on": on}
    return _change(actor, body, news.PartyMembersCounted, changes, stamp)


@transaction.atomic
def take_seat(
    actor: Actor, *, body_id: UUID, seat_id: UUID, office: Office, name: str, on: date, stamp: Stamp
) -> Seat:
    """Enter who sits in a body from a day on.

    Raises:
        Forbidden, NotFound, BodyEnded, BeforeItCould, NameNeeded, SeatsFull, OfficeTaken.
    """
    body = _held(actor, body_id)
    rules.check_day(on, earliest=body.starts_on)
    kept = clean(name, most=MOST_NAME)
    if not kept:
        raise rules.NameNeeded
    seat_rules.check_seat(office, seats=body.seats, held=_offices(body))
    seat = Seat.objects.create(id=seat_id, body=body, office=office.value, name=kept, starts_on=on)
    changes = {name: getattr(seat, name) for name in OF_SEAT}
    _record(
        actor, body, news.SeatTaken, changes, stamp, beside=("seat", seat.pk),
        payload={"name": kept},
    )  # fmt: skip
    return seat


@transaction.atomic
def leave_seat(actor: Actor, *, seat_id: UUID, on: date, reason: Left, stamp: Stamp) -> Seat:
    """Enter that somebody left a seat; ``on`` is the first day it is vacant.

    Raises:
        Forbidden, NotFound, BodyEnded, BeforeItCould, AlreadyDone.
    """
    body = _held(actor, _body_of(seat_id))
    seat = Seat.objects.get(pk=seat_id)
    if seat.ended_on is not None:
        raise rules.AlreadyDone(day=seat.ended_on.isoformat())
    rules.check_day(on, earliest=seat.starts_on)
    changes = {"ended_on": on, "reason": reason.value}
    _change_row(seat, changes)
    _record(actor, body, news.SeatLeft, changes, stamp, beside=("seat", seat.pk))
    return seat


@transaction.atomic
def forget(actor: Actor, *, seat_id: UUID, stamp: Stamp) -> Seat:
    """Erase the name on a seat, in the register and in the record; the seat itself stays.

    Raises:
        Forbidden: the actor is neither a desk of the place, nor the operator, nor the house.
        NotFound: there is no such seat, or it is not the actor's.
    """
    check_role(actor, *KEEPERS, Role.OPERATOR)
    body = Body.objects.select_for_update().get(pk=_body_of(seat_id))
    if actor.role is not Role.OPERATOR:
        compounds.keepable(actor, body.compound_id)
    seat = Seat.objects.get(pk=seat_id)
    _change_row(seat, {"name": ""})
    _record(actor, body, news.SeatForgotten, {}, stamp, beside=("seat", seat.pk))
    journal.erase(stream=stream_of(body.pk), numbers=_named(body, seat), at=stamp.at)
    return seat


@transaction.atomic
def issue_seal(
    actor: Actor, *, body_id: UUID, seal_id: UUID, kind: SealKind, on: date, stamp: Stamp
) -> Seal:
    """Enter that a body got a seal.

    Raises:
        Forbidden, NotFound, BodyEnded, BeforeItCould.
    """
    body = _held(actor, body_id)
    rules.check_day(on, earliest=body.elected_on)
    seal = Seal.objects.create(
        id=seal_id, holder=body, kind=kind.value, issued_on=on, held_since=on
    )
    changes = {name: getattr(seal, name) for name in OF_SEAL}
    _record(actor, body, news.SealIssued, changes, stamp, beside=("seal", seal.pk))
    return seal


@transaction.atomic
def hand_over_seal(actor: Actor, *, seal_id: UUID, on: date, stamp: Stamp) -> Seal:
    """Enter that a seal went to the body of the same kind that is in office now.

    Raises:
        Forbidden, NotFound, NobodyTakesOver, BeforeItCould, AlreadyDone.
    """
    seal, holder = _held_seal(actor, seal_id)
    heir = queries.in_office(holder.compound_id, Kind(holder.kind))
    if heir is None or heir.pk == holder.pk:
        raise NobodyTakesOver
    rules.check_day(on, earliest=seal.held_since)
    changes = {"holder_id": heir.pk, "held_since": on}
    _change_row(seal, changes)
    _record(actor, holder, news.SealHandedOver, changes, stamp, beside=("seal", seal.pk))
    return seal


@transaction.atomic
def invalidate_seal(actor: Actor, *, seal_id: UUID, on: date, stamp: Stamp) -> Seal:
    """Enter that a seal was declared invalid: lost, kept back, or replaced.

    Raises:
        Forbidden, NotFound, BeforeItCould, AlreadyDone.
    """
    seal, holder = _held_seal(actor, seal_id)
    rules.check_day(on, earliest=seal.issued_on)
    _change_row(seal, {"invalid_on": on})
    _record(
        actor, holder, news.SealInvalidated, {"invalid_on": on}, stamp, beside=("seal", seal.pk)
    )
    return seal


def _kept(actor: Actor, body_id: UUID) -> Body:
    """Return a body that the actor keeps, held until the transaction ends.

    Raises:
        Forbidden, NotFound: there is none, or it is not the actor's to keep.
    """
    body = Body.objects.select_for_update().filter(pk=body_id).first()
    if body is None:
        raise NotFound
    compounds.keepable(actor, body.compound_id)
    return body


def _held(actor: Actor, body_id: UUID) -> Body:
    body = _kept(actor, body_id)
    rules.check_in_office(body)
    return body


def _held_seal(actor: Actor, seal_id: UUID) -> tuple[Seal, Body]:
    holder_id = Seal.objects.filter(pk=seal_id).values_list("holder_id", flat=True).first()
    if holder_id is None:
        raise NotFound
    body = _kept(actor, holder_id)
    held = Seal.objects.select_for_update().get(pk=seal_id)
    if held.invalid_on is not None:
        raise rules.AlreadyDone(day=held.invalid_on.isoformat())
    return held, body


def _body_of(seat_id: UUID) -> UUID:
    """Return the body of a seat.

    Raises:
        NotFound: there is no such seat.
    """
    body_id = Seat.objects.filter(pk=seat_id).values_list("body_id", flat=True).first()
    if body_id is None:
        raise NotFound
    return body_id


def _offices(body: Body) -> list[str]:
    return list(Seat.objects.filter(body=body, ended_on=None).values_list("office", flat=True))


def _named(body: Body, seat: Seat) -> list[int]:
    """Return the numbers of the entries that hold the name on a seat."""
    return [
        entry.number
        for entry in journal_queries.entries(stream_of(body.pk))
        if entry.facts.get("seat", {}).get("id") == str(seat.pk)
    ]


def _change(actor: Actor, body: Body, told: type[BodyNews], changes: Changes, stamp: Stamp) -> Body:
    _change_row(body, changes)
    _record(actor, body, told, changes, stamp)
    return body


def _change_row(row: Body | Seat | Seal, changes: Changes) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=[name.removesuffix("_id") for name in changes])


def _record(
    actor: Actor,
    body: Body,
    told: type[BodyNews],
    changes: Changes,
    stamp: Stamp,
    *,
    beside: tuple[str, UUID] | None = None,
    payload: Mapping[str, object] | None = None,
) -> None:
    fact = told(body_id=body.pk, compound_id=body.compound_id, changes=changes, beside=beside)
    journal.record([Line(actor, stream_of(body.pk), fact, stamp, payload)])
