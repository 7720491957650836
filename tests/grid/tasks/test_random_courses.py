"""Whatever happens to a case of several units: tasks are what entries say, done means all done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.cases.rules import Ask
from linli.grid.clocks import services as clocks
from linli.grid.disputes import queries as quarrels
from linli.grid.disputes import services as disputes
from linli.grid.disputes.models import Dispute
from linli.grid.disputes.rules import DisputeGround, DisputeMove
from linli.grid.handling import services as handling
from linli.grid.moves.rules import Move, Stage
from linli.grid.moves.rules import open_to as case_open_to
from linli.grid.steps.services import Step
from linli.grid.tasks import services as tasks
from linli.grid.tasks.models import OPEN_TASK_WORDS, Task
from linli.grid.tasks.rules import TaskMove, TaskStage, may_give, open_to
from linli.grid.timing import services as timing
from linli.kernel.common.errors import LinliError
from linli.kernel.journal import queries as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import BY_RULE, Actor, Role
from tests.courses import brought, desk_of, officer_of
from tests.district import NOW, District, again, key, stamp
from tests.grid.tasks.parts import helper_of

pytestmark = pytest.mark.django_db

PAUSES = [timedelta(minutes=5), timedelta(hours=1), timedelta(hours=7), timedelta(days=3)]
ENDED = [Stage.DONE, Stage.VERIFIED, Stage.CLOSED]
Turn = Callable[[Actor, Step, Stamp], object]

OF_CASE: dict[Move, Turn] = {
    Move.ACCEPT: lambda who, step, at: handling.accept(who, step=step, stamp=at),
    Move.GIVE_BACK: lambda who, step, at: handling.give_back(who, step=step, stamp=at),
    Move.DONE: lambda who, step, at: handling.done(who, step=step, stamp=at),
    Move.REWORK: lambda who, step, at: handling.rework(who, step=step, stamp=at),
    Move.ASK_SUSPENSION: lambda who, step, at: timing.ask(
        who, step=step, what=Ask.SUSPEND, stamp=at
    ),
    Move.ASK_EXTENSION: lambda who, step, at: timing.ask(who, step=step, what=Ask.EXTEND, stamp=at),
    Move.GRANT: lambda who, step, at: timing.grant(who, step=step, stamp=at),
    Move.RESUME: lambda who, step, at: timing.resume(who, step=step, stamp=at),
}


class _Numbers:
    last = 50_000
    policies = 0

    @classmethod
    def before(cls) -> datetime:
        """Return a moment before all cases, later each time: no policy begins at another's."""
        cls.policies += 1
        return NOW - timedelta(days=9) + timedelta(seconds=cls.policies)

    @classmethod
    def next(cls) -> int:
        cls.last += 1
        return cls.last


def _turns(
    district: District, case: Case, draw: st.DataObject
) -> list[tuple[str, Callable[..., object]]]:
    """Return every turn that is open to somebody now, by name."""
    posts = [
        officer_of(district),
        helper_of(district),
        desk_of(district),
        district.actor(Role.STREET_DESK),
        district.actor(Role.DISTRICT_DESK),
    ]
    hours = draw.draw(st.sampled_from([None, 1, 3, 30, 300]), label="hours")
    unit = draw.draw(
        st.sampled_from([district.urban_management, district.street_offices[0]]), label="unit"
    )
    found: list[tuple[str, Callable[..., object]]] = []
    for who in posts:
        for move in case_open_to(who, case):
            if move in OF_CASE:
                turn = OF_CASE[move]
                found.append((move, lambda step, at, who=who, turn=turn: turn(who, step, at)))
        if may_give(who, case):
            found.append(
                (
                    "give",
                    lambda step, at, who=who: tasks.give(
                        who,
                        step=step,
                        task_id=key(_Numbers.next()),
                        organisation_id=unit,
                        due_at=at.at + timedelta(hours=hours) if hours else None,
                        stamp=at,
                    ),
                )
            )
        for task in Task.objects.filter(case=case):
            found += [
                (f"task {move}", _of_task(who, task, move, hours))
                for move in open_to(who, case, task)
            ]
    if case.stage == Stage.REGISTERED:
        lead = district.sanitation
        found.append(
            (
                "dispatch",
                lambda step, at: handling.dispatch(
                    district.actor(Role.DISTRICT_DESK), step=step, lead_id=lead, stamp=at
                ),
            )
        )
    found += _quarrels(district, case, posts, draw)
    for task in Task.objects.filter(case=case):
        found.append(("watch", lambda _, at, key=task.pk: tasks.watch(task_id=key, stamp=at)))
    return found


