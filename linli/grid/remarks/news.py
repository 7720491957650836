"""What is told of words that are added to a matter; the words lie in the payload."""

from linli.grid.cases.news import CaseNews


class CaseRemarked(CaseNews):
    """Somebody who takes part in a matter added words to it."""

    verb = "grid.case_remarked"
