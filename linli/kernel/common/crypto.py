"""Canonical bytes, digests and salted commitments; the algorithm is always named."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

DEFAULT_ALGORITHM = "sha256"


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID | date | Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


def canonical(value: object) -> bytes:
    """Return the one UTF-8 JSON form of ``value``: sorted keys, no spaces, no floats.

    Raises:
        TypeError: the value holds something without a canonical form.
        ValueError: the value holds a float that is not a number.
    """
    text = json.dumps(
        value,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        default=_plain,
        allow_nan=False,
    )
    return text.encode("utf-8")


def plain(value: object) -> object:
    """Return ``value`` as it reads back from its canonical form."""
    return json.loads(canonical(value))


def digest(algorithm: str, content: bytes) -> str:
    """Return the lower-case hexadecimal digest of ``content``.

    ``algorithm`` is a name of Python's ``hashlib`` (``sha256``; ``sm3`` where OpenSSL has it).
    """
    return hashlib.new(algorithm, content).hexdigest()


def commitment(algorithm: str, salt: bytes, payload: object) -> str:
    """Return the digest that stands for an erasable payload: H(salt ‖ canonical payload).

    ``salt``: 16 random bytes kept beside the payload and erased with it, so that a short
    text or a telephone number cannot be guessed from the digest that stays.
    """
    return digest(algorithm, salt + canonical(payload))
