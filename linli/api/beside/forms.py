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

    due: Moment | None = None


class GiveBody(ReasonBody):
    """Which unit, what it has to do, and by when; none for the deadline of the matter."""

    unit: UUID
    due: Moment | None = None


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

PICTURES: dict[TaskMove, PhotoKind] = {TaskMove.DONE: PhotoKind.AFTER}
"""Step → what its pictures show; the other steps take none."""


class BeginBody(ReasonBody):
    """Why it is nobody's duty so far; ``part`` where it is about a part and not the matter."""

    ground: DisputeGround
    part: UUID | None = None


class DecideBody(ReasonBody):
    """Whose duty it is, with a reason."""

    unit: UUID = Field(description="One of the units that the list of disputes names.")


DISPUTES: dict[DisputeMove, type[ReasonBody]] = {
    DisputeMove.STATE: ReasonBody,
    DisputeMove.DECIDE: DecideBody,
    DisputeMove.WITHDRAW: ReasonBody,
}
"""Step of a dispute → its body."""
