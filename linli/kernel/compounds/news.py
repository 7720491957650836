"""What is told of a compound."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class CompoundDescribed(News):
    """Somebody entered what a compound is like; ``changes`` are the values of the new row."""

    compound_id: UUID
    attributes_id: UUID
    changes: Mapping[str, object]
    verb: ClassVar[str] = "kernel.compound_described"

    @property
    def facts(self) -> Mapping[str, object]:
        """Return compound, row and values; the source stands in the payload."""
        return {"compound": self.compound_id, "attributes": self.attributes_id, "set": self.changes}
