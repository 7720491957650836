"""The page of figures by the territory of then and by today's."""

from pathlib import Path
from typing import Any

import pytest

from linli.grid.figures.models import Delta
from linli.kernel.people.rules import Role
from linli.kernel.territory_changes.rules import Merger, Part
from tests.district import District, small_district
from tests.grid.desk.doors import browser_of
from tests.kernel.territory_changes.deciding import BEFORE, decide

PAGE = "/desk/territory/figures/"
MAY = {Role.DISTRICT_DESK, Role.OPERATOR, Role.SUPERVISOR, Role.AUDITOR}


@pytest.fixture
def district(db: None, settings: Any, tmp_path: Path) -> District:
    """Return the small district."""
    settings.VAR = tmp_path
    return small_district()


def test_the_figures_stand_twice_each_with_its_day(district: District) -> None:
    first, second = district.sides[0], district.sides[1]
    Delta.objects.create(
        on=BEFORE, community_id=first.community, category_code="06010", measure="reported", count=5
    )
    decide(
        Merger(
            units=(first.community, second.community), into=Part(id=second.community, name="乙社区")
        )
    )
    desk = browser_of(district.actor(Role.DISTRICT_DESK))
    days = {"first": "2026-06-01", "last": "2026-06-30", "level": "community"}

    page = desk.get(PAGE, days).content.decode()

    then, _, now = page.partition("按现行区划")
    assert "按6月30日（周二）的区划" in then
    assert "甲社区" in then
    assert "甲社区" not in now
    assert "乙社区" in now
    wrong = desk.get(PAGE, days | {"last": "2026-05-01"})
    assert wrong.status_code == 422
    assert "截止日期早于起始日期" in wrong.content.decode()


def test_only_those_who_answer_for_the_whole_district_read_it(district: District) -> None:
    for role in set(Role) - {Role.REPORTER, Role.RULE}:
        answer = browser_of(district.actor(role)).get(PAGE)
        assert answer.status_code == (200 if role in MAY else 403), role
