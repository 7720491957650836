"""Canonical bytes, digests and salted commitments; the algorithm is always named."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import partial
from typing import Any
from uuid import UUID

DEFAULT_ALGORITHM = "sha256"

PLAIN = frozenset({str, int, bool, type(None)})


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


WRITTEN: Mapping[type, Callable[[Any], str]] = {UUID: str, date: str, datetime: _moment}
"""How values of exactly these types are written."""

_words = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
).encode  # ``plain`` has been through it and came to an end


def plain(value: object) -> object:
    """Return ``value`` as it reads back from its canonical form: words, whole numbers, lists.

    Raises:
        TypeError: the value holds something without a canonical form; floats have none.
    """
    if type(value) in PLAIN:
        return value
    if isinstance(value, dict):  # asked first: nearly all is in one, and a match takes long
        return {str(key): plain(item) for key, item in value.items()}
    write = WRITTEN.get(type(value))
    return write(value) if write else _plain(value)


def _plain(value: object) -> object:
    match value:
        case Enum():
            return plain(value.value)
        case int():
            return int(value)
        case datetime():
            return _moment(value)
        case str() | UUID() | date():
            return str(value)
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


def canonical(value: object) -> bytes:
    """Return the one UTF-8 JSON form of ``value``: sorted keys, no spaces, no floats.

    Raises:
        TypeError: the value holds something without a canonical form.
    """
    return canonical_of(plain(value))


def canonical_of(value: object) -> bytes:
    """Return the canonical form of what ``plain`` returned."""
    return _words(value).encode("utf-8")


def digest(algorithm: str, content: bytes) -> str:
    """Return the lower-case hexadecimal digest of ``content``.

    ``algorithm`` is a name of Python's ``hashlib`` (``sha256``; ``sm3`` where OpenSSL has it).
    """
    make = hashlib.sha256 if algorithm == DEFAULT_ALGORITHM else partial(hashlib.new, algorithm)
    return make(content).hexdigest()


def commitment(algorithm: str, salt: bytes, payload: object) -> str:
    """Return the digest that stands for an erasable payload: H(salt ‖ canonical payload).

    ``salt``: 16 random bytes kept beside the payload and erased with it, so that a short
    text or a telephone number cannot be guessed from the digest that stays.
    """
    return digest(algorithm, salt + canonical(payload))
