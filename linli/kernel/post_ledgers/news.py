"""What is told of a ledger of posts that was taken in; nobody's name."""

from dataclasses import dataclass
from typing import ClassVar

from linli.kernel.deliveries.news import TakenIn


@dataclass(frozen=True, kw_only=True)
class PostLedgerTakenIn(TakenIn):
    """A ledger of posts was taken in, all of it."""

    verb: ClassVar[str] = "kernel.post_ledger_taken_in"
