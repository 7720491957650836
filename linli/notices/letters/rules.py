"""What becomes of a letter: when it is tried, when it is tried again, when it is given up.

All numbers are ours (decision 0030).
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from linli.kernel.common.errors import gettext_noop


class State(StrEnum):
    """Where a letter is."""

    WAITING = "waiting"
    SENDING = "sending"
    """In the hands of a worker; after ``LEASE`` that worker is taken for dead."""
    SENT = "sent"
    GIVEN_UP = "given_up"
    NOT_NEEDED = "not_needed"
    """She has answered, or the matter was reopened, or she was forgotten."""


class Reason(StrEnum):
    """Why the last try did not succeed."""

    NONE = ""
    REFUSED = "refused"
    UNKNOWN = "unknown"
    NO_CHANNEL = "no_channel"
    CUT_OFF = "cut_off"


UNDER_WAY = frozenset({State.WAITING, State.SENDING})

REASON_NAMES: dict[str, str] = {
    Reason.REFUSED: gettext_noop("the channel did not take it"),
    Reason.UNKNOWN: gettext_noop("the address of the channel is not understood"),
    Reason.NO_CHANNEL: gettext_noop("no channel reaches her any more"),
    Reason.CUT_OFF: gettext_noop("the worker was interrupted each time"),
}
SENTENCES: dict[str, str] = {
    State.WAITING: gettext_noop("Message of %(at)s: waits to be sent, %(next)s at the earliest."),
    State.SENDING: gettext_noop("Message of %(at)s: being sent."),
    State.SENT: gettext_noop("Message of %(at)s: sent %(way)s, %(ended)s."),
    State.GIVEN_UP: gettext_noop(
        "Message of %(at)s: given up after %(tries)s tries, because %(reason)s. "
        "Please ask her in another way."
    ),
    State.NOT_NEEDED: gettext_noop("Message of %(at)s: not sent, it was no longer needed."),
}
TRIED_AGAIN = gettext_noop(
    "Message of %(at)s: not sent yet after %(tries)s tries, because %(reason)s; next try %(next)s."
)
PERHAPS_TWICE = gettext_noop("A worker was interrupted while sending: she may have it twice.")
"""English sentences of what became of a letter; pages translate them."""

NO_CHANNELS = gettext_noop(
    "No channel for text messages or mail is set up: by message she is asked on the page of "
    "her matter only."
)
NOT_REACHED = gettext_noop(
    "She left nothing that a channel of this house reaches: by message she is asked on the page "
    "of her matter only."
)
LEAVES = gettext_noop(
    "By message she is sent the number of her matter %(way)s, and a link that takes her verdict "
    "and shows nothing else."
)
"""What is read before “by message” is chosen."""

TITLE = gettext_noop("Follow-up on matter %(number)s")
"""Title of a mail, in the first language of the house; no word of what the matter is about."""

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
"""How long a letter rests after its first, second … failed try."""

MOST_TRIES = len(PAUSES) + 1
LEASE = timedelta(minutes=10)
"""Longer than any channel may take to answer; then another worker tries again."""

MORNING, EVENING = time(8), time(21)
"""Between these, by the district's clock, a letter may reach somebody."""


def is_quiet(local: datetime) -> bool:
    """Return whether nobody is sent anything at a local time: before 8:00 and from 21:00 on."""
    return not MORNING <= local.time() < EVENING


def waking(local: datetime) -> datetime:
    """Return the first moment from a local time on at which a letter may be sent."""
    if not is_quiet(local):
        return local
    day = local if local.time() < MORNING else local + timedelta(days=1)
    return day.replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class After:
    """What a try leaves: the state, why it failed, and how long the letter rests."""

    state: State
    reason: Reason = Reason.NONE
    pause: timedelta = timedelta()


def after(reason: Reason, *, tries: int) -> After:
    """Return what the ``tries``-th try leaves that ended with ``reason``.

    Only what may be otherwise next time is tried again: not where no channel reaches her.
    """
    if reason is Reason.NONE:
        return After(State.SENT)
    if reason in {Reason.NO_CHANNEL, Reason.CUT_OFF} or tries >= MOST_TRIES:
        return After(State.GIVEN_UP, reason)
    return After(State.WAITING, reason, PAUSES[tries - 1])


def link_token(secret: str, key: UUID) -> str:
    """Return the capability that a letter brings, 12 signs; of the same letter it is the same.

    72 bits: short in a text message, and guesses are counted where it is opened.
    """
    word = hmac.new(secret.encode(), b"notices.letter:" + key.bytes, hashlib.sha256)
    return base64.urlsafe_b64encode(word.digest()[:9]).decode()
