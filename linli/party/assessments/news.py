"""What is told of an assessment against a standard."""

from linli.party.records.news import RowNews


class AssessmentNews(RowNews):
    """Something happened to an assessment."""

    noun = "assessment"


class AssessmentBegun(AssessmentNews):
    """An office began to assess a compound or an organisation."""

    verb = "party.assessment_begun"


class AssessmentItemFound(AssessmentNews):
    """One item of the standard got a result."""

    verb = "party.assessment_item_found"


class AssessmentFinished(AssessmentNews):
    """Every item has a result; the assessment does not change any more."""

    verb = "party.assessment_finished"


class AssessmentWithdrawn(AssessmentNews):
    """The office took its assessment back."""

    verb = "party.assessment_withdrawn"
