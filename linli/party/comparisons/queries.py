"""What the pages of the size relation show: the table of kinds, whoever waits, one compound."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext, gettext_noop

from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry
from linli.kernel.people.rules import ROLE_NAMES, Actor, Role, covers
from linli.kernel.territory.rules import Kind
from linli.party.relations import queries as relations
from linli.party.relations.queries import Finding, Ground, ToleranceVersion
from linli.party.relations.rules import (
    DECIDED,
    DECIDERS,
    LAYER_RELATION_NAMES,
    ORDER,
    RELATION_NAMES,
    SETTERS,
    Relation,
    Tolerance,
    counted,
)
from linli.ui import pieces
from linli.ui.pages import shown_as

PAGE_SIZE = 30
MOST_OVERLAPS = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """How the list is narrowed, from the address of the page.

    ``only``: ``waits`` for a person, ``decided`` by one, or all. ``trial``: a tolerance to try.
    """

    only: str = ""
    relation: str = ""
    street: str = ""
    words: str = ""
    trial: Tolerance | None = None


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind in the table: how many compounds by the grids, the micro-grids, and both.

    ``count``: with the verdicts of persons. ``tried``: with the tolerance that is tried.
    """

    relation: Relation
    name: str
    grid: int
    micro_grid: int
    computed: int
    count: int
    tried: int


@dataclass(frozen=True, slots=True)
class CellLine:
    """A cell that a compound shares ground with: the shares, in per cent with one place."""

    name: str
    shared_m2: int
    cell_m2: int
    of_compound: float
    of_cell: float


@dataclass(frozen=True, slots=True)
class Line:
    """One compound in the list; ``closest``: the cells it shares most with, grid first."""

    id: UUID
    name: str
    place: str
    relation_name: str
    computed_name: str
    is_borderline: bool
    has_lapsed: bool
    waits: bool
    is_decided: bool
    closest: list[CellLine]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two compounds that share ground."""

    one: str
    other: str
    shared_m2: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The page of all compounds."""

    page: Page[Line]
    filters: Filters
    table: list[KindLine]
    total: int
    waiting: int
    decided: int
    undrawn: int
    moved: list[tuple[str, str, int]]
    tolerance: ToleranceVersion
    streets: list[tuple[str, str]]
    overlaps: list[Overlap]
    may_set: bool


def comparison(actor: Actor, filters: Filters, *, number: str, at: datetime) -> Comparison:
    """Return one page of the compounds that a post may see; five statements when warm.

    Raises:
        Forbidden: posts of this role compare nothing.
    """
    known, found = relations.ground(), relations.visible(actor, relations.findings(at=at))
    tried = found
    if filters.trial:
        keys = {each.compound.id for each in found}
        every = relations.findings(at=at, within=filters.trial)
        tried = [each for each in every if each.compound.id in keys]
    chosen = [each for each in found if _fits(each, filters)]
    page = Paginator(chosen, PAGE_SIZE).get_page(number)
    return Comparison(
        page=shown_as(page, [_line(known, each) for each in page.object_list]),
        filters=filters,
        table=_table(found, tried),
        total=len(found),
        waiting=sum(each.waits for each in found),
        decided=sum(each.stands for each in found),
        undrawn=sum(each.compound.id not in known.drawn for each in found),
        moved=_moved(found, tried),
        tolerance=relations.tolerance(at),
        streets=_streets(found),
        overlaps=_overlaps(found),
        may_set=actor.role in SETTERS,
    )


def _fits(found: Finding, filters: Filters) -> bool:
    only = {"waits": found.waits, "decided": found.stands}
    return (
        only.get(filters.only, True)
        and filters.relation in ("", found.relation)
        and filters.street in ("", str(found.compound.street_id))
        and (filters.words in found.compound.name or filters.words in found.compound.community)
    )


def _table(found: Sequence[Finding], tried: Sequence[Finding]) -> list[KindLine]:
    grid, micro_grid, computed, count, trial = (
        counted(kinds)
        for kinds in (
            [each.grid for each in found],
            [each.micro_grid for each in found],
            [each.computed for each in found],
            [each.relation for each in found],
            [each.computed for each in tried],
        )
    )
    return [
        KindLine(
            relation=kind,
            name=gettext(RELATION_NAMES[kind]),
            grid=grid[kind],
            micro_grid=micro_grid[kind],
            computed=computed[kind],
            count=count[kind],
            tried=trial[kind],
        )
        for kind in ORDER
    ]


def _moved(found: Sequence[Finding], tried: Sequence[Finding]) -> list[tuple[str, str, int]]:
    """Return which kinds the tried tolerance would change into which, the most first."""
    pairs = Counter(
        (one.computed, other.computed)
        for one, other in zip(found, tried, strict=True)
        if one.computed is not other.computed
    )
    return [
        (gettext(RELATION_NAMES[one]), gettext(RELATION_NAMES[other]), count)
        for (one, other), count in pairs.most_common()
    ]


