"""Lets in who has a key, and counts who asks how often; mostly in memory alone.

A process takes a hundredth of a limit at once out of the common count and uses it up by
itself: together all processes never let through more than the limit, and a hundred requests
cost one statement. What a process has not used up when the window ends is lost.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from django.db import transaction
from django.utils import timezone

from linli.grid.clocks import queries as clocks
from linli.kernel.common.errors import TooMany
from linli.kernel.keys import queries as keys
from linli.kernel.keys.queries import Holder
from linli.kernel.keys.rules import KeyRefused, Scope
from linli.kernel.keys.services import mark_used
from linli.kernel.people import services as people
from linli.open311.doors.rules import Sender

PARTS = 100
"""So many times a window at most a process asks the common count for more."""

MOST_HELD = 100_000
"""Sources a process keeps in mind; then it begins anew and asks the common count again."""


@dataclass(slots=True)
class _Share:
    """What a process may still let through in one window; below zero: nothing any more."""

    window: int
    left: int = 0


_shares: dict[tuple[str, str], _Share] = {}
_lock = Lock()


def forget() -> None:
    """Ask the common count again at the next request; what was taken from it stays taken."""
    _shares.clear()


def count_read(address: str, *, at: datetime) -> None:
    """Count one request of a network address.

    Raises:
        TooMany: it asked as often as one may within a minute.
    """
    most = clocks.current(at).values.open311_reads_a_minute
    _count(("read", address), most=most, minutes=1, at=at)


@contextmanager
def counted(sender: Sender, *, at: datetime) -> Iterator[None]:
    """Count a sender of something that is to be stored, and again where her key opens nothing.

    Raises:
        KeyRefused: she sends no key at all.
        TooMany: the key, or the network address, sent as often as one may within an hour.
    """
    if not sender.secret:
        raise KeyRefused
    policy = clocks.current(at).values
    most, refusals = policy.open311_reports_an_hour, policy.open311_refusals_an_hour
    _count(("report", sender.address), most=most, minutes=60, at=at)
    _count(("key", keys.digest_of(sender.secret)), most=most, minutes=60, at=at)
    try:
        yield
    except KeyRefused:
        _count(("refusal", sender.address), most=refusals, minutes=60, at=at)
        raise


@contextmanager
def let_in(sender: Sender, scope: Scope, *, at: datetime) -> Iterator[Holder]:
    """Hold the key of a sender for one transaction; at a test nothing of it is kept.

    After the withdrawal of a key has returned, nothing is stored through it: it waits for
    whoever is in here.

    Raises:
        KeyRefused, ScopeMissing: no key, or one that does not open this door.
        TooMany: as for ``counted``.
    """
    with counted(sender, at=at), transaction.atomic():
        holder = keys.holder(sender.secret, scope=scope, at=at, is_held=True)
        yield holder
        transaction.set_rollback(sender.is_test)
    if not sender.is_test:
        remember(holder, at=at)


def remember(holder: Holder, *, at: datetime) -> None:
    """Remember that a key was used today, once it is no longer held."""
    day = timezone.localdate(at)
    if holder.last_used_on != day:
        mark_used(key_id=holder.key_id, on=day)


def _count(source: tuple[str, str], *, most: int, minutes: int, at: datetime) -> None:
    share = _share(source, int(at.timestamp()) // (minutes * 60))
    if share.left == 0:
        share.left = _taken(source, most=most, minutes=minutes, at=at)
    if share.left < 0:
        raise TooMany(minutes=minutes)
    share.left -= 1


def _share(source: tuple[str, str], window: int) -> _Share:
    with _lock:
        share = _shares.get(source)
        if share is None or share.window != window:
            if len(_shares) >= MOST_HELD:
                _shares.clear()
            share = _shares[source] = _Share(window)
        return share


def _taken(source: tuple[str, str], *, most: int, minutes: int, at: datetime) -> int:
    """Return how many more a process may let through, or -1; one statement."""
    what, who = source
    part = max(1, most // PARTS)
    digest = people.source_digest(f"open311:{what}", who)
    try:
        people.count_attempts(limits={digest: most}, minutes=minutes, at=at, times=part)
    except TooMany:
        return -1
    return part
