"""A neighbour's matter is offered before a second one is made of it (mission, most wanted 9)."""

from datetime import timedelta
from typing import Any

import pytest

from linli.grid.cases import queries
from linli.grid.cases import services as cases
from linli.grid.cases.models import Case
from linli.grid.cases.rules import Spot, box_around
from linli.grid.clocks.rules import PolicyValues
from linli.kernel.people.rules import ANONYMOUS
from linli.kernel.places.rules import How, Place
from tests.district import NOW, District, small_district, stamp

LON, LAT = 113_104_000, 29_352_500
POLICY = PolicyValues()


def test_reaches_hundred_metres_to_each_side() -> None:
    west, east, south, north = box_around(LON, LAT, 100)

    assert (east - LON, LON - west) == (1030, 1030)
    assert (north - LAT, LAT - south) == (898, 898)


def _pinned(district: District, number: int, lon_e6: int, **more: Any) -> Case:
    bare = Place(district_id=district.id, how=How.OUTSIDE)
    report = district.report(number, place=bare, lon_e6=lon_e6, lat_e6=LAT, **more)
    return cases.report(ANONYMOUS, report=report, stamp=stamp())


@pytest.mark.django_db
def test_finds_an_open_matter_of_the_same_kind_near_the_pin() -> None:
    district = small_district()
    near = _pinned(district, 1, LON + 900)
    _pinned(district, 2, LON + 1_200)
    _pinned(district, 3, LON, category="06001")
    _pinned(district, 4, LON, category="L201")

    found = queries.likely_same(
        category_code="06010", spot=Spot(None, LON, LAT), at=NOW, policy=POLICY
    )

    assert [case.pk for case in found] == [near.pk]


@pytest.mark.django_db
def test_finds_one_of_the_same_compound_without_a_pin_while_it_is_not_old() -> None:
    district = small_district()
    case = cases.report(ANONYMOUS, report=district.report(), stamp=stamp())
    spot = Spot(district.sides[0].compounds[0])

    def found(days: int) -> list[Case]:
        at = NOW + timedelta(days=days)
        return queries.likely_same(category_code="06010", spot=spot, at=at, policy=POLICY)

    assert [same.pk for same in found(14)] == [case.pk]
    assert found(15) == []


@pytest.mark.django_db
def test_finds_nothing_where_nobody_knows_the_place() -> None:
    district = small_district()
    _pinned(district, 1, LON)

    assert queries.likely_same(category_code="06010", spot=Spot(None), at=NOW, policy=POLICY) == []
