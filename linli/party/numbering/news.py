"""What is told of the numbering of documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class DocumentCodeSet(News):
    """An office got the code by which its documents are numbered."""

    organisation_id: UUID
    code: str
    verb: ClassVar[str] = "party.document_code_set"

    @property
    def facts(self) -> Mapping[str, object]:
        """Return the office and its code."""
        return {"organisation": self.organisation_id, "code": self.code}
