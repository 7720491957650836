"""What an entry of a case counts for."""

from collections.abc import Mapping
from enum import StrEnum


class Measure(StrEnum):
    """What is counted by day, community and category."""

    REPORTED = "reported"
    DECLINED = "declined"
    CLOSED = "closed"
    REOPENED = "reopened"
    LATE = "late"


MEASURES: dict[str, Measure] = {
    "grid.case_reported": Measure.REPORTED,
    "grid.case_settled_on_site": Measure.REPORTED,
    "grid.case_declined": Measure.DECLINED,
    "grid.case_closed": Measure.CLOSED,
    "grid.case_reopened": Measure.REOPENED,
    "grid.case_escalated": Measure.LATE,
}
"""Verb of an entry → what it counts for."""


def counted(verb: str, facts: Mapping[str, object]) -> tuple[Measure, int] | None:
    """Return what an entry counts for and how much, or None where it counts for nothing.

    Only the first step of an escalation makes a case late; a step taken back counts -1 for
    what it undoes (``undone``: the verb), on the day it is taken back.
    """
    if verb == "grid.case_undone":
        measure = MEASURES.get(str(facts.get("undone", "")))
        return (measure, -1) if measure else None
    measure = MEASURES.get(verb)
    changes = facts.get("set")
    if measure is Measure.LATE and isinstance(changes, Mapping) and changes.get("level") != 1:
        return None
    return (measure, 1) if measure else None