def _quarrels(
    district: District, case: Case, posts: list[Actor], draw: st.DataObject
) -> list[tuple[str, Callable[..., object]]]:
    """Return every turn of a dispute that is open to somebody now."""
    found: list[tuple[str, Callable[..., object]]] = []
    unit = draw.draw(
        st.sampled_from([district.sanitation, district.urban_management]), label="decided for"
    )
    for who in posts:
        panel = quarrels.panel(who, case, at=NOW)
        for about, _unit in panel.about:
            found.append(("begin", _begin(who, UUID(about) if about else None)))
        for line in panel.lines:
            for move in line.moves:
                found.append((f"dispute {move}", _of_dispute(who, line.id, move, unit)))
    for dispute in Dispute.objects.filter(case=case):
        found.append(
            ("quarrel", lambda _, at, key=dispute.pk: disputes.watch(dispute_id=key, stamp=at))
        )
    return found


def _begin(who: Actor, task_id: UUID | None) -> Callable[..., object]:
    return lambda step, at: disputes.begin(
        who,
        step=step,
        dispute_id=key(_Numbers.next()),
        ground=DisputeGround.SHARED,
        task_id=task_id,
        stamp=at,
    )


def _of_dispute(
    who: Actor, dispute_id: UUID, move: DisputeMove, unit: UUID
) -> Callable[..., object]:
    if move is DisputeMove.DECIDE:
        return lambda step, at: disputes.decide(
            who,
            step=step,
            dispute_id=dispute_id,
            organisation_id=unit,
            task_id=key(_Numbers.next()),
            stamp=at,
        )
    turn = disputes.state if move is DisputeMove.STATE else disputes.withdraw
    return lambda step, at: turn(who, step=step, dispute_id=dispute_id, stamp=at)


def _of_task(who: Actor, task: Task, move: TaskMove, hours: int | None) -> Callable[..., object]:
    if move is TaskMove.SET_DUE:
        return lambda step, at: tasks.set_due(
            who,
            step=step,
            task_id=task.pk,
            due_at=at.at + timedelta(hours=hours) if hours else None,
            stamp=at,
        )
    return lambda step, at: tasks.PLAIN[move](who, step=step, task_id=task.pk, stamp=at)


def _rows(case: Case) -> tuple[object, ...]:
    return (
        Case.objects.values().get(pk=case.pk),
        list(Task.objects.order_by("pk").values()),
        list(Dispute.objects.order_by("pk").values()),
    )


def _check(case: Case) -> None:
    """Check what is so of a case and its tasks at every moment."""
    stream = f"grid.case:{case.pk}"
    assert not journal.verify([stream]).faults
    assert not cases.row_fault(case, journal.entries(stream))
    proof = cases.verify_rows()
    assert not proof.faults
    open_tasks = Task.objects.filter(case=case, stage__in=OPEN_TASK_WORDS)
    if case.stage in ENDED:
        assert not open_tasks.exists()
    open_disputes = Dispute.objects.filter(case=case, ended_at__isnull=True)
    assert open_disputes.count() == bool(case.disputed)
    for dispute in open_disputes:
        assert bool(dispute.task_id) == (case.disputed == "task")
        assert case.stage not in ENDED
    for task in open_tasks:
        assert task.organisation_id in case.assist_ids
        stands = case.stands_since is not None or task.is_paused
        assert (task.stands_since is not None) == stands
        assert task.is_paused <= (task.stage == TaskStage.ASKED)
        assert task.level <= 3


@settings(
    max_examples=20,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(draw=st.data())
def test_any_course_leaves_tasks_that_their_entries_prove_and_done_means_all_done(
    district: District, draw: st.DataObject
) -> None:
    pauses = draw.draw(st.sampled_from([0, 1]), label="pauses")
    values = {"part_pauses_when_asked": pauses}
    with transaction.atomic():
        clocks.adopt(BY_RULE, values=values, source="tests", at=_Numbers.before())
    begins = draw.draw(st.sampled_from([Stage.DISPATCHED, Stage.IN_HAND]), label="begins")
    case = brought(district, begins, _Numbers.next())
    when = NOW

    for _ in range(draw.draw(st.integers(1, 15), label="steps")):
        when += draw.draw(st.sampled_from(PAUSES), label="pause")
        at = replace(stamp(when), salt=case.version.to_bytes(16, "big"))
        step = Step(case_id=case.pk, version=case.version, words="因为")
        turns = _turns(district, case, draw)
        names = sorted({name for name, _ in turns})
        name = draw.draw(st.sampled_from(names), label="turn")
        _, turn = draw.draw(st.sampled_from([one for one in turns if one[0] == name]), label="who")
        before = _rows(case)

        try:
            with transaction.atomic():
                turn(step, at)
        except LinliError:
            assert _rows(case) == before
        case = again(case)
        _check(case)


def test_the_rule_alone_moves_the_clock(district: District) -> None:
    case = brought(district, Stage.IN_HAND)

    assert not may_give(BY_RULE, case)
