"""Runs of the planner as their pages show them: progress, figures, pictures, what can be moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from linli.grid.patchworks.solver import Patchwork, parted
from linli.grid.plan_figures.solver import Figures
from linli.grid.plan_pictures import queries as pictures
from linli.grid.plan_pictures.queries import KINDS, Picture
from linli.grid.plan_runs import queries as plan_runs
from linli.grid.plan_runs import rules
from linli.grid.plan_runs.models import PlanPart, PlanRun
from linli.grid.plan_runs.rules import Stage
from linli.grid.wishes.rules import REASON_WORDS, Band, Reason
from linli.kernel.people.rules import Actor
from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import Kind, ListedUnit

MOST_RUNS = 50


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run in a list, or at the head of its page."""

    run: PlanRun
    stage_name: str
    band: Band
    previewed: int
    planned: int
    total: int
    is_open: bool
    is_silent: bool

    @property
    def done(self) -> int:
        """Return how many steps are done: a preview and a plan for each place."""
        return self.previewed + self.planned

    @property
    def steps(self) -> int:
        """Return how many steps there are."""
        return 2 * self.total


def lines(actor: Actor, *, at: datetime) -> list[RunLine]:
    """Return the latest runs a post may see; one statement."""
    rules.check_may_plan(actor)
    counted = _counted(plan_runs.visible(actor)).order_by("-asked_at", "-pk")
    return [_line(run, at) for run in counted[:MOST_RUNS]]


def line(actor: Actor, run_id: UUID, *, at: datetime) -> RunLine:
    """Return one run with its progress.

    Raises:
        Forbidden, RunUnknown: see ``one``.
    """
    plan_runs.one(actor, run_id)
    return _line(_counted(PlanRun.objects.filter(pk=run_id)).get(), at)


def _counted(runs: QuerySet[PlanRun]) -> QuerySet[PlanRun]:
    return runs.annotate(
        total=Count("parts"),
        previewed=Count("parts", filter=~Q(parts__preview={})),
        planned=Count("parts", filter=~Q(parts__plan={})),
    )


