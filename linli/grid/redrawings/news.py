"""What is told of a proposal to draw units anew.

``changes`` are the new values of its own fields, so that folding its entries gives its row
again; outlines stand in them, since a territory is no secret and its past has to be provable.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class RedrawingNews(News):
    """Something happened to a proposal."""

    redrawing_id: UUID
    changes: Mapping[str, object]
    verb: ClassVar[str] = ""

    @property
    def facts(self) -> Mapping[str, object]:
        """Return key and changes in words and whole numbers."""
        return {"redrawing": self.redrawing_id, "set": self.changes}


class RedrawingDrafted(RedrawingNews):
    """Somebody drew units anew and kept it as a draft."""

    verb = "grid.redrawing_drafted"


class RedrawingRedrawn(RedrawingNews):
    """The draft was drawn differently."""

    verb = "grid.redrawing_redrawn"


class RedrawingChecked(RedrawingNews):
    """The proposal was checked anew on a changed territory."""

    verb = "grid.redrawing_checked"


class RedrawingSubmitted(RedrawingNews):
    """The proposal was submitted: another person decides."""

    verb = "grid.redrawing_submitted"


class RedrawingApproved(RedrawingNews):
    """Another person approved the proposal; the territory is as it was drawn."""

    verb = "grid.redrawing_approved"


class RedrawingRefused(RedrawingNews):
    """Another person refused the proposal, with a reason."""

    verb = "grid.redrawing_refused"


class RedrawingWithdrawn(RedrawingNews):
    """The proposer took the proposal back."""

    verb = "grid.redrawing_withdrawn"
