"""To which unit of another day's territory a count belongs."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from linli.kernel.territory.rules import Kind
from linli.kernel.territory_history.rules import Lineage, Then

LEVELS = (Kind.STREET, Kind.COMMUNITY, Kind.GRID)
"""Levels by which the roll-ups can be read."""


class Apart(StrEnum):
    """Why a count belongs to no one unit of a level."""

    DIVIDED = "divided"
    NONE = "none"


def spans(first: date, last: date, days: Sequence[date]) -> list[tuple[date, date]]:
    """Return the days from ``first`` to ``last``, both included, cut before each of ``days``."""
    begins = sorted({first, *(day for day in days if first < day <= last)})
    ends = [day - timedelta(days=1) for day in begins[1:]] + [last]
    return list(zip(begins, ends, strict=True))


def belongs_to(
    units: Sequence[UUID | None], *, seen: date, level: Kind, then: Then, lineage: Lineage, on: date
) -> UUID | Apart:
    """Return the unit of the territory of ``on`` that what was counted on ``seen`` belongs to.

    The finest unit that was counted and of which something is there on that day decides. Where
    it was divided among several units of ``level``, or came from several, nobody can say which
    (``divided``); where nothing took its place, or the unit of ``level`` was never known, it
    belongs to none.

    Args:
        units: the keys that were counted, the finest first; None where none was known.
        then: the territory of ``on``.
    """
    for unit_id in units:
        if unit_id is None or unit_id not in lineage.terms:
            continue
        there = lineage.on(unit_id, seen=seen, day=on)
        if not there:
            continue
        found = {_at(level, each, then) for each in there}
        if len(found) > 1:
            return Apart.DIVIDED
        return next(iter(found)) or Apart.NONE
    return Apart.NONE


def _at(level: Kind, unit_id: UUID, then: Then) -> UUID | None:
    """Return the unit of a level that a unit lies in or is."""
    chain = then.chain(unit_id)
    return next((key for key in chain if then.units[key].kind is level), None)
