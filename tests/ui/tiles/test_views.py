"""The ground of maps over HTTP: who sees what, what is kept, and what a change of it does."""

import gzip
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from linli.kernel.people.rules import BY_RULE, Role
from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import Kind
from linli.kernel.territory.services import NewShape, NewUnit, add_units
from tests.district import NOW, SIDE, SOUTH, WEST, District, key, small_district, square
from tests.grid.desk.doors import browser_of
from tests.kernel.tiles.reading import layers_of

ACROSS = "13/6670/3396"
"""Zoom, column and row of the tile in which the small district lies."""


@pytest.fixture
def district(db: None) -> District:
    return small_district()


def address(whose: str, tile: str = ACROSS) -> str:
    """Return the address of a tile of the present territory."""
    return f"/map/{whose}/{territory.version()}/{tile}.mvt"


def test_everybody_sees_compounds_and_nothing_else(district: District) -> None:
    said = Client().get("/map/public/").json()
    tile = Client().get(address("public"))

    assert [layer["id"] for layer in said["vector_layers"]] == ["compound"]
    assert said["bounds"] == pytest.approx(
        [WEST + 0.002, SOUTH + 0.001, WEST + 0.028, SOUTH + 0.009]
    )
    assert list(layers_of(gzip.decompress(tile.content))) == ["compound"]
    assert "public" in tile.headers["Cache-Control"]


@pytest.mark.parametrize("address_of", ["/map/staff/", "tile"])
def test_the_whole_ground_is_for_posts_alone(district: District, address_of: str) -> None:
    path = address("staff") if address_of == "tile" else address_of

    assert Client().get(path).status_code == 403
    for role in (Role.DISTRICT_DESK, Role.OPERATOR, Role.GRID_OFFICER, Role.AUDITOR):
        assert browser_of(district.actor(role)).get(path).status_code == 200


def test_a_post_sees_its_own_unit_first_and_all_kinds(district: District) -> None:
    community = district.sides[1].community
    desk = browser_of(district.actor(Role.COMMUNITY_DESK, community))

    said = desk.get("/map/staff/").json()
    tile = desk.get(address("staff"))

    assert said["bounds"] == pytest.approx([WEST + SIDE, SOUTH, WEST + 2 * SIDE, SOUTH + SIDE])
    assert said["tiles"][0].endswith(f"/map/staff/{territory.version()}/{{z}}/{{x}}/{{y}}.mvt")
    drawn = layers_of(gzip.decompress(tile.content))
    assert list(drawn) == ["street", "community", "grid", "micro_grid", "compound", "building"]
    assert {one["name"] for one in drawn["street"]} <= {"第一街道", "第二街道"}
    assert tile.headers["Cache-Control"] == "private, max-age=31536000, immutable"


def test_a_tile_that_the_browser_has_is_not_sent_again(district: District) -> None:
    desk = browser_of(district.actor(Role.DISTRICT_DESK))
    tile = desk.get(address("staff"))

    again = desk.get(address("staff"), headers={"If-None-Match": tile.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_a_page_opened_before_a_change_is_sent_on_to_the_present_tiles(district: District) -> None:
    desk, before = browser_of(district.actor(Role.DISTRICT_DESK)), address("staff")
    desk.get(before)
    outline = NewShape(key(901_001), square(WEST + 3 * SIDE, SOUTH))
    new = NewUnit(
        key(901_000), Kind.COMMUNITY, "丁社区", district.streets[1], date(2026, 1, 1), shape=outline
    )
    add_units(BY_RULE, rows=[new], source="tests", at=NOW)

    answer = desk.get(before, follow=True)

    assert answer.redirect_chain == [(address("staff"), 302)]
    assert "丁社区" in {
        one["name"] for one in layers_of(gzip.decompress(answer.content))["community"]
    }


def test_a_tile_once_drawn_asks_only_who_it_is_and_which_version(
    district: District, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk, path = browser_of(district.actor(Role.DISTRICT_DESK)), address("staff")
    desk.get(path)

    with django_assert_num_queries(4):
        desk.get(path)


@pytest.mark.parametrize("tile", ["3/1/1", "16/1/1", "13/9000/1"])
def test_there_are_no_tiles_beyond_the_zooms_and_the_world(district: District, tile: str) -> None:
    assert browser_of(district.actor(Role.OPERATOR)).get(address("staff", tile)).status_code == 404


def test_a_house_without_territory_has_an_empty_ground(db: None) -> None:
    said = Client().get("/map/public/").json()
    tile = Client().get("/map/public/0/13/6670/3396.mvt")

    assert "bounds" not in said
    assert gzip.decompress(tile.content) == b""
