"""What the map, the drawing board and the page of a proposal show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import shapely
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils.translation import gettext

from linli.grid.drawing_board import rules
from linli.grid.redrawings import queries as redrawings
from linli.grid.redrawings.models import Redrawing
from linli.grid.redrawings.queries import Impact
from linli.grid.redrawings.rules import (
    OPEN,
    STAGE_NAMES,
    WHAT_NAMES,
    Flow,
    Move,
    Stage,
    flows_of,
    open_to,
)
from linli.kernel.common import ids
from linli.kernel.drawing import queries as drawing
from linli.kernel.drawing.queries import Area
from linli.kernel.drawing.rules import DRAWN, SORT_NAMES, Drawn, Sort
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry
from linli.kernel.people import queries as people
from linli.kernel.people.rules import ROLE_NAMES, Actor, Role
from linli.kernel.territory import queries as territory
from linli.kernel.territory.models import UnitShape
from linli.kernel.territory.rules import Kind, ListedUnit, label
from linli.ui import pieces
from linli.ui.pages import shown_as

PAGE_SIZE = 30
OPEN_WORDS = sorted(stage.value for stage in OPEN)


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal in a list."""

    id: UUID
    number: str
    stage: str
    stage_name: str
    sort_name: str
    kind_name: str
    community: str
    names: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Quick:
    """A quick filter with how many proposals it leaves."""

    word: str
    name: str
    count: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class FlowLine:
    """So many things of one kind go from one unit to another, in words."""

    what: str
    origin: str
    target: str
    count: int


@dataclass(frozen=True, slots=True)
class ImpactShown:
    """What moves by a drawing, in words; ``astride``: micro-grids across a new border."""

    sort_name: str
    lines: list[FlowLine]
    astride: int


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """A proposal with all that its page shows."""

    line: Line
    version: int
    why: str
    path: list[str]
    impact: ImpactShown
    proposer: str
    decider: str
    is_stale: bool
    may_redraw: bool
    moves: list[Move]
    entries: list[pieces.Entry]


# The map and the list --------------------------------------------------------------------------


def communities() -> list[ListedUnit]:
    """Return the communities that can be drawn in, by street and name; one statement."""
    found = territory.present(Kind.COMMUNITY)
    return sorted(found, key=lambda unit: (unit.parent_name, unit.name))


def register(actor: Actor, only: str, *, number: str) -> tuple[Page[Line], list[Quick]]:
    """Return one page of the proposals a post may read, changed last first; three statements."""
    conditions = {
        "": Q(stage__in=OPEN_WORDS),
        "mine": Q(stage__in=OPEN_WORDS, proposer_id=actor.person_id),
        "decide": Q(stage=Stage.SUBMITTED.value) & ~Q(proposer_id=actor.person_id),
        "ended": ~Q(stage__in=OPEN_WORDS),
    }
    visible = redrawings.visible(actor)
    parts = {word or "open": Count("pk", filter=q) for word, q in conditions.items()}
    counts = visible.aggregate(**parts)
    pages = Paginator(visible.filter(conditions[only]).order_by("-changed_at", "pk"), PAGE_SIZE)
    pages.count = counts[only or "open"]
    page = pages.get_page(number)
    quick = [
        Quick(word, gettext(name), counts[word or "open"], is_on=word == only)
        for word, name in rules.QUICK_NAMES.items()
    ]
    return shown_as(page, _lines(list(page.object_list))), quick


def _lines(rows: Sequence[Redrawing]) -> list[Line]:
    names = territory.names({row.community_id for row in rows})
    return [_line(row, names.get(row.community_id, "")) for row in rows]


def _line(row: Redrawing, community: str) -> Line:
    return Line(
        id=row.pk,
        number=row.number,
        stage=row.stage,
        stage_name=gettext(STAGE_NAMES[Stage(row.stage)]),
        sort_name=gettext(SORT_NAMES[Sort(row.sort)]),
        kind_name=gettext(label(row.kind)),
        community=community,
        names="、".join(piece["name"] for piece in row.pieces),
        changed_at=row.changed_at,
    )


def kinds() -> list[tuple[str, str]]:
    """Return the kinds that are drawn in the browser: word and name."""
    return [(kind.value, gettext(label(kind))) for kind in DRAWN]


def at(unit_id: UUID) -> list[ListedUnit]:
    """Return a unit of the map and all it is part of, the district first; one statement."""
    return territory.upwards(id=unit_id)[::-1]


# The drawing board ----------------------------------------------------------------------------


def board(community_id: UUID, kind: str) -> list[ListedUnit]:
    """Return the line of a community in which a kind is drawn, the district first.

    Raises:
        NotFound: there is no such community, or the kind is not drawn here.
    """
    drawing.sheet(community_id, kind_of(kind))
    return list(territory.path(community_id))


def kind_of(word: str) -> Kind:
    """Return the kind that an address names, one that nobody draws where there is none."""
    return Kind(word) if word in set(Kind) else Kind.DISTRICT


def units(community_id: UUID, kind: str) -> dict[str, Any]:
    """Return the units that are drawn together, to the last digit, and what they are part of."""
    sheet = drawing.sheet(community_id, kind_of(kind))
    found = _collection(sheet.units)
    return {**found, "parents": [_geometry(area) for area in sheet.parents]}


