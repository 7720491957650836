"""Matters are put into the units they lie in now."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from linli.grid.cases import services as cases
from linli.grid.moved_ground import queries
from linli.grid.moved_ground.news import CaseGroundMoved
from linli.kernel.common.days import day_of
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import BY_RULE


@transaction.atomic
def follow(*, unit_ids: Collection[UUID], stamp: Stamp) -> int:
    """Let the open matters in some units lie where the territory of today says; return how many
    moved.

    Whoever has the matter in hand keeps it. Again it changes nothing.
    """
    day, moved = day_of(stamp.at), 0
    ground = queries.ground(day)
    for case_id in queries.open_in(unit_ids):
        case = cases.hold(case_id)
        changes = ground.changes(case)
        if changes:
            cases.change(BY_RULE, case, news=CaseGroundMoved, changes=changes, stamp=stamp)
            moved += 1
    return moved


@transaction.atomic
def follow_one(*, case_id: UUID, stamp: Stamp) -> bool:
    """Let one matter, for example a reopened one, lie where the territory of today says."""
    case = cases.hold(case_id)
    changes = queries.ground(day_of(stamp.at)).changes(case)
    if changes:
        cases.change(BY_RULE, case, news=CaseGroundMoved, changes=changes, stamp=stamp)
    return bool(changes)
