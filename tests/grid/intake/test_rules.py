"""Rows G1 and X3: what a superior's cell means, in whole tables."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from linli.grid.intake import rules
from linli.grid.intake.rules import Row
from linli.grid.intake.solver import Gazetteer, Named
from linli.grid.platforms.rules import Layout
from linli.kernel.common.errors import LinliError
from tests.district import NOW, key

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


CELLS = {
    "number": "ＹＹ２０２６０００００１",
    "text": "楼下垃圾，堆了３天。",
    "due_at": "２０２６年１１月２８日　１８：００",
    "received_at": "2026-11-23 09:00",
    "phone": "１３８　００１３　８０００",
    "name": " 王某 ",
    "compound": "甲东苑",
}


def _row(**more: str) -> Row:
    return Row(5, CELLS | more)


def test_full_width_is_folded_where_it_counts_and_kept_where_somebody_speaks() -> None:
    matter = rules.matter(_row(), Layout(), now=NOW)

    assert matter.number == "YY2026000001"
    assert matter.due_at == _local(2026, 11, 28, 18)
    assert (matter.phone, matter.name) == ("13800138000", "王某")
    assert matter.text == "楼下垃圾，堆了３天。"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("13800138000", "13800138000"),
        ("13800138000.0", "13800138000"),
        ("0730-8221234", "07308221234"),
        ("8221234转8", "8221234转8"),
        ("", ""),
    ],
)
def test_a_telephone_never_spoils_a_row(said: str, kept: str) -> None:
    assert rules.matter(_row(phone=said), Layout(), now=NOW).phone == kept


REFUSED: list[tuple[dict[str, str], str]] = [
    ({"number": "  "}, "grid.cell_needed"),
    ({"text": ""}, "grid.cell_needed"),
    ({"due_at": ""}, "grid.deadline_missing"),
    ({"due_at": "尽快"}, "grid.moment_unreadable"),
    ({"received_at": "昨天"}, "grid.moment_unreadable"),
    ({"register_by": "2"}, "grid.moment_unreadable"),
    ({"due_at": "2026-11-22"}, "grid.deadline_before_start"),
    ({"number": "9" * 51}, "grid.cell_too_long"),
    ({"text": "长" * 4001}, "grid.cell_too_long"),
    ({"lon": "东经113"}, "grid.degrees_unreadable"),
    ({"lon": "113.1", "lat": "99"}, "grid.degrees_unreadable"),
    ({"lon": "nan"}, "grid.degrees_unreadable"),
]


@pytest.mark.parametrize(("more", "code"), REFUSED)
def test_a_row_that_cannot_be_read_names_its_column(more: dict[str, str], code: str) -> None:
    layout = Layout(columns={"due_at": "办理时限", "number": "工单编号"})

    with pytest.raises(LinliError) as refusal:
        rules.deadline_of_new(rules.matter(_row(**more), layout, now=NOW), layout)

    assert refusal.value.code == code
    if next(iter(more)) == "due_at" and "column" in refusal.value.facts:
        assert refusal.value.facts["column"] == "办理时限"


def test_a_formula_without_a_result_is_named() -> None:
    with pytest.raises(LinliError) as refusal:
        rules.matter(Row(5, CELLS, unread=("due_at",)), Layout(), now=NOW)

    assert refusal.value.code == "grid.formula_unread"


def test_a_platform_may_have_usual_days() -> None:
    matter = rules.matter(_row(due_at=""), Layout(days=5), now=NOW)

    assert matter.due_at is None
    assert rules.deadline_of_new(matter, Layout(days=5)) - matter.received_at == timedelta(days=5)


def test_a_heading_that_says_more_goes_before_the_words() -> None:
    other = rules.matter(_row(title="垃圾问题"), Layout(), now=NOW)
    same = rules.matter(_row(title="楼下垃圾"), Layout(), now=NOW)

    assert other.words().startswith("垃圾问题\n")
    assert same.words() == same.text


def test_the_digest_knows_words_place_and_category_and_no_moment_and_no_person() -> None:
    base = rules.matter(_row(), Layout(), now=NOW).digest()

    for name in ("text", "address", "category"):
        assert rules.matter(_row(**{name: "别的"}), Layout(), now=NOW).digest() != base
    for name, said in (("name", "赵某"), ("phone", "13900000000"), ("due_at", "2026-11-30")):
        assert rules.matter(_row(**{name: said}), Layout(), now=NOW).digest() == base


DISTRICT, STREET_A, STREET_B = key(1), key(2), key(3)
COMMUNITY_A, COMMUNITY_B = key(4), key(5)
EAST_A, EAST_B, LONG, BUILDING = key(6), key(7), key(8), key(9)
UNITS = [
    Named(DISTRICT, "district", "样例区", None),
    Named(STREET_A, "street", "第一街道", DISTRICT),
    Named(STREET_B, "street", "第二街道", DISTRICT),
    Named(COMMUNITY_A, "community", "甲社区", STREET_A),
    Named(COMMUNITY_B, "community", "丙社区", STREET_B),
    Named(EAST_A, "compound", "东苑", COMMUNITY_A),
    Named(EAST_B, "compound", "东苑", COMMUNITY_B),
    Named(LONG, "compound", "新东苑", COMMUNITY_A),
    Named(BUILDING, "building", "3栋", EAST_A),
]


@pytest.mark.parametrize(
    ("named", "address", "unit"),
    [
        ({"compound": "新东苑"}, "", LONG),
        ({}, "样例区第一街道新东苑门口", LONG),
        ({"compound": "东苑", "community": "甲社区"}, "", EAST_A),
        ({"compound": "东苑", "street": "第二街道"}, "", EAST_B),
        ({"compound": "东苑"}, "丙社区东苑", EAST_B),
        ({"compound": "东苑", "community": "甲社区", "building": "3栋"}, "", BUILDING),
        ({}, "甲社区东苑3号楼二单元", BUILDING),
        ({}, "甲社区东苑9号楼", EAST_A),
        ({"compound": "东苑"}, "", None),
        ({"community": "甲社区"}, "路边", COMMUNITY_A),
        ({}, "第二街道某路口", STREET_B),
        ({}, "某路口", None),
        ({}, "", None),
    ],
)
def test_the_finest_unit_that_is_named_without_doubt_is_found(
    named: dict[str, str], address: str, unit: object
) -> None:
    assert Gazetteer(UNITS).find(named, address) == unit
