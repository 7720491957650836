"""What is told of the names of seats: keys, purposes and reasons, never a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class HolderNews(News):
    """Something happened to the name of a seat."""

    holder_id: UUID
    organisation_id: UUID
    seat: str

    @property
    def facts(self) -> Mapping[str, object]:
        """Return the keys and the seat."""
        return {
            "holder": self.holder_id,
            "organisation": self.organisation_id,
            "seat": self.seat,
        }


@dataclass(frozen=True, kw_only=True)
class HolderNamed(HolderNews):
    """A name was entered, with the consent of the person for one purpose."""

    purpose: str
    consented_on: date
    verb: ClassVar[str] = "party.holder_named"

    @property
    def facts(self) -> Mapping[str, object]:
        """Return for what she consented, and when."""
        consent = {"purpose": self.purpose, "consented_on": self.consented_on.isoformat()}
        return {**super().facts, **consent}


@dataclass(frozen=True, kw_only=True)
class HolderRevealed(HolderNews):
    """A post looked at a name, for a reason."""

    reason: str
    verb: ClassVar[str] = "party.holder_revealed"

    @property
    def facts(self) -> Mapping[str, object]:
        """Return the reason."""
        return {**super().facts, "reason": self.reason}


@dataclass(frozen=True, kw_only=True)
class HolderErased(HolderNews):
    """A name was erased."""

    why: str
    verb: ClassVar[str] = "party.holder_erased"

    @property
    def facts(self) -> Mapping[str, object]:
        """Return why."""
        return {**super().facts, "why": self.why}
