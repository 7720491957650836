"""What is told of the standard, and of the property service of compounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class StandardAdopted(News):
    """A district adopted an edition of the standard of composition."""

    number: int
    valid_from: date
    content: Mapping[str, object]
    verb: ClassVar[str] = "party.standard_adopted"

    @property
    def facts(self) -> Mapping[str, object]:
        """Return the edition with all it says."""
        return {
            "standard": self.number,
            "valid_from": self.valid_from.isoformat(),
            "content": dict(self.content),
        }


@dataclass(frozen=True, kw_only=True)
class PropertyServiceSet(News):
    """From a day on a property company serves a compound, or none does."""

    compound_id: UUID
    has_company: bool
    company: str
    valid_from: date
    verb: ClassVar[str] = "party.property_service_set"

    @property
    def facts(self) -> Mapping[str, object]:
        """Return the compound, whether there is a company, which, and from when."""
        return {
            "compound": self.compound_id,
            "has_company": self.has_company,
            "company": self.company,
            "valid_from": self.valid_from.isoformat(),
        }
