"""What a task may become, who may make it so, and how its deadline lies inside the case's (G1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from linli.grid.cases.rules import Book
from linli.grid.clocks.rules import PolicyValues
from linli.grid.inner_clocks import rules as inner_clocks
from linli.grid.moves.rules import HANDS, Stage
from linli.grid.tasks import rules
from linli.grid.tasks.rules import TaskMove, TaskStage, TaskTie
from linli.kernel.calendar.rules import WorkCalendar, working_time
from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import Actor, Role
from tests.district import NOW, key, local

DISTRICT, STREET, COMMUNITY, ELSEWHERE = key(1), key(10), key(100), key(200)
LEAD, HELPER, OTHER, CASE = key(900), key(901), key(902), key(3)
SHANGHAI = ZoneInfo("Asia/Shanghai")
BOOK = Book(
    policy=PolicyValues(), policy_version=0, edition=1, calendar=WorkCalendar(zone=SHANGHAI)
)
DUE = local(2026, 11, 27, 17, 30)


@dataclass
class FakeCase:
    """A case as the rules read it."""

    id: UUID = CASE
    stage: str = "in_hand"
    district_id: UUID | None = DISTRICT
    street_id: UUID | None = STREET
    community_id: UUID | None = COMMUNITY
    grid_id: UUID | None = None
    lead_id: UUID | None = LEAD
    assist_ids: list[UUID] = field(default_factory=lambda: [HELPER])
    handler_post_id: UUID | None = None
    handler_person_id: UUID | None = None
    setter_role: str = "community_desk"
    clock: str = "handle"
    clock_started_at: datetime | None = NOW
    due_at: datetime | None = DUE
    limit_value: int = 4
    limit_unit: str = "working_day"
    stands_since: datetime | None = None
    handle_due_at: datetime | None = None
    done_at: datetime | None = None
    closed_at: datetime | None = None
    first_receiver_id: UUID | None = None
    coordinator_id: UUID | None = None
    is_warned: bool = False
    level: int = 0
    was_late: bool = False
    was_unsettled: bool = False
    judged: str = ""
    pending: str = ""
    is_on_site: bool = False
    is_sampled: bool = False
    returns: int = 0
    reopens: int = 0
    reworks: int = 0
    extensions: int = 0
    joined: int = 0
    rated_at: datetime | None = None


@dataclass
class FakeTask:
    """A task as the rules read it."""

    stage: str = "given"
    organisation_id: UUID = HELPER
    is_decided: bool = False
    is_paused: bool = False
    given_at: datetime = NOW
    accepted_at: datetime | None = None
    due_at: datetime = DUE
    limit_value: int = 4
    limit_unit: str = "working_day"
    stands_since: datetime | None = None
    is_warned: bool = False
    level: int = 0
    was_late: bool = False


def code(turn: Callable[..., object], *args: object, **more: Any) -> str:
    """Return the code a rule refuses with, or ''."""
    try:
        turn(*args, **more)
    except LinliError as refused:
        return refused.code if str(refused) else "speechless"
    return ""


AT_WORK = (TaskStage.GIVEN, TaskStage.ACCEPTED, TaskStage.ASKED)
OPEN_NOW: dict[TaskMove, dict[TaskStage, TaskStage]] = {
    TaskMove.GIVE: {TaskStage.NONE: TaskStage.GIVEN},
    TaskMove.ACCEPT: {TaskStage.GIVEN: TaskStage.ACCEPTED},
    TaskMove.DONE: {TaskStage.ACCEPTED: TaskStage.DONE},
    TaskMove.ASK: dict.fromkeys((TaskStage.GIVEN, TaskStage.ACCEPTED), TaskStage.ASKED),
    TaskMove.ANSWER: {TaskStage.ASKED: rules.RETURNS},
    TaskMove.GO_ON: {TaskStage.ASKED: rules.RETURNS},
    TaskMove.GIVE_BACK: {TaskStage.GIVEN: TaskStage.GIVEN_BACK},
    TaskMove.WITHDRAW: dict.fromkeys(AT_WORK, TaskStage.WITHDRAWN),
    TaskMove.SET_DUE: {s: s for s in AT_WORK},
    TaskMove.WARN: {s: s for s in AT_WORK},
    TaskMove.ESCALATE: {s: s for s in AT_WORK},
}
CASE_STAGES: dict[TaskMove, set[Stage]] = {
    move: {Stage.DISPATCHED, Stage.IN_HAND}
    if move is TaskMove.GIVE
    else {Stage.REPORTED, Stage.REGISTERED, Stage.DISPATCHED, Stage.IN_HAND}
    for move in TaskMove
}


@pytest.mark.parametrize(("move", "stage", "of_case"), list(product(TaskMove, TaskStage, Stage)))
def test_goes_only_where_the_table_leads(move: TaskMove, stage: TaskStage, of_case: Stage) -> None:
    case = FakeCase(stage=of_case)

    refused = code(rules.check_task_move, case, stage, move)

    if of_case not in CASE_STAGES[move]:
        assert refused == "grid.no_parts_now"
    elif stage in OPEN_NOW[move]:
        assert rules.check_task_move(case, stage, move) == OPEN_NOW[move][stage]
    else:
        assert refused == "grid.task_move_not_allowed"


def actor(role: Role, organisation_id: UUID, unit_id: UUID, unit_kind: str) -> Actor:
    """Return an actor of a unit's post."""
    return Actor(role, key(7), key(8), organisation_id, unit_id, unit_kind)


