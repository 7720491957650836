"""The register of Party organisations over HTTP: a tree, filters, figures (rows P3, P4)."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from linli.kernel.people.rules import BY_RULE, Role
from linli.party.branches import services as branches
from linli.party.branches.rules import Base, Kind
from linli.party.branches.services import End, Step
from linli.party.founding import services as founding
from linli.party.tree import rules
from tests.district import District, stamp
from tests.grid.desk.doors import browser_of
from tests.party.founding.test_services import FULL
from tests.party.grassroots import BRANCH, COMMUNITY, FOREIGN, STREET, TODAY, new, served, tree

pytestmark = pytest.mark.django_db

DESK, STREET_DESK, COMMUNITY_DESK = Role.DISTRICT_DESK, Role.STREET_DESK, Role.COMMUNITY_DESK


def _shown(district: District, role: Role, query: str = "") -> list[tuple[object, int]]:
    answer = browser_of(district.actor(role)).get(f"/organisations/{query}")
    return [(line.id, line.depth) for line in answer.context["register"].page.object_list]


def test_a_tree_is_read_from_above() -> None:
    rows = [("c", "b"), ("b", "a"), ("d", "x"), ("a", None), ("e", "a")]

    assert rules.in_order(rows) == [("d", 0), ("a", 0), ("b", 1), ("c", 2), ("e", 1)]


def test_each_desk_sees_the_tree_of_its_own_unit(district: District) -> None:
    tree(district)

    assert _shown(district, DESK) == [(STREET, 0), (COMMUNITY, 1), (BRANCH, 2), (FOREIGN, 0)]
    assert _shown(district, STREET_DESK) == [(STREET, 0), (COMMUNITY, 1), (BRANCH, 2)]
    assert _shown(district, COMMUNITY_DESK) == [(COMMUNITY, 0), (BRANCH, 1)]


def test_filters_narrow_it(district: District) -> None:
    served(district.sides[0].compounds[0], has_company=True)
    tree(district)
    branches.fill(BY_RULE, step=Step(BRANCH), seats=FULL, stamp=stamp(number=3))
    gone = new(7, district.sides[0].compounds[1])
    founding.found(BY_RULE, new=gone, stamp=stamp(number=4))
    branches.dissolve(BY_RULE, step=Step(gone.id), end=End(TODAY), stamp=stamp(number=5))
    street = district.streets[0]

    for query, found in [
        (f"?street={street}", [(STREET, 0), (COMMUNITY, 1), (BRANCH, 2)]),
        ("?base=compound", [(FOREIGN, 0), (BRANCH, 0)]),
        ("?kind=committee", [(STREET, 0), (COMMUNITY, 1)]),
        ("?words=甲东苑", [(BRANCH, 0)]),
        ("?words=jdy", [(BRANCH, 0)]),
        ("?only=vacancies", [(STREET, 0), (COMMUNITY, 1), (FOREIGN, 0)]),
        ("?only=soon", [(FOREIGN, 0), (BRANCH, 0)]),
        ("?only=late", []),
        ("?only=unknown", [(FOREIGN, 0)]),
        ("?only=rootless", [(FOREIGN, 0)]),
        ("?only=ended", [(gone.id, 0)]),
        (
            "?only=nonsense&street=nonsense",
            [(STREET, 0), (COMMUNITY, 1), (BRANCH, 2), (FOREIGN, 0)],
        ),
    ]:
        assert _shown(district, DESK, query) == found, query


def test_vacancies_are_named_and_no_person(district: District) -> None:
    served(district.sides[0].compounds[0], has_company=True)
    tree(district)

    answer = browser_of(district.actor(DESK)).get("/organisations/?words=甲东苑").content.decode()

    for said in ("缺6项", "业委会的党员负责人；监委会的党员负责人", "任期至2027年3月1日"):
        assert said in answer


def test_sixty_organisations_cost_as_few_statements_as_three(
    district: District, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    tree(district)
    unit = district.sides[0].compounds[0]
    rows = [
        new(100 + n, unit, base=Base.NEW_ORGANISATION, host=f"样例公司{n}", kind=Kind.BRANCH)
        for n in range(60)
    ]
    founding.found_many(BY_RULE, rows=rows, stamp=stamp(number=3))
    browser = browser_of(district.actor(DESK))
    browser.get("/organisations/")

    with django_assert_max_num_queries(13):  # four of them for the session and the post
        answer = browser.get("/organisations/")

    assert len(answer.context["register"].page.object_list) == 50


def test_figures_by_street_are_for_the_district(district: District) -> None:
    tree(district)

    streets = browser_of(district.actor(DESK)).get("/organisations/figures/").context["streets"]

    assert [
        (one.founded, one.of_compounds, one.with_vacancies, one.members) for one in streets
    ] == [(3, 1, 3, None), (1, 1, 1, None)]
    answer = browser_of(district.actor(STREET_DESK)).get("/organisations/figures/")
    assert answer.context["streets"] == []


READERS = {DESK, STREET_DESK, COMMUNITY_DESK, Role.SUPERVISOR, Role.AUDITOR}


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REPORTER, Role.RULE)])
def test_who_reads_and_who_sees_the_way_there(district: District, role: Role) -> None:
    tree(district)
    browser = browser_of(district.actor(role))
    reads = role in READERS

    for path in ("/organisations/", f"/organisations/{BRANCH}/", "/organisations/composition/"):
        assert browser.get(path).status_code == (200 if reads else 403)
    founds = role in {DESK, STREET_DESK}
    assert ("新建党组织" in browser.get("/organisations/").content.decode()) == founds
