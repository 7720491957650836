"""Many statements in one message: the database is asked once and waited for once.

A message costs nearly the same with one statement as with ten; Django sends a message, and
writes its SQL anew, for each table that gets a row.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import AutoField, BinaryField, JSONField, Model
from django.db.models.expressions import DatabaseDefault
from psycopg.adapt import Transformer

from linli.kernel.common.statements import found

PREPARED = (ArrayField, BinaryField, JSONField)
"""Fields whose values Django wraps for PostgreSQL; the values of all others go as they are."""

Columns = Sequence[tuple[str, Callable[..., Any] | None]]
"""Of each column the name of its field, and what prepares its values, if they need that."""

Literal = Callable[[Any], bytes]


def send(statements: Iterable[str], values: Sequence[Any] | None = None) -> list[list[Any]]:
    """Send statements as one message; return the rows of each that answers with rows.

    Outside a transaction they are one of their own. ``values`` fill the ``%s`` of all of them.
    """
    with connection.cursor() as cursor:
        cursor.execute("; ".join(statements), values)
        answers = []
        while True:
            if cursor.description is not None:
                answers.append(cursor.fetchall())
            if not cursor.nextset():
                return answers


def inserted(rows: Iterable[Model]) -> list[str]:
    """Return one INSERT for each table that gets rows, for ``send``; inside a transaction.

    Keys that the database gives are not read back: where they are needed, give them before.
    """
    tables: dict[type[Model], list[Model]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    with connection.wrap_database_errors:
        return [_inserted(table, of, _literal()) for table, of in tables.items()]


def _inserted(table: type[Model], rows: list[Model], literal: Literal) -> str:
    head, columns = _head(table, rows[0].pk is not None)
    lines = [b"(%s)" % b", ".join(_values(row, columns, literal)) for row in rows]
    return head + b", ".join(lines).decode()


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


def _column(field: Any) -> tuple[str, Callable[..., Any] | None]:
    is_prepared = isinstance(field, PREPARED)
    return field.attname, field.get_db_prep_save if is_prepared else None


def updated(row: Model, names: Iterable[str]) -> str:
    """Return the UPDATE of some columns (``attname``) of a row that is held, for ``send``."""
    meta, quote = row._meta, connection.ops.quote_name
    fields: list[Any] = [*(meta.get_field(name) for name in names), meta.pk]
    with connection.wrap_database_errors:
        values = _values(row, [_column(field) for field in fields], _literal())
    *pairs, key = [
        f"{quote(field.column)} = {value.decode()}"
        for field, value in zip(fields, values, strict=True)
    ]
    return f"UPDATE {quote(meta.db_table)} SET {', '.join(pairs)} WHERE {key}"


def _literal() -> Literal:
    literal: Literal = Transformer(connection.connection).as_literal
    return literal


def _values(row: Model, columns: Columns, literal: Literal) -> list[bytes]:
    values = []
    for name, prepare in columns:
        value = getattr(row, name)
        if prepare is not None:
            value = prepare(value, connection)
        values.append(b"DEFAULT" if isinstance(value, DatabaseDefault) else literal(value))
    return values


def rows(table: type[Model], rest: str, values: Sequence[Any]) -> list[Any]:
    """Return whole rows of a table; ``rest`` is what stands behind FROM and its name.

    As ``objects.raw`` without what that finds out anew each time; planned once.
    """
    select, names, converters = _reading(table)
    made = []
    for line in found(f"{select} {rest}", values):
        read = list(line)
        for place, convert in converters:
            read[place] = convert(read[place], None, connection)
        made.append(table.from_db(connection.alias, names, read))
    return made


@lru_cache(maxsize=50)
def _reading(table: type[Model]) -> tuple[str, list[str], list[tuple[int, Any]]]:
    """Return the SELECT of all columns, the names of their fields, and what reads which."""
    quote = connection.ops.quote_name
    fields: Sequence[Any] = table._meta.concrete_fields
    name = quote(table._meta.db_table)
    columns = ", ".join(f"{name}.{quote(field.column)}" for field in fields)
    converters = [
        (place, convert)
        for place, field in enumerate(fields)
        for convert in [
            *connection.ops.get_db_converters(field.get_col(name)),
            *field.get_db_converters(connection),
        ]
    ]
    return f"SELECT {columns} FROM {name}", [field.attname for field in fields], converters
