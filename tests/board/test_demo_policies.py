"""The made-up policy document of the demonstration is brought in by the ordinary services."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.board.demo_policies import services as demo
from linli.board.demo_staff.services import Roster
from linli.kernel.people.rules import Role
from linli.party.policy_tasks.models import PolicyTask
from linli.party.records import queries as records
from tests.district import NOW, small_district

pytestmark = pytest.mark.django_db


def test_tasks_whose_day_has_passed_have_risen() -> None:
    district, roster = small_district(), Roster()
    for role in (Role.DISTRICT_DESK, Role.SUPERVISOR):
        roster.by_role[role].append(district.actor(role))
    roster.by_role[Role.STREET_DESK] += [
        district.actor(Role.STREET_DESK, number=number) for number in (0, 1)
    ]

    demo.add(roster, at=NOW + timedelta(days=60))

    rows = PolicyTask.objects.order_by("running").values_list("stage", "level", "watch_at")
    assert list(rows) == [("given", 3, None), ("accepted", 0, rows[1][2])]
    assert records.verify_rows().faults == []
