"""What is told of a key; its name lies in the payload, its secret nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class KeyNews(News):
    """Something happened to a key; ``changes`` are the new values of its fields."""

    key_id: UUID
    changes: Mapping[str, object]
    verb: ClassVar[str] = ""

    @property
    def facts(self) -> Mapping[str, object]:
        """Return key and changes in words and whole numbers."""
        return {"key": self.key_id, "set": self.changes}


class KeyIssued(KeyNews):
    """A key was given to a post or to an organisation."""

    verb = "kernel.key_issued"


class KeyRevoked(KeyNews):
    """A key was withdrawn: from now on it opens nothing."""

    verb = "kernel.key_revoked"
