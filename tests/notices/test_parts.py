"""Each unit on a case hears of its own part, and the lead of what it must act on (row G1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.grid.moves.rules import Stage
from linli.grid.tasks import services as tasks
from linli.grid.tasks.models import Task
from linli.kernel.journal import services as journal
from linli.kernel.people.rules import Actor, Role
from linli.notices.inbox import queries
from linli.notices.inbox.models import Message
from linli.notices.inbox.rules import TITLES, TOLD, TOLD_OF_PART
from tests.courses import brought, desk_of, officer_of
from tests.district import NOW, District, stamp
from tests.grid.tasks.parts import as_it_is, assisting_district, given, helper_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    """Return the district in which two departments assist each other."""
    return assisting_district()


def told(actor: Actor) -> list[str]:
    """Return what a post was told of parts, oldest first."""
    journal.deliver(at=NOW + timedelta(days=30))
    assert actor.post_id
    found = Message.objects.filter(post_id=actor.post_id, verb__contains="task").order_by("pk")
    return list(found.values_list("verb", flat=True))


def test_a_unit_hears_of_its_part_and_the_lead_when_the_last_is_done(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    lead, helper = officer_of(district), helper_of(district)
    first, last = given(district, case, 1), given(district, case, 2)
    for task in (first, last):
        tasks.accept(helper, step=words(case), task_id=task.pk, stamp=stamp())
        tasks.done(helper, step=words(case), task_id=task.pk, stamp=stamp())

    assert told(helper) == ["grid.task_given", "grid.task_given"]
    assert told(lead) == ["grid.last_task_done"]
    assert told(desk_of(district)) == []


def test_the_lead_hears_of_a_part_given_back_and_the_unit_of_one_withdrawn(
    district: District,
) -> None:
    case = brought(district, Stage.IN_HAND)
    one, two = given(district, case, 1), given(district, case, 2)
    lead, helper = officer_of(district), helper_of(district)
    tasks.give_back(helper, step=words(case), task_id=one.pk, stamp=stamp())
    tasks.set_due(lead, step=words(case), task_id=two.pk, due_at=None, stamp=stamp())
    tasks.withdraw(lead, step=words(case), task_id=two.pk, stamp=stamp())

    assert told(lead) == ["grid.task_given_back"]
    assert told(helper)[2:] == ["grid.task_due_set", "grid.task_withdrawn"]


def test_a_part_rises_along_the_line_of_its_own_unit(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    task = given(district, case, due_at=NOW + timedelta(hours=1))
    heads_of_lead, supervisors = [], []

    while (at := as_it_is(task).watch_at) is not None:
        tasks.watch(task_id=task.pk, stamp=stamp(at + timedelta(seconds=1)))
        heads_of_lead.append(len(told(district.actor(Role.DEPARTMENT_HEAD))))
        supervisors.append(told(district.actor(Role.SUPERVISOR)).count("grid.task_escalated"))

    assert set(heads_of_lead) == {0}
    assert supervisors[0] == 0
    assert supervisors[-1] > 0
    assert told(officer_of(district)).count("grid.task_escalated") == 3
    assert told(helper_of(district)).count("grid.task_warned") == 1


def test_every_message_of_a_part_has_a_title_and_lists_in_an_inbox(district: District) -> None:
    given(district, brought(district, Stage.IN_HAND))
    told(helper_of(district))

    page = queries.inbox(helper_of(district).post_id, number="1")

    assert set(TOLD_OF_PART) <= set(TOLD) == set(TITLES)
    assert next(line.title for line in page)
    assert Task.objects.count() == 1


def test_the_lead_hears_a_question_and_the_unit_its_answer(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    lead, helper = officer_of(district), helper_of(district)
    task = given(district, case)
    tasks.accept(helper, step=words(case), task_id=task.pk, stamp=stamp())
    tasks.ask(helper, step=words(case), task_id=task.pk, stamp=stamp())
    tasks.answer(lead, step=words(case), task_id=task.pk, stamp=stamp())
    tasks.ask(helper, step=words(case), task_id=task.pk, stamp=stamp())
    tasks.go_on(helper, step=words(case), task_id=task.pk, stamp=stamp())

    asked = ["grid.task_asked", "grid.task_asked", "grid.task_question_dropped"]
    assert told(lead) == asked
    assert told(helper) == ["grid.task_given", "grid.task_answered"]
