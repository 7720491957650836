"""A share is exact, has one decimal place, and says what it was divided by."""

from datetime import date

import pytest

from linli.board.indicators.rules import WORDINGS, Indicator, percent

DAY = date(2021, 12, 31)


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (11_138, 11_925, "93.4"),
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (1, 2000, "0.1"),
        (1, 2001, "0.0"),
        (9995, 10_000, "100.0"),
        (9994, 10_000, "99.9"),
        (0, 7, "0.0"),
        (7, 7, "100.0"),
        (0, 0, None),
    ],
)
def test_writes_a_share_in_per_cent_with_halves_up(
    part: int, whole: int, words: str | None
) -> None:
    assert percent(part, whole) == words


def test_refuses_a_negative_count() -> None:
    with pytest.raises(ValueError, match="negative"):
        percent(-1, 3)


def test_a_count_is_its_own_value() -> None:
    assert Indicator("grids", 675, DAY).value == 675
    assert Indicator("disposal_rate", 11_138, DAY, 11_925).value == "93.4"


def test_every_share_says_what_it_is_divided_by() -> None:
    assert all(bool(words.of) == code.endswith("_rate") for code, words in WORDINGS.items())
