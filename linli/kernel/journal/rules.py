"""How an entry is sealed and a chain is checked; plain arithmetic over what is stored."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.kernel.common import crypto
from linli.kernel.people.rules import Actor

BEGINNING = ""
"""What stands for the previous digest in the first entry of a stream."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a change happened, when the house heard of it, and 16 random bytes for its payload.

    All three are given by the door, so that every service is repeatable to the byte.
    """

    at: datetime
    recorded_at: datetime
    salt: bytes

    def salt_for(self, number: int) -> bytes:
        """Return the salt of the payload of entry ``number``: 16 bytes, different for each."""
        return hashlib.sha256(self.salt + number.to_bytes(8, "big")).digest()[:16]


@dataclass(frozen=True, slots=True)
class Head:
    """Where a stream ends: its last number and digest."""

    number: int = 0
    digest: str = BEGINNING


@dataclass(frozen=True, slots=True)
class Places:
    """Where new entries go: a key for each, and where their streams end (none: they begin)."""

    keys: Sequence[int]
    ends: Mapping[str, Head]


@dataclass(frozen=True, slots=True)
class Seal:
    """What a digest is taken over: everything in an entry but the digest itself."""

    stream: str
    number: int
    verb: str
    facts: Mapping[str, object]
    actor: Mapping[str, object]
    at: datetime
    recorded_at: datetime
    commitment: str
    previous: str
    algorithm: str = crypto.DEFAULT_ALGORITHM


def sealed_parts(entry: Seal) -> dict[str, object]:
    """Return what a digest is taken over, by name; ``algorithm`` is part of it."""
    return {
        "actor": entry.actor,
        "algorithm": entry.algorithm,
        "at": entry.at,
        "commitment": entry.commitment,
        "facts": entry.facts,
        "number": entry.number,
        "previous": entry.previous,
        "recorded_at": entry.recorded_at,
        "stream": entry.stream,
        "verb": entry.verb,
    }


def seal(entry: Seal) -> str:
    """Return the digest of an entry: H(canonical JSON of all its other fields)."""
    return seal_of(sealed_parts(entry))


def seal_of(parts: Mapping[str, object]) -> str:
    """Return the digest of an entry that is still in parts (``sealed_parts``)."""
    return crypto.digest(str(parts["algorithm"]), crypto.canonical(parts))


def signature(actor: Actor) -> dict[str, str]:
    """Return who acted as an entry keeps it: the role, and the keys of person and post."""

    def words(key: UUID | None) -> str:
        return str(key) if key else ""

    return {
        "role": actor.role.value,
        "person": words(actor.person_id),
        "post": words(actor.post_id),
    }


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is wrong in one stream."""

    stream: str
    number: int
    reason: str


def fault_of(entry: Seal, digest: str, *, number: int, previous: str) -> str:
    """Return what is wrong with an entry that should be ``number`` after ``previous``, or ''."""
    if entry.number != number:
        return f"entry {number} is missing"
    if entry.previous != previous:
        return "does not continue the entry before it"
    if not _is_sealed(entry, digest):
        return "was altered after it was recorded"
    return ""


def _is_sealed(entry: Seal, digest: str) -> bool:
    """Return whether the digest is that of the entry; nothing could have sealed what cannot be."""
    try:
        return seal(entry) == digest
    except (TypeError, ValueError):  # a number with a point, an algorithm nobody knows
        return False
