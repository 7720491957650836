"""Organisations follow the territory."""

from linli.kernel.journal.news import Told
from linli.kernel.journal.rules import Stamp
from linli.party.branches import services

READS = ("kernel.territory_changed",)


def relocate(told: Told) -> None:
    """Let organisations follow their places; nothing the second time."""
    at = told.recorded_at
    services.relocate(stamp=Stamp(at=at, recorded_at=at, salt=bytes(16)))
