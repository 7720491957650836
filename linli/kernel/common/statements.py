"""Statements that are asked many times a second: Django writes their SQL once, then it is kept.

Writing the SQL of a query anew takes Django longer than PostgreSQL takes to answer it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Func, QuerySet, TextField

MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"
"""How ``Iso`` writes a moment, for ``strftime`` of a moment in UTC; such texts sort by time."""


class Iso(Func):
    """A moment as text in UTC with microseconds, written by the database."""

    template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    output_field = TextField()


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
