"""Lets tools in: the key opens the door, its use is remembered, its calls are counted."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from linli.grid.clocks import queries as clocks
from linli.kernel.keys import queries as keys
from linli.kernel.keys import services as key_services
from linli.kernel.keys.queries import Holder
from linli.kernel.keys.rules import Scope
from linli.kernel.limits import services as limits
from linli.kernel.people.rules import Actor


def let_in(secret: str, *, scope: Scope | None, at: datetime) -> Holder:
    """Return who speaks through a key; mostly one statement.

    Another one remembers the day, once a day, and counts calls, once in a hundredth of what
    the key may call within a minute.

    Args:
        scope: what the key has to open; None where any key will do.

    Raises:
        KeyRefused, ScopeMissing: the key does not open this door.
        TooMany: the key was used more often within this minute than the policy says.
    """
    holder = _holder(secret, scope, at)
    most = clocks.current(at).values.api_calls_a_minute
    limits.count(("api:call", str(holder.key_id)), most=most, minutes=1, at=at)
    today = timezone.localdate(at)
    if holder.last_used_on is None or holder.last_used_on < today:
        key_services.mark_used(key_id=holder.key_id, on=today)
    return holder


def _holder(secret: str, scope: Scope | None, at: datetime) -> Holder:
    """Return who speaks through a key; a connection that was lost is opened anew.

    Asking for the key shows whether the connection still stands, so it is not asked before.
    """
    connection.health_check_done = True  # type: ignore[attr-defined]  # Django has it, the stubs not
    try:
        return _asked(secret, scope, at)
    except (OperationalError, InterfaceError):
        connection.close()
        return _asked(secret, scope, at)


def _asked(secret: str, scope: Scope | None, at: datetime) -> Holder:
    return keys.holder(secret, scope=scope, at=at) if scope else keys.any_holder(secret, at=at)


@contextmanager
def held(holder: Holder, *, at: datetime) -> Iterator[Actor]:
    """Hold the key of a tool for one transaction, in which something is stored.

    Raises:
        KeyRefused: it was withdrawn since the request came in.
    """
    with transaction.atomic():
        keys.lock(holder.key_id, at)
        yield holder.actor


def key_for(holder: Holder, word: str, *, what: str) -> UUID:
    """Return the key of what a tool makes under an ``Idempotency-Key``: the same word, the same key.

    A UUID of version 8 (RFC 9562 § 5.8): nothing but the word decides it.
    """
    digest = hashlib.sha256(f"{what}:{holder.key_id}:{word}".encode()).digest()
    number = int.from_bytes(digest[:16], "big")
    number = number & ~(0xF << 76) | 0x8 << 76
    return UUID(int=number & ~(0b11 << 62) | 0b10 << 62)
