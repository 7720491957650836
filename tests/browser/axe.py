"""Looks for barriers on a page with axe-core."""

from functools import lru_cache

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


FOUND = """async (tags) => {
  const asked = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] }
  const found = await axe.run(asked)
  return found.violations.map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 200)}`)
}"""
"""What axe finds, and nothing of what it found in order: that is half a megabyte a page."""


def barriers(page: Page) -> list[str]:
    """Return what axe finds on a page: rule and first element of each; empty when nothing."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(_library())
    found: list[str] = page.evaluate(FOUND, RULES)
    return found
