"""Puts the plan and the organisations of the demonstration into the house."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from linli.board.demo_ground.services import BEGAN
from linli.board.demo_roll_out import rules
from linli.board.demo_roll_out.rules import Chosen
from linli.board.demo_staff.services import KEYS_FROM, Roster
from linli.kernel.common import ids
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import BY_RULE
from linli.party.branches.rules import Base, Kind
from linli.party.coverage import queries as coverage
from linli.party.founding import services as founding
from linli.party.founding.services import New
from linli.party.preparations import services as preparations
from linli.party.preparations.rules import Stage
from linli.party.preparations.services import Known
from linli.party.relations.rules import Relation
from linli.party.rollout import services as rollout
from linli.party.rollout.rules import Wave, months
from linli.party.rollout.services import NewPlan

ELECTED_BEFORE = timedelta(days=400)
OTHERS = frozenset({Relation.LARGER, Relation.SMALLER, Relation.CROSSING})


def add(roster: Roster, *, at: datetime) -> None:
    """Put a plan in force, found the organisations, and enter who else is on the way."""
    today = timezone.localtime(at).date()
    stamp = Stamp(at=at, recorded_at=at, salt=bytes(16))
    plan = rollout.adopt(BY_RULE, new=_plan(today, at), stamp=stamp)
    found = rules.chosen(coverage.covered(None, at=at), today=today)
    rows = [*_above(found, at=at), *_organisations(found, at=at)]
    founding.found_many(BY_RULE, rows=rows, stamp=stamp)
    waiting = [
        Known(each.compound.compound_id, each.stage, each.on, _office(roster, each))
        for each in found
        if each.stage is not Stage.FOUNDED
    ]
    preparations.enter(BY_RULE, rows=waiting, stamp=stamp)
    targets = rules.targets(found, plan.months)
    rollout.set_targets(BY_RULE, plan_id=plan.id, targets=targets, stamp=stamp)


def _office(roster: Roster, chosen: Chosen) -> UUID | None:
    community = chosen.compound.community_id
    return roster.offices.get(community) if community else None


def _key(unit_id: UUID, at: datetime) -> UUID:
    """Return the key of the organisation of a unit."""
    return ids.make(int(at.timestamp() * 1000), unit_id.bytes[-10:])


def _above(found: Sequence[Chosen], *, at: datetime) -> list[New]:
    """Return the committees of the streets and communities that the organisations stand under."""
    streets = {each.compound.street_id for each in found if each.compound.street_id}
    communities = {
        each.compound.community_id: each.compound.street_id
        for each in found
        if each.compound.community_id and each.compound.street_id
    }
    elected = timezone.localtime(at).date() - ELECTED_BEFORE
    of_streets = [
        New(_key(unit, at), Kind.COMMITTEE, Base.STREET, unit, BEGAN, elected_on=elected)
        for unit in sorted(streets)
    ]
    of_communities = [
        New(
            _key(unit, at), Kind.COMMITTEE, Base.COMMUNITY, unit, BEGAN,
            superior_id=_key(street, at), elected_on=elected,
        )
        for unit, street in sorted(communities.items())
    ]  # fmt: skip
    return of_streets + of_communities


def _organisations(found: Sequence[Chosen], *, at: datetime) -> list[New]:
    """Return the branches of the compounds that have one."""
    return [
        New(
            _key(own.compound_id, at), Kind.BRANCH, Base.COMPOUND, own.compound_id, each.on,
            superior_id=_key(own.community_id, at) if own.community_id else None,
        )
        for each in found
        for own in (each.compound,)
        if each.stage is Stage.FOUNDED
    ]  # fmt: skip


def _plan(today: date, at: datetime) -> NewPlan:
    """Return a plan that began a year and a half ago and runs half a year more."""
    run = _months_around(today)
    turn = run[len(run) // 2]
    first = Wave(frozenset({Relation.EQUAL}), run[0], turn)
    second = Wave(OTHERS, turn, run[-1].replace(day=28))
    key = ids.make(KEYS_FROM, int(at.timestamp()).to_bytes(10, "big"))
    return NewPlan(key, rules.PLAN_NAME, rules.SOURCE, (first, second))


def _months_around(today: date) -> list[date]:
    """Return the first days of the months of the plan."""
    first, last = (
        date(number // 12, number % 12 + 1, 1)
        for shift in (-rules.MONTHS_BEHIND, rules.MONTHS_AHEAD)
        for number in (today.year * 12 + today.month - 1 + shift,)
    )
    return months(first, last)
