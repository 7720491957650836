"""Who belongs into the branch of a compound, in the article's own words (row P4)."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from linli.party.composition import queries, rules
from linli.party.composition.rules import Situation

STANDARD = rules.read(queries.shipped())
FIVE = [
    "物业公司的党员管理层",
    "业委会的党员负责人",
    "监委会的党员负责人",
    "业主中的党员代表",
    "社区党员工作者（党员网格员）",
]
THREE = ["业主党员", "业主党员楼栋长", "业主小区党支部书记（同时兼任业主委员会或理事会主任）"]


def _names(situation: Situation) -> list[str]:
    return [seat.name_zh for seat in STANDARD.asked[situation].seats]


def test_with_a_property_company_there_are_the_articles_five_kinds_of_people() -> None:
    assert _names(Situation.WITH_COMPANY) == FIVE


def test_without_one_there_are_its_three_levels() -> None:
    assert _names(Situation.WITHOUT_COMPANY) == THREE


@pytest.mark.parametrize("situation", list(Situation))
@pytest.mark.parametrize("is_judged", [True, False])
def test_every_organisation_has_a_secretary_and_what_its_situation_asks_for(
    situation: Situation, *, is_judged: bool
) -> None:
    seats = rules.seats_of(STANDARD, is_judged=is_judged, situation=situation)

    asked = STANDARD.asked[situation].seats if is_judged and situation.value else ()
    assert seats[0].code == "secretary"
    assert {seat.code for seat in seats} == {"secretary", *(seat.code for seat in asked)}
    assert len(seats) == len({seat.code for seat in seats})


SECRETARY = STANDARD.asked[Situation.WITHOUT_COMPANY].seats[2]
PLAIN = rules.SECRETARY_SEAT


@pytest.mark.parametrize(
    ("seat", "filled", "lacks"),
    [
        (PLAIN, {}, True),
        (PLAIN, {"secretary": {"held": 0, "post": "owner"}}, True),
        (PLAIN, {"secretary": {"held": 1, "post": ""}}, False),
        (PLAIN, {"secretary": {"held": 1, "post": "owner"}}, False),
        (SECRETARY, {}, True),
        (SECRETARY, {"secretary": {"held": 1, "post": ""}}, True),
        (SECRETARY, {"secretary": {"held": 1, "post": "owner"}}, True),
        (SECRETARY, {"secretary": {"held": 0, "post": "council_head"}}, True),
        (SECRETARY, {"secretary": {"held": 1, "post": "council_head"}}, False),
        (SECRETARY, {"secretary": {"held": 1, "post": "owners_committee_head"}}, False),
    ],
)
def test_a_seat_is_missing_when_it_is_vacant_or_held_by_another_post(
    seat: rules.Seat, filled: Any, *, lacks: bool
) -> None:
    assert rules.missing([seat], filled) == (["secretary"] if lacks else [])


@pytest.mark.parametrize(
    ("filling", "code"),
    [
        ({"king": {"held": 1, "post": ""}}, "party.seat_unknown"),
        ({"secretary": {"held": 1, "post": "张三"}}, "party.post_unknown"),
        ({"secretary": {"held": -1, "post": ""}}, "party.post_unknown"),
        ({"secretary": {"held": 201, "post": ""}}, "party.post_unknown"),
        ({"secretary": {"held": "1", "post": ""}}, "party.post_unknown"),
    ],
)
def test_a_seat_takes_a_number_and_a_post_of_the_list_and_no_words(filling: Any, code: str) -> None:
    with pytest.raises((rules.SeatUnknown, rules.PostUnknown)) as caught:
        rules.check_filling([PLAIN], filling)
    assert caught.value.code == code


def _without(*path: str) -> dict[str, Any]:
    content = copy.deepcopy(queries.shipped())
    part = content
    for step in path[:-1]:
        part = part[step]
    del part[path[-1]]
    return content


def _with_seats(seats: list[Any]) -> dict[str, Any]:
    content = copy.deepcopy(queries.shipped())
    content["with_company"]["seats"] = seats
    return content


GOOD = {"code": "a", "name_zh": "甲", "name_en": "A"}


@pytest.mark.parametrize(
    "content",
    [
        {},
        _without("source"),
        _without("with_company"),
        _without("without_company", "seats"),
        _without("terms", "years"),
        _without("sizes", "founded_from"),
        _with_seats([]),
        _with_seats([GOOD, GOOD]),
        _with_seats([GOOD | {"name_zh": " "}]),
        _with_seats([GOOD | {"least": 0}]),
        _with_seats([GOOD | {"posts": ["king"]}]),
        _with_seats([GOOD | {"name_zh": "甲" * 121}]),
        _with_seats([GOOD | {"code": f"c{n}"} for n in range(13)]),
    ],
    ids=range(13),
)
def test_what_is_no_standard_is_refused(content: dict[str, Any]) -> None:
    with pytest.raises(rules.StandardUnreadable):
        rules.read(content)
