"""A drawing becomes a plan, or is refused with what does not fit."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import shapely
from pytest_django import DjangoAssertNumQueries

from linli.kernel.common.errors import InputRefused, NotFound
from linli.kernel.drawing import queries, rules
from linli.kernel.drawing.queries import Plan
from linli.kernel.drawing.rules import Sort, drawn_of
from linli.kernel.territory.rules import Kind, OutlineMissing, OutlineUnsound
from tests.district import SIDE, SOUTH, WEST, District, key, small_district
from tests.kernel.drawing.sketches import drawing, feature

HALF = SIDE / 2
METRE = 1 / 110_850


@pytest.fixture
def district(db: None) -> District:
    return small_district()


def planned(district: District, drawn: str, kind: Kind = Kind.GRID) -> Plan:
    """Return the plan of a drawing in the first community."""
    new = iter(range(800_000, 800_100))
    sheet = queries.sheet(district.sides[0].community, kind)
    return queries.planned(sheet, drawn_of(drawn), keys=lambda: key(next(new)))


def lower(height: float = HALF, **more: Any) -> dict[str, Any]:
    """Return the lower grid of the first community, so high."""
    return feature((WEST, SOUTH, WEST + SIDE, SOUTH + height), **more)


def upper(begin: float = HALF, **more: Any) -> dict[str, Any]:
    """Return the upper grid of the first community from so high."""
    return feature((WEST, SOUTH + begin, WEST + SIDE, SOUTH + SIDE), **more)


def test_a_sheet_has_the_units_of_one_kind_and_what_they_are_part_of(
    district: District, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    side = district.sides[0]

    with django_assert_num_queries(4):
        grids = queries.sheet(side.community, Kind.GRID)
    micro_grids = queries.sheet(side.community, Kind.MICRO_GRID)

    assert [area.id for area in grids.units] == side.grids
    assert [area.id for area in grids.parents] == [side.community]
    assert [area.id for area in micro_grids.units] == side.micro_grids
    assert [area.id for area in micro_grids.parents] == side.grids


@pytest.mark.parametrize("kind", [Kind.STREET, Kind.COMMUNITY, Kind.BUILDING, Kind.ENTRANCE])
def test_other_kinds_are_not_drawn_here(district: District, kind: Kind) -> None:
    with pytest.raises(NotFound):
        queries.sheet(district.sides[0].community, kind)


def test_a_border_that_is_moved_for_both_is_an_adjustment(district: District) -> None:
    one, other = district.sides[0].grids

    plan = planned(district, drawing(lower(0.003, unit=one), upper(0.003, unit=other)))

    assert plan.sort is Sort.ADJUSTMENT
    assert plan.touched == [one, other]
    assert {area.id for area in plan.after} == {one, other}


def test_what_was_drawn_a_little_off_lies_on_the_border_that_stays(district: District) -> None:
    compound = district.sides[0].compounds[0]
    west, south = WEST + 0.002, SOUTH + 0.001
    drawn = feature((WEST + METRE, south, west + 0.006, south + 0.003), unit=compound)

    plan = planned(district, drawing(drawn), Kind.COMPOUND)

    assert plan.changed[0].outline.bounds[0] == WEST


def test_parts_and_joined_units_are_planned_with_their_keys(district: District) -> None:
    one, other = district.sides[0].grids
    west = feature((WEST, SOUTH, WEST + HALF, SOUTH + HALF), unit=one)
    east = feature((WEST + HALF, SOUTH, WEST + SIDE, SOUTH + HALF), name="甲3网格", of=one)

    split = planned(district, drawing(west, east))
    merger = planned(district, drawing(merged=((other, one),)))

    assert (split.sort, split.touched) == (Sort.SPLIT, [one])
    assert [(area.id, area.name, area.of) for area in split.changed][1:] == [
        (key(800_000), "甲3网格", one)
    ]
    assert (merger.sort, merger.touched) == (Sort.MERGER, [one, other])
    assert merger.after[0].outline.bounds == pytest.approx((WEST, SOUTH, WEST + SIDE, SOUTH + SIDE))


def test_a_new_unit_belongs_to_the_one_it_lies_in(district: District) -> None:
    drawn = feature((WEST + 0.0085, SOUTH + 0.001, WEST + 0.0095, SOUTH + 0.002), name="新苑")

    plan = planned(district, drawing(drawn), Kind.COMPOUND)

    assert plan.sort is Sort.ESTABLISHMENT
    assert plan.changed[0].parent_id == district.sides[0].community


Drawing = Callable[[District], str]


REFUSED: list[tuple[str, Kind, Drawing, type[InputRefused]]] = [
    ("overlap", Kind.GRID, lambda d: drawing(lower(0.006, unit=d.sides[0].grids[0])), rules.OutlinesOverlap),
    ("gap", Kind.GRID, lambda d: drawing(lower(0.004, unit=d.sides[0].grids[0])), rules.GroundLeftOut),
    (
        "out of the community", Kind.GRID,
        lambda d: drawing(
            feature((WEST - 0.001, SOUTH, WEST + SIDE, SOUTH + HALF), unit=d.sides[0].grids[0])
        ),
        rules.BeyondParent,
    ),
    ("nothing", Kind.GRID, lambda d: drawing(lower(unit=d.sides[0].grids[0])), rules.NothingDrawn),
    ("empty", Kind.GRID, lambda d: drawing(), rules.NothingDrawn),
    ("foreign unit", Kind.GRID, lambda d: drawing(lower(unit=d.sides[1].grids[0])), rules.UnitGone),
    ("wrong kind", Kind.GRID, lambda d: drawing(lower(unit=d.sides[0].compounds[0])), rules.UnitGone),
    (
        "no name", Kind.COMPOUND,
        lambda d: drawing(feature((WEST + 0.0085, SOUTH, WEST + 0.009, SOUTH + 0.001))),
        rules.UnitNeedsName,
    ),
    (
        "taken name", Kind.COMPOUND,
        lambda d: drawing(feature((WEST + 0.0085, SOUTH, WEST + 0.009, SOUTH + 0.001), name="甲东苑")),
        rules.UnitNeedsName,
    ),
    (
        "cut and moved", Kind.GRID,
        lambda d: drawing(
            feature((WEST, SOUTH, WEST + HALF, SOUTH + HALF), unit=d.sides[0].grids[0]),
            feature((WEST + HALF, SOUTH, WEST + SIDE, SOUTH + HALF), name="三", of=d.sides[0].grids[0]),
            upper(0.006, unit=d.sides[0].grids[1]),
        ),
        rules.SeveralChanges,
    ),
    (
        "part left out", Kind.COMPOUND,
        lambda d: drawing(
            feature((WEST + 0.002, SOUTH + 0.001, WEST + 0.004, SOUTH + 0.004), unit=d.sides[0].compounds[0]),
            feature((WEST + 0.005, SOUTH + 0.001, WEST + 0.008, SOUTH + 0.004), name="三", of=d.sides[0].compounds[0]),
        ),
        rules.GroundLeftOut,
    ),
    (
        "no neighbours", Kind.COMPOUND,
        lambda d: drawing(merged=((d.sides[0].compounds[0], d.sides[0].compounds[1]),)),
        rules.NotNeighbours,
    ),
    (
        "a bow", Kind.GRID,
        lambda d: drawing(
            feature(shapely.Polygon([(113.1, 29.35), (113.11, 29.36), (113.11, 29.35), (113.1, 29.36)]), unit=d.sides[0].grids[0])
        ),
        OutlineUnsound,
    ),
    (
        "a line", Kind.GRID,
        lambda d: drawing(feature(shapely.LineString([(113.1, 29.35), (113.11, 29.36)]), unit=d.sides[0].grids[0])),
        OutlineMissing,
    ),
    (
        "a coastline", Kind.GRID,
        lambda d: drawing(feature(shapely.Point(113.1, 29.35).buffer(0.01, quad_segs=2000), unit=d.sides[0].grids[0])),
        rules.TooManyCorners,
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "drawn", "refusal"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_does_not_fit_is_refused_in_its_own_words(
    district: District, kind: Kind, drawn: Drawing, refusal: type[InputRefused]
) -> None:
    with pytest.raises(refusal):
        planned(district, drawn(district), kind)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"features": 1}', '{"features": [{}]}', '{"features": [], "merged": [["x", "y"]]}',
                '{"features": [{"id": "x", "geometry": {}}]}', "[" * 100_000]
)  # fmt: skip
def test_nonsense_is_no_drawing(content: str) -> None:
    with pytest.raises(rules.DrawingUnreadable):
        drawn_of(content)


def test_an_overlap_that_was_there_before_stands_in_nobodys_way(district: District) -> None:
    side = district.sides[0]
    drawn = feature(
        (WEST + 0.002, SOUTH + 0.001, WEST + 0.008, SOUTH + 0.0045), unit=side.compounds[0]
    )
    planned(district, drawing(drawn), Kind.COMPOUND)
    sheet = queries.sheet(side.community, Kind.COMPOUND)
    doubled = [
        *sheet.units,
        queries.Area(UUID(int=7), "叠苑", side.community, sheet.units[0].outline),
    ]

    plan = queries.planned(
        queries.Sheet(sheet.community, sheet.kind, sheet.version, doubled, sheet.parents),
        drawn_of(
            drawing(
                feature(
                    (WEST + 0.002, SOUTH + 0.001, WEST + 0.007, SOUTH + 0.004),
                    unit=side.compounds[0],
                )
            )
        ),
        keys=lambda: key(1),
    )

    assert len(plan.changed) == 1


def test_a_line_that_is_none_cuts_nothing() -> None:
    outline = shapely.box(113.1, 29.35, 113.11, 29.36)

    for line in (None, [], [[113.1, 29.3]], "x", [[113.2, 29.3], [113.2, 29.4]]):
        with pytest.raises(rules.LineDoesNotCut):
            queries.cut(outline, line)
