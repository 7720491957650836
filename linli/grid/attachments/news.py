"""What is told of files that are attached to a case without a step."""

from linli.grid.cases.news import CaseNews


class CaseFileAttached(CaseNews):
    """A post attached files to a case."""

    verb = "grid.case_file_attached"
