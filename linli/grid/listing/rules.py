"""In which order tools read cases, and how they find the place where they stopped."""

import base64
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from linli.kernel.common.errors import InputRefused, gettext_noop


class Order(StrEnum):
    """The order of a list: by deadline, by the last change, or the newest report first."""

    DUE = "due"
    CHANGED = "changed"
    REPORTED = "reported"


class CursorUnreadable(InputRefused):
    """A cursor is none of ours, or belongs to a list in another order."""

    code = "grid.cursor_unreadable"
    message = gettext_noop("This is not where a list in this order was left.")
    hint = gettext_noop("Use “next” of the answer before as it is, or begin without a cursor.")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page: the value by which the list is ordered (None: none), and its key."""

    order: Order
    at: datetime | None
    id: UUID


def written(cursor: Cursor) -> str:
    """Return a cursor as a word for addresses; what is in it is nobody's business."""
    at = cursor.at.isoformat() if cursor.at else ""
    return wrapped(cursor.order.value, at, cursor.id)


def wrapped(of: str, at: str, key: UUID) -> str:
    """Return what a cursor holds as one word: which list, the value that orders it, a key."""
    return base64.urlsafe_b64encode(f"{of} {at} {key.hex}".encode()).decode().rstrip("=")


def unwrapped(word: str) -> tuple[str, str, UUID]:
    """Return what a word holds: which list, the value that orders it, a key.

    Raises:
        ValueError: it is no such word.
    """
    plain = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
    of, at, key = plain.decode("ascii").split(" ")
    return of, at, UUID(hex=key)


def read(word: str, order: Order) -> Cursor | None:
    """Return the cursor that a word stands for; none for the empty word.

    Raises:
        CursorUnreadable: it stands for none, or for one of a list in another order.
    """
    if not word:
        return None
    try:
        of, at, key = unwrapped(word)
        cursor = Cursor(Order(of), datetime.fromisoformat(at) if at else None, key)
    except ValueError:
        raise CursorUnreadable from None
    is_aware = cursor.at is None or cursor.at.utcoffset() is not None
    if cursor.order is not order or not is_aware or (at == "" and order is not Order.DUE):
        raise CursorUnreadable
    return cursor
