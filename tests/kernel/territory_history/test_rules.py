"""What became of units, read forwards and backwards."""

from datetime import date
from uuid import UUID

import pytest

from linli.kernel.territory_history.rules import Lineage, Succession

A, B, C, D, E = (UUID(int=n) for n in range(1, 6))
BEGAN, FIRST, SECOND, THIRD = (date(year, 1, 1) for year in (2000, 2010, 2015, 2020))
LINEAGE = Lineage(
    {A: (BEGAN, FIRST), B: (BEGAN, None), C: (SECOND, None), D: (BEGAN, THIRD), E: (BEGAN, THIRD)},
    [
        Succession(FIRST, 1, A, B),
        Succession(SECOND, 2, B, B),
        Succession(SECOND, 2, B, C),
        Succession(THIRD, 4, D, E),
        Succession(THIRD, 5, E, C),
    ],
)
"""A is taken into B; B is split into itself and C; D goes into E and E into C on one day."""


@pytest.mark.parametrize(
    ("unit", "seen", "day", "expected"),
    [
        (A, BEGAN, BEGAN, {A}),
        (A, BEGAN, FIRST, {B}),
        (A, BEGAN, SECOND, {B, C}),
        (A, THIRD, FIRST, {B}),
        (B, FIRST, SECOND, {B, C}),
        (B, SECOND, SECOND, {B}),
        (B, FIRST, BEGAN, {A, B}),
        (C, SECOND, FIRST, {B}),
        (C, SECOND, BEGAN, {A, B}),
        (C, BEGAN, SECOND, {C}),
        (D, BEGAN, THIRD, {C}),
        (C, THIRD, SECOND, {C, D, E}),
    ],
)
def test_a_unit_of_one_day_is_these_units_of_another(
    unit: UUID, seen: date, day: date, expected: set[UUID]
) -> None:
    assert LINEAGE.on(unit, seen=seen, day=day) == expected


def test_the_days_on_which_something_began_ended_or_was_divided() -> None:
    assert LINEAGE.days() == [BEGAN, FIRST, SECOND, THIRD]
