"""Each minute the worker delivers what waits and looks at the clocks; it may do so twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections, transaction
from django.utils import timezone
from procrastinate import exceptions
from procrastinate.contrib.django import app

from linli.grid.moves.rules import Stage
from linli.grid.plan_runs.models import PlanRun
from linli.grid.plan_runs.rules import Stage as PlanStage
from linli.kernel.common import ids
from linli.kernel.journal import queries as journal
from linli.kernel.journal import services as journal_services
from linli.kernel.people.rules import Role
from linli.kernel.sendings import services as sendings
from linli.kernel.territory.models import Unit
from linli.kernel.territory_changes.rules import Rename
from linli.worker import tasks
from tests.courses import brought, entries_of, reported, step_of, supervise
from tests.district import NOW, again, small_district, stamp
from tests.grid.plan_runs.courses import RUN, ask
from tests.kernel.territory_changes.deciding import decide

pytestmark = pytest.mark.django_db(transaction=True)

LATER = NOW + timedelta(hours=9)


@pytest.fixture(autouse=True)
def _empty_queue(db: None) -> None:
    """Take out the jobs of other tests; the queue's tables are not Django's to empty."""
    tasks._woken.at = float("-inf")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def _jobs() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status::text FROM procrastinate_jobs ORDER BY id")
        return [(name, status) for name, status in cursor.fetchall()]


def test_delivers_and_the_rules_of_the_house_take_the_matter_on() -> None:
    case = reported(small_district())
    assert journal.waiting() > 0

    delivered = tasks.deliver_waiting(NOW)

    case = again(case)
    assert delivered > 0
    assert journal.waiting() == 0
    assert (case.stage, case.version) == (Stage.DISPATCHED, 3)
    assert tasks.deliver_waiting(NOW) == 0


def test_lets_a_planned_change_of_the_territory_take_force_on_its_day_and_no_other_wait() -> None:
    district, tomorrow = small_district(), NOW + timedelta(days=1)
    name = Rename(unit_id=district.sides[0].community, name="新名社区")
    same = Rename(unit_id=district.sides[1].community, name="新名社区")
    decide(name, on=tomorrow.date())
    decide(same, on=tomorrow.date())

    assert tasks.take_force_due(NOW) == 0
    assert tasks.take_force_due(tomorrow) == 2

    assert Unit.objects.get(pk=district.sides[0].community).name == "新名社区"
    assert Unit.objects.get(pk=district.sides[1].community).name == "乙社区"
    assert tasks.take_force_due(tomorrow) == 0


def test_chases_a_document_whose_deadline_has_passed_and_only_once() -> None:
    district = small_district()
    case = brought(district, Stage.IN_HAND)
    chief = district.actor(Role.SUPERVISOR)
    paper = supervise(district, chief, step_of(case, "请办结"), stamp(NOW))
    overdue = paper.due_at + timedelta(minutes=1)

    tasks.watch_due(overdue)
    tasks.watch_due(overdue)

    paper.refresh_from_db()
    assert (paper.level, paper.chases, paper.was_late) == (1, 1, True)


def test_looks_at_each_clock_that_has_something_to_do_and_only_once() -> None:
    district = small_district()
    late = brought(district, Stage.IN_HAND, 1)
    due = brought(district, Stage.VERIFIED, 2)
    brought(district, Stage.CLOSED, 3)

    assert tasks.watch_due(NOW) == 0
    assert tasks.watch_due(LATER + timedelta(days=1)) == 2
    assert (again(late).level, again(due).stage) == (1, Stage.CLOSED)


def test_a_minute_that_runs_twice_does_nothing_the_second_time() -> None:
    case = brought(small_district(), Stage.IN_HAND)
    for _ in range(5):  # a clock that was left alone for days catches up, a level a minute
        tasks.each_minute(timestamp=0)
    entries = [entry.pk for entry in entries_of(case)]

    tasks.each_minute(timestamp=0)

    assert [entry.pk for entry in entries_of(case)] == entries
    assert journal.waiting() == 0


def test_news_wakes_the_worker_once_and_only_when_it_is_sure() -> None:
    district = small_district()
    assert journal_services._wakers == [tasks.wake]

    with transaction.atomic():
        reported(district, 1)
        assert _jobs() == []
    reported(district, 2)

    assert _jobs() == [("deliver", "todo")]


def test_a_process_asks_once_in_a_moment_and_that_delivery_finds_what_came_since() -> None:
    district = small_district()
    reported(district, 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    reported(district, 2)
    assert _jobs() == [("deliver", "doing")]

    tasks.deliver()

    assert journal.waiting() == 0
    assert tasks.STAY_SECONDS > tasks.WAKE_SECONDS


def _taken_up(most: int) -> list[str]:
    """Return which jobs a free worker takes up now, one after the other, without ending any."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        [worker] = cursor.fetchone()

    async def take_up() -> list[str]:
        jobs = [await app.job_manager.fetch_job(None, worker_id=worker) for _ in range(most)]
        await sync_to_async(connections.close_all)()
        return [job.task_name for job in jobs if job]

    return asyncio.run(take_up())


def test_letters_go_from_one_worker_at_a_time_so_that_slow_gateways_hold_up_no_news() -> None:
    tasks.send_letters.configure().defer(timestamp=0)
    with pytest.raises(exceptions.AlreadyEnqueued):
        tasks.send_letters.configure().defer(timestamp=60)
    under_way = _taken_up(1)
    tasks.send_letters.configure().defer(timestamp=60)
    tasks.deliver.defer()

    assert under_way == ["send_letters"]
    assert _taken_up(2) == ["deliver"], "the next letters wait for the first to end"


def test_what_a_killed_worker_left_unfinished_is_queued_again() -> None:
    tasks.wake()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 day')"
            " RETURNING id"
        )
        [worker] = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])

    async def recover() -> None:
        await tasks.recover_stalled(timestamp=0)
        await sync_to_async(connections.close_all)()

    asyncio.run(recover())

    assert _jobs() == [("deliver", "todo")]


def test_a_night_removes_what_tools_sent_long_ago() -> None:
    now, key = timezone.now(), ids.new()
    for days in (29, 31):
        at = now - timedelta(days=days)
        sendings.remember(ids.new(), made=key, about=key, digest="0" * 64, at=at)

    tasks._night()

    assert sendings.sweep(at=now + timedelta(days=2)) == 1


def test_queues_a_plan_once_and_again_each_minute_while_it_waits() -> None:
    district = small_district()
    ask(district.actor(Role.DISTRICT_DESK), district.sides[0].community)
    assert _jobs() == [("plan_grids", "todo")]

    tasks._plans()

    assert _jobs() == [("plan_grids", "todo")]
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
    tasks._plans()
    assert _jobs() == [("plan_grids", "todo")]
    tasks._carry_out(RUN)
    assert PlanRun.objects.get().stage == PlanStage.ENDED


def test_a_plan_goes_on_while_the_job_of_a_killed_worker_is_still_marked_as_under_way() -> None:
    district = small_district()
    ask(district.actor(Role.DISTRICT_DESK), district.sides[0].community)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 day')"
            " RETURNING id"
        )
        [worker] = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])
    PlanRun.objects.update(stage=PlanStage.AT_WORK)

    tasks._plans()

    async def recover() -> None:
        await tasks.recover_stalled(timestamp=0)
        await sync_to_async(connections.close_all)()

    asyncio.run(recover())
    assert _jobs() == [("plan_grids", "doing"), ("plan_grids", "todo")]
    assert _taken_up(1) == ["plan_grids"]
