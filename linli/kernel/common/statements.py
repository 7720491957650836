"""Statements that are asked many times a second: Django writes their SQL once, then it is kept.

Writing the SQL of a query anew takes Django longer than PostgreSQL takes to answer it.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Func, Model, QuerySet, TextField

MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"
"""How ``Iso`` writes a moment, for ``strftime`` of a moment in UTC; such texts sort by time."""


class Iso(Func):
    """A moment as text in UTC with microseconds, written by the database."""

    template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    output_field = TextField()


def moments_in(written: str) -> dict[str, Any]:
    """Return the values of a row that the database wrote as JSON; what ends in ``_at`` or
    ``_since`` is a moment again."""
    return {
        name: datetime.fromisoformat(value) if value and name.endswith(("_at", "_since")) else value
        for name, value in json.loads(written).items()
    }


def names(table: type[Model], keys: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of the rows with these keys; one statement, none without keys."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        sql = f'SELECT id, name FROM "{table._meta.db_table}" WHERE id = ANY(%s)'
        cursor.execute(sql, [list(keys)])
        return dict(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class Statement:
    """The SQL of a query and the values in it; None: the query finds nothing, whoever asks."""

    sql: str | None
    values: tuple[Any, ...] = ()

    def rows(self, tail: str = "", more: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows; ``tail`` comes behind the SQL, with ``more`` values of its own."""
        if self.sql is None:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self.sql + tail, (*self.values, *more))
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found


def written(found: QuerySet[Any, Any]) -> Statement:
    """Return the statement of a query of values that has a condition, without order or limit."""
    try:
        sql, values = found.order_by().query.sql_with_params()
    except EmptyResultSet:
        return Statement(None)
    return Statement(sql, tuple(values))
