"""What is told of a supervision document; one class a fact, all of them the same shape.

``changes`` are the new values of the document's own fields, so that folding its entries gives
its row again. Read by notices (messages) and, inside the transaction, by whoever registered
the kind of its subject.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class SupervisionNews(News):
    """Something happened to a supervision document."""

    supervision_id: UUID
    changes: dict[str, object]
    details: Mapping[str, object] = field(default_factory=dict)
    verb: ClassVar[str] = ""

    @property
    def facts(self) -> Mapping[str, object]:
        """Return key, changes and details in words and whole numbers."""
        return {"supervision": self.supervision_id, "set": self.changes, **self.details}


class SupervisionDrafted(SupervisionNews):
    """A supervision document was drafted; it has no number yet."""

    verb = "party.supervision_drafted"


class SupervisionRevised(SupervisionNews):
    """The draft was changed."""

    verb = "party.supervision_revised"


class SupervisionIssued(SupervisionNews):
    """The document got its number and went to the offices it is addressed to."""

    verb = "party.supervision_issued"


class SupervisionAnswered(SupervisionNews):
    """An addressed office gave its feedback."""

    verb = "party.supervision_answered"


class SupervisionSentBack(SupervisionNews):
    """The feedback was not enough: the addressed offices answer anew, with a new deadline."""

    verb = "party.supervision_sent_back"


class SupervisionCancelledOff(SupervisionNews):
    """The feedback was accepted: the document is done with (销号)."""

    verb = "party.supervision_cancelled_off"


class SupervisionWithdrawn(SupervisionNews):
    """The issuing office took the document back; its number is not given again."""

    verb = "party.supervision_withdrawn"


class SupervisionExtended(SupervisionNews):
    """The issuing office gave more time."""

    verb = "party.supervision_extended"


class SupervisionChased(SupervisionNews):
    """The issuing office asked once more (催办)."""

    verb = "party.supervision_chased"


class SupervisionWarned(SupervisionNews):
    """Most of the time for the feedback has run."""

    verb = "party.supervision_warned"


class SupervisionRisen(SupervisionNews):
    """The deadline has passed: chased by rule, and told one level further up."""

    verb = "party.supervision_risen"


class SupervisionCirculated(SupervisionNews):
    """The document was made known to further offices (通报)."""

    verb = "party.supervision_circulated"


class SupervisionWordsErased(SupervisionNews):
    """What it said of a person was erased, with the files that came with it."""

    verb = "party.supervision_words_erased"


class SupervisionRead(SupervisionNews):
    """An office marked the document as read."""

    verb = "party.supervision_read"
