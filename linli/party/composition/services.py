"""A district adopts its standard; a property company comes to a compound or leaves it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from linli.kernel.common.days import day_of
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import BY_RULE, Actor, check_covers, check_role
from linli.kernel.places import queries as places
from linli.party.composition import rules
from linli.party.composition.models import PropertyService, Standard
from linli.party.composition.news import PropertyServiceSet, StandardAdopted

STANDARD_STREAM = "party.standard"


def stream_of(compound_id: UUID) -> str:
    """Return the name of the stream that holds what happened to a compound's property service."""
    return f"party.property_service:{compound_id}"


@transaction.atomic
def adopt(actor: Actor, *, content: Mapping[str, Any], valid_from: date, stamp: Stamp) -> Standard:
    """Adopt an edition of the standard from a day on; what was judged before stands.

    Raises:
        Forbidden: the actor is neither district desk, operator nor the house itself.
        StandardUnreadable, StandardTooEarly.
    """
    rules.check_may_adopt(actor)
    read = rules.read(content)
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {Standard._meta.db_table} IN EXCLUSIVE MODE")
    last = Standard.objects.order_by("-number").first()
    if valid_from < day_of(stamp.at) or (last and valid_from <= last.valid_from):
        raise rules.StandardTooEarly(day=valid_from.isoformat())
    row = Standard.objects.create(
        number=last.number + 1 if last else 1,
        valid_from=valid_from,
        source=read.source[:200],
        content=dict(content),
        office_id=actor.organisation_id,
        adopted_at=stamp.at,
    )
    told = StandardAdopted(number=row.number, valid_from=valid_from, content=content)
    journal.record([journal.Line(actor=actor, stream=STANDARD_STREAM, news=told, stamp=stamp)])
    return row


@dataclass(frozen=True, slots=True)
class NewService:
    """What is so of a compound's property service from a day on; ``company`` may stay empty."""

    compound_id: UUID
    has_company: bool
    valid_from: date
    company: str = ""
    source: str = ""


@transaction.atomic
def set_service(actor: Actor, *, new: NewService, stamp: Stamp) -> PropertyService:
    """Record that from a day on a property company serves a compound, or none does.

    Raises:
        Forbidden, NotYourTerritory, UnitUnknown: the compound is not the actor's to speak of.
        StatusTooEarly, StatusTheSame.
    """
    check_role(actor, *rules.MAY_SET_STATUS)
    check_covers(actor, places.place_of_unit(new.compound_id))
    rows = PropertyService.objects.select_for_update().filter(compound=new.compound_id)
    last = rows.order_by("-valid_from").first()
    if last:
        _follow(last, new)
    row = PropertyService.objects.create(**_fields(new))
    told = _told(new)
    stream = stream_of(new.compound_id)
    journal.record([journal.Line(actor=actor, stream=stream, news=told, stamp=stamp)])
    return row


def _follow(last: PropertyService, new: NewService) -> None:
    if new.valid_from <= last.valid_from:
        raise rules.StatusTooEarly(day=last.valid_from.isoformat())
    if (last.has_company, last.company) == (new.has_company, new.company):
        raise rules.StatusTheSame
    last.valid_to = new.valid_from
    last.save(update_fields=["valid_to"])


def _fields(new: NewService) -> dict[str, Any]:
    return {name: getattr(new, name) for name in new.__slots__}


def _told(new: NewService) -> PropertyServiceSet:
    return PropertyServiceSet(
        compound_id=new.compound_id,
        has_company=new.has_company,
        company=new.company,
        valid_from=new.valid_from,
    )


@transaction.atomic
def begin_services(*, rows: Sequence[NewService], stamp: Stamp) -> int:
    """Record what is so of many compounds of which nothing is recorded yet; return how many.

    Three statements, however many; for an import or a demonstration, by the house itself.
    """
    PropertyService.objects.bulk_create(
        [PropertyService(**_fields(new)) for new in rows], batch_size=1000
    )
    lines = [
        journal.Line(actor=BY_RULE, stream=stream_of(new.compound_id), news=_told(new), stamp=stamp)
        for new in rows
    ]
    journal.record(lines, begins=True)
    return len(rows)
