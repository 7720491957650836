"""By which channels a message can leave the house: one setting, one address a channel.

An address is one of apprise, in which ``{phone}`` or ``{email}`` stands for the recipient.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from linli.grid.followups.rules import Contact
from linli.kernel.common.errors import LinliError, Term, gettext_noop

SEPARATOR = re.compile(r"\s*,\s*(?=[A-Za-z][A-Za-z0-9]*://)")
"""A comma before the next ``scheme://``; commas inside an address stay."""

ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9]*://\S+")
HOUSE = re.compile(r"https?://[^/\s]+(/\S*)?")
PLACEHOLDER = re.compile(r"\{([a-z]*)\}")
MOBILE = re.compile(r"1[3-9][0-9]{9}|\+[1-9][0-9]{7,14}")
MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")


class Way(StrEnum):
    """What of a recipient a channel has to know."""

    PHONE = "phone"
    EMAIL = "email"


class Fault(StrEnum):
    """Why a channel did not take a message."""

    NONE = ""
    REFUSED = "refused"
    UNKNOWN = "unknown"


WAY_NAMES: dict[str, str] = {
    Way.PHONE: gettext_noop("by text message"),
    Way.EMAIL: gettext_noop("by mail"),
}
"""English names; pages translate them."""

FORMS: Mapping[Way, re.Pattern[str]] = {Way.PHONE: MOBILE, Way.EMAIL: MAIL}
"""What a text message, or a mail, can be sent to: no landline, no half an address."""


class ChannelUnreadable(LinliError):
    """An address in the setting does not say what is needed; it may hold a secret, so no word of it."""

    code = "notices.channel_unreadable"
    message = gettext_noop("Address %(number)s of LINLI_MESSAGES cannot be used: %(reason)s.")
    hint = gettext_noop(
        "Write addresses of apprise with commas between them, each with {phone} or {email} in "
        "the place of the recipient; or leave it empty."
    )


class AddressMissing(LinliError):
    """Messages are to leave the house, and nobody said under what address it is reached."""

    code = "notices.address_missing"
    message = gettext_noop("LINLI_MESSAGES is set, and LINLI_ADDRESS is not an address of the web.")
    hint = gettext_noop(
        "Set LINLI_ADDRESS to the address under which residents reach this house, as https://host."
    )


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel: its address with a place for the recipient, and which that is."""

    address: str
    way: Way

    def reaches(self, contact: Contact) -> bool:
        """Return whether somebody left what this channel has to know."""
        return bool(FORMS[self.way].fullmatch(_left(contact, self.way)))

    def address_to(self, contact: Contact) -> str:
        """Return the address with the recipient in it, safe inside an address."""
        left = quote(_left(contact, self.way), safe="")
        return self.address.replace(f"{{{self.way.value}}}", left)


def _left(contact: Contact, way: Way) -> str:
    return contact.phone if way is Way.PHONE else contact.email


def channels(setting: str, *, house: str) -> list[Channel]:
    """Return the channels of a setting in their order, which is the order of preference.

    Args:
        setting: ``LINLI_MESSAGES``; empty where nothing leaves the house.
        house: ``LINLI_ADDRESS``, with which the links in messages begin.

    Raises:
        ChannelUnreadable: an address is none, or does not name one recipient.
        AddressMissing: there are channels, and ``house`` is no address.
    """
    addresses = [one for one in SEPARATOR.split(setting.strip().strip(",")) if one]
    found = [_channel(number, one) for number, one in enumerate(addresses, start=1)]
    if found and not HOUSE.fullmatch(house):
        raise AddressMissing
    return found


def _channel(number: int, address: str) -> Channel:
    if not ADDRESS.fullmatch(address):
        reason = gettext_noop("it is not an address")
        raise ChannelUnreadable(number=number, reason=Term(reason))
    named = set(PLACEHOLDER.findall(address))
    if len(named) != 1 or not named <= set(Way):
        reason = gettext_noop("it does not name one recipient")
        raise ChannelUnreadable(number=number, reason=Term(reason))
    return Channel(address, Way(named.pop()))
