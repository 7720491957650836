"""A Party organisation is counted, filled, put under another, elected anew, ended.

Each service holds the organisation, asks the guard, asks the rule, and records. A change that
moves what is missing judges in the same entry, so that each judgement stays as it was.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.kernel.common.days import day_of
from linli.kernel.common.errors import NotFound
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import BY_RULE, Actor
from linli.party.branches import news, queries, rules
from linli.party.branches.models import PartyOrganisation
from linli.party.branches.news import OrganisationNews
from linli.party.branches.queries import Bench
from linli.party.branches.rules import Base, Kind, Move, Stage
from linli.party.composition.rules import Seats, Terms, check_filling
from linli.party.terms import rules as terms
from linli.party.terms.rules import Term

Changes = dict[str, object]


@dataclass(frozen=True, slots=True)
class Step:
    """Which organisation is changed, as seen in which version, and words that give a reason."""

    organisation_id: UUID
    version: int | None = None
    words: str = ""

    def payload(self) -> dict[str, object] | None:
        """Return the words as an erasable payload, or None where there are none."""
        return {"text": self.words} if self.words else None


@dataclass(frozen=True, slots=True)
class Revision:
    """What is put right of an organisation."""

    name: str
    founded_on: date
    document: str = ""
    host: str = ""


@transaction.atomic
def revise(actor: Actor, *, step: Step, revision: Revision, stamp: Stamp) -> PartyOrganisation:
    """Put name, host, founding day and document right.

    Raises:
        what ``held`` raises; HostNeeded, DayRefused, NameTaken.
    """
    one = held(actor, step=step, move=Move.REVISE)
    if one.base in rules.HOSTED and not revision.host:
        raise rules.HostNeeded
    if revision.founded_on > day_of(stamp.at):
        raise rules.DayRefused(day=revision.founded_on.isoformat())
    if revision.name != one.name:
        check_names([revision.name])
    changes: Changes = {name: getattr(revision, name) for name in Revision.__slots__}
    return change(actor, one, news=news.OrganisationRevised, changes=changes, stamp=stamp)


@transaction.atomic
def subordinate(
    actor: Actor, *, step: Step, superior_id: UUID | None, stamp: Stamp
) -> PartyOrganisation:
    """Put an organisation under another one, or under none that is recorded.

    Raises:
        what ``held`` raises; SuperiorNeeded, NotUnderThis, SuperiorElsewhere, UnderItself.
    """
    one = held(actor, step=step, move=Move.SUBORDINATE)
    above = None
    if superior_id:
        above = queries.above_of(_found(superior_id))
        if one.pk in queries.line_above(superior_id):
            raise rules.UnderItself
    rules.check_under(Kind(one.kind), Base(one.base), one, above)
    changes: Changes = {"superior_id": superior_id}
    return change(actor, one, news=news.OrganisationSubordinated, changes=changes, stamp=stamp)


@transaction.atomic
def count(actor: Actor, *, step: Step, members: int, stamp: Stamp) -> PartyOrganisation:
    """Record how many members an organisation has: the number alone.

    Raises:
        what ``held`` raises.
    """
    one = held(actor, step=step, move=Move.COUNT)
    changes: Changes = {"members": members}
    return change(actor, one, news=news.MembersCounted, changes=changes, stamp=stamp)


@transaction.atomic
def fill(actor: Actor, *, step: Step, seats: Seats, stamp: Stamp) -> PartyOrganisation:
    """Record which seats are held, by how many and by which post, and judge what is missing.

    Seats that the rule no longer asks for are kept as they were.

    Raises:
        what ``held`` raises; SeatUnknown, PostUnknown.
    """
    one = held(actor, step=step, move=Move.FILL)
    bench = _bench(one, stamp)
    check_filling(bench.seats(one.kind, one.base, one.compound_id), seats)
    filled = {**one.seats, **{code: dict(each) for code, each in seats.items()}}
    judged = bench.judged(one.kind, one.base, one.compound_id, filled)
    changes: Changes = {"seats": filled, **judged}
    return change(actor, one, news=news.SeatsFilled, changes=changes, stamp=stamp)


@transaction.atomic
def reelect(
    actor: Actor, *, step: Step, on: date, document: str, stamp: Stamp
) -> PartyOrganisation:
    """Record an election: a new term runs from its day.

    Raises:
        what ``held`` raises; ElectedTooEarly, DayRefused: such an organisation has no term.
    """
    one = held(actor, step=step, move=Move.REELECT)
    terms.check_elected(queries.term_of(one), on, today=day_of(stamp.at))
    term = terms.begun(_terms(one, stamp), kind=one.kind, base=one.base, on=on)
    if term.ends_on is None:
        raise rules.DayRefused(day=on.isoformat())
    return change(
        actor, one, news=news.OrganisationReelected, changes=term_fields(term), stamp=stamp,
        details={"document": document},
    )  # fmt: skip


@transaction.atomic
def extend(
    actor: Actor, *, step: Step, until: date, document: str, stamp: Stamp
) -> PartyOrganisation:
    """Record that the superior organisation lets the election be later.

    Raises:
        what ``held`` raises; ExtensionTooLong.
    """
    one = held(actor, step=step, move=Move.EXTEND)
    longest = _terms(one, stamp).longest_extension_months
    terms.check_extension(queries.term_of(one), until, longest_months=longest)
    return change(
        actor, one, news=news.TermExtended, changes={"extended_to": until}, stamp=stamp,
        details={"document": document},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class End:
    """The first day on which an organisation is no more, and the document that says so."""

    on: date
    document: str = ""


@transaction.atomic
def merge(actor: Actor, *, step: Step, into_id: UUID, end: End, stamp: Stamp) -> PartyOrganisation:
    """End an organisation by making it part of another one; its record stays.

    Raises:
        what ``held`` raises; HasParts, DayRefused.
        NotFound: there is no such other organisation for the actor.
        OrganisationEnded: the other one has ended.
    """
    one = held(actor, step=step, move=Move.MERGE)
    into = queries.seen(actor, into_id)
    rules.check_active(into.stage)
    if into.pk == one.pk:
        raise rules.UnderItself
    changes = {"stage": Stage.MERGED.value, "into_id": into.pk, **_ended(one, end, stamp)}
    return change(
        actor, one, news=news.OrganisationMerged, changes=changes, stamp=stamp,
        payload=step.payload(),
    )  # fmt: skip


@transaction.atomic
def dissolve(actor: Actor, *, step: Step, end: End, stamp: Stamp) -> PartyOrganisation:
    """End an organisation; its record stays.

    Raises:
        what ``held`` raises; HasParts, DayRefused.
    """
    one = held(actor, step=step, move=Move.DISSOLVE)
    changes = {"stage": Stage.DISSOLVED.value, **_ended(one, end, stamp)}
    return change(
        actor, one, news=news.OrganisationDissolved, changes=changes, stamp=stamp,
        payload=step.payload(),
    )  # fmt: skip


def _ended(one: PartyOrganisation, end: End, stamp: Stamp) -> Changes:
    """Return what ending sets on an organisation that has no parts."""
    parts = queries.parts_of(one.pk)
    if parts:
        raise rules.HasParts(count=parts)
    if not one.founded_on < end.on <= day_of(stamp.at):
        raise rules.DayRefused(day=end.on.isoformat())
    return {"ended_on": end.on, "end_document": end.document}


@transaction.atomic
def judge(*, stamp: Stamp, compound_id: UUID | None = None) -> int:
    """Judge anew by the rule of the day, and record where that changes something.

    What was judged before stays in the record. Returns how many judgements changed.

    Args:
        compound_id: only organisations of this compound; None: all.
    """
    rows = PartyOrganisation.objects.select_for_update().filter(stage=Stage.ACTIVE.value)
    if compound_id is not None:
        rows = rows.filter(compound_id=compound_id)
    bench, changed = queries.bench(day_of(stamp.at)), 0
    for one in rows.order_by("pk"):
        judged = bench.judged_now(one)
        if any(getattr(one, name) != value for name, value in judged.items()):
            change(BY_RULE, one, news=news.CompositionJudged, changes=judged, stamp=stamp)
            changed += 1
    return changed


def term_fields(term: Term) -> Changes:
    """Return the fields that say which term an organisation is in."""
    return {
        "term_began_on": term.began_on,
        "term_ends_on": term.ends_on,
        "extended_to": term.extended_to,
    }


def check_names(names: Sequence[str]) -> None:
    """Refuse names that another organisation at work has, or that are given twice.

    Raises:
        NameTaken: one is.
    """
    taken = PartyOrganisation.objects.filter(name__in=names, stage=Stage.ACTIVE.value)
    name = taken.values_list("name", flat=True).first()
    twice = [one for one, times in Counter(names).items() if times > 1]
    if name or twice:
        raise rules.NameTaken(name=name or twice[0])


@transaction.atomic
def relocate(*, stamp: Stamp) -> int:
    """Let organisations follow their place into another community or street; return how many.

    One whose place is no longer there stays where it was last: a person merges or dissolves it.
    """
    rows = PartyOrganisation.objects.select_for_update().filter(stage=Stage.ACTIVE.value)
    found = list(rows.order_by("pk"))
    sites, moved = queries.present_sites({one.unit_id for one in found}), 0
    for one in found:
        place = sites[one.unit_id].fields() if one.unit_id in sites else {}
        if any(getattr(one, name) != value for name, value in place.items()):
            change(BY_RULE, one, news=news.OrganisationRelocated, changes=place, stamp=stamp)
            moved += 1
    return moved


@dataclass(frozen=True, slots=True)
class Standing:
    """What is entered of an organisation that stands already: seats, and a number of members."""

    organisation_id: UUID
    seats: Seats
    members: int | None = None


@transaction.atomic
def enter(*, rows: Sequence[Standing], stamp: Stamp) -> int:
    """Enter seats and members of many organisations at once, by the house itself.

    For an import or a demonstration; six statements, however many. Returns how many there were.

    Raises:
        SeatUnknown, PostUnknown: of one of them; nothing is entered then.
    """
    said = {row.organisation_id: row for row in rows}
    found = PartyOrganisation.objects.select_for_update().filter(pk__in=said)
    bench, held, lines = queries.bench(day_of(stamp.at)), [], []
    for one in found.filter(stage=Stage.ACTIVE.value).order_by("pk"):
        row = said[one.pk]
        check_filling(bench.seats(one.kind, one.base, one.compound_id), row.seats)
        filled = {**one.seats, **{code: dict(each) for code, each in row.seats.items()}}
        changes: Changes = {
            "seats": filled,
            "members": one.members if row.members is None else row.members,
            **bench.judged(one.kind, one.base, one.compound_id, filled),
        }
        lines.append(_applied(BY_RULE, one, news.OrganisationEntered, changes, stamp=stamp))
        held.append(one)
    journal.record(lines)
    written = ["seats", "members", "situation", "edition", "missing", "version", "changed_at"]
    PartyOrganisation.objects.bulk_update(held, written, batch_size=500)
    return len(held)


def _bench(one: PartyOrganisation, stamp: Stamp) -> Bench:
    compounds = [one.compound_id] if one.compound_id else []
    return queries.bench(day_of(stamp.at), compounds)


def _terms(one: PartyOrganisation, stamp: Stamp) -> Terms:
    return _bench(one, stamp).edition.standard.terms


def _found(organisation_id: UUID) -> PartyOrganisation:
    one = PartyOrganisation.objects.filter(pk=organisation_id).first()
    if one is None:
        raise NotFound
    return one


def held(actor: Actor, *, step: Step, move: Move) -> PartyOrganisation:
    """Return the organisation of a step with its row locked, where the actor may make the move.

    Raises:
        NotFound, NotYourTerritory, Forbidden: she may not.
        OrganisationEnded: it is at work no more.
        OrganisationChanged: it is no longer the version that the step was taken on.
    """
    rows = PartyOrganisation.objects.select_for_update().filter(pk=step.organisation_id)
    one = rows.first()
    if one is None:
        raise NotFound
    rules.check_may(actor, one, move)
    rules.check_active(one.stage)
    if step.version is not None and step.version != one.version:
        raise rules.OrganisationChanged
    return one


def change(
    actor: Actor,
    one: PartyOrganisation,
    *,
    news: type[OrganisationNews],
    changes: Changes,
    stamp: Stamp,
    details: Mapping[str, Any] | None = None,
    payload: Mapping[str, object] | None = None,
) -> PartyOrganisation:
    """Store the changes of an organisation that is held, with its entry."""
    line = _applied(actor, one, news, changes, stamp=stamp, details=details, payload=payload)
    journal.record([line])
    one.save(update_fields=[*changes, "version", "changed_at"])
    return one


def _applied(
    actor: Actor,
    one: PartyOrganisation,
    news: type[OrganisationNews],
    changes: Changes,
    *,
    stamp: Stamp,
    details: Mapping[str, Any] | None = None,
    payload: Mapping[str, object] | None = None,
) -> journal.Line:
    """Set changes on an organisation that is held, and return the entry that says so."""
    whole: Changes = {**changes, "version": one.version + 1, "changed_at": stamp.at}
    for name, value in whole.items():
        setattr(one, name, value)
    told = news(organisation_id=one.pk, changes=whole, details=details or {})
    stream = queries.stream_of(one.pk)
    return journal.Line(actor=actor, stream=stream, news=told, stamp=stamp, payload=payload)
