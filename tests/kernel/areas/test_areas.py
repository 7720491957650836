"""Areas: several units treated as one, for a time (片区)."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from linli.grid.cases.models import Case
from linli.kernel.areas import queries, services
from linli.kernel.areas.models import Area, AreaMember
from linli.kernel.common.errors import Forbidden, LinliError
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import Actor, Role
from linli.kernel.territory.rules import Kind
from tests.courses import reported
from tests.district import District, key, small_district, stamp

DESK = Actor(role=Role.DISTRICT_DESK)
SPRING, SUMMER, AUTUMN = date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)
MAY_EDIT = {Role.OPERATOR, Role.DISTRICT_DESK, Role.RULE}


@pytest.fixture
def district(db: None) -> District:
    """Return the small district."""
    return small_district()


def _found(district: District, **more: Any) -> Area:
    given: dict[str, Any] = {
        "area_id": key(800),
        "name": "老旧片区",
        "kind": Kind.COMPOUND,
        "unit_ids": district.sides[0].compounds,
        "on": SPRING,
        "stamp": stamp(),
    }
    return services.found(DESK, **(given | more))


def test_an_area_has_other_members_on_other_days(district: District) -> None:
    first, second = district.sides[0].compounds, district.sides[1].compounds
    area = _found(district)

    services.set_members(
        DESK, area_id=area.pk, unit_ids=[first[0], second[0]], on=SUMMER, stamp=stamp()
    )
    services.end(DESK, area_id=area.pk, on=AUTUMN, stamp=stamp())

    days = (date(2026, 2, 28), SPRING, SUMMER, AUTUMN)
    assert [queries.unit_ids(area.pk, on=on) for on in days] == [
        set(),
        set(first),
        {first[0], second[0]},
        set(),
    ]
    assert [len(queries.areas(on)) for on in days] == [0, 1, 1, 0]
    [then] = queries.areas(SUMMER)
    assert [unit.name for unit in then.units] == ["乙东苑", "甲东苑"]
    assert [each.name for each in queries.ended(AUTUMN)] == ["老旧片区"]


def test_matters_are_found_by_the_area_they_lie_in(district: District) -> None:
    inside, outside = reported(district, 1), reported(district, 2, side=1)
    area = _found(district)

    found = Case.objects.filter(queries.within(area.pk, on=SUMMER))

    assert list(found) == [inside]
    assert outside not in found
    with pytest.raises(LinliError) as refused:
        queries.within(key(1), on=SUMMER)
    assert refused.value.code == "areas.area_unknown"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "areas.name_missing"),
        ({"unit_ids": []}, "areas.members_unfit"),
        ({"unit_ids": [UUID(int=3)]}, "areas.members_unfit"),
        ({"kind": Kind.GRID}, "areas.members_unfit"),
        ({"kind": Kind.STREET}, "areas.members_unfit"),
        ({"on": date(2019, 1, 1)}, "areas.members_unfit"),
        ({"area_id": key(801)}, "areas.name_taken"),
    ],
)
def test_an_area_that_says_nothing_is_not_founded(
    district: District, change: dict[str, Any], code: str
) -> None:
    if code == "areas.name_taken":
        _found(district)

    with pytest.raises(LinliError) as refused:
        _found(district, **change)

    assert refused.value.code == code
    assert str(refused.value)


def test_settled_days_and_ended_areas_are_not_changed_any_more(district: District) -> None:
    area = _found(district)
    members: dict[str, Any] = {
        "area_id": area.pk,
        "unit_ids": district.sides[1].compounds,
        "stamp": stamp(),
    }
    services.set_members(DESK, **members, on=SUMMER)

    with pytest.raises(LinliError) as early:
        services.set_members(DESK, **members, on=SPRING)
    services.end(DESK, area_id=area.pk, on=AUTUMN, stamp=stamp())
    with pytest.raises(LinliError) as ended:
        services.rename(DESK, area_id=area.pk, name="新名片区", stamp=stamp())

    assert early.value.code == "areas.day_too_early"
    assert ended.value.code == "areas.area_ended"


@pytest.mark.parametrize("role", list(Role))
def test_only_operator_district_desk_and_the_house_keep_areas(
    district: District, role: Role
) -> None:
    area, actor = _found(district), Actor(role=role)
    calls: list[Callable[[], object]] = [
        lambda: services.rename(actor, area_id=area.pk, name="新名片区", stamp=stamp()),
        lambda: services.set_members(
            actor, area_id=area.pk, unit_ids=district.sides[1].compounds, on=SUMMER, stamp=stamp()
        ),
        lambda: services.end(actor, area_id=area.pk, on=AUTUMN, stamp=stamp()),
        lambda: services.found(
            actor,
            area_id=key(802),
            name="又一片区",
            kind=Kind.GRID,
            unit_ids=district.sides[0].grids,
            on=SPRING,
            stamp=stamp(),
        ),
    ]
    for call in calls:
        if role in MAY_EDIT:
            call()
        else:
            with pytest.raises(Forbidden):
                call()
    verbs = [
        "kernel.area_founded",
        "kernel.area_renamed",
        "kernel.area_members_changed",
        "kernel.area_ended",
    ]
    told = [entry.verb for entry in journal.entries(services.stream_of(area.pk))]
    assert told == (verbs if role in MAY_EDIT else verbs[:1])
    assert AreaMember.objects.filter(area=area, valid_to=None).exists() is (role not in MAY_EDIT)
