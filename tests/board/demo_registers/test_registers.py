"""The registers of the demonstration: each way a compound can stand is there (rows P4, S2)."""

import pytest

from linli.board.demo_registers import rules, services
from linli.kernel.bodies import queries as bodies
from linli.kernel.bodies.rules import Clock
from linli.kernel.common.days import day_of
from linli.kernel.contracts import queries as contracts
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import BY_RULE, Role
from linli.kernel.terms.rules import State
from linli.kernel.territory.rules import Kind
from linli.kernel.territory.services import NewUnit, add_units
from tests.district import BEGAN, NOW, key, small_district

pytestmark = pytest.mark.django_db


def test_each_way_a_compound_can_stand_is_shown() -> None:
    district = small_district()
    community = district.sides[0].community
    more = [
        NewUnit(
            id=key(8000 + n), kind=Kind.COMPOUND, name=f"第{n}小区", parent_id=community,
            valid_from=BEGAN,
        )
        for n in range(len(rules.COMPOUNDS) - 2)
    ]  # fmt: skip
    add_units(BY_RULE, rows=more, source="tests", at=NOW)

    kept = services.add(
        district.actor(Role.COMMUNITY_DESK), filing_office=district.street_offices[0], at=NOW
    )

    today = day_of(NOW)
    served = contracts.standing(kept, today)
    standing = [line for lines in bodies.standing(kept).values() for line in lines]
    states = {due.state(today) for line in standing for due in line.clocks.values()}
    assert len(kept) == len(rules.COMPOUNDS)
    assert {each.status.service for each in served.values()} == {
        "company", "trustee", "owners", "none",
    }  # fmt: skip
    assert {line.ability for line in standing} == {"whole", "short", "unable"}
    assert states == set(State) - {State.MET_LATE}
    assert {clock for line in standing for clock in line.clocks} == set(Clock)
    assert journal.verify().faults == []
