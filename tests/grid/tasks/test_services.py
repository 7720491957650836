"""Several departments on one case: given, done, given back, withdrawn, counted and proven (G1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from linli.grid.cases import queries as cases
from linli.grid.cases import services as case_services
from linli.grid.cases.models import Case
from linli.grid.cases.rules import Ask
from linli.grid.handling import services as handling
from linli.grid.joining import services as joining
from linli.grid.moves.rules import Stage, may_see_reporter
from linli.grid.showing import queries as showing
from linli.grid.tasks import queries
from linli.grid.tasks import services as tasks
from linli.grid.tasks.models import Task
from linli.grid.tasks.rules import TasksOpen
from linli.grid.timing import services as timing
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import Actor, Role, reporter
from linli.worker.tasks import watch_due
from tests.courses import (
    brought,
    desk_of,
    entries_of,
    last_entry,
    officer_of,
    refused,
    reported,
    step_of,
    words_of,
)
from tests.district import NOW, District, again, key, local, stamp
from tests.grid.tasks.parts import as_it_is, given, helper_of, taken, words

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def is_sound() -> bool:
    """Return whether every entry, case and task is what the record says."""
    return not journal.verify().faults and not cases.verify_rows().faults


def test_a_part_is_given_in_words_with_a_deadline_inside_the_resident_s(
    district: District,
) -> None:
    case = brought(district, Stage.IN_HAND)
    due = NOW + HOUR

    task = given(district, case, due_at=due)

    assert (task.stage, task.organisation_id) == ("given", district.urban_management)
    assert (as_it_is(task).due_at, again(case).due_at) == (due, case.due_at)
    entry = last_entry(case)
    assert (entry.verb, entry.facts["unit"]) == (
        "grid.task_given",
        str(district.urban_management),
    )
    assert words_of(entry) == {"text": "请清理占道摊点", "photos": []}
    assert "请" not in str(entry.facts)
    assert cases.verify_rows().beside == 1
    assert is_sound()


def test_without_a_moment_a_part_is_due_with_the_case(district: District) -> None:
    case = brought(district, Stage.IN_HAND)

    assert given(district, case).due_at == case.due_at


def test_a_later_moment_than_the_resident_s_is_refused_with_the_last_one(
    district: District,
) -> None:
    case = brought(district, Stage.IN_HAND)
    assert case.due_at
    later = case.due_at + HOUR

    code = refused(case, lambda: given(district, case, due_at=later))

    assert code == "grid.due_outside"
    assert not Task.objects.exists()


def test_a_unit_that_the_list_of_duties_does_not_name_gets_no_part(district: District) -> None:
    case = brought(district, Stage.IN_HAND)

    turns = [
        partial(given, district, case, unit=unit)
        for unit in (district.fire, district.sanitation, key(999))
    ]

    assert {refused(case, turn) for turn in turns} == {"grid.may_not_assist"}


def test_a_part_needs_words(district: District) -> None:
    case = brought(district, Stage.IN_HAND)

    code = refused(
        case,
        lambda: tasks.give(
            officer_of(district),
            step=words(case, ""),
            task_id=key(1),
            organisation_id=district.urban_management,
            due_at=None,
            stamp=stamp(),
        ),
    )

    assert code == "grid.reason_needed"


def test_the_unit_sees_the_whole_case_and_not_who_reported_it(district: District) -> None:
    case, helper = brought(district, Stage.IN_HAND), helper_of(district)
    assert not cases.visible(helper).exists()

    given(district, case)

    case = again(case)
    page = showing.page(helper, case.pk, at=NOW)
    assert cases.visible(helper).get() == case
    assert len(page.entries) == len(entries_of(case)) == 5
    assert page.contact is None
    assert not may_see_reporter(helper, case)
    assert page.entries[-1].sentence


def test_a_case_is_not_done_while_a_part_is_open_and_says_whose(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    task = taken(district, case)
    given(district, case, 2, unit=district.street_offices[0])

    assert refused(case, lambda: _done(district, case)) == "grid.tasks_open"
    with pytest.raises(TasksOpen) as refusal:
        _done(district, case)
    assert refusal.value.facts == {"units": ["样例区城管局", "第一街道办事处"]}

    tasks.done(helper_of(district), step=words(case, "已清理"), task_id=task.pk, stamp=stamp())
    assert last_entry(case).verb == "grid.task_done"
    desk = district.actor(Role.STREET_DESK)
    other = key(40_002)
    tasks.accept(desk, step=words(case), task_id=other, stamp=stamp())
    tasks.done(desk, step=words(case), task_id=other, stamp=stamp())
    assert last_entry(case).verb == "grid.last_task_done"

    _done(district, case)

    assert again(case).stage == Stage.DONE
    assert is_sound()


def _done(district: District, case: Case) -> Case:
    return handling.done(officer_of(district), step=words(case), stamp=stamp())


def test_the_guard_costs_one_statement(
    district: District, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = brought(district, Stage.IN_HAND)

    with django_assert_num_queries(1):
        tasks.check_all_ended(case)


def test_a_part_that_is_given_back_or_withdrawn_holds_nothing_up(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    one, two = given(district, case, 1), given(district, case, 2)
    tasks.give_back(helper_of(district), step=words(case), task_id=one.pk, stamp=stamp())
    tasks.withdraw(officer_of(district), step=words(case), task_id=two.pk, stamp=stamp())

    _done(district, case)

    assert [as_it_is(task).stage for task in (one, two)] == ["given_back", "withdrawn"]
    assert is_sound()


def test_after_rework_the_lead_may_give_a_part_again(district: District) -> None:
    case = brought(district, Stage.DONE)
    handling.rework(desk_of(district), step=words(case, "仍有垃圾"), stamp=stamp())

    task = given(district, again(case))

    assert task.due_at == again(case).due_at
    assert refused(case, lambda: _done(district, case)) == "grid.tasks_open"


def test_what_is_not_one_s_own_part_is_refused(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    task = given(district, case)

    def turn(who: Actor, what: Callable[..., object]) -> str:
        return refused(
            case,
            lambda: what(who, step=words(case), task_id=task.pk, stamp=stamp()),
        )

    assert turn(officer_of(district), tasks.accept) == "grid.not_your_part"
    assert turn(helper_of(district), tasks.withdraw) == "grid.not_yours_to_give"
    assert turn(helper_of(district), tasks.done) == "grid.task_move_not_allowed"
    assert turn(desk_of(district, side=1), tasks.withdraw) == "people.not_your_territory"
    assert turn(reporter(case.pk), tasks.accept) == "people.not_your_territory"


def test_a_part_of_another_case_is_not_there(district: District) -> None:
    case, other = brought(district, Stage.IN_HAND, 1), brought(district, Stage.IN_HAND, 2)
    task = given(district, other)

    code = refused(
        case,
        lambda: tasks.accept(helper_of(district), step=words(case), task_id=task.pk, stamp=stamp()),
    )

    assert code == "common.not_found"


def test_a_part_stands_with_its_case_and_keeps_what_time_was_left(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    task = given(district, case, due_at=local(2026, 11, 23, 11, 0))
    officer, desk = officer_of(district), desk_of(district)
    at = local(2026, 11, 23, 10, 0)
    timing.ask(officer, step=words(case), what=Ask.SUSPEND, stamp=stamp(at))
    timing.grant(desk, step=step_of(case), stamp=stamp(at))
    assert as_it_is(task).stands_since == at
    assert watch_due(local(2026, 11, 24, 12, 0)) == 0
    assert is_sound()

    timing.resume(officer, step=step_of(case), stamp=stamp(local(2026, 11, 25, 9, 0)))

    task, case = as_it_is(task), again(case)
    assert task.stands_since is None
    assert task.due_at == local(2026, 11, 25, 10, 0)
    assert case.due_at
    assert task.due_at <= case.due_at
    assert is_sound()


def test_a_part_given_while_the_case_stands_stands_too(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    timing.ask(officer_of(district), step=words(case), what=Ask.SUSPEND, stamp=stamp())
    timing.grant(desk_of(district), step=step_of(case), stamp=stamp())

    task = given(district, again(case), at=NOW + HOUR)
    timing.resume(officer_of(district), step=step_of(case), stamp=stamp(NOW + 50 * HOUR))

    assert as_it_is(task).due_at == again(case).due_at
    assert is_sound()


def test_an_extension_leaves_a_part_as_it_is_until_it_is_changed(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    task = given(district, case)
    before = task.due_at
    timing.ask(officer_of(district), step=words(case), what=Ask.EXTEND, stamp=stamp())
    timing.grant(desk_of(district), step=step_of(case), stamp=stamp())
    assert as_it_is(task).due_at == before

    tasks.set_due(
        officer_of(district), step=words(case), task_id=task.pk, due_at=None, stamp=stamp()
    )

    due_at = again(case).due_at
    assert due_at
    assert due_at > before
    assert as_it_is(task).due_at == due_at
    assert last_entry(case).verb == "grid.task_due_set"
    assert is_sound()


def test_the_clock_of_a_part_warns_and_rises_by_itself_and_only_once(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    task = given(district, case, due_at=local(2026, 11, 23, 11, 0))

    moments = [local(2026, 11, 23, hour, 50) for hour in (9, 10, 11, 12)]
    found = [(watch_due(at), watch_due(at)) for at in moments]

    assert found == [(0, 0), (1, 0), (1, 0), (0, 0)]
    verbs = [entry.verb for entry in entries_of(case)][-2:]
    assert verbs == ["grid.task_warned", "grid.task_escalated"]
    assert (as_it_is(task).was_late, as_it_is(task).level) == (True, 1)
    assert is_sound()


def test_a_part_done_after_its_deadline_was_late_for_good(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    task = taken(district, case)
    assert case.due_at
    late = stamp(case.due_at + HOUR)

    tasks.done(helper_of(district), step=words(case), task_id=task.pk, stamp=late)

    assert as_it_is(task).was_late
    assert as_it_is(task).watch_at is None


def test_units_with_a_part_keep_it_when_the_lead_gives_the_case_back(district: District) -> None:
    case = brought(district, Stage.DISPATCHED)
    task = given(district, case)
    handling.give_back(officer_of(district), step=words(case), stamp=stamp())
    assert again(case).assist_ids == [district.urban_management]

    handling.dispatch(
        desk_of(district), step=step_of(case), lead_id=district.sanitation, stamp=stamp()
    )
    tasks.accept(helper_of(district), step=words(case), task_id=task.pk, stamp=stamp())

    assert again(case).assist_ids == [district.urban_management]
    assert is_sound()


def test_a_case_with_an_open_part_is_not_merged_away(district: District) -> None:
    case, other = brought(district, Stage.IN_HAND, 1), reported(district, 2)
    given(district, case)

    code = refused(
        case,
        lambda: joining.merge(
            desk_of(district), step=step_of(case), into_id=other.pk, stamp=stamp()
        ),
    )

    assert code == "grid.tasks_open"


def test_a_tampered_task_is_named(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    task = given(district, case)
    Task.objects.filter(pk=task.pk).update(due_at=task.due_at + HOUR)

    [fault] = cases.verify_rows().faults

    assert fault.stream == f"grid.case:{case.pk}"
    assert fault.reason == f"task {task.pk}: due_at is not what the entries say"


@pytest.mark.parametrize(
    "broken",
    [{"stage": "nowhere"}, {"stage": "done"}, {"ended_at": NOW}],
)
def test_the_database_refuses_a_task_that_cannot_be(
    district: District, broken: dict[str, object]
) -> None:
    task = given(district, brought(district, Stage.IN_HAND))

    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(**broken)


def test_the_list_of_parts_costs_two_statements_and_one_s_own_comes_first(
    district: District, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = brought(district, Stage.IN_HAND)
    given(district, case, 1, unit=district.street_offices[0])
    given(district, case, 2)
    taken(district, case, 3)
    case = again(case)

    with django_assert_num_queries(2):
        lines = queries.lines(helper_of(district), case, at=NOW)

    assert [line.is_own for line in lines] == [True, True, False]
    assert lines[0].asked == "请清理占道摊点"
    assert lines[0].deadline.due_at == case.due_at


def test_a_step_on_a_part_is_not_taken_back_and_hides_the_undo_of_the_dispatch(
    district: District,
) -> None:
    case, desk = brought(district, Stage.REGISTERED), desk_of(district)
    handling.dispatch(desk, step=step_of(case), lead_id=district.sanitation, stamp=stamp())
    assert showing.page(desk, case.pk, at=NOW).undo_until

    given(district, again(case), actor=desk)

    case = again(case)
    undo = refused(
        case,
        lambda: case_services.undo(desk, case_id=case.pk, version=case.version, stamp=stamp()),
    )
    assert undo == "grid.too_late_to_undo"
    assert showing.page(desk, case.pk, at=NOW).undo_until is None