OWN_MOVES = {
    TaskMove.ACCEPT,
    TaskMove.DONE,
    TaskMove.ASK,
    TaskMove.GO_ON,
    TaskMove.GIVE_BACK,
}
PLACES = [(DISTRICT, "district"), (COMMUNITY, "community"), (ELSEWHERE, "community")]


def expected(move: TaskMove, role: Role, unit: UUID, place: UUID) -> bool:
    """Return by the words of the rule whether a post may, not by its table."""
    if role not in HANDS or place == ELSEWHERE:
        return False
    if move in {TaskMove.WARN, TaskMove.ESCALATE}:
        return False
    if move in OWN_MOVES:
        return unit == HELPER
    desks = {Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DISTRICT_DESK}
    return unit == LEAD or role in desks


@pytest.mark.parametrize(
    ("move", "role", "unit", "place"),
    list(product(TaskMove, Role, (LEAD, HELPER, OTHER), PLACES)),
)
def test_only_the_lead_and_desks_give_and_only_the_unit_itself_does(
    move: TaskMove, role: Role, unit: UUID, place: tuple[UUID, str]
) -> None:
    case, task = FakeCase(), FakeTask()
    if role is Role.RULE:
        is_clock = move in {TaskMove.WARN, TaskMove.ESCALATE}
        refused = code(rules.check_task_may, Actor(role), case, move, organisation_id=HELPER)
        assert refused == ("" if is_clock else "people.not_your_territory")
        return
    who = actor(role, unit, *place)

    refused = code(rules.check_task_may, who, case, move, organisation_id=task.organisation_id)

    assert (refused == "") == expected(move, role, unit, place[0])
    for stage in OPEN_NOW[move]:
        offered = rules.open_to(who, case, replace(task, stage=stage))
        assert (move in offered) == (refused == "")


def test_a_stranger_does_not_learn_that_there_is_such_a_case() -> None:
    who = actor(Role.DEPARTMENT_OFFICER, OTHER, DISTRICT, "district")

    refused = code(rules.check_task_may, who, FakeCase(), TaskMove.ACCEPT, organisation_id=HELPER)

    assert refused == "people.not_your_territory"


def test_an_assisting_unit_learns_that_another_part_is_not_its_own() -> None:
    who = actor(Role.DEPARTMENT_OFFICER, HELPER, DISTRICT, "district")

    accept = code(rules.check_task_may, who, FakeCase(), TaskMove.ACCEPT, organisation_id=OTHER)
    give = code(rules.check_task_may, who, FakeCase(), TaskMove.GIVE, organisation_id=OTHER)

    assert (accept, give) == ("grid.not_your_part", "grid.not_yours_to_give")


STANDS = replace(FakeCase(), stands_since=NOW)
LATE = replace(FakeCase(), due_at=NOW - timedelta(hours=1))
NO_DEADLINE = replace(FakeCase(), clock="", due_at=None, clock_started_at=None, limit_unit="")
TOMORROW = local(2026, 11, 24, 12, 0)
ONE_STEP = local(2026, 11, 24, 18, 0)


