"""Another post asks after closing: whose call it is, what it keeps, what it sets going (G1, G4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.cases.rules import Satisfied
from linli.grid.clocks import services as clocks
from linli.grid.followups import queries
from linli.grid.followups import services as followups
from linli.grid.followups.models import FollowUp
from linli.grid.followups.rules import Heard, How, Outcome, Settled
from linli.grid.moves.rules import Stage
from linli.grid.reporters import services as reporters
from linli.grid.showing import queries as showing
from linli.grid.verdicts import services as verdicts
from linli.kernel.people.rules import BY_RULE, Actor, Role
from tests.courses import (
    brought,
    desk_of,
    head_of,
    holder_of,
    last_entry,
    officer_of,
    refused,
    step_of,
    words_of,
)
from tests.district import NOW, District, again, key, local, stamp

TUESDAY_9 = local(2026, 11, 24, 9)
NO_ANSWER = Heard(How.PHONE, Outcome.NO_ANSWER)
HAPPY = Heard(How.PHONE, Outcome.REACHED, Settled.YES, Satisfied.SATISFIED)
UNHAPPY = Heard(How.PHONE, Outcome.REACHED, Settled.NO, Satisfied.DISSATISFIED)
ASKED = Heard(How.MESSAGE, Outcome.ASKED)


def follow_up(
    actor: Actor, case: Case, heard: Heard = HAPPY, *, number: int = 1, **more: Any
) -> FollowUp:
    words = str(more.pop("words", "她说清得很干净"))
    return followups.follow_up(
        actor,
        step=step_of(case, words),
        key=key(40_000 + number),
        heard=heard,
        stamp=stamp(TUESDAY_9, number),
        **more,
    )


def waiting(actor: Actor, at: datetime = TUESDAY_9) -> set[UUID]:
    return {case.pk for case in queries.waiting(actor, at=at)}


def test_keeps_both_answers_apart_and_the_words_beside_the_record(district: District) -> None:
    case = brought(district, Stage.CLOSED)

    row = follow_up(desk_of(district), case)

    entry = last_entry(case)
    assert (row.settled, row.satisfied, row.outcome) == ("yes", "satisfied", "reached")
    assert (row.round, row.number, row.is_last, row.entry) == (0, 1, True, entry.number)
    assert entry.verb == "grid.case_followed_up"
    assert entry.facts["follow_up"]["id"] == str(row.pk)
    assert words_of(entry) == {"text": "她说清得很干净", "photos": []}
    assert "她说清得很干净" not in str(entry.facts)
    assert (again(case).settled, again(case).rated_at) == (None, None)


def test_the_row_is_what_its_entry_says(district: District) -> None:
    case = brought(district, Stage.CLOSED)

    row = follow_up(desk_of(district), case, UNHAPPY)

    told = last_entry(case).facts["follow_up"]["set"]
    names = {field.attname for field in FollowUp._meta.concrete_fields}
    assert set(told) == names - {"id", "case_id"}
    assert cases.verify_rows().faults == []
    FollowUp.objects.filter(pk=row.pk).update(settled="yes")
    assert [fault.reason for fault in cases.verify_rows().faults] == [
        f"follow_up {row.pk}: settled is not what the entries say"
    ]


def test_neither_the_handler_nor_her_unit_asks_how_it_went(district: District) -> None:
    case = brought(district, Stage.CLOSED)
    own = brought(district, Stage.CLOSED, 2)
    desk = desk_of(district)
    Case.objects.filter(pk=own.pk).update(lead_id=desk.organisation_id)

    assert refused(case, lambda: follow_up(officer_of(district), case)) == "common.forbidden"
    assert refused(case, lambda: follow_up(head_of(district), case)) == "common.forbidden"
    assert refused(own, lambda: follow_up(desk, own)) == "grid.another_post_asks"
    follow_up(district.actor(Role.STREET_DESK, district.streets[0]), own)


def test_a_foreign_desk_knows_of_nothing(district: District) -> None:
    case = brought(district, Stage.CLOSED)

    code = refused(case, lambda: follow_up(desk_of(district, 1), case))

    assert code == "people.not_your_territory"


def test_attempts_are_kept_and_the_third_silence_is_the_last(district: District) -> None:
    case = brought(district, Stage.CLOSED)
    desk = desk_of(district)

    for number in (1, 2, 3):
        assert waiting(desk) == {case.pk}
        follow_up(desk, case, NO_ANSWER, number=number)

    assert waiting(desk) == set()
    rows = FollowUp.objects.filter(case=case).order_by("number")
    assert [(row.number, row.is_last) for row in rows] == [(1, False), (2, False), (3, True)]


def test_who_was_reached_or_has_rated_is_not_asked_again(district: District) -> None:
    heard, rated = brought(district, Stage.CLOSED), brought(district, Stage.CLOSED, 2)
    desk = desk_of(district)
    follow_up(desk, heard)
    verdicts.rate(
        holder_of(rated),
        step=step_of(rated),
        settled=True,
        satisfied=Satisfied.SATISFIED,
        stamp=stamp(TUESDAY_9),
    )

    assert refused(heard, lambda: follow_up(desk, heard, number=2)) == "grid.followed_up_already"
    assert refused(rated, lambda: follow_up(desk, rated, number=3)) == "grid.rated_by_herself"
    assert waiting(desk) == set()


def test_what_is_not_settled_is_reopened_at_once_and_remembered(district: District) -> None:
    case = brought(district, Stage.CLOSED)
    desk = desk_of(district)

    follow_up(desk, case, UNHAPPY, words="又堆上了", reopens=True)

    case = again(case)
    assert (case.stage, case.reopens, case.was_unsettled) == (Stage.DISPATCHED, 1, True)
    assert case.due_at == local(2026, 11, 24, 15, 30)
    assert last_entry(case).verb == "grid.case_reopened"
    assert queries.heard_counts(begins=NOW - timedelta(1), ends=NOW + timedelta(1)).reached == 1


def test_reopening_without_a_reason_keeps_nothing_at_all(district: District) -> None:
    case = brought(district, Stage.CLOSED)

    code = refused(
        case, lambda: follow_up(desk_of(district), case, UNHAPPY, words="", reopens=True)
    )

    assert code == "grid.reason_needed"
    assert not FollowUp.objects.exists()


def test_a_new_closing_is_asked_about_anew(district: District) -> None:
    case = brought(district, Stage.CLOSED)
    desk = desk_of(district)
    follow_up(desk, case)
    Case.objects.filter(pk=case.pk).update(reopens=1)

    row = follow_up(desk, case, UNHAPPY, number=2)

    assert (row.round, row.number) == (1, 1)
    counts = queries.heard_counts(begins=NOW - timedelta(1), ends=NOW + timedelta(1))
    assert (counts.tried, counts.reached, counts.settled, counts.satisfied) == (1, 1, 1, 1)


def test_the_last_answer_counts(district: District) -> None:
    case = brought(district, Stage.CLOSED)
    desk = desk_of(district)
    follow_up(desk, case, UNHAPPY)
    Case.objects.filter(pk=case.pk).update(reopens=1)
    followups.follow_up(
        desk,
        step=step_of(case),
        key=key(40_002),
        heard=HAPPY,
        stamp=stamp(TUESDAY_9 + timedelta(hours=1)),
    )

    counts = queries.heard_counts(begins=NOW - timedelta(1), ends=NOW + timedelta(1))

    assert (counts.tried, counts.reached, counts.settled, counts.satisfied) == (1, 1, 1, 1)


def test_the_list_holds_what_a_desk_should_ask_about(district: District) -> None:
    asked = brought(district, Stage.CLOSED, 1)
    brought(district, Stage.CLOSED, 2, phone="")
    brought(district, Stage.VERIFIED, 3)
    messaged = brought(district, Stage.CLOSED, 4)
    old = brought(district, Stage.CLOSED, 5, at=NOW - timedelta(days=30))
    forgotten = brought(district, Stage.CLOSED, 6)
    reporters.forget(holder_of(forgotten), case_id=forgotten.pk, stamp=stamp(NOW, 6))
    street = district.actor(Role.STREET_DESK, district.streets[0])
    follow_up(street, messaged, ASKED)

    assert waiting(desk_of(district)) == {asked.pk}
    assert waiting(street) == {asked.pk}
    assert waiting(street, NOW - timedelta(days=20)) >= {old.pk}
    assert waiting(desk_of(district, 1)) == set()
    assert waiting(officer_of(district)) == set()
    assert waiting(district.actor(Role.SUPERVISOR)) == set()


def test_the_policy_draws_a_share_by_the_key_alone(district: District) -> None:
    drawn = [brought(district, Stage.CLOSED, number) for number in range(1, 13)]
    clocks.adopt(BY_RULE, values={"follow_up_percent": 6}, source="tests", at=NOW)

    found = waiting(desk_of(district))

    assert found == {case.pk for case in drawn if int(case.pk.hex[-8:], 16) % 100 < 6}
    assert 0 < len(found) < len(drawn)


def test_a_message_asks_her_on_the_page_of_her_matter(district: District) -> None:
    case = brought(district, Stage.CLOSED)
    desk = desk_of(district)

    row = follow_up(desk, case, ASKED, words="")

    assert (row.outcome, row.is_last) == ("asked", True)
    assert queries.is_asked(case.pk)
    assert waiting(desk) == set()
    follow_up(desk, case, number=2)


def test_nobody_is_asked_about_what_left_no_way_to_ask(district: District) -> None:
    case = brought(district, Stage.CLOSED, phone="", token="")

    assert refused(case, lambda: follow_up(desk_of(district), case)) == "grid.nobody_to_ask"


@pytest.mark.parametrize(
    ("who", "reads"),
    [("desk", True), ("reporter", True), ("officer", False), ("head", False), ("auditor", False)],
)
def test_her_words_are_read_by_her_and_by_those_who_may_know_of_her(
    district: District, who: str, reads: bool
) -> None:
    case = brought(district, Stage.CLOSED)
    follow_up(desk_of(district), case, words="楼上那家说的")
    actor = {
        "desk": desk_of(district),
        "reporter": holder_of(case),
        "officer": officer_of(district),
        "head": head_of(district),
        "auditor": district.actor(Role.AUDITOR),
    }[who]

    page = showing.page(actor, case.pk, at=TUESDAY_9)

    last = page.entries[-1]
    assert last.sentence.startswith(("Follow-up", "回访"))
    assert (last.words == "楼上那家说的") is reads
