"""Lets tools in: the key opens the door, its calls are counted, what repeats itself is told."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Generic, TypeVar
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from linli.api.door.rules import SameKeyOtherContent
from linli.grid.clocks import queries as clocks
from linli.kernel.common.crypto import canonical
from linli.kernel.keys import queries as keys
from linli.kernel.keys import services as key_services
from linli.kernel.keys.queries import Holder
from linli.kernel.keys.rules import Scope
from linli.kernel.limits import services as limits
from linli.kernel.people.rules import Actor
from linli.kernel.sendings import services as sendings

SALT = "linli.api.sending"

Thing = TypeVar("Thing")


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


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that makes something, as it was understood, under the tool's own word for it.

    ``operation``: its name in the description of the door; ``about``: key of the case it goes
    to, None where it makes one; ``said``: the body with all that was left out; ``files``: field,
    name where it is kept, and content of each, as they came.
    """

    word: str
    operation: str
    about: UUID | None
    said: Mapping[str, object]
    files: Sequence[tuple[str, str, bytes]] = ()

    def digest(self, holder: Holder) -> str:
        """Return what stands for the whole request: the same for the same, in whatever form.

        It is keyed with the secret of the house: whoever has the database alone cannot try
        out words or telephone numbers against it.
        """
        files = [[field, name, sha256(content).hexdigest()] for field, name, content in self.files]
        said = {name: _exact(value) for name, value in self.said.items()}
        whole = [holder.key_id, self.operation, self.about, said, files]
        return salted_hmac(SALT, canonical(whole), algorithm="sha256").hexdigest()


def _exact(value: object) -> object:
    """Return a number with a point as the shortest words that are exactly this number."""
    return repr(value) if isinstance(value, float) else value


@dataclass(frozen=True, slots=True)
class Made(Generic[Thing]):
    """What came of a request under a word: its key; the thing itself where it came of this one."""

    id: UUID
    new: Thing | None

    @property
    def is_new(self) -> bool:
        """Return whether it came of this request, and not of one before."""
        return self.new is not None


def once(
    holder: Holder, *, sent: Sent, make: Callable[[UUID], Thing], key: UUID, at: datetime
) -> Made[Thing]:
    """Let a tool make something; the same request under the same word makes it once.

    Repetitions that come at the same time wait for the first. Where it was refused, nothing is
    remembered.

    Args:
        make: makes it under the key it is given.
        key: for what is new, from the door.

    Raises:
        SameKeyOtherContent: the word came before with another request.
        KeyRefused: the key of the tool was withdrawn since the request came in.
    """
    digest = sent.digest(holder)
    with held(holder, at=at):
        word = key_for(holder, sent.word)
        first = sendings.remember(word, made=key, about=sent.about or key, digest=digest, at=at)
        if first.digest != digest:
            raise SameKeyOtherContent
        new = make(key) if first.made == key else None
    return Made(first.made, new)


def key_for(holder: Holder, word: str) -> UUID:
    """Return what stands for a tool and its word: the same word of the same tool, the same key.

    A UUID of version 8 (RFC 9562 § 5.8); keyed, since a word may be somebody's number.
    """
    whole = salted_hmac(SALT, f"{holder.key_id}:{word}", algorithm="sha256").digest()
    number = int.from_bytes(whole[:16], "big")
    number = number & ~(0xF << 76) | 0x8 << 76
    return UUID(int=number & ~(0b11 << 62) | 0b10 << 62)
