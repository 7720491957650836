"""Four roles on a case: coordinate, lead, assist, first receiver (row G1, “社区牵头”)."""

import pytest
from django.utils import translation

from linli.grid.cases import services as cases
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.grid.showing import queries as showing
from linli.kernel.people.rules import ANONYMOUS, Role, reporter
from tests.district import NOW, stamp
from tests.grid.tasks.parts import assisting_district

pytestmark = pytest.mark.django_db


def test_staff_see_who_coordinates_received_and_assists_and_the_reporter_does_not() -> None:
    district = assisting_district()
    desk = district.actor(Role.COMMUNITY_DESK)
    case = cases.report(ANONYMOUS, report=district.report(category=""), stamp=stamp())
    step = Step(case_id=case.pk)
    handling.register(desk, step=step, category_code="06010", stamp=stamp())
    handling.dispatch(
        desk,
        step=step,
        lead_id=district.sanitation,
        assist_ids=[district.urban_management],
        stamp=stamp(),
    )

    with translation.override("en"):
        staff = showing.page(desk, case.pk, at=NOW)
        hers = showing.page(reporter(case.pk), case.pk, at=NOW)

    assert staff.roles == [
        ("Coordinates", "甲社区居委会"),
        ("Received it first", "甲社区居委会"),
        ("Assists", "样例区城管局"),
    ]
    assert staff.line.lead == "样例区环卫局"
    assert hers.roles == []
