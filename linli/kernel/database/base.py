"""PostgreSQL as this house speaks to it: Django's own backend, with fewer and lighter messages.

What a message to the database costs, in both processes and between them, is more than what
most statements in it cost. So ``exchange`` sends many as one, with the BEGIN that is due;
``keep`` holds back what stores something until the next message, mostly the one that commits;
and marks within a transaction (savepoints) are set with whatever is sent next.

Django names this file; settings name the folder.
"""

import re
import select
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db import InternalError
from django.db.backends.postgresql import base
from psycopg import generators
from psycopg.adapt import Transformer
from psycopg.errors import DataError, error_from_result
from psycopg.pq import ExecStatus, TransactionStatus

Row = tuple[Any, ...]
Writer = Callable[[Any], str]
Values = Mapping[str, Any] | Sequence[Any]
Asked = tuple[str, Values]
"""A statement and the values in it."""

PLANNED_MOST = 300
"""So many statements are planned ahead in a connection at most; the others are each time."""

WRITERS: dict[type, Writer] = {
    type(None): lambda _: "NULL",
    bool: lambda value: "TRUE" if value else "FALSE",
    int: str,
    str: lambda value: "'" + value.replace("'", "''") + "'",
    UUID: lambda value: f"'{value.hex}'",
    datetime: lambda value: f"'{value.isoformat()}'",
    date: lambda value: f"'{value.isoformat()}'",
}
"""How values of exactly these types are written where PostgreSQL knows what type is meant.

A backslash stands for itself: ``standard_conforming_strings``, which each connection checks.
"""

MARK = "SAVEPOINT "
NUMBER = re.compile(r"\$(\d+)")
PLACE = re.compile(r"%(?:\((\w+)\)s|(s)|(%))")


