"""A plan becomes territory: old grids end, new ones begin, what stays stays (G2)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import numpy as np
import pytest
import shapely

from linli.grid.cases.models import Case
from linli.grid.plan_adoptions import queries, rules, services, solver
from linli.grid.plan_adoptions.services import Decision
from linli.grid.plan_runs.models import PlanPart
from linli.grid.plan_runs.rules import Level
from linli.kernel.common.errors import Forbidden, LinliError
from linli.kernel.journal import queries as journal
from linli.kernel.journal.services import deliver
from linli.kernel.people.models import Post
from linli.kernel.people.rules import Role
from linli.kernel.places import queries as places
from linli.kernel.redivisions.rules import BeganLater, DayToCome
from linli.kernel.territory import queries as territory
from linli.kernel.territory.models import Unit, UnitCode, UnitShape
from linli.kernel.territory.rules import Kind
from linli.kernel.territory_history.models import UnitSuccession
from tests.courses import reported
from tests.district import BEGAN, NOW, District, key, stamp
from tests.grid.plan_runs.courses import RUN, planned

TODAY = date(2026, 11, 23)


def keys() -> Any:
    """Return what gives one fixed key after the other."""
    numbers = count(91_000)
    return lambda: key(next(numbers))


def adopt(
    district: District, *, on: date = TODAY, prefix: str = "", role: Role | None = None
) -> PlanPart:
    """Adopt the plan of the first community."""
    decision = Decision(RUN, district.sides[0].community, on, prefix)
    return services.adopt(
        district.actor(role or Role.DISTRICT_DESK), decision=decision, keys=keys(), stamp=stamp()
    )


def cross_plan(district: District, labels: list[int] | None = None) -> PlanPart:
    """Return a plan that divides the community from west to east instead of north to south."""
    part = planned(district.actor(Role.DISTRICT_DESK), district)
    cells = shapely.get_parts(shapely.from_wkb(bytes(part.cells)))
    east = shapely.get_coordinates(shapely.centroid(cells))[:, 0]
    part.edited = part.plan | {"labels": labels or (east > np.median(east)).astype(int).tolist()}
    part.save()
    return part


def grids_of(district: District) -> list[Unit]:
    """Return the present grids of the first community, by name."""
    found = Unit.objects.filter(valid_to=None, kind="grid", parent=district.sides[0].community)
    return list(found.order_by("name"))


def test_new_grids_take_the_place_of_the_old_ones(district: District) -> None:
    cross_plan(district)
    case = reported(district)
    version = territory.version()
    old = grids_of(district)

    part = adopt(district, prefix="430602-")

    new = grids_of(district)
    assert part.adopted_on == TODAY
    assert [unit.name for unit in new] == [unit.name for unit in old]
    assert not {unit.pk for unit in new} & {unit.pk for unit in old}
    assert [unit.households for unit in new] == [120, 120]
    assert territory.version() == version + 1
    ended = Unit.objects.filter(pk__in=[unit.pk for unit in old])
    assert {unit.valid_to for unit in ended} == {TODAY}
    micro = Unit.objects.filter(kind="micro_grid", parent__in=ended)
    assert {unit.valid_to for unit in micro} == {TODAY}
    codes = UnitCode.objects.filter(unit__in=[unit.pk for unit in new])
    assert sorted(codes.values_list("code", flat=True)) == ["430602-001", "430602-002"]
    shapes = UnitShape.objects.filter(unit__in=[unit.pk for unit in new])
    outlines = [shapely.from_wkb(bytes(shape.wkb)) for shape in shapes]
    whole = UnitShape.objects.get(unit=district.sides[0].community, valid_to=None)
    ground = shapely.from_wkb(bytes(whole.wkb))
    assert shapely.area(shapely.symmetric_difference(shapely.union_all(outlines), ground)) < 1e-9
    assert shapely.area(shapely.intersection(*outlines)) < 1e-12
    assert Case.objects.get(pk=case.pk).grid_id in {unit.pk for unit in old}
    while deliver(at=NOW + timedelta(hours=1), most=100):
        pass
    assert Case.objects.get(pk=case.pk).grid_id in {unit.pk for unit in new}
    here = places.place_of_unit(district.sides[0].buildings[0])
    assert here.grid_id in {unit.pk for unit in new}


def test_posts_go_to_the_heirs_and_the_past_knows_what_became_of_each(district: District) -> None:
    cross_plan(district)
    old = grids_of(district)
    officers = list(Post.objects.filter(unit__in=old).order_by("pk"))

    adopt(district)

    new = {unit.pk for unit in grids_of(district)}
    assert officers
    assert {Post.objects.get(pk=post.pk).unit_id for post in officers} <= new
    rows = UnitSuccession.objects.filter(former__in=old)
    assert {row.later_id for row in rows} == new
    assert rows.count() == 4
    [entry] = journal.entries(f"kernel.redivision:{district.sides[0].community}")
    assert set(entry.facts["ended"]) >= {str(unit.pk) for unit in old}
    assert len(entry.facts["followed"]) >= len(officers)
    assert next(reversed(journal.entries(f"grid.plan_run:{RUN}"))).verb == "grid.plan_adopted"


def test_a_grid_with_the_same_buildings_stays_as_it_is(district: District) -> None:
    part = planned(district.actor(Role.DISTRICT_DESK), district)
    labels = part.plan["labels"]
    lone = labels.index(1)
    part.edited = part.plan | {
        "labels": [2 if n == lone else label for n, label in enumerate(labels)]
    }
    part.save()
    old = grids_of(district)
    found = queries.consequences(part)
    assert (found.ending, found.beginning, found.staying, found.below, found.posts) == (
        1,
        2,
        1,
        1,
        1,
    )

    adopt(district, prefix="G")

    new = grids_of(district)
    assert len(new) == 3
    assert len({unit.pk for unit in old} & {unit.pk for unit in new}) == 1
    assert "甲社区01网格" in [unit.name for unit in new]
    outlines = [
        shapely.from_wkb(bytes(shape.wkb))
        for shape in UnitShape.objects.filter(unit__in=new, valid_to=None)
    ]
    whole = shapely.union_all(outlines)
    assert shapely.area(whole) == pytest.approx(sum(shapely.area(outlines)))


def test_micro_grids_are_adopted_inside_their_grid(district: District) -> None:
    assert next(rules.new_names("甲1网格", Level.MICRO_GRID, {"甲1-1微网格"})) == "甲1-2微网格"
    assert next(rules.new_names("甲社区", Level.GRID, {"甲社区01网格"})) == "甲社区02网格"
    assert next(rules.new_codes("G", {"G001"})) == "G002"
    assert next(rules.new_codes("", {""})) == ""


@pytest.mark.parametrize(
    "role", [Role.STREET_DESK, Role.COMMUNITY_DESK, Role.GRID_OFFICER, Role.AUDITOR]
)
def test_only_who_may_edit_the_territory_adopts(district: District, role: Role) -> None:
    cross_plan(district)

    with pytest.raises(Forbidden):
        adopt(district, role=role)
    assert len(grids_of(district)) == 2


@pytest.mark.parametrize(
    ("on", "why"),
    [(TODAY + timedelta(days=1), DayToCome), (BEGAN, BeganLater)],
)
def test_the_day_is_between_the_first_one_and_today(
    district: District, on: date, why: type[LinliError]
) -> None:
    cross_plan(district)

    with pytest.raises(why):
        adopt(district, on=on)
    assert PlanPart.objects.get().adopted_on is None


def test_a_plan_is_adopted_once_and_not_where_nothing_is_new(district: District) -> None:
    planned(district.actor(Role.DISTRICT_DESK), district)
    with pytest.raises(rules.NothingNew):
        adopt(district)
    part = PlanPart.objects.get()
    part.adopted_on = TODAY
    part.save()
    with pytest.raises(rules.AlreadyAdopted):
        adopt(district)


@pytest.mark.parametrize("kind", [Kind.GRID, Kind.BUILDING])
def test_a_plan_of_a_territory_that_has_moved_is_refused(district: District, kind: Kind) -> None:
    cross_plan(district)
    gone = district.sides[0].grids[0] if kind is Kind.GRID else district.sides[0].buildings[0]
    Unit.objects.filter(pk=gone).update(valid_to=NOW.date())

    with pytest.raises(rules.TerritoryMoved):
        adopt(district)


def test_what_no_cell_covers_goes_to_the_neighbour_with_most_border() -> None:
    cells = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(2, 0, 3, 1)])
    kept = shapely.box(2.2, 0, 3, 1)

    found = solver.outlines(cells, [0, 1, 2], ground=shapely.box(0, 0, 3, 1), kept={2: kept})

    assert shapely.area(found[0]) == pytest.approx(1.0)
    assert shapely.area(found[1]) == pytest.approx(1.2)


def test_unchanged_groups_have_exactly_the_pieces_of_a_grid() -> None:
    assert solver.unchanged([0, 0, 1, 2], ["a", "a", "b", "b"]) == {0: "a"}
    assert solver.unchanged([0, 1], ["a", ""]) == {0: "a"}
    assert UUID(int=1) not in solver.unchanged([0], [""]).values()
