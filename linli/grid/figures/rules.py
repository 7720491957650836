"""What an entry of a case counts for, and how a median is read from bins."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Measure(StrEnum):
    """What is counted by day, street, community, grid and category."""

    REPORTED = "reported"
    DECLINED = "declined"
    CLOSED = "closed"
    REOPENED = "reopened"
    LATE = "late"
    ON_TIME = "on_time"
    OVERDUE = "overdue"
    HANDLED = "handled"


MEASURES: dict[str, Measure] = {
    "grid.case_reported": Measure.REPORTED,
    "grid.case_settled_on_site": Measure.REPORTED,
    "grid.case_declined": Measure.DECLINED,
    "grid.case_closed": Measure.CLOSED,
    "grid.case_reopened": Measure.REOPENED,
    "grid.case_escalated": Measure.LATE,
}
"""Verb of an entry → what it counts for."""

WHERE = ("street_id", "community_id", "grid_id", "category_code")
"""Fields of a case by which is counted, as they stand after the entry."""

KNOWN = (*WHERE, "reported_at", "done_at", "handle_due_at", "is_on_site")
"""Fields of a case that decide what an entry counts for."""

Fields = Mapping[str, object]
"""Fields of a case in words and whole numbers, as entries carry them."""


@dataclass(frozen=True, slots=True)
class Count:
    """So many of one measure; ``bin`` says how long it took, for ``handled`` only."""

    measure: Measure
    count: int
    bin: int = 0


def is_counted(verb: str, facts: Fields) -> Measure | None:
    """Return what an entry counts for in the first place, or None where it counts for nothing.

    Only the first step of an escalation makes a case late; a step taken back counts for what
    it undoes (``undone``: the verb).
    """
    measure = MEASURES.get(str(facts.get("undone", "")) if verb == "grid.case_undone" else verb)
    changes = facts.get("set")
    if measure is Measure.LATE and isinstance(changes, Mapping) and changes.get("level") != 1:
        return None
    return measure


def counted(verb: str, facts: Fields, case: Fields) -> Iterator[Count]:
    """Yield what an entry counts for; a step taken back counts -1, on the day it is taken back.

    ``case``: the fields named in ``KNOWN`` as they stand after the entry. Closing also counts
    whether the case was done by its own deadline, where it had one, and how long that took
    from the report on; on the spot no time ran.
    """
    measure = is_counted(verb, facts)
    if measure is None:
        return
    count = -1 if verb == "grid.case_undone" else 1
    yield Count(measure, count)
    done_at = case.get("done_at")
    if measure is not Measure.CLOSED or not isinstance(done_at, str):
        return
    if isinstance(due_at := case.get("handle_due_at"), str):
        in_time = _moment(done_at) <= _moment(due_at)
        yield Count(Measure.ON_TIME if in_time else Measure.OVERDUE, count)
    if not case.get("is_on_site"):
        took = _moment(done_at) - _moment(str(case["reported_at"]))
        yield Count(Measure.HANDLED, count, bin_of(int(took.total_seconds()) // 60))


def _moment(words: str) -> datetime:
    return datetime.fromisoformat(words)


LONGEST_MINUTES = 10 * 366 * 24 * 60
"""Times beyond ten years share the last bin."""


def _edges() -> tuple[int, ...]:
    edges = [1]
    while edges[-1] < LONGEST_MINUTES:
        edges.append(max(edges[-1] + 1, edges[-1] * 11 // 10))
    return tuple(edges)


EDGES = _edges()
"""Where each bin but the first begins, whole minutes; each a tenth wider than the one before.

A median read from such bins is off by 5 % at the most (0.8 % on the average of a synthetic
ten million); whole numbers, so that every machine draws the same line (decision 0021).
"""


def bin_of(minutes: int) -> int:
    """Return the bin of a time; 0 for less than a minute."""
    return bisect_right(EDGES, minutes)


def median_minutes(bins: Mapping[int, int]) -> int | None:
    """Return the median of the times in ``bins`` (bin → how many), whole minutes.

    Within its bin the middle one is taken to lie where its rank says. None of nothing.
    """
    total = sum(bins.values())
    if total <= 0:
        return None
    below = 0
    for number in sorted(bins):
        if (below + bins[number]) * 2 >= total:
            break
        below += bins[number]
    begins = EDGES[number - 1] if number else 0
    ends = EDGES[number] if number < len(EDGES) else begins
    return begins + (ends - begins) * (total - 2 * below) // (2 * bins[number])
