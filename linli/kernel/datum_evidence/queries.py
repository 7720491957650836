"""What a map file says about the datum it lies on, compared with the present territory."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import numpy as np
import shapely

from linli.kernel.common.errors import InputRefused
from linli.kernel.datum_evidence import solver
from linli.kernel.datum_evidence.rules import CANDIDATES, MOST_LOOKED_AT, Evidence, Share
from linli.kernel.map_files import rules as map_files
from linli.kernel.map_files.queries import Known, outlines
from linli.kernel.map_readings.rules import Reading, Row
from linli.kernel.outlines.solver import areal
from linli.kernel.people.rules import Actor, check_may_edit_territory
from linli.kernel.territory.models import Unit
from linli.kernel.territory.rules import Kind

Named = tuple[Any, UUID | None, UUID | None]
"""What is drawn, the unit it means (none: a new one), and what that is part of."""


def evidence(actor: Actor, reading: Reading, kind: Kind) -> Evidence:
    """Return how much of a file lies where it should under each datum; four statements.

    Rows that name no unit here are passed over. Nothing is decided: a person declares.

    Raises:
        Forbidden: the actor is neither operator nor district desk nor the house itself.
    """
    check_may_edit_territory(actor)
    rows = map_files.rows_of(reading, kind)
    step = -(-len(rows) // MOST_LOOKED_AT) or 1
    named = list(_named(rows[::step], kind))
    lines = _lines({key for _, _, key in named if key})
    stored = outlines(
        {key for _, *keys in named for key in keys if key} | set().union(*lines.values())
    )
    found = [
        (drawn, *where)
        for drawn, unit_id, parent_id in named
        if (where := _where(unit_id, lines.get(parent_id, []) if parent_id else [], stored))
    ]
    if not found:
        return Evidence([Share(datum, 0.0) for datum in CANDIDATES], 0)
    drawn, meant, is_own = zip(*found, strict=True)
    shapes = shapely.from_wkb(np.array(meant, dtype=object))
    shares = solver.shares(np.array(drawn, dtype=object), shapes, np.array(is_own, dtype=bool))
    return Evidence(shares, len(found))


def _named(rows: Iterable[Row], kind: Kind) -> Iterator[Named]:
    known = Known(kind)
    for row in rows:
        drawn = _drawn(row.geometry)
        try:
            unit, parent_id = known.match(map_files.feature_of(row, kind), kind)
        except InputRefused:
            continue
        if drawn is not None:
            yield drawn, unit.pk if unit else None, parent_id


def _drawn(geometry: Any) -> Any | None:
    """Return the area of a geometry, made sound, or its point; ``None`` where it has neither."""
    if geometry is None or shapely.is_empty(geometry):
        return None
    if geometry.geom_type == "Point":
        return shapely.force_2d(geometry)
    area = shapely.make_valid(shapely.force_2d(areal(geometry)))
    return None if shapely.area(area) == 0 else area


def _lines(unit_ids: set[UUID]) -> dict[UUID, list[UUID]]:
    """Return unit → itself and all it is part of, the nearest first."""
    above = ("id", *("parent__" * level + "parent_id" for level in range(5)))
    rows = Unit.objects.filter(id__in=unit_ids).values_list(*above)
    return {row[0]: [key for key in row if key] for row in rows}


def _where(
    unit_id: UUID | None, line: list[UUID], stored: dict[UUID, bytes]
) -> tuple[bytes, bool] | None:
    """Return the outline something should lie in, and whether it is its own."""
    if unit_id in stored:
        return stored[unit_id], True
    return next(((stored[key], False) for key in line if key in stored), None)
