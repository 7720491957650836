"""Which Party organisation may stand under which, and who may do what with one (row P4)."""

from __future__ import annotations

from itertools import product

import pytest

from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import Actor, Role
from linli.kernel.places.rules import Place
from linli.party.branches import rules
from linli.party.branches.rules import Above, Base, Kind, Move, Stage
from tests.district import key

HERE = Place(
    district_id=key(1), street_id=key(2), community_id=key(3), grid_id=key(4), compound_id=key(5)
)
THERE = Place(
    district_id=key(1),
    street_id=key(12),
    community_id=key(13),
    grid_id=key(14),
    compound_id=key(15),
)

UNDER = {
    Kind.COMMITTEE: {Kind.COMMITTEE},
    Kind.GENERAL_BRANCH: {Kind.COMMITTEE},
    Kind.BRANCH: {Kind.COMMITTEE, Kind.GENERAL_BRANCH},
    Kind.GROUP: {Kind.BRANCH},
}
OF = {
    Base.OFFICE: {"office", "street"},
    Base.STREET: {"office"},
    Base.COMMUNITY: {"street", "community"},
    Base.GRID: {"street", "community", "grid"},
    Base.COMPOUND: {"street", "community", "grid", "compound"},
    Base.PROPERTY_COMPANY: {"office", "street", "community", "property_company"},
    Base.NEW_ORGANISATION: {"office", "street", "community", "new_organisation"},
}


def _refusal(kind: Kind, base: Base, above: Above | None, place: Place = HERE) -> str:
    try:
        rules.check_under(kind, base, place, above)
    except LinliError as refused:
        return refused.code
    return ""


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("base", list(Base))
def test_what_may_stand_under_what(kind: Kind, base: Base) -> None:
    for kind_above, base_above in product(Kind, Base):
        above = Above(key(9), "active", kind_above, base_above, HERE)
        may = kind_above in UNDER[kind] and base_above in OF[base]

        assert _refusal(kind, base, above) == ("" if may else "party.not_under_this")


@pytest.mark.parametrize("kind", list(Kind))
def test_only_a_group_cannot_be_without_a_superior(kind: Kind) -> None:
    refused = "party.superior_needed" if kind is Kind.GROUP else ""

    assert _refusal(kind, Base.COMPOUND, None) == refused


@pytest.mark.parametrize("stage", list(Stage))
def test_nothing_stands_under_what_has_ended(stage: Stage) -> None:
    above = Above(key(9), stage, Kind.COMMITTEE, Base.STREET, HERE)
    refused = "" if stage is Stage.ACTIVE else "party.not_under_this"

    assert _refusal(Kind.BRANCH, Base.COMPOUND, above) == refused


@pytest.mark.parametrize(
    ("base", "refused"),
    [
        (Base.STREET, "party.superior_elsewhere"),
        (Base.COMMUNITY, "party.superior_elsewhere"),
        (Base.GRID, ""),
        (Base.COMPOUND, "party.superior_elsewhere"),
    ],
)
def test_a_superior_is_of_the_same_street_and_community(base: Base, refused: str) -> None:
    above = Above(key(9), "active", Kind.COMMITTEE, base, THERE)

    assert _refusal(Kind.BRANCH, Base.COMPOUND, above) == refused


DESKS = {
    Role.DISTRICT_DESK: ("district", key(1)),
    Role.STREET_DESK: ("street", key(2)),
    Role.COMMUNITY_DESK: ("community", key(3)),
}
READS = {Role.SUPERVISOR, Role.AUDITOR}
OF_A_COMMUNITY = {Move.COUNT, Move.FILL}


def _actor(role: Role) -> Actor:
    kind, unit = DESKS.get(role, ("district", key(1)))
    return Actor(role, key(20), key(21), key(22), unit, kind)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("place", [HERE, THERE], ids=["here", "there"])
@pytest.mark.parametrize("move", list(Move))
def test_which_post_may_make_which_move_where(role: Role, place: Place, move: Move) -> None:
    actor = _actor(role)
    at_home = place is HERE or role not in {Role.STREET_DESK, Role.COMMUNITY_DESK}
    if role is Role.RULE:
        expected = ""
    elif role not in DESKS and role not in READS:
        expected = "common.forbidden"
    elif not at_home:
        expected = "people.not_your_territory"
    elif role in READS or (role is Role.COMMUNITY_DESK and move not in OF_A_COMMUNITY):
        expected = "common.forbidden"
    else:
        expected = ""

    try:
        rules.check_may(actor, place, move)
        said = ""
    except LinliError as refused:
        said = refused.code

    assert said == expected
    assert rules.may(actor, place, move) == (expected == "")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("place", [HERE, THERE], ids=["here", "there"])
def test_which_post_reads_where(role: Role, place: Place) -> None:
    at_home = place is HERE or role not in {Role.STREET_DESK, Role.COMMUNITY_DESK}
    reads = role is Role.RULE or (role in {*DESKS, *READS} and at_home)

    assert rules.may_see(_actor(role), place) == reads


@pytest.mark.parametrize("stage", list(Stage))
def test_what_has_ended_changes_no_more(stage: Stage) -> None:
    if stage is Stage.ACTIVE:
        rules.check_active(stage)
    else:
        with pytest.raises(rules.OrganisationEnded):
            rules.check_active(stage)
