"""The bodies of compounds: how they stand on a day, who sits in them, which seals they keep."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from linli.kernel.bodies import rules
from linli.kernel.bodies.models import Body
from linli.kernel.bodies.rules import Ability, Clock, Kind, Remark
from linli.kernel.calendar import queries as calendar
from linli.kernel.common.errors import NotFound
from linli.kernel.compounds import queries as compounds
from linli.kernel.compounds.rules import shown_name
from linli.kernel.people.rules import Actor
from linli.kernel.seals import rules as seal_rules
from linli.kernel.seals.models import Seal
from linli.kernel.seals.rules import SealState
from linli.kernel.seats import rules as seat_rules
from linli.kernel.seats.models import Seat
from linli.kernel.seats.rules import LEFT_NAMES, OFFICE_NAMES, Left, Office
from linli.kernel.terms.rules import Due


@dataclass(frozen=True, slots=True)
class SealLine:
    """A seal and how it stands; ``due`` only while it waits to be handed over."""

    seal: Seal
    state: SealState
    due: Due | None


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A body and how it stands on a day.

    ``party_members`` is None where it is not known, or where it would tell who is one.
    """

    body: Body
    members: int
    vacant: int
    ability: Ability
    clocks: dict[Clock, Due]
    remarks: list[Remark]
    seals: list[SealLine]
    party_members: int | None


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat with the name as the reader may see it; empty when it was forgotten."""

    id: UUID
    office: str
    name: str
    starts_on: date
    ended_on: date | None
    reason: str

    @property
    def office_name(self) -> str:
        """Return the English name of the office; pages translate it."""
        return OFFICE_NAMES[Office(self.office)]

    @property
    def reason_name(self) -> str:
        """Return the English name of the reason, or ''; pages translate it."""
        return LEFT_NAMES[Left(self.reason)] if self.reason else ""


@dataclass(frozen=True, slots=True)
class BodyPage:
    """A body with everybody who sits or sat in it."""

    line: BodyLine
    seats: list[SeatLine]
    alternates: int = 0
    earlier: list[Body] = field(default_factory=list)


def in_office(compound_id: UUID, kind: Kind) -> Body | None:
    """Return the body of a kind that is in office in a compound, or None; one statement."""
    return Body.objects.filter(compound_id=compound_id, kind=kind.value, ended_on=None).first()


def standing(compound_ids: Collection[UUID]) -> dict[UUID, list[BodyLine]]:
    """Return the bodies in office by compound, and those whose seals are still theirs.

    By kind, then the newest first. Three statements, however many compounds; one where there
    is no body.
    """
    found = Body.objects.filter(compound_id__in=compound_ids).order_by("kind", "-starts_on", "pk")
    lines: dict[UUID, list[BodyLine]] = defaultdict(list)
    for line in _lines(list(found.select_related("filed_with"))):
        is_held = any(seal.state is SealState.TO_HAND_OVER for seal in line.seals)
        if line.body.ended_on is None or is_held:
            lines[line.body.compound_id].append(line)
    return lines


def _lines(bodies: Sequence[Body]) -> list[BodyLine]:
    if not bodies:
        return []
    keys, days = [body.pk for body in bodies], calendar.calendar()
    held: dict[UUID, list[str]] = defaultdict(list)
    for body_id, office in Seat.objects.filter(body__in=keys, ended_on=None).values_list(
        "body_id", "office"
    ):
        held[body_id].append(office)
    seals: dict[UUID, list[SealLine]] = defaultdict(list)
    for seal in Seal.objects.filter(holder__in=keys).order_by("kind", "issued_on", "pk"):
        ended_on = next(body.ended_on for body in bodies if body.pk == seal.holder_id)
        state = seal_rules.seal_state(invalid_on=seal.invalid_on, holder_ended_on=ended_on)
        waits = ended_on is not None and state is SealState.TO_HAND_OVER
        due = seal_rules.hand_over(ended_on, days) if ended_on is not None and waits else None
        seals[seal.holder_id].append(SealLine(seal, state, due))
    return [_line(body, held[body.pk], seals[body.pk], rules.clocks(body, days)) for body in bodies]


def _line(body: Body, held: list[str], seals: list[SealLine], clocks: dict[Clock, Due]) -> BodyLine:
    members = seat_rules.filled(held)
    waiting = [seal.due for seal in seals if seal.due is not None]
    if waiting:
        clocks |= {Clock.HAND_OVER: min(waiting, key=lambda due: due.on)}
    return BodyLine(
        body=body,
        members=members,
        vacant=max(0, body.seats - members),
        ability=rules.ability(seats=body.seats, members=members),
        clocks=clocks,
        remarks=rules.remarks(body, held),
        seals=seals,
        party_members=seat_rules.shown_party_members(body.party_members, members),
    )


def page(actor: Actor, body_id: UUID) -> BodyPage:
    """Return a body with its seats, names as the actor may see them.

    Seats held first, by office; then those that were left, the newest first.

    Raises:
        Forbidden, NotFound: there is no such body, or it is not the actor's to read.
    """
    body = Body.objects.select_related("filed_with", "compound").filter(pk=body_id).first()
    if body is None:
        raise NotFound
    compounds.readable(actor, body.compound_id)
    seats = list(Seat.objects.filter(body_id=body_id).order_by("starts_on", "pk"))
    held = [seat for seat in seats if seat.ended_on is None]
    gone = [seat for seat in reversed(seats) if seat.ended_on is not None]
    offices = [office.value for office in seat_rules.Office]
    held.sort(key=lambda seat: offices.index(seat.office))
    same = Body.objects.filter(compound_id=body.compound_id, kind=body.kind).exclude(pk=body_id)
    return BodyPage(
        line=_lines([body])[0],
        seats=[_seat(actor, seat) for seat in [*held, *gone]],
        alternates=len(held) - seat_rules.filled([seat.office for seat in held]),
        earlier=list(same.order_by("-starts_on", "pk")),
    )


def _seat(actor: Actor, seat: Seat) -> SeatLine:
    return SeatLine(
        id=seat.pk,
        office=seat.office,
        name=shown_name(actor, seat.name),
        starts_on=seat.starts_on,
        ended_on=seat.ended_on,
        reason=seat.reason,
    )
