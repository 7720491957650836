"""Grids planned for many communities, each by itself: a preview by METIS, a plan by all groups.

The work is dealt out to processes of its own, the largest community first; what they print
goes nowhere. The same input and seed give the same plan, whatever the number of processes.
"""

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from linli.grid.atoms.solver import atoms
from linli.grid.cuts.solver import in_band
from linli.grid.groups.solver import choose, cost, first_parts, gathered, groups, indices, price
from linli.grid.patchworks.solver import Patchwork, blocks, cells, parted, sewn
from linli.grid.plan_figures.solver import Figures, figures
from linli.grid.wishes.rules import Band, Reason, Way, Weights, reason

Ints = NDArray[np.int64]

COARSER = (1.0, 0.7, 1.5, 2.2)
"""POLICY. Sizes of atoms that are tried in turn until groups of them fill the community."""


NOISE = 1e-9
"""Costs that differ by less are the same."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One community (or one grid, for micro-grids) with its pieces, in a plane of metres.

    outline: WKB of the ground. pieces: WKB of each piece. households, compounds, presents: one
    whole number a piece; -1 for no compound, no present grid. roads: WKB of main roads.
    """

    outline: bytes
    pieces: Sequence[bytes]
    households: Sequence[int]
    compounds: Sequence[int]
    presents: Sequence[int]
    blocks: Sequence[int] = ()
    roads: Sequence[bytes] = ()


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the plans are to keep to: the band, the weights, the seed of METIS."""

    band: Band = field(default_factory=Band)
    weights: Weights = field(default_factory=Weights)
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Divided:
    """The groups of one community.

    labels: the group of each piece, from 0. ``cost``: what a plan makes as small as it can;
    ``bound``: no plan of the same atoms costs less. ``groups``: how many were looked at, 0 where
    METIS cut. ``why`` says why a group is outside the band, where one is.
    """

    labels: Ints
    way: Way
    figures: Figures
    cost: float
    bound: float
    groups: int
    why: Reason | None


@dataclass(frozen=True, slots=True)
class Laid:
    """A ground laid out: its patchwork, and the cell of each piece (WKB, metres)."""

    work: Patchwork
    cells: tuple[bytes, ...]


def patchwork(ground: Ground) -> Patchwork:
    """Return the patchwork of a ground."""
    return laid_out(ground).work


def laid_out(ground: Ground) -> Laid:
    """Return the patchwork of a ground with its cells."""
    whole = shapely.from_wkb(ground.outline)
    outlines = cells(shapely.from_wkb(np.array(ground.pieces, dtype=object)), whole)
    given = np.array(ground.blocks, dtype=np.int64) if ground.blocks else None
    roads = shapely.from_wkb(np.array(ground.roads, dtype=object))
    work = sewn(
        outlines,
        households=np.array(ground.households, dtype=np.int64),
        compounds=np.array(ground.compounds, dtype=np.int64),
        blocks=given if given is not None else blocks(outlines, roads, whole),
        presents=np.array(ground.presents, dtype=np.int64),
    )
    return Laid(work, tuple(shapely.to_wkb(outlines).tolist()))


def drafted(ground: Ground, wishes: Wishes) -> tuple[Laid, Divided]:
    """Return a ground laid out, and its groups by METIS."""
    laid = laid_out(ground)
    return laid, previewed(laid.work, wishes)


def by_hand(work: Patchwork, labels: Ints, wishes: Wishes) -> Divided:
    """Return groups that a person made, with their figures and price; she knows why."""
    return _divided(work, labels, Way.HAND, wishes)


def previewed(work: Patchwork, wishes: Wishes) -> Divided:
    """Return the groups of a community by METIS."""
    labels = in_band(work, wishes.band, seed=wishes.seed)
    return _divided(work, labels, Way.CUT, wishes)


def planned(work: Patchwork, wishes: Wishes) -> Divided:
    """Return the best groups of a community.

    Those of METIS where no groups of atoms fill it, and what METIS or the present grids have
    where that is in the band and costs less than whole atoms can.
    """
    cut = previewed(work, wishes)
    if cut.figures.grids < 2:
        return cut
    tried = (_by_groups(work, wishes, coarse) for coarse in COARSER)
    best = next((found for found in tried if found is not None), cut)
    for other in (cut, _kept(work, wishes)):
        if other is not None and other.why is None and other.cost < best.cost - NOISE:
            best = replace(other, groups=best.groups)
    return best


def _kept(work: Patchwork, wishes: Wishes) -> Divided | None:
    """Return the present grids as a plan, or None where they leave a piece out or lie apart."""
    if work.presents.min() < 0:
        return None
    labels = np.unique(parted(work, work.presents), return_inverse=True)[1].astype(np.int64)
    is_whole = len(np.unique(labels)) == len(np.unique(work.presents))
    return _divided(work, labels, Way.KEPT, wishes) if is_whole else None


def _by_groups(work: Patchwork, wishes: Wishes, coarse: float) -> Divided | None:
    """Return the cheapest groups of atoms of a size, or None where none fill the community."""
    labels = atoms(work, wishes.band, coarse=coarse, seed=wishes.seed)
    gathered_atoms = gathered(work, labels)
    found = groups(gathered_atoms, wishes.band)
    if not found:
        return None
    prices = [price(gathered_atoms, each, wishes.band, wishes.weights) for each in found]
    members = [indices(each.members) for each in found]
    choice = choose(members, prices, count=len(gathered_atoms.households))
    if choice is None:
        return None
    of_atom = np.zeros(len(gathered_atoms.households), dtype=np.int64)
    for number, index in enumerate(choice.chosen):
        of_atom[members[index]] = number
    bound = choice.bound - first_parts(gathered_atoms, wishes.weights)
    return _divided(work, of_atom[labels], Way.GROUPS, wishes, bound=bound, looked_at=len(found))


def _divided(
    work: Patchwork,
    labels: Ints,
    way: Way,
    wishes: Wishes,
    *,
    bound: float | None = None,
    looked_at: int = 0,
) -> Divided:
    found = figures(work, labels, wishes.band)
    price_of_all = cost(gathered(work, labels), wishes.band, wishes.weights)
    largest = int(work.households.max(initial=0))
    why = None
    if found.in_band < found.grids and way is not Way.HAND:
        why = reason(wishes.band, total=found.households, largest=largest)
    least = price_of_all if bound is None else min(bound, price_of_all)
    return Divided(labels, way, found, price_of_all, least, looked_at, why)


# Many communities -------------------------------------------------------------------------

Task = Callable[..., Any]
Workers = ProcessPoolExecutor | None


@contextmanager
def pool(processes: int) -> Iterator[Workers]:
    """Open processes for the work; when the block ends what has not begun is dropped.

    None for 0 processes: the work is then done where it is asked for, one row after the other.
    """
    if not processes:
        yield None
        return
    workers = ProcessPoolExecutor(processes, get_context("spawn"), initializer=quiet)
    try:
        yield workers
    finally:
        workers.shutdown(cancel_futures=True)


def quiet() -> None:
    """Let nothing that a solver prints reach the output of the house."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)


def each(
    workers: Workers, task: Task, rows: Sequence[tuple[Any, ...]], sizes: Sequence[int]
) -> Generator[tuple[int, Any], None, None]:
    """Yield the index of each row and what the task made of it, as they are ready.

    The largest rows begin first; a caller that stops listening drops those not yet begun.
    """
    order = sorted(range(len(rows)), key=lambda index: (-sizes[index], index))
    if workers is None:
        yield from ((index, task(*rows[index])) for index in order)
        return
    running: dict[Future[Any], int] = {workers.submit(task, *rows[index]): index for index in order}
    try:
        while running:
            ready, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in sorted(ready, key=lambda one: order.index(running[one])):
                yield running.pop(future), future.result()
    finally:
        for future in running:
            future.cancel()
