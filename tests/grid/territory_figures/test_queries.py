"""Figures of a past time by the territory of then and by today's (G4, versions of the territory)."""

import csv
import json
import os
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.grid.figures import queries as figures
from linli.grid.figures.models import Delta, Total
from linli.grid.territory_figures.queries import TerritoryFigures, by_unit
from linli.grid.territory_figures.rules import spans
from linli.kernel.territory.rules import Kind
from linli.kernel.territory_changes.rules import Merger, Part, Split
from linli.kernel.territory_history import queries as history
from tests.district import District, key, small_district
from tests.kernel.territory_changes.deciding import BEFORE, decide
from tests.kernel.territory_changes.replaying import FICTITIOUS, FORCE, Replay, plain

JUNE = (date(2026, 6, 1), BEFORE)
AUGUST = (date(2026, 8, 1), date(2026, 8, 31))
TODAY = date(2026, 11, 23)


@pytest.fixture
def district(db: None, settings: Any, tmp_path: Path) -> District:
    """Return the small district."""
    settings.VAR = tmp_path
    return small_district()


def _count(on: date, unit: UUID | None, grid: UUID | None, count: int, table: Any = Delta) -> None:
    street = history.then(on).units[unit].parent_id if unit else None
    table.objects.create(
        on=on,
        street_id=street,
        community_id=unit,
        grid_id=grid,
        category_code="06010",
        measure="reported",
        count=count,
    )


def _reported(found: TerritoryFigures) -> dict[str, int]:
    counts = {line.name: line.figures.counts.get("reported", 0) for line in found.lines}
    return {name: count for name, count in counts.items() if count}


def _all(found: TerritoryFigures) -> int:
    parts = [*(line.figures for line in found.lines), found.divided, found.none]
    return sum(part.counts.get("reported", 0) for part in parts)


def test_a_time_is_cut_before_each_day_on_which_the_territory_changed() -> None:
    days = [date(2026, 6, 1), date(2026, 6, 10), date(2026, 6, 20), date(2026, 7, 1)]

    assert spans(*JUNE, days) == [
        (date(2026, 6, 1), date(2026, 6, 9)),
        (date(2026, 6, 10), date(2026, 6, 19)),
        (date(2026, 6, 20), date(2026, 6, 30)),
    ]


def test_a_merged_community_keeps_its_figures_then_and_gives_them_to_its_heir_today(
    district: District,
) -> None:
    first, second = district.sides[0], district.sides[1]
    _count(JUNE[0], first.community, first.grids[0], 5)
    _count(JUNE[1], first.community, None, 2, Total)
    _count(JUNE[1], second.community, second.grids[0], 7)
    decide(
        Merger(
            units=(first.community, second.community), into=Part(id=second.community, name="乙社区")
        )
    )

    then = by_unit(*JUNE, level=Kind.COMMUNITY, on=BEFORE)
    today = by_unit(*JUNE, level=Kind.COMMUNITY, on=TODAY)

    assert _reported(then) == {"甲社区": 7, "乙社区": 7}
    assert _reported(today) == {"乙社区": 14}
    assert _all(then) == _all(today) == figures.figures(*JUNE).counts["reported"]


def test_what_was_counted_for_an_ended_community_belongs_to_its_heir_on_that_day(
    district: District,
) -> None:
    first, second = district.sides[0], district.sides[1]
    _count(AUGUST[0], first.community, None, 3)
    decide(
        Merger(
            units=(first.community, second.community), into=Part(id=second.community, name="乙社区")
        )
    )

    assert _reported(by_unit(*AUGUST, level=Kind.COMMUNITY, on=AUGUST[1])) == {"乙社区": 3}


def test_a_divided_community_is_divided_by_its_grids_and_the_rest_is_said_apart(
    district: District,
) -> None:
    side = district.sides[0]
    for grid, count in zip((*side.grids, None), (5, 6, 2), strict=True):
        _count(JUNE[0], side.community, grid, count)
    parts = tuple(
        Part(id=key(7000 + n), name=f"{name}社区", takes=(side.grids[n],))
        for n, name in enumerate("南北")
    )
    decide(Split(unit_id=side.community, parts=parts))

    today = by_unit(*JUNE, level=Kind.COMMUNITY, on=TODAY)

    assert _reported(today) == {"南社区": 5, "北社区": 6}
    assert today.divided.counts == {"reported": 2}
    assert _reported(by_unit(*JUNE, level=Kind.STREET, on=TODAY)) == {"第一街道": 13}
    assert _reported(by_unit(*JUNE, level=Kind.COMMUNITY, on=BEFORE)) == {"甲社区": 13}


