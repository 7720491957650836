"""What is asked for each step on a part of a case, and of a dispute about one."""

from uuid import UUID

from pydantic import Field

from linli.api.cases.forms import ReasonBody, StepBody
from linli.api.door.forms import Moment
from linli.grid.disputes.rules import DisputeGround, DisputeMove
from linli.grid.photos.rules import PhotoKind
from linli.grid.tasks.rules import TaskMove


class DueBody(StepBody):
    """By when; none for the deadline of the matter."""

    due: Moment | None = Field(None, description="By when; none: the deadline of the matter.")


class GiveBody(ReasonBody):
    """Which unit, what it has to do, and by when; none for the deadline of the matter."""

    unit: UUID = Field(description="Key of one of the `units` that the list of parts names.")
    due: Moment | None = Field(None, description="By when; none: the deadline of the matter.")


PARTS: dict[TaskMove, type[StepBody]] = {
    TaskMove.ACCEPT: StepBody,
    TaskMove.DONE: ReasonBody,
    TaskMove.ASK: ReasonBody,
    TaskMove.ANSWER: ReasonBody,
    TaskMove.GO_ON: StepBody,
    TaskMove.GIVE_BACK: ReasonBody,
    TaskMove.SET_DUE: DueBody,
    TaskMove.WITHDRAW: ReasonBody,
}
"""Step on a part → its body."""

PART_SAYS: dict[TaskMove, str] = {
    TaskMove.ACCEPT: "For the unit of the part: take it in hand.",
    TaskMove.DONE: "For the unit of the part: report it as done and say what was done, with up to "
    "nine `photos`. The case can be done when all its parts are.",
    TaskMove.ASK: "For the unit of the part: ask whoever gave it. It waits for a reply or goes on.",
    TaskMove.ANSWER: "For whoever may give parts: answer what the unit asked.",
    TaskMove.GO_ON: "For the unit of the part: go on without a reply.",
    TaskMove.GIVE_BACK: "For the unit of the part: give it back, with the reason why it is not its "
    "duty.",
    TaskMove.SET_DUE: "For whoever may give parts: set another deadline, inside that of the case.",
    TaskMove.WITHDRAW: "For whoever may give parts: take a part back that is not done, with the "
    "reason.",
}
"""Step on a part → whose it is and what it does, for the description."""

PICTURES: dict[TaskMove, PhotoKind] = {TaskMove.DONE: PhotoKind.AFTER}
"""Step → what its pictures show; the other steps take none."""


class BeginBody(ReasonBody):
    """Why it is nobody's duty so far; ``part`` where it is about a part and not the matter."""

    ground: DisputeGround = Field(description="Why it is said to be nobody's duty so far.")
    part: UUID | None = Field(None, description="Key of the part it is about; none: the matter.")


class DecideBody(ReasonBody):
    """Whose duty it is, with a reason."""

    unit: UUID = Field(description="One of the units that the list of disputes names.")


DISPUTES: dict[DisputeMove, type[ReasonBody]] = {
    DisputeMove.STATE: ReasonBody,
    DisputeMove.DECIDE: DecideBody,
    DisputeMove.WITHDRAW: ReasonBody,
}
"""Step of a dispute → its body."""

DISPUTE_SAYS: dict[DisputeMove, str] = {
    DisputeMove.STATE: "For each party: say why it is, or is not, its duty.",
    DisputeMove.DECIDE: "For the desk that decides, which is no party: name the unit whose duty it "
    "is, with the reason. It gets the case or the part, and keeps it.",
    DisputeMove.WITHDRAW: "For a desk of the place, about a part also the unit that leads: end a "
    "dispute without a decision, with the reason.",
}
"""Step of a dispute → whose it is and what it does, for the description."""
