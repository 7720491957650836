"""What a supervision document that ends does to its case."""

from linli.grid.cases.news import CaseNews


class CaseSupervisionEnded(CaseNews):
    """A supervision document about the case was cancelled off or withdrawn."""

    verb = "grid.case_supervision_ended"
