"""What is asked for a note beside a case, and for a follow-up after closing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from linli.api.cases.forms import NoteBody
from linli.api.door.forms import Body, Words, among, listed
from linli.api.shapes.forms import Named, Page, Shape, Taken
from linli.grid.cases.rules import Satisfied
from linli.grid.files.services import SentFile
from linli.grid.followups.rules import SAID, How, Outcome, Settled
from linli.grid.notes import rules as notes
from linli.grid.notes.rules import KIND_NAMES
from linli.grid.notes.services import Leaving
from linli.grid.photos.services import Sent as Picture

KINDS = frozenset(str(kind) for kind in KIND_NAMES)
Kind = Annotated[str, AfterValidator(among(KINDS)), Field(json_schema_extra=listed(KINDS))]
OUTCOMES = frozenset(outcome.value for outcome in SAID)
Said = Annotated[str, AfterValidator(among(OUTCOMES)), Field(json_schema_extra=listed(OUTCOMES))]


class LeaveBody(Body):
    """Words beside a matter: internal, or public for the reporter and who joined."""

    kind: Kind = Field(description="Who reads it.")
    words: Words = Field(min_length=1, description="Name no persons.")
    mention: UUID | None = Field(None, description="A unit of the matter whose hands are told.")

    def leaving(
        self, case_id: UUID, key: UUID, pictures: Sequence[Picture], attached: Sequence[SentFile]
    ) -> Leaving:
        """Return it as the note that is left, under a key from the door."""
        kind = notes.Kind(self.kind)
        return Leaving(case_id, key, kind, self.words, self.mention, pictures, attached)


class FollowUpBody(NoteBody):
    """How she was asked, what came of it, both answers where she was reached, and her words."""

    how: How = Field(description="How she was asked.")
    outcome: Said = Field(description="What came of it.")
    settled: Settled | None = Field(None, description="Her answer; needed where she was reached.")
    satisfied: Satisfied | None = Field(
        None, description="Her answer; needed where she was reached."
    )
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


class NoteRow(Shape):
    """A note beside a case; pictures and files with the same `entry` came with it."""

    id: UUID
    kind: str = Field(description="internal, public, or reporter: her own words.")
    at: datetime
    entry: int = Field(description="Number of its entry in the record.")
    unit: Named | None = Field(description="Whose post left it; null for the reporter.")
    mention: Named | None = Field(description="The unit whose hands were told.")
    words: str = Field(description="Empty where they were erased.")
    heard_at: datetime | None = Field(
        description="When a post said that it had read the reporter's words."
    )


class Notes(Page):
    """Notes as they were left."""

    notes: list[NoteRow]


class FollowUpRow(Shape):
    """One attempt to ask the reporter after closing."""

    id: UUID
    round: int = Field(description="How often the case had been reopened then.")
    number: int = Field(description="Of the attempt in its round, from 1.")
    how: str = Field(description="phone, visit or message.")
    outcome: str = Field(
        description="reached, no_answer, wrong_number, declined, asked or undelivered."
    )
    settled: str | None = Field(description="yes, partly or no; null where she was not reached.")
    satisfied: str | None = Field(description="As she was heard to say; null as above.")
    is_last: bool = Field(description="Nothing more is tried in this round.")
    at: datetime
    entry: int = Field(description="Number of its entry in the record.")
    words: str = Field(description="Hers; empty where this post may not know of her.")


class FollowUps(Page):
    """Attempts, oldest first."""

    follow_ups: list[FollowUpRow]


class FileRow(Shape):
    """A file of a case; GET /files/{id} answers it."""

    id: UUID
    name: str
    form: str = Field(description="pdf, docx, xlsx, txt or jpg, by its content.")
    size: int = Field(description="Bytes.")
    is_shared: bool = Field(description="The reporter may read it too.")
    entry: int = Field(description="Number of the entry that it came with.")


class Files(Page):
    """Files as they came."""

    files: list[FileRow]
