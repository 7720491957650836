"""The outlines of new grids beside those that stay as they are."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from linli.kernel.outlines.solver import areal

GRID_DEGREES = 1e-9
"""Corners are kept to a tenth of a millimetre, so that what was cut meets again."""


def unchanged(labels: Sequence[int], presents: Sequence[str]) -> dict[int, str]:
    """Return group → present grid with exactly the same pieces."""
    groups: dict[int, set[str]] = {}
    grids: dict[str, set[int]] = {}
    for label, present in zip(labels, presents, strict=True):
        groups.setdefault(label, set()).add(present)
        grids.setdefault(present, set()).add(label)
    return {
        label: next(iter(names))
        for label, names in groups.items()
        if len(names) == 1 and "" not in names and len(grids[next(iter(names))]) == 1
    }


def outlines(
    cells: Any, labels: Sequence[int], *, ground: Any, kept: Mapping[int, Any]
) -> dict[int, Any]:
    """Return the outline of each group that is not kept; all together they fill the ground.

    Args:
        cells: array (n,) of the ground of each piece.
        labels: the group of each piece.
        ground: the outline of the place.
        kept: group → the outline that it keeps.
    """
    rest = shapely.difference(
        ground, shapely.union_all(list(kept.values())), grid_size=GRID_DEGREES
    )
    inside = np.array(labels)
    drawn = {
        label: shapely.intersection(
            shapely.union_all(cells[inside == label]), rest, grid_size=GRID_DEGREES
        )
        for label in sorted(set(labels) - kept.keys())
    }
    left = shapely.difference(rest, shapely.union_all(list(drawn.values())), grid_size=GRID_DEGREES)
    for piece in shapely.get_parts(areal(left)):
        best = max(drawn, key=lambda label: (_shared(drawn[label], piece), -label))
        drawn[best] = shapely.union(drawn[best], piece, grid_size=GRID_DEGREES)
    return {label: areal(outline) for label, outline in drawn.items()}


def _shared(one: Any, other: Any) -> float:
    return float(shapely.length(shapely.intersection(one, other)))
