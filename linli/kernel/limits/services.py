"""Counts who asks how often, over all processes of the house; mostly in memory alone.

A process takes a hundredth of a limit at once out of the common count and uses it up by
itself: a hundred requests cost one statement. Guarantee: within one window of the clock all
processes together never let through more than the limit. They may refuse a little earlier:
what a process has taken and not used up is lost, at most a hundredth for each process; limits
below two hundred are taken one by one and are exact.
"""

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from linli.kernel.common.errors import TooMany
from linli.kernel.people import services as people

PARTS = 100
"""So many times a window at most a process asks the common count for more."""

MOST_HELD = 100_000
"""Sources a process keeps in mind; then it begins anew and asks the common count again."""

Source = tuple[str, str]
"""What is counted, and of whom: a network address, the digest or the key of a tool's key."""


@dataclass(slots=True)
class _Share:
    """What a process may still let through in one window; below zero: nothing any more."""

    window: int
    left: int = 0
    lock: Lock = field(default_factory=Lock)


_shares: dict[Source, _Share] = {}
_lock = Lock()


def forget() -> None:
    """Ask the common count again at the next request; what was taken from it stays taken."""
    _shares.clear()


def count(source: Source, *, most: int, minutes: int, at: datetime) -> None:
    """Count one request of a source; a statement where the share of this process is used up.

    To be called outside a transaction: what was counted must stay counted.

    Args:
        most: so many are let through within one window, over all processes.
        minutes: length of the window; windows begin at whole multiples of it.

    Raises:
        TooMany: it is one more.
    """
    share = _share(source, int(at.timestamp()) // (minutes * 60))
    with share.lock:
        if share.left == 0:
            share.left = _taken(source, most=most, minutes=minutes, at=at)
        if share.left < 0:
            raise TooMany(minutes=minutes)
        share.left -= 1


def _share(source: Source, window: int) -> _Share:
    with _lock:
        share = _shares.get(source)
        if share is None or share.window != window:
            if len(_shares) >= MOST_HELD:
                _shares.clear()
            share = _shares[source] = _Share(window)
        return share


def _taken(source: Source, *, most: int, minutes: int, at: datetime) -> int:
    """Return how many more a process may let through, or -1; one statement."""
    what, who = source
    part = max(1, most // PARTS)
    digest = people.source_digest(what, who)
    try:
        people.count_attempts(limits={digest: most}, minutes=minutes, at=at, times=part)
    except TooMany:
        return -1
    return part
