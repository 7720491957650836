"""Another post judges, the level above reviews once, and the figures keep what she said (G1, G4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest

from linli.board.indicators.queries import indicators
from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.cases.rules import Satisfied
from linli.grid.followups import services as followups
from linli.grid.followups.rules import Heard, How, Outcome, Settled
from linli.grid.judgements import queries
from linli.grid.judgements import services as judgements
from linli.grid.judgements.models import Judgement
from linli.grid.judgements.rules import Finding
from linli.grid.moves.rules import Stage
from linli.grid.verdicts import services as verdicts
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import Actor, Role
from tests.courses import (
    brought,
    desk_of,
    entries_of,
    holder_of,
    last_entry,
    officer_of,
    refused,
    step_of,
    words_of,
)
from tests.district import NOW, District, again, key, local, stamp

TUESDAY_9 = local(2026, 11, 24, 9)
REASON = "已按规定清运，频次符合标准"


def rate(
    case: Case, *, settled: bool = False, satisfied: Satisfied = Satisfied.DISSATISFIED
) -> Case:
    verdicts.rate(
        holder_of(case), step=step_of(case), settled=settled, satisfied=satisfied,
        stamp=stamp(TUESDAY_9),
    )  # fmt: skip
    return again(case)


def disputed(district: District, number: int = 1) -> Case:
    """Return a closed case that its reporter does not call settled."""
    return rate(brought(district, Stage.CLOSED, number))


def ask(actor: Actor, case: Case, words: str = "请另一岗位认定") -> Case:
    return judgements.ask(actor, step=step_of(case, words), stamp=stamp(TUESDAY_9))


def judge(
    actor: Actor,
    case: Case,
    finding: Finding = Finding.LAWFULLY_SETTLED,
    *,
    words: str = REASON,
    number: int = 1,
    at: datetime = TUESDAY_9,
) -> Judgement:
    return judgements.judge(
        actor, step=step_of(case, words), key=key(50_000 + number), finding=finding,
        stamp=stamp(at, number),
    )  # fmt: skip


def review(case: Case, at: datetime = TUESDAY_9, words: str = "没有按频次清运") -> Case:
    return judgements.ask_review(holder_of(case), step=step_of(case, words), stamp=stamp(at))


def street_of(district: District) -> Actor:
    return district.actor(Role.STREET_DESK, district.streets[0])


def test_a_desk_asks_and_the_street_finds_it_lawfully_settled(district: District) -> None:
    case = disputed(district)
    ask(desk_of(district), case)

    row = judge(street_of(district), case)

    case = again(case)
    assert (case.stage, case.judged, case.pending) == (Stage.CLOSED, "lawfully_settled", "")
    assert (case.settled, case.satisfied) == (False, "dissatisfied")
    assert (row.asked_by_id, row.role) == (desk_of(district).post_id, "street_desk")
    assert words_of(last_entry(case)) == {"text": REASON, "photos": []}
    assert last_entry(case).facts["judgement"]["set"]["finding"] == "lawfully_settled"
    assert cases.verify_rows().faults == []
    assert journal.verify().faults == []


def test_a_row_that_somebody_altered_is_found(district: District) -> None:
    case = disputed(district)
    ask(desk_of(district), case)
    row = judge(street_of(district), case)

    Judgement.objects.filter(pk=row.pk).update(finding="unlawful_demand")

    [fault] = cases.verify_rows().faults
    assert fault.reason == f"judgement {row.pk}: finding is not what the entries say"


def test_who_is_concerned_does_not_judge(district: District) -> None:
    case = disputed(district)
    desk, other = desk_of(district), desk_of(district, number=1)
    ask(desk, case)

    assert refused(case, lambda: judge(desk, case)) == "grid.another_judges"
    assert refused(case, lambda: judge(other, case)) == "grid.another_judges"
    assert refused(case, lambda: judge(officer_of(district), case)) == "common.forbidden"
    assert refused(case, lambda: judge(desk_of(district, 1), case)) == "people.not_your_territory"
    assert refused(case, lambda: judge(holder_of(case), case)) == "people.not_your_territory"
    assert refused(case, lambda: judge(street_of(district), case, words="")) == "grid.reason_needed"
    Case.objects.filter(pk=case.pk).update(lead_id=street_of(district).organisation_id)
    assert refused(case, lambda: judge(street_of(district), case)) == "grid.another_post_asks"
    judge(district.actor(Role.DISTRICT_DESK), case)


def test_what_is_not_settled_goes_to_the_same_unit_again(district: District) -> None:
    case = disputed(district)
    ask(desk_of(district), case)

    judge(street_of(district), case, Finding.NOT_SETTLED)

    case = again(case)
    verbs = [entry.verb for entry in entries_of(case)][-2:]
    assert verbs == ["grid.case_judged", "grid.case_reopened"]
    assert (case.stage, case.judged, case.reopens) == (Stage.DISPATCHED, "", 1)
    assert (case.was_unsettled, case.pending, case.pending_by_id) == (True, "", None)
    assert case.due_at == local(2026, 11, 24, 15, 30)
    assert cases.verify_rows().faults == []


def test_after_the_cap_her_wish_waits_for_the_judge(district: District) -> None:
    case = brought(district, Stage.CLOSED)
    Case.objects.filter(pk=case.pk).update(reopens=2)
    verdicts.reopen(holder_of(case), step=step_of(case, "还是没好"), stamp=stamp(TUESDAY_9))

    row = judge(street_of(district), case, Finding.ALREADY_SETTLED)

    assert row.asked_by_id is None
    assert again(case).judged == "already_settled"


def test_what_is_judged_is_not_reopened_but_reviewed(district: District) -> None:
    case = disputed(district)
    ask(desk_of(district), case)
    judge(street_of(district), case)
    step = step_of(case, "还是没好")

    for actor in (holder_of(case), desk_of(district), district.actor(Role.DISTRICT_DESK)):
        code = refused(
            case,
            partial(verdicts.reopen, actor, step=step, stamp=stamp(TUESDAY_9)),
        )
        assert code == "grid.judgement_stands"
    assert refused(case, lambda: ask(desk_of(district), case)) == "grid.judged_already"


def test_the_level_above_reviews_once_and_it_is_final_here(district: District) -> None:
    case = disputed(district)
    ask(desk_of(district), case)
    first = judge(street_of(district), case)
    review(case)
    district_desk = district.actor(Role.DISTRICT_DESK)

    assert (
        refused(case, lambda: judge(street_of(district), case, number=2))
        == "grid.level_above_reviews"
    )
    second = judge(district_desk, case, Finding.UNLAWFUL_DEMAND, number=2)

    assert (second.reviews_id, again(case).judged) == (first.pk, "unlawful_demand")
    assert refused(case, lambda: review(case)) == "grid.reviewed_already"
    assert cases.verify_rows().faults == []


def test_a_review_may_find_that_it_is_not_settled(district: District) -> None:
    case = disputed(district)
    ask(desk_of(district), case)
    judge(street_of(district), case)
    review(case)

    judge(district.actor(Role.SUPERVISOR), case, Finding.NOT_SETTLED, number=2)

    case = again(case)
    assert (case.stage, case.judged, case.reopens) == (Stage.DISPATCHED, "", 1)
    assert cases.verify_rows().faults == []


def test_a_review_is_asked_for_by_her_in_time_with_a_reason(district: District) -> None:
    case = disputed(district)
    assert refused(case, lambda: review(case)) == "grid.nothing_to_review"
    ask(desk_of(district), case)
    judge(street_of(district), case)

    late = TUESDAY_9 + timedelta(days=30, microseconds=1)
    assert refused(case, lambda: review(case, late)) == "grid.review_over"
    assert refused(case, lambda: review(case, words="")) == "grid.reason_needed"
    review(case, TUESDAY_9 + timedelta(days=30))
    assert refused(case, lambda: review(case)) == "grid.already_asked"


def test_nothing_is_judged_that_nobody_disputes(district: District) -> None:
    silent = brought(district, Stage.CLOSED, 1)
    happy = rate(brought(district, Stage.CLOSED, 2), settled=True, satisfied=Satisfied.MOSTLY)
    heard = brought(district, Stage.CLOSED, 3)
    followups.follow_up(
        desk_of(district),
        step=step_of(heard),
        key=key(40_001),
        heard=Heard(How.PHONE, Outcome.REACHED, Settled.YES, Satisfied.DISSATISFIED),
        stamp=stamp(TUESDAY_9),
    )

    assert refused(silent, lambda: ask(desk_of(district), silent)) == "grid.nothing_to_judge"
    assert refused(happy, lambda: ask(desk_of(district), happy)) == "grid.nothing_to_judge"
    assert ask(desk_of(district), heard).pending == "judge"


def test_the_raw_rates_stay_and_the_others_stand_beside_them(district: District) -> None:
    happy = brought(district, Stage.CLOSED, 1)
    rate(happy, settled=True, satisfied=Satisfied.SATISFIED)
    unhappy = [disputed(district, number) for number in (2, 3, 4)]
    brought(district, Stage.CLOSED, 5)
    for number, case in enumerate(unhappy[:2], start=1):
        ask(desk_of(district), case)
        finding = [Finding.LAWFULLY_SETTLED, Finding.UNLAWFUL_DEMAND][number - 1]
        judge(street_of(district), case, finding, number=number)

    found = {one.code: one for one in indicators(year=2026, at=TUESDAY_9)}

    shares = {
        code: (found[code].numerator, found[code].denominator)
        for code in found
        if found[code].denominator is not None
    }
    assert shares["settled_rate"] == shares["satisfied_rate"] == (1, 4)
    assert shares["unjudged_settled_rate"] == shares["unjudged_satisfied_rate"] == (1, 2)
    assert shares["unsettled_once_rate"] == (3, 4)
    assert found["lawfully_settled"].value == found["unlawful_demand"].value == 1
    assert found["already_settled"].value == found["not_our_duty"].value == 0


def test_the_figures_are_what_a_recount_of_the_rows_says(district: District) -> None:
    for number in (1, 2, 3):
        case = disputed(district, number)
        ask(desk_of(district), case)
        judge(street_of(district), case, list(Finding)[number], number=number)

    counts = queries.judged_counts(begins=NOW - timedelta(1), ends=NOW + timedelta(1))

    recount = [row.finding for row in Judgement.objects.all()]
    assert {word: n for word, n in counts.findings.items() if n} == {
        finding: recount.count(finding) for finding in recount
    }
    assert counts.kept == 0
    assert counts.unsettled_once == counts.spoken == 3


@pytest.mark.parametrize("finding", Finding)
def test_she_reads_what_was_found_and_why(district: District, finding: Finding) -> None:
    case = disputed(district)
    ask(desk_of(district), case)
    judge(street_of(district), case, finding)

    said = queries.of_reporter(case.pk, at=TUESDAY_9)

    if finding is Finding.NOT_SETTLED:
        assert said is None
        return
    assert said is not None
    assert said.reason == REASON
    assert said.review_until == TUESDAY_9 + timedelta(days=30)
    later = queries.of_reporter(case.pk, at=TUESDAY_9 + timedelta(days=31))
    assert later is not None
    assert later.review_until is None
