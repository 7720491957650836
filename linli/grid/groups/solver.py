"""All connected groups of atoms with households in the band, and the best choice among them.

Every group is found once (enumeration by extension, Wernicke 2006) and priced; HiGHS then
chooses groups so that each atom is in exactly one and the sum of the prices is least. The
optimum is proved for these atoms; its bound is returned with it.

Sources: Garfinkel and Nemhauser, “Optimal Political Districting by Implicit Enumeration
Techniques”, Management Science 16 (1970); Wernicke, “Efficient Detection of Network Motifs”,
IEEE/ACM TCBB 3 (2006).
"""

from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from linli.grid.patchworks.solver import Patchwork
from linli.grid.wishes.rules import Band, Weights

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_GROUPS = 40_000
"""POLICY. Groups that are looked at in one community; with more the atoms are made coarser."""

OPTIONS: tuple[tuple[str, bool | int], ...] = (
    ("output_flag", False),
    ("threads", 1),
    ("mip_max_nodes", 20_000),
)
"""POLICY. Branches of the search are counted, not timed, so that each run finds the same."""

MOST_SEARCHED = 4_000
"""POLICY. Groups that are searched to prove a choice that is already known."""

FIRST_GAP, WIDER, TOLERANCE = 0.02, 3.0, 1e-9
"""POLICY. The gap searched first as a share of the bound, and how much wider where it has nothing."""


@dataclass(frozen=True, slots=True)
class Group:
    """A connected group of atoms: a bit for each of its atoms, households, m², metres around."""

    members: int
    households: int
    area: float
    outer: float


@dataclass(frozen=True, slots=True)
class Atoms:
    """A patchwork in atoms: what the search needs of each, by its number.

    ``beside``: a bit for each neighbour. ``shared``: metres of border with each neighbour.
    ``compounds``: a bit for each compound that several atoms have a part of. ``blocks``: a bit
    for each block. ``presents``: present grid → households.
    """

    households: list[int]
    areas: list[float]
    outer: list[float]
    beside: list[int]
    shared: list[dict[int, float]]
    compounds: list[int]
    blocks: list[int]
    presents: list[dict[int, int]]


def gathered(patchwork: Patchwork, labels: Ints) -> Atoms:
    """Return the atoms of a patchwork, ``labels`` naming the atom of each piece."""
    count = int(labels.max()) + 1
    shared: list[dict[int, float]] = [{} for _ in range(count)]
    inner = np.zeros(count)
    ends = labels[patchwork.pairs].tolist()
    for (one, other), length in zip(ends, patchwork.lengths.tolist(), strict=True):
        if one == other:
            inner[one] += length
        else:
            shared[one][other] = shared[one].get(other, 0.0) + length
            shared[other][one] = shared[other].get(one, 0.0) + length
    presents: list[dict[int, int]] = [{} for _ in range(count)]
    rows = zip(labels.tolist(), patchwork.presents.tolist(), patchwork.households, strict=True)
    for label, present, households in rows:
        presents[label][present] = presents[label].get(present, 0) + int(households)
    return Atoms(
        households=np.bincount(labels, weights=patchwork.households).astype(int).tolist(),
        areas=np.bincount(labels, weights=patchwork.areas).tolist(),
        outer=(np.bincount(labels, weights=patchwork.outer) - 2 * inner).tolist(),
        beside=[sum(1 << other for other in each) for each in shared],
        shared=shared,
        compounds=_bits(labels, patchwork.compounds, count, least=2),
        blocks=_bits(labels, patchwork.blocks, count, least=1),
        presents=presents,
    )


def _bits(labels: Ints, names: Ints, count: int, *, least: int) -> list[int]:
    """Return for each atom a bit for each name in it that ``least`` atoms or more have."""
    holders: dict[int, set[int]] = {}
    for label, name in zip(labels.tolist(), names.tolist(), strict=True):
        if name >= 0:
            holders.setdefault(name, set()).add(label)
    found = [0] * count
    kept = [atoms for atoms in holders.values() if len(atoms) >= least]
    for number, atoms in enumerate(kept):
        for atom in atoms:
            found[atom] |= 1 << number
    return found


def groups(atoms: Atoms, band: Band, *, most: int = MOST_GROUPS) -> list[Group] | None:
    """Return every connected group in the band once, or None where there are more than ``most``.

    An atom that alone has more households than the band allows is a group by itself.
    """
    found: list[Group] = []
    for root, households in enumerate(atoms.households):
        if households > band.most:
            found.append(Group(1 << root, households, atoms.areas[root], atoms.outer[root]))
            continue
        lower = (2 << root) - 1
        waiting = [
            (
                Group(1 << root, households, atoms.areas[root], atoms.outer[root]),
                atoms.beside[root] & ~lower,
                lower | atoms.beside[root],
            )
        ]
        while waiting:
            group, open_bits, seen = waiting.pop()
            if group.households >= band.least:
                found.append(group)
                if len(found) > most:
                    return None
            while open_bits:
                bit = open_bits & -open_bits
                open_bits ^= bit
                larger = _with(atoms, group, bit, band.most)
                if larger is not None:
                    beside = atoms.beside[bit.bit_length() - 1]
                    waiting.append((larger, open_bits | beside & ~seen, seen | beside))
    return found


def _with(atoms: Atoms, group: Group, bit: int, most: int) -> Group | None:
    """Return a group with one atom more, or None where it would be too large."""
    atom = bit.bit_length() - 1
    households = group.households + atoms.households[atom]
    if households > most:
        return None
    members = group.members
    shared = sum(length for other, length in atoms.shared[atom].items() if members >> other & 1)
    return Group(
        members | bit,
        households,
        group.area + atoms.areas[atom],
        group.outer + atoms.outer[atom] - 2 * shared,
    )


