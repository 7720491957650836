"""What is told of a body; ``changes`` are new values, names stand in the payload only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class BodyNews(News):
    """Something happened to a body of a compound.

    ``beside`` is a row that belongs to it, a seat or a seal: its noun, key and new values.
    """

    body_id: UUID
    compound_id: UUID
    changes: Mapping[str, object]
    beside: tuple[str, UUID] | None = None
    verb: ClassVar[str] = ""

    @property
    def facts(self) -> Mapping[str, object]:
        """Return keys and changes in words and whole numbers."""
        keys = {"body": self.body_id, "compound": self.compound_id}
        if self.beside is None:
            return {**keys, "set": self.changes}
        noun, key = self.beside
        return {**keys, noun: {"id": key, "set": self.changes}}


class BodyElected(BodyNews):
    """A body was elected."""

    verb = "kernel.body_elected"


class BodyEnded(BodyNews):
    """A body is no longer in office."""

    verb = "kernel.body_ended"


class BodyFiled(BodyNews):
    """A body was filed with the authorities."""

    verb = "kernel.body_filed"


class PartyMembersCounted(BodyNews):
    """The Party members in a body were counted."""

    verb = "kernel.body_party_members_counted"


class SeatTaken(BodyNews):
    """Somebody took a seat in a body."""

    verb = "kernel.seat_taken"


class SeatLeft(BodyNews):
    """Somebody left a seat."""

    verb = "kernel.seat_left"


class SeatForgotten(BodyNews):
    """The name on a seat was erased."""

    verb = "kernel.seat_forgotten"


class SealIssued(BodyNews):
    """A seal was issued to a body."""

    verb = "kernel.seal_issued"


class SealHandedOver(BodyNews):
    """A seal was handed over to the body that follows."""

    verb = "kernel.seal_handed_over"


class SealInvalidated(BodyNews):
    """A seal was declared invalid."""

    verb = "kernel.seal_invalidated"
