"""What is told of a Party organisation; one class a fact, all of them the same shape.

``changes`` are the new values of its own fields, so that folding its entries gives its row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class OrganisationNews(News):
    """Something happened to a Party organisation."""

    organisation_id: UUID
    changes: dict[str, object]
    details: Mapping[str, object] = field(default_factory=dict)
    verb: ClassVar[str] = ""

    @property
    def facts(self) -> Mapping[str, object]:
        """Return key, changes and details in words and whole numbers."""
        return {"organisation": self.organisation_id, "set": self.changes, **self.details}


class OrganisationFounded(OrganisationNews):
    """A Party organisation was founded, or one that stood already was entered."""

    verb = "party.organisation_founded"


class OrganisationRevised(OrganisationNews):
    """Its name, its host or its founding document was put right."""

    verb = "party.organisation_revised"


class OrganisationSubordinated(OrganisationNews):
    """It was put under another organisation."""

    verb = "party.organisation_subordinated"


class OrganisationRelocated(OrganisationNews):
    """The territory changed: its place is part of another community or street now."""

    verb = "party.organisation_relocated"


class OrganisationEntered(OrganisationNews):
    """Members and seats of one that stands already were entered with many others."""

    verb = "party.organisation_entered"


class MembersCounted(OrganisationNews):
    """The number of its members was reported."""

    verb = "party.members_counted"


class SeatsFilled(OrganisationNews):
    """Seats were filled or became vacant; by which post, never by whom."""

    verb = "party.seats_filled"


class OrganisationReelected(OrganisationNews):
    """It held its election: a new term runs."""

    verb = "party.organisation_reelected"


class TermExtended(OrganisationNews):
    """Its superior let the election be later."""

    verb = "party.term_extended"


class CompositionJudged(OrganisationNews):
    """The rule that applies has changed, and so may have what is missing."""

    verb = "party.composition_judged"


class OrganisationMerged(OrganisationNews):
    """It became part of another organisation."""

    verb = "party.organisation_merged"


class OrganisationDissolved(OrganisationNews):
    """It was dissolved."""

    verb = "party.organisation_dissolved"
