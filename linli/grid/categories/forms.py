"""Categories to choose from."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.utils.translation import gettext

from linli.grid.categories import queries
from linli.grid.categories.rules import Category

Choices = list[tuple[str, Any]]


def category_choices(categories: Iterable[Category]) -> Choices:
    """Return the categories by group, in the reader's language, behind an empty choice."""
    grouped = groupby(categories, key=queries.group)
    named = [
        (group, [(each.code, queries.name(each)) for each in members]) for group, members in grouped
    ]
    return [("", gettext("Choose a category")), *named]
