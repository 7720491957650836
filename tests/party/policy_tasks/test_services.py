"""Tasks of policy documents on their way (article rows P1, G1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from django.urls import reverse

from linli.kernel.common import ids
from linli.kernel.people.rules import BY_RULE, Actor, Role
from linli.party.enclosures.rules import Kept
from linli.party.moves.rules import Source
from linli.party.numbering import services as numbering
from linli.party.orders.rules import Order
from linli.party.policy_moves.rules import OPEN, Stage, may_see
from linli.party.policy_tasks import queries, rules
from linli.party.policy_tasks import services as tasks
from linli.party.policy_tasks.models import PolicyTask
from linli.party.records import queries as records
from linli.party.steps.rules import Step
from linli.party.supervision import services as supervision
from linli.party.supervision.services import Draft
from tests.district import NOW, District, key, stamp
from tests.party.errands import code_of
from tests.party.plans import (
    DUE,
    again,
    asked,
    brought,
    chief_of,
    entered,
    is_sound,
    step_of,
    street_of,
    verbs_of,
)

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=2)


def test_a_document_is_split_into_one_task_for_each_unit(district: District) -> None:
    policy = entered(district)
    units = [district.sanitation, district.street_offices[0], district.sides[2].organisation]

    given = tasks.give(
        chief_of(district), policy_id=policy.pk, batch_id=key(1), asked=asked(), to_ids=units,
        stamp=stamp(),
    )  # fmt: skip

    assert [task.label for task in given] == [f"样办发〔2026〕5号第{n}项" for n in (1, 2, 3)]
    assert [task.to_id for task in given] == units
    assert [task.street_id for task in given] == [None, *district.streets]
    assert [task.community_id for task in given] == [None, None, district.sides[2].community]
    assert {task.stage for task in given} == {"given"}
    assert all(task.watch_at for task in given)
    assert is_sound()


def test_the_next_tasks_go_on_with_the_numbers(district: District) -> None:
    policy = entered(district, number="")

    labels = [brought(district, Stage.GIVEN, policy=policy, number=n).label for n in (1, 2)]

    assert labels == ["2026年11月20日文件第1项", "2026年11月20日文件第2项"]


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage])
def test_the_row_of_every_stage_is_the_sum_of_its_entries(district: District, stage: Stage) -> None:
    task = brought(district, stage)

    assert (task.stage, task.watch_at is None) == (stage, stage not in tasks_with_clock())
    assert is_sound()


def tasks_with_clock() -> set[Stage]:
    return {Stage.GIVEN, Stage.ACCEPTED, Stage.IN_PROGRESS, Stage.SENT_BACK}


def test_the_whole_way_is_in_the_record(district: District) -> None:
    task, street, chief = (
        brought(district, Stage.SENT_BACK),
        street_of(district),
        chief_of(district),
    )

    tasks.progress(street, step=step_of(task, "已补充两个小区"), stamp=stamp(LATER))
    tasks.report(street, step=step_of(task, "全部完成"), stamp=stamp(LATER))
    tasks.confirm(chief, step=step_of(task), stamp=stamp(LATER))

    task = again(task)
    assert verbs_of(task) == [
        "given", "accepted", "progressed", "reported", "sent_back", "progressed", "reported",
        "confirmed",
    ]  # fmt: skip
    assert (task.stage, task.returns, task.ended_at, task.was_late) == (
        "confirmed",
        1,
        LATER,
        False,
    )
    assert is_sound()


def evidence(number: int = 1) -> list[Kept]:
    return [
        Kept(
            ids.make(1_700_000_000_000, bytes(9) + bytes([number])), "记录", "pdf", 1, "0" * 64, "x"
        )
    ]


def test_evidence_that_a_task_asks_for_comes_before_its_report(district: District) -> None:
    task, street = brought(district, Stage.ACCEPTED, needs_files=True), street_of(district)
    bare = step_of(task, "完成")

    refused = code_of(lambda: tasks.report(street, step=bare, stamp=stamp()))
    tasks.progress(street, step=Step(task.pk, words="见附件", files=evidence()), stamp=stamp())
    tasks.report(street, step=step_of(task, "完成"), stamp=stamp())
    tasks.send_back(chief_of(district), step=step_of(task, "不清"), due_at=DUE, stamp=stamp())
    again_refused = code_of(lambda: tasks.report(street, step=step_of(task, "完成"), stamp=stamp()))

    assert refused == again_refused == "party.evidence_needed"
    assert is_sound()


REFUSED: list[tuple[str, Stage, str]] = [
    # what, at which stage → code
    ("nobody", Stage.GIVEN, "party.nobody_addressed"),
    ("no title", Stage.GIVEN, "party.text_needed"),
    ("too late", Stage.GIVEN, "party.deadline_passed"),
    ("itself", Stage.GIVEN, "party.not_your_unit"),
    ("progress without words", Stage.ACCEPTED, "party.text_needed"),
    ("report without words", Stage.ACCEPTED, "party.text_needed"),
    ("back without reason", Stage.REPORTED, "party.text_needed"),
    ("back to yesterday", Stage.REPORTED, "party.deadline_passed"),
    ("no more time", Stage.GIVEN, "party.deadline_passed"),
    ("withdrawn without reason", Stage.GIVEN, "party.text_needed"),
    ("stale", Stage.GIVEN, "party.changed_meanwhile"),
    ("accepted twice", Stage.ACCEPTED, "party.policy_task_move_not_allowed"),
    ("another unit", Stage.GIVEN, "people.not_your_territory"),
    ("giver does it", Stage.GIVEN, "party.not_the_taker"),
    ("taker confirms", Stage.REPORTED, "party.not_the_giver"),
]


@pytest.mark.parametrize(("what", "stage", "code"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_refused_changes_nothing(
    district: District, what: str, stage: Stage, code: str
) -> None:
    policy, chief, street = entered(district), chief_of(district), street_of(district)
    task = brought(district, stage, policy=policy)
    other, step, words = street_of(district, 1), step_of(task), step_of(task, "说明")

    def give(*to_ids: UUID, **more: object) -> object:
        return tasks.give(
            chief, policy_id=policy.pk, batch_id=key(2), asked=asked(**more), to_ids=to_ids,
            stamp=stamp(),
        )  # fmt: skip

    turns: dict[str, Callable[[], object]] = {
        "nobody": give,
        "no title": lambda: give(district.sanitation, title=""),
        "too late": lambda: give(district.sanitation, due_at=NOW),
        "itself": lambda: give(district.district_office),
        "progress without words": lambda: tasks.progress(street, step=step, stamp=stamp()),
        "report without words": lambda: tasks.report(street, step=step, stamp=stamp()),
        "back without reason": lambda: tasks.send_back(chief, step=step, due_at=DUE, stamp=stamp()),
        "back to yesterday": lambda: tasks.send_back(chief, step=words, due_at=NOW, stamp=stamp()),
        "no more time": lambda: tasks.extend(chief, step=words, due_at=DUE, stamp=stamp()),
        "withdrawn without reason": lambda: tasks.withdraw(chief, step=step, stamp=stamp()),
        "stale": lambda: tasks.accept(street, step=Step(task.pk, 9), stamp=stamp()),
        "accepted twice": lambda: tasks.accept(street, step=step, stamp=stamp()),
        "another unit": lambda: tasks.accept(other, step=step, stamp=stamp()),
        "giver does it": lambda: tasks.accept(chief, step=step, stamp=stamp()),
        "taker confirms": lambda: tasks.confirm(street, step=step, stamp=stamp()),
    }
    before = PolicyTask.objects.values().get()

    assert code_of(turns[what]) == code
    assert PolicyTask.objects.values().get() == before
    assert is_sound()


def test_a_street_gives_tasks_to_its_communities_alone(district: District) -> None:
    street = street_of(district)
    policy = entered(district, actor=street)

    def give(number: int, office: UUID) -> list[PolicyTask]:
        return tasks.give(
            street, policy_id=policy.pk, batch_id=key(number), asked=asked(), to_ids=[office],
            stamp=stamp(),
        )  # fmt: skip

    [task] = give(1, district.sides[1].organisation)
    refused = [
        code_of(partial(give, 2, office))
        for office in (district.sides[2].organisation, district.sanitation)
    ]

    assert (task.street_id, task.community_id) == (street.unit_id, district.sides[1].community)
    assert refused == ["party.not_your_unit"] * 2


def _watched(task: PolicyTask, days: float) -> list[str]:
    at = DUE + timedelta(days=days)
    while tasks.watch(task_id=task.pk, stamp=stamp(at)):
        pass
    return [verb for verb in verbs_of(task) if verb in ("warned", "risen")]


def test_the_clock_warns_before_the_deadline_and_rises_after_it(district: District) -> None:
    task = brought(district, Stage.ACCEPTED)

    seen = [_watched(task, days) for days in (-2, -0.1, 0.01, 3.01, 4.01, 30)]

    assert seen == [
        [], ["warned"], ["warned", "risen"], ["warned", "risen", "risen"],
        ["warned", "risen", "risen", "risen"], ["warned", "risen", "risen", "risen"],
    ]  # fmt: skip
    task = again(task)
    assert (task.level, task.chases, task.was_late, task.watch_at) == (3, 3, True, None)
    assert is_sound()


def test_a_task_is_chased_by_hand_and_given_more_time(district: District) -> None:
    task, chief = brought(district, Stage.GIVEN), chief_of(district)

    tasks.chase(chief, step=step_of(task, "请加快"), stamp=stamp())
    tasks.extend(
        chief, step=step_of(task, "同意延期"), due_at=DUE + timedelta(days=3), stamp=stamp()
    )

    task = again(task)
    assert (task.chases, task.due_at, task.was_late) == (1, DUE + timedelta(days=3), False)
    assert is_sound()


# Supervision ---------------------------------------------------------------------------------


def _supervise(district: District, task: PolicyTask, actor: Actor) -> UUID:
    numbering.set_code(
        BY_RULE, organisation_id=district.district_office, code="样督", stamp=stamp(number=7)
    )
    order = Order(
        source=Source.BREACH, title="督办通知", text="请按期完成。", to_ids=(task.to_id,),
        due_at=DUE + timedelta(days=30),
    )  # fmt: skip
    new = Draft(key(70_000), queries.KIND, task.pk, order)
    supervision.order(actor, new=new, stamp=stamp(LATER))
    return new.id


def test_an_overdue_task_asks_for_a_supervision_document_and_gets_one(district: District) -> None:
    task, chief = brought(district, Stage.ACCEPTED), chief_of(district)
    before = queries.suggestions(chief, NOW, 5)

    _watched(task, 9)
    [asking] = queries.suggestions(chief, LATER, 5)
    key_of = _supervise(district, task, chief)
    supervised = again(task)
    supervision.withdraw(chief, step=Step(key_of, words="已办"), stamp=stamp(LATER))

    assert before == []
    assert (asking.source, asking.subject.label) == (Source.BREACH, task.label)
    assert asking.subject.url == reverse("party:policy_task", args=[task.pk])
    assert supervised.is_supervised
    assert not again(task).is_supervised
    assert verbs_of(task)[-2:] == ["supervised", "supervision_ended"]
    assert is_sound()


@pytest.mark.parametrize("stage", [Stage.CONFIRMED, Stage.WITHDRAWN])
def test_a_task_that_has_ended_is_not_supervised(district: District, stage: Stage) -> None:
    task = brought(district, stage)

    refused = code_of(lambda: _supervise(district, task, chief_of(district)))

    assert refused == "party.policy_task_move_not_allowed"
    assert stage not in OPEN


ROLES = [role for role in Role if role not in (Role.REPORTER, Role.RULE)]


@pytest.mark.parametrize("role", ROLES)
def test_what_the_filter_lets_through_is_what_the_guard_lets_through(
    district: District, role: Role
) -> None:
    street, policy = street_of(district), entered(district)
    streets = entered(district, 2, actor=street)
    kept = [
        *tasks.give(
            chief_of(district), policy_id=policy.pk, batch_id=key(1), asked=asked(),
            to_ids=[district.sanitation, *district.street_offices], stamp=stamp(),
        ),
        *tasks.give(
            street, policy_id=streets.pk, batch_id=key(2), asked=asked(),
            to_ids=[side.organisation for side in district.sides[:2]], stamp=stamp(),
        ),
    ]  # fmt: skip
    posts = [post for post in district.staff.posts if post.role == role.value]

    for number in range(len(posts)):
        actor = district.actor(role, number=number)
        seen = set(queries.visible(actor).values_list("pk", flat=True))
        assert seen == {task.pk for task in kept if may_see(actor, task)}


def test_more_units_than_a_form_takes_are_refused() -> None:
    many = [UUID(int=n) for n in range(rules.MOST_AT_ONCE + 1)]

    refused = code_of(lambda: rules.check_asked(asked(), many, may_be_given=many, at=NOW))

    assert refused == "party.too_many_tasks"


def test_a_row_that_no_entry_speaks_of_is_found(district: District) -> None:
    task = brought(district, Stage.GIVEN)
    task.pk, task.running = key(77), 9
    task.save(force_insert=True)

    [fault] = records.verify_rows().faults

    assert fault.reason == "has no entries"
