"""Who may do what to a part: every post of the district × every move × every stage (G1)."""

from __future__ import annotations

from itertools import product

import pytest
from django.db import transaction

from linli.grid.cases.models import Case
from linli.grid.moves.rules import Stage
from linli.grid.tasks import services as tasks
from linli.grid.tasks.models import Task
from linli.grid.tasks.rules import TaskMove, TaskStage
from linli.kernel.common.errors import LinliError
from linli.kernel.people.models import Post
from linli.kernel.people.rules import DESKS, Actor, Role, reporter
from tests.courses import brought, desk_of, officer_of
from tests.district import District, again, stamp
from tests.grid.tasks.parts import given, helper_of, taken, words

pytestmark = pytest.mark.django_db

MOVES = [
    TaskMove.ACCEPT,
    TaskMove.DONE,
    TaskMove.ASK,
    TaskMove.ANSWER,
    TaskMove.GO_ON,
    TaskMove.GIVE_BACK,
    TaskMove.WITHDRAW,
    TaskMove.SET_DUE,
]
STAGES = [stage for stage in TaskStage if stage is not TaskStage.NONE]
OPEN = {
    TaskMove.ACCEPT: {TaskStage.GIVEN},
    TaskMove.DONE: {TaskStage.ACCEPTED},
    TaskMove.ASK: {TaskStage.GIVEN, TaskStage.ACCEPTED},
    TaskMove.ANSWER: {TaskStage.ASKED},
    TaskMove.GO_ON: {TaskStage.ASKED},
    TaskMove.GIVE_BACK: {TaskStage.GIVEN},
    TaskMove.WITHDRAW: {TaskStage.GIVEN, TaskStage.ACCEPTED, TaskStage.ASKED},
    TaskMove.SET_DUE: {TaskStage.GIVEN, TaskStage.ACCEPTED, TaskStage.ASKED},
}
GIVERS_MOVES = {TaskMove.ANSWER, TaskMove.WITHDRAW, TaskMove.SET_DUE}


def everybody(district: District, case: Case) -> list[Actor]:
    """Return an actor for each post of the district, and the holder of the link."""
    seen: dict[Role, int] = {}
    actors = []
    for post in district.staff.posts:
        role = Role(post.role)
        actors.append(district.actor(role, number=seen.get(role, 0)))
        seen[role] = seen.get(role, 0) + 1
    return [*actors, reporter(case.pk)]


def brought_to(district: District, stage: TaskStage) -> tuple[Case, Task]:
    """Return a case and its task at a stage."""
    case = brought(district, Stage.IN_HAND)
    if stage in {TaskStage.ACCEPTED, TaskStage.DONE}:
        task = taken(district, case)
    else:
        task = given(district, case)
    ends = {
        TaskStage.DONE: lambda step: tasks.done(
            helper_of(district), step=step, task_id=task.pk, stamp=stamp()
        ),
        TaskStage.ASKED: lambda step: tasks.ask(
            helper_of(district), step=step, task_id=task.pk, stamp=stamp()
        ),
        TaskStage.GIVEN_BACK: lambda step: tasks.give_back(
            helper_of(district), step=step, task_id=task.pk, stamp=stamp()
        ),
        TaskStage.WITHDRAWN: lambda step: tasks.withdraw(
            officer_of(district), step=step, task_id=task.pk, stamp=stamp()
        ),
    }
    if stage in ends:
        task = ends[stage](words(case))
    assert task.stage == stage
    return again(case), task


def turn(who: Actor, move: TaskMove, case: Case, task: Task) -> str:
    """Return the code a move is refused with, or ''; nothing of it stays."""
    step = words(case)
    due: dict[str, None] = {"due_at": None} if move is TaskMove.SET_DUE else {}
    call = tasks.set_due if move is TaskMove.SET_DUE else tasks.PLAIN[move]
    try:
        with transaction.atomic():
            call(who, step=step, task_id=task.pk, stamp=stamp(), **due)
            transaction.set_rollback(True)
    except LinliError as refused:
        return refused.code
    return ""


def expected(who: Actor, move: TaskMove, district: District, stage: TaskStage) -> str:
    """Return the code by the words of the rule: who, then where it stands."""
    side = district.sides[0]
    is_lead = who.organisation_id == district.sanitation
    is_helper = who.organisation_id == district.urban_management
    covers = who.unit_id in {district.id, side.street, side.community, side.grids[0]}
    is_department = who.role in {Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD}
    if who.role in {Role.REPORTER, Role.OPERATOR} or not covers:
        return "people.not_your_territory"
    if is_department and not (is_lead or is_helper):
        return "people.not_your_territory"
    if who.role in {Role.SUPERVISOR, Role.AUDITOR}:
        return "common.forbidden"
    if move in GIVERS_MOVES and not (is_lead or who.role in DESKS):
        return "grid.not_yours_to_give"
    if move not in GIVERS_MOVES and not is_helper:
        return "grid.not_your_part"
    return "" if stage in OPEN[move] else "grid.task_move_not_allowed"


@pytest.mark.parametrize("stage", STAGES)
def test_each_post_may_what_the_rule_says_and_nothing_else(
    district: District, stage: TaskStage
) -> None:
    case, task = brought_to(district, stage)

    for who, move in product(everybody(district, case), MOVES):
        assert turn(who, move, case, task) == expected(who, move, district, stage), (who, move)

    assert Post.objects.count() + 1 == len(everybody(district, case))


ON_THE_WAY = [stage for stage in Stage if stage not in {"", Stage.DECLINED, Stage.MERGED}]


@pytest.mark.parametrize("stage", ON_THE_WAY)
def test_a_part_is_given_only_while_a_unit_leads_and_handles(
    district: District, stage: Stage
) -> None:
    case = brought(district, stage)

    try:
        given(district, case, actor=desk_of(district))
        refused = ""
    except LinliError as error:
        refused = error.code

    assert refused == ("" if stage in {Stage.DISPATCHED, Stage.IN_HAND} else "grid.no_parts_now")


def test_a_desk_of_another_place_gives_no_part(district: District) -> None:
    case = brought(district, Stage.IN_HAND)

    for who in (
        desk_of(district, side=2),
        district.actor(Role.STREET_DESK, district.streets[1]),
        helper_of(district),
    ):
        with pytest.raises(LinliError), transaction.atomic():
            given(district, case, actor=who)
    assert not Task.objects.exists()
    assert case.version == again(case).version
