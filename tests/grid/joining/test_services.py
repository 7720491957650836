"""Neighbours join, cases merge, one case becomes two; nobody loses her link."""

from __future__ import annotations

import pytest

from linli.grid.cases import queries
from linli.grid.cases.models import Case, Reporter
from linli.grid.cases.services import token_digest
from linli.grid.handling.services import Step
from linli.grid.joining import services as joining
from linli.grid.moves.rules import Stage
from linli.kernel.common.errors import NotFound
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import Actor, Role
from tests.courses import brought, desk_of, last_entry, refused, reported, step_of, words_of
from tests.district import NOW, District, again, key, stamp


def join(case: Case, number: int = 1) -> Case:
    return joining.join(
        case_id=case.pk,
        reporter_id=key(30_000 + number),
        token=f"neighbour-{number}",
        name="邻居",
        phone="13900139000",
        stamp=stamp(),
    )


def merge(case: Case, other: Case, actor: Actor) -> Case:
    return joining.merge(actor, step=step_of(case), into_id=other.pk, stamp=stamp())


def test_a_neighbour_who_joins_is_counted_and_gets_a_link_of_her_own(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    before = case.due_at

    join(case, 1)
    join(case, 2)

    case = again(case)
    assert (case.joined, case.stage, case.due_at) == (2, Stage.IN_HAND, before)
    holding = queries.held(token_digest("neighbour-2"))
    assert (holding.case_id, holding.is_first) == (case.pk, False)
    assert last_entry(case).facts["set"] == {
        "joined": 2,
        "version": case.version,
        "changed_at": "2026-11-23T01:00:00.000000+00:00",
    }
    assert words_of(last_entry(case)) == {"name": "邻居", "phone": "13900139000"}


def test_the_link_of_a_neighbour_does_not_open_the_words_of_the_reporter(
    district: District,
) -> None:
    join(reported(district))

    with pytest.raises(NotFound):
        queries.holder(token_digest("neighbour-1"))


@pytest.mark.parametrize("category", ["L201", "L901", ""])
def test_nobody_joins_what_is_not_public(district: District, category: str) -> None:
    case = reported(district, category=category)

    assert refused(case, lambda: join(case)) == "common.not_found"
    assert not Reporter.objects.filter(is_first=False).exists()


def test_nobody_joins_what_is_closed(district: District) -> None:
    case = brought(district, Stage.CLOSED)

    assert refused(case, lambda: join(case)) == "common.not_found"


def test_merging_ends_one_case_and_counts_its_people_in_the_other(district: District) -> None:
    one, other = brought(district, Stage.DISPATCHED, 1), brought(district, Stage.IN_HAND, 2)
    join(one)

    merge(one, other, desk_of(district))

    one, other = again(one), again(other)
    assert (one.stage, one.merged_into_id, one.due_at, one.watch_at) == (
        Stage.MERGED,
        other.pk,
        None,
        None,
    )
    assert (other.stage, other.joined) == (Stage.IN_HAND, 2)
    assert last_entry(other).facts["merged"] == str(one.pk)
    assert queries.held(token_digest("token-1")).case_id == one.pk
    assert queries.parts_of(one.pk) == [other]
    assert queries.verify_rows().faults == journal.verify().faults == []


def test_refuses_to_merge_what_does_not_belong_together(district: District) -> None:
    case = brought(district, Stage.DISPATCHED, 1)
    closed = brought(district, Stage.CLOSED, 2)
    next_door = reported(district, 3, side=1)
    street = district.actor(Role.STREET_DESK, district.streets[0])

    assert refused(case, lambda: merge(case, case, street)) == "grid.into_itself"
    assert refused(case, lambda: merge(case, closed, street)) == "grid.into_itself"
    assert refused(case, lambda: merge(case, next_door, street)) == "grid.into_itself"


def test_a_desk_learns_nothing_of_a_case_next_door(district: District) -> None:
    case, next_door = reported(district, 1), reported(district, 2, side=1)
    desk = desk_of(district)

    codes = [
        refused(case, lambda: merge(case, next_door, desk)),
        refused(next_door, lambda: merge(next_door, case, desk)),
    ]

    assert codes == ["people.not_your_territory"] * 2


def test_merging_on_an_old_page_is_refused(district: District) -> None:
    case, other = brought(district, Stage.DISPATCHED, 1), reported(district, 2)
    old = Step(case_id=case.pk, version=case.version - 1)

    code = refused(
        case,
        lambda: joining.merge(desk_of(district), step=old, into_id=other.pk, stamp=stamp()),
    )

    assert code == "grid.changed_meanwhile"


def test_splitting_makes_a_second_case_and_ties_both_together(district: District) -> None:
    case = brought(district, Stage.DISPATCHED)
    part = district.report(7, category="", text="路灯也坏了", token="", reporter_id=None)
    desk = desk_of(district)

    def split(words: str) -> Case:
        return joining.split(desk, step=step_of(case, words), part=part, stamp=stamp())

    assert refused(case, lambda: split("")) == "grid.reason_needed"
    new = split("两件事")

    case, new = again(case), again(new)
    assert (new.split_from_id, new.stage, new.reported_at) == (case.pk, Stage.REPORTED, NOW)
    assert (case.stage, case.split_from_id) == (Stage.DISPATCHED, None)
    assert last_entry(case).facts["part"] == str(new.pk)
    assert queries.parts_of(case.pk) == [new]
    assert queries.verify_rows().faults == journal.verify().faults == []
