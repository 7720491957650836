"""Which units a matter lies in once the territory has changed."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from linli.kernel.places.rules import LEVELS
from linli.kernel.territory_history.rules import Lineage, Then

FINEST_FIRST = (
    "micro_grid_id",
    "grid_id",
    "building_id",
    "compound_id",
    "community_id",
    "street_id",
)
"""Fields of a place; the first one that leads to one unit decides those above it."""


def place_now(
    was: Mapping[str, UUID | None],
    *,
    seen: date,
    day: date,
    lineage: Lineage,
    then: Then,
    heirs: Mapping[UUID, UUID],
) -> dict[str, UUID | None]:
    """Return the fields of a place that are others on ``day``; nothing where all are the same.

    A unit that became one other is that one. Of one that was divided and goes on itself the
    matter stays in it; else it goes to its heir, as the posts do. The levels above follow the
    finest unit. A level that was not known before stays unknown.

    Args:
        was: field → unit, as the matter has them.
        seen: the day the matter was placed.
        then: the territory of ``day``.
        heirs: ended unit → the one with most of its area.
    """
    now: dict[str, UUID | None] = {}
    for name in FINEST_FIRST:
        unit_id = was.get(name)
        if unit_id is None or unit_id not in lineage.terms or name in now:
            continue
        units = lineage.on(unit_id, seen=seen, day=day)
        likely = [key for key in (unit_id, heirs.get(unit_id), *sorted(units)) if key in units]
        if likely and likely[0]:
            above = {LEVELS[then.units[key].kind]: key for key in then.chain(likely[0])}
            for field, key in above.items():
                if was.get(field):
                    now.setdefault(field, key)
    return {name: key for name, key in now.items() if key != was.get(name)}
