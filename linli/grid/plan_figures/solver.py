"""What a plan of grids is measured by, before and after, and what no plan can do better than."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linli.grid.patchworks.solver import Patchwork, parted
from linli.grid.wishes.rules import Band

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of the grids of one community, or of several added up.

    ``largest_off``: the largest distance from the target, in households. ``compactness``: the
    sum of the grids' Polsby–Popper, 0 to 1 each. ``splits``: how many grids the compounds
    fall into beyond one each. ``crossed``: grids on both sides of a main road. ``moved``:
    households that come into a grid that does not go on from theirs. ``least_grids`` and
    ``least_splits``: what arithmetic allows at best.
    """

    grids: int = 0
    in_band: int = 0
    households: int = 0
    largest_off: int = 0
    compactness: float = 0.0
    disconnected: int = 0
    splits: int = 0
    crossed: int = 0
    moved: int = 0
    least_grids: int = 0
    least_splits: int = 0

    @property
    def share_in_band(self) -> float:
        """Return the share of grids in the band, 0 to 1."""
        return self.in_band / self.grids if self.grids else 0.0

    @property
    def mean_compactness(self) -> float:
        """Return the mean Polsby–Popper of the grids."""
        return self.compactness / self.grids if self.grids else 0.0

    def plus(self, other: "Figures") -> "Figures":
        """Return the figures of both together."""
        summed = {name: getattr(self, name) + getattr(other, name) for name in self.__slots__}
        return Figures(**summed | {"largest_off": max(self.largest_off, other.largest_off)})


def figures(patchwork: Patchwork, labels: Ints, band: Band) -> Figures:
    """Return the figures of groups; pieces with -1 are in none and count for their households.

    Args:
        patchwork: the pieces of one community.
        labels: array (n,), the group of each piece.
        band: what the groups are to have.
    """
    names, groups = np.unique(labels, return_inverse=True)
    sizes = np.bincount(groups, weights=patchwork.households).astype(np.int64)
    is_group = names >= 0
    inside = (sizes >= band.least) & (sizes <= band.most) & is_group
    off = np.abs(sizes - band.target)[is_group]
    parts = parted(patchwork, labels)
    count = [len(np.unique(parts[groups == number])) for number in np.flatnonzero(is_group)]
    return Figures(
        grids=int(is_group.sum()),
        in_band=int(inside.sum()),
        households=int(patchwork.households.sum()),
        largest_off=int(off.max(initial=0)),
        compactness=float(polsby_popper(patchwork, groups)[is_group].sum()),
        disconnected=sum(each > 1 for each in count),
        splits=_splits(patchwork.compounds, labels),
        crossed=_crossed(patchwork.blocks, labels),
        moved=moved(patchwork, labels),
        least_grids=-(-int(patchwork.households.sum()) // band.most),
        least_splits=_least_splits(patchwork, band),
    )


def polsby_popper(patchwork: Patchwork, groups: Ints) -> Floats:
    """Return 4π · area / perimeter² of each group, numbered from 0; 0 without ground."""
    one, other = groups[patchwork.pairs[:, 0]], groups[patchwork.pairs[:, 1]]
    count = int(groups.max()) + 1
    shared = np.bincount(
        one[one == other], weights=patchwork.lengths[one == other], minlength=count
    )
    outer = np.bincount(groups, weights=patchwork.outer) - 2 * shared
    area = np.bincount(groups, weights=patchwork.areas)
    found: Floats = np.divide(4 * np.pi * area, outer**2, out=np.zeros(count), where=outer > 0)
    return found


def _pairs(names: Ints, labels: Ints) -> tuple[Ints, Ints]:
    """Return name and group of each pair that occurs, without the pieces that have none."""
    known = (names >= 0) & (labels >= 0)
    found = np.unique(np.column_stack([names[known], labels[known]]), axis=0)
    return found[:, 0], found[:, 1]


def _splits(compounds: Ints, labels: Ints) -> int:
    names, _ = _pairs(compounds, labels)
    return len(names) - len(np.unique(names))


def _crossed(blocks: Ints, labels: Ints) -> int:
    _, groups = _pairs(blocks, labels)
    return int((np.unique(groups, return_counts=True)[1] > 1).sum())


def _least_splits(patchwork: Patchwork, band: Band) -> int:
    known = patchwork.compounds >= 0
    if not known.any():
        return 0
    names = np.unique(patchwork.compounds[known], return_inverse=True)[1]
    sizes = np.bincount(names, weights=patchwork.households[known]).astype(np.int64)
    return int(np.maximum(0, -(-sizes // band.most) - 1).sum())


def continued(patchwork: Patchwork, labels: Ints) -> dict[int, int]:
    """Return group → the present grid that goes on in it; each present grid in one at most.

    The pair with most households in common is taken first, then the next that is free.
    """
    shared: dict[tuple[int, int], int] = {}
    rows = zip(
        labels.tolist(), patchwork.presents.tolist(), patchwork.households.tolist(), strict=True
    )
    for group, present, households in rows:
        if group >= 0 and present >= 0:
            shared[group, present] = shared.get((group, present), 0) + households
    found: dict[int, int] = {}
    taken: set[int] = set()
    for (group, present), _ in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0])):
        if group not in found and present not in taken:
            found[group] = present
            taken.add(present)
    return found


def moved(patchwork: Patchwork, labels: Ints) -> int:
    """Return the households whose grid does not go on in the group they are in."""
    goes_on = continued(patchwork, labels)
    stays = np.array([goes_on.get(group, -2) for group in labels.tolist()], dtype=np.int64)
    is_moved = (patchwork.presents >= 0) & (stays != patchwork.presents)
    return int(patchwork.households[is_moved].sum())
