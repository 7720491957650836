"""What compounds are like, who reads their registers, and who keeps them (rows P5, S1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from linli.kernel.common.errors import Forbidden, LinliError, NotFound
from linli.kernel.compounds import queries, rules, services
from linli.kernel.compounds.rules import Estate, Values
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import ANONYMOUS, BY_RULE, POST_ROLES, Actor, Role
from tests.district import NOW, District, key, stamp
from tests.everybody import everybody

VALUES = Values(as_of=date(2026, 11, 1), source="社区台账，2026年11月", estate=Estate.OLD)

READS = {
    Role.GRID_OFFICER: True,
    Role.COMMUNITY_DESK: True,
    Role.STREET_DESK: True,
    Role.DEPARTMENT_OFFICER: True,
    Role.DEPARTMENT_HEAD: True,
    Role.DISTRICT_DESK: True,
    Role.SUPERVISOR: True,
    Role.AUDITOR: True,
    Role.OPERATOR: False,
}
KEEPS = {Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DISTRICT_DESK}


def _outcome(ask: Any, actor: Actor, compound: Any) -> str:
    try:
        ask(actor, compound)
    except LinliError as refused:
        return type(refused).__name__
    return "open"


def test_each_post_reads_and_keeps_what_lies_in_its_unit_and_nothing_else(
    district: District,
) -> None:
    compound = district.sides[0].compounds[0]

    for actor, is_inside in everybody(district):
        reads = (
            "Forbidden" if not READS[actor.role] else "open" if is_inside else "NotYourTerritory"
        )
        keeps = "Forbidden" if reads == "open" and actor.role not in KEEPS else reads
        assert _outcome(queries.readable, actor, compound) == reads, actor
        assert _outcome(queries.keepable, actor, compound) == keeps, actor
        listed = compound in set(queries.visible(actor).values_list("pk", flat=True))
        assert listed == (reads == "open"), actor


def test_nobody_without_a_post_reads_and_the_house_itself_keeps(district: District) -> None:
    compound = district.sides[0].compounds[0]

    assert _outcome(queries.readable, ANONYMOUS, compound) == "Forbidden"
    assert not queries.visible(ANONYMOUS).exists()
    assert _outcome(queries.keepable, BY_RULE, compound) == "open"
    assert queries.visible(BY_RULE).count() == 6


@pytest.mark.parametrize("unit", ["community", "building", "nothing"])
def test_only_a_present_compound_has_registers(district: District, unit: str) -> None:
    side = district.sides[0]
    found = {"community": side.community, "building": side.buildings[0], "nothing": key(99)}[unit]

    with pytest.raises(NotFound):
        queries.readable(BY_RULE, found)


@pytest.mark.parametrize(
    ("name", "shown"), [("张三丰", "张**"), ("李", "李*"), ("", ""), ("欧阳", "欧*")]
)
def test_a_masked_name_shows_its_first_sign(name: str, shown: str) -> None:
    assert rules.masked(name) == shown


@pytest.mark.parametrize("role", [*POST_ROLES, Role.REPORTER, Role.RULE])
def test_names_are_for_desks_and_masked_for_the_rest(role: Role) -> None:
    shown = rules.shown_name(Actor(role), "张三丰")

    assert shown == ("张三丰" if role in KEEPS | {Role.RULE} else "张**")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"source": "  "}, "compounds.source_needed"),
        ({"households": -1}, "compounds.value_out_of_range"),
        ({"households": 50_001}, "compounds.value_out_of_range"),
        ({"households": 0, "buildings": 2_000, "lifts": 5_000}, ""),
        ({"buildings": 2_001}, "compounds.value_out_of_range"),
        ({"lifts": 5_001}, "compounds.value_out_of_range"),
        ({"built_in": 1899}, "compounds.value_out_of_range"),
        ({"built_in": 2027}, "compounds.value_out_of_range"),
        ({"built_in": 2026}, ""),
        ({"has_spare_room": True, "spare_m2": 100_001}, "compounds.value_out_of_range"),
        ({"has_spare_room": False, "spare_m2": 80}, "compounds.spare_room_contradicts"),
        ({"has_spare_room": False, "spare_m2": 0}, ""),
        ({"has_spare_room": None, "spare_m2": 80}, ""),
        ({"as_of": date(2026, 10, 31)}, "compounds.older_than_known"),
    ],
)
def test_values_have_a_source_a_range_and_a_day_that_is_not_older(
    changes: dict[str, Any], code: str
) -> None:
    values = replace(VALUES, **changes)

    try:
        rules.check_values(values, newest=date(2026, 11, 1))
        found = ""
    except LinliError as refused:
        found = refused.code

    assert found == code


def test_the_newest_values_count_and_the_older_ones_stay(district: District) -> None:
    desk, compound = district.actor(Role.COMMUNITY_DESK), district.sides[0].compounds[0]
    later = replace(VALUES, as_of=date(2026, 11, 20), estate=Estate.MIXED, households=320)

    for number, values in enumerate([VALUES, later]):
        services.describe(
            desk, attributes_id=key(300_000 + number), compound_id=compound, values=values,
            stamp=stamp(number=number),
        )  # fmt: skip

    now, then = queries.attributes(compound), queries.attributes(compound, on=date(2026, 11, 5))
    assert now is not None
    assert then is not None
    assert (now.estate, now.households, then.estate) == ("mixed", 320, "old")
    assert [row.estate for row in queries.history(compound)] == ["mixed", "old"]
    assert queries.attributes(compound, on=date(2026, 10, 1)) is None


def test_the_record_has_the_values_and_keeps_the_source_in_its_payload(
    district: District,
) -> None:
    compound = district.sides[0].compounds[0]

    services.describe(
        BY_RULE, attributes_id=key(300_000), compound_id=compound, values=VALUES, stamp=stamp()
    )

    (entry,) = journal.entries(services.stream_of(compound))
    assert (entry.verb, entry.at) == ("kernel.compound_described", NOW)
    assert entry.facts["set"]["estate"] == "old"
    assert "台账" not in str(entry.facts)
    assert entry.payload.content == {"source": VALUES.source}


def test_who_only_reads_enters_nothing(district: District) -> None:
    officer = district.actor(Role.GRID_OFFICER)

    with pytest.raises(Forbidden):
        services.describe(
            officer, attributes_id=key(300_000), compound_id=district.sides[0].compounds[0],
            values=VALUES, stamp=stamp(),
        )  # fmt: skip

    assert queries.history(district.sides[0].compounds[0]) == []
