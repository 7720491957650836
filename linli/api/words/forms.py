"""What is asked for a note beside a case, and for a follow-up after closing."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from linli.api.cases.forms import NoteBody
from linli.api.door.forms import Body, Words, among, listed
from linli.api.shapes.forms import Shape, Taken
from linli.grid.cases.rules import Satisfied
from linli.grid.followups.rules import SAID, How, Outcome, Settled
from linli.grid.notes import rules as notes
from linli.grid.notes.rules import KIND_NAMES
from linli.grid.notes.services import Leaving

KINDS = frozenset(str(kind) for kind in KIND_NAMES)
Kind = Annotated[str, AfterValidator(among(KINDS)), Field(json_schema_extra=listed(KINDS))]
OUTCOMES = frozenset(outcome.value for outcome in SAID)
Said = Annotated[str, AfterValidator(among(OUTCOMES)), Field(json_schema_extra=listed(OUTCOMES))]


class LeaveBody(Body):
    """Words beside a matter: internal, or public for the reporter and who joined."""

    kind: Kind
    words: Words = Field(min_length=1)
    mention: UUID | None = Field(None, description="A unit of the matter whose hands are told.")

    def leaving(self, case_id: UUID, key: UUID) -> Leaving:
        """Return it as the note that is left, under a key from the door."""
        return Leaving(case_id, key, notes.Kind(self.kind), self.words, self.mention)


class FollowUpBody(NoteBody):
    """How she was asked, what came of it, both answers where she was reached, and her words."""

    how: How
    outcome: Said
    settled: Settled | None = None
    satisfied: Satisfied | None = None
    reopens: bool = Field(
        default=False, description="Reopen at once, with her words as the reason."
    )

    def came_of_it(self) -> Outcome:
        """Return the outcome as the rules know it."""
        return Outcome(self.outcome)


class Kept(Shape):
    """What was kept beside a case, and the case after it."""

    id: UUID
    case: Taken
