"""The shapes of what is answered, for the description of the door.

Answers are written straight from plain values; a test compares them with these shapes.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field


class Shape(Schema):
    """What an answer holds, and nothing beside it."""

    model_config = ConfigDict(extra="forbid")


class Page(Shape):
    """A page of a list beside a case; `next` is the cursor of the next page, null at the end."""

    version: int = Field(description="Of the case, to be sent with each step.")
    next: str | None


class Named(Shape):
    """A unit or an organisation."""

    id: UUID
    name: str


class CategoryName(Shape):
    """A category, in the language of the answer."""

    code: str
    name: str


class Deadline(Shape):
    """How the deadline stands: met, met_late, still, late, soon or running."""

    state: str
    due_at: datetime | None
    clock: str = Field(description="accept, handle, verify, close or none.")
    stands_since: datetime | None


class DeadlineLeft(Deadline):
    """How the deadline stands, and whole units of working time to or since it."""

    left: int
    unit: str


class CaseRow(Shape):
    """A case in a list. `place` names the levels that are known."""

    id: UUID
    number: str
    version: int = Field(description="To be sent with each step.")
    stage: str
    source: str
    category: CategoryName | None
    excerpt: str | None
    place: dict[str, Named | None]
    lead: Named | None
    deadline: Deadline
    reported_at: datetime
    changed_at: datetime
    joined: int
    level: int = Field(description="Steps of escalation; above 0 the case is overdue.")
    is_supervised: bool
    is_emergency: bool
    is_on_site: bool
    pending: str = Field(description="What waits for an answer: suspend, extend, judge or none.")
    reopens: int


class CaseList(Shape):
    """A page of cases; `next` is the cursor of the next page, null at the end."""

    cases: list[CaseRow]
    next: str | None
    as_of: datetime


class Point(Shape):
    """Degrees, EPSG:4490."""

    lon: float
    lat: float


class Contact(Shape):
    """Who reported; for the desks of the place only."""

    name: str
    phone: str


class Roles(Shape):
    """Which organisations have a role on the case beside the one that leads."""

    coordinator: Named | None
    first_receiver: Named | None
    assists: list[Named]


class Sentence(Shape):
    """An entry of the record in the language of the answer."""

    number: int
    at: datetime
    who: str
    sentence: str
    words: str


class Picture(Shape):
    """A picture; GET /photos/{id} answers it."""

    id: UUID
    kind: str
    entry: int


class CaseWhole(CaseRow):
    """Everything a tool may know of a case."""

    deadline: DeadlineLeft
    text: str
    address: str
    point: Point | None
    contact: Contact | None
    roles: Roles
    moves: list[str] = Field(description="Steps open to the post of the key now.")
    history: list[Sentence]
    photos: list[Picture]
    merged_into: UUID | None
    split_from: UUID | None
    settled: bool | None
    satisfied: str | None


class Signed(Shape):
    """Who acted: role and post."""

    role: str
    post: UUID | None


class RecordEntry(Shape):
    """An entry as the record keeps it; `facts.set` are the new values of the case."""

    number: int
    verb: str
    at: datetime
    recorded_at: datetime
    facts: dict[str, Any]
    digest: str
    previous: str
    actor: Signed


class RecordPage(Shape):
    """Entries of one case, oldest first; ask again with `after` = the last number."""

    entries: list[RecordEntry]


class Taken(Shape):
    """A case after a step."""

    id: UUID
    number: str
    version: int
    stage: str


class Reported(Taken):
    """A case that was raised; `link` is for the reporter, `call` a number to call first."""

    link: str
    call: str


class Outcome(Shape):
    """What became of one step of a batch: `case` where it was taken, `error` where not."""

    case_id: UUID
    case: Taken | None
    error: dict[str, Any] | None


class Outcomes(Shape):
    """Outcomes in the order of the steps."""

    outcomes: list[Outcome]


class UnitLine(Shape):
    """A unit of the territory."""

    id: UUID
    kind: str
    style: str
    name: str
    parent: UUID | None
    households: int | None


class UnitList(Shape):
    """Units by key; `next` is the cursor of the next page."""

    units: list[UnitLine]
    next: str | None


class CategoryLine(Shape):
    """A category of the catalogue in force."""

    code: str
    name_zh: str
    name_en: str
    group_zh: str
    group_en: str
    level: str
    department: str
    handle: dict[str, Any] | None = Field(description="Time to handle: value and unit.")
    emergency: str
    is_public: bool


class CategoryList(Shape):
    """The catalogue in force."""

    edition: int
    categories: list[CategoryLine]


class OrganisationLine(Shape):
    """An office, department, community or company."""

    id: UUID
    kind: str
    name: str
    code: str
    unit: UUID | None
    parent: UUID | None


class OrganisationList(Shape):
    """Organisations by key; `next` is the cursor of the next page."""

    organisations: list[OrganisationLine]
    next: str | None


class Me(Shape):
    """Whose key this is and what it opens."""

    key: UUID
    name: str
    scopes: list[str]
    role: str
    post: UUID | None
    organisation: UUID | None
    unit: UUID | None
    unit_kind: str


class Part(Shape):
    """What one unit has to do in a case that another leads."""

    id: UUID
    unit: Named | None
    stage: str = Field(description="given, accepted, asked, done, given_back or withdrawn.")
    is_own: bool = Field(description="It is a part of the unit of the key.")
    due_at: datetime
    deadline: str = Field(description="met, met_late, still, late, soon or running.")
    stands_since: datetime | None
    level: int
    given_at: datetime
    accepted_at: datetime | None
    ended_at: datetime | None
    asked: str
    answer: str
    asked_at: datetime | None = Field(description="Since when the unit waits for a reply.")
    question: str = Field(description="The last one that the unit asked about its part.")
    reply: str
    moves: list[str] = Field(description="Steps open to the post of the key now.")


class Parts(Page):
    """The parts of a case as given, and who may get another from the post of the key."""

    parts: list[Part]
    units: list[Named]
    latest: datetime | None = Field(description="The last moment a new part may be due.")


class PartAfter(Shape):
    """A part after a step, and its case."""

    case: Taken
    part: Part


class DisputeRow(Shape):
    """About whose duty a case, or a part of it, is in dispute."""

    id: UUID
    part: UUID | None
    ground: str
    stage: str = Field(description="open, decided or withdrawn.")
    parties: list[Named]
    decider: str = Field(description="Role of the desk that decides.")
    begun_at: datetime
    decide_by: datetime
    deadline: str = Field(description="met, met_late, late, soon or running.")
    level: int
    decided: Named | None
    ended_at: datetime | None
    moves: list[str] = Field(description="Steps open to the post of the key now.")


class Disputes(Page):
    """The disputes about a case as begun, and whom a decision may name."""

    disputes: list[DisputeRow]
    units: list[Named]


class DisputeAfter(Shape):
    """A dispute after a step, and its case."""

    case: Taken
    dispute: DisputeRow
