"""Looks for barriers on a page with axe-core."""

from functools import lru_cache
from typing import Any

import pytest
from playwright.sync_api import Page

from linli.cli.places import VAR

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@lru_cache(maxsize=1)
def _library() -> str:
    file = VAR / "vendor" / "axe.min.js"
    if not file.exists():
        pytest.skip("axe-core is not here; ./run test brings it")
    return file.read_text()


def barriers(page: Page) -> list[str]:
    """Return what axe finds on a page: rule and first element of each; empty when nothing."""
    page.evaluate(_library())
    found: dict[str, Any] = page.evaluate(
        "(tags) => axe.run({runOnly: {type: 'tag', values: tags}})", RULES
    )
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found["violations"]]
