"""Mergers, splits, transfers and the other changes of the territory (G2, issue: versions)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import shapely

from linli.kernel.areas import queries as areas
from linli.kernel.areas import services as area_services
from linli.kernel.common.errors import Forbidden, LinliError
from linli.kernel.journal import queries as journal
from linli.kernel.people.models import Organisation, Post
from linli.kernel.people.rules import Actor, Role
from linli.kernel.places import queries as places
from linli.kernel.territory.models import TerritoryVersion, Unit, UnitCode, UnitPast, UnitShape
from linli.kernel.territory.rules import Kind
from linli.kernel.territory_changes import queries, services
from linli.kernel.territory_changes.models import TerritoryChange
from linli.kernel.territory_changes.rules import (
    Abolition,
    Adjustment,
    Change,
    Establishment,
    Merger,
    NotYet,
    Paper,
    Part,
    Recoding,
    Rename,
    Split,
    Stage,
    Transfer,
)
from linli.kernel.territory_changes.services import Decision
from linli.kernel.territory_history import queries as history
from linli.kernel.unit_codes import queries as unit_codes
from tests.district import NOW, SIDE, SOUTH, WEST, District, square, stamp
from tests.kernel.territory_changes.deciding import BEFORE, DESK, JULY, PAPER, decide
from tests.kernel.town import key

MAY_EDIT = {Role.OPERATOR, Role.DISTRICT_DESK, Role.RULE}


def _outline(unit: UUID, on: date = JULY) -> Any:
    return shapely.from_wkb(history.outlines([unit], on=on)[unit])


def _are_same(some: Any, other: Any) -> bool:
    return bool(shapely.area(shapely.symmetric_difference(some, other)) < 1e-12)


def _names(unit: UUID, on: date) -> list[str]:
    return [each.name for each in history.path(unit, on=on)]


def test_one_community_is_taken_into_another(district: District) -> None:
    first, second = district.sides[0], district.sides[1]

    row = decide(
        Merger(
            units=(first.community, second.community), into=Part(id=second.community, name="乙社区")
        )
    )

    assert row.stage == Stage.IN_FORCE
    assert Unit.objects.get(pk=first.community).valid_to == JULY
    assert _names(first.grids[0], BEFORE) == ["样例区", "第一街道", "甲社区", "甲1网格"]
    assert _names(first.grids[0], JULY) == ["样例区", "第一街道", "乙社区", "甲1网格"]
    assert _are_same(
        _outline(second.community), shapely.box(WEST, SOUTH, WEST + 2 * SIDE, SOUTH + SIDE)
    )
    assert _are_same(
        _outline(second.community, BEFORE), shapely.from_wkb(square(WEST + SIDE, SOUTH))
    )
    assert _are_same(_outline(first.street), _outline(first.street, BEFORE))


def test_two_communities_become_a_new_one(district: District) -> None:
    first, second = district.sides[0], district.sides[1]
    new = key()

    decide(
        Merger(
            units=(first.community, second.community),
            into=Part(id=new, name="新社区", codes=(("nbs", "430602001009"),)),
        )
    )

    assert Unit.objects.get(pk=new).valid_from == JULY
    assert set(Unit.objects.filter(parent=new).values_list("pk", flat=True)) == {
        *first.grids,
        *second.grids,
        *first.compounds,
        *second.compounds,
    }
    assert UnitCode.objects.get(unit=new).code == "430602001009"
    assert places.locate(*first.inside).community_id == new
    assert history.place(*first.inside, on=BEFORE).community_id == first.community


def test_a_merger_across_streets_moves_the_border_of_the_streets(district: District) -> None:
    second, third = district.sides[1], district.sides[2]

    decide(
        Merger(
            units=(second.community, third.community), into=Part(id=third.community, name="丙社区")
        )
    )

    assert _are_same(_outline(second.street), shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE))
    assert places.locate(*second.inside).street_id == third.street
    assert history.place(*second.inside, on=BEFORE).street_id == second.street


def test_a_split_follows_what_each_part_takes_and_compounds_follow_their_outline(
    district: District,
) -> None:
    side = district.sides[0]
    south, north = key(), key()

    decide(
        Split(
            unit_id=side.community,
            parts=(
                Part(id=south, name="南社区", takes=(side.grids[0],)),
                Part(id=north, name="北社区", takes=(side.grids[1],)),
            ),
        )
    )

    assert _names(side.buildings[0], JULY)[2:4] == ["南社区", "甲东苑"]
    assert _names(side.buildings[2], JULY)[2:4] == ["北社区", "甲西苑"]
    assert shapely.area(_outline(south)) == pytest.approx(SIDE * SIDE / 2)
    assert Unit.objects.get(pk=side.community).valid_to == JULY


def test_a_unit_lives_on_in_a_part_of_its_former_self(district: District) -> None:
    side = district.sides[0]
    new = key()
    half = SIDE / 2

    decide(
        Split(
            unit_id=side.community,
            parts=(
                Part(id=side.community, name="甲社区", outline=square(WEST, SOUTH, SIDE, half)),
                Part(id=new, name="丁社区", outline=square(WEST, SOUTH + half, SIDE, half)),
            ),
        )
    )

    assert Unit.objects.get(pk=side.community).valid_to is None
    assert Unit.objects.get(pk=side.grids[1]).parent_id == new
    assert Unit.objects.get(pk=side.grids[0]).parent_id == side.community
    assert history.lineage().on(side.community, seen=BEFORE, day=JULY) == {side.community, new}


def test_a_transfer_takes_everything_below_along(district: District) -> None:
    second, third = district.sides[1], district.sides[2]

    decide(Transfer(unit_id=second.community, parent_id=third.street))

    assert _names(second.buildings[0], BEFORE)[1] == "第一街道"
    assert _names(second.buildings[0], JULY)[1] == "第二街道"
    assert _outline(third.street).covers(_outline(second.community))
    past = UnitPast.objects.get(unit=second.community)
    assert (past.valid_from, past.valid_to, past.parent_id) == (
        date(2020, 1, 1),
        JULY,
        second.street,
    )


def test_the_compounds_on_its_ground_go_with_a_grid(district: District) -> None:
    first, second = district.sides[0], district.sides[1]

    decide(Transfer(unit_id=first.grids[0], parent_id=second.community))

    assert Unit.objects.get(pk=first.compounds[0]).parent_id == second.community
    assert Unit.objects.get(pk=first.compounds[1]).parent_id == first.community
    assert places.locate(*first.inside).community_id == second.community
    assert _are_same(_outline(first.community), _outline(first.grids[1]))


def test_an_adjusted_boundary_moves_what_lies_beyond_it(district: District) -> None:
    first, second = district.sides[0], district.sides[1]
    half = SIDE / 2
    corner = shapely.from_wkb(square(WEST, SOUTH + half, SIDE, half))
    left = shapely.from_wkb(square(WEST, SOUTH, SIDE, half))
    right = shapely.union(shapely.from_wkb(square(WEST + SIDE, SOUTH)), corner)

    decide(Adjustment(outlines=((first.community, left.wkb), (second.community, right.wkb))))

    assert Unit.objects.get(pk=first.grids[1]).parent_id == second.community
    assert Unit.objects.get(pk=first.compounds[1]).parent_id == second.community
    assert Unit.objects.get(pk=first.grids[0]).parent_id == first.community


def test_what_is_said_goes_before_what_the_outline_says(district: District) -> None:
    side = district.sides[0]
    south, north = key(), key()
    takes = (side.grids[1], side.compounds[0])

    decide(
        Split(
            unit_id=side.community,
            parts=(
                Part(id=south, name="南社区", takes=(side.grids[0],)),
                Part(id=north, name="北社区", takes=takes),
            ),
        )
    )

    assert Unit.objects.get(pk=side.compounds[0]).parent_id == north


def test_a_former_name_is_kept_with_its_days(district: District) -> None:
    side = district.sides[0]

    decide(Rename(unit_id=side.street, name="东茅岭镇", style="town"))
    decide(Rename(unit_id=side.street, name="东茅岭街道", style="subdistrict"), on=date(2026, 9, 1))

    assert [_names(side.street, on)[1] for on in (BEFORE, JULY, date(2026, 9, 1))] == [
        "第一街道",
        "东茅岭镇",
        "东茅岭街道",
    ]
    assert Unit.objects.get(pk=side.street).pinyin.startswith("dongmaoling")


def test_a_compound_is_founded_and_ended_with_its_buildings(district: District) -> None:
    side = district.sides[0]
    new = key()

    decide(
        Establishment(
            kind=Kind.COMPOUND,
            parent_id=side.community,
            unit=Part(id=new, name="新苑", households=90),
        )
    )
    decide(Abolition(unit_id=side.compounds[0], with_parts=True), on=date(2026, 8, 1))

    assert Unit.objects.get(pk=new).households == 90
    assert set(Unit.objects.filter(valid_to=date(2026, 8, 1)).values_list("pk", flat=True)) == {
        side.compounds[0],
        *side.buildings[:2],
    }
    assert history.lineage().on(side.compounds[0], seen=JULY, day=date(2026, 8, 1)) == frozenset()


def test_codes_of_two_systems_stand_side_by_side_each_with_its_days(district: District) -> None:
    street = district.streets[0]

    decide(Recoding(unit_id=street, system="nbs", code="430602013000"), on=date(2021, 1, 1))
    decide(Recoding(unit_id=street, system="mca", code="430602013"), on=date(2021, 1, 1))
    decide(Recoding(unit_id=street, system="mca", code="430602017"))

    assert [(each.system, each.code, each.valid_to) for each in unit_codes.history(street)] == [
        ("mca", "430602013", JULY),
        ("mca", "430602017", None),
        ("nbs", "430602013000", None),
    ]


def test_posts_and_offices_of_an_ended_community_go_to_its_heir(district: District) -> None:
    first, second = district.sides[0], district.sides[1]
    desk = district.actor(Role.COMMUNITY_DESK, first.community)
    new = key()

    decide(Merger(units=(first.community, second.community), into=Part(id=new, name="新社区")))

    [post] = Post.objects.filter(role=Role.COMMUNITY_DESK, person_id=desk.person_id or UUID(int=0))
    assert post.unit_id == new
    offices = Organisation.objects.filter(pk__in=[first.organisation, second.organisation])
    assert sorted(str(unit) for unit in offices.values_list("unit_id", flat=True)) == sorted(
        [str(new), str(second.community)]
    )
    [entry] = [
        each
        for each in journal.entries(services.stream_of(TerritoryChange.objects.get().pk))
        if each.verb == "kernel.territory_changed"
    ]
    assert ["post", str(desk.post_id), str(first.community), str(new)] in entry.facts["followed"]


def test_areas_follow_what_their_members_became(district: District) -> None:
    side = district.sides[0]
    area, new = key(), key()
    area_services.found(
        DESK,
        area_id=area,
        name="老旧片区",
        kind=Kind.COMPOUND,
        unit_ids=[side.compounds[0]],
        on=date(2025, 1, 1),
        stamp=stamp(),
    )

    names = ((side.buildings[2], "3栋"), (side.buildings[3], "4栋"))
    decide(Merger(units=tuple(side.compounds), into=Part(id=new, name="甲苑"), names=names))

    assert areas.unit_ids(area, on=BEFORE) == {side.compounds[0]}
    assert areas.unit_ids(area, on=JULY) == {new}


# Days ---------------------------------------------------------------------------------------


def test_a_change_for_a_day_to_come_waits_for_it(district: District) -> None:
    side, later = district.sides[0], NOW + timedelta(days=10)
    on = later.date()

    row = decide(Rename(unit_id=side.community, name="新名社区"), on=on)

    assert (row.stage, Unit.objects.get(pk=side.community).name) == (Stage.PLANNED, "甲社区")
    assert queries.due(NOW.date()) == []
    assert queries.due(on) == [row.pk]
    with pytest.raises(NotYet):
        services.take_force(DESK, change_id=row.pk, keys=key, stamp=stamp())

    services.take_force(DESK, change_id=row.pk, keys=key, stamp=stamp(later))

    assert Unit.objects.get(pk=side.community).name == "新名社区"
    assert queries.due(on) == []


def test_what_stands_against_a_planned_change_on_its_day_is_written_down(
    district: District,
) -> None:
    first, second = district.sides[0], district.sides[1]
    later = NOW + timedelta(days=10)
    row = decide(Rename(unit_id=first.community, name="新名社区"), on=later.date())
    decide(Rename(unit_id=second.community, name="新名社区"))

    services.take_force(DESK, change_id=row.pk, keys=key, stamp=stamp(later))

    kept = TerritoryChange.objects.get(pk=row.pk)
    assert (kept.stage, kept.refusal) == (Stage.PLANNED, "territory_changes.name_taken")
    assert queries.due(later.date()) == []
    assert Unit.objects.get(pk=first.community).name == "甲社区"


def test_only_a_planned_change_can_be_withdrawn(district: District) -> None:
    side = district.sides[0]
    planned = decide(Rename(unit_id=side.community, name="新名社区"), on=date(2027, 1, 1))
    done = decide(Rename(unit_id=side.grids[0], name="第一网格"))

    services.withdraw(DESK, change_id=planned.pk, stamp=stamp())

    assert TerritoryChange.objects.get(pk=planned.pk).stage == Stage.WITHDRAWN
    for row in (planned, done):
        with pytest.raises(LinliError) as refused:
            services.withdraw(DESK, change_id=row.pk, stamp=stamp())
        assert refused.value.code == "territory_changes.not_planned"


# Refusals -----------------------------------------------------------------------------------


def _half(n: int) -> bytes:
    return square(WEST, SOUTH + n * SIDE / 2, SIDE, SIDE / 2)


REFUSED: dict[str, tuple[str, Callable[[District], Change]]] = {
    "a unit that nobody knows": ("unit_not_then", lambda d: Rename(unit_id=UUID(int=5), name="某社区")),
    "one unit alone": ("too_few", lambda d: Merger(units=(d.sides[0].community,) * 2, into=Part(id=d.sides[0].community, name="甲社区"))),
    "a community with a grid": ("kinds_differ", lambda d: Merger(units=(d.sides[0].community, d.sides[0].grids[0]), into=Part(id=d.sides[0].community, name="甲社区"))),
    "a street into itself": ("in_a_circle", lambda d: Transfer(unit_id=d.streets[0], parent_id=d.sides[0].community)),
    "a grid right below a street": ("wrong_parent", lambda d: Transfer(unit_id=d.sides[0].grids[0], parent_id=d.streets[1])),
    "a new unit between two streets": ("parent_needed", lambda d: Merger(units=(d.sides[0].community, d.sides[2].community), into=Part(id=key(), name="新社区"))),
    "grids left behind": ("parts_left", lambda d: Abolition(unit_id=d.sides[0].community)),
    "half an outline": ("not_covered", lambda d: Split(unit_id=d.sides[0].community, parts=(Part(id=key(), name="南社区", outline=_half(0)), Part(id=key(), name="北社区", outline=square(WEST, SOUTH + SIDE / 2, SIDE / 2, SIDE / 2))))),
    "outlines upon each other": ("not_covered", lambda d: Split(unit_id=d.sides[0].community, parts=(Part(id=key(), name="南社区", outline=_half(0)), Part(id=key(), name="北社区", outline=square(WEST, SOUTH))))),
    "a part without outline": ("part_undrawn", lambda d: Split(unit_id=d.sides[0].community, parts=(Part(id=key(), name="南社区", outline=_half(0)), Part(id=key(), name="北社区")))),
    "two of one name": ("name_taken", lambda d: Rename(unit_id=d.sides[0].community, name="乙社区")),
    "two buildings of one name": ("name_taken", lambda d: Merger(units=tuple(d.sides[0].compounds), into=Part(id=key(), name="甲苑"))),
    "two of one name in one parent": ("name_taken", lambda d: Establishment(kind=Kind.GRID, parent_id=d.sides[0].community, unit=Part(id=key(), name="甲1网格"))),
    "a key of another unit": ("key_taken", lambda d: Establishment(kind=Kind.GRID, parent_id=d.sides[0].community, unit=Part(id=d.sides[1].grids[0], name="新网格"))),
    "a community beyond its street": ("not_covered", lambda d: Establishment(kind=Kind.COMMUNITY, parent_id=d.streets[0], unit=Part(id=key(), name="新社区", outline=square(WEST - SIDE, SOUTH)))),
    "eleven digits": ("unit_codes.code_unfit", lambda d: Recoding(unit_id=d.streets[0], system="nbs", code="43060200100")),
}  # fmt: skip


@pytest.mark.parametrize("name", list(REFUSED))
def test_a_change_that_contradicts_the_territory_is_refused_whole(
    district: District, name: str
) -> None:
    code, change = REFUSED[name]
    before = (
        Unit.objects.filter(valid_to=None).count(),
        UnitShape.objects.count(),
        TerritoryVersion.objects.count(),
    )

    with pytest.raises(LinliError) as refused:
        decide(change(district))

    assert refused.value.code == (code if "." in code else f"territory_changes.{code}")
    assert str(refused.value)
    assert not TerritoryChange.objects.exists()
    assert before == (
        Unit.objects.filter(valid_to=None).count(),
        UnitShape.objects.count(),
        TerritoryVersion.objects.count(),
    )


def test_what_was_changed_later_is_not_written_before(district: District) -> None:
    side = district.sides[0]
    decide(Rename(unit_id=side.community, name="新名社区"))

    with pytest.raises(LinliError) as refused:
        decide(Rename(unit_id=side.community, name="旧名社区"), on=BEFORE)

    assert refused.value.code == "territory_changes.changed_later"


def test_a_unit_before_its_first_day_and_after_its_last_is_not_there(district: District) -> None:
    first, second = district.sides[0], district.sides[1]
    decide(
        Merger(
            units=(first.community, second.community), into=Part(id=second.community, name="乙社区")
        )
    )

    for on in (date(2019, 12, 31), date(2026, 8, 1)):
        with pytest.raises(LinliError) as refused:
            decide(Rename(unit_id=first.community, name="新名社区"), on=on)
        assert refused.value.code == "territory_changes.unit_not_then"


def test_a_code_belongs_to_one_unit_of_its_system(district: District) -> None:
    decide(Recoding(unit_id=district.streets[0], system="mca", code="430602017"))

    with pytest.raises(LinliError) as refused:
        decide(Recoding(unit_id=district.streets[1], system="mca", code="430602017"))

    assert refused.value.code == "unit_codes.code_taken"
    assert refused.value.facts["name"] == "第一街道"
    decide(Recoding(unit_id=district.streets[1], system="nbs", code="430602017000"))


@pytest.mark.parametrize("paper", [Paper("", "区政府"), Paper("样政〔2026〕1号", "  ")])
def test_a_change_rests_on_a_document(district: District, paper: Paper) -> None:
    change = Rename(unit_id=district.streets[0], name="新街道")

    with pytest.raises(LinliError) as refused:
        services.decide(
            DESK, decision=Decision(key(), change, JULY, paper), keys=key, stamp=stamp()
        )

    assert refused.value.code == "territory_changes.paper_missing"


@pytest.mark.parametrize("role", list(Role))
def test_only_operator_district_desk_and_the_house_change_the_territory(
    district: District, role: Role
) -> None:
    change = Rename(unit_id=district.streets[0], name="新街道")
    if role in MAY_EDIT:
        assert decide(change, actor=Actor(role=role)).stage == Stage.IN_FORCE
    else:
        with pytest.raises(Forbidden):
            decide(change, actor=Actor(role=role))


def test_the_record_says_what_a_change_did(district: District) -> None:
    first, second = district.sides[0], district.sides[1]

    row = decide(
        Merger(
            units=(first.community, second.community), into=Part(id=second.community, name="乙社区")
        )
    )

    decided, done = journal.entries(services.stream_of(row.pk))
    assert (decided.verb, done.verb) == (
        "kernel.territory_change_decided",
        "kernel.territory_changed",
    )
    assert decided.facts["set"]["number"] == PAPER.number
    assert done.facts["ended"] == [str(first.community)]
    assert done.facts["became"][0][:2] == [str(first.community), str(second.community)]
    assert journal.verify([services.stream_of(row.pk)]).faults == []


# Preview ------------------------------------------------------------------------------------


def test_a_preview_says_what_moves_and_changes_nothing(district: District) -> None:
    first, second = district.sides[0], district.sides[1]
    change = Merger(
        units=(first.community, second.community), into=Part(id=second.community, name="乙社区")
    )

    found = queries.preview(change, on=JULY)

    assert [(line.name, line.becomes) for line in found.ended] == [("甲社区", "乙社区")]
    assert sorted(line.name for line in found.moved) == ["甲1网格", "甲2网格", "甲东苑", "甲西苑"]
    assert found.below == {Kind.MICRO_GRID: 2, Kind.BUILDING: 4}
    assert found.posts == {"乙社区": 2}
    assert found.redrawn == ("乙社区",)
    assert not TerritoryChange.objects.exists()
    assert Unit.objects.get(pk=first.community).valid_to is None