def _line(run: Any, at: datetime) -> RunLine:
    stage = Stage(run.stage)
    return RunLine(
        run=run,
        stage_name=rules.STAGE_NAMES[stage],
        band=rules.band_of(run.wishes),
        previewed=run.previewed,
        planned=run.planned,
        total=run.total,
        is_open=stage in rules.OPEN,
        is_silent=rules.is_silent(stage, heard_at=run.heard_at, at=at),
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """One of the plans of a place, or all of a run, in figures for a table."""

    kind: str
    figures: Figures
    cost: float
    bound: float
    why: str
    facts: Mapping[str, object]

    @property
    def percent(self) -> str:
        """Return the share of grids in the band."""
        return f"{100 * self.figures.share_in_band:.1f}"

    @property
    def compactness(self) -> str:
        """Return the mean Polsby–Popper."""
        return f"{self.figures.mean_compactness:.3f}"


@dataclass(frozen=True, slots=True)
class PartLine:
    """One place of a run with what is known of it."""

    unit_id: UUID
    name: str
    measured: list[Measured]
    adopted_on: date | None
    is_laid: bool

    @property
    def columns(self) -> list[tuple[str, Measured | None]]:
        """Return the three kinds of plan with their figures, or None where there are none yet."""
        by_kind = {each.kind: each for each in self.measured}
        return [(kind, by_kind.get(kind)) for kind in KINDS[:3]]

    @property
    def remark(self) -> str:
        """Return why a grid of the latest plan is outside the band, or ''."""
        last = self.measured[-1] if self.measured else None
        return gettext(last.why) % last.facts if last and last.why else ""


@dataclass(frozen=True, slots=True)
class RunPage:
    """A run with its places, and all places added up."""

    line: RunLine
    parts: list[PartLine]
    summed: list[Measured]
    by_way: dict[str, int]


def page(actor: Actor, run_id: UUID, *, at: datetime) -> RunPage:
    """Return a run with its places by name; three statements."""
    head = line(actor, run_id, at=at)
    rows = list(PlanPart.objects.filter(run=run_id).select_related("unit").defer("cells", "pieces"))
    parts = [part_line(row, head.band) for row in rows]
    parts.sort(key=lambda each: each.name)
    ways = [row.plan["way"] for row in rows if row.plan]
    return RunPage(head, parts, _summed(parts), {way: ways.count(way) for way in sorted(set(ways))})


def part_line(part: PlanPart, band: Band) -> PartLine:
    """Return one place with the figures of each of its plans."""
    found = [_measured(kind, getattr(part, kind), band) for kind in KINDS if getattr(part, kind)]
    return PartLine(part.unit_id, part.unit.name, found, part.adopted_on, bool(part.preview))


def _measured(kind: str, kept: Mapping[str, Any], band: Band) -> Measured:
    found = Figures(**kept["figures"])
    why = REASON_WORDS[Reason(kept["why"])] if kept.get("why") else ""
    facts = {"households": found.households, "least": band.least, "most": band.most}
    return Measured(kind, found, kept.get("cost", 0.0), kept.get("bound", 0.0), why, facts)


def _summed(parts: Sequence[PartLine]) -> list[Measured]:
    """Return the figures of all places together, of each kind that all laid-out places have."""
    laid = [part for part in parts if part.is_laid]
    sums = []
    for kind in KINDS[:3]:
        found = [one for part in laid for one in part.measured if one.kind == kind]
        if found and len(found) == len(laid):
            total = Figures()
            for one_of in found:
                total = total.plus(one_of.figures)
            cost, bound = sum(m.cost for m in found), sum(m.bound for m in found)
            sums.append(Measured(kind, total, cost, bound, "", {}))
    return sums


# The page of one place ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One proposed grid: its number from 1, what goes on in it, its size."""

    label: int
    number: int
    households: int
    pieces: int
    is_in_band: bool
    goes_on: str


@dataclass(frozen=True, slots=True)
class Option:
    """A neighbouring grid that something may be moved to, and what would follow."""

    label: int
    number: int
    households: int
    left: int
    holds: bool
    is_in_band: bool


@dataclass(frozen=True, slots=True)
class Movable:
    """A compound, or a building, with the grids it lies in."""

    id: UUID
    name: str
    households: int
    numbers: list[int]
    depth: int


@dataclass(frozen=True, slots=True)
class PartPage:
    """One place: its plans in figures, its proposed grids, what can be moved where."""

    line: PartLine
    groups: list[GroupLine]
    movables: list[Movable]
    moving: Movable | None
    options: list[Option]
    is_edited: bool
    pictures: list[Picture]


def part_page(actor: Actor, run_id: UUID, unit_id: UUID, *, move: str) -> PartPage:
    """Return the page of one place; ``move`` is the key of what is about to be moved, or ''.

    Raises:
        Forbidden, RunUnknown: see ``one``.
    """
    run = plan_runs.one(actor, run_id)
    part = plan_runs.part_of(run, unit_id)
    band = rules.band_of(run.wishes)
    labels, work = plan_runs.chosen(part), plan_runs.work_of(part)
    movables = _movables(part, labels)
    moving = next((each for each in movables if str(each.id) == move), None)
    return PartPage(
        line=part_line(part, band),
        groups=_groups(part, labels, work, band),
        movables=movables,
        moving=moving,
        options=_options(part, labels, work, band, moving) if moving else [],
        is_edited=bool(part.edited),
        pictures=pictures.pictures(part, band, move),
    )


def _sizes(labels: Sequence[int], work: Patchwork) -> list[int]:
    return [int(size) for size in np.bincount(labels, weights=work.households)]


def _groups(part: PlanPart, labels: Sequence[int], work: Patchwork, band: Band) -> list[GroupLine]:
    goes_on = plan_runs.going_on(part, labels, work)
    names = territory.names(set(goes_on.values()))
    return [
        GroupLine(
            label=label,
            number=label + 1,
            households=size,
            pieces=list(labels).count(label),
            is_in_band=band.holds(size),
            goes_on=names[goes_on[label]] if label in goes_on else "",
        )
        for label, size in enumerate(_sizes(labels, work))
    ]


def _movables(part: PlanPart, labels: Sequence[int]) -> list[Movable]:
    """Return the compounds with their buildings below them, in the order of their names."""
    keys = {UUID(key) for piece in part.pieces for key in piece[:2]}
    units = territory.listed(keys)
    found: list[Movable] = []
    by_compound: dict[UUID, list[int]] = {}
    for index, piece in enumerate(part.pieces):
        by_compound.setdefault(UUID(piece[1]), []).append(index)
    for compound, inside in sorted(by_compound.items(), key=lambda pair: units[pair[0]].name):
        found.append(_movable(part, labels, units[compound], inside))
        pieces = [(UUID(part.pieces[index][0]), index) for index in inside]
        if len(pieces) > 1:
            pieces.sort(key=lambda pair: (len(units[pair[0]].name), units[pair[0]].name))
            found += [_movable(part, labels, units[key], [index]) for key, index in pieces]
    return found


def _movable(part: PlanPart, labels: Sequence[int], unit: ListedUnit, inside: list[int]) -> Movable:
    households = sum(part.pieces[index][3] for index in inside)
    numbers = sorted({labels[index] + 1 for index in inside})
    return Movable(unit.id, unit.name, households, numbers, int(unit.kind is Kind.BUILDING))


def _options(
    part: PlanPart, labels: Sequence[int], work: Patchwork, band: Band, moving: Movable
) -> list[Option]:
    """Return the grids beside what is about to be moved, with sizes and whether all stay whole."""
    inside = {n for n, piece in enumerate(part.pieces) if str(moving.id) in piece[:2]}
    beside = work.neighbours()
    near = {labels[other] for index in inside for other in beside[index] if other not in inside}
    own = {labels[index] for index in inside}
    found = []
    for label in sorted(near if len(own) > 1 else near - own):
        after = np.array([label if n in inside else old for n, old in enumerate(labels)])
        parts = parted(work, after)
        holds = len(np.unique(parts)) == len(np.unique(after))
        sizes = np.bincount(after, weights=work.households, minlength=max(labels) + 1)
        left = int(min(sizes[each] for each in own | {label}))
        fine = all(band.holds(int(sizes[each])) or sizes[each] == 0 for each in own | {label})
        found.append(Option(label, label + 1, int(sizes[label]), left, holds, fine))
    return found


# What can be planned ------------------------------------------------------------------------


def grounds(actor: Actor) -> list[tuple[ListedUnit, list[ListedUnit]]]:
    """Return the communities of an actor's unit, by street; grids of a community for micro-grids."""
    if actor.unit_id is None:
        return []
    units = {Kind(actor.unit_kind): territory.listed([actor.unit_id])[actor.unit_id]}
    if Kind.DISTRICT in units:
        streets = territory.children(actor.unit_id, [Kind.STREET])
        return [(each, territory.children(each.id, [Kind.COMMUNITY])) for each in streets]
    if Kind.STREET in units:
        return [(units[Kind.STREET], territory.children(actor.unit_id, [Kind.COMMUNITY]))]
    return [(units[Kind.COMMUNITY], [units[Kind.COMMUNITY]])]
