"""Bringing units in, many at once; all or nothing."""

from typing import Any
from uuid import UUID

import pytest
import shapely
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.kernel.common.errors import Forbidden
from linli.kernel.people.rules import Actor, Role
from linli.kernel.territory import rules
from linli.kernel.territory import services as territory
from linli.kernel.territory.models import TerritoryVersion, Unit, UnitCode, UnitShape
from linli.kernel.territory.rules import Kind
from linli.kernel.territory.services import Changed, NewShape, NewUnit
from tests.kernel.town import AT, ON, OPERATOR, Town, key

MAY_EDIT = {Role.OPERATOR, Role.DISTRICT_DESK, Role.RULE}


def _counts() -> tuple[int, ...]:
    return tuple(table.objects.count() for table in (Unit, UnitCode, UnitShape, TerritoryVersion))


@pytest.mark.parametrize("role", list(Role))
def test_only_operator_district_desk_and_the_house_change_the_territory(
    town: Town, role: Role
) -> None:
    actor = Actor(role=role)
    if role in MAY_EDIT:
        assert territory.add_units(actor, rows=[], source="a test", at=AT) == 0
        brought = territory.bring_in_line(actor, rows=[], source="a test", at=AT)
        assert brought == Changed(created=0, changed=0, unchanged=0)
    else:
        with pytest.raises(Forbidden):
            territory.add_units(actor, rows=[], source="a test", at=AT)
        with pytest.raises(Forbidden):
            territory.bring_in_line(actor, rows=[], source="a test", at=AT)


def test_a_building_gets_the_door_code_of_its_key_and_names_their_readings(town: Town) -> None:
    building = Unit.objects.get(name="1栋")

    assert building.door_code == rules.door_code(building.id)
    assert Unit.objects.get(name="花板桥").pinyin == "huabanqiao hbq"
    assert Unit.objects.get(name="东茅岭").style == "subdistrict"
    assert Unit.objects.get(name="园").households == 320


def test_thousands_of_units_need_few_statements(town: Town) -> None:
    rows = [NewUnit(key(), Kind.BUILDING, f"{n}栋", town.ids["村"], ON) for n in range(1500)]

    with CaptureQueriesContext(connection) as asked:
        added = territory.add_units(OPERATOR, rows=rows, source="a test", at=AT)

    assert added == 1500
    assert len(asked) <= 8


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "territory.name_missing"),
        ({"style": "town"}, "territory.style_unknown"),
        ({"parent_id": None}, "territory.parent_unclear"),
        ({"parent_id": UUID(int=3)}, "territory.parent_unclear"),
        ({"kind": Kind.BUILDING}, "territory.parent_unclear"),
        ({"shape": NewShape(UUID(int=4), shapely.Point(113, 29).wkb)}, "territory.outline_missing"),
    ],
)
def test_one_bad_row_stops_all_rows_and_says_which(
    town: Town, change: dict[str, Any], code: str
) -> None:
    good: dict[str, Any] = {
        "kind": Kind.COMPOUND,
        "name": "新村",
        "parent_id": town.ids["湖滨"],
        "valid_from": ON,
    }
    before = _counts()

    with pytest.raises(rules.RowsRefused) as refused:
        territory.add_units(
            OPERATOR,
            rows=[NewUnit(id=key(), **good), NewUnit(id=key(), **(good | change))],
            source="a test",
            at=AT,
        )

    assert [(fault.row, fault.code) for fault in refused.value.faults] == [(2, code)]
    assert _counts() == before


def test_there_is_one_district(town: Town) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(id=key(), kind=Kind.DISTRICT, name="另一区", valid_from=ON)
