"""What is told of a file that was taken in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class TakenIn(News):
    """A file was taken in, all of it: what it was, its SHA-256, how many rows did what.

    ``details`` say more of its form, such as the declared datum.
    """

    delivery_id: UUID
    what: str
    digest: str
    created: int
    changed: int
    unchanged: int
    details: Mapping[str, object] = field(default_factory=dict)
    verb: ClassVar[str] = ""

    @property
    def facts(self) -> Mapping[str, object]:
        """Return what the entry keeps: words and whole numbers."""
        return {
            "delivery": self.delivery_id,
            "what": self.what,
            "digest": self.digest,
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
            **self.details,
        }
