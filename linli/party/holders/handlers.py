"""Names go with the seat and with the organisation."""

from uuid import UUID

from linli.kernel.journal.news import Told
from linli.kernel.journal.rules import Stamp
from linli.party.holders import services

READS = (
    "party.seats_filled",
    "party.organisation_entered",
    "party.organisation_merged",
    "party.organisation_dissolved",
)


def erase_those_gone(told: Told) -> None:
    """Erase the names of seats that are no longer held; nothing the second time."""
    stamp = Stamp(at=told.recorded_at, recorded_at=told.recorded_at, salt=bytes(16))
    services.erase_those_gone(organisation_id=UUID(str(told.facts["organisation"])), stamp=stamp)
