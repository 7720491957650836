"""The page of a Party organisation and its steps over HTTP (row P4)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from linli.kernel.people.rules import BY_RULE, Role
from linli.party.branches.models import PartyOrganisation
from linli.party.branches.rules import Kind
from linli.party.founding import services as founding
from tests.district import District, stamp
from tests.grid.desk.doors import browser_of
from tests.party.grassroots import BRANCH, COMMUNITY, FOREIGN, STREET, again, new, served, tree

pytestmark = pytest.mark.django_db

DESK, STREET_DESK, COMMUNITY_DESK = Role.DISTRICT_DESK, Role.STREET_DESK, Role.COMMUNITY_DESK
PAGE = f"/organisations/{BRANCH}/"


@pytest.fixture
def street(district: District) -> Client:
    """Return the browser of the first street's desk; its branch has a property company."""
    served(district.sides[0].compounds[0], has_company=True)
    tree(district)
    return browser_of(district.actor(STREET_DESK))


def _post(browser: Client, word: str, **more: object) -> Any:
    said = {"version": again(BRANCH).version, "document": "样组〔2026〕8号"} | more
    return browser.post(f"{PAGE}{word}/", said)


def _said(browser: Client) -> str:
    return browser.get(PAGE).content.decode()


def test_the_page_names_what_is_missing_by_the_articles_words(street: Client) -> None:
    said = _said(street)

    for words in (
        "人员组成：“五类人员”进小区党支部", "物业公司的党员管理层", "社区党员工作者（党员网格员）",
        "中共第一街道甲社区委员会", "系统只记党员人数，不建党员名单。", "2024年3月1日成立。",
    ):  # fmt: skip
        assert words in said


def test_seats_are_filled_by_post_and_number(street: Client) -> None:
    seats = [seat.code for seat in street.get(PAGE).context["one"].seats]
    said: dict[str, object] = {}
    for code in seats:
        said |= {f"held_{code}": 1, f"post_{code}": "owner"}

    answer = _post(street, "fill", **said)

    assert answer.status_code == 302
    assert again(BRANCH).missing == []
    assert "按“有物业”判定，人员齐备" in _said(street)


def test_a_name_cannot_be_written_into_a_seat(street: Client) -> None:
    answer = _post(street, "fill", held_secretary=1, post_secretary="张三")

    assert answer.status_code == 422
    assert again(BRANCH).seats == {}


@pytest.mark.parametrize(
    ("word", "more", "field", "value"),
    [
        ("count", {"members": 33}, "members", 33),
        ("extend", {"until": "2027-06-01"}, "extended_to", "2027-06-01"),
        ("reelect", {"on": "2026-11-20"}, "term_began_on", "2026-11-20"),
        ("subordinate", {"superior": str(STREET)}, "superior_id", str(STREET)),
        (
            "revise",
            {"name": "中共样例支部委员会", "founded_on": "2024-02-01"},
            "name",
            "中共样例支部委员会",
        ),
        ("merge", {"into": str(COMMUNITY), "on": "2026-11-20"}, "stage", "merged"),
        ("dissolve", {"on": "2026-11-20", "words": "已并入片区"}, "stage", "dissolved"),
    ],
    ids=lambda value: str(value) if isinstance(value, str) and value.isalpha() else "",
)
def test_each_step_on_the_page(
    street: Client, word: str, more: dict[str, object], field: str, value: object
) -> None:
    answer = _post(street, word, **more)

    assert answer.status_code == 302
    assert str(getattr(again(BRANCH), field)) == str(value)
    assert street.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("word", "more", "said"),
    [
        ("count", {"members": "viele"}, ""),
        ("extend", {"until": "2029-01-01"}, "最迟可延至2028-03-01"),
        ("reelect", {"on": "2020-01-01"}, "与本届任期不符"),
        ("dissolve", {"on": "2020-01-01"}, "日期2020-01-01不成立"),
        ("count", {"members": 5, "version": 7}, "已被他人更改"),
    ],
    ids=range(5),
)
def test_what_is_refused_is_said_beside_the_form(
    street: Client, word: str, more: dict[str, object], said: str
) -> None:
    answer = _post(street, word, **more)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert again(BRANCH).version == 1


def test_the_property_service_changes_the_rule(street: Client) -> None:
    said = {"has_company": "no", "company": "", "valid_from": "2026-11-20", "source": "备案001"}

    assert street.post(f"{PAGE}service/", said).status_code == 302
    assert again(BRANCH).situation == "without_company"
    assert "样例物业有限公司" in _said(street)
    assert street.post(f"{PAGE}service/", said).status_code == 422


def test_an_organisation_is_founded_where_the_place_was_found(
    district: District, street: Client
) -> None:
    unit = district.sides[0].compounds[1]
    found = street.get("/organisations/new/", {"base": "compound", "words": "苑"}).context["found"]
    assert {one.unit.id for one in found} == {
        compound for side in district.sides[:2] for compound in side.compounds
    }
    path = f"/organisations/new/compound/{unit}/"
    assert street.get(path).context["form"]["superior"].value() == str(COMMUNITY)
    said = {"kind": "branch", "superior": str(COMMUNITY), "founded_on": "2025-05-06", "members": 2}

    refused = street.post(path, said)
    made = street.post(path, said | {"members": 6, "document": "样组〔2025〕6号"})

    assert (refused.status_code, made.status_code) == (422, 302)
    one = PartyOrganisation.objects.get(unit=unit)
    assert (one.name, one.document) == ("中共第一街道甲社区甲西苑小区支部", "样组〔2025〕6号")


def test_a_branch_of_a_company_has_its_name(district: District, street: Client) -> None:
    path = f"/organisations/new/new_organisation/{district.sides[0].community}/"
    said = {"kind": "branch", "founded_on": "2025-05-06"}

    assert street.post(path, said).status_code == 422
    assert street.post(path, said | {"host": "样例环保有限公司"}).status_code == 302
    assert PartyOrganisation.objects.filter(name="中共样例环保有限公司支部委员会").exists()


def test_parts_are_listed_and_a_large_branch_is_remarked_on(
    district: District, street: Client
) -> None:
    group = new(
        5, district.sides[0].compounds[0], kind=Kind.GROUP, superior_id=BRANCH, name="第一党小组"
    )
    founding.found(BY_RULE, new=group, stamp=stamp(number=5))
    _post(street, "count", members=51)

    said = _said(street)

    assert "第一党小组" in said
    assert "党支部党员人数一般不超过50人" in said


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        (STREET_DESK, f"/organisations/{FOREIGN}/", 404),
        (COMMUNITY_DESK, f"/organisations/{STREET}/", 404),
        (COMMUNITY_DESK, PAGE, 200),
        (DESK, f"/organisations/{FOREIGN}/", 200),
        (DESK, f"{PAGE}nonsense/", 405),
        (COMMUNITY_DESK, "/organisations/composition/adopt/", 403),
        (DESK, "/organisations/new/king/018bcfe5-6800-7000-8000-000000000001/", 404),
    ],
    ids=range(7),
)
def test_what_a_post_may_not_see_does_not_exist_for_it(
    district: District, street: Client, role: Role, path: str, status: int
) -> None:
    assert browser_of(district.actor(role)).get(path).status_code == status


def test_a_street_cannot_found_in_another_one(district: District, street: Client) -> None:
    path = f"/organisations/new/compound/{district.sides[2].compounds[1]}/"

    assert street.get(path).status_code == 404
