"""A plan is put in force; streets get their targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from linli.kernel.common.errors import NotFound
from linli.kernel.common.text import clean
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor
from linli.kernel.territory.models import Unit
from linli.kernel.territory.rules import Kind
from linli.party.rollout import queries, rules
from linli.party.rollout.models import RollOutPlan, RollOutTarget, RollOutWave
from linli.party.rollout.news import RollOutPlanned, RollOutTargetsSet
from linli.party.rollout.queries import Plan
from linli.party.rollout.rules import Wave


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A plan to be: its key, its name, the document that decided it, its waves in order."""

    id: UUID
    name: str
    source: str
    waves: Sequence[Wave]


@transaction.atomic
def adopt(actor: Actor, *, new: NewPlan, stamp: Stamp) -> Plan:
    """Put a plan in force; the one before is superseded, how compounds stand stays.

    Targets of the plan before are taken over for the months that the new one has too.

    Raises:
        Forbidden: the actor is neither district desk nor the house itself.
        WavesUnclear, WaveDaysRefused, TextTooLong.
    """
    rules.check_may_plan(actor)
    rules.check_waves(new.waves)
    before = RollOutPlan.objects.select_for_update().filter(ended_at=None).first()
    known = queries.plan()
    if before is not None:
        before.ended_at = stamp.at
        before.save(update_fields=["ended_at"])
    name, source = clean(new.name, most=120), clean(new.source, most=200)
    plan = Plan(new.id, name, source, new.waves, {})
    RollOutPlan.objects.create(pk=new.id, name=name, source=source, adopted_at=stamp.at)
    RollOutWave.objects.bulk_create(_rows(plan))
    kept = {
        (street, month): count
        for (street, month), count in (known.targets if known else {}).items()
        if month in plan.months
    }
    _store_targets(new.id, kept)
    told = RollOutPlanned(plan_id=new.id, name=name, source=source, waves=_told(new.waves))
    line = journal.Line(actor=actor, stream=queries.stream_of(new.id), news=told, stamp=stamp)
    journal.record([line], begins=True)
    return Plan(new.id, name, source, new.waves, kept)


def _rows(plan: Plan) -> list[RollOutWave]:
    return [
        RollOutWave(
            plan_id=plan.id,
            number=number,
            relations=sorted(relation.value for relation in wave.relations),
            begins_on=wave.begins_on,
            ends_on=wave.ends_on,
        )
        for number, wave in enumerate(plan.waves, start=1)
    ]


def _told(waves: Sequence[Wave]) -> list[dict[str, object]]:
    return [
        {
            "relations": sorted(relation.value for relation in wave.relations),
            "begins_on": wave.begins_on,
            "ends_on": wave.ends_on,
        }
        for wave in waves
    ]


@transaction.atomic
def set_targets(
    actor: Actor,
    *,
    plan_id: UUID,
    targets: Mapping[UUID, Mapping[date, int]],
    stamp: Stamp,
) -> None:
    """Say how many organisations streets are to found in each month of the plan in force.

    Args:
        targets: street → first day of a month → how many; months left out want none.

    Raises:
        Forbidden: the actor is neither district desk nor the house itself.
        NotFound: the plan is not in force, or there is no such street.
        TargetRefused: a month is not of the plan, or a number is below nought.
    """
    rules.check_may_plan(actor)
    RollOutPlan.objects.select_for_update().filter(pk=plan_id).first()
    plan = queries.plan()
    streets = Unit.objects.filter(kind=Kind.STREET.value, valid_to=None, pk__in=targets)
    if plan is None or plan.id != plan_id or streets.count() != len(targets):
        raise NotFound
    for wanted in targets.values():
        rules.check_targets(wanted, plan.months)
    RollOutTarget.objects.filter(plan_id=plan_id, street__in=targets).delete()
    rows = {
        (street, month): count
        for street, wanted in targets.items()
        for month, count in wanted.items()
    }
    _store_targets(plan_id, rows)
    lines = [_line(actor, plan_id, street, wanted, stamp) for street, wanted in targets.items()]
    journal.record(lines)


def _store_targets(plan_id: UUID, rows: Mapping[tuple[UUID, date], int]) -> None:
    RollOutTarget.objects.bulk_create(
        RollOutTarget(plan_id=plan_id, street_id=street, month=month, count=count)
        for (street, month), count in rows.items()
        if count
    )


def _line(
    actor: Actor, plan_id: UUID, street: UUID, wanted: Mapping[date, int], stamp: Stamp
) -> journal.Line:
    months = {month.isoformat(): count for month, count in sorted(wanted.items()) if count}
    told = RollOutTargetsSet(plan_id=plan_id, street_id=street, months=months)
    return journal.Line(actor=actor, stream=queries.stream_of(plan_id), news=told, stamp=stamp)
