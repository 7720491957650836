"""What is told of a follow-up."""

from linli.grid.cases.news import CaseNews


class CaseFollowedUp(CaseNews):
    """Another post asked the reporter after closing, or tried to."""

    verb = "grid.case_followed_up"


class CaseMessageSent(CaseNews):
    """A channel took the message that asks the reporter for her verdict."""

    verb = "grid.case_message_sent"


class CaseMessageUndelivered(CaseNews):
    """No channel took the message, however often it was tried; she is to be asked otherwise."""

    verb = "grid.case_message_undelivered"
