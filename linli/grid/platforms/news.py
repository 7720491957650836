"""What is told of a superior's platform. Read by nobody yet; the record shows who set it how."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class PlatformSet(News):
    """A superior's platform was set up, or its columns and words were mapped anew."""

    platform_id: UUID
    changes: Mapping[str, object]
    verb: ClassVar[str] = "grid.platform_set"

    @property
    def facts(self) -> Mapping[str, object]:
        """Return key and changes in words and whole numbers."""
        return {"platform": self.platform_id, "set": self.changes}
