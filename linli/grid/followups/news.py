"""What is told of a follow-up."""

from linli.grid.cases.news import CaseNews


class CaseFollowedUp(CaseNews):
    """Another post asked the reporter after closing, or tried to."""

    verb = "grid.case_followed_up"
