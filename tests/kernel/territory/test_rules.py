"""Kinds and their parents, words for units, door codes, refused rows."""

from uuid import UUID

import pytest

from linli.kernel.common import ids
from linli.kernel.territory import rules
from linli.kernel.territory.rules import Kind, ListedUnit


def test_every_kind_leads_up_to_the_district() -> None:
    for kind in Kind:
        above, steps = kind, 0
        while (up := rules.PARENT_KINDS[above]) is not None:
            above, steps = up, steps + 1

        assert above is Kind.DISTRICT
        assert steps < len(Kind)


@pytest.mark.parametrize(
    ("kind", "style", "word"),
    [
        ("street", "", "subdistrict"),
        ("street", "town", "town"),
        ("street", "township", "township"),
        ("community", "community", "community"),
        ("community", "village", "village"),
        ("micro_grid", "", "micro-grid"),
    ],
)
def test_the_label_follows_kind_and_style(kind: str, style: str, word: str) -> None:
    assert rules.label(kind, style) == word


def test_a_list_puts_the_second_building_before_the_tenth() -> None:
    units = [
        ListedUnit(ids.new(), Kind.BUILDING, "", name, None, "", None)
        for name in ("10栋", "2栋", "A栋", "1栋")
    ]

    names = [unit.name for unit in sorted(units, key=rules.natural_order)]

    assert names == ["A栋", "1栋", "2栋", "10栋"]


def test_a_door_code_is_read_back_however_it_is_typed() -> None:
    code = rules.door_code(UUID("01890000-0000-7000-8000-000000abcdef"))

    assert len(code) == 8
    assert rules.typed_door_code(f" {code[:4].lower()}-{code[4:]} ") == code
    assert rules.typed_door_code("o1il") == "0111"


def test_a_row_fault_has_its_number_code_and_words() -> None:
    fault = rules.RowFault(7, rules.RowTwice(name="东方花园"))

    assert (fault.row, fault.code) == (7, "territory.row_twice")
    assert fault.words.startswith("The same unit stands in the file twice: 东方花园.")
