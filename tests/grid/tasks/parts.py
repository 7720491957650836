"""Parts of a case in the small district: sanitation leads, urban management assists."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from linli.grid.cases.models import Case
from linli.grid.catalogue.models import Duty
from linli.grid.steps.services import Step
from linli.grid.tasks import services as tasks
from linli.grid.tasks.models import Task
from linli.kernel.people.rules import Actor, Role
from tests.courses import officer_of, step_of
from tests.district import NOW, District, key, small_district, stamp


def assisting_district() -> District:
    """Return the small district in which urban management and street one assist with rubbish."""
    district = small_district()
    add_assistants(district)
    return district


def add_assistants(district: District) -> None:
    """Let urban management and street one assist with rubbish."""
    for unit in (district.urban_management, district.street_offices[0]):
        Duty.objects.create(
            organisation_id=unit,
            category="06010",
            department="",
            may_lead=False,
            may_assist=True,
            valid_from=datetime(2020, 1, 1, tzinfo=UTC),
        )


def helper_of(district: District) -> Actor:
    """Return the officer of urban management, who assists."""
    return district.actor(Role.DEPARTMENT_OFFICER, number=1)


def words(case: Case, text: str = "请清理占道摊点") -> Step:
    """Return a step with words on a case as it is now."""
    return step_of(case, text)


def given(
    district: District,
    case: Case,
    number: int = 1,
    *,
    actor: Actor | None = None,
    unit: UUID | None = None,
    due_at: datetime | None = None,
    at: datetime = NOW,
) -> Task:
    """Return a task that the unit that leads gave to urban management."""
    return tasks.give(
        actor or officer_of(district),
        step=words(case),
        task_id=key(40_000 + number),
        organisation_id=unit or district.urban_management,
        due_at=due_at,
        stamp=stamp(at, number),
    )


def taken(district: District, case: Case, number: int = 1, *, at: datetime = NOW) -> Task:
    """Return a task that urban management has taken in hand."""
    task = given(district, case, number, at=at)
    return tasks.accept(
        helper_of(district), step=words(case, ""), task_id=task.pk, stamp=stamp(at, number)
    )


def as_it_is(task: Task) -> Task:
    """Return a task as the database has it now."""
    return Task.objects.get(pk=task.pk)
