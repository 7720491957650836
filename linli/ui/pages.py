"""Pages of a list whose rows are shown as something else than they are stored."""

from typing import Any, TypeVar

from django.core.paginator import Page

Line = TypeVar("Line")


def shown_as(page: Page[Any], lines: list[Line]) -> Page[Line]:
    """Return a page with lines in place of its rows."""
    page.object_list = lines
    return page
