"""The reporter has the last word, within fifteen days; not settled means once more."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from linli.grid.cases.models import Case
from linli.grid.cases.rules import Satisfied
from linli.grid.handling import services as handling
from linli.grid.moves.rules import Stage
from linli.grid.timing import services as timing
from linli.grid.verdicts import services as verdicts
from linli.kernel.people.rules import Actor, Role, reporter
from tests.courses import (
    brought,
    desk_of,
    holder_of,
    last_entry,
    officer_of,
    refused,
    step_of,
    words_of,
)
from tests.district import NOW, District, again, key, local, stamp

TUESDAY_9, TUESDAY_1530 = local(2026, 11, 24, 9), local(2026, 11, 24, 15, 30)
LAST = NOW + timedelta(days=15)
MOMENT = timedelta(microseconds=1)


def rate(case: Case, *, settled: bool = True, at: datetime = TUESDAY_9) -> Case:
    return verdicts.rate(
        holder_of(case),
        step=step_of(case, "谢谢"),
        settled=settled,
        satisfied=Satisfied.MOSTLY,
        stamp=stamp(at),
    )


def reopen(
    case: Case, actor: Actor | None = None, *, words: str = "又堆满了", at: datetime = TUESDAY_9
) -> Case:
    return verdicts.reopen(actor or holder_of(case), step=step_of(case, words), stamp=stamp(at))


def handle(district: District, case: Case) -> Case:
    """Take a reopened case through the hands once more, all on Tuesday at nine."""
    desk, officer, at = desk_of(district), officer_of(district), stamp(TUESDAY_9)
    handling.accept(officer, step=step_of(case), stamp=at)
    handling.done(officer, step=step_of(case, "又清了"), stamp=at)
    handling.verify(desk, step=step_of(case), stamp=at)
    handling.close(desk, step=step_of(case), stamp=at)
    return again(case)


def test_keeps_both_answers_and_the_words(district: District) -> None:
    case = brought(district, Stage.CLOSED)

    rate(case, settled=False)

    case = again(case)
    assert (case.settled, case.satisfied, case.rated_at) == (False, "mostly", TUESDAY_9)
    assert (case.stage, case.was_unsettled) == (Stage.CLOSED, True)
    assert words_of(last_entry(case)) == {"text": "谢谢", "photos": []}
    assert refused(case, lambda: rate(case)) == "grid.rated_already"


def test_silence_is_silence(district: District) -> None:
    case = brought(district, Stage.CLOSED)

    assert (case.settled, case.satisfied, case.was_unsettled) == (None, "", False)


def test_hears_her_to_the_end_of_the_fifteenth_day_and_no_longer(district: District) -> None:
    case = brought(district, Stage.CLOSED)

    assert refused(case, lambda: rate(case, at=LAST + MOMENT)) == "grid.rating_over"
    assert refused(case, lambda: reopen(case, at=LAST + MOMENT)) == "grid.rating_over"
    assert rate(case, at=LAST).rated_at == LAST
    assert reopen(case, at=LAST).stage == Stage.DISPATCHED


@pytest.mark.parametrize("stage", [Stage.REPORTED, Stage.IN_HAND, Stage.VERIFIED])
def test_nothing_is_rated_before_it_is_closed(district: District, stage: Stage) -> None:
    case = brought(district, stage)

    assert refused(case, lambda: rate(case)) == "grid.move_not_allowed"


def test_the_link_of_another_case_says_nothing_here(district: District) -> None:
    case = brought(district, Stage.CLOSED)
    stranger = reporter(key(1))

    assert refused(case, lambda: reopen(case, stranger)) == "people.not_your_territory"


def test_a_reopened_case_has_a_new_clock_and_keeps_its_old_verdict(district: District) -> None:
    case = brought(district, Stage.CLOSED)
    rate(case, settled=False)
    assert refused(case, lambda: reopen(case, words="")) == "grid.reason_needed"

    reopen(case)

    case = again(case)
    assert (case.stage, case.clock, case.due_at) == ("dispatched", "handle", TUESDAY_1530)
    assert (case.reopens, case.was_unsettled, case.lead_id) == (1, True, district.sanitation)
    assert (case.rated_at, case.settled, case.handler_post_id) == (None, None, None)


def _reopened_twice(district: District) -> Case:
    case = brought(district, Stage.CLOSED)
    for _ in range(2):
        reopen(case)
        case = handle(district, case)
    return case


def test_after_two_reopenings_another_desk_judges(district: District) -> None:
    case = _reopened_twice(district)

    reopen(case)
    case = again(case)
    assert (case.stage, case.pending, case.reopens) == (Stage.CLOSED, "judge", 2)
    assert last_entry(case).facts["what"] == "judge"
    assert refused(case, lambda: reopen(case)) == "grid.already_asked"
    assert refused(case, lambda: reopen(case, desk_of(district))) == "grid.reopens_used_up"


def test_what_waits_for_a_judge_is_neither_granted_nor_refused(district: District) -> None:
    case = _reopened_twice(district)
    reopen(case)
    street = district.actor(Role.STREET_DESK, district.streets[0])

    step, at = step_of(case, "现场已清"), stamp(TUESDAY_9)

    granted = refused(case, lambda: timing.grant(street, step=step, stamp=at))
    declined = refused(case, lambda: timing.refuse(street, step=step, stamp=at))

    assert granted == declined == "grid.move_not_allowed"


def test_a_desk_reopens_at_any_time_up_to_the_cap(district: District) -> None:
    case = brought(district, Stage.CLOSED)

    reopen(case, desk_of(district), at=LAST + timedelta(days=99))

    assert again(case).reopens == 1
    assert not again(case).was_unsettled
