"""What the JSON door asks for: filters of the list, a report, and one body a step."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from linli.api.door.forms import (
    Body,
    Code,
    Moment,
    Short,
    Version,
    Words,
    among,
    cleaned,
    faults,
    listed,
)
from linli.api.door.rules import NotUnderstood
from linli.grid.cases.rules import Ground
from linli.grid.desk.forms import MOST_MORE_DAYS
from linli.grid.desk.services import CALLS
from linli.grid.listing.rules import Order
from linli.grid.moves.rules import Move, Stage
from linli.grid.photos.rules import PhotoKind
from linli.grid.queues.forms import UNIT
from linli.grid.queues.queries import ONLY, Filters
from linli.kernel.common import ids
from linli.kernel.common.points import CGCS2000, DATUMS

MOST_ROWS, ROWS = 200, 50
MOST_STEPS = 50
LARGEST_NUMBER = 2**31 - 1

Only = Annotated[str, AfterValidator(among(ONLY)), Field(json_schema_extra=listed(ONLY))]
Datum = Annotated[str, AfterValidator(among(DATUMS)), Field(json_schema_extra=listed(DATUMS))]
MOVES = frozenset(move.value for move in CALLS)
Moving = Annotated[str, AfterValidator(among(MOVES)), Field(json_schema_extra=listed(MOVES))]
Looked = Annotated[str, StringConstraints(max_length=60), AfterValidator(cleaned(60))]


class Asked(Schema):
    """The filters of the queue, its order, and where to go on."""

    stage: Stage | None = Field(None, description="Without it: what waits for somebody.")
    category: Code = Field("", description="Code of a category.")
    unit: str | None = Field(
        None, pattern=UNIT, description="Kind and key of a unit, `community:0190…`."
    )
    lead: UUID | None = Field(None, description="The organisation that leads.")
    only: Only | None = Field(None, description="One of the desk's quick filters.")
    words: Looked = Field(
        "", description="Beginning of our number or of a superior's, or words of the report."
    )
    changed_since: Moment | None = Field(
        None, description="What changed at or after this moment, in every stage."
    )
    order: Order = Field(Order.DUE, description="due, changed (oldest first) or reported (newest).")
    cursor: str = Field("", max_length=200, description="`next` of the page before, as it was.")
    limit: int = Field(ROWS, ge=1, le=MOST_ROWS, description="Rows of a page.")

    def filters(self) -> Filters:
        """Return the filters as the queue knows them."""
        kind, _colon, unit = (self.unit or "").partition(":")
        return Filters(
            stage=self.stage.value if self.stage else "",
            category=self.category,
            unit_kind=kind,
            unit_id=UUID(unit) if unit else None,
            lead_id=self.lead,
            only=self.only or "",
            words=self.words,
            changed_since=self.changed_since,
        )


class After(Schema):
    """Where to go on in a record."""

    after: int = Field(0, ge=0, le=LARGEST_NUMBER, description="Number of the last entry known.")
    limit: int = Field(MOST_ROWS, ge=1, le=MOST_ROWS, description="Entries of an answer.")


class ReportBody(Body):
    """A new matter; its place is a unit, a door-plate code or a point."""

    text: Words = Field(min_length=1, description="What is the matter.")
    category: Code = Field("", description="Code of a category; empty: the desk decides.")
    unit: UUID | None = Field(None, description="Building, compound, grid or community.")
    door_code: Short = Field("", description="Code on the plate of a building.")
    lon: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False)
    lat: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False)
    datum: Datum = Field(CGCS2000, description="Datum of lon and lat.")
    address: Short = Field("", description="Where exactly, in words.")
    name: Annotated[str, StringConstraints(max_length=40), AfterValidator(cleaned(40))] = ""
    phone: Annotated[str, StringConstraints(max_length=20)] = Field(
        "", description="For questions and the result; never public."
    )


class StepBody(Body):
    """A step needs the version of the case that was looked at."""

    version: Version

    def said(self) -> dict[str, Any]:
        """Return what the step says, by the names that the desk's table uses."""
        return {"words": "", **self.model_dump()}


class NoteBody(StepBody):
    """A step with room for a remark."""

    words: Words = Field("", description="A remark for the record.")


class ReasonBody(StepBody):
    """A step that needs a reason; the reporter can read it too."""

    words: Words = Field(min_length=1, description="Why, or what was done; name no persons.")


class RegisterBody(StepBody):
    """The category decides who leads, how long it may take, and who sees it."""

    category: Code = Field(min_length=1, description="Code of a category.")


class DeclineBody(ReasonBody):
    """One of the six lawful grounds, and words for the reporter."""

    ground: Ground


class DispatchBody(NoteBody):
    """The unit that leads (none named: the one that fits best), and those that assist."""

    lead: UUID | None = Field(None, description="Key of the organisation that shall lead.")
    assists: list[UUID] = Field(
        default_factory=list, max_length=20, description="Keys of those that shall assist."
    )


