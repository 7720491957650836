"""What is told of a matter when the territory changes under it."""

from linli.grid.cases.news import CaseNews


class CaseGroundMoved(CaseNews):
    """The territory changed: the matter lies in other units now."""

    verb = "grid.case_ground_moved"
