"""What is told of a compound on its way to a Party organisation.

``changes`` are the new values of the row's own fields, so that folding the entries of a
compound gives its row again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class PreparationNews(News):
    """Something happened to a compound on its way."""

    compound_id: UUID
    changes: dict[str, object]
    verb: ClassVar[str] = ""

    @property
    def facts(self) -> Mapping[str, object]:
        """Return the compound and the new values."""
        return {"compound": self.compound_id, "set": self.changes}


class PreparationMoved(PreparationNews):
    """A compound reached a stage."""

    verb = "party.preparation_moved"


class PreparationCorrected(PreparationNews):
    """What was said of a stage was wrong; the reason lies in the payload."""

    verb = "party.preparation_corrected"


class PreparationAssigned(PreparationNews):
    """An office has the compound in hand, or no longer."""

    verb = "party.preparation_assigned"