def _streets(found: Sequence[Finding]) -> list[tuple[str, str]]:
    names = {str(each.compound.street_id): each.compound.street for each in found}
    return list(names.items())


def _overlaps(found: Sequence[Finding]) -> list[Overlap]:
    names = {each.compound.id: each.compound.name for each in found}
    return [
        Overlap(names[one], names[other], metres)
        for one, other, metres in relations.overlaps()
        if one in names and other in names
    ][:MOST_OVERLAPS]


def _line(known: Ground, found: Finding) -> Line:
    own = found.compound
    closest = [cells[:1] for kind in relations.LAYERS if (cells := _cells(known, own.id, kind))]
    return Line(
        id=own.id,
        name=own.name,
        place=f"{own.street} {own.community}",
        relation_name=gettext(RELATION_NAMES[found.relation]),
        computed_name=gettext(RELATION_NAMES[found.computed]),
        is_borderline=found.is_borderline,
        has_lapsed=found.has_lapsed,
        waits=found.waits,
        is_decided=found.stands,
        closest=[cell for cells in closest for cell in cells],
    )


def _cells(known: Ground, compound_id: UUID, kind: Kind) -> list[CellLine]:
    """Return the cells of a layer that a compound shares ground with, the most first."""
    names = known.layers[kind].names
    lines = [
        CellLine(
            name=names[cell],
            shared_m2=share.shared_m2,
            cell_m2=share.cell_m2,
            of_compound=round(100 * share.shared_m2 / share.compound_m2, 1),
            of_cell=round(100 * share.shared_m2 / share.cell_m2, 1),
        )
        for cell, share in known.shares_of(compound_id, kind)
    ]
    return sorted(lines, key=lambda each: -each.shared_m2)


# One compound ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LayerLine:
    """How a compound lies to one layer, with the shares that led to it."""

    name: str
    relation_name: str
    cells: list[CellLine]


@dataclass(frozen=True, slots=True)
class CompoundPage:
    """One compound with everything that led to its kind, and what persons found of it."""

    line: Line
    relation: Relation
    compound_m2: int
    layers: list[LayerLine]
    tolerance: ToleranceVersion
    entries: list[pieces.Entry]
    kinds: list[tuple[str, str]]
    may_decide: bool


LAYER_NAMES = {Kind.GRID: gettext_noop("Grids"), Kind.MICRO_GRID: gettext_noop("Micro-grids")}


def page(actor: Actor, compound_id: UUID, *, at: datetime) -> CompoundPage:
    """Return one compound that a post may see.

    Raises:
        Forbidden: posts of this role compare nothing.
        NotFound: there is no such compound for the actor.
    """
    found, known = relations.seen(actor, compound_id, at=at), relations.ground()
    place = known.drawn.get(compound_id)
    kinds = {Kind.GRID: found.grid, Kind.MICRO_GRID: found.micro_grid}
    ground = known.layers[Kind.GRID].shares.compound_m2
    return CompoundPage(
        line=_line(known, found),
        relation=found.relation,
        compound_m2=0 if place is None else int(ground[place]),
        layers=[
            LayerLine(
                gettext(LAYER_NAMES[kind]),
                gettext(LAYER_RELATION_NAMES[kinds[kind]]),
                _cells(known, compound_id, kind),
            )
            for kind in relations.LAYERS
        ],
        tolerance=relations.tolerance(at),
        entries=[_entry(each) for each in journal.entries(relations.stream_of(compound_id))],
        kinds=[(kind.value, gettext(RELATION_NAMES[kind])) for kind in DECIDED],
        may_decide=actor.role in DECIDERS and covers(actor, found.compound),
    )


def _entry(entry: Entry) -> pieces.Entry:
    payload = journal.payload_of(entry)
    content = payload.content if payload else None
    found, computed = (
        gettext(RELATION_NAMES[Relation(str(entry.facts[name]))])
        for name in ("relation", "computed")
    )
    sentence = gettext("Found: %(found)s. The map said: %(computed)s.")
    return pieces.Entry(
        key=str(entry.number),
        sentence=sentence % {"found": found, "computed": computed},
        at=entry.at,
        who=gettext(ROLE_NAMES[Role(entry.actor["role"])]),
        words=str(content.get("text", "")) if content else "",
    )


def shapes_geojson(actor: Actor, compound_id: UUID, *, at: datetime) -> dict[str, Any]:
    """Return a compound and the cells around it for a map: grids, micro-grids, then itself, named.

    Raises:
        Forbidden, NotFound: as for the page.
    """
    found, known = relations.seen(actor, compound_id, at=at), relations.ground()
    outlines = [
        known.layers[kind].outlines[cell]
        for kind in relations.LAYERS
        for cell, _ in known.shares_of(compound_id, kind)
    ]
    named = [{"name": "", "state": ""} for _ in outlines]
    if compound_id in known.drawn:
        outlines.append(known.outlines[known.drawn[compound_id]])
        named.append({"name": found.compound.name, "state": "soon"})
    return relations.areas(np.array(outlines, dtype=object), named)
