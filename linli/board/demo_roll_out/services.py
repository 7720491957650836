"""Puts the plan and the organisations of the demonstration into the house."""

from datetime import date, datetime

from django.utils import timezone

from linli.board.demo_roll_out import rules
from linli.board.demo_staff.services import KEYS_FROM, Roster
from linli.kernel.common import ids
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import BY_RULE
from linli.party.coverage import queries as coverage
from linli.party.preparations import services as preparations
from linli.party.preparations.services import Known
from linli.party.relations.rules import Relation
from linli.party.rollout import services as rollout
from linli.party.rollout.rules import Wave, months
from linli.party.rollout.services import NewPlan

OTHERS = frozenset({Relation.LARGER, Relation.SMALLER, Relation.CROSSING})


def add(roster: Roster, *, at: datetime) -> None:
    """Put a plan in force and enter how far every compound has come."""
    today = timezone.localtime(at).date()
    stamp = Stamp(at=at, recorded_at=at, salt=bytes(16))
    plan = rollout.adopt(BY_RULE, new=_plan(today, at), stamp=stamp)
    found = rules.chosen(coverage.covered(None, at=at), today=today)
    rows = [
        Known(
            each.compound.compound_id,
            each.stage,
            each.on,
            roster.offices.get(each.compound.community_id) if each.compound.community_id else None,
        )
        for each in found
    ]
    preparations.enter(BY_RULE, rows=rows, stamp=stamp)
    targets = rules.targets(found, plan.months)
    rollout.set_targets(BY_RULE, plan_id=plan.id, targets=targets, stamp=stamp)


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
