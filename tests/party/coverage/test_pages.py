"""The board of the roll-out, its map and its figures; streets see their own (row P3)."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from linli.kernel.people.rules import BY_RULE, Role
from linli.kernel.territory.rules import Kind
from linli.party.coverage import queries, rules
from linli.party.coverage.rules import Covered
from linli.party.preparations import services as preparations
from linli.party.preparations.rules import READERS, Stage
from linli.party.preparations.services import Known
from linli.party.relations.rules import Relation
from linli.party.rollout import services as rollout
from tests.district import NOW, SIDE, SOUTH, WEST, District, key, square, stamp
from tests.grid.desk.doors import browser_of
from tests.party.preparations.test_services import founded
from tests.party.relations.test_services import redraw
from tests.party.rollout.test_services import adopt

PAGE = "/roll-out/"
BOARD = pytest.mark.django_db


@pytest.fixture
def begun(district: District) -> District:
    """Return the district with a plan, three organisations, one of them on an equal compound."""
    redraw(district, Kind.COMPOUND, 0, square(WEST, SOUTH, SIDE, SIDE / 2))
    plan = adopt(district)
    targets = {
        street: {date(2026, 6, 1): 1, date(2026, 11, 1): 2, date(2026, 12, 1): 5}
        for street in district.streets
    }
    rollout.set_targets(BY_RULE, plan_id=plan.id, targets=targets, stamp=stamp())
    sides = district.sides
    days = {
        sides[0].compounds[0]: date(2026, 6, 3),
        sides[0].compounds[1]: date(2026, 11, 2),
        sides[2].compounds[0]: date(2025, 1, 1),
    }
    for number, (compound, on) in enumerate(days.items()):
        founded(compound, on, number)
    rows = [Known(sides[1].compounds[0], Stage.APPLIED, date(2026, 11, 3))]
    preparations.enter(BY_RULE, rows=rows, stamp=stamp())
    return district


@BOARD
def test_the_figures_of_the_article_are_counted(begun: District) -> None:
    found = queries.figures(at=NOW)

    assert (found.compounds, found.founded, found.coinciding) == (6, 3, 1)
    assert (found.most, found.most_street) == (2, "第一街道")


def test_there_are_no_figures_of_nothing() -> None:
    found = rules.figures([])

    assert (found.compounds, found.founded, found.coinciding, found.most) == (0, 0, 0, 0)


def test_of_streets_with_as_many_the_first_by_name_is_named() -> None:
    def has_one(street: int, name: str) -> Covered:
        return Covered(
            key(1), key(street), name, None, "", Relation.EQUAL, Stage.FOUNDED, date(2026, 1, 1)
        )

    found = rules.figures([has_one(1, "乙街道"), has_one(2, "甲街道")])

    assert (found.most, found.most_street) == (1, "乙街道")


@BOARD
def test_the_district_sees_progress_against_the_plan(begun: District) -> None:
    board = queries.board(begun.actor(Role.DISTRICT_DESK), at=NOW)

    own = board.progress
    assert (own.total, own.founded, own.started, own.target, own.planned) == (6, 3, 1, 6, 16)
    assert own.difference == -3
    assert [(each.name, each.progress.founded, each.progress.target) for each in board.places] == [
        ("第一街道", 2, 3), ("第二街道", 1, 3),
    ]  # fmt: skip
    assert [(each.progress.total, each.progress.founded) for each in board.waves] == [
        (1, 1),
        (5, 2),
    ]
    assert board.waveless == 0
    newest, june = board.months[0], board.months[5]
    assert (newest.month, newest.wanted, newest.founded) == (date(2026, 11, 1), 4, 1)
    assert (newest.wanted_by_then, newest.founded_by_then) == (6, 3)
    assert (june.month, june.wanted, june.founded_by_then) == (date(2026, 6, 1), 2, 2)


@BOARD
def test_a_street_sees_its_own_by_community_and_against_its_own_targets(begun: District) -> None:
    board = queries.board(begun.actor(Role.STREET_DESK, begun.streets[0]), at=NOW)

    assert (board.progress.total, board.progress.founded, board.progress.target) == (4, 2, 3)
    assert [(each.name, each.progress.total) for each in board.places] == [
        ("乙社区", 2), ("甲社区", 2),
    ]  # fmt: skip
    assert not board.may_plan


@BOARD
def test_the_map_colours_compounds_by_stage(begun: District) -> None:
    desk = browser_of(begun.actor(Role.STREET_DESK, begun.streets[0]))

    features = desk.get(f"{PAGE}map.geojson").json()["features"]

    states = {
        each["properties"]["url"].split("/")[-2]: each["properties"]["state"] for each in features
    }
    sides = begun.sides
    assert states == {
        str(sides[0].compounds[0]): "met",
        str(sides[0].compounds[1]): "met",
        str(sides[1].compounds[0]): "soon",
        str(sides[1].compounds[1]): "running",
    }


@BOARD
def test_without_a_plan_the_board_says_so(district: District) -> None:
    page = browser_of(district.actor(Role.DISTRICT_DESK)).get(PAGE)

    assert "尚无推进计划" in page.content.decode()


@BOARD
@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REPORTER, Role.RULE)])
def test_who_sees_the_board(district: District, role: Role) -> None:
    browser = browser_of(district.actor(role))

    for path in (PAGE, f"{PAGE}map.geojson", f"{PAGE}compounds/"):
        assert browser.get(path).status_code == (200 if role in READERS else 403)


@BOARD
def test_the_board_asks_few_questions(
    begun: District, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = browser_of(begun.actor(Role.DISTRICT_DESK))
    browser.get(PAGE)

    with django_assert_max_num_queries(11):
        browser.get(PAGE)