def _collection(areas: Iterable[Area]) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "id": str(area.id),
            "properties": {"name": area.name},
            "geometry": _geometry(area),
        }
        for area in areas
    ]
    return {"type": "FeatureCollection", "features": features}


def _geometry(area: Area) -> dict[str, Any]:
    found: dict[str, Any] = shapely.geometry.mapping(area.outline)
    return found


def drawing_of(row: Redrawing) -> dict[str, Any]:
    """Return what was drawn in a proposal, as the drawing board sends it."""
    features = [
        {
            "type": "Feature",
            "id": None if piece["new"] else piece["id"],
            "properties": {"name": piece["name"], "of": piece["of"]},
            "geometry": shapely.geometry.mapping(shapely.from_wkb(piece["outline"])),
        }
        for piece in row.pieces
    ]
    return {"type": "FeatureCollection", "features": features, "merged": row.merged}


def kept(row: Redrawing) -> tuple[dict[str, Any], str]:
    """Return what a draft holds: its drawing, and why it is proposed."""
    return drawing_of(row), _words(row.words)


def tried(community_id: UUID, kind: str, drawn: Drawn, *, on: date) -> ImpactShown:
    """Return what would move by a drawing; nothing is kept.

    Raises:
        InputRefused: the drawing cannot become part of the territory.
    """
    plan = drawing.planned(drawing.sheet(community_id, kind_of(kind)), drawn, keys=ids.new)
    names = {area.id: area.name for area in (*plan.sheet.units, *plan.after)}
    return _impact(plan.sort, redrawings.impact(plan, on=on), names)


def _impact(sort: Sort, found: Impact, names: Mapping[UUID, str]) -> ImpactShown:
    def name(key: UUID | None) -> str:
        return names.get(key, "") if key else gettext("no unit")

    def line(flow: Flow) -> FlowLine:
        what = gettext(WHAT_NAMES[flow.what])
        return FlowLine(what, name(flow.origin), name(flow.target), flow.count)

    lines = [line(flow) for flow in found.flows]
    return ImpactShown(gettext(SORT_NAMES[sort]), lines, found.astride)


# A proposal ------------------------------------------------------------------------------------


def proposal(actor: Actor, redrawing_id: UUID) -> ProposalPage:
    """Return a proposal with all that its page shows; six statements.

    Raises:
        NotFound: there is none, or it is not the actor's to read.
    """
    row = redrawings.seen(actor, redrawing_id)
    path = territory.path(row.community_id)
    entries = journal.entries(redrawings.stream_of(row.pk))
    moves = open_to(actor, row)
    is_stale = Stage(row.stage) in OPEN and row.ground != territory.version()
    return ProposalPage(
        line=_line(row, path[-1].name),
        version=row.version,
        why=_words(row.words),
        path=[unit.name for unit in path],
        impact=_impact(Sort(row.sort), Impact(flows_of(row.flows), row.astride), _names(row)),
        proposer=_who(row.proposer_post_id),
        decider=_who(row.decider_post_id),
        is_stale=is_stale,
        may_redraw=Move.REDRAW in moves,
        moves=_offered(moves, is_stale=is_stale),
        entries=[_entry(entry) for entry in entries],
    )


def _offered(moves: Sequence[Move], *, is_stale: bool) -> list[Move]:
    """Return the steps that the page offers: nothing is decided on what was not checked anew."""
    hidden = {Move.SUBMIT, Move.APPROVE} if is_stale else {Move.CHECK}
    return [move for move in rules.WORDINGS if move in moves and move not in hidden]


def _names(row: Redrawing) -> dict[UUID, str]:
    names = territory.names({key for flow in flows_of(row.flows) for key in _ends(flow)})
    return names | {UUID(piece["id"]): piece["name"] for piece in row.pieces}


def _ends(flow: Flow) -> list[UUID]:
    return [key for key in (flow.origin, flow.target) if key]


def _who(post_id: UUID | None) -> str:
    return people.office_of(post_id) if post_id else ""


def _words(payload: Any) -> str:
    content = payload.content if payload else None
    return str(content.get("text", "")) if content else ""


def _entry(entry: Entry) -> pieces.Entry:
    is_why = entry.number == 1
    return pieces.Entry(
        key=str(entry.number),
        sentence=gettext(rules.SENTENCES[entry.verb]),
        at=entry.at,
        who=gettext(ROLE_NAMES[Role(entry.actor["role"])]),
        words="" if is_why else _words(journal.payload_of(entry)),
    )


def outlines(actor: Actor, redrawing_id: UUID) -> dict[str, Any]:
    """Return the outlines of a proposal before and after, for its map; two statements.

    Raises:
        NotFound: there is none, or it is not the actor's to read.
    """
    row = redrawings.seen(actor, redrawing_id)
    before = UnitShape.objects.filter(pk__in=row.shape_ids).values_list("unit_id", "wkb")
    old = [Area(key, "", key, shapely.from_wkb(bytes(wkb))) for key, wkb in before]
    new = [
        Area(UUID(piece["id"]), piece["name"], row.pk, shapely.from_wkb(piece["outline"]))
        for piece in row.pieces
    ]
    return {"before": _collection(old), "after": _collection(new)}
