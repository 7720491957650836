"""Statements that are asked many times a second: Django writes their SQL once, then it is kept.

Writing the SQL of a query anew takes Django longer than PostgreSQL takes to answer it. Planning
it anew takes PostgreSQL longer than answering: one that finds a single thing by its key is
planned once in each connection and then only executed (``LINLI_PREPARED``).
"""

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import local
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Func, Model, QuerySet, TextField

from linli.kernel.database.base import Asked, DatabaseWrapper, Row, Values

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


_mine = local()


def here() -> DatabaseWrapper:
    """Return the connection of this thread; Django keeps one for each, and looks for it long."""
    try:
        return cast(DatabaseWrapper, _mine.connection)
    except AttributeError:
        _mine.connection = connections[DEFAULT_DB_ALIAS]
        return here()


def found(sql: str, values: Values) -> list[Row]:
    """Return the rows of a statement that is planned once in each connection.

    For one that finds few rows by a key, whatever the values are: its plan does not see them.
    """
    return here().found((sql, values))[0]


def found_each(*asked: Asked) -> list[list[Row]]:
    """Return the rows of several statements like that of ``found``, sent as one message."""
    return here().found(*asked)


@contextmanager
def whole() -> Iterator[None]:
    """Let what is begun within a transaction stand or fall with all of it: no marks are set.

    For a transaction that nobody goes on with once a part of it was refused.
    """
    with here().whole():
        yield


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
        return here().found((self.sql + tail, (*self.values, *more)), is_planned=False)[0]

    def of(self, asked: Any, value: Any) -> list[Row]:
        """Return the rows with ``value`` where the query had ``asked``; planned once."""
        if self.sql is None:
            return []
        return found(self.sql, self.at(asked, value).values)

    def at(self, asked: Any, value: Any) -> "Statement":
        """Return the statement with ``value`` where the query had ``asked``."""
        values = tuple(value if each == asked else each for each in self.values)
        return Statement(self.sql, values)


def written(query: QuerySet[Any, Any]) -> Statement:
    """Return the statement of a query of values that has a condition, without order or limit."""
    try:
        sql, values = query.order_by().query.sql_with_params()
    except EmptyResultSet:
        return Statement(None)
    return Statement(sql, tuple(values))
