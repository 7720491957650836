"""What is told of the superior's side of a case; ``details["external"]`` holds key and new values.

Read by notices (warnings), grid.external.handlers (forgetting).
"""

from linli.grid.cases.news import CaseNews


class SuperiorPassedDown(CaseNews):
    """The matter came from a superior's platform, with its number and its deadline."""

    verb = "grid.superior_passed_down"


class SuperiorToldAgain(CaseNews):
    """The superior sent the matter again with other content."""

    verb = "grid.superior_told_again"


class SuperiorMoved(CaseNews):
    """The superior sent the matter again with another deadline, or another moment of the receipt."""

    verb = "grid.superior_moved"


class SuperiorRegistered(CaseNews):
    """The superior was told that the matter arrived."""

    verb = "grid.superior_registered"


class SuperiorRefused(CaseNews):
    """The superior was told, with a ground, that the matter is not ours."""

    verb = "grid.superior_refused"


class SuperiorAsked(CaseNews):
    """The superior was asked for more time."""

    verb = "grid.superior_asked"


class SuperiorGranted(CaseNews):
    """The superior granted more time; its deadline moved."""

    verb = "grid.superior_granted"


class SuperiorDenied(CaseNews):
    """The superior refused more time."""

    verb = "grid.superior_denied"


class SuperiorReplied(CaseNews):
    """The superior got the reply with the result."""

    verb = "grid.superior_replied"


class SuperiorExported(CaseNews):
    """The reply was written into a sheet for the superior's platform."""

    verb = "grid.superior_exported"


class SuperiorFollowedUp(CaseNews):
    """The superior told what its follow-up with the caller found."""

    verb = "grid.superior_followed_up"


class SuperiorSentBack(CaseNews):
    """The superior sent the matter back, with a new deadline."""

    verb = "grid.superior_sent_back"


class SuperiorReceiptWarned(CaseNews):
    """Most of the time to confirm receipt has run."""

    verb = "grid.superior_receipt_warned"


class SuperiorReceiptLate(CaseNews):
    """Receipt was not confirmed in time; once for each level it rises to."""

    verb = "grid.superior_receipt_late"


class SuperiorWarned(CaseNews):
    """Most of the superior's time has run."""

    verb = "grid.superior_warned"


class SuperiorLate(CaseNews):
    """The superior's deadline passed without a reply; once for each level it rises to."""

    verb = "grid.superior_late"
