"""All tables of the kernel, for Django's eyes; code imports them from their nouns."""

from linli.kernel.areas.models import Area, AreaMember
from linli.kernel.bodies.models import Body
from linli.kernel.calendar.models import CalendarDay
from linli.kernel.compounds.models import Attributes
from linli.kernel.contracts.models import PropertyContract
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
from linli.kernel.seals.models import Seal
from linli.kernel.seats.models import Seat
from linli.kernel.sendings.models import Sending
from linli.kernel.territory.models import TerritoryVersion, Unit, UnitCode, UnitPast, UnitShape
from linli.kernel.territory_changes.models import TerritoryChange
from linli.kernel.territory_history.models import UnitSuccession

__all__ = [
    "Area",
    "AreaMember",
    "Attempt",
    "Attributes",
    "Body",
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
    "PropertyContract",
    "Seal",
    "Seat",
    "Sending",
    "SigningKey",
    "TerritoryChange",
    "TerritoryVersion",
    "Unit",
    "UnitCode",
    "UnitPast",
    "UnitShape",
    "UnitSuccession",
    "Unlogged",
    "Unread",
    "Witness",
]
