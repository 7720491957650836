"""Rows G1 and X3: steps between us and a superior, on the real database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from linli.grid.cases import queries as case_queries
from linli.grid.cases.rules import Ask, Ground, Satisfied
from linli.grid.external import queries
from linli.grid.external import services as external
from linli.grid.external.models import External
from linli.grid.external.rules import Result
from linli.grid.handling import services as handling
from linli.grid.moves.rules import Stage
from linli.grid.reporters import services as reporters
from linli.grid.timing import services as timing
from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import Actor, Role
from linli.notices.inbox.models import Message
from linli.worker import tasks
from tests.courses import (
    desk_of,
    entries_of,
    last_entry,
    officer_of,
    refused,
    step_of,
    words_of,
)
from tests.district import NOW, again, stamp
from tests.superiors import DAY, outside, passed_down, platform_of

if TYPE_CHECKING:
    from tests.district import District

HOUR = timedelta(hours=1)
Turn = Callable[[Actor, object], None]


def test_the_number_and_the_deadline_of_the_superior_stand_beside_the_case(
    district: District,
) -> None:
    case = passed_down(district, platform_of(district))

    row = outside(case)

    assert (row.number, row.state, row.due_at) == ("YY2026000001", "received", NOW + 5 * DAY)
    assert row.watch_at == NOW + 4 * DAY
    assert last_entry(case).verb == "grid.superior_passed_down"
    assert case_queries.verify_rows().faults == []
    assert case_queries.verify_rows().beside >= 1


def test_our_suspension_and_our_extension_do_not_touch_the_superiors_deadline(
    district: District,
) -> None:
    case = passed_down(district, platform_of(district), Stage.IN_HAND)
    officer, desk = officer_of(district), desk_of(district)
    own_due = again(case).due_at

    for what in (Ask.SUSPEND, Ask.EXTEND):
        timing.ask(officer, step=step_of(case, "等配件"), what=what, stamp=stamp(NOW + HOUR))
        timing.grant(desk, step=step_of(case), stamp=stamp(NOW + HOUR))
        if what is Ask.SUSPEND:
            timing.resume(officer, step=step_of(case), stamp=stamp(NOW + 2 * DAY))

    assert again(case).due_at != own_due
    assert outside(case).due_at == NOW + 5 * DAY
    assert outside(case).watch_at == NOW + 4 * DAY


def test_while_our_clock_stands_the_superiors_counts(district: District) -> None:
    case = passed_down(district, platform_of(district), Stage.IN_HAND, due_at=NOW + 30 * DAY)
    desk = desk_of(district)
    before = queries.panel(desk, again(case), at=NOW)

    timing.ask(officer_of(district), step=step_of(case, "等配件"), what=Ask.SUSPEND, stamp=stamp())
    timing.grant(desk, step=step_of(case), stamp=stamp())
    after = queries.panel(desk, again(case), at=NOW)

    assert before is not None
    assert after is not None
    assert (before.is_first, after.is_first) == (False, True)


LINE = [Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DISTRICT_DESK, Role.SUPERVISOR]


def told_of(district: District, verb: str) -> list[int]:
    """Return how often each desk on the line, and the supervisor, was told of something."""
    posts = [district.actor(role).post_id for role in LINE]
    told = Message.objects.filter(verb=verb).values_list("post_id", flat=True)
    return [list(told).count(post) for post in posts if post]


def test_a_missed_reply_rises_along_the_line_of_the_place(district: District) -> None:
    case = passed_down(district, platform_of(district), Stage.CLOSED)
    over = NOW + 5 * DAY

    moments = [NOW + 3 * DAY, NOW + 4 * DAY, NOW + 4 * DAY]
    moments += [over + HOUR, over + 23 * HOUR, over + DAY, over + 2 * DAY, over + 9 * DAY]
    done = []
    heard = []
    for at in moments:
        done.append(tasks.watch_due(at))
        tasks.deliver_waiting(at)
        heard.append(told_of(district, "grid.superior_late"))

    verbs = [entry.verb for entry in entries_of(case) if entry.verb.startswith("grid.superior")]
    assert done == [0, 1, 0, 1, 0, 1, 1, 0]
    assert verbs[1:] == ["grid.superior_warned", *["grid.superior_late"] * 3]
    assert told_of(district, "grid.superior_warned") == [1, 0, 0, 0]
    assert heard[2:] == [
        [0, 0, 0, 0], [1, 1, 0, 0], [1, 1, 0, 0], [2, 1, 1, 0], [3, 1, 2, 1], [3, 1, 2, 1],
    ]  # fmt: skip
    assert (outside(case).was_late, outside(case).level, outside(case).watch_at) == (True, 3, None)
    assert case_queries.verify_rows().faults == []


def test_who_has_it_in_hand_hears_of_the_superiors_deadline_until_it_is_done(
    district: District,
) -> None:
    open_case = passed_down(district, platform_of(district), Stage.IN_HAND)
    done_case = passed_down(district, platform_of(district, "petition", 2), Stage.DONE, 2)

    tasks.watch_due(NOW + 4 * DAY)
    tasks.deliver_waiting(NOW + 4 * DAY)

    post = officer_of(district).post_id
    told = Message.objects.filter(verb="grid.superior_warned").values_list("post_id", "case_id")
    assert [case_id for post_id, case_id in told if post_id == post] == [open_case.pk]
    assert outside(done_case).is_warned


def test_a_receipt_that_nobody_confirms_is_reminded_of_and_rises(district: District) -> None:
    case = passed_down(district, platform_of(district), Stage.CLOSED, register_by=NOW + 10 * HOUR)
    first = outside(case).watch_at

    done = [tasks.watch_due(NOW + hours * HOUR) for hours in (7, 8, 9, 11, 33, 34)]
    tasks.deliver_waiting(NOW + 34 * HOUR)

    assert first == NOW + 8 * HOUR
    assert done == [0, 1, 0, 1, 0, 1]
    assert told_of(district, "grid.superior_receipt_warned") == [1, 0, 0, 0]
    assert told_of(district, "grid.superior_receipt_late") == [2, 1, 1, 0]
    assert (outside(case).receipt_level, outside(case).level) == (2, 0)
    assert case_queries.verify_rows().faults == []


def test_confirming_receipt_ends_its_clock_and_leaves_that_of_the_reply(
    district: District,
) -> None:
    case = passed_down(district, platform_of(district), Stage.CLOSED, register_by=NOW + 10 * HOUR)
    desk = desk_of(district)
    before = queries.panel(desk, case, at=NOW + 9 * HOUR)

    external.register(desk, case_id=case.pk, stamp=stamp(NOW + 9 * HOUR))
    after = queries.panel(desk, case, at=NOW + 9 * HOUR)

    assert before is not None
    assert after is not None
    assert before.receipt is not None
    assert (before.receipt.state, before.receipt.due_at) == ("soon", NOW + 10 * HOUR)
    assert after.receipt is None
    assert outside(case).watch_at == NOW + 4 * DAY
    assert tasks.watch_due(NOW + 2 * DAY) == 0


def test_a_deadline_moved_by_the_superior_begins_its_rise_anew(district: District) -> None:
    case = passed_down(district, platform_of(district), Stage.IN_HAND)
    desk = desk_of(district)
    external.register(desk, case_id=case.pk, stamp=stamp(NOW, 1))
    external.ask(desk, case_id=case.pk, until=NOW + 9 * DAY, words="待料", stamp=stamp(NOW, 2))
    tasks.watch_due(NOW + 5 * DAY + HOUR)
    risen = outside(case).level

    at = NOW + 5 * DAY + 2 * HOUR
    external.answer(desk, case_id=case.pk, due_at=NOW + 9 * DAY, stamp=stamp(at, 3))

    row = outside(case)
    assert (risen, row.level, row.is_late, row.was_late) == (1, 0, False, True)
    assert row.watch_at == NOW + timedelta(days=7.2)
    assert case_queries.verify_rows().faults == []


def test_a_matter_goes_from_receipt_to_reply_and_follow_up(district: District) -> None:
    case = passed_down(district, platform_of(district), Stage.CLOSED)
    desk = desk_of(district)

    external.register(desk, case_id=case.pk, stamp=stamp(NOW, 1))
    external.ask(
        desk, case_id=case.pk, until=NOW + 8 * DAY, words="部件待采购", stamp=stamp(NOW, 2)
    )
    external.answer(desk, case_id=case.pk, due_at=NOW + 7 * DAY, stamp=stamp(NOW, 3))
    external.reply(
        desk, case_id=case.pk, result=Result.SETTLED, words="已清运。", stamp=stamp(NOW, 4)
    )
    reply = last_entry(case)
    external.export(desk, case_id=case.pk, stamp=stamp(NOW, 5))
    external.export(desk, case_id=case.pk, stamp=stamp(NOW, 6))
    external.follow_up(
        desk, case_id=case.pk, settled=True, satisfied=Satisfied.MOSTLY, stamp=stamp(NOW, 7)
    )

    row = outside(case)
    assert (row.state, row.extension, row.due_at) == ("followed_up", "granted", NOW + 7 * DAY)
    assert (row.first_due_at, row.settled, row.satisfied) == (NOW + 5 * DAY, True, "mostly")
    assert (row.reply_id, row.exported_at, row.watch_at) == (reply.pk, NOW, None)
    assert words_of(reply) == {"text": "已清运。"}
    assert [entry.verb for entry in entries_of(case)].count("grid.superior_exported") == 1
    assert case_queries.verify_rows().faults == []


def test_what_the_superior_sends_back_is_reopened_here(district: District) -> None:
    case = passed_down(district, platform_of(district), Stage.CLOSED)
    desk = desk_of(district)
    external.register(desk, case_id=case.pk, stamp=stamp(NOW, 1))
    external.reply(desk, case_id=case.pk, result=Result.SETTLED, words="已清运", stamp=stamp(NOW))

    external.send_back(
        desk, case_id=case.pk, due_at=NOW + 9 * DAY, words="市民反映未解决", stamp=stamp(NOW + DAY)
    )

    row = outside(case)
    assert (row.state, row.sent_back, row.due_at) == ("registered", 1, NOW + 9 * DAY)
    assert (again(case).stage, again(case).reopens) == ("dispatched", 1)
    verbs = [entry.verb for entry in entries_of(case)][-2:]
    assert verbs == ["grid.superior_sent_back", "grid.case_reopened"]
    assert case_queries.verify_rows().faults == []


COMES_BACK = [
    # category, what our case becomes, the entries behind that of the superior
    ("06010", "dispatched", ["case_taken_up", "case_registered", "case_dispatched"]),
    ("", "reported", ["case_taken_up"]),
]


@pytest.mark.parametrize(("category", "stage", "entries"), COMES_BACK)
def test_what_was_declined_here_is_taken_up_when_the_superior_sends_it_back(
    district: District, category: str, stage: str, entries: list[str]
) -> None:
    case = passed_down(district, platform_of(district), category=category)
    desk = desk_of(district)
    external.register(desk, case_id=case.pk, stamp=stamp(NOW, 1))
    handling.decline(
        desk, step=step_of(case, "属铁路专用线"), ground=Ground.BEYOND_DUTY, stamp=stamp(NOW, 2)
    )
    external.reply(desk, case_id=case.pk, result=Result.DECLINED, words="不属", stamp=stamp(NOW, 3))
    ended = again(case).due_at

    external.send_back(
        desk, case_id=case.pk, due_at=NOW + 9 * DAY, words="属你区", stamp=stamp(NOW + DAY, 4)
    )

    found, row = again(case), outside(case)
    assert (ended, found.stage, found.ground, found.closed_at) == (None, stage, "", None)
    assert (found.clock, found.clock_started_at) == ("handle" if category else "accept", NOW + DAY)
    assert (row.state, row.sent_back, row.due_at) == ("registered", 1, NOW + 9 * DAY)
    verbs = [entry.verb.removeprefix("grid.") for entry in entries_of(case)]
    assert verbs[-len(entries) - 1 :] == ["superior_sent_back", *entries]
    assert found.reopens == 0
    assert case_queries.verify_rows().faults == []


@pytest.mark.parametrize("stage", [each for each in Stage if each not in {"", "merged"}])
def test_sent_back_moves_our_case_where_it_had_ended_and_leaves_it_where_it_goes_on(
    district: District, stage: Stage
) -> None:
    declines = stage is Stage.DECLINED
    case = passed_down(district, platform_of(district), Stage.REPORTED if declines else stage)
    desk = desk_of(district)
    if declines:
        step = step_of(case, "属铁路")
        handling.decline(desk, step=step, ground=Ground.BEYOND_DUTY, stamp=stamp())
    external.refuse(
        desk, case_id=case.pk, ground=Ground.BEYOND_DUTY, words="属铁路", stamp=stamp(NOW, 1)
    )

    external.send_back(
        desk, case_id=case.pk, due_at=NOW + 9 * DAY, words="属你区", stamp=stamp(NOW, 2)
    )

    ended = {Stage.DECLINED, Stage.CLOSED}
    assert again(case).stage == ("dispatched" if stage in ended else stage)
    assert case_queries.verify_rows().faults == []


@pytest.mark.parametrize("stage", [Stage.REPORTED, Stage.REGISTERED, Stage.IN_HAND, Stage.CLOSED])
def test_only_what_was_declined_is_taken_up(district: District, stage: Stage) -> None:
    case = passed_down(district, platform_of(district), stage)

    code = refused(case, lambda: handling.take_up(case_id=case.pk, stamp=stamp()))

    assert code == "grid.move_not_allowed"


def test_a_refusal_names_its_ground_and_may_come_back(district: District) -> None:
    case = passed_down(district, platform_of(district))
    desk = desk_of(district)

    with pytest.raises(LinliError) as wordless:
        external.refuse(desk, case_id=case.pk, ground=Ground.BEYOND_DUTY, words=" ", stamp=stamp())
    external.refuse(
        desk, case_id=case.pk, ground=Ground.BEYOND_DUTY, words="属铁路专用线", stamp=stamp()
    )
    with pytest.raises(LinliError) as twice:
        external.register(desk, case_id=case.pk, stamp=stamp())
    external.send_back(
        desk, case_id=case.pk, due_at=NOW + 9 * DAY, words="经审核属你区", stamp=stamp(NOW, 2)
    )

    assert wordless.value.code == "grid.reason_needed"
    assert twice.value.code == "grid.act_not_open"
    assert (outside(case).state, outside(case).ground) == ("registered", "beyond_duty")
    assert again(case).stage == "reported"


def test_a_reply_before_anything_was_done_is_refused(district: District) -> None:
    case = passed_down(district, platform_of(district), Stage.IN_HAND)
    desk = desk_of(district)
    external.register(desk, case_id=case.pk, stamp=stamp())

    with pytest.raises(LinliError) as refusal:
        external.reply(desk, case_id=case.pk, result=Result.SETTLED, words="好", stamp=stamp())

    assert refusal.value.code == "grid.not_handled_yet"
    assert outside(case).state == "registered"


WHO: list[tuple[Role, str, str]] = [
    (Role.COMMUNITY_DESK, "own", ""),
    (Role.COMMUNITY_DESK, "other", "people.not_your_territory"),
    (Role.STREET_DESK, "own", ""),
    (Role.STREET_DESK, "other", "people.not_your_territory"),
    (Role.DISTRICT_DESK, "own", ""),
    (Role.GRID_OFFICER, "own", "common.forbidden"),
    (Role.DEPARTMENT_OFFICER, "own", "common.forbidden"),
    (Role.DEPARTMENT_HEAD, "own", "common.forbidden"),
    (Role.SUPERVISOR, "own", "common.forbidden"),
    (Role.AUDITOR, "own", "common.forbidden"),
    (Role.OPERATOR, "own", "people.not_your_territory"),
]


@pytest.mark.parametrize(("role", "place", "code"), WHO)
def test_desks_of_the_place_answer_the_superior_and_nobody_else(
    district: District, role: Role, place: str, code: str
) -> None:
    case = passed_down(district, platform_of(district), Stage.CLOSED)
    units = {
        Role.COMMUNITY_DESK: [side.community for side in district.sides],
        Role.STREET_DESK: district.streets,
        Role.GRID_OFFICER: [district.sides[0].grids[0]],
    }
    unit = units[role][0 if place == "own" else -1] if role in units else None
    actor = district.actor(role, unit)
    turns: list[Callable[[], None]] = [
        lambda: external.register(actor, case_id=case.pk, stamp=stamp(NOW, 1)),
        lambda: external.ask(
            actor, case_id=case.pk, until=NOW + 8 * DAY, words="待料", stamp=stamp(NOW, 2)
        ),
        lambda: external.answer(actor, case_id=case.pk, due_at=None, stamp=stamp(NOW, 3)),
        lambda: external.reply(
            actor, case_id=case.pk, result=Result.SETTLED, words="好", stamp=stamp(NOW, 4)
        ),
        lambda: external.export(actor, case_id=case.pk, stamp=stamp(NOW, 5)),
        lambda: external.send_back(
            actor, case_id=case.pk, due_at=NOW + 9 * DAY, words="重办", stamp=stamp(NOW, 6)
        ),
    ]

    for turn in turns:
        if not code:
            turn()
            continue
        with pytest.raises(LinliError) as refusal:
            turn()
        assert refusal.value.code == code
    assert outside(case).state == ("registered" if not code else "received")


def test_a_forgotten_reporter_leaves_nothing_to_compare_with(district: District) -> None:
    case = passed_down(district, platform_of(district))
    now = timezone.now()

    reporters.forget(district.actor(Role.DISTRICT_DESK), case_id=case.pk, stamp=stamp(now))
    tasks.deliver_waiting(now)

    assert outside(case).digest == ""
    assert case_queries.verify_rows().faults == []


def test_an_altered_deadline_is_found(district: District) -> None:
    case = passed_down(district, platform_of(district))

    External.objects.filter(case_id=case.pk).update(due_at=NOW + 50 * DAY)

    faults = case_queries.verify_rows().faults
    assert ["due_at is not what the entries say" in fault.reason for fault in faults] == [True]
