"""One page for a compound: what stands on it, for whom, at what cost (rows P4, P5, S2, X1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.board.compounds import queries
from linli.grid.cases.models import Case
from linli.grid.moves.rules import Stage
from linli.kernel.people.rules import Role
from tests.board.compounds.estate import NAMES, furnish
from tests.district import District, small_district
from tests.everybody import everybody
from tests.grid.desk.doors import browser_of, case_at
from tests.party.grassroots import tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    """Return the small district."""
    return small_district()


@pytest.fixture
def compound(district: District) -> UUID:
    """Return a furnished compound with two matters, one of them overdue."""
    found = furnish(district, timezone.localdate())
    late = case_at(district, Stage.IN_HAND, 1)
    case_at(district, Stage.REPORTED, 2)
    Case.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(days=3))
    return found


def _page(client: Client, compound: UUID) -> Any:
    return client.get(f"/board/compounds/{compound}/", headers={"accept-language": "en"})


def test_the_page_says_what_the_compound_is_and_what_is_due(
    district: District, compound: UUID
) -> None:
    page = _page(browser_of(district.actor(Role.COMMUNITY_DESK)), compound)

    shown = page.content.decode()
    for words in (
        "New commercial estate", "With a property company", "860", "样例安居物业服务有限公司",
        "1.98 yuan", "甲东苑业主委员会", "4 of 5 seats filled", "2 Party members",
        "样住建备〔2024〕132号", "甲1网格", "工作人员", "Election for the next term",
        "Decision who serves after the contract", "Overdue by 3 days",
    ):  # fmt: skip
        assert words.lower() in shown.lower(), words


def test_no_member_and_no_word_of_a_resident_stands_on_it(
    district: District, compound: UUID
) -> None:
    shown = _page(browser_of(district.actor(Role.DISTRICT_DESK)), compound).content.decode()

    assert not any(name in shown for name in NAMES)
    assert "楼下垃圾堆了三天没人收" not in shown
    assert "13800138000" not in shown


def test_days_stand_by_date_and_the_overdue_matter_first(
    district: District, compound: UUID
) -> None:
    found = queries.page(district.actor(Role.COMMUNITY_DESK), compound, at=timezone.now())

    days = [line.clock.on for line in found.clocks]
    assert days == sorted(days)
    assert found.clocks[0].css == "is-late"
    assert (found.matters.open, found.matters.late) == (2, 1)


def test_each_post_sees_the_compounds_of_its_unit_and_no_other(
    district: District, compound: UUID
) -> None:
    for actor, is_inside in everybody(district):
        client = browser_of(actor)
        wanted = 403 if actor.role is Role.OPERATOR else 200 if is_inside else 404
        assert _page(client, compound).status_code == wanted, actor
        listed = client.get("/board/compounds/", headers={"accept-language": "en"})
        assert listed.status_code == (403 if actor.role is Role.OPERATOR else 200)
        assert (str(compound) in listed.content.decode()) == (wanted == 200), actor


def test_nobody_reads_it_without_signing_in(compound: UUID) -> None:
    assert _page(Client(), compound).status_code == 302


def test_its_party_organisation_stands_on_it_with_what_is_missing(
    district: District, compound: UUID
) -> None:
    tree(district)
    at = timezone.now()

    found = queries.page(district.actor(Role.COMMUNITY_DESK), compound, at=at)
    shown = _page(browser_of(district.actor(Role.COMMUNITY_DESK)), compound).content.decode()

    (line,) = found.party
    assert line.missing
    assert all(name in shown for name in (line.name, "Still missing", "Election of the Party"))
    assert line.term
    assert line.term.on in {each.clock.on for each in found.clocks}


def test_a_department_sees_its_own_matters_only(district: District, compound: UUID) -> None:
    officer = district.actor(Role.DEPARTMENT_OFFICER, number=1)

    found = queries.page(officer, compound, at=timezone.now())

    assert found.matters.open == 0
    assert found.bodies


def test_the_page_costs_the_same_however_full_it_is(district: District, compound: UUID) -> None:
    desk = district.actor(Role.DISTRICT_DESK)
    queries.page(desk, compound, at=timezone.now())
    with CaptureQueriesContext(
        connection,
    ) as full:
        queries.page(desk, compound, at=timezone.now())
    for number in range(3, 8):
        case_at(district, Stage.DISPATCHED, number)
    with CaptureQueriesContext(connection) as fuller:
        queries.page(desk, compound, at=timezone.now())

    assert len(fuller) == len(full) <= 25


def test_the_list_costs_the_same_however_many_compounds(district: District, compound: UUID) -> None:
    desk, at = district.actor(Role.COMMUNITY_DESK), timezone.now()
    asked: dict[str, Any] = {"only": "", "words": "", "number": "", "at": at}
    queries.listed(desk, **asked)
    with CaptureQueriesContext(connection) as few:
        queries.listed(desk, **asked)
    with CaptureQueriesContext(connection) as many:
        found = queries.listed(district.actor(Role.DISTRICT_DESK), **asked)

    assert len(found.page.object_list) == 6
    assert len(few) == len(many) <= 6


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("only=pressing", ["甲东苑"]),
        ("only=late", ["甲东苑"]),
        ("only=no_body&words=甲", ["甲西苑"]),
        ("only=unable", []),
        ("words=乙社区", ["乙东苑", "乙西苑"]),
        ("words=东苑 丙", ["丙东苑"]),
        ("only=nonsense&words=东", ["甲东苑", "丙东苑", "乙东苑"]),
    ],
)
def test_the_list_is_narrowed_by_need_and_by_name(
    district: District, compound: UUID, asked: str, names: list[str]
) -> None:
    page = browser_of(district.actor(Role.DISTRICT_DESK)).get(f"/board/compounds/?{asked}")

    shown = [line.name for line in page.context["list"].page.object_list]
    assert sorted(shown) == sorted(names)
    assert shown[:1] == names[:1]


def test_an_empty_compound_says_what_is_not_there(district: District) -> None:
    client = browser_of(district.actor(Role.COMMUNITY_DESK))

    shown = _page(client, district.sides[0].compounds[1]).content.decode()

    for words in ("Without a property company", "Nothing is due.", "nobody acts for the owners"):
        assert words in shown
