"""Lets tools in: the key opens the door, its use is remembered, its calls are counted."""

from datetime import datetime

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from linli.grid.clocks import queries as clocks
from linli.kernel.keys import queries as keys
from linli.kernel.keys import services as key_services
from linli.kernel.keys.queries import Holder
from linli.kernel.keys.rules import Scope
from linli.kernel.limits import services as limits


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
