"""What tools send under words of their own is remembered for a while, and forgotten."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.kernel.common.statements import found
from linli.kernel.sendings.models import Sending

DAYS = 30
"""POLICY. So long a repetition is known as one; ours (decision 0019)."""

REMEMBER = """
INSERT INTO kernel_sending (id, made, about, digest, at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (id) DO UPDATE SET id = excluded.id RETURNING made, digest
"""


@dataclass(frozen=True, slots=True)
class First:
    """What came of the first request under a word, and what that request was."""

    made: UUID
    digest: str


def remember(key: UUID, *, made: UUID, about: UUID, digest: str, at: datetime) -> First:
    """Return the first request under a key; this one, where none came before.

    Who comes while the first is still being stored waits for its end, and is the first where
    that came to nothing. One statement; to be called in the transaction that makes something,
    before it is made.

    Args:
        key: stands for the tool and its word.
        made: key of what this request would make.
        about: key of the matter that it belongs to.
    """
    [row] = found(REMEMBER, [key, made, about, digest, at])
    return First(*row)


def forget(about: UUID) -> None:
    """Erase what could tell whether somebody knows the words that were sent about a matter.

    A repetition is refused from then on, and makes nothing anew.
    """
    Sending.objects.filter(about=about).update(digest="")


def sweep(*, at: datetime) -> int:
    """Remove what was sent longer ago than ``DAYS``; return how many."""
    return Sending.objects.filter(at__lt=at - timedelta(days=DAYS)).delete()[0]
