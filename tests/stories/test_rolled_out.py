"""Rows P2 and P3: a compound is compared, disputed, founded, counted, and asked anew."""

from __future__ import annotations

from datetime import date

import pytest

from linli.board.indicators import queries as indicators
from linli.kernel.people.rules import BY_RULE, Role
from linli.kernel.territory.rules import Kind
from linli.party.branches.rules import Base
from linli.party.branches.rules import Kind as OrganisationKind
from linli.party.coverage import queries as coverage
from linli.party.founding import services as founding
from linli.party.founding.services import New
from linli.party.preparations import queries as preparations
from linli.party.preparations import services as moves
from linli.party.preparations.rules import Stage, Step
from linli.party.relations import queries as relations
from linli.party.relations import services as findings
from linli.party.relations.rules import Relation
from tests.district import NOW, SIDE, SOUTH, WEST, District, key, small_district, square, stamp
from tests.party.relations.test_services import redraw
from tests.party.rollout.test_services import adopt

pytestmark = pytest.mark.django_db


def figures() -> list[int | str | None]:
    found = {one.code: one.value for one in indicators.indicators(year=2026, at=NOW)}
    codes = ("compound_organisations", "coinciding_organisations", "most_organisations")
    return [found[code] for code in codes]


def waves(district: District) -> list[tuple[int, int]]:
    """Return compounds and organisations of each wave, as the street sees them."""
    desk = district.actor(Role.STREET_DESK, district.streets[0])
    board = coverage.board(desk, at=NOW)
    return [(each.progress.total, each.progress.founded) for each in board.waves]


def test_a_disputed_compound_is_found_equal_founded_in_the_first_wave_and_asked_anew() -> None:
    district = small_district()
    street = district.actor(Role.STREET_DESK, district.streets[0])
    compound = district.sides[0].compounds[0]
    adopt(district)
    redraw(district, Kind.COMPOUND, 0, square(WEST, SOUTH, SIDE * 0.88, SIDE / 2))
    assert relations.finding(compound, at=NOW).waits
    assert (waves(district), figures()) == ([(0, 0), (4, 0)], [0, 0, 0])

    findings.decide(
        street, compound_id=compound, relation=Relation.EQUAL, words="围墙即界线", stamp=stamp()
    )
    step = Step(compound)
    moves.move(street, step=step, stage=Stage.APPROVED, on=date(2026, 11, 2), stamp=stamp())
    branch = New(
        key(71_000), OrganisationKind.BRANCH, Base.COMPOUND, compound, date(2026, 11, 9)
    )  # fmt: skip
    founding.found(street, new=branch, stamp=stamp())
    assert (waves(district), figures()) == ([(1, 1), (3, 0)], [1, 1, 1])

    redraw(district, Kind.GRID, 0, square(WEST, SOUTH, SIDE, SIDE * 0.7))
    redraw(district, Kind.MICRO_GRID, 0, square(WEST, SOUTH, SIDE, SIDE * 0.7))
    found = relations.finding(compound, at=NOW)
    assert (found.relation, found.has_lapsed, found.waits) == (Relation.SMALLER, True, True)
    assert (waves(district), figures()) == ([(0, 0), (4, 1)], [1, 0, 1])
    assert preparations.verify_rows().faults == []
    findings.decide(
        BY_RULE, compound_id=compound, relation=Relation.SMALLER, words="网格已扩大", stamp=stamp()
    )
    assert not relations.finding(compound, at=NOW).waits
