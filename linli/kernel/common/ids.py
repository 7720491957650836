"""Keys: UUID version 7 (RFC 9562 § 5.7), issued by a door and passed in."""

import os
import time
from uuid import UUID


def make(milliseconds: int, random_bytes: bytes) -> UUID:
    """Return the UUIDv7 of a moment and ten random bytes.

    Args:
        milliseconds: Unix time in milliseconds, 0 to 2**48 - 1.
        random_bytes: exactly 10 bytes; 74 of their 80 bits are used.

    Raises:
        ValueError: the moment or the bytes do not fit.
    """
    if not 0 <= milliseconds < 1 << 48:
        raise ValueError("milliseconds do not fit into 48 bits")
    if len(random_bytes) != 10:
        raise ValueError("ten random bytes are needed")
    noise = int.from_bytes(random_bytes, "big")
    number = milliseconds << 80 | 0x7 << 76 | (noise >> 68 & 0xFFF) << 64
    return UUID(int=number | 0b10 << 62 | noise & (1 << 62) - 1)


def new() -> UUID:
    """Return a fresh key by the system clock; only doors call this."""
    return make(time.time_ns() // 1_000_000, os.urandom(10))
