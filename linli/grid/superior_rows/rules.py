"""Which of two rows about one number is newer, and what the newer one changes: plain tables.

A sheet carries no order of its own, and an old one sent late must not undo what is here. So the
order is decided by, in this order (decision 0032): the superior's own moment of its last change,
where both rows have one; a row that says what an earlier row said is old; the order in which the
files reached us.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from linli.grid.superior_clocks import rules as clocks
from linli.grid.superior_clocks.rules import Changes, State, Timed
from linli.kernel.common import crypto
from linli.kernel.common.errors import RuleBroken, gettext_noop

MOST_EARLIER = 20
"""So many earlier rows of one matter are remembered; ours (decision 0032)."""


class RowOlder(RuleBroken):
    """A row says what the superior has changed since."""

    code = "grid.row_older"
    message = gettext_noop("This row is older than what the superior sent since.")
    hint = gettext_noop(
        "Nothing was taken over. If the superior really went back to it, "
        "choose the column with the moment of its last change."
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What one row says of a matter that is known perhaps.

    ``digest`` of its words, '' where it has none; ``due_at``: None where it states none, so
    that the deadline stays; ``says_receipt``: it has a column for ``register_by``, so that an
    empty one takes the moment back; ``told_at``: the superior's own moment of its last change;
    ``sent_at``: when its file reached us.
    """

    digest: str
    due_at: datetime | None
    register_by: datetime | None
    says_receipt: bool
    told_at: datetime | None
    sent_at: datetime


class Before(Timed, Protocol):
    """What is known of the row before."""

    was_late: bool
    digest: str
    told_due_at: datetime | None
    told_at: datetime | None
    sent_at: datetime | None
    earlier: list[str]


class Age(StrEnum):
    """How a row stands to the one before."""

    SAME = "same"
    NEWER = "newer"
    OLDER = "older"


def age(before: Before, told: Told) -> Age:
    """Return whether a row says something else, and whether it is newer than the one before."""
    if not has_other_words(before, told) and not _moved(before, told):
        return Age.SAME
    if told.told_at and before.told_at and told.told_at != before.told_at:
        return Age.NEWER if told.told_at > before.told_at else Age.OLDER
    if mark(before, told) in before.earlier:
        return Age.OLDER
    is_late = before.sent_at is not None and told.sent_at < before.sent_at
    return Age.OLDER if is_late else Age.NEWER


def has_other_words(before: Before, told: Told) -> bool:
    """Return whether a row says other words; after forgetting none come back."""
    return bool(before.digest and told.digest) and told.digest != before.digest


def mark(before: Before, told: Told) -> str:
    """Return what tells a whole row from another; what it does not say is as in the one before."""
    receipt = told.register_by if told.says_receipt else before.register_by
    return _mark(told.digest or before.digest, told.due_at or before.told_due_at, receipt)


def _mark(digest: str, due_at: datetime | None, register_by: datetime | None) -> str:
    said = [digest, due_at, register_by]
    return crypto.digest("sha256", crypto.canonical({"said": said}))


def first(told: Told | None) -> Changes:
    """Return by what the next row is compared, once a matter came with a row."""
    if told is None:
        return {}
    return {"told_due_at": told.due_at, "told_at": told.told_at, "sent_at": told.sent_at}


def earlier(before: Before) -> list[str]:
    """Return the marks of earlier rows once a newer one was taken over; the oldest fall off."""
    last = _mark(before.digest, before.told_due_at, before.register_by)
    return [*(each for each in before.earlier if each != last), last][-MOST_EARLIER:]


def _moved(before: Before, told: Told) -> Collection[str]:
    """Return the moments that a row moves: those that still count and differ.

    A deadline counts where it differs from the one in the row before: what the superior
    granted or set since then stays. Nothing moves that has ended.
    """
    moved = set()
    if clocks.runs(before) and told.due_at not in {None, before.told_due_at, before.due_at}:
        moved.add("due_at")
    waits = before.state == State.RECEIVED and told.says_receipt
    if waits and told.register_by != before.register_by:
        moved.add("register_by")
    return moved


def told_again(before: Before, told: Told, *, at: datetime) -> Changes:
    """Return what a newer row sets: its moments, and by what the next one is compared."""
    moved = _moved(before, told)
    changes: Changes = {
        "told_due_at": told.due_at or before.told_due_at,
        "told_at": told.told_at or before.told_at,
        "sent_at": told.sent_at,
    }
    if "due_at" in moved and told.due_at:
        changes |= clocks.due_moved(before, told.due_at, at=at)
    if "register_by" in moved:
        changes |= clocks.receipt_moved(told.register_by)
    return changes


def moves_a_clock(changes: Changes) -> bool:
    """Return whether a moment is among what is set."""
    return bool({"due_at", "register_by"} & changes.keys())
