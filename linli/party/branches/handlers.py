"""Organisations follow the territory."""

from uuid import UUID

from linli.kernel.journal.news import Told
from linli.kernel.journal.rules import Stamp
from linli.party.branches import services

READS = ("kernel.territory_changed",)
CONTRACTS = ("kernel.contract_entered", "kernel.contract_ended", "kernel.contract_goes_on")


def relocate(told: Told) -> None:
    """Let organisations follow their places; nothing the second time."""
    at = told.recorded_at
    services.relocate(stamp=Stamp(at=at, recorded_at=at, salt=bytes(16)))


def judge(told: Told) -> None:
    """Judge the organisations of a compound anew, since who serves it has changed."""
    at, compound = told.recorded_at, UUID(str(told.facts["compound"]))
    services.judge(stamp=Stamp(at=at, recorded_at=at, salt=bytes(16)), compound_id=compound)
