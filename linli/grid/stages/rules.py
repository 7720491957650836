"""Where a case can be on its way to a verdict; suspended, supervised and late are no stages."""

from enum import StrEnum

from linli.kernel.common.errors import gettext_noop


class Stage(StrEnum):
    """Where a case is on its way to a verdict."""

    NONE = ""
    REPORTED = "reported"
    REGISTERED = "registered"
    DISPATCHED = "dispatched"
    IN_HAND = "in_hand"
    DONE = "done"
    VERIFIED = "verified"
    CLOSED = "closed"
    DECLINED = "declined"
    MERGED = "merged"


STAGE_NAMES: dict[Stage, str] = {
    Stage.NONE: "",
    Stage.REPORTED: gettext_noop("reported"),
    Stage.REGISTERED: gettext_noop("registered"),
    Stage.DISPATCHED: gettext_noop("dispatched"),
    Stage.IN_HAND: gettext_noop("in hand"),
    Stage.DONE: gettext_noop("done"),
    Stage.VERIFIED: gettext_noop("verified"),
    Stage.CLOSED: gettext_noop("closed"),
    Stage.DECLINED: gettext_noop("declined"),
    Stage.MERGED: gettext_noop("merged"),
}
"""English names of the stages; pages translate them."""

OPEN = frozenset(
    {Stage.REPORTED, Stage.REGISTERED, Stage.DISPATCHED, Stage.IN_HAND, Stage.DONE, Stage.VERIFIED}
)
BEFORE_DONE = frozenset({Stage.REPORTED, Stage.REGISTERED, Stage.DISPATCHED, Stage.IN_HAND})
