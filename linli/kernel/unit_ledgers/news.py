"""What is told of a ledger of units that was taken in."""

from dataclasses import dataclass
from typing import ClassVar

from linli.kernel.deliveries.news import TakenIn


@dataclass(frozen=True, kw_only=True)
class UnitLedgerTakenIn(TakenIn):
    """A ledger of compounds or buildings was taken in, all of it."""

    verb: ClassVar[str] = "kernel.unit_ledger_taken_in"