@lru_cache(maxsize=PLANNED_MOST)
def numbered(sql: str) -> tuple[str, tuple[str | int, ...]]:
    """Return a statement with ``$1 …`` in place of ``%s`` or ``%(name)s``, and which values these are."""
    places: list[str | int] = []

    def place(found: re.Match[str]) -> str:
        if found[3]:
            return "%"
        which = found[1] or len(places)
        if found[1] is None or which not in places:
            places.append(which)
        return f"${places.index(which) + 1}"

    return PLACE.sub(place, sql), tuple(places)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that sends what it keeps with what comes next."""

    health_check_done: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with nothing kept and nothing planned."""
        super().__init__(*args, **kwargs)
        self.django: Any = super()  # with all it has: its stubs leave out what is called below
        self._kept: list[str] = []
        self._is_whole = False
        self._planned: dict[str, str] = {}
        self.is_planning = self.settings_dict["OPTIONS"].get("prepare_threshold") is not None

    def exchange(self, statements: Sequence[str]) -> list[list[Row]]:
        """Send statements as one message; return the rows of each that answers with rows.

        Outside a transaction they are one of their own. What was kept goes before them.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        self.validate_no_broken_transaction()
        kept, self._kept = self._kept, []
        if self.queries_logged or self.execute_wrappers:
            return self._told([*kept, *statements])
        with self.wrap_database_errors:
            return self._exchanged([*kept, *statements])

    def found(self, *asked: Asked, is_planned: bool = True) -> list[list[Row]]:
        """Return the rows of statements with ``%s`` or ``%(name)s`` in place of their values.

        Args:
            asked: statements that answer with rows, each with its values; they go as one message.
            is_planned: they are planned once in this connection, and then only executed.
        """
        if self.queries_logged or self.execute_wrappers:
            return [self._listed(sql, values) for sql, values in asked]
        self.close_if_health_check_failed()
        self.ensure_connection()
        write = self._executed if is_planned and self.is_planning else self._filled
        return self.exchange([write(sql, values) for sql, values in asked])

    def _listed(self, sql: str, values: Values) -> list[Row]:
        with self.cursor() as cursor:
            cursor.execute(sql, values)
            rows: list[Row] = cursor.fetchall()
            return rows

    def _executed(self, sql: str, values: Any) -> str:
        line, which = numbered(sql)
        name = self._name_of(line)
        if name is None:
            return self._filled(sql, values)
        write = self.writer()
        given = [write(values[place]) for place in which]
        return f"EXECUTE {name}({', '.join(given)})" if given else f"EXECUTE {name}"

    def _filled(self, sql: str, values: Any) -> str:
        line, which = numbered(sql)
        write = self.literal()
        given = [write(values[place]) for place in which]
        return NUMBER.sub(lambda number: given[int(number[1]) - 1], line)

    def _name_of(self, line: str) -> str | None:
        """Return under which name this connection has planned a statement; None: too many are."""
        name = self._planned.get(line)
        if name is None and len(self._planned) < PLANNED_MOST:
            name = f"linli_{len(self._planned)}"
            self.exchange([f"PREPARE {name} AS {line}"])
            self._planned[line] = name
        return name

    def writer(self) -> Writer:
        """Return what writes values where PostgreSQL knows their types: of a column, of a place."""
        literal = self.literal()

        def write(value: Any) -> str:
            known = WRITERS.get(type(value))
            return known(value) if known else literal(value)

        return write

    def literal(self) -> Writer:
        """Return what writes values with their types."""
        self.ensure_connection()
        literal = self._adapter.as_literal
        return lambda value: literal(value).decode()

    def keep(self, statements: Sequence[str]) -> None:
        """Send statements that answer nothing with the next message, at the latest at the end.

        What the database refuses of them is raised there. Outside a transaction at once.
        """
        if self.in_atomic_block and not self.queries_logged:
            self._kept += statements
        else:
            self.exchange(statements)

    def flush(self) -> None:
        """Send what is kept, if anything is."""
        if self._kept:
            self.exchange([])

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Set no marks within: whoever begins a part of the transaction stands or falls with all.

        For a transaction that nobody goes on with after a refusal in a part of it.
        """
        was, self._is_whole = self._is_whole, True
        try:
            yield
        finally:
            self._is_whole = was

    def _told(self, statements: Sequence[str]) -> list[list[Row]]:
        """Send statements through a cursor of Django's, which tells whoever listens."""
        with self.django._cursor() as cursor:
            cursor.execute("; ".join(statements))
            answers = []
            while True:
                if cursor.description is not None:
                    answers.append(cursor.fetchall())
                if not cursor.nextset():
                    return answers

    def _exchanged(self, statements: Sequence[str]) -> list[list[Row]]:
        raw = self.connection
        pgconn = raw.pgconn
        is_due = not raw.autocommit and pgconn.transaction_status == TransactionStatus.IDLE
        text = "; ".join(["BEGIN", *statements] if is_due else statements)
        if "\0" in text:
            raise DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
        pgconn.send_query(text.encode("utf-8", "surrogatepass"))
        answers = []
        for result in raw.wait(generators.execute(pgconn)):
            if result.status == ExecStatus.TUPLES_OK:
                self._adapter.set_pgresult(result)
                answers.append(self._adapter.load_rows(0, result.ntuples, tuple))
            elif result.status != ExecStatus.COMMAND_OK:
                raise error_from_result(result)
        return answers

    # What Django calls.

    def init_connection_state(self) -> None:
        """Begin a connection: nothing kept, nothing planned.

        Raises:
            ImproperlyConfigured: a backslash in words would not stand for itself.
        """
        super().init_connection_state()
        self._kept.clear()
        self._planned.clear()
        self._adapter = Transformer(self.connection)
        if self.connection.pgconn.parameter_status(b"standard_conforming_strings") != b"on":
            raise ImproperlyConfigured(
                "PostgreSQL has to run with standard_conforming_strings = on."
            )

    def close_if_health_check_failed(self) -> None:
        """Look whether the other side has closed the connection, without asking it."""
        if self.connection is None or self.health_check_done:
            return
        if self.connection.closed or self._is_spoken_to():
            super().close_if_health_check_failed()
        self.health_check_done = True

    def _is_spoken_to(self) -> bool:
        """Return whether something came that nobody asked for: mostly, that it is over."""
        poll = select.poll()
        poll.register(self.connection.pgconn.socket, select.POLLIN)
        return bool(poll.poll(0))

    def _cursor(self, name: str | None = None) -> Any:
        self.flush()
        return self.django._cursor(name)

    def _savepoint_allowed(self) -> bool:
        return not self._is_whole and bool(self.django._savepoint_allowed())

    def _savepoint(self, sid: str) -> None:
        if not all(line.startswith(MARK) for line in self._kept):
            self.flush()  # what is refused of it is not to be taken for a fault of this part
        self._kept.append(self.ops.savepoint_create_sql(sid))

    def _savepoint_commit(self, sid: str) -> None:
        if self._kept[-1:] == [self.ops.savepoint_create_sql(sid)]:
            self._kept.pop()  # nothing came after it
        else:
            self.exchange([self.ops.savepoint_commit_sql(sid)])

    def _savepoint_rollback(self, sid: str) -> None:
        mark = self.ops.savepoint_create_sql(sid)
        if mark in self._kept:
            del self._kept[self._kept.index(mark) + 1 :]  # Django releases the mark itself
        else:
            self._kept.clear()
            self.exchange([self.ops.savepoint_rollback_sql(sid)])

    def _commit(self) -> None:
        if self._kept:
            self.exchange(["COMMIT"])
        elif self._is_given_up():
            raise InternalError("PostgreSQL gave this transaction up; nothing of it is stored.")
        else:
            self.django._commit()

    def _is_given_up(self) -> bool:
        """Return whether somebody went on after a refusal: a COMMIT would say nothing of it."""
        status = self.connection and self.connection.pgconn.transaction_status
        return bool(status == TransactionStatus.INERROR)

    def _rollback(self) -> None:
        self._kept.clear()
        self.django._rollback()
