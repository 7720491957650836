"""What is told of an area."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class AreaNews(News):
    """Something happened to an area; ``details`` name the units that joined and left, and when."""

    area_id: UUID
    changes: Mapping[str, object] = field(default_factory=dict)
    details: Mapping[str, object] = field(default_factory=dict)
    verb: ClassVar[str] = ""

    @property
    def facts(self) -> Mapping[str, object]:
        """Return key, changes and details in words and whole numbers."""
        return {"area": self.area_id, "set": self.changes, **self.details}


class AreaFounded(AreaNews):
    """An area was founded with its first units."""

    verb = "kernel.area_founded"


class AreaRenamed(AreaNews):
    """An area got another name."""

    verb = "kernel.area_renamed"


class AreaMembersChanged(AreaNews):
    """Units joined an area or left it from a day on."""

    verb = "kernel.area_members_changed"


class AreaEnded(AreaNews):
    """An area ended with all its memberships."""

    verb = "kernel.area_ended"
