"""Units, categories and organisations as plain values, by key, a page at a time."""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from linli.grid.catalogue import queries as catalogue
from linli.grid.categories.rules import Category
from linli.kernel.people.models import Organisation
from linli.kernel.territory.models import Unit

Row = dict[str, Any]
Rows = tuple[list[Row], UUID | None]
Any_ = TypeVar("Any_", bound=Model)


def units(*, kind: str | None, parent: UUID | None, after: UUID | None, limit: int) -> Rows:
    """Return the present units by key, and the key to go on after (None: nowhere); one statement."""
    found = Unit.objects.filter(valid_to=None)
    if kind:
        found = found.filter(kind=kind)
    if parent:
        found = found.filter(parent_id=parent)
    names = {"id": "id", "kind": "kind", "style": "style", "name": "name", "parent": "parent_id"}
    return _page(found, names | {"households": "households"}, after, limit)


def organisations(*, kind: str | None, unit: UUID | None, after: UUID | None, limit: int) -> Rows:
    """Return the organisations by key, and the key to go on after (None: nowhere); one statement."""
    found = Organisation.objects.all()
    if kind:
        found = found.filter(kind=kind)
    if unit:
        found = found.filter(unit_id=unit)
    names = {"id": "id", "kind": "kind", "name": "name", "code": "code"}
    return _page(found, names | {"unit": "unit_id", "parent": "parent_id"}, after, limit)


def _page(found: QuerySet[Any_], names: dict[str, str], after: UUID | None, limit: int) -> Rows:
    """Return a page of rows under the names of the answer, and where the next one begins."""
    if after:
        found = found.filter(pk__gt=after)
    values = list(found.order_by("pk").values_list(*names.values())[: limit + 1])
    rows = [dict(zip(names, each, strict=True)) for each in values[:limit]]
    return rows, rows[-1]["id"] if len(values) > limit else None


def categories(at: datetime) -> Row:
    """Return the catalogue in force; no statement when warm."""
    edition = catalogue.edition(at)
    return {"edition": edition.number, "categories": [_line(each) for each in edition.categories]}


def _line(each: Category) -> Row:
    handle = each.handle
    return {
        "code": each.code,
        "name_zh": each.name_zh,
        "name_en": each.name_en,
        "group_zh": each.group_zh,
        "group_en": each.group_en,
        "level": each.level.value,
        "department": each.department,
        "handle": {"value": handle.value, "unit": handle.unit.value} if handle else None,
        "emergency": each.emergency,
        "is_public": each.is_public,
    }
