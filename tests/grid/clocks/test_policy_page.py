"""The page that lists the values of the policy is complete and right."""

import json
from dataclasses import fields
from pathlib import Path

from linli.grid.clocks.rules import PolicyValues
from linli.kernel.calendar.rules import Limit

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "policy.md"


def listed() -> dict[str, object]:
    """Return the defaults as the page writes them, in its order."""
    rows = [line.split("|") for line in PAGE.read_text(encoding="utf-8").splitlines()]
    cells = [[cell.strip() for cell in row] for row in rows if len(row) == 6]
    assert all(all(row[1:5]) for row in cells)
    return {row[1].strip("`"): json.loads(row[2].strip("`")) for row in cells[2:]}


def written(value: object) -> object:
    """Return a default as a policy would write it."""
    return [value.value, str(value.unit)] if isinstance(value, Limit) else value


def test_lists_every_value_with_its_default_in_the_order_of_the_code() -> None:
    defaults = PolicyValues()

    expected = [(one.name, written(getattr(defaults, one.name))) for one in fields(PolicyValues)]

    assert list(listed().items()) == expected