class GrantBody(NoteBody):
    """How many working days more; without, as much time as at the beginning."""

    days: int | None = Field(None, ge=1, le=MOST_MORE_DAYS, description="Working days more.")


class MergeBody(NoteBody):
    """The matter that goes on, by its number or key."""

    other: Annotated[
        str, StringConstraints(min_length=1, max_length=40), AfterValidator(cleaned(40))
    ] = Field(description="Number or key of the case that goes on.")


class SplitBody(ReasonBody):
    """The part that becomes a matter of its own."""

    part: Words = Field(min_length=1, description="The words of the new matter.")
    category: Code = Field("", description="Its code; empty: the desk decides.")


BODIES: dict[Move, type[StepBody]] = {
    **dict.fromkeys(CALLS, ReasonBody),
    Move.REGISTER: RegisterBody,
    Move.DECLINE: DeclineBody,
    Move.DISPATCH: DispatchBody,
    Move.ACCEPT: StepBody,
    Move.DONE: ReasonBody,
    Move.VERIFY: NoteBody,
    Move.CLOSE: StepBody,
    Move.GRANT: GrantBody,
    Move.RESUME: NoteBody,
    Move.MERGE: MergeBody,
    Move.SPLIT: SplitBody,
}
"""Move → its body; what is not named needs a reason. The keys are those of the desk's table."""

SAYS: dict[Move, str] = {
    Move.REGISTER: "For a desk of the place: take a reported matter in. Its category decides who may lead, "
    "how long it may take, and who sees it.",
    Move.DECLINE: "For a desk of the place: do not take a reported matter in, on one of the six lawful "
    "grounds, with words for the reporter. The case ends.",
    Move.DISPATCH: "For a desk of the place: give a case that was taken in to the unit that leads, and to "
    "those that assist. Without `lead` it is the unit that fits best by the list of duties.",
    Move.ACCEPT: "For the unit that leads: take a case in hand that was given to it.",
    Move.GIVE_BACK: "For the unit that leads: give a case back before taking it in hand, with the "
    "reason why it is not its duty; twice at most.",
    Move.DONE: "For the unit that leads: report a case as handled and say what was done, with up "
    "to nine `photos`. The check follows, by another post.",
    Move.VERIFY: "For a desk of the place or its grid officer, but not for who handled it: confirm that a case "
    "was handled.",
    Move.REWORK: "For a desk of the place or its grid officer, but not for who handled it: send a "
    "handled case back as not done, with the reason and up to nine `photos`.",
    Move.CLOSE: "For a desk of the place: close a case that was confirmed. The reporter is asked for her "
    "verdict.",
    Move.REOPEN: "For a desk of the place: open a closed case again, with the reason; as often as the policy "
    "allows.",
    Move.ASK_SUSPENSION: "For the unit that leads, or who set the deadline: ask that the clock stand, with "
    "the reason. It runs on until that is granted.",
    Move.ASK_EXTENSION: "For the unit that leads, or who set the deadline: ask for more time, with the "
    "reason.",
    Move.GRANT: "For the desk that set the deadline: grant what was asked for; for more time, how "
    "many working `days` (without: as many as at the beginning).",
    Move.REFUSE: "For the desk that set the deadline: refuse what was asked for, with the reason.",
    Move.RESUME: "For the unit that leads, or who set the deadline: let a clock that stands run "
    "again.",
    Move.MERGE: "For a desk of the place: let another open case of the community go on for this one too. "
    "This one ends; its reporters follow the other.",
    Move.SPLIT: "For a desk of the place: make a matter of its own of a part. It gets the place of this one, "
    "and a number of its own.",
}
"""Move → whose it is and what it does, for the description."""

PICTURES: dict[Move, PhotoKind] = {Move.DONE: PhotoKind.AFTER, Move.REWORK: PhotoKind.EVIDENCE}
"""Move → what its pictures show; the other steps take none."""


class BatchStep(BaseModel):
    """One step of a batch: the case, the move, and whatever the body of the move asks for."""

    model_config = ConfigDict(extra="allow")

    case: UUID
    move: Moving


class BatchBody(Body):
    """Steps that are taken one after the other, each for itself."""

    steps: list[BatchStep] = Field(min_length=1, max_length=MOST_STEPS)


def step_of(number: int, one: BatchStep) -> tuple[Move, UUID, dict[str, Any]]:
    """Return move, case and what is said of one step of a batch, by the body of its move.

    Raises:
        NotUnderstood: it is not what the move asks for.
    """
    move = Move(one.move)
    try:
        body = BODIES[move].model_validate(one.model_extra or {})
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise NotUnderstood(faults(found, within=f"body.steps.{number}")) from None
    more = {"new_id": ids.new()} if move is Move.SPLIT else {}
    return move, one.case, body.said() | more
