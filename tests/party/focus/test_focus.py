"""What compounds of a kind see to first (article row P5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from linli.board.demo_standards.services import FOCUS
from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import Actor, Role
from linli.party.focus import queries, rules
from linli.party.focus import services as focus
from linli.party.focus.rules import Attributes, FocusTable, Rule, numbered
from linli.party.steps.rules import Step
from linli.party.tables import queries as editions
from linli.party.tables import services as tables
from linli.party.tables.models import Edition
from linli.party.tables.rules import Table
from tests.district import NOW, District, key, stamp
from tests.grid.desk.doors import browser_of
from tests.party.errands import code_of
from tests.party.plans import chief_of, is_sound, street_of

ARTICLE = FocusTable(
    "小区分类侧重", "文章", numbered([Rule("", name, said, when) for name, when, said in FOCUS])
)
NEW, SPARE, NONE = (name for name, _, _ in FOCUS)

KINDS: list[tuple[Attributes, str, tuple[str, ...]]] = [
    # attributes → rule that fits, what has to be found out
    ({"estate": "commercial", "has_spare_room": True}, NEW, ()),
    ({"estate": "commercial", "has_spare_room": None}, NEW, ()),
    ({"estate": "old", "has_spare_room": True}, SPARE, ()),
    ({"estate": "old", "has_spare_room": False}, NONE, ()),
    ({"estate": "old", "has_spare_room": None}, "", ("has_spare_room",)),
    ({"estate": "", "has_spare_room": True}, "", ("estate",)),
    ({}, "", ("estate",)),
]


@pytest.mark.parametrize(("attributes", "name", "unknown"), KINDS, ids=range(len(KINDS)))
def test_the_articles_three_kinds_of_compounds(
    attributes: Attributes, name: str, unknown: tuple[str, ...]
) -> None:
    found = rules.focus(ARTICLE, attributes)

    assert (found.rule.name if found.rule else "", found.unknown) == (name, unknown)


HOLDS = [
    # attribute, wanted, value → answer
    ("estate", "old", "old", True),
    ("estate", "old", "mixed", False),
    ("estate", "old", "", None),
    ("has_spare_room", "yes", True, True),
    ("has_spare_room", "yes", False, False),
    ("has_spare_room", "no", False, True),
    ("has_spare_room", "no", None, None),
    ("built_in", "2015", 2015, True),
    ("built_in", "2015", 2014, False),
    ("built_in", "2015", None, None),
    ("lifts", "1", 0, False),
]


@pytest.mark.parametrize(("attribute", "wanted", "value", "answer"), HOLDS)
def test_words_are_compared_and_numbers_are_at_least(
    attribute: str, wanted: str, value: rules.Value, answer: object
) -> None:
    assert rules.holds(attribute, wanted, value) is answer


def test_a_table_reads_back_as_it_was_kept() -> None:
    table = replace(ARTICLE, rules=(replace(ARTICLE.rules[0], standard_id=key(1)),))

    assert rules.read(table.content()) == table
    assert rules.read({}) == FocusTable("", "")


BAD = [
    replace(ARTICLE, name=""),
    replace(ARTICLE, source=""),
    replace(ARTICLE, rules=()),
    replace(ARTICLE, rules=(Rule("1", "", "侧重", {}),)),
    replace(ARTICLE, rules=(Rule("1", "小区", "", {}),)),
    replace(ARTICLE, rules=ARTICLE.rules * 11),
]


@pytest.mark.parametrize("table", BAD, ids=range(len(BAD)))
def test_a_table_that_says_half_a_thing_is_refused(table: FocusTable) -> None:
    with pytest.raises(LinliError) as refused:
        rules.check_table(table)

    assert refused.value.code == "party.focus_refused"
    assert str(refused.value)


def adopted(actor: Actor, table: FocusTable = ARTICLE, which: int = 1, days: int = 0) -> Edition:
    at = stamp(NOW + timedelta(days=days), which)
    focus.draft(actor, edition_id=key(86_000 + which), table=table, stamp=at)
    return tables.adopt(actor, step=Step(key(86_000 + which)), stamp=at)


@pytest.mark.django_db
def test_the_rules_of_the_day_decide(district: District) -> None:
    chief, desk = chief_of(district), district.actor(Role.COMMUNITY_DESK)
    first = adopted(chief)
    always = FocusTable("另一版", "另文", (Rule("1", "所有小区", "另有侧重", {}),))
    adopted(chief, always, 2, days=9)

    now = queries.by_attributes(desk, {})
    then = queries.by_attributes(desk, {"estate": "commercial"}, on=first.valid_from)

    assert now.rule is not None
    assert then.rule is not None
    assert (now.rule.focus, then.rule.name) == ("另有侧重", NEW)
    assert is_sound()


@pytest.mark.django_db
def test_a_street_reads_the_rules_and_edits_none(district: District) -> None:
    adopted(chief_of(district))
    street = street_of(district)

    assert code_of(lambda: adopted(street, which=2)) == "common.forbidden"
    assert editions.current(street, Table.FOCUS) is not None


@pytest.mark.django_db
def test_the_rules_are_edited_on_their_pages(district: District) -> None:
    chief, street = browser_of(chief_of(district)), browser_of(street_of(district))
    posted = {
        "name": "小区分类侧重", "source": "样例区委文件", "rules-TOTAL_FORMS": "2",
        "rules-INITIAL_FORMS": "0", "rules-0-name": "老旧小区", "rules-0-estate": "old",
        "rules-0-built_in": "1990", "rules-0-focus": "议事机制",
    }  # fmt: skip

    none = street.get("/policies/focus/").content.decode()
    half = chief.post("/policies/focus/new/", posted | {"rules-0-focus": ""})
    chief.post("/policies/focus/new/", posted)
    edition = Edition.objects.get()
    form = chief.get(f"/policies/focus/{edition.pk}/draft/").content.decode()
    chief.post(f"/policies/editions/{edition.pk}/adopt/", {"version": 1})
    page = street.get("/policies/focus/", follow=True).content.decode()

    assert "尚无现行侧重规则" in none
    assert half.status_code == 422
    assert 'value="1990"' in form
    for words in ("老旧小区", "议事机制", "建成年份不低于 1990", "第 1 版"):
        assert words in page
    assert is_sound()
