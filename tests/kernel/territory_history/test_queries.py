"""The territory of a past day, also where an import changed it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.kernel.territory import services as territory
from linli.kernel.territory.models import UnitPast
from linli.kernel.territory.rules import Kind, UnitUnknown
from linli.kernel.territory.services import NewUnit
from linli.kernel.territory_history import queries as history
from tests.kernel.town import AT, ON, OPERATOR, Town

TODAY = AT.date()
YESTERDAY = TODAY - timedelta(days=1)


def test_an_import_that_renames_and_moves_a_unit_keeps_its_past(town: Town) -> None:
    row = NewUnit(town.ids["村"], Kind.COMPOUND, "新村", town.ids["花板桥"], ON)

    territory.bring_in_line(OPERATOR, rows=[row], source="a test", at=AT)

    assert [each.name for each in history.path(row.id, on=YESTERDAY)][2:] == ["湖滨", "村"]
    assert [each.name for each in history.path(row.id, on=TODAY)][2:] == ["花板桥", "新村"]


def test_what_held_for_no_whole_day_is_not_kept(town: Town) -> None:
    row = NewUnit(town.ids["村"], Kind.COMPOUND, "新村", town.ids["湖滨"], ON)
    other = NewUnit(town.ids["村"], Kind.COMPOUND, "新新村", town.ids["湖滨"], ON)

    territory.bring_in_line(OPERATOR, rows=[row], source="a test", at=AT)
    territory.bring_in_line(OPERATOR, rows=[other], source="a test", at=AT)

    assert [past.name for past in UnitPast.objects.all()] == ["村"]


def test_a_day_before_the_first_one_has_no_units(town: Town) -> None:
    with pytest.raises(UnitUnknown):
        history.path(town.ids["村"], on=date(2025, 12, 31))
    assert not history.then(date(2025, 12, 31)).units


def test_the_outlines_of_a_day_carry_the_names_of_that_day(town: Town) -> None:
    row = NewUnit(town.ids["一格"], Kind.GRID, "第一网格", town.ids["花板桥"], ON)
    territory.bring_in_line(OPERATOR, rows=[row], source="a test", at=AT)

    with CaptureQueriesContext(connection) as asked:
        found = history.shapes_geojson([Kind.GRID], on=YESTERDAY)

    names = [feature["properties"]["name"] for feature in found["features"]]
    assert sorted(names) == ["一格", "二格"]
    assert len(asked) == 3
