"""What a category is called in the reader's language."""

from django.utils.translation import get_language

from linli.grid.categories.rules import Category


def _reads_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def name(category: Category) -> str:
    """Return the name of a category in the reader's language."""
    return category.name_zh if _reads_chinese() else category.name_en


def group(category: Category) -> str:
    """Return the group of a category in the reader's language."""
    return category.group_zh if _reads_chinese() else category.group_en
