"""Statements that are asked many times a second: Django writes their SQL once, then it is kept.

Writing the SQL of a query anew takes Django longer than PostgreSQL takes to answer it. Planning
it anew takes PostgreSQL longer than answering: one that finds a single thing by its key is
planned once in each connection and then only executed (``settings.PREPARED``).
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.postgresql import base
from django.db.models import Func, Model, QuerySet, TextField

Row = tuple[Any, ...]

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


def _planned_once() -> Any:
    """Return a cursor whose statements are planned once in each connection, values apart.

    Where Django keeps a list of its statements, for tests and in debugging, it is an ordinary
    one: the list could not tell the values.
    """
    if connection.queries_logged or not settings.PREPARED:
        return connection.cursor()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    bare = base.ServerBindingCursor(connection.connection)  # type: ignore[attr-defined]  # Django has it
    return connection.make_cursor(bare)


def found(sql: str, values: Mapping[str, Any] | Sequence[Any]) -> list[Row]:
    """Return the rows of a statement that is planned once in each connection.

    For one that finds few rows by a key, whatever the values are: its plan does not see them.
    """
    with _planned_once() as cursor:
        cursor.execute(sql, values)
        rows: list[Row] = cursor.fetchall()
        return rows


def names(table: type[Model], keys: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of the rows with these keys; one statement, none without keys."""
    if not keys:
        return {}
    return dict(
        found(f'SELECT id, name FROM "{table._meta.db_table}" WHERE id = ANY(%s)', [list(keys)])
    )


@dataclass(frozen=True, slots=True)
class Statement:
    """The SQL of a query and the values in it; None: the query finds nothing, whoever asks."""

    sql: str | None
    values: tuple[Any, ...] = ()

    def rows(self, tail: str = "", more: Sequence[Any] = ()) -> list[Row]:
        """Return the rows; ``tail`` comes behind the SQL, with ``more`` values of its own."""
        if self.sql is None:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self.sql + tail, (*self.values, *more))
            rows: list[Row] = cursor.fetchall()
            return rows

    def of(self, asked: Any, value: Any) -> list[Row]:
        """Return the rows with ``value`` where the query had ``asked``; planned once."""
        if self.sql is None:
            return []
        values = [value if each == asked else each for each in self.values]
        return found(self.sql, values)


def written(query: QuerySet[Any, Any]) -> Statement:
    """Return the statement of a query of values that has a condition, without order or limit."""
    try:
        sql, values = query.order_by().query.sql_with_params()
    except EmptyResultSet:
        return Statement(None)
    return Statement(sql, tuple(values))