@pytest.mark.parametrize(
    ("case", "asked", "due", "unit"),
    [
        (FakeCase(), None, DUE, "working_day"),
        (FakeCase(), TOMORROW, TOMORROW, "working_day"),
        (FakeCase(), DUE, DUE, "working_day"),
        (replace(FakeCase(), limit_unit="urgent_hour"), TOMORROW, TOMORROW, "urgent_hour"),
        (STANDS, None, DUE, "working_day"),
        (LATE, None, ONE_STEP, "working_day"),
        (LATE, DUE, DUE, "working_day"),
        (NO_DEADLINE, None, ONE_STEP, "working_hour"),
        (NO_DEADLINE, DUE, DUE, "working_hour"),
    ],
)
def test_a_part_is_due_inside_the_case_or_soon_where_nothing_bounds_it(
    case: FakeCase, asked: datetime | None, due: datetime, unit: str
) -> None:
    changes = rules.given(case, HELPER, asked, at=NOW, book=BOOK)

    assert changes["due_at"] == due
    assert changes["limit_unit"] == unit
    assert changes["stands_since"] == case.stands_since
    assert (changes["watch_at"] is None) == (case.stands_since is not None)


@pytest.mark.parametrize(
    ("case", "asked", "refused"),
    [
        (FakeCase(), DUE + timedelta(minutes=1), "grid.due_outside"),
        (FakeCase(), NOW, "grid.due_gone"),
        (FakeCase(), NOW - timedelta(days=1), "grid.due_gone"),
        (LATE, NOW - timedelta(minutes=1), "grid.due_gone"),
        (STANDS, TOMORROW, "grid.due_while_standing"),
        (replace(FakeCase(), stage="done"), None, "grid.no_parts_now"),
        (replace(FakeCase(), stage="registered"), None, "grid.no_parts_now"),
    ],
)
def test_a_part_that_would_be_due_elsewhere_is_refused(
    case: FakeCase, asked: datetime, refused: str
) -> None:
    assert code(rules.given, case, HELPER, asked, at=NOW, book=BOOK) == refused


def test_the_refusal_names_the_last_moment_there_is() -> None:
    with pytest.raises(inner_clocks.DueOutside) as refusal:
        rules.given(FakeCase(), HELPER, DUE + timedelta(days=1), at=NOW, book=BOOK)

    assert refusal.value.facts == {"latest": DUE}


def test_a_part_stands_with_its_case_and_has_the_same_time_left_after() -> None:
    until = local(2026, 12, 2, 9, 0)
    task = FakeTask(due_at=TOMORROW, limit_unit="working_hour", limit_value=600)
    at = local(2026, 11, 23, 15, 0)

    still = inner_clocks.stood(task, at=at, book=BOOK)
    standing = replace(task, stands_since=at)
    again = inner_clocks.resumed(standing, case={"due_at": None}, at=until, book=BOOK)

    assert (still["stands_since"], still["watch_at"]) == (at, None)
    assert again["stands_since"] is None
    left = BOOK.calendar, at, TOMORROW
    ends = again["due_at"]
    assert isinstance(ends, datetime)
    assert working_time(BOOK.calendar, until, ends) == working_time(*left)


def test_a_part_never_runs_beyond_its_case_when_it_runs_again() -> None:
    standing = FakeTask(stands_since=NOW, due_at=DUE, limit_unit="urgent_hour", limit_value=6000)
    until, bound = NOW + timedelta(days=9), DUE + timedelta(days=7)

    again = inner_clocks.resumed(standing, case={"due_at": bound}, at=until, book=BOOK)

    assert again["due_at"] == bound


@pytest.mark.parametrize(
    ("stage", "hours", "is_warned", "stands", "move"),
    [
        ("given", -1, False, False, TaskMove.WARN),
        ("accepted", -1, False, False, TaskMove.WARN),
        ("given", -1, True, False, None),
        ("given", 1, True, False, TaskMove.ESCALATE),
        ("accepted", 1, False, False, TaskMove.ESCALATE),
        ("given", 1, True, True, None),
        ("done", 1, True, False, None),
        ("given_back", 1, True, False, None),
        ("withdrawn", 1, True, False, None),
    ],
)
def test_the_clock_of_a_part_warns_once_and_then_rises(
    stage: str, hours: int, is_warned: bool, stands: bool, move: TaskMove | None
) -> None:
    since = NOW if stands else None
    task = FakeTask(stage=stage, is_warned=is_warned, stands_since=since)

    found = rules.watched(FakeCase(), task, at=DUE + timedelta(hours=hours), book=BOOK)

    assert (found[0] if found else None) == move
    if move is TaskMove.ESCALATE:
        assert found
        assert found[1]["level"] == 1
        assert found[1]["was_late"] is True


@pytest.mark.parametrize("tie", TaskTie)
def test_every_tie_is_used(tie: TaskTie) -> None:
    assert any(tie in roles.values() for roles in rules.TASK_MAY.values())


PAUSING = replace(BOOK, policy=PolicyValues(part_pauses_when_asked=1))
LONG_AGO = NOW - timedelta(days=1)


