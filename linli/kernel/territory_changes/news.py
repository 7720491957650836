"""What is told of a change of the territory; outlines are named by a digest, never copied."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class TerritoryChangeNews(News):
    """Something happened to a change; ``changes`` are the new values of its own fields."""

    change_id: UUID
    changes: Mapping[str, object]
    details: Mapping[str, object] = field(default_factory=dict)
    verb: ClassVar[str] = ""

    @property
    def facts(self) -> Mapping[str, object]:
        """Return key, changes and details in words and whole numbers."""
        return {"change": self.change_id, "set": self.changes, **self.details}


class TerritoryChangeDecided(TerritoryChangeNews):
    """A change was decided for a day."""

    verb = "kernel.territory_change_decided"


class TerritoryChanged(TerritoryChangeNews):
    """A change took force; the details say which units ended, began, moved, became which."""

    verb = "kernel.territory_changed"


class TerritoryChangeRefused(TerritoryChangeNews):
    """The day of a change came, and the territory of that day stands against it."""

    verb = "kernel.territory_change_refused"


class TerritoryChangeWithdrawn(TerritoryChangeNews):
    """A planned change was withdrawn before it took force."""

    verb = "kernel.territory_change_withdrawn"
