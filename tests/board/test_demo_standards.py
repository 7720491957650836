"""The standards of the demonstration are brought in by the ordinary services."""

from __future__ import annotations

import pytest

from linli.board.demo_staff.services import Roster
from linli.board.demo_standards import services as demo
from linli.kernel.people.rules import Role
from linli.party.assessments.models import Assessment
from linli.party.records import queries as records
from linli.party.standards import queries as standards
from linli.party.tables.models import Edition
from tests.district import NOW, small_district

pytestmark = pytest.mark.django_db


def test_what_the_article_does_not_word_has_no_items() -> None:
    district, roster = small_district(), Roster()
    roster.by_role[Role.DISTRICT_DESK].append(district.actor(Role.DISTRICT_DESK))
    roster.desks[district.id] = [district.actor(Role.DISTRICT_DESK)]
    for side in district.sides:
        roster.offices[side.community] = side.organisation
        roster.desks[side.community] = [district.actor(Role.COMMUNITY_DESK, side.community)]

    demo.add(roster, at=NOW)

    rows_of = Edition.objects.filter(table="standard").select_related("words")
    kept = [standards.of(row) for row in rows_of.order_by("pk")]
    counts = {standard.name.rstrip("（演示）"): len(standard.items) for standard in kept}
    assert counts == {"六好": 0, "“1+3+N”模式": 0, "小区议事机制检查清单": 3}
    rows = Assessment.objects.order_by("begun_at", "pk").values_list("stage", "points", "of_points")
    assert sorted(rows) == [("begun", 3, 10), ("finished", 3, 7), ("finished", 10, 10)]
    assert records.verify_rows().faults == []
