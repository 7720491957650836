"""The shape of what is told of a row that is the sum of its entries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class RowNews(News):
    """Something happened to a row; ``changes`` are the new values of its own fields."""

    row_id: UUID
    changes: Mapping[str, object]
    details: Mapping[str, object] = field(default_factory=dict)
    noun: ClassVar[str] = "row"
    verb: ClassVar[str] = ""

    @property
    def facts(self) -> Mapping[str, object]:
        """Return key, changes and details in words and whole numbers."""
        return {self.noun: self.row_id, "set": self.changes, **self.details}
