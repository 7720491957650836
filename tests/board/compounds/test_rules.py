"""Under which quick filters a compound is found."""

from typing import Any

import pytest

from linli.board.compounds import rules
from linli.board.compounds.rules import Needs
from linli.kernel.terms.rules import State

QUIET: dict[str, Any] = {
    "states": [State.RUNNING, State.MET], "is_unable": False, "has_body": True,
    "has_company": True, "late": 0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, set()),
        ({"states": [State.SOON]}, {"pressing"}),
        ({"states": [State.RUNNING, State.LATE]}, {"pressing"}),
        ({"states": [State.MET_LATE]}, set()),
        ({"states": []}, set()),
        ({"is_unable": True}, {"unable"}),
        ({"has_body": False}, {"no_body"}),
        ({"has_company": False}, {"no_company"}),
        ({"late": 2}, {"late"}),
    ],
)
def test_each_need_has_its_filter_and_all_are_found_without_one(
    changes: dict[str, Any], found: set[str]
) -> None:
    words = rules.words(Needs(**(QUIET | changes)))

    assert words == {"", *found}
    assert words <= set(rules.QUICK_NAMES)
