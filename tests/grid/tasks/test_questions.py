"""A department asks back about its part, and the unit that leads answers (row G1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.cases.rules import Ask
from linli.grid.clocks import services as clocks
from linli.grid.handling import services as handling
from linli.grid.moves.rules import Stage
from linli.grid.queues import queries as queues
from linli.grid.queues.queries import Filters
from linli.grid.showing import queries as showing
from linli.grid.tasks import queries
from linli.grid.tasks import services as tasks
from linli.grid.tasks.models import Task
from linli.grid.timing import services as timing
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import BY_RULE, Actor, Role, reporter
from linli.worker.tasks import watch_due
from tests.courses import (
    brought,
    desk_of,
    entries_of,
    last_entry,
    officer_of,
    refused,
    step_of,
    words_of,
)
from tests.district import NOW, District, again, local, stamp
from tests.grid.tasks.parts import as_it_is, given, helper_of, taken, words

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
QUESTION, REPLY = "请说明清理范围是否含人行道", "含人行道，到公交站为止"


def pausing() -> None:
    """Let the clock of a part stand while its question waits."""
    values = {"part_pauses_when_asked": 1}
    clocks.adopt(BY_RULE, values=values, source="tests", at=NOW - timedelta(days=1))


def ask(district: District, case: Case, task: Task, at: timedelta = timedelta()) -> Task:
    """Return a task after its unit asked back."""
    step = words(case, QUESTION)
    return tasks.ask(helper_of(district), step=step, task_id=task.pk, stamp=stamp(NOW + at))


def answer(who: Actor, case: Case, task: Task, at: timedelta = timedelta()) -> Task:
    """Return a task after its question was answered."""
    return tasks.answer(who, step=words(case, REPLY), task_id=task.pk, stamp=stamp(NOW + at))


def is_sound() -> bool:
    """Return whether every entry, case and task is what the record says."""
    return not journal.verify().faults and not cases.verify_rows().faults


@pytest.mark.parametrize(("begin", "stage"), [(given, "given"), (taken, "accepted")])
def test_a_question_and_its_answer_are_entries_of_the_case(
    district: District, begin: Callable[[District, Case], Task], stage: str
) -> None:
    case = brought(district, Stage.IN_HAND)
    task = begin(district, case)
    due_at = as_it_is(task).due_at

    ask(district, case, task)
    asked, question = as_it_is(task), last_entry(case)
    answer(officer_of(district), case, task, HOUR)

    now, reply = as_it_is(task), last_entry(case)
    assert (asked.stage, asked.asked_at, asked.stands_since) == ("asked", NOW, None)
    assert (now.stage, now.asked_at, now.due_at) == (stage, None, due_at)
    assert (question.verb, reply.verb) == ("grid.task_asked", "grid.task_answered")
    assert words_of(question) == {"text": QUESTION, "photos": []}
    assert words_of(reply) == {"text": REPLY, "photos": []}
    assert QUESTION not in str(question.facts)
    assert is_sound()


def test_a_desk_of_the_place_answers_too_also_when_nobody_leads(district: District) -> None:
    case = brought(district, Stage.DISPATCHED)
    task = given(district, case)
    ask(district, case, task)
    handling.give_back(officer_of(district), step=words(case), stamp=stamp())

    answer(desk_of(district), case, task)

    assert (again(case).stage, as_it_is(task).stage) == ("registered", "given")


def test_a_question_needs_words_and_so_does_its_answer(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    task = given(district, case)
    helper, step = helper_of(district), words(case, "")

    asked = refused(case, lambda: tasks.ask(helper, step=step, task_id=task.pk, stamp=stamp()))
    ask(district, case, task)
    step = words(case, "")
    told = refused(
        again(case),
        lambda: tasks.answer(officer_of(district), step=step, task_id=task.pk, stamp=stamp()),
    )

    assert (asked, told) == ("grid.reason_needed", "grid.reason_needed")


def test_a_unit_that_found_out_itself_goes_on_and_may_ask_again(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    task = taken(district, case)
    ask(district, case, task)

    helper = helper_of(district)
    tasks.go_on(helper, step=words(case, ""), task_id=task.pk, stamp=stamp())
    assert (as_it_is(task).stage, last_entry(case).verb) == (
        "accepted",
        "grid.task_question_dropped",
    )
    ask(district, case, task)

    assert as_it_is(task).stage == "asked"
    assert as_it_is(task).reply is None
    assert is_sound()


def test_a_case_is_not_done_while_a_question_waits(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    ask(district, case, taken(district, case))

    code = refused(
        again(case),
        lambda: handling.done(officer_of(district), step=words(case), stamp=stamp()),
    )

    assert code == "grid.tasks_open"


def test_whoever_must_answer_finds_it_in_the_queue_and_nobody_else(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    task = given(district, case)
    filters = Filters(only="question")
    posts = [
        officer_of(district),
        desk_of(district),
        district.actor(Role.DISTRICT_DESK),
        helper_of(district),
        desk_of(district, side=2),
    ]

    def found() -> list[int]:
        pages = [queues.queue(who, filters, number=1, at=NOW) for who in posts]
        queues.forget()
        counts = [queues.counts(who, Filters(), at=NOW)["question"] for who in posts]
        assert [len(page) for page in pages] == counts
        return counts

    before = found()
    ask(district, case, task)
    asked = found()
    answer(officer_of(district), case, task)

    assert (before, asked, found()) == ([0] * 5, [1, 1, 1, 0, 0], [0] * 5)


def test_a_part_that_waits_stays_among_what_its_unit_has_to_do(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    ask(district, case, taken(district, case))

    assert list(queries.to_do(helper_of(district), at=NOW)) == [case.pk]


def test_the_panel_shows_question_and_reply_and_who_may_do_what(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    task = taken(district, case)
    ask(district, case, task)

    [lead] = queries.lines(officer_of(district), again(case), at=NOW)
    [own] = queries.lines(helper_of(district), again(case), at=NOW)
    answer(officer_of(district), case, task)
    [after] = queries.lines(helper_of(district), again(case), at=NOW)

    assert (lead.question, lead.reply, lead.asked_at) == (QUESTION, "", NOW)
    assert [move.value for move in lead.moves] == ["answer", "withdraw", "set_due"]
    assert [move.value for move in own.moves] == ["go_on"]
    assert (after.question, after.reply, after.asked_at) == (QUESTION, REPLY, None)
    assert [move.value for move in after.moves] == ["done", "ask"]


def test_the_reporter_reads_nothing_of_what_units_ask_each_other(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    task = taken(district, case)
    ask(district, case, task)
    answer(officer_of(district), case, task)

    page = showing.page(reporter(case.pk), case.pk, at=NOW)

    assert not {QUESTION, REPLY} & {entry.words for entry in page.entries}
    assert len(page.entries) == len(entries_of(case)) - 2


def test_the_clock_of_a_part_runs_on_while_it_waits_unless_the_policy_says_otherwise(
    district: District,
) -> None:
    case = brought(district, Stage.IN_HAND)
    task = taken(district, case)
    due = local(2026, 11, 23, 11, 0)
    lead = officer_of(district)
    tasks.set_due(lead, step=words(case), task_id=task.pk, due_at=due, stamp=stamp())
    ask(district, case, task)

    watch_due(local(2026, 11, 23, 11, 10))

    assert (as_it_is(task).level, as_it_is(task).was_late) == (1, True)


def test_by_policy_the_clock_stands_and_the_same_time_is_left(district: District) -> None:
    pausing()
    case = brought(district, Stage.IN_HAND)
    task = taken(district, case)
    due = local(2026, 11, 23, 11, 0)
    lead = officer_of(district)
    tasks.set_due(lead, step=words(case), task_id=task.pk, due_at=due, stamp=stamp())
    ask(district, case, task)
    assert as_it_is(task).stands_since == NOW
    assert watch_due(local(2026, 11, 23, 12, 0)) == 0
    assert is_sound()

    answer(lead, case, task, HOUR)

    assert as_it_is(task).due_at == due + HOUR
    assert as_it_is(task).watch_at is not None
    assert is_sound()


def test_a_question_holds_a_part_up_only_until_the_resident_s_deadline(district: District) -> None:
    pausing()
    case = brought(district, Stage.IN_HAND)
    task = taken(district, case)
    ask(district, case, task)
    assert case.due_at

    watch_due(case.due_at + HOUR)

    late = as_it_is(task)
    assert (late.stage, late.is_paused, late.stands_since) == ("asked", False, None)
    assert (late.due_at, late.level, late.was_late) == (case.due_at, 1, True)
    assert "grid.task_escalated" in [entry.verb for entry in entries_of(case)]
    assert is_sound()


def test_a_question_outlasts_a_suspension_of_the_case(district: District) -> None:
    pausing()
    case, lead = brought(district, Stage.IN_HAND), officer_of(district)
    task = taken(district, case)
    ask(district, case, task)
    timing.ask(lead, step=words(case), what=Ask.SUSPEND, stamp=stamp())
    timing.grant(desk_of(district), step=step_of(case), stamp=stamp(NOW + HOUR))
    timing.resume(lead, step=step_of(case), stamp=stamp(NOW + 2 * HOUR))
    assert as_it_is(task).stands_since == NOW

    answer(lead, case, task, 3 * HOUR)

    assert as_it_is(task).stands_since is None
    assert again(case).due_at
    assert as_it_is(task).due_at <= again(case).due_at  # type: ignore[operator]
    assert is_sound()


def test_a_withdrawn_part_waits_for_nothing(district: District) -> None:
    pausing()
    case = brought(district, Stage.IN_HAND)
    task = taken(district, case)
    ask(district, case, task)

    lead = officer_of(district)
    tasks.withdraw(lead, step=words(case), task_id=task.pk, stamp=stamp())

    ended = as_it_is(task)
    assert (ended.stage, ended.asked_at, ended.is_paused) == ("withdrawn", None, False)
    assert is_sound()


@pytest.mark.parametrize("broken", [{"asked_at": NOW}, {"is_paused": True}, {"stage": "asked"}])
def test_the_database_refuses_a_question_that_cannot_be(
    district: District, broken: dict[str, object]
) -> None:
    task = given(district, brought(district, Stage.IN_HAND))

    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(**broken)
