"""Areas are founded, renamed, given other units, and ended; they follow mergers and splits."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from linli.kernel.areas import queries, rules
from linli.kernel.areas.models import Area, AreaMember
from linli.kernel.areas.news import (
    AreaEnded,
    AreaFounded,
    AreaMembersChanged,
    AreaNews,
    AreaRenamed,
)
from linli.kernel.common.text import clean
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.journal.services import Line
from linli.kernel.people.rules import Actor, check_may_edit_territory
from linli.kernel.territory.models import Unit
from linli.kernel.territory.queries import in_force
from linli.kernel.territory.rules import Kind


def stream_of(area_id: UUID) -> str:
    """Return the name of the stream that holds the entries of an area."""
    return f"kernel.area:{area_id}"


@transaction.atomic
def found(
    actor: Actor,
    *,
    area_id: UUID,
    name: str,
    kind: Kind,
    unit_ids: Collection[UUID],
    on: date,
    stamp: Stamp,
) -> Area:
    """Found an area of units of one kind, in force from a day on.

    Raises:
        Forbidden: the actor is neither operator nor district desk nor the house itself.
        AreaNameMissing, AreaNameTaken, MembersUnfit: see there.
    """
    check_may_edit_territory(actor)
    called = _name(name)
    _check_units(kind, unit_ids, on)
    row = Area.objects.create(id=area_id, name=called, kind=kind, valid_from=on)
    _join(row, unit_ids, on)
    changes = {"name": called, "kind": kind.value, "valid_from": on}
    _record(
        actor, AreaFounded(area_id=area_id, changes=changes, details=_told(unit_ids, (), on)), stamp
    )
    return row


@transaction.atomic
def rename(actor: Actor, *, area_id: UUID, name: str, stamp: Stamp) -> Area:
    """Give an area another name.

    Raises:
        Forbidden, AreaUnknown, AreaEnded, AreaNameMissing, AreaNameTaken: see there.
    """
    row = _held(actor, area_id)
    row.name = _name(name, but=area_id)
    row.save(update_fields=["name"])
    _record(actor, AreaRenamed(area_id=area_id, changes={"name": row.name}), stamp)
    return row


@transaction.atomic
def set_members(
    actor: Actor, *, area_id: UUID, unit_ids: Collection[UUID], on: date, stamp: Stamp
) -> Area:
    """Let an area consist of exactly these units from a day on; who belonged before is kept.

    Raises:
        Forbidden, AreaUnknown, AreaEnded: see there.
        MembersUnfit: there are none, or one is not in force then, or of another kind.
        DayTooEarly: its members were changed on a later day already.
    """
    row = _held(actor, area_id)
    members = AreaMember.objects.filter(area=row)
    settled = [row.valid_from, *members.values_list("valid_from", flat=True)]
    settled += [day for day in members.values_list("valid_to", flat=True) if day]
    if on < max(settled):
        raise rules.DayTooEarly(on=on, first=max(settled))
    _check_units(Kind(row.kind), unit_ids, on)
    before = set(members.filter(valid_to=None).values_list("unit_id", flat=True))
    joined, left = set(unit_ids) - before, before - set(unit_ids)
    members.filter(valid_to=None, unit__in=left).update(valid_to=on)
    _join(row, joined, on)
    if joined or left:
        _record(actor, AreaMembersChanged(area_id=area_id, details=_told(joined, left, on)), stamp)
    return row


@transaction.atomic
def end(actor: Actor, *, area_id: UUID, on: date, stamp: Stamp) -> Area:
    """End an area: from a day on it is not there, nor does anything belong to it.

    Raises:
        Forbidden, AreaUnknown, AreaEnded: see there.
        DayTooEarly: the day is not after its first one, or its members changed later.
    """
    row = _held(actor, area_id)
    members = AreaMember.objects.filter(area=row)
    begun = [row.valid_from, *members.values_list("valid_from", flat=True)]
    if on <= row.valid_from or on < max(begun):
        raise rules.DayTooEarly(on=on, first=max(begun))
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    members.filter(valid_to=None).update(valid_to=on)
    _record(actor, AreaEnded(area_id=area_id, changes={"valid_to": on}), stamp)
    return row


def follow(actor: Actor, *, became: Mapping[UUID, Collection[UUID]], on: date, stamp: Stamp) -> int:
    """Let what a unit became belong to its areas from a day on; return how many areas changed.

    Called by whoever changes the territory, within that transaction.

    Args:
        became: unit → what it is from that day on, itself among it where it lives on.
    """
    areas: dict[UUID, list[AreaMember]] = {}
    for member in queries.memberships(list(became), on=on):
        areas.setdefault(member.area_id, []).append(member)
    for area_id, members in areas.items():
        there = set(
            AreaMember.objects.filter(area=area_id, valid_to=None).values_list("unit_id", flat=True)
        )
        left = {each.unit_id for each in members if each.unit_id not in became[each.unit_id]}
        joined = {later for each in members for later in became[each.unit_id]} - there
        ending = AreaMember.objects.filter(area=area_id, valid_to=None, unit__in=left)
        ending.filter(valid_from__gte=on).delete()
        ending.update(valid_to=on)
        _join(members[0].area, joined, on)
        told = AreaMembersChanged(area_id=area_id, details=_told(joined, left, on))
        _record(actor, told, stamp)
    return len(areas)


def _held(actor: Actor, area_id: UUID) -> Area:
    """Return an area that may be changed, locked."""
    check_may_edit_territory(actor)
    row = Area.objects.select_for_update().filter(pk=area_id).first()
    if row is None:
        raise rules.AreaUnknown
    if row.valid_to is not None:
        raise rules.AreaEnded(on=row.valid_to)
    return row


def _name(words: str, *, but: UUID | None = None) -> str:
    name = clean(words, most=rules.MOST_NAME)
    if not name:
        raise rules.AreaNameMissing
    others = Area.objects.filter(name=name, valid_to=None).exclude(pk__in=[but] if but else [])
    if others.exists():
        raise rules.AreaNameTaken(name=name)
    return name


def _check_units(kind: Kind, unit_ids: Collection[UUID], on: date) -> None:
    there = Unit.objects.filter(in_force(on), Q(kind=kind), pk__in=unit_ids).count()
    if kind not in rules.KINDS or not unit_ids or there != len(set(unit_ids)):
        raise rules.MembersUnfit


def _join(row: Area, unit_ids: Collection[UUID], on: date) -> None:
    AreaMember.objects.bulk_create(
        [AreaMember(area=row, unit_id=unit, valid_from=on) for unit in sorted(unit_ids)]
    )


def _told(joined: Collection[UUID], left: Collection[UUID], on: date) -> dict[str, object]:
    return {"joined": sorted(joined), "left": sorted(left), "on": on}


def _record(actor: Actor, news: AreaNews, stamp: Stamp) -> None:
    journal.record([Line(actor, stream_of(news.area_id), news, stamp)])
