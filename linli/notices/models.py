"""All tables of the messages, for Django's eyes; code imports them from their nouns."""

from linli.notices.inbox.models import Message
from linli.notices.letters.models import Letter

__all__ = ["Letter", "Message"]
