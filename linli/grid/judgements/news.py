"""What is told of a judgement."""

from linli.grid.cases.news import CaseNews


class CaseJudged(CaseNews):
    """Another post found whether the demand was lawfully settled."""

    verb = "grid.case_judged"
