"""How the parts of a picture are read, and what is refused (row G1)."""

from collections.abc import Sequence

import pytest

from linli.grid.gallery import rules
from linli.grid.photos.rules import Rectangle


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (("10", "20", "30", "40"), Rectangle(100, 200, 300, 400)),
        (("0", "0", "100", "100"), Rectangle(0, 0, 1000, 1000)),
        (("90", "95", "30", "40"), Rectangle(900, 950, 100, 50)),
        (("1.25", "1.25", "0.1", "0.1"), Rectangle(12, 12, 2, 2)),
        (("33,3", "1", "1", "1"), Rectangle(333, 10, 10, 10)),
        (("99.99", "99.99", "1", "1"), Rectangle(999, 999, 1, 1)),
    ],
)
def test_a_part_is_widened_to_thousandths_and_cut_at_the_edge(
    typed: Sequence[str], found: Rectangle
) -> None:
    assert rules.rectangle(1, typed) == found


@pytest.mark.parametrize(
    "typed",
    [
        ("", "20", "30", "40"),
        ("10", "20", "0", "40"),
        ("10", "20", "30", "0"),
        ("-1", "20", "30", "40"),
        ("101", "20", "30", "40"),
        ("100", "20", "30", "40"),
        ("10", "20", "300", "40"),
        ("left", "20", "30", "40"),
        ("NaN", "20", "30", "40"),
        ("Infinity", "20", "30", "40"),
        ("1e2000", "20", "30", "40"),
        ("10", "20", "30"),
    ],
)
def test_a_part_that_lies_nowhere_is_refused(typed: Sequence[str]) -> None:
    with pytest.raises(rules.PartUnreadable) as refused:
        rules.rectangle(3, typed)

    assert refused.value.code == "grid.part_unreadable"
    assert refused.value.facts == {"number": 3}


@pytest.mark.parametrize(
    ("count", "code"),
    [(0, "grid.nothing_covered"), (1, ""), (20, ""), (21, "grid.too_many_parts")],
)
def test_one_to_twenty_parts_are_taken(count: int, code: str) -> None:
    parts = [Rectangle(0, 0, 10, 10)] * count
    if not code:
        rules.check_parts(parts)
        return

    with pytest.raises((rules.NothingCovered, rules.TooManyParts)) as refused:
        rules.check_parts(parts)

    assert refused.value.code == code
