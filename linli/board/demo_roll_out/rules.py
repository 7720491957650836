"""Which compounds of the demonstration have their Party organisation, and since when.

The three figures are those of the article (row P3): 357 organisations, 247 of them on compounds
that coincide with a grid or micro-grid, 153 in 五里牌街道 alone. Which compounds they are, the
days and the plan are made up (decision 0012).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from linli.party.coverage.rules import Covered
from linli.party.preparations.rules import Stage
from linli.party.relations.rules import Relation

FOUNDED = 357
COINCIDING = 247
CENTRE = "五里牌街道"
IN_CENTRE = 153
ON_THEIR_WAY = {Stage.APPROVED: 9, Stage.APPLIED: 21, Stage.PREPARING: 48}
MONTHS_BEHIND, MONTHS_AHEAD = 18, 6
PLAN_NAME = "小区党组织建设推进计划（演示）"
SOURCE = "演示数据"


class TooFewCompounds(ValueError):
    """The ground has fewer compounds of a kind than the figures ask for."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A compound, the stage it has reached, and the day."""

    compound: Covered
    stage: Stage
    on: date


def chosen(compounds: Sequence[Covered], *, today: date) -> list[Chosen]:
    """Return which compounds are how far: the coinciding ones first, as the article tells it.

    Raises:
        TooFewCompounds: there are not as many as the figures ask for.
    """
    centre = [each for each in compounds if each.street == CENTRE]
    others = [each for each in compounds if each.street != CENTRE]
    equal_here = sum(_is_equal(each) for each in centre)
    equal_there = COINCIDING - min(equal_here, IN_CENTRE)
    here = _first(centre, equal=min(equal_here, IN_CENTRE), count=IN_CENTRE)
    there = _first(others, equal=equal_there, count=FOUNDED - IN_CENTRE)
    founded = sorted([*here, *there], key=lambda each: not _is_equal(each))
    taken = {each.compound_id for each in founded}
    left = [each for each in _spread(compounds) if each.compound_id not in taken]
    found = [
        Chosen(each, Stage.FOUNDED, _day(number, len(founded), today=today))
        for number, each in enumerate(founded)
    ]
    for stage, count in ON_THEIR_WAY.items():
        found += [Chosen(each, stage, today - timedelta(days=20)) for each in left[:count]]
        left = left[count:]
    return found


def _is_equal(compound: Covered) -> bool:
    return compound.relation is Relation.EQUAL


def _spread(compounds: Sequence[Covered]) -> list[Covered]:
    """Return compounds in an order that takes one after the other from each community."""
    turns: dict[UUID | None, int] = {}
    ranked = []
    for each in compounds:
        turn = turns[each.community_id] = turns.get(each.community_id, 0) + 1
        ranked.append((turn, each))
    return [each for _, each in sorted(ranked, key=lambda pair: pair[0])]


def _first(compounds: Sequence[Covered], *, equal: int, count: int) -> list[Covered]:
    spread = _spread(compounds)
    coinciding = [each for each in spread if _is_equal(each)][:equal]
    rest = [each for each in spread if not _is_equal(each)][: count - equal]
    if len(coinciding) + len(rest) < count:
        raise TooFewCompounds
    return [*coinciding, *rest]


def _day(number: int, count: int, *, today: date) -> date:
    """Return the day of one of so many foundings, spread over the months before today."""
    days = MONTHS_BEHIND * 30 - 15
    return today - timedelta(days=days - days * number // count)


def targets(found: Sequence[Chosen], months: Sequence[date]) -> dict[UUID, dict[date, int]]:
    """Return street → month → target: evenly, a tenth more by now than was founded."""
    founded = Counter(each.compound.street_id for each in found if each.stage is Stage.FOUNDED)
    so_far = len(months) - MONTHS_AHEAD
    return {
        street: {
            month: wanted * (number + 1) // so_far - wanted * number // so_far
            for number, month in enumerate(months)
        }
        for street, count in founded.items()
        if street is not None and (wanted := count + count // 10 + 1)
    }
