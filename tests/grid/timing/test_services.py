"""Deadlines: started, standing still, running again, longer, warned of, missed, ended."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from linli.grid.cases import queries
from linli.grid.cases import services as cases
from linli.grid.cases.models import Case
from linli.grid.cases.rules import Ask
from linli.grid.catalogue.models import Category
from linli.grid.handling import services as handling
from linli.grid.moves.rules import Stage
from linli.grid.timing import services as timing
from linli.kernel.calendar.rules import Limit, Unit
from linli.kernel.people.rules import ANONYMOUS, Actor, Role
from tests.courses import (
    brought,
    desk_of,
    entries_of,
    head_of,
    last_entry,
    officer_of,
    refused,
    reported,
    step_of,
    words_of,
)
from tests.district import NOW, District, again, local, stamp

MONDAY_9 = local(2026, 11, 23, 9)
MONDAY_10 = local(2026, 11, 23, 10)
MONDAY_11 = local(2026, 11, 23, 11)
MONDAY_1442 = local(2026, 11, 23, 14, 42)
MONDAY_1530 = local(2026, 11, 23, 15, 30)
TUESDAY_9 = local(2026, 11, 24, 9)
TUESDAY_10 = local(2026, 11, 24, 10)
TUESDAY_12 = local(2026, 11, 24, 12)
TUESDAY_18 = local(2026, 11, 24, 18)
WEDNESDAY_18 = local(2026, 11, 25, 18)
MOMENT = timedelta(microseconds=1)

CLOCKS = [
    # stage, clock, due: working time is 08:30–12:00 and 14:30–18:00
    (Stage.REPORTED, "accept", MONDAY_11),
    (Stage.REGISTERED, "accept", MONDAY_11),
    (Stage.DISPATCHED, "handle", MONDAY_1530),
    (Stage.IN_HAND, "handle", MONDAY_1530),
    (Stage.DONE, "verify", MONDAY_11),
    (Stage.VERIFIED, "close", TUESDAY_10),
    (Stage.CLOSED, "", None),
]


def ask(
    case: Case, actor: Actor, what: Ask, at: datetime = MONDAY_10, words: str = "等配件"
) -> Case:
    return timing.ask(actor, step=step_of(case, words), what=what, stamp=stamp(at))


def grant(case: Case, actor: Actor, at: datetime = MONDAY_10, extra: Limit | None = None) -> Case:
    return timing.grant(actor, step=step_of(case), extra=extra, stamp=stamp(at))


def suspended(district: District, at: datetime = MONDAY_10) -> Case:
    case = brought(district, Stage.IN_HAND)
    ask(case, officer_of(district), Ask.SUSPEND, at)
    return grant(case, desk_of(district), at)


@pytest.mark.parametrize(("stage", "clock", "due_at"), CLOCKS)
def test_each_stage_has_its_clock(
    district: District, stage: Stage, clock: str, due_at: datetime | None
) -> None:
    case = brought(district, stage)

    assert NOW == MONDAY_9
    assert (case.clock, case.due_at) == (clock, due_at)


def test_what_was_left_when_the_clock_stopped_is_left_again(district: District) -> None:
    case = suspended(district)
    assert (case.stands_since, case.due_at, case.watch_at) == (MONDAY_10, MONDAY_1530, None)

    timing.resume(officer_of(district), step=step_of(case, "配件到了"), stamp=stamp(TUESDAY_9))

    case = again(case)
    assert (case.stands_since, case.due_at, case.stage) == (None, TUESDAY_12, Stage.IN_HAND)
    assert [entry.verb for entry in entries_of(case)[-3:]] == [
        "grid.case_asked",
        "grid.case_granted",
        "grid.case_resumed",
    ]
    assert words_of(entries_of(case)[-3]) == {"text": "等配件", "photos": []}
    assert entries_of(case)[-2].facts["what"] == "suspend"


def test_a_standing_clock_is_never_late_and_is_not_watched(district: District) -> None:
    case = suspended(district)

    assert queries.due_for_watch(at=WEDNESDAY_18) == []
    assert timing.watch(case_id=case.pk, stamp=stamp(WEDNESDAY_18)) is None

    handling.done(officer_of(district), step=step_of(case, "已修"), stamp=stamp(WEDNESDAY_18))
    case = again(case)
    assert not case.was_late
    assert case.stage == Stage.DONE


def test_a_suspension_does_not_wash_away_that_it_was_late(district: District) -> None:
    case = suspended(district, at=TUESDAY_9)

    assert case.was_late
    assert case.stands_since == TUESDAY_9


def test_a_matter_without_a_category_can_stand_still_too(district: District) -> None:
    case = reported(district, category="")
    desk = desk_of(district)
    ask(case, desk, Ask.SUSPEND)

    grant(case, desk)

    assert again(case).stands_since == MONDAY_10


def test_a_dispatch_ends_the_stand_of_the_clock_before_it(district: District) -> None:
    case = brought(district, Stage.REGISTERED)
    ask(case, desk_of(district), Ask.SUSPEND)
    grant(case, desk_of(district))

    handling.dispatch(
        desk_of(district), step=step_of(case), lead_id=district.sanitation, stamp=stamp(TUESDAY_9)
    )

    case = again(case)
    assert (case.clock, case.stands_since, case.due_at) == (
        "handle",
        None,
        local(2026, 11, 24, 15, 30),
    )


def test_an_extension_adds_to_the_deadline_and_is_granted_once(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    ask(case, officer_of(district), Ask.EXTEND)
    grant(case, desk_of(district))
    case = again(case)
    assert (case.due_at, case.extensions, case.pending) == (TUESDAY_10, 1, "")

    code = refused(case, lambda: ask(case, officer_of(district), Ask.EXTEND))

    assert code == "grid.extensions_used_up"


def test_the_desk_says_how_much_longer(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    ask(case, officer_of(district), Ask.EXTEND)

    grant(case, desk_of(district), extra=Limit(2, Unit.WORKING_DAY))

    assert again(case).due_at == WEDNESDAY_18


def test_a_refusal_needs_a_reason_and_leaves_the_clock_alone(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    ask(case, officer_of(district), Ask.EXTEND)
    desk = desk_of(district)
    assert (
        refused(case, lambda: timing.refuse(desk, step=step_of(case), stamp=stamp(MONDAY_10)))
        == "grid.reason_needed"
    )

    timing.refuse(desk, step=step_of(case, "人手够"), stamp=stamp(MONDAY_10))

    case = again(case)
    assert (case.pending, case.due_at, case.extensions) == ("", MONDAY_1530, 0)
    assert last_entry(case).facts["what"] == "extend"


def test_refuses_what_makes_no_sense_with_the_clock(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    officer, desk = officer_of(district), desk_of(district)

    def resume() -> object:
        return timing.resume(officer, step=step_of(case), stamp=stamp(MONDAY_10))

    assert refused(case, lambda: ask(case, officer, Ask.SUSPEND, words="")) == "grid.reason_needed"
    assert refused(case, lambda: grant(case, desk)) == "grid.nothing_asked"
    assert refused(case, resume) == "grid.clock_runs"
    ask(case, officer, Ask.SUSPEND)
    assert refused(case, lambda: ask(case, officer, Ask.EXTEND)) == "grid.already_asked"
    grant(case, desk)
    assert refused(case, lambda: ask(case, officer, Ask.SUSPEND)) == "grid.clock_stands"


def test_asks_for_nothing_where_no_clock_runs(district: District) -> None:
    Category.objects.filter(code="06010").update(handle_value=None, handle_unit="")
    case = brought(district, Stage.IN_HAND)
    assert (case.clock, case.due_at) == ("", None)

    code = refused(case, lambda: ask(case, officer_of(district), Ask.SUSPEND))

    assert code == "grid.no_clock"


def test_only_the_desk_that_set_the_deadline_or_one_above_decides(district: District) -> None:
    case = brought(district, Stage.REGISTERED)
    street = district.actor(Role.STREET_DESK, district.streets[0])
    handling.dispatch(street, step=step_of(case), lead_id=district.sanitation, stamp=stamp())
    handling.accept(officer_of(district), step=step_of(case), stamp=stamp())
    ask(case, officer_of(district), Ask.SUSPEND)

    assert refused(case, lambda: grant(case, desk_of(district))) == "grid.setter_decides"
    assert refused(case, lambda: grant(case, head_of(district))) == "common.forbidden"
    foreign = district.actor(Role.STREET_DESK, district.streets[1])
    assert refused(case, lambda: grant(case, foreign)) == "people.not_your_territory"
    assert grant(case, district.actor(Role.DISTRICT_DESK)).stands_since == MONDAY_10


def test_warns_once_then_escalates_level_by_level_and_stops_at_the_top(
    district: District,
) -> None:
    case = brought(district, Stage.IN_HAND)
    told = []

    for at in (
        MONDAY_1442 - MOMENT,
        MONDAY_1442,
        MONDAY_1530,
        MONDAY_1530 + MOMENT,
        MONDAY_1530 + MOMENT,
        TUESDAY_18,
        TUESDAY_18,
        WEDNESDAY_18,
        WEDNESDAY_18 + timedelta(days=30),
    ):
        due = case.pk in queries.due_for_watch(at=at)
        move = timing.watch(case_id=case.pk, stamp=stamp(at))
        assert move is None or due
        told.append(move and move.value)

    assert told == [
        None,
        "warn",
        None,
        "escalate",
        None,
        "escalate",
        None,
        "escalate",
        None,
    ]
    case = again(case)
    assert (case.level, case.is_warned, case.was_late, case.watch_at) == (3, True, True, None)
    assert [entry.actor["role"] for entry in entries_of(case)[-4:]] == ["rule"] * 4


def test_a_warning_that_nobody_gave_in_time_is_left_out(district: District) -> None:
    case = brought(district, Stage.IN_HAND)

    move = timing.watch(case_id=case.pk, stamp=stamp(TUESDAY_9))

    assert move == "escalate"
    assert again(case).level == 1


LATE = [
    # the stage in which the deadline passes; nobody looked at the clock meanwhile
    (Stage.REGISTERED, True),
    (Stage.IN_HAND, True),
    (Stage.DONE, True),
    (Stage.VERIFIED, False),
]


@pytest.mark.parametrize(("stage", "is_late"), LATE)
@pytest.mark.parametrize("watched", [True, False])
def test_lateness_does_not_depend_on_when_somebody_looked_at_the_clock(
    district: District, stage: Stage, is_late: bool, watched: bool
) -> None:
    case = brought(district, stage)
    if watched and stage is not Stage.VERIFIED:
        timing.watch(case_id=case.pk, stamp=stamp(TUESDAY_18))
    at, desk = stamp(TUESDAY_18), desk_of(district)

    match stage:
        case Stage.REGISTERED:
            handling.dispatch(desk, step=step_of(case), lead_id=district.sanitation, stamp=at)
        case Stage.IN_HAND:
            handling.done(officer_of(district), step=step_of(case, "已清"), stamp=at)
        case Stage.DONE:
            handling.verify(desk, step=step_of(case), stamp=at)
        case _:
            handling.close(desk, step=step_of(case), stamp=at)

    assert again(case).was_late is is_late


def test_a_verified_case_is_closed_by_rule_when_its_time_is_over(district: District) -> None:
    case = brought(district, Stage.VERIFIED)
    assert timing.watch(case_id=case.pk, stamp=stamp(TUESDAY_10 - MOMENT)) is None

    move = timing.watch(case_id=case.pk, stamp=stamp(TUESDAY_10))

    case = again(case)
    assert move == "close"
    assert (case.stage, case.closed_at, case.was_late) == (Stage.CLOSED, TUESDAY_10, False)
    assert last_entry(case).actor["role"] == "rule"


def test_the_rate_of_the_clock_is_that_of_the_policy_it_began_under(district: District) -> None:
    from linli.grid.clocks import services as clocks
    from linli.kernel.people.rules import BY_RULE

    old = reported(district, 1)
    clocks.adopt(BY_RULE, values={"accept": [60, "urgent_hour"]}, source="Notice 3", at=MONDAY_10)

    new = cases.report(ANONYMOUS, report=district.report(2), stamp=stamp(MONDAY_10, 2))

    assert (again(old).policy, again(old).due_at) == (0, MONDAY_11)
    assert (again(new).policy, again(new).due_at) == (1, MONDAY_11)
    assert again(new).limit_unit == "urgent_hour"
