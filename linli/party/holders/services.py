"""A name is entered with consent, looked at for a reason, erased at any time."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from linli.kernel.common.days import day_of
from linli.kernel.common.errors import NotFound
from linli.kernel.common.text import clean
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import BY_RULE, Actor
from linli.party.branches import rules as branch_rules
from linli.party.branches import services as branches
from linli.party.branches.models import PartyOrganisation
from linli.party.branches.rules import Move
from linli.party.branches.services import Step
from linli.party.holders import news, queries, rules
from linli.party.holders.models import Holder
from linli.party.holders.rules import BY_HAND, Purpose, Reason, Why


@dataclass(frozen=True, slots=True)
class NewHolder:
    """A name to be kept: for which seat, for what, and when the person agreed in writing."""

    id: UUID
    organisation_id: UUID
    seat: str
    name: str
    purpose: Purpose
    consented_on: date | None
    has_consent: bool


@transaction.atomic
def name(actor: Actor, *, new: NewHolder, stamp: Stamp) -> Holder:
    """Keep the name of one who holds a seat.

    Raises:
        NoNamesHere: the instance faces the internet.
        NotFound, NotYourTerritory, Forbidden, OrganisationEnded: it is not the actor's to do.
        ConsentNeeded, SeatIsVacant.
    """
    rules.check_inside(faces_internet=queries.faces_internet())
    one = branches.held(actor, step=Step(new.organisation_id), move=Move.FILL)
    rules.check_may_name(actor, one)
    rules.check_consent(new.consented_on, has_consent=new.has_consent, today=day_of(stamp.at))
    named = [row for row in queries.standing(one.pk) if row.seat == new.seat]
    rules.check_room(held=int(one.seats.get(new.seat, {}).get("held", 0)), named=len(named))
    written = clean(new.name, most=rules.MOST_NAME)
    if not written or new.consented_on is None:
        raise rules.ConsentNeeded
    told = news.HolderNamed(
        holder_id=new.id,
        organisation_id=one.pk,
        seat=new.seat,
        purpose=new.purpose.value,
        consented_on=new.consented_on,
    )
    stream = queries.stream_of(new.id)
    line = journal.Line(
        actor=actor, stream=stream, news=told, stamp=stamp, payload={"name": written}
    )
    entry = journal.record([line], begins=True)[0]
    return Holder.objects.create(
        id=new.id,
        organisation=one,
        seat=new.seat,
        purpose=new.purpose.value,
        consented_on=new.consented_on,
        named_at=stamp.at,
        named_by_id=actor.post_id,
        words_id=entry.pk,
    )


@transaction.atomic
def reveal(
    actor: Actor, *, organisation_id: UUID, holder_id: UUID, reason: Reason, stamp: Stamp
) -> str:
    """Return one name, and record who looked at it and why.

    Raises:
        NoNamesHere: the instance faces the internet.
        NotFound, NotYourTerritory, Forbidden: it is not the actor's to see.
    """
    rules.check_inside(faces_internet=queries.faces_internet())
    holder = _held(actor, organisation_id, holder_id)
    told = news.HolderRevealed(
        holder_id=holder.pk,
        organisation_id=holder.organisation_id,
        seat=holder.seat,
        reason=reason.value,
    )
    _record(actor, holder, told, stamp)
    content = holder.words.content
    return str(content["name"]) if isinstance(content, dict) else ""


@transaction.atomic
def erase(actor: Actor, *, organisation_id: UUID, holder_id: UUID, why: Why, stamp: Stamp) -> None:
    """Erase a name; that one was kept, and the consent to it, stays without it.

    Open at any time, also where the instance faces the internet meanwhile.

    Raises:
        NotFound, NotYourTerritory, Forbidden: it is not the actor's to do.
    """
    if actor is not BY_RULE and why not in BY_HAND:
        raise NotFound
    _erase(actor, _held(actor, organisation_id, holder_id), why, stamp)


@transaction.atomic
def erase_those_gone(*, organisation_id: UUID, stamp: Stamp) -> int:
    """Erase the names of seats that are no longer held, by rule; return how many.

    All of them where the organisation has ended. Of a seat that fewer hold than have a name,
    nobody can tell who left: all its names go.
    """
    one = PartyOrganisation.objects.get(pk=organisation_id)
    has_ended = one.stage != branch_rules.Stage.ACTIVE
    standing = queries.standing(one.pk)
    seats = [row.seat for row in standing]
    gone = [
        row
        for row in standing
        if has_ended or int(one.seats.get(row.seat, {}).get("held", 0)) < seats.count(row.seat)
    ]
    for row in gone:
        _erase(BY_RULE, row, Why.ENDED if has_ended else Why.LEFT, stamp)
    return len(gone)


def _held(actor: Actor, organisation_id: UUID, holder_id: UUID) -> Holder:
    """Return a holder with its row locked, where the actor is a desk of the place."""
    holder = queries.one(organisation_id, holder_id)
    one = PartyOrganisation.objects.get(pk=organisation_id)
    rules.check_may_name(actor, one)
    return Holder.objects.select_for_update().get(pk=holder.pk)


def _erase(actor: Actor, holder: Holder, why: Why, stamp: Stamp) -> None:
    stream = queries.stream_of(holder.pk)
    journal.erase(stream=stream, numbers=None, at=stamp.at)
    told = news.HolderErased(
        holder_id=holder.pk,
        organisation_id=holder.organisation_id,
        seat=holder.seat,
        why=why.value,
    )
    _record(actor, holder, told, stamp)
    holder.erased_at = stamp.at
    holder.save(update_fields=["erased_at"])


def _record(actor: Actor, holder: Holder, told: news.HolderNews, stamp: Stamp) -> None:
    stream = queries.stream_of(holder.pk)
    journal.record([journal.Line(actor=actor, stream=stream, news=told, stamp=stamp)])
