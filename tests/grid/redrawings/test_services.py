"""A proposal from the drawing to the changed territory: what moves, who decides, what is kept."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
import shapely
from pytest_django import DjangoAssertNumQueries

from linli.grid.cases import services as cases
from linli.grid.redrawings import queries, rules, services
from linli.grid.redrawings.models import Redrawing
from linli.grid.redrawings.rules import Flow, Stage, What
from linli.grid.redrawings.services import Step
from linli.kernel.common import ids
from linli.kernel.common.errors import Forbidden
from linli.kernel.drawing.rules import GroundLeftOut, drawn_of
from linli.kernel.journal import queries as journal
from linli.kernel.people.models import Post
from linli.kernel.people.rules import ANONYMOUS, BY_RULE, Role
from linli.kernel.territory import queries as territory
from linli.kernel.territory.models import Unit, UnitShape
from linli.kernel.territory.rules import Kind
from linli.kernel.territory.services import NewShape, NewUnit, bring_in_line
from tests.district import (
    NOW,
    SIDE,
    SOUTH,
    WEST,
    District,
    key,
    local,
    small_district,
    square,
    stamp,
)
from tests.grid.redrawings.drafts import (
    cut_grid,
    drafted,
    joined_grids,
    moved_border,
    submitted,
)
from tests.kernel.drawing.sketches import drawing, feature


@pytest.fixture
def district(db: None) -> District:
    return small_district()


def height(unit: UUID) -> float:
    """Return where the present outline of a unit ends in the north, degrees above the south."""
    wkb = UnitShape.objects.get(unit_id=unit, valid_to=None).wkb
    return float(shapely.from_wkb(bytes(wkb)).bounds[3]) - SOUTH


def approve(district: District, row: Redrawing) -> Redrawing:
    """Let the operator approve a proposal."""
    operator = district.actor(Role.OPERATOR)
    step = Step(row.pk, row.version)
    return services.approve(operator, step=step, keys=ids.new, stamp=stamp(number=60))


def test_what_moves_is_counted_before_anybody_decides(district: District) -> None:
    one, other = district.sides[0].grids
    for number in range(3):
        cases.report(ANONYMOUS, report=district.report(number), stamp=stamp(number=number))
    cases.report(ANONYMOUS, report=district.report(9, side=1), stamp=stamp(number=9))

    row = drafted(district, moved_border(district))

    assert rules.flows_of(row.flows) == [
        Flow(What.MICRO_GRID, one, other, 1),
        Flow(What.COMPOUND, one, other, 1),
        Flow(What.BUILDING, one, other, 2),
        Flow(What.CASE, one, other, 3),
    ]
    assert row.astride == 1


def test_posts_go_with_the_unit_that_ends(district: District) -> None:
    one, other = district.sides[0].grids

    row = drafted(district, joined_grids(district))

    flows = {flow.what: flow for flow in rules.flows_of(row.flows)}
    assert flows[What.POST] == Flow(What.POST, other, one, 1)
    assert flows[What.COMPOUND].count == 1


def test_counting_takes_a_few_statements_however_much_there_is(
    district: District, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row = drafted(district, joined_grids(district))
    plan = queries.plan_of(row)

    with django_assert_num_queries(3):
        queries.impact(plan, on=date(2026, 11, 23))


def test_what_another_person_approves_is_in_force_at_once(district: District) -> None:
    one, other = district.sides[0].grids
    row = submitted(district, moved_border(district))
    before = territory.version()

    done = approve(district, row)

    assert [height(one), height(other)] == pytest.approx([0.0024, SIDE])
    assert done.stage == Stage.APPROVED
    assert done.in_force == territory.version() > before
    assert done.decider_id == district.actor(Role.OPERATOR).person_id


def test_a_cut_grid_leaves_its_name_to_one_part_and_the_other_is_new(district: District) -> None:
    one = district.sides[0].grids[0]

    done = approve(district, submitted(district, cut_grid(district)))

    grids = {unit.name for unit in territory.children(district.sides[0].community, [Kind.GRID])}
    assert grids == {"甲1网格", "甲2网格", "甲3网格"}
    assert height(one) == pytest.approx(SIDE / 2)
    assert {piece["name"] for piece in done.pieces} == {"甲1网格", "甲3网格"}


def test_a_grid_that_is_joined_to_its_neighbour_ends_and_leaves_what_it_had(
    district: District,
) -> None:
    one, other = district.sides[0].grids
    officer = district.actor(Role.GRID_OFFICER, other)

    approve(district, submitted(district, joined_grids(district)))

    assert height(one) == pytest.approx(SIDE)
    assert Unit.objects.get(pk=other).valid_to is not None
    small = {unit.id for unit in territory.children(one, [Kind.MICRO_GRID])}
    assert small == set(district.sides[0].micro_grids)
    assert Post.objects.filter(pk__in=[officer.post_id], unit_id=one).exists()


def test_a_building_goes_to_the_compound_that_is_drawn_around_it(district: District) -> None:
    one, other = district.sides[0].compounds
    building = district.sides[0].buildings[0]
    east = feature((WEST + 0.0045, SOUTH + 0.001, WEST + 0.008, SOUTH + 0.004), unit=one)
    west = shapely.box(WEST + 0.002, SOUTH + 0.001, WEST + 0.0045, SOUTH + 0.006)
    old = shapely.box(WEST + 0.002, SOUTH + 0.006, WEST + 0.008, SOUTH + 0.009)

    row = submitted(
        district,
        drawing(east, feature(shapely.union(west, old), unit=other)),
        kind=Kind.COMPOUND,
    )
    approve(district, row)

    assert rules.flows_of(row.flows) == [Flow(What.BUILDING, one, other, 1)]
    assert Unit.objects.get(pk=building).parent_id == other


def test_a_compound_drawn_where_none_was_is_founded(district: District) -> None:
    box = (WEST + 0.0085, SOUTH + 0.001, WEST + 0.0095, SOUTH + 0.002)

    approve(district, submitted(district, drawing(feature(box, name="临湖苑")), kind=Kind.COMPOUND))

    names = [unit.name for unit in territory.children(district.sides[0].community)]
    assert "临湖苑" in names


def test_the_entries_of_a_proposal_give_its_row_again(district: District) -> None:
    row = approve(district, submitted(district, moved_border(district)))

    entries = journal.entries(queries.stream_of(row.pk))

    assert [entry.verb.removeprefix("grid.redrawing_") for entry in entries] == [
        "drafted",
        "submitted",
        "approved",
    ]
    told: dict[str, Any] = {}
    for entry in entries:
        told |= entry.facts["set"]
    assert told["stage"] == "approved"
    assert told["pieces"] == row.pieces
    assert told["flows"] == row.flows
    left = {field.attname for field in Redrawing._meta.concrete_fields} - told.keys()
    assert left == {"id", "words_id", "grid_id"}


def test_whoever_proposes_does_not_decide(district: District) -> None:
    row = submitted(district, moved_border(district))
    desk = district.actor(Role.DISTRICT_DESK)

    with pytest.raises(rules.AnotherDecides):
        services.approve(desk, step=Step(row.pk), keys=ids.new, stamp=stamp())
    with pytest.raises(rules.AnotherDecides):
        services.refuse(desk, step=Step(row.pk, words="不妥"), stamp=stamp())


@pytest.mark.parametrize(
    "role", [Role.COMMUNITY_DESK, Role.STREET_DESK, Role.SUPERVISOR, Role.AUDITOR]
)
def test_others_neither_propose_nor_decide(district: District, role: Role) -> None:
    row = submitted(district, moved_border(district))

    with pytest.raises(Forbidden):
        drafted(district, moved_border(district, 0.006), by=district.actor(role), number=2)
    with pytest.raises(Forbidden):
        services.approve(district.actor(role), step=Step(row.pk), keys=ids.new, stamp=stamp())


def test_a_refusal_says_why_and_changes_nothing(district: District) -> None:
    row = submitted(district, moved_border(district))
    operator = district.actor(Role.OPERATOR)

    with pytest.raises(rules.WhyMissing):
        services.refuse(operator, step=Step(row.pk, words=" "), stamp=stamp())
    done = services.refuse(operator, step=Step(row.pk, words="社区意见不一致"), stamp=stamp())

    assert done.stage == Stage.REFUSED
    assert height(district.sides[0].grids[0]) == pytest.approx(SIDE / 2)
    entry = journal.entries(queries.stream_of(row.pk))[-1]
    payload = journal.payload_of(entry)
    assert payload is not None
    assert payload.content == {"text": "社区意见不一致"}
    assert "社区" not in str(entry.facts)


def test_a_proposer_draws_differently_or_takes_it_back(district: District) -> None:
    row = drafted(district, moved_border(district))
    desk = district.actor(Role.DISTRICT_DESK)

    step = Step(row.pk, row.version, "改沿小巷")
    drawn = drawn_of(moved_border(district, 0.006))
    again = services.redraw(desk, step=step, drawn=drawn, keys=ids.new, stamp=stamp())
    with pytest.raises(rules.ChangedMeanwhile):
        services.submit(desk, step=Step(row.pk, 1), stamp=stamp())
    gone = services.withdraw(desk, step=Step(row.pk, again.version), stamp=stamp())

    assert {flow[0] for flow in again.flows} == set()
    assert gone.stage == Stage.WITHDRAWN
    with pytest.raises(rules.StepNotOpen):
        services.submit(desk, step=Step(row.pk), stamp=stamp())


def elsewhere(district: District) -> None:
    """Change the territory somewhere else."""
    outline = NewShape(key(900_001), square(WEST + 3 * SIDE, SOUTH))
    street = district.streets[1]
    new = NewUnit(key(900_000), Kind.COMMUNITY, "丁社区", street, date(2026, 1, 1), shape=outline)
    bring_in_line(BY_RULE, rows=[new], source="tests", at=NOW)


def test_once_the_territory_moved_on_nothing_is_decided_before_it_is_checked_anew(
    district: District,
) -> None:
    row = submitted(district, moved_border(district))
    elsewhere(district)
    cases.report(ANONYMOUS, report=district.report(1), stamp=stamp(number=1))

    with pytest.raises(rules.TerritoryMovedOn):
        approve(district, row)
    operator = district.actor(Role.OPERATOR)
    checked = services.check(operator, step=Step(row.pk, row.version), stamp=stamp(number=55))
    done = approve(district, checked)

    assert [flow[3] for flow in checked.flows if flow[0] == "case"] == [1]
    assert done.stage == Stage.APPROVED


def test_a_draft_is_checked_anew_before_it_is_submitted(district: District) -> None:
    row = drafted(district, moved_border(district))
    elsewhere(district)

    with pytest.raises(rules.TerritoryMovedOn):
        services.submit(district.actor(Role.DISTRICT_DESK), step=Step(row.pk), stamp=stamp())


def test_a_unit_that_was_itself_redrawn_since_needs_a_new_drawing(district: District) -> None:
    first = submitted(district, moved_border(district))
    second = submitted(district, moved_border(district, 0.006), number=2)
    approve(district, first)

    with pytest.raises(rules.UnitRedrawnSince) as refused:
        services.check(district.actor(Role.OPERATOR), step=Step(second.pk), stamp=stamp())

    assert refused.value.facts["name"] == "甲1网格"


def test_a_drawing_that_does_not_fit_is_not_kept(district: District) -> None:
    one = district.sides[0].grids[0]
    small = drawing(feature((WEST, SOUTH, WEST + SIDE, SOUTH + 0.004), unit=one))

    with pytest.raises(GroundLeftOut):
        drafted(district, small)

    assert not Redrawing.objects.exists()


def test_a_proposal_without_a_reason_is_not_kept(district: District) -> None:
    new = services.Draft(
        key(1), district.sides[0].community, Kind.GRID, drawn_of(moved_border(district)), "  "
    )

    with pytest.raises(rules.WhyMissing):
        services.draft(district.actor(Role.OPERATOR), new=new, keys=ids.new, stamp=stamp())


def test_a_compound_is_drawn_anew_alone(district: District) -> None:
    compound = district.sides[0].compounds[0]
    wider = drawing(
        feature((WEST + 0.001, SOUTH + 0.001, WEST + 0.009, SOUTH + 0.004), unit=compound)
    )

    row = submitted(district, wider, kind=Kind.COMPOUND)
    approve(district, row)

    assert row.flows == []
    assert Unit.objects.get(pk=compound).name == "甲东苑"
    wkb = UnitShape.objects.get(unit_id=compound, valid_to=None).wkb
    assert shapely.from_wkb(bytes(wkb)).bounds[0] == WEST + 0.001


def test_the_number_of_a_proposal_has_the_day_of_the_district(district: District) -> None:
    row = drafted(district, moved_border(district))

    assert row.number.startswith(f"{local(2026, 11, 23):%Y%m%d}-")