def test_today_s_figures_by_the_territory_of_before_a_merger_are_not_made_up(
    district: District,
) -> None:
    first, second = district.sides[0], district.sides[1]
    decide(
        Merger(
            units=(first.community, second.community), into=Part(id=second.community, name="乙社区")
        )
    )
    _count(AUGUST[0], second.community, first.grids[0], 4)
    _count(AUGUST[0], second.community, None, 3)

    before = by_unit(*AUGUST, level=Kind.COMMUNITY, on=BEFORE)

    assert _reported(before) == {"甲社区": 4}
    assert before.divided.counts == {"reported": 3}


def test_what_has_no_place_stays_apart_and_the_statements_are_few(district: District) -> None:
    _count(JUNE[0], None, None, 1)

    with CaptureQueriesContext(connection) as asked:
        found = by_unit(*JUNE, level=Kind.GRID, on=TODAY)

    assert found.none.counts == {"reported": 1}
    assert len(asked) == 6
    with pytest.raises(ValueError, match="not kept"):
        by_unit(*JUNE, level=Kind.BUILDING, on=TODAY)


# The five changes of 2015 -----------------------------------------------------------------


def _replayed(events: list[dict[str, Any]], settings: Any, tmp_path: Path) -> Replay:
    """Return a district before and after the changes, with one report for each community before."""
    settings.VAR = tmp_path
    replay = Replay(events)
    for row in replay.rows:
        if row.kind is Kind.COMMUNITY:
            _count(date(2014, 5, 1), row.id, replay.ids[f"{row.name}一格"], 1)
    replay.run()
    return replay


def _communities(on: date) -> set[str]:
    return {unit.name for unit in history.then(on).units.values() if unit.kind is Kind.COMMUNITY}


def _check_replayed(replay: Replay) -> None:
    year = (date(2014, 1, 1), date(2014, 12, 31))
    formers = {plain(name) for event in replay.events for name in event["from"]}
    goals = Counter(event["to"] for event in replay.events for _ in ("itself", *event["from"]))

    assert _communities(date(2015, 1, 31)) - _communities(FORCE) == formers
    then = by_unit(*year, level=Kind.COMMUNITY, on=year[1])
    today = by_unit(*year, level=Kind.COMMUNITY, on=TODAY)
    assert set(_reported(then).values()) == {1}
    assert {name: _reported(today)[name] for name in goals} == goals
    assert _all(then) == _all(today) == figures.figures(*year).counts["reported"]
    for event in replay.events:
        for move in replay.moves(event):
            compound = replay.ids[move["what"]]
            assert [history.path(compound, on=on)[2].name for on in (date(2015, 1, 31), FORCE)] == [
                plain(move["from"]),
                move["to"],
            ]


@pytest.mark.django_db
def test_changes_of_the_same_shapes_as_those_of_2015(settings: Any, tmp_path: Path) -> None:
    _check_replayed(_replayed(FICTITIOUS, settings, tmp_path))


@pytest.mark.django_db
@pytest.mark.skipif("LINLI_REAL_DATA" not in os.environ, reason="LINLI_REAL_DATA names no folder")
def test_the_five_changes_of_2015_lead_to_the_communities_of_the_list_of_2023(
    settings: Any, tmp_path: Path
) -> None:
    folder = Path(os.environ["LINLI_REAL_DATA"]) / "admin"
    events = json.loads((folder / "community_changes_2015.json").read_text())["events"]
    with (folder / "yueyanglou_nbs2023.csv").open(encoding="utf-8-sig") as opened:
        rows = list(csv.DictReader(opened))
    streets = {row["code"]: row["name"] for row in rows if row["level"] == "town"}
    listed = {(row["name"], streets.get(row["parent_code"])) for row in rows}

    replay = _replayed(events, settings, tmp_path)

    _check_replayed(replay)
    today = history.then(TODAY)
    found = {
        (unit.name, today.units[unit.parent_id].name)
        for unit in today.units.values()
        if unit.kind is Kind.COMMUNITY and unit.parent_id
    }
    assert found <= listed
    assert not {plain(name) for event in events for name in event["from"]} & {
        name for name, _ in listed
    }
