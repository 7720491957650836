"""Party organisations are founded, one or many, and counted by a roll-out (rows P3, P4)."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from linli.kernel.people.rules import BY_RULE, Role
from linli.kernel.territory.rules import Kind as UnitKind
from linli.kernel.territory.services import NewUnit, add_units
from linli.party.branches import queries
from linli.party.branches.models import PartyOrganisation
from linli.party.branches.rules import Base, Kind
from linli.party.founding import services as founding
from tests.district import BEGAN, NOW, District, key, stamp
from tests.party.grassroots import (
    BRANCH,
    COMMUNITY,
    FOREIGN,
    FOUNDED,
    STREET,
    TODAY,
    code_of,
    new,
    served,
    told,
    tree,
)

pytestmark = pytest.mark.django_db


def test_a_tree_is_founded_with_names_terms_and_places(district: District) -> None:
    street, community, branch, foreign = tree(district)

    assert [one.name for one in (street, community, branch)] == [
        "中共样例区第一街道工作委员会",
        "中共第一街道甲社区委员会",
        "中共第一街道甲社区甲东苑小区支部委员会",
    ]
    assert (branch.superior_id, community.superior_id, street.superior_id) == (
        COMMUNITY,
        STREET,
        None,
    )
    assert (street.term_ends_on, community.term_ends_on, branch.term_ends_on) == (
        None,
        date(2029, 3, 1),
        date(2027, 3, 1),
    )
    side = district.sides[0]
    assert (branch.street_id, branch.community_id, branch.compound_id) == (
        side.street,
        side.community,
        side.compounds[0],
    )
    assert foreign.street_id == district.streets[1]
    assert [entry.verb for entry in told(BRANCH)] == ["party.organisation_founded"]
    assert queries.verify_rows() == queries.RowProof(rows=4, faults=[])


def test_founded_with_a_term_that_began_later(district: District) -> None:
    unit, elected = district.sides[0].compounds[0], date(2025, 6, 1)

    one = founding.found(BY_RULE, new=new(1, unit, elected_on=elected), stamp=stamp())

    assert (one.founded_on, one.term_began_on, one.term_ends_on) == (
        FOUNDED,
        elected,
        date(2028, 6, 1),
    )


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"base": Base.GRID}, "party.place_of_other_kind"),
        ({"kind": Kind.GROUP}, "party.superior_needed"),
        ({"superior_id": key(1)}, "common.not_found"),
        ({"superior_id": FOREIGN}, "party.not_under_this"),
        ({"members": 2}, "party.too_few_members"),
        ({"founded_on": TODAY + timedelta(days=1)}, "party.day_refused"),
        ({"elected_on": FOUNDED - timedelta(days=1)}, "party.day_refused"),
        ({"elected_on": TODAY + timedelta(days=1)}, "party.day_refused"),
        ({"unit_id": key(1)}, "party.place_of_other_kind"),
        ({"unit_id": key(99_999)}, "territory.unit_unknown"),
        ({"name": "中共第一街道甲社区委员会"}, "party.name_taken"),
        ({"seats": {"king": {"held": 1, "post": ""}}}, "party.seat_unknown"),
        ({"seats": {"secretary": {"held": 1, "post": "张三"}}}, "party.post_unknown"),
    ],
    ids=range(13),
)
def test_what_may_not_be_founded_changes_nothing(
    district: District, more: dict[str, Any], code: str
) -> None:
    tree(district)
    one = new(9, **({"unit_id": district.sides[0].compounds[1]} | more))

    assert code_of(lambda: founding.found(BY_RULE, new=one, stamp=stamp(number=9))) == code
    assert PartyOrganisation.objects.count() == 4


def test_two_of_one_name_are_refused_also_within_one_list(district: District) -> None:
    unit = district.sides[0].compounds[0]
    rows = [new(1, unit), new(2, unit)]

    refused = code_of(lambda: founding.found_many(BY_RULE, rows=rows, stamp=stamp()))

    assert refused == "party.name_taken"
    assert not PartyOrganisation.objects.exists()


FOUNDERS = {Role.DISTRICT_DESK, Role.STREET_DESK}


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REPORTER, Role.RULE)])
@pytest.mark.parametrize("side", [0, 2], ids=["first street", "second street"])
def test_a_street_founds_in_its_own_street_only(district: District, role: Role, side: int) -> None:
    one = new(1, district.sides[side].compounds[0])
    actor = district.actor(role)
    elsewhere = role in {Role.STREET_DESK, Role.COMMUNITY_DESK} and side == 2

    def found() -> object:
        return founding.found(actor, new=one, stamp=stamp())

    if role in FOUNDERS and not elsewhere:
        found()
    else:
        readers = FOUNDERS | {Role.COMMUNITY_DESK, Role.SUPERVISOR, Role.AUDITOR}
        hidden = elsewhere and role in readers
        assert code_of(found) == ("people.not_your_territory" if hidden else "common.forbidden")


def test_a_roll_out_reads_the_founded_organisations_of_compounds(district: District) -> None:
    tree(district)
    group = new(5, district.sides[0].compounds[0], kind=Kind.GROUP, superior_id=BRANCH)
    founding.found(BY_RULE, new=group, stamp=stamp(number=5))

    found = queries.founded_in_compounds()

    side, foreign = district.sides[0], district.sides[2]
    assert found == [
        queries.Founded(
            one, "branch", place.compounds[0], place.community, place.street, FOUNDED, None
        )
        for one, place in [(BRANCH, side), (FOREIGN, foreign)]
    ]
    assert queries.founded_in_compounds(on=FOUNDED) == found
    assert queries.founded_in_compounds(on=FOUNDED - timedelta(days=1)) == []


def test_organisations_are_counted_by_street_and_base(district: District) -> None:
    tree(district)

    found = queries.counts(on=TODAY)

    first, second = district.streets
    assert set(found) == {
        queries.Count(first, "street", 1, 1),
        queries.Count(first, "community", 1, 1),
        queries.Count(first, "compound", 1, 1),
        queries.Count(second, "compound", 1, 1),
    }
    assert queries.counts(on=FOUNDED - timedelta(days=1)) == []


FULL = {"secretary": {"held": 1, "post": "community_worker"}} | {
    code: {"held": 1, "post": ""}
    for code in (
        "company_management", "owners_committee_head", "supervisory_committee_head",
        "owner_representative", "community_worker",
    )
}  # fmt: skip


def test_357_organisations_are_founded_in_less_than_a_second(
    district: District, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    side = district.sides[0]
    units = [
        NewUnit(
            id=key(200_000 + n), kind=UnitKind.COMPOUND, name=f"样例{n}号", parent_id=side.community,
            valid_from=BEGAN,
        )
        for n in range(357)
    ]  # fmt: skip
    add_units(BY_RULE, rows=units, source="tests", at=NOW)
    tree(district)
    served(units[0].id, has_company=True)
    rows = [new(1000 + n, unit.id, superior_id=COMMUNITY) for n, unit in enumerate(units)]
    rows[0] = new(1000, units[0].id, superior_id=COMMUNITY, seats=FULL)
    began = time.process_time()

    with django_assert_max_num_queries(12):
        made = founding.found_many(BY_RULE, rows=rows, stamp=stamp(number=2))

    assert time.process_time() - began < 1
    assert len(made) == 357
    assert (made[0].situation, made[0].missing) == ("with_company", [])
    assert len(queries.founded_in_compounds(on=TODAY)) == 359
