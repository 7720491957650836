"""What is told of macros; titles and words lie in the payload."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class MacroNews(News):
    """Something happened to a macro; ``changes`` are the new values of its fields."""

    macro_id: UUID
    changes: Mapping[str, object]
    verb: ClassVar[str] = ""

    @property
    def facts(self) -> Mapping[str, object]:
        """Return key and changes in words and whole numbers."""
        return {"macro": self.macro_id, "set": self.changes}


class MacroKept(MacroNews):
    """A desk kept a macro, new or changed."""

    verb = "grid.macro_kept"


class MacroRemoved(MacroNews):
    """A desk removed a macro; what was done with it stays."""

    verb = "grid.macro_removed"
