"""Reads the roll-ups, and counts everything once more from the journal."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Sum

from linli.grid.figures.models import Delta, Total
from linli.grid.figures.rules import KNOWN, WHERE, Measure, counted, median_minutes
from linli.kernel.common.days import day_of
from linli.kernel.common.messages import fresh
from linli.kernel.journal import queries as journal
from linli.kernel.journal.news import Told
from linli.kernel.journal.rules import Fault
from linli.kernel.journal.services import told_of


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted: measure → how often, bin → how many were handled in such a time."""

    counts: dict[str, int]
    bins: dict[int, int]

    @property
    def with_deadline(self) -> int:
        """Return how many of the closed cases had a deadline of their own."""
        return self.counts.get(Measure.ON_TIME, 0) + self.counts.get(Measure.OVERDUE, 0)

    @property
    def median_minutes(self) -> int | None:
        """Return the median time from the report to the end of the work, or None of nothing."""
        return median_minutes(self.bins)


def figures(
    first: date, last: date, *, unit_kind: str = "", unit_id: UUID | None = None, category: str = ""
) -> Figures:
    """Return what was counted over the days from ``first`` to ``last``, both included.

    ``unit_kind``: ``street``, ``community`` or ``grid`` with the key of such a unit; without
    it, the whole district. Folded or not, each count is there once; two statements.
    """
    within: dict[str, object] = {"on__gte": first, "on__lte": last}
    if unit_kind:
        within[f"{unit_kind}_id"] = unit_id
    if category:
        within["category_code"] = category
    counts: Counter[str] = Counter()
    bins: Counter[int] = Counter()
    for table in (Total, Delta):
        rows = table.objects.filter(**within).values_list("measure", "bin")
        for measure, number, count in rows.annotate(Sum("count")).order_by():
            counts[measure] += count
            if measure == Measure.HANDLED:
                bins[number] += count
    return Figures(dict(counts), dict(bins))


def deltas(told: Iterable[Told], known: dict[str, dict[str, object]]) -> Iterator[Delta]:
    """Yield what entries count for, not yet stored.

    Args:
        told: entries of cases, for each case in the order they happened.
        known: key → the fields of a case whose first entry is not among them, as they stand
            after the last one; the others are built up here.
    """
    for entry in told:
        case = known.setdefault(str(entry.facts["case"]), {})
        changes: Any = entry.facts["set"]
        case.update({name: changes[name] for name in KNOWN if name in changes})
        for count in counted(entry.verb, entry.facts, case):
            yield fresh(
                Delta,
                on=day_of(entry.at),
                measure=count.measure.value,
                bin=count.bin,
                count=count.count,
                **{name: _stored(name, case.get(name)) for name in WHERE},
            )


def _stored(name: str, value: object) -> object:
    """Return a field in words as the table keeps it."""
    if name == "category_code":
        return value or ""
    return UUID(str(value)) if value else None


Tallied = tuple[date, UUID | None, UUID | None, UUID | None, str, str, int]
KEY = ("on", "street_id", "community_id", "grid_id", "category_code", "measure", "bin")


def tallied() -> dict[Tallied, int]:
    """Return every count that is kept and is not 0, folded or not; two statements."""
    kept: Counter[Tallied] = Counter()
    for table in (Total, Delta):
        for *key, count in table.objects.values_list(*KEY, "count"):
            kept[tuple(key)] += count
    return {key: count for key, count in kept.items() if count}


def recounted() -> dict[Tallied, int]:
    """Return what ``tallied`` should be, counted anew from the entries of all cases."""
    found: Counter[Tallied] = Counter()
    for stream in journal.by_stream():
        if stream[0].stream.startswith("grid.case:"):
            for delta in deltas(map(told_of, stream), {}):
                found[tuple(getattr(delta, name) for name in KEY)] += delta.count
    return {key: count for key, count in found.items() if count}


def faults() -> list[Fault]:
    """Return one fault where what is kept is not what a recount finds, or none."""
    kept, right = tallied(), recounted()
    differing = sum(kept.get(key, 0) != right.get(key, 0) for key in kept.keys() | right.keys())
    reason = f"{differing} counts are not what a recount finds"
    return [Fault("grid.figures", 0, reason)] if differing else []
