"""Open matters go along when communities are merged, divided or transferred."""

from pathlib import Path
from typing import Any

import pytest

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.moves.rules import Stage
from linli.kernel.people.models import Person
from linli.kernel.people.queries import actor_for
from linli.kernel.people.rules import Role
from linli.kernel.territory_changes.rules import Merger, Part, Split, Transfer
from linli.worker import tasks
from tests.courses import brought, last_entry, reported
from tests.district import NOW, District, again, key, small_district
from tests.kernel.territory_changes.deciding import decide

TODAY = NOW.date()


@pytest.fixture
def district(db: None, settings: Any, tmp_path: Path) -> District:
    """Return the small district."""
    settings.VAR = tmp_path
    return small_district()


def test_the_desk_that_takes_a_community_over_sees_its_open_matters(district: District) -> None:
    first, second = district.sides[0], district.sides[1]
    open_one, closed = brought(district, Stage.IN_HAND), brought(district, Stage.CLOSED, number=2)
    desk = district.actor(Role.COMMUNITY_DESK, first.community)

    into = Part(id=second.community, name="乙社区")
    decide(Merger(units=(first.community, second.community), into=into), on=TODAY)
    tasks.deliver_waiting(NOW)

    moved = again(open_one)
    assert (moved.community_id, moved.grid_id) == (second.community, first.grids[0])
    assert moved.lead_id == open_one.lead_id
    assert last_entry(moved).verb == "grid.case_ground_moved"
    assert again(closed).community_id == first.community
    after = actor_for(Person.objects.get(pk=desk.person_id or key(0)), desk.post_id, on=TODAY)
    assert cases.visible(after).filter(pk=moved.pk).exists()
    assert not cases.verify_rows().faults


def test_a_matter_follows_its_grid_and_of_a_divided_community_the_heir(district: District) -> None:
    side = district.sides[0]
    in_grid, in_none = reported(district, 1), reported(district, 2)
    Case.objects.filter(pk=in_none.pk).update(
        grid_id=None, micro_grid_id=None, compound_id=None, building_id=None
    )
    south, north = key(7001), key(7002)
    parts = (
        Part(id=south, name="南社区", takes=(side.grids[0],)),
        Part(id=north, name="北社区", takes=(side.grids[1],)),
    )

    decide(Split(unit_id=side.community, parts=parts), on=TODAY)
    tasks.deliver_waiting(NOW)

    assert again(in_grid).community_id == south
    assert again(in_none).community_id in {south, north}


def test_a_transferred_community_takes_its_open_matters_to_the_other_street(
    district: District,
) -> None:
    case = reported(district)

    decide(Transfer(unit_id=district.sides[0].community, parent_id=district.streets[1]), on=TODAY)
    tasks.deliver_waiting(NOW)
    tasks.deliver_waiting(NOW)

    moved = again(case)
    assert (moved.street_id, moved.community_id) == (district.streets[1], case.community_id)
