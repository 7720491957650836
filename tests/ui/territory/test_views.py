"""The desk decides changes of the territory on its pages, and keeps areas."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from linli.kernel.areas import queries as areas
from linli.kernel.areas.models import Area
from linli.kernel.people.rules import Role
from linli.kernel.territory.models import Unit, UnitCode
from linli.kernel.territory_changes.models import TerritoryChange
from linli.kernel.territory_changes.rules import Merger, Part, Rename
from tests.district import District, small_district
from tests.grid.desk.doors import browser_of
from tests.kernel.territory_changes.deciding import JULY, decide

MAY = {Role.DISTRICT_DESK, Role.OPERATOR}
PAPER = {"on": "2026-07-01", "number": "样政办函〔2026〕16号", "issuer": "样例区人民政府办公室"}
TERRITORY = "/desk/territory/"


@pytest.fixture
def district(db: None, settings: Any, tmp_path: Path) -> District:
    """Return the small district."""
    settings.VAR = tmp_path
    return small_district()


@pytest.fixture
def desk(district: District) -> Client:
    """Return the browser of the district desk."""
    return browser_of(district.actor(Role.DISTRICT_DESK))


def _unit(unit: UUID, sort: str = "") -> str:
    return f"{TERRITORY}units/{unit}/" + (f"{sort}/" if sort else "")


def _read(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_merger_is_shown_first_and_decided_then(district: District, desk: Client) -> None:
    first, second = district.sides[0], district.sides[1]
    said = PAPER | {
        "others": [str(first.community)],
        "goes_on": str(second.community),
        "name": "乙社区",
    }
    address = _unit(second.community, "merger")

    shown = desk.post(address, said)

    assert shown.status_code == 200
    assert "改变隶属的单元" in _read(shown)
    assert "甲东苑" in _read(shown)
    assert not TerritoryChange.objects.exists()

    decided = desk.post(address, said | {"decide": "1"}, follow=True)

    row = TerritoryChange.objects.get()
    assert decided.redirect_chain[0][0] == f"{TERRITORY}changes/{row.pk}/"
    assert "甲社区并入乙社区" in _read(decided)
    assert Unit.objects.get(pk=first.grids[0]).parent_id == second.community
    assert "乙社区" in _read(desk.get(_unit(first.community)))


@pytest.mark.parametrize(
    ("sort", "said", "then"),
    [
        ("rename", {"name": "新名社区"}, "甲社区更名为新名社区"),
        (
            "recoding",
            {"system": "nbs", "code": "430602001009"},
            "甲社区统计用区划代码：430602001009",
        ),
        (
            "establishment",
            {"kind": "compound", "name": "新苑", "households": "90"},
            "甲社区设立新苑",
        ),
        ("abolition", {"with_parts": "on"}, "甲社区撤销"),
    ],
)
def test_each_sort_of_change_is_said_in_one_sentence(
    district: District, desk: Client, sort: str, said: dict[str, str], then: str
) -> None:
    decided = desk.post(
        _unit(district.sides[0].community, sort), PAPER | said | {"decide": "1"}, follow=True
    )

    assert decided.status_code == 200
    assert then in _read(decided)
    assert then in _read(desk.get(TERRITORY))


def test_a_split_asks_where_each_unit_below_goes(district: District, desk: Client) -> None:
    side = district.sides[0]
    parts = {f"part_{grid}": str(n) for n, grid in enumerate(side.grids, start=1)}
    parts |= {f"part_{compound}": "" for compound in side.compounds}
    said = PAPER | parts | {"name_1": "甲社区", "name_2": "丁社区", "lives_on": "on", "decide": "1"}

    desk.post(_unit(side.community, "split"), said)

    new = Unit.objects.get(name="丁社区")
    assert Unit.objects.get(pk=side.grids[1]).parent_id == new.pk
    assert Unit.objects.get(pk=side.compounds[1]).parent_id == new.pk
    assert Unit.objects.get(pk=side.community).valid_to is None


def test_a_transfer_offers_the_other_units_above(district: District, desk: Client) -> None:
    side, street = district.sides[0], district.streets[1]
    address = _unit(side.community, "transfer")

    assert "第二街道" in _read(desk.get(address))
    desk.post(address, PAPER | {"parent": str(street), "decide": "1"})

    assert Unit.objects.get(pk=side.community).parent_id == street
    assert "第一街道" in _read(desk.get(_unit(side.community)))


def test_what_the_house_refuses_stands_on_the_form(district: District, desk: Client) -> None:
    refused = desk.post(
        _unit(district.sides[0].community, "rename"), PAPER | {"name": "乙社区", "decide": "1"}
    )

    assert refused.status_code == 422
    assert "“第一街道”内将有两个“乙社区”" in _read(refused)
    assert not TerritoryChange.objects.exists()


def test_a_planned_change_is_withdrawn_or_tried_again(district: District, desk: Client) -> None:
    first, second = district.sides[0], district.sides[1]
    tomorrow = timezone.localdate() + timedelta(days=1)
    change = Rename(unit_id=first.community, name="新名社区")
    waiting = decide(change, on=tomorrow, at=timezone.now())
    assert "待生效1项" in _read(desk.get(TERRITORY))

    early = desk.post(f"{TERRITORY}changes/{waiting.pk}/take-force/")
    desk.post(f"{TERRITORY}changes/{waiting.pk}/withdraw/")

    assert early.status_code == 409
    waiting.refresh_from_db()
    assert waiting.stage == "withdrawn"
    due = decide(Rename(unit_id=second.community, name="又名社区"), on=tomorrow, at=timezone.now())
    TerritoryChange.objects.filter(pk=due.pk).update(
        on=timezone.localdate(), refusal="territory_changes.name_taken"
    )
    assert "重试" in _read(desk.get(f"{TERRITORY}changes/{due.pk}/"))
    desk.post(f"{TERRITORY}changes/{due.pk}/take-force/")
    assert Unit.objects.get(pk=second.community).name == "又名社区"


def test_two_codes_of_one_street_are_seen_to_differ(district: District, desk: Client) -> None:
    for system, code in (("nbs", "430602013000"), ("mca", "430602017")):
        UnitCode.objects.create(
            unit_id=district.streets[0], system=system, code=code, valid_from=JULY
        )

    page = _read(desk.get(f"{TERRITORY}codes/"))
    below = _read(desk.get(f"{TERRITORY}codes/{district.streets[0]}/"))

    assert "430602013000" in page
    assert page.count("两码不一致") == 1
    assert "甲社区" in below


def test_units_are_found_by_initials_and_changes_by_filter(
    district: District, desk: Client
) -> None:
    decide(
        Merger(
            units=tuple(s.community for s in district.sides[:2]),
            into=Part(id=district.sides[1].community, name="乙社区"),
        )
    )

    assert "乙东苑" in _read(desk.get(TERRITORY, {"words": "ydy"}))
    assert "甲社区并入乙社区" not in _read(desk.get(TERRITORY, {"stage": "planned"}))
    assert "甲社区并入乙社区" in _read(desk.get(TERRITORY, {"sort": "merger", "stage": "in_force"}))


def test_an_area_is_founded_given_other_units_renamed_and_ended(
    district: District, desk: Client
) -> None:
    first, second = district.sides[0].compounds
    new = {"name": "老旧片区", "on": "2026-03-01", "units": [str(first)]}

    assert "甲东苑" in _read(desk.get(f"{TERRITORY}areas/", {"words": "甲东"}))
    desk.post(f"{TERRITORY}areas/?words=甲东&kind=compound", new)

    area = Area.objects.get()
    page = f"{TERRITORY}areas/{area.pk}/"
    assert "甲西苑" in _read(desk.get(page, {"words": "甲西"}))
    desk.post(page, {"on": "2026-06-01", "units": [str(first), str(second)]})
    desk.post(f"{page}name/", {"name": "甲片区"})
    assert areas.unit_ids(area.pk, on=date(2026, 6, 1)) == {first, second}
    assert "甲片区" in _read(desk.get(f"{TERRITORY}areas/"))
    assert "甲片区" in _read(desk.get(_unit(first)))

    desk.post(f"{page}end/", {"on": "2026-09-01"})

    assert "已撤销的片区" in _read(desk.get(f"{TERRITORY}areas/"))
    assert desk.post(f"{TERRITORY}areas/", {"name": "", "on": ""}).status_code == 422


def _offices(district: District) -> list[tuple[Role, int]]:
    community = district.sides[0].community
    found = [
        (role, 200 if role in MAY else 403)
        for role in Role
        if role not in {Role.REPORTER, Role.RULE}
    ]
    assert district.actor(Role.COMMUNITY_DESK, community)
    return found


def test_only_district_desk_and_operator_see_the_pages(district: District) -> None:
    pages = [
        TERRITORY,
        _unit(district.sides[0].community),
        _unit(district.sides[0].community, "rename"),
        f"{TERRITORY}codes/",
        f"{TERRITORY}areas/",
    ]

    assert all(Client().get(page).status_code == 302 for page in pages)
    for role, expected in _offices(district):
        browser = browser_of(district.actor(role))
        assert {browser.get(page).status_code for page in pages} == {expected}, role


@pytest.mark.parametrize("sort", ["adjustment", "nonsense"])
def test_what_is_drawn_on_the_map_has_no_form_here(
    district: District, desk: Client, sort: str
) -> None:
    assert desk.get(_unit(district.sides[0].community, sort)).status_code == 404