def indices(members: int) -> list[int]:
    """Return the numbers of the atoms of a group, rising."""
    found = []
    while members:
        bit = members & -members
        found.append(bit.bit_length() - 1)
        members ^= bit
    return found


def price(atoms: Atoms, group: Group, band: Band, weights: Weights) -> float:
    """Return what a group adds to the sum that a plan makes as small as it can."""
    compounds = blocks = 0
    held: dict[int, int] = {}
    for atom in indices(group.members):
        compounds |= atoms.compounds[atom]
        blocks |= atoms.blocks[atom]
        for present, households in atoms.presents[atom].items():
            held[present] = held.get(present, 0) + households
    known = {present: households for present, households in held.items() if present >= 0}
    moved = sum(known.values()) - max(known.values(), default=0)
    return (
        weights.balance * abs(group.households - band.target) / band.target
        + weights.compact * _raggedness(group.area, group.outer)
        + weights.whole * compounds.bit_count()
        + weights.roads * max(0, blocks.bit_count() - 1)
        + weights.keep * moved / band.target
    )


def cost(atoms: Atoms, band: Band, weights: Weights) -> float:
    """Return what a plan costs whose groups are these atoms, each further part of a compound once."""
    whole = [
        Group(1 << number, households, atoms.areas[number], atoms.outer[number])
        for number, households in enumerate(atoms.households)
    ]
    return sum(price(atoms, each, band, weights) for each in whole) - first_parts(atoms, weights)


def first_parts(atoms: Atoms, weights: Weights) -> float:
    """Return what the prices of any plan contain for the first part of each compound."""
    held = 0
    for bits in atoms.compounds:
        held |= bits
    return weights.whole * held.bit_count()


def _raggedness(area: float, outer: float) -> float:
    """Return 1/√(Polsby–Popper) - 1: 0 for a circle; also where there is no ground to measure."""
    return float(max(0.0, outer / np.sqrt(4 * np.pi * area) - 1)) if area > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Choice:
    """The groups chosen, by index; what they cost, what no choice can cost less than."""

    chosen: list[int]
    cost: float
    bound: float

    @property
    def is_proved(self) -> bool:
        """Return whether nothing better is possible with these atoms."""
        return self.cost - self.bound <= 1e-6 * max(1.0, abs(self.cost))


def choose(members: list[list[int]], prices: list[float], *, count: int) -> Choice | None:
    """Return the cheapest groups that have each of ``count`` atoms exactly once, or None.

    The relaxation is solved first. A group whose reduced price is above the gap between its
    optimum and a choice that is known is in no better one: only those below are searched, first
    within a narrow gap, then within the one that is found. So the optimum stays the optimum, and
    the search is a hundred times shorter.
    """
    if not members:
        return None
    relaxed = _Search(members, np.array(prices), count)
    if relaxed.bound is None:
        return None
    gap = FIRST_GAP * max(1.0, abs(relaxed.bound))
    found = None
    while True:
        kept = np.flatnonzero(relaxed.reduced <= gap + TOLERANCE)
        if found is not None and len(kept) > MOST_SEARCHED:
            return found
        within = relaxed.within(kept)
        if within is not None:
            found = replace(within, bound=min(within.bound, relaxed.bound + gap))
        if len(kept) == len(members) or (found is not None and found.is_proved):
            return within
        gap = gap * WIDER if found is None else found.cost - relaxed.bound


class _Search:
    """The choice among groups as HiGHS sees it: its relaxation, and searches in a part of it."""

    def __init__(self, members: list[list[int]], prices: Floats, count: int) -> None:
        self.members, self.prices, self.count = members, prices, count
        solved = self._run(np.arange(len(members)), is_whole=False)
        self.bound = None
        if solved is not None:
            self.bound = solved.getInfo().objective_function_value
            priced = np.array(solved.getSolution().row_dual)
            self.reduced = prices - [float(priced[each].sum()) for each in members]

    def within(self, kept: Ints) -> Choice | None:
        """Return the best choice among some groups, or None where they fill nothing."""
        solved = self._run(kept, is_whole=True)
        if solved is None:
            return None
        values = np.array(solved.getSolution().col_value)
        info = solved.getInfo()
        chosen = kept[np.flatnonzero(values > 0.5)].tolist()
        return Choice(chosen, info.objective_function_value, info.mip_dual_bound)

    def _run(self, kept: Ints, *, is_whole: bool) -> Any:
        """Return HiGHS with a solution in shares, or in whole groups, or None without one."""
        import highspy

        rows = [self.members[index] for index in kept.tolist()]
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(rows), self.count
        model.col_cost_ = self.prices[kept]
        model.col_lower_, model.col_upper_ = np.zeros(len(rows)), np.full(len(rows), np.inf)
        model.row_lower_ = model.row_upper_ = np.ones(self.count)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = np.cumsum([0, *map(len, rows)])
        model.a_matrix_.index_ = np.array([atom for row in rows for atom in row], dtype=np.int32)
        model.a_matrix_.value_ = np.ones(len(model.a_matrix_.index_))
        if is_whole:
            model.integrality_ = [highspy.HighsVarType.kInteger] * len(rows)
        highs: Any = cast("Any", highspy).Highs()
        for name, value in OPTIONS:
            highs.setOptionValue(name, value)
        highs.passModel(model)
        highs.run()
        has_found = (
            highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        )
        return highs if has_found else None
