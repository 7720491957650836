"""Disputes of duty in the small district: sanitation says that it is not its duty."""

from __future__ import annotations

from datetime import datetime

from linli.grid.cases.models import Case
from linli.grid.disputes import services as disputes
from linli.grid.disputes.models import Dispute
from linli.grid.disputes.rules import DisputeGround
from linli.grid.handling import services as handling
from linli.grid.moves.rules import Stage
from linli.grid.tasks import services as tasks
from linli.grid.tasks.models import Task
from linli.kernel.people.rules import Actor
from tests.courses import brought, desk_of, officer_of, step_of
from tests.district import NOW, District, again, key, stamp
from tests.grid.tasks.parts import given, helper_of, words


def returned(district: District, number: int = 1) -> Case:
    """Return a case that sanitation gave back as not its duty."""
    case = brought(district, Stage.DISPATCHED, number)
    handling.give_back(officer_of(district), step=words(case, "不属本局职责"), stamp=stamp())
    return again(case)


def refused_part(district: District) -> tuple[Case, Task]:
    """Return a case in hand and its part, which urban management gave back."""
    case = brought(district, Stage.IN_HAND)
    task = given(district, case)
    tasks.give_back(helper_of(district), step=words(case), task_id=task.pk, stamp=stamp())
    return again(case), Task.objects.get(pk=task.pk)


def begun(
    district: District,
    case: Case,
    number: int = 1,
    *,
    actor: Actor | None = None,
    task: Task | None = None,
    at: datetime = NOW,
) -> Dispute:
    """Return a dispute that the desk of the community began."""
    return disputes.begin(
        actor or desk_of(district),
        step=step_of(case, "清单列明由环卫局主办"),
        dispute_id=key(70_000 + number),
        ground=DisputeGround.NOT_DUTY,
        task_id=task.pk if task else None,
        stamp=stamp(at),
    )


def as_it_is(dispute: Dispute) -> Dispute:
    """Return a dispute as the database has it now."""
    return Dispute.objects.get(pk=dispute.pk)
