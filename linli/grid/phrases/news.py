"""What is told of phrases; the text lies in the payload."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class PhraseNews(News):
    """Something happened to a phrase; ``changes`` are the new values of its fields."""

    phrase_id: UUID
    changes: Mapping[str, object]
    verb: ClassVar[str] = ""

    @property
    def facts(self) -> Mapping[str, object]:
        """Return key and changes in words and whole numbers."""
        return {"phrase": self.phrase_id, "set": self.changes}


class PhraseKept(PhraseNews):
    """A desk kept a phrase, new or changed."""

    verb = "grid.phrase_kept"


class PhraseRemoved(PhraseNews):
    """A desk removed a phrase; what was said with it stays."""

    verb = "grid.phrase_removed"
