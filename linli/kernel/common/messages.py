"""Rows in few words: stored with one statement a table, read without writing SQL anew.

A message to the database costs nearly the same with one statement as with ten
(``linli.kernel.database``); Django sends a message, and writes its SQL anew, for each table.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from json import JSONEncoder
from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import AutoField, BinaryField, JSONField, Model
from django.db.models.base import ModelState
from django.db.models.expressions import DatabaseDefault

from linli.kernel.common.statements import found, here
from linli.kernel.database.base import Writer

PREPARED = (ArrayField, BinaryField, JSONField)
"""Fields whose values Django wraps for PostgreSQL; the values of all others go as they are."""

Column = tuple[str, Callable[..., Any] | None]
Columns = Sequence[Column]
"""Of each column the name of its field, and what prepares its values, if they need that."""

Row = TypeVar("Row", bound=Model)

json_words = JSONEncoder(ensure_ascii=False, check_circular=False).encode


def send(statements: Iterable[str]) -> list[list[Any]]:
    """Send statements as one message; return the rows of each that answers with rows.

    Outside a transaction they are one of their own.
    """
    return here().exchange(list(statements))


def keep(statements: Iterable[str]) -> None:
    """Store something with the next message of this transaction, at the latest at its end.

    What the database refuses of it is raised there. For statements without an answer.
    """
    here().keep(list(statements))


def flush() -> None:
    """Send what is kept, so that the database refuses now what it will not take."""
    here().flush()


def fresh(table: type[Row], **values: Any) -> Row:
    """Return a row that is not stored, as ``table(**values)`` makes it, in a tenth of the time.

    Args:
        values: by the names of columns (``attname``), as they are to be stored.
    """
    row: Row = table.__new__(table)
    given = row.__dict__
    given["_state"] = ModelState()
    first, made = _defaults(table)
    given.update(first)
    for name, make in made:
        if name not in values:
            given[name] = make()
    given.update(values)
    return row


@lru_cache(maxsize=50)
def _defaults(table: type[Model]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """Return what stands in the columns of a new row, and what has to be made anew for each."""
    fields: Sequence[Any] = table._meta.concrete_fields
    made = [
        (field.attname, field.get_default)
        for field in fields
        if field.has_default() and callable(field.default)
    ]
    called = {name for name, _ in made}
    first = {one.attname: one.get_default() for one in fields if one.attname not in called}
    return first, made


def inserted(rows: Iterable[Model]) -> list[str]:
    """Return one INSERT for each table that gets rows, for ``keep``; inside a transaction.

    Keys that the database gives are not read back: where they are needed, give them before.
    """
    tables: dict[type[Model], list[Model]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    write = here().writer()
    return [_inserted(table, of, write) for table, of in tables.items()]


def _inserted(table: type[Model], rows: list[Model], write: Writer) -> str:
    head, columns = _head(table, rows[0].pk is not None)
    lines = [f"({', '.join(_values(row, columns, write))})" for row in rows]
    return head + ", ".join(lines)


@lru_cache(maxsize=200)
def _head(table: type[Model], has_key: bool) -> tuple[str, Columns]:  # noqa: FBT001
    """Return the beginning of an INSERT into a table, and the columns whose values follow it."""
    quote = connection.ops.quote_name
    fields = [
        field
        for field in table._meta.concrete_fields
        if has_key or not isinstance(field, AutoField)
    ]
    names = ", ".join(quote(field.column) for field in fields)
    head = f"INSERT INTO {quote(table._meta.db_table)} ({names}) VALUES "
    return head, [_column(field) for field in fields]


def _column(field: Any) -> Column:
    if isinstance(field, JSONField) and field.encoder is None:
        return field.attname, _json
    return field.attname, field.get_db_prep_save if isinstance(field, PREPARED) else None


def _json(value: Any, _: object) -> str | None:
    return None if value is None else json_words(value)


def updated(row: Model, names: Iterable[str]) -> str:
    """Return the UPDATE of some columns (``attname``) of a row that is held, for ``keep``."""
    table = type(row)
    columns = [_column_of(table, name) for name in (*names, row._meta.pk.attname)]
    values = _values(row, [column for _, column in columns], here().writer())
    *pairs, key = [f"{name} = {value}" for (name, _), value in zip(columns, values, strict=True)]
    return f"UPDATE {connection.ops.quote_name(table._meta.db_table)} SET {', '.join(pairs)} WHERE {key}"


@lru_cache(maxsize=1000)
def _column_of(table: type[Model], name: str) -> tuple[str, Column]:
    """Return a column as SQL names it, and how its values are read."""
    field: Any = table._meta.get_field(name)
    return connection.ops.quote_name(field.column), _column(field)


def _values(row: Model, columns: Columns, write: Writer) -> list[str]:
    values = []
    for name, prepare in columns:
        value = getattr(row, name)
        if prepare is not None:
            value = prepare(value, connection)
        values.append("DEFAULT" if isinstance(value, DatabaseDefault) else write(value))
    return values


def rows(table: type[Row], rest: str, values: Sequence[Any]) -> list[Row]:
    """Return whole rows of a table; ``rest`` is what stands behind FROM and its name.

    As ``objects.raw`` without what that finds out anew each time; planned once.
    """
    return read(table, found(selected(table, rest), values))


def selected(table: type[Model], rest: str) -> str:
    """Return the statement of ``rows``, for ``found_each``; ``read`` makes rows of its answer."""
    return f"{_reading(table)[0]} {rest}"


def read(table: type[Row], lines: Iterable[Sequence[Any]]) -> list[Row]:
    """Return rows of a table as they were stored, in a tenth of the time of ``from_db``."""
    _, names, converters = _reading(table)
    made = []
    for line in lines:
        row: Row = table.__new__(table)
        given = row.__dict__
        given["_state"] = state = ModelState()
        state.adding, state.db = False, connection.alias
        given.update(zip(names, line, strict=True))
        for name, convert in converters:
            given[name] = convert(given[name], None, connection)
        made.append(row)
    return made


@lru_cache(maxsize=50)
def _reading(table: type[Model]) -> tuple[str, list[str], list[tuple[str, Any]]]:
    """Return the SELECT of all columns, the names of their fields, and what reads which."""
    quote = connection.ops.quote_name
    fields: Sequence[Any] = table._meta.concrete_fields
    name = quote(table._meta.db_table)
    columns = ", ".join(f"{name}.{quote(field.column)}" for field in fields)
    converters = [
        (field.attname, convert)
        for field in fields
        for convert in [
            *connection.ops.get_db_converters(field.get_col(name)),
            *field.get_db_converters(connection),
        ]
    ]
    return f"SELECT {columns} FROM {name}", [field.attname for field in fields], converters
