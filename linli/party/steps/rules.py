"""What a step on a paper brings, and what is said when somebody was quicker."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from linli.kernel.common.errors import RuleBroken, gettext_noop
from linli.party.enclosures.rules import Kept


class ChangedMeanwhile(RuleBroken):
    """Somebody else moved the document since the page was loaded."""

    code = "party.changed_meanwhile"
    message = gettext_noop("Somebody else has changed this document in the meantime.")
    hint = gettext_noop("Reload the page, look at what changed, and decide again.")


@dataclass(frozen=True, slots=True)
class Step:
    """What every step brings: which paper, as seen in which version, words, files."""

    paper_id: UUID
    version: int | None = None
    words: str = ""
    files: Sequence[Kept] = ()

    def payload(self) -> dict[str, object] | None:
        """Return the words as an erasable payload, or None where there are none."""
        return {"text": self.words} if self.words else None
