"""Who may judge what, asked whole: asker, setter, level, first judge and review."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from linli.grid.cases.models import Case
from linli.grid.cases.rules import Book
from linli.grid.clocks.rules import PolicyValues
from linli.grid.judgements import rules
from linli.grid.judgements.rules import FINDINGS, Finding, First
from linli.grid.moves.rules import Stage
from linli.kernel.calendar.rules import WorkCalendar
from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import Actor, Role
from tests.district import NOW, key

ME, OTHER, THIRD = key(1), key(2), key(3)
JUDGES = [Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DISTRICT_DESK, Role.SUPERVISOR]
SETTERS = ["", "rule", "community_desk", "street_desk", "district_desk"]

FIRST_JUDGES = {
    # set by → which roles judge, by the table of levels
    "": "community_desk street_desk district_desk supervisor",
    "rule": "street_desk district_desk supervisor",
    "community_desk": "street_desk district_desk supervisor",
    "street_desk": "district_desk supervisor",
    "district_desk": "district_desk supervisor",
}
REVIEWERS = {
    # judged by → which roles review
    "community_desk": "street_desk district_desk supervisor",
    "street_desk": "district_desk supervisor",
    "district_desk": "district_desk supervisor",
    "supervisor": "district_desk supervisor",
}


def case_of(**fields: object) -> Case:
    return Case(**{"stage": "closed", "pending": "judge", **fields})


def outcome(actor: Actor, case: Case, first: First | None = None) -> str:
    try:
        rules.check_judge(actor, case, first)
    except LinliError as refused:
        return refused.code
    return ""


def book() -> Book:
    return Book(PolicyValues(), 0, 1, WorkCalendar(ZoneInfo("Asia/Shanghai")))


@pytest.mark.parametrize(("role", "setter"), list(product(JUDGES, SETTERS)))
def test_a_level_above_the_setter_judges_and_the_district_at_last(role: Role, setter: str) -> None:
    found = outcome(Actor(role=role, post_id=ME), case_of(setter_role=setter))

    assert found == ("" if role in FIRST_JUDGES[setter].split() else "grid.another_judges")


@pytest.mark.parametrize("role", JUDGES)
@pytest.mark.parametrize("field", ["pending_by_id", "setter_post_id"])
def test_who_asked_or_gave_it_out_does_not_judge(role: Role, field: str) -> None:
    actor = Actor(role=role, post_id=ME)

    assert outcome(actor, case_of(**{field: ME})) == "grid.another_judges"
    assert outcome(actor, case_of(**{field: OTHER})) == ""


@pytest.mark.parametrize(("role", "judged_by"), list(product(JUDGES, JUDGES)))
@pytest.mark.parametrize("post", [ME, OTHER])
def test_the_level_above_reviews_and_never_the_same_post(
    role: Role, judged_by: Role, post: UUID
) -> None:
    first = First(post_id=post, role=judged_by.value, at=NOW, is_reviewed=False)

    found = outcome(Actor(role=role, post_id=ME), case_of(judged="lawfully_settled"), first)

    may = role in REVIEWERS[judged_by].split() and post != ME
    assert found == ("" if may else "grid.level_above_reviews")


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage.value])
@pytest.mark.parametrize("pending", ["", "judge", "suspend", "extend"])
def test_only_what_is_closed_and_asked_for_is_judged(stage: Stage, pending: str) -> None:
    actor = Actor(role=Role.DISTRICT_DESK, post_id=ME)

    found = outcome(actor, case_of(stage=stage.value, pending=pending))

    if stage is not Stage.CLOSED:
        assert found == "grid.move_not_allowed"
    else:
        assert found == ("" if pending == "judge" else "grid.no_judgement_asked")


@pytest.mark.parametrize("finding", Finding)
def test_a_finding_stands_and_not_settled_is_remembered(finding: Finding) -> None:
    actor = Actor(role=Role.DISTRICT_DESK, post_id=ME)

    changes = rules.judged(actor, case_of(pending_by_id=OTHER), finding, None)

    calm = {"pending": "", "pending_by_id": None}
    if finding is Finding.NOT_SETTLED:
        assert changes == {"judged": "", "was_unsettled": True, **calm}
    else:
        assert changes == {"judged": finding.value, **calm}


@pytest.mark.parametrize(
    ("fields", "is_disputed", "code"),
    [
        ({}, True, ""),
        ({}, False, "grid.nothing_to_judge"),
        ({"judged": "lawfully_settled"}, True, "grid.judged_already"),
        ({"pending": "judge"}, True, "grid.already_asked"),
        ({"stage": "in_hand"}, True, "grid.move_not_allowed"),
    ],
)
def test_a_judgement_needs_a_dispute(fields: dict[str, str], is_disputed: bool, code: str) -> None:
    case = Case(**{"stage": "closed", **fields})
    actor = Actor(role=Role.COMMUNITY_DESK, post_id=ME)

    if not code:
        changes = rules.asked(actor, case, is_disputed=is_disputed)
        assert changes == {"pending": "judge", "pending_by_id": ME}
        return
    with pytest.raises(LinliError) as refused:
        rules.asked(actor, case, is_disputed=is_disputed)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("settled", "satisfied", "is_disputed"),
    [
        (None, "", False),
        (True, "satisfied", False),
        (True, "mostly", False),
        (True, "dissatisfied", True),
        (False, "satisfied", True),
        (False, "dissatisfied", True),
    ],
)
def test_dissatisfied_and_not_settled_are_each_a_dispute(
    settled: bool | None, satisfied: str, is_disputed: bool
) -> None:
    assert rules.is_disputed(Case(settled=settled, satisfied=satisfied)) is is_disputed


@pytest.mark.parametrize(
    ("first", "days", "code"),
    [
        (None, 0, "grid.nothing_to_review"),
        (First(OTHER, "street_desk", NOW, is_reviewed=False), 30, ""),
        (First(OTHER, "street_desk", NOW, is_reviewed=False), 31, "grid.review_over"),
        (First(OTHER, "street_desk", NOW, is_reviewed=True), 1, "grid.reviewed_already"),
    ],
)
def test_a_review_is_asked_for_once_and_in_time(first: First | None, days: int, code: str) -> None:
    at = NOW + timedelta(days=days)

    if not code:
        changes = rules.asked_review(Case(stage="closed"), first, at=at, book=book())
        assert changes == {"pending": "judge", "pending_by_id": None}
        return
    with pytest.raises(LinliError) as refused:
        rules.asked_review(Case(stage="closed"), first, at=at, book=book())

    assert refused.value.code == code


def test_every_finding_has_its_words() -> None:
    assert set(FINDINGS) == set(Finding)
    assert rules.name("") == ""
    assert rules.name("unlawful_demand") == "Demand against the law"
