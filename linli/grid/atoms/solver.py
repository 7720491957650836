"""Pieces gathered into atoms: what no plan takes apart, so that all groups can be looked at.

A compound is one atom; a large one is cut by METIS into several, small ones next to each other
are put together. An atom has about 0.275 of a group's target (110 households of 400).

Source: own measurements; finer atoms did not pay (decision 0035).
"""

import numpy as np
from numpy.typing import NDArray

from linli.grid.cuts.solver import cut
from linli.grid.patchworks.solver import Patchwork, components
from linli.grid.wishes.rules import Band

Ints = NDArray[np.int64]

USUAL, LARGE, SMALL = 0.275, 0.375, 0.075
"""POLICY. Shares of the target: of a usual atom, of one that is cut, of one that is put to another."""


def atoms(patchwork: Patchwork, band: Band, *, coarse: float = 1.0, seed: int) -> Ints:
    """Return an atom number for each piece; every atom is connected.

    Args:
        patchwork: the connected pieces of one community.
        band: what the groups are to have.
        coarse: how many times as large as usual.
        seed: of METIS.
    """
    usual = band.target * USUAL * coarse
    labels = _compounds_cut(patchwork, usual, band.target * LARGE * coarse, seed=seed)
    return _small_joined(patchwork, labels, band.target * SMALL * coarse, usual)


def _compounds_cut(patchwork: Patchwork, usual: float, large: float, *, seed: int) -> Ints:
    """Return each compound as one atom or, a large one, as several; parts that lie apart differ."""
    one, other = patchwork.pairs[:, 0], patchwork.pairs[:, 1]
    compounds = patchwork.compounds
    is_same = (compounds[one] == compounds[other]) & (compounds[one] >= 0)
    whole = components(len(patchwork), patchwork.pairs[is_same])
    labels = whole.copy()
    last = len(patchwork)
    for name in np.unique(whole).tolist():
        inside = np.flatnonzero(whole == name)
        count = round(int(patchwork.households[inside].sum()) / usual)
        if patchwork.households[inside].sum() > large and count > 1 < len(inside):
            labels[inside] = last + cut(part(patchwork, inside), count, seed=seed)
            last += len(inside)
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def part(patchwork: Patchwork, inside: Ints) -> Patchwork:
    """Return some pieces of a patchwork with the borders between them."""
    number = np.full(len(patchwork), -1, dtype=np.int64)
    number[inside] = np.arange(len(inside))
    pairs = number[patchwork.pairs]
    is_inside = (pairs >= 0).all(axis=1)
    return Patchwork(
        households=patchwork.households[inside],
        compounds=patchwork.compounds[inside],
        blocks=patchwork.blocks[inside],
        presents=patchwork.presents[inside],
        areas=patchwork.areas[inside],
        outer=patchwork.outer[inside],
        pairs=pairs[is_inside],
        lengths=patchwork.lengths[is_inside],
    )


def _small_joined(patchwork: Patchwork, labels: Ints, small: float, usual: float) -> Ints:
    """Put each small atom to the neighbour it has most border with, the smallest atom first.

    A neighbour in the same block, then one in the same present grid, goes before the others; one
    that stays below twice the usual size before one that would not.
    """
    joined = _Joined(patchwork, labels)
    while (name := joined.smallest(small)) is not None:
        beside = joined.beside[name]
        to = max(
            beside,
            key=lambda other: (
                joined.sizes[name] + joined.sizes[other] <= 2 * usual,
                bool(joined.blocks[name] & joined.blocks[other]),
                bool(joined.presents[name] & joined.presents[other]),
                beside[other],
                -other,
            ),
        )
        joined.join(name, to)
    return np.unique([joined.top(label) for label in labels.tolist()], return_inverse=True)[1]


class _Joined:
    """Atoms while they are put together: their sizes, blocks, present grids and borders."""

    def __init__(self, patchwork: Patchwork, labels: Ints) -> None:
        count = int(labels.max()) + 1
        self.sizes = np.bincount(labels, weights=patchwork.households).tolist()
        self.above = list(range(count))
        self.blocks = _names(labels, patchwork.blocks, count)
        self.presents = _names(labels, patchwork.presents, count)
        self.beside: list[dict[int, float]] = [{} for _ in range(count)]
        ends = labels[patchwork.pairs].tolist()
        for (one, other), length in zip(ends, patchwork.lengths.tolist(), strict=True):
            if one != other:
                self._border(one, other, length)
        self.alive = set(range(count))

    def _border(self, one: int, other: int, length: float) -> None:
        self.beside[one][other] = self.beside[one].get(other, 0.0) + length
        self.beside[other][one] = self.beside[other].get(one, 0.0) + length

    def top(self, name: int) -> int:
        """Return the atom that an atom has become part of."""
        while self.above[name] != name:
            name = self.above[name]
        return name

    def smallest(self, small: float) -> int | None:
        """Return the smallest atom below a size that has a neighbour, or None."""
        found = [
            (self.sizes[name], name)
            for name in self.alive
            if self.sizes[name] < small and self.beside[name]
        ]
        return min(found)[1] if found else None

    def join(self, name: int, to: int) -> None:
        """Make one atom part of another."""
        self.above[name] = to
        self.sizes[to] += self.sizes[name]
        self.blocks[to] |= self.blocks[name]
        self.presents[to] |= self.presents[name]
        for other, length in self.beside[name].items():
            del self.beside[other][name]
            if other != to:
                self._border(to, other, length)
        self.alive.discard(name)


def _names(labels: Ints, names: Ints, count: int) -> list[set[int]]:
    """Return the names that occur in each of ``count`` atoms."""
    found: list[set[int]] = [set() for _ in range(count)]
    for label, name in zip(labels.tolist(), names.tolist(), strict=True):
        found[label].add(name)
    return found
