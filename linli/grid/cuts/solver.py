"""A patchwork cut into connected groups of about the same size, by METIS.

Borders inside one compound hold most (10), those across a main road least (1), the others
between (3), each times its length: a cut follows roads and goes round compounds. What METIS
leaves outside the band is mended by moving pieces at the border of two groups.

Source: Karypis and Kumar, “A Fast and High Quality Multilevel Scheme for Partitioning
Irregular Graphs”, SIAM J. Sci. Comput. 20 (1998); the weights are ours (decision 0035).
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from linli.grid.patchworks.solver import Patchwork, parted
from linli.grid.wishes.rules import Band

Ints = NDArray[np.int64]

SAME_COMPOUND, OTHER, ACROSS_ROAD = 10, 3, 1
"""POLICY. How much a metre of border holds."""

TRIES = 3
MOST_MOVES = 200


def strengths(patchwork: Patchwork) -> Ints:
    """Return how much each border holds, 1 or more."""
    one, other = patchwork.pairs[:, 0], patchwork.pairs[:, 1]
    compounds, blocks = patchwork.compounds, patchwork.blocks
    is_same = (compounds[one] == compounds[other]) & (compounds[one] >= 0)
    factor = np.where(blocks[one] != blocks[other], ACROSS_ROAD, OTHER)
    factor = np.where(is_same, SAME_COMPOUND, factor)
    return np.maximum(1, np.rint(factor * patchwork.lengths)).astype(np.int64)


def cut(patchwork: Patchwork, parts: int, *, seed: int) -> Ints:
    """Return a group number for each piece of a connected patchwork, about ``parts`` groups.

    Every group is connected: one that METIS leaves in two counts as two.
    """
    if parts <= 1 or len(patchwork) <= 1:
        return np.zeros(len(patchwork), dtype=np.int64)
    if parts >= len(patchwork):
        return np.arange(len(patchwork), dtype=np.int64)
    import pymetis

    starts, beside, held = _rows(patchwork)
    options = pymetis.Options(seed=seed, contig=1)
    found = pymetis.part_graph(
        parts,
        pymetis.CSRAdjacency(starts, beside),
        vweights=patchwork.households.tolist(),
        eweights=held,
        recursive=False,
        options=options,
    )
    return _numbered(parted(patchwork, np.array(found.vertex_part, dtype=np.int64)))


def _rows(patchwork: Patchwork) -> tuple[list[int], list[int], list[int]]:
    """Return where the neighbours of each piece begin, the neighbours, what each border holds."""
    pairs, held = patchwork.pairs, strengths(patchwork)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    order = np.lexsort((both[:, 1], both[:, 0]))
    starts = np.searchsorted(both[order, 0], np.arange(len(patchwork) + 1))
    return starts.tolist(), both[order, 1].tolist(), np.tile(held, 2)[order].tolist()


def _numbered(labels: Ints) -> Ints:
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def in_band(patchwork: Patchwork, band: Band, *, seed: int) -> Ints:
    """Return groups with households in the band, as nearly as a few tries of METIS bring it.

    The numbers of groups that are possible are tried from the nearest to the target on.
    """
    total = int(patchwork.households.sum())
    can_be = band.fits(total) and patchwork.households.max(initial=0) <= band.most
    best: tuple[int, Ints] | None = None
    for parts in band.counts(total)[: TRIES if can_be else 1]:
        for attempt in range(TRIES if can_be else 1):
            labels = mended(patchwork, cut(patchwork, parts, seed=seed + attempt), band)
            missed = _missed(np.bincount(labels, weights=patchwork.households).tolist(), band)
            if best is None or missed < best[0]:
                best = (missed, labels)
            if missed == 0:
                return labels
    assert best is not None
    return best[1]


def _missed(sizes: Iterable[float], band: Band) -> int:
    """Return how many households groups of these sizes have too few or too many, all together."""
    return int(sum(max(0, band.least - size, size - band.most) for size in sizes))


def mended(patchwork: Patchwork, labels: Ints, band: Band) -> Ints:
    """Move pieces between neighbouring groups while that brings groups nearer to the band.

    No move makes a group fall apart or vanish; of those that help most the first is taken.
    """
    groups = labels.tolist()
    beside = patchwork.neighbours()
    households = patchwork.households.tolist()
    sizes = np.bincount(labels, weights=patchwork.households).astype(int).tolist()
    for _ in range(MOST_MOVES):
        move = _best_move(groups, beside, households, sizes, band)
        if move is None:
            break
        piece, to = move
        sizes[groups[piece]] -= households[piece]
        sizes[to] += households[piece]
        groups[piece] = to
    return np.array(groups, dtype=np.int64)


def _best_move(
    groups: list[int],
    beside: list[list[int]],
    households: list[int],
    sizes: list[int],
    band: Band,
) -> tuple[int, int] | None:
    """Return the piece and the group it should go to, or None where no move helps."""
    wrong = {group for group, size in enumerate(sizes) if not band.holds(size)}
    if not wrong:
        return None
    offers = []
    for piece, near in enumerate(beside):
        own, weight = groups[piece], households[piece]
        others = {groups[other] for other in near} - {own}
        for to in others if own in wrong else others & wrong:
            before = _missed((sizes[own], sizes[to]), band)
            gain = before - _missed((sizes[own] - weight, sizes[to] + weight), band)
            if gain > 0:
                offers.append((-gain, piece, to))
    return next(
        ((piece, to) for _, piece, to in sorted(offers) if stays_whole(groups, beside, piece)),
        None,
    )


def stays_whole(groups: Sequence[int], beside: list[list[int]], piece: int) -> bool:
    """Return whether the group of a piece stays one, and is not empty, when the piece leaves."""
    own = groups[piece]
    left = [other for other in beside[piece] if groups[other] == own]
    if not left:
        return False
    seen, waiting = {piece, left[0]}, [left[0]]
    while waiting:
        for other in beside[waiting.pop()]:
            if other not in seen and groups[other] == own:
                seen.add(other)
                waiting.append(other)
    return set(left) <= seen
