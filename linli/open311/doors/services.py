"""Lets in who has a key, and counts who asks how often (``kernel.limits``)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from linli.grid.clocks import queries as clocks
from linli.kernel.keys import queries as keys
from linli.kernel.keys.queries import Holder
from linli.kernel.keys.rules import KeyRefused, Scope
from linli.kernel.keys.services import mark_used
from linli.kernel.limits import services as limits
from linli.open311.doors.rules import Sender


def count_read(address: str, *, at: datetime) -> None:
    """Count one request of a network address.

    Raises:
        TooMany: it asked as often as one may within a minute.
    """
    most = clocks.current(at).values.open311_reads_a_minute
    limits.count(("open311:read", address), most=most, minutes=1, at=at)


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
    limits.count(("open311:report", sender.address), most=most, minutes=60, at=at)
    limits.count(("open311:key", keys.digest_of(sender.secret)), most=most, minutes=60, at=at)
    try:
        yield
    except KeyRefused:
        limits.count(("open311:refusal", sender.address), most=refusals, minutes=60, at=at)
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
