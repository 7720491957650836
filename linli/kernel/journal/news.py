"""What a piece of news is, and what its readers get."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class News:
    """A fact, past tense; ``facts`` is what the entry keeps of it (no words of persons)."""

    verb: ClassVar[str] = ""

    @property
    def facts(self) -> Mapping[str, object]:
        """Return the facts in words and whole numbers."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as its readers get it."""

    entry_id: int
    stream: str
    number: int
    verb: str
    facts: Mapping[str, object]
    actor: Mapping[str, str]
    at: datetime
    recorded_at: datetime
