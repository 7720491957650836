"""Departments of the demonstration share matters in hand, by the ordinary services."""

import numpy as np
import pytest

from linli.board.demo_parts import services as parts
from linli.board.demo_staff.services import Roster
from linli.grid.cases import queries as cases
from linli.grid.moves.rules import Stage
from linli.grid.tasks.models import Task
from tests.courses import brought, officer_of
from tests.district import NOW, District
from tests.grid.tasks.parts import assisting_district, helper_of

pytestmark = pytest.mark.django_db


def roster_of(district: District) -> Roster:
    """Return the two departments of the small district as the demonstration lists them."""
    roster = Roster(
        departments={
            "sanitation": district.sanitation,
            "urban_management": district.urban_management,
        }
    )
    for officer in (officer_of(district), helper_of(district)):
        assert officer.organisation_id
        roster.hands[officer.organisation_id, district.id] = [officer]
    return roster


def test_shares_matters_in_hand_at_several_stages() -> None:
    district = assisting_district()
    for number in (1, 2, 3):
        brought(district, Stage.IN_HAND, number)
    brought(district, Stage.DONE, 4)

    count = parts.add(roster_of(district), noise=np.random.default_rng(1), at=NOW)

    found = Task.objects.order_by("stage").values_list("stage", flat=True)
    assert count == 3
    assert list(found) == ["accepted", "done", "given"]
    assert cases.verify_rows().faults == []
