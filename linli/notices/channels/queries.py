"""Which channels this house has."""

from django.conf import settings

from linli.grid.followups.rules import Contact
from linli.notices.channels import rules
from linli.notices.channels.rules import FORMS, Channel, Way


def configured() -> list[Channel]:
    """Return the channels of this house, the preferred first; none where none is set up.

    Raises:
        ChannelUnreadable, AddressMissing: the settings do not say what is needed.
    """
    return rules.channels(settings.MESSAGES, house=settings.ADDRESS)


def reaching(contact: Contact) -> list[Channel]:
    """Return the channels that reach somebody, the preferred first."""
    return [channel for channel in configured() if channel.reaches(contact)]


def mail_pattern() -> str:
    """Return the form of a mail address that this house reaches; empty where no mail leaves it."""
    reaches = any(channel.way is Way.EMAIL for channel in configured())
    return FORMS[Way.EMAIL].pattern if reaches else ""
