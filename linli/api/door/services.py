"""Lets tools in: the key opens the door, its use is remembered, its calls are counted."""

from collections import Counter
from datetime import datetime
from threading import Lock
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from linli.grid.clocks import queries as clocks
from linli.kernel.common.errors import TooMany
from linli.kernel.keys import queries as keys
from linli.kernel.keys import services as key_services
from linli.kernel.keys.queries import Holder
from linli.kernel.keys.rules import Scope

_calls: Counter[UUID] = Counter()
_window = [0]
_lock = Lock()


def let_in(secret: str, *, scope: Scope | None, at: datetime) -> Holder:
    """Return who speaks through a key; one statement, once a day two.

    Args:
        scope: what the key has to open; None where any key will do.

    Raises:
        KeyRefused, ScopeMissing: the key does not open this door.
        TooMany: the key was used more often within this minute than the policy says.
    """
    holder = _holder(secret, scope, at)
    count_call(holder.key_id, most=clocks.current(at).values.api_calls_a_minute, at=at)
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


def count_call(key_id: UUID, *, most: int, at: datetime) -> None:
    """Count one call of a key within this minute, in the memory of this process.

    Raises:
        TooMany: it is one more than ``most``.
    """
    minute = int(at.timestamp()) // 60
    with _lock:
        if _window[0] != minute:
            _window[0] = minute
            _calls.clear()
        _calls[key_id] += 1
        count = _calls[key_id]
    if count > most:
        raise TooMany(minutes=1)


def forget_calls() -> None:
    """Begin to count anew; only tests need it."""
    with _lock:
        _calls.clear()
