"""Where an organisation is founded, with how many members, and what it is called (rows P3, P4)."""

from __future__ import annotations

import pytest

from linli.kernel.common.errors import LinliError
from linli.kernel.territory.rules import Kind as UnitKind
from linli.party.branches.rules import Base, Kind
from linli.party.founding import rules

NAMES = {
    "district": "样例区",
    "street": "第一街道",
    "community": "甲社区",
    "grid": "甲1网格",
    "micro_grid": "甲1-1微网格",
    "compound": "新峰嘉园小区",
}


@pytest.mark.parametrize(
    ("kind", "base", "names", "more", "written"),
    [
        ("committee", "street", NAMES, {}, "中共样例区第一街道工作委员会"),
        ("committee", "street", {"district": "样例区", "street": "甲镇"}, {}, "中共样例区甲镇委员会"),
        ("committee", "community", NAMES, {}, "中共第一街道甲社区委员会"),
        ("general_branch", "community", NAMES, {}, "中共第一街道甲社区总支部委员会"),
        ("branch", "compound", NAMES, {}, "中共第一街道甲社区新峰嘉园小区支部委员会"),
        ("branch", "compound", NAMES | {"compound": "甲东苑"}, {}, "中共第一街道甲社区甲东苑小区支部委员会"),
        ("branch", "compound", NAMES, {"members": 6}, "中共第一街道甲社区新峰嘉园小区支部"),
        ("branch", "compound", NAMES, {"members": 7}, "中共第一街道甲社区新峰嘉园小区支部委员会"),
        ("group", "compound", NAMES, {}, "第一街道甲社区新峰嘉园小区党小组"),
        ("branch", "grid", {k: v for k, v in NAMES.items() if k != "micro_grid"}, {}, "中共第一街道甲社区甲1网格支部委员会"),
        ("branch", "property_company", NAMES, {"host": "样例物业服务有限公司"}, "中共样例物业服务有限公司支部委员会"),
        ("committee", "new_organisation", NAMES, {"host": "样例环保有限公司"}, "中共样例环保有限公司委员会"),
        ("branch", "office", NAMES, {"host": "第一街道办事处机关"}, "中共第一街道办事处机关支部委员会"),
    ],
    ids=range(13),
)  # fmt: skip
def test_the_official_name(
    kind: str, base: str, names: dict[str, str], more: dict[str, object], written: str
) -> None:
    host, members = str(more.get("host", "")), more.get("members")
    number = members if isinstance(members, int) else None

    said = rules.official_name(Kind(kind), Base(base), names=names, host=host, members=number)

    assert said == written


OWN = {
    Base.STREET: {"street"},
    Base.COMMUNITY: {"community"},
    Base.GRID: {"grid", "micro_grid"},
    Base.COMPOUND: {"compound"},
}
ANYWHERE = {"district", "street", "community", "grid", "compound"}


@pytest.mark.parametrize("base", list(Base))
@pytest.mark.parametrize("unit", list(UnitKind))
@pytest.mark.parametrize("host", ["", "样例公司"])
def test_where_and_with_what_name_one_is_founded(base: Base, unit: UnitKind, host: str) -> None:
    if unit.value not in OWN.get(base, ANYWHERE):
        expected = "party.place_of_other_kind"
    else:
        expected = "" if base in OWN or host else "party.host_needed"

    try:
        rules.check_place(base, unit.value, host)
        said = ""
    except LinliError as refused:
        said = refused.code

    assert said == expected


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(("members", "enough"), [(None, True), (0, False), (2, False), (3, True)])
def test_three_full_members_found_a_branch(
    kind: Kind, members: int | None, *, enough: bool
) -> None:
    if enough or kind is Kind.GROUP:
        rules.check_members(kind, members, least=3)
    else:
        with pytest.raises(rules.TooFewMembers):
            rules.check_members(kind, members, least=3)
