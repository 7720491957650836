"""How tools find the place where they stopped in a list beside a case."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from linli.grid.listing.rules import CursorUnreadable, unwrapped, wrapped

MOST_NUMBER = 2**31 - 1


class Beside(StrEnum):
    """What stands beside a case; all of it is listed as it came."""

    PARTS = "parts"
    DISPUTES = "disputes"
    NOTES = "notes"
    FOLLOW_UPS = "follow_ups"
    FILES = "files"


ORDER: dict[Beside, str] = {
    Beside.PARTS: "given_at",
    Beside.DISPUTES: "begun_at",
    Beside.NOTES: "entry",
    Beside.FOLLOW_UPS: "entry",
    Beside.FILES: "taken_in",
}
"""List → the field that orders it, a moment (``_at``) or the number of an entry; then the key."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a list goes on (empty: at its beginning), and how many rows it may have."""

    cursor: str
    limit: int


@dataclass(frozen=True, slots=True)
class Mark:
    """The last row of a page: the value that orders it, and its key."""

    at: datetime | int
    id: UUID


def written(of: Beside, mark: Mark) -> str:
    """Return a mark as a word for addresses; what is in it is nobody's business."""
    at = mark.at.isoformat() if isinstance(mark.at, datetime) else str(mark.at)
    return wrapped(of.value, at, mark.id)


def read(of: Beside, word: str) -> Mark | None:
    """Return the mark that a word stands for; none for the empty word.

    Raises:
        CursorUnreadable: it stands for none, or for one of another list.
    """
    if not word:
        return None
    try:
        name, at, key = unwrapped(word)
        mark = Mark(_moment(at) if ORDER[of].endswith("_at") else _number(at), key)
    except ValueError:
        raise CursorUnreadable from None
    if name != of.value:
        raise CursorUnreadable
    return mark


def _moment(words: str) -> datetime:
    at = datetime.fromisoformat(words)
    if at.utcoffset() is None:
        raise ValueError("a moment with its zone")
    return at


def _number(words: str) -> int:
    number = int(words)
    if not 0 <= number <= MOST_NUMBER:
        raise ValueError("the number of an entry")
    return number
