"""Rows G1 and X3: a desk and its tools find a matter by the number a superior gave it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.grid.cases.models import Case
from linli.grid.external import queries as external
from linli.grid.moves.rules import Stage
from linli.grid.queues import queries
from linli.grid.queues.queries import Filters
from linli.kernel.people.rules import Actor, Role
from tests.api.tools import READING, tool_of
from tests.courses import brought
from tests.district import NOW, District, small_district
from tests.grid.desk.doors import browser_of
from tests.superiors import passed_down, platform_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    return small_district()


def found(actor: Actor, words: str, stage: str = "") -> list[str]:
    page = queries.queue(actor, Filters(words=words, stage=stage), number=1, at=NOW)
    return [line.number for line in page.object_list]


TYPED = [
    ("YY2026000001", True),
    ("yy2026000001", True),
    ("ＹＹ２０２６０００００１", True),
    ("YY2026", True),
    ("2026000001", False),
    ("YY2026000002", False),
]


@pytest.mark.parametrize(("words", "is_found"), TYPED)
def test_the_queue_finds_a_matter_by_the_beginning_of_the_superiors_number(
    district: District, words: str, is_found: bool
) -> None:
    case = passed_down(district, platform_of(district))
    brought(district, Stage.REPORTED, 2)

    assert found(district.actor(Role.DISTRICT_DESK), words) == ([case.number] if is_found else [])


def test_our_number_and_the_words_are_found_as_before(district: District) -> None:
    theirs = passed_down(district, platform_of(district))
    ours = brought(district, Stage.REPORTED, 2, text="井盖松动")
    desk = district.actor(Role.DISTRICT_DESK)

    assert found(desk, ours.number) == [ours.number]
    assert found(desk, "井盖") == [ours.number]
    assert found(desk, theirs.number) == [theirs.number]


WHO = [
    (Role.COMMUNITY_DESK, "own", True),
    (Role.COMMUNITY_DESK, "other", False),
    (Role.STREET_DESK, "own", True),
    (Role.STREET_DESK, "other", False),
    (Role.DISTRICT_DESK, "own", True),
    (Role.DEPARTMENT_OFFICER, "leads", True),
    (Role.DEPARTMENT_OFFICER, "leads not", False),
    (Role.OPERATOR, "own", False),
]


@pytest.mark.parametrize(("role", "place", "sees"), WHO)
def test_the_number_opens_nothing_that_a_post_may_not_see(
    district: District, role: Role, place: str, sees: bool
) -> None:
    case = passed_down(district, platform_of(district), Stage.IN_HAND)
    units = {
        Role.COMMUNITY_DESK: [side.community for side in district.sides],
        Role.STREET_DESK: district.streets,
    }
    unit = units[role][0 if place == "own" else -1] if role in units else None
    actor = district.actor(role, unit, number=int(place == "leads not"))

    assert found(actor, "YY2026000001") == ([case.number] if sees else [])


def test_the_page_and_the_json_list_look_for_it(district: District) -> None:
    case = passed_down(district, platform_of(district))
    other = brought(district, Stage.REPORTED, 2)
    desk = district.actor(Role.COMMUNITY_DESK, district.sides[0].community)

    page = browser_of(desk).get("/desk/?words=YY2026000001").content.decode()
    rows = tool_of(desk, READING).get("/cases", words="YY2026000001").json()["cases"]

    assert case.number in page
    assert other.number not in page
    assert [row["number"] for row in rows] == [case.number]


def statements(actor: Actor, words: str) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        found(actor, words)
    return [one["sql"] for one in asked]


def test_a_search_costs_no_statement_more_and_other_lists_do_not_look(district: District) -> None:
    passed_down(district, platform_of(district))
    desk = district.actor(Role.DISTRICT_DESK)
    found(desk, "")

    without, with_words = statements(desk, ""), statements(desk, "YY2026000001")

    assert len(without) == len(with_words)
    assert ["LIKE" in sql for sql in without] == [False] * len(without)


def test_the_number_has_an_index(district: District) -> None:
    passed_down(district, platform_of(district))
    sql, values = external.numbered("YY2026000001").query.sql_with_params()

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "external_number" in plan


def test_a_reporter_looks_for_nothing(district: District) -> None:
    case: Case = passed_down(district, platform_of(district))

    assert found(Actor(role=Role.REPORTER, holds=case.pk), "YY2026000001") == [case.number]
    assert found(Actor(role=Role.REPORTER, holds=None), "YY2026000001") == []
