"""What is asked of supervision documents, and what is answered."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from linli.api.cases.forms import ReasonBody
from linli.api.shapes.forms import Named, Sentence, Shape
from linli.party.moves.rules import Stage

MOST = 1000


class PapersAsked(Schema):
    """Documents at a stage, or about one matter; where to go on, and how far."""

    stage: Stage | None = Field(None, description="Documents at this stage only.")
    case: UUID | None = Field(None, description="Key of the matter they are about.")
    cursor: UUID | None = Field(None, description="`next` of the page before.")
    limit: int = Field(200, ge=1, le=MOST, description="Rows of a page.")


class FeedbackBody(ReasonBody):
    """What the addressed office did and found; the version of the document that was read."""


class PaperRow(Shape):
    """A supervision document in a list."""

    id: UUID
    version: int
    number: str = Field(description="Empty while it is a draft.")
    title: str
    label: str = Field(description="Of the matter it is about.")
    stage: str = Field(
        description="drafted, issued, answered, sent_back, cancelled_off or withdrawn."
    )
    issuer: str
    to: list[str]
    due_at: datetime
    deadline: str = Field(description="As of a case; empty where none binds.")
    chases: int


class PaperList(Shape):
    """Documents by key; `next` is the cursor of the next page."""

    documents: list[PaperRow]
    next: UUID | None
    as_of: datetime


class Recipient(Named):
    """An office that has the document, and whether it answered and read it."""

    has_answered: bool
    read_at: datetime | None


class PaperFile(Shape):
    """A file of a document; GET /supervision/{paper}/files/{id} answers it."""

    id: UUID
    name: str
    size: int = Field(description="Bytes.")
    office: str = Field(description="Who enclosed it.")


class PaperWhole(PaperRow):
    """A document with its words, its offices and its record."""

    text: str
    attachments: list[str] = Field(description="Names of enclosed papers, on paper or as files.")
    files: list[PaperFile]
    recipients: list[Recipient]
    copies: list[Recipient]
    circulated: list[Recipient]
    issued_at: datetime | None
    moves: list[str] = Field(description="Steps open to the post of the key now.")
    history: list[Sentence]


class PaperAfter(Shape):
    """A document after a step."""

    id: UUID
    number: str
    version: int
    stage: str