@pytest.mark.parametrize(
    ("book", "case", "task", "stands"),
    [
        (BOOK, FakeCase(), FakeTask(), False),
        (PAUSING, FakeCase(), FakeTask(), True),
        (PAUSING, NO_DEADLINE, FakeTask(), True),
        (PAUSING, STANDS, FakeTask(stands_since=NOW), True),
        (PAUSING, LATE, FakeTask(), False),
        (PAUSING, FakeCase(), FakeTask(due_at=LONG_AGO), False),
    ],
)
def test_a_question_stops_the_clock_only_by_policy_in_time_and_inside_the_resident_s(
    book: Book, case: FakeCase, task: FakeTask, stands: bool
) -> None:
    changes = rules.asked(case, task, at=NOW, book=book)

    assert (changes["stage"], changes["asked_at"]) == ("asked", NOW)
    assert changes.get("is_paused", False) is stands
    assert (changes.get("stands_since") is not None) is stands


@pytest.mark.parametrize("move", [TaskMove.ANSWER, TaskMove.GO_ON])
@pytest.mark.parametrize("accepted_at", [None, NOW])
def test_after_its_question_a_part_is_where_it_was(
    move: TaskMove, accepted_at: datetime | None
) -> None:
    task = FakeTask(stage="asked", accepted_at=accepted_at)

    changes = rules.told(FakeCase(), task, move, at=NOW, book=BOOK)

    assert changes == {"stage": "accepted" if accepted_at else "given", "asked_at": None}


def test_a_part_has_the_same_time_left_after_its_question() -> None:
    due, at = local(2026, 11, 23, 16, 0), local(2026, 11, 24, 9, 0)
    task = FakeTask(
        stage="asked", is_paused=True, due_at=due, stands_since=NOW, limit_unit="working_hour"
    )

    changes = rules.told(FakeCase(), task, TaskMove.ANSWER, at=at, book=PAUSING)

    ends = changes["due_at"]
    assert isinstance(ends, datetime)
    assert (changes["stands_since"], changes["is_paused"]) == (None, False)
    assert working_time(BOOK.calendar, at, ends) == working_time(BOOK.calendar, NOW, due)


@pytest.mark.parametrize("days", [1, 3, 9])
def test_no_question_carries_a_part_beyond_the_resident_s_deadline(days: int) -> None:
    task = FakeTask(
        stage="asked", is_paused=True, due_at=TOMORROW, stands_since=NOW, limit_unit="urgent_hour"
    )
    at = NOW + timedelta(days=days)

    answered = rules.told(FakeCase(), task, TaskMove.ANSWER, at=at, book=PAUSING)
    ended = rules.ended(FakeCase(), task, TaskMove.WITHDRAW, at=at, book=PAUSING)

    for changes in (answered, ended):
        assert isinstance(changes["due_at"], datetime)
        assert changes["due_at"] <= DUE
        assert changes["is_paused"] is False
    assert ended["was_late"] == (at > DUE)


def test_while_the_case_stands_an_answer_leaves_the_clock_standing() -> None:
    task = FakeTask(stage="asked", is_paused=True, stands_since=NOW)

    changes = rules.told(STANDS, task, TaskMove.ANSWER, at=NOW + timedelta(days=2), book=PAUSING)

    assert (changes["stands_since"], changes["due_at"]) == (NOW, DUE)
    assert changes["is_paused"] is False


@pytest.mark.parametrize(
    ("case", "hours", "rises"),
    [
        (FakeCase(), -1, False),
        (FakeCase(), 1, True),
        (STANDS, 1, False),
        (NO_DEADLINE, 1, False),
        (replace(FakeCase(), due_at=DUE + timedelta(days=1)), 1, False),
    ],
)
def test_a_part_that_waits_for_an_answer_is_late_once_the_resident_s_deadline_passed(
    case: FakeCase, hours: int, rises: bool
) -> None:
    task = FakeTask(stage="asked", is_paused=True, due_at=TOMORROW, stands_since=NOW)

    found = rules.watched(case, task, at=DUE + timedelta(hours=hours), book=PAUSING)

    assert (found is not None) is rises
    if found:
        assert found[0] is TaskMove.ESCALATE
        assert (found[1]["due_at"], found[1]["is_paused"]) == (DUE, False)


def test_another_deadline_ends_the_pause() -> None:
    task = FakeTask(stage="asked", is_paused=True, stands_since=NOW)

    changes = rules.due_set(FakeCase(), task, TOMORROW, at=NOW, book=PAUSING)

    assert (changes["is_paused"], changes["stands_since"]) == (False, None)
