"""The rule of ``rules.relation`` over all compounds at once: arrays in, arrays out."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from linli.kernel.outlines.solver import in_metres, shared_m2
from linli.party.relations.rules import ORDER, Relation

Ints = NDArray[np.int64]

EQUAL, LARGER, SMALLER, CROSSING, UNPLACED = range(len(ORDER))
"""Numbers of the kinds, in the order of ``rules.ORDER``."""


@dataclass(frozen=True)
class Shares:
    """Which compounds share ground with which cells of one layer; pairs by compound, then cell.

    ``compound``, ``cell``: indices of each pair; ``shared``: its ground; ``compound_m2``,
    ``cell_m2``: ground of every compound and every cell, in m².
    """

    compound: Ints
    cell: Ints
    shared: Ints
    compound_m2: Ints
    cell_m2: Ints

    def of(self, compound: int) -> slice:
        """Return where the pairs of one compound stand."""
        first, last = np.searchsorted(self.compound, [compound, compound + 1])
        return slice(int(first), int(last))


def shares(compounds: NDArray[Any], cells: NDArray[Any]) -> Shares:
    """Return the shares of compounds and the cells of a layer, polygons in degrees."""
    ours, theirs = in_metres(compounds), in_metres(cells)
    compound, cell, shared = shared_m2(ours, theirs)
    return Shares(compound, cell, shared, _areas(ours), _areas(theirs))


def _areas(outlines: NDArray[Any]) -> Ints:
    """Return areas of at least 1 m², so that a share of one always means something."""
    areas: Ints = np.maximum(np.rint(shapely.area(outlines)), 1).astype(np.int64)
    return areas


def relations(layer: Shares, percent: int) -> Ints:
    """Return the number of the kind of every compound; ``rules.relation``, for all at once."""
    ground = layer.compound_m2
    within = 100 * layer.shared >= (100 - percent) * ground[layer.compound]
    whole = 100 * layer.shared >= (100 - percent) * layer.cell_m2[layer.cell]
    covered, cut, wholes, fits, equal = (
        np.bincount(layer.compound, weights=each, minlength=len(ground)).astype(np.int64)
        for each in (layer.shared, layer.shared * ~whole, whole, within, within & whole)
    )
    found = np.full(len(ground), CROSSING, dtype=np.int64)
    found[(wholes > 0) & (100 * cut <= percent * ground)] = LARGER
    found[fits > 0] = SMALLER
    found[equal > 0] = EQUAL
    found[100 * covered <= percent * ground] = UNPLACED
    return found


def overall(grid: Ints, micro_grid: Ints) -> Ints:
    """Return the number of the kind of every compound: the earlier of both layers."""
    return np.minimum(grid, micro_grid)


def doubled(compounds: NDArray[Any]) -> list[tuple[int, int, int]]:
    """Return pairs of compounds that share ground, and how much: drawn twice, or wrongly.

    Returns:
        index, larger index, m²; the most first.
    """
    ours = in_metres(compounds)
    pairs = np.column_stack(shared_m2(ours, ours))
    once = pairs[pairs[:, 0] < pairs[:, 1]]
    ordered = once[np.argsort(-once[:, 2], kind="stable")].tolist()
    return [(one, other, metres) for one, other, metres in ordered]


def named(numbers: Ints) -> list[Relation]:
    """Return the kinds that these numbers stand for."""
    return [ORDER[number] for number in numbers.tolist()]
