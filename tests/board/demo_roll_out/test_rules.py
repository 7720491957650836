"""The made-up roll-out comes to the figures of the article, or says that it cannot (row P3)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from linli.board.demo_roll_out import rules
from linli.party.coverage.rules import Covered
from linli.party.preparations.rules import Stage
from linli.party.relations.rules import Relation

TODAY = date(2026, 11, 23)


def compounds(count: int, *, centre: int, equal: int) -> list[Covered]:
    """Return compounds of three streets; every ``equal``-th one is equal to a grid."""
    return [
        Covered(
            compound_id=UUID(int=number),
            street_id=UUID(int=1 if number < centre else 2 + number % 2),
            street=rules.CENTRE if number < centre else f"{number % 2}街道",
            community_id=UUID(int=1000 + number // 9),
            community="",
            relation=Relation.EQUAL if number % equal == 0 else Relation.SMALLER,
            stage=Stage.NOT_STARTED,
        )
        for number in range(count)
    ]


@pytest.mark.parametrize(("centre", "equal"), [(160, 2), (400, 2), (153, 3)])
def test_chooses_357_of_which_247_coincide_and_153_are_in_one_street(
    centre: int, equal: int
) -> None:
    found = rules.chosen(compounds(977, centre=centre, equal=equal), today=TODAY)

    founded = [each for each in found if each.stage is Stage.FOUNDED]
    assert len({each.compound.compound_id for each in found}) == len(found) == 357 + 78
    assert len(founded) == 357
    assert sum(each.compound.street == rules.CENTRE for each in founded) == 153
    assert sum(each.compound.relation is Relation.EQUAL for each in founded) == 247
    assert max(each.on for each in found) <= TODAY
    equal_first = [each.compound.relation is Relation.EQUAL for each in founded]
    assert equal_first == sorted(equal_first, reverse=True)
    assert [each.on for each in founded] == sorted(each.on for each in founded)


def test_says_that_the_ground_is_too_small() -> None:
    with pytest.raises(rules.TooFewCompounds):
        rules.chosen(compounds(977, centre=152, equal=2), today=TODAY)


def test_every_street_is_a_little_behind_its_targets() -> None:
    months = [date(2025 + (4 + n) // 12, (4 + n) % 12 + 1, 1) for n in range(25)]
    found = rules.chosen(compounds(977, centre=160, equal=2), today=TODAY)

    wanted = rules.targets(found, months)

    assert sum(wanted[UUID(int=1)][month] for month in months[:19]) == 153 + 15 + 1
    assert all(count >= 0 for own in wanted.values() for count in own.values())
