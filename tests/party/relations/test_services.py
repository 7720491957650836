"""Tolerance and verdicts: who, how long they stand, what the record keeps (row P2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import BY_RULE, Actor, Role
from linli.kernel.territory.models import UnitShape
from linli.kernel.territory.rules import Kind
from linli.kernel.territory.services import NewShape, NewUnit, bring_in_line
from linli.party.relations import queries, services
from linli.party.relations.models import SizeVerdict
from linli.party.relations.queries import Finding
from linli.party.relations.rules import DECIDERS, READERS, SETTERS, Relation, Tolerance
from tests.district import NOW, SIDE, SOUTH, WEST, District, key, square, stamp
from tests.party.errands import code_of

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)


def of(compound: int, district: District) -> Finding:
    """Return what is found of a compound of the first community."""
    return queries.finding(district.sides[0].compounds[compound], at=LATER)


def redraw(district: District, kind: Kind, unit: int, outline: bytes) -> None:
    """Give a unit of the first community another outline."""
    side = district.sides[0]
    keys = {Kind.COMPOUND: side.compounds, Kind.GRID: side.grids, Kind.MICRO_GRID: side.micro_grids}
    old = next(row for row in district.rows if row.id == keys[kind][unit])
    new = NewShape(key(77_000 + UnitShape.objects.count()), outline)
    row = NewUnit(old.id, kind, old.name, old.parent_id, old.valid_from, shape=new)
    bring_in_line(BY_RULE, rows=[row], source="a test", at=NOW)


def decide(
    district: District, actor: Actor, relation: Relation = Relation.EQUAL, words: str = "围墙即界线"
) -> SizeVerdict:
    compound = district.sides[0].compounds[0]
    return services.decide(
        actor, compound_id=compound, relation=relation, words=words, stamp=stamp()
    )


def test_every_compound_is_compared_with_both_layers(district: District) -> None:
    found = queries.findings(at=NOW)

    assert len(found) == 6
    assert {each.relation for each in found} == {Relation.SMALLER}
    assert {(each.grid, each.micro_grid) for each in found} == {
        (Relation.SMALLER, Relation.SMALLER)
    }
    [(_, share)] = queries.ground().shares_of(district.sides[0].compounds[0], Kind.GRID)
    assert (share.shared_m2, share.compound_m2) == (share.compound_m2, share.shared_m2)
    assert share.compound_m2 / share.cell_m2 == pytest.approx(0.36, abs=0.001)


def test_a_redrawn_compound_is_of_another_kind_at_once(district: District) -> None:
    assert of(0, district).relation is Relation.SMALLER

    redraw(district, Kind.COMPOUND, 0, square(WEST, SOUTH, SIDE, SIDE / 2))
    redraw(district, Kind.COMPOUND, 1, square(WEST, SOUTH, 2 * SIDE, SIDE))

    assert of(0, district).relation is Relation.EQUAL
    assert of(1, district).relation is Relation.LARGER


def test_a_past_day_is_compared_with_its_own_outlines(district: District) -> None:
    compound = district.sides[0].compounds[0]
    redraw(district, Kind.COMPOUND, 0, square(WEST, SOUTH, SIDE, SIDE / 2))

    then = queries.relations(at=NOW, on=date(2026, 1, 1))
    now = queries.relations(at=NOW)

    assert (then[compound], now[compound]) == (Relation.SMALLER, Relation.EQUAL)


def test_a_finding_counts_until_an_outline_it_hangs_on_changes(district: District) -> None:
    desk = district.actor(Role.STREET_DESK, district.streets[0])
    decide(district, desk)
    found = of(0, district)
    assert (found.relation, found.computed) == (Relation.EQUAL, Relation.SMALLER)
    assert (found.stands, found.waits) == (True, False)

    redraw(district, Kind.GRID, 1, square(WEST, SOUTH + SIDE / 2, SIDE * 0.99, SIDE / 2))
    assert of(0, district).stands
    redraw(district, Kind.GRID, 0, square(WEST, SOUTH, SIDE * 0.99, SIDE / 2))
    found = of(0, district)

    assert (found.relation, found.has_lapsed, found.waits) == (Relation.SMALLER, True, True)
    decide(district, desk, words="重新核对")
    assert of(0, district).stands


def test_whoever_is_close_to_another_kind_waits_until_a_person_found(district: District) -> None:
    redraw(district, Kind.COMPOUND, 0, square(WEST, SOUTH, SIDE * 0.9, SIDE / 2))
    assert of(0, district).waits

    decide(district, district.actor(Role.DISTRICT_DESK))

    assert not of(0, district).waits


def test_the_record_keeps_the_finding_and_seals_the_reason(district: District) -> None:
    decide(district, district.actor(Role.DISTRICT_DESK))

    [entry] = journal.entries(queries.stream_of(district.sides[0].compounds[0]))
    payload = journal.payload_of(entry)

    assert (entry.facts["relation"], entry.facts["computed"]) == ("equal", "smaller")
    assert payload
    assert payload.content == {"text": "围墙即界线"}
    assert "围墙" not in str(entry.facts)
    assert SizeVerdict.objects.get().words_id == entry.pk


ACTORS = [
    # role, the number of the street it is over (None: the district)
    *[(role, None) for role in Role if role not in (Role.REPORTER, Role.RULE)],
    (Role.STREET_DESK, 1),
]


def actor_of(district: District, role: Role, street: int | None) -> Actor:
    """Return the actor of a role; of the first street and community where not told otherwise."""
    unit = {Role.STREET_DESK: district.streets[street or 0]}.get(role)
    return district.actor(role, unit)


@pytest.mark.parametrize(("role", "street"), ACTORS)
def test_who_sees_and_who_finds(district: District, role: Role, street: int | None) -> None:
    actor = actor_of(district, role, street)
    compound = district.sides[0].compounds[0]
    is_here = street is None

    def look() -> object:
        return queries.seen(actor, compound, at=NOW)

    if role in READERS and is_here:
        look()
    else:
        assert code_of(look) == (
            "people.not_your_territory" if role in READERS else "common.forbidden"
        )
    if role in DECIDERS and is_here:
        decide(district, actor)
    else:
        refused = code_of(lambda: decide(district, actor))
        assert refused in ("common.forbidden", "people.not_your_territory")
        assert not SizeVerdict.objects.exists()


def test_a_community_sees_its_own_compounds_only(district: District) -> None:
    desk = district.actor(Role.COMMUNITY_DESK, district.sides[0].community)

    seen = queries.visible(desk, queries.findings(at=NOW))

    assert {each.compound.id for each in seen} == set(district.sides[0].compounds)


@pytest.mark.parametrize(
    ("relation", "words", "code"),
    [
        (Relation.UNPLACED, "没有网格", "party.relation_undecidable"),
        (Relation.EQUAL, "  ", "party.reason_missing"),
        (Relation.EQUAL, "长" * 5000, "common.text_too_long"),
    ],
)
def test_a_finding_needs_a_kind_and_a_reason(
    district: District, relation: Relation, words: str, code: str
) -> None:
    desk = district.actor(Role.DISTRICT_DESK)

    assert code_of(lambda: decide(district, desk, relation, words)) == code


def test_what_is_no_compound_is_not_found(district: District) -> None:
    def turn() -> object:
        return services.decide(
            BY_RULE, compound_id=district.sides[0].grids[0], relation=Relation.EQUAL, words="x",
            stamp=stamp(),
        )  # fmt: skip

    assert code_of(turn) == "common.not_found"


def test_another_tolerance_is_tried_adopted_and_an_older_one_tried_again(
    district: District,
) -> None:
    redraw(district, Kind.COMPOUND, 0, square(WEST, SOUTH, SIDE * 0.8, SIDE / 2))
    wide, compound = Tolerance(25, 0), district.sides[0].compounds[0]

    def kind(within: Tolerance | None = None) -> Relation:
        found = queries.findings(at=LATER, within=within)
        return next(each for each in found if each.compound.id == compound).relation

    assert (kind(), kind(wide)) == (Relation.SMALLER, Relation.EQUAL)
    row = services.adopt(BY_RULE, tolerance=wide, source="区委办〔2026〕3号", stamp=stamp())

    assert (row.version, kind(), kind(Tolerance())) == (1, Relation.EQUAL, Relation.SMALLER)
    assert queries.tolerance(NOW - timedelta(days=1)).version == 0
    assert [each.version for each in queries.tolerances()] == [1, 0]
    [entry] = journal.entries(queries.TOLERANCE_STREAM)
    assert entry.facts["percent"] == 25


def test_a_tolerance_begins_after_the_one_before(district: District) -> None:
    def adopt(percent: int) -> object:
        return services.adopt(
            BY_RULE, tolerance=Tolerance(percent, 2), source="文件", stamp=stamp()
        )

    adopt(10)

    assert code_of(lambda: adopt(12)) == "party.tolerance_too_early"


@pytest.mark.parametrize(("role", "street"), ACTORS)
def test_who_sets_the_tolerance(district: District, role: Role, street: int | None) -> None:
    actor = actor_of(district, role, street)

    def adopt() -> object:
        return services.adopt(actor, tolerance=Tolerance(12, 3), source="文件", stamp=stamp())

    if role in SETTERS:
        adopt()
    else:
        assert code_of(adopt) == "common.forbidden"


def test_asks_three_questions_once_the_ground_is_in_memory(district: District) -> None:
    queries.findings(at=NOW)

    with CaptureQueriesContext(connection) as asked:
        queries.findings(at=NOW)

    assert len(asked) == 3


def test_compounds_that_share_ground_are_listed(district: District) -> None:
    assert queries.overlaps() == []

    redraw(
        district, Kind.COMPOUND, 0, bytes(shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE).wkb)
    )

    [(one, other, metres)] = queries.overlaps()
    assert {one, other} == set(district.sides[0].compounds)
    assert (
        metres
        == queries.ground().shares_of(district.sides[0].compounds[1], Kind.GRID)[0][1].shared_m2
    )
