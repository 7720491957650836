"""What is told of a dispute; each an entry of its case, with the dispute under ``dispute``."""

from linli.grid.cases.news import CaseNews


class DisputeBegun(CaseNews):
    """Units differ about whose duty it is; a desk has some time to decide."""

    verb = "grid.dispute_begun"


class DisputeStated(CaseNews):
    """A unit stated its view."""

    verb = "grid.dispute_stated"


class DisputeDecided(CaseNews):
    """A desk decided whose duty it is; that unit has it from now on."""

    verb = "grid.dispute_decided"


class DisputeWithdrawn(CaseNews):
    """The units settled it between them; nothing is left to decide."""

    verb = "grid.dispute_withdrawn"


class DisputeWarned(CaseNews):
    """Most of the time to decide has run."""

    verb = "grid.dispute_warned"


class DisputeEscalated(CaseNews):
    """It was not decided in time: the desk above has it, or its line is told."""

    verb = "grid.dispute_escalated"
