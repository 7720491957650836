"""All tables of the kernel, for Django's eyes; code imports them from their nouns."""

from linli.kernel.calendar.models import CalendarDay
from linli.kernel.deliveries.models import Delivery
from linli.kernel.heads.models import (
    Countersignature,
    Head,
    Leaf,
    Node,
    SigningKey,
    Unlogged,
    Witness,
)
from linli.kernel.journal.models import Entry, Payload, Unread
from linli.kernel.keys.models import Key
from linli.kernel.people.models import Attempt, Organisation, Person, Post
from linli.kernel.sendings.models import Sending
from linli.kernel.territory.models import TerritoryVersion, Unit, UnitCode, UnitShape

__all__ = [
    "Attempt",
    "CalendarDay",
    "Countersignature",
    "Delivery",
    "Entry",
    "Head",
    "Key",
    "Leaf",
    "Node",
    "Organisation",
    "Payload",
    "Person",
    "Post",
    "Sending",
    "SigningKey",
    "TerritoryVersion",
    "Unit",
    "UnitCode",
    "UnitShape",
    "Unlogged",
    "Unread",
    "Witness",
]
