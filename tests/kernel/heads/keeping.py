"""Entries to append, a key to sign with, and the reach past the triggers that a forger has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from django.db import connection

from linli.kernel.heads import services as heads
from linli.kernel.heads.models import Head
from linli.kernel.heads.rules import Signer
from linli.kernel.journal import services as journal
from linli.kernel.journal.models import Entry
from linli.kernel.journal.news import News
from linli.kernel.people.rules import BY_RULE
from tests.district import NOW, stamp

OLD, NEW, STRANGE = (bytes([number]) * 32 for number in (1, 2, 3))


@dataclass(frozen=True, kw_only=True)
class Turned(News):
    """Something turned, for tests."""

    verb: ClassVar[str] = "tests.turned"
    times: int

    @property
    def facts(self) -> dict[str, object]:
        """Return how often."""
        return {"times": self.times}


def record(count: int, stream: str = "tests:one") -> list[Entry]:
    """Record so many entries of one stream."""
    lines = [
        journal.Line(actor=BY_RULE, stream=stream, news=Turned(times=number), stamp=stamp())
        for number in range(count)
    ]
    return journal.record(lines)


def key(folder: Path, raw: bytes = OLD) -> Signer:
    """Return a key that lies in a file of the folder."""
    return heads.write_key(folder / "record.key", raw)


def signed(signer: Signer, minute: int = 0) -> Head | None:
    """Sign the log so many minutes after the fixed moment."""
    at = NOW + timedelta(minutes=minute)
    return heads.sign(signer, at=at, file=Path("record.key"))


@contextmanager
def without_triggers(*tables: str) -> Iterator[None]:
    """Let rows be changed as somebody with the keys of the database can."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
