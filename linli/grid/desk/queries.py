"""What a desk and an officer's phone show beside the case itself."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.catalogue import queries as catalogue
from linli.grid.categories.rules import Category
from linli.grid.desk import rules
from linli.grid.disputes import queries as disputes
from linli.grid.disputes.models import Dispute
from linli.grid.external import queries as external
from linli.grid.external.models import External
from linli.grid.external.queries import Panel
from linli.grid.files import queries as attachments
from linli.grid.files.models import Attachment
from linli.grid.followups import queries as followups
from linli.grid.followups.models import FollowUp
from linli.grid.handling import queries as handling
from linli.grid.judgements import queries as judgements
from linli.grid.macros import queries as macros
from linli.grid.macros.models import Macro
from linli.grid.moves.rules import STAGE_NAMES, Move, Stage, check_may
from linli.grid.notes import queries as notes
from linli.grid.notes.models import Note
from linli.grid.notes.rules import Kind as NoteKind
from linli.grid.phrases import queries as phrases
from linli.grid.phrases.models import Phrase
from linli.grid.queues import queries as queues
from linli.grid.queues.queries import Filters
from linli.grid.sentences.rules import ASK_NAMES
from linli.grid.showing import queries as showing
from linli.grid.showing.queries import CaseLine, CasePage
from linli.grid.steps.rules import HELD_BY_DISPUTE
from linli.grid.supervising import queries as supervising
from linli.grid.supervising.queries import CasePapers
from linli.grid.tasks import queries as tasks
from linli.grid.tasks.models import Task
from linli.kernel.common.errors import NotFound
from linli.kernel.common.statements import Statement, written
from linli.kernel.people import queries as people
from linli.kernel.people.rules import Actor
from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import Kind, ListedUnit

MOST_POINTS = 500
"""Points on the map of a queue; the earliest deadlines come first."""

PARTS: dict[str, tuple[Kind, ...]] = {
    "district": (Kind.STREET,),
    "street": (Kind.COMMUNITY,),
    "community": (Kind.GRID, Kind.COMPOUND),
    "grid": (Kind.MICRO_GRID,),
}
"""Kind of a post's unit → the parts by which its queue is filtered and its map drawn."""


@dataclass(frozen=True, slots=True)
class Quick:
    """A quick filter with how many cases it leaves; ``word`` is empty for all open ones."""

    word: str
    name: str
    count: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue with the quick filters that leave something, and the parts of the post's unit."""

    page: Page[CaseLine]
    filters: Filters
    quick: list[Quick]
    units: list[ListedUnit]


@dataclass(frozen=True, slots=True)
class Option:
    """One unit that may lead or assist."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Same:
    """A case that may be the same matter."""

    id: UUID
    number: str
    stage_name: str
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """A case with what is needed to decide on it.

    ``asked``: what waits for an answer, in words, or ''.
    ``undo_seconds``: how long the last step can still be taken back; 0 when it cannot.
    """

    page: CasePage
    offered: list[Move]
    categories: list[Category]
    leads: list[Option]
    assists: list[Option]
    same: list[Same]
    papers: CasePapers
    lead_id: UUID | None
    asked: str
    may_merge: bool
    undo_seconds: int
    follow_up: followups.Panel | None
    external: Panel | None
    judgement: judgements.Panel | None
    parts: tasks.Panel
    files: attachments.Panel
    notes: notes.Panel | None
    disputes: disputes.Panel
    phrases: list[Phrase]
    macros: list[Macro]


def queue(actor: Actor, filters: Filters, *, number: int, at: datetime) -> Queue:
    """Return one page of an actor's queue; five statements (counts, cases, names twice, parts)."""
    counts = queues.counts(actor, filters, at=at)
    total = counts[filters.only or "all"]
    page = queues.queue(actor, filters, number=number, at=at, total=total)
    return Queue(page=page, filters=filters, quick=_quick(counts, filters), units=_parts(actor))


def _quick(counts: dict[str, int], filters: Filters) -> list[Quick]:
    found = [
        Quick(word, gettext(name), counts[word or "all"], filters.only == word)
        for word, name in rules.QUICK_NAMES.items()
    ]
    return [each for each in found if each.count or each.is_on or not each.word]


def _parts(actor: Actor) -> list[ListedUnit]:
    kinds = PARTS.get(actor.unit_kind)
    return territory.children(actor.unit_id, kinds) if actor.unit_id and kinds else []


def case_desk(actor: Actor, case_id: UUID, *, at: datetime, move: Move | None = None) -> CaseDesk:
    """Return a case with candidates, similar cases and the steps worth showing.

    ``move``: a step that is about to be taken; who may not take it does not get so far.

    Raises:
        NotFound: there is none, or it is not the actor's to read.
        Forbidden: the actor may not make the move on this case.
    """
    case = cases.seen(actor, case_id)
    if move:
        check_may(actor, case, move)
    page = showing.page_of(actor, case, at=at)
    takes_lead = Move.DISPATCH in page.moves or move is Move.DISPATCH
    leads, assists = _candidates(case, at) if takes_lead else ([], [])
    there = _beside(case_id)
    kept = phrases.kept_for(actor)
    left = page.undo_until - at if page.undo_until else timedelta()
    panel = external.panel(actor, case, at=at) if "superior" in there else None
    if panel and panel.mark.runs:
        page = replace(page, line=replace(page.line, superior=panel.mark.deadline))
    parts = tasks.panel(actor, case, at=at, is_empty="parts" not in there)
    page = replace(page, line=replace(page.line, part=parts.own))
    return CaseDesk(
        page=page,
        offered=_offered(case, page.moves),
        categories=list(categories(at)),
        leads=leads,
        assists=assists,
        same=_same(case, at),
        papers=supervising.papers(actor, case, at=at),
        lead_id=case.lead_id,
        asked=gettext(ASK_NAMES.get(case.pending, "")) if case.pending else "",
        may_merge=Move.MERGE in page.moves,
        undo_seconds=max(0, int(left.total_seconds())),
        follow_up=followups.panel(actor, case, at=at, is_first="heard" not in there),
        external=panel,
        judgement=judgements.panel(actor, case, is_heard="heard" in there),
        parts=parts,
        files=attachments.panel(actor, case_id, is_empty="files" not in there),
        notes=notes.panel(actor, case, is_heard="unheard" not in there),
        disputes=disputes.panel(
            actor, case, at=at, is_empty="disputes" not in there, has_parts="parts" in there
        ),
        phrases=phrases.offered(actor, case.category_code, kept),
        macros=macros.fitting(macros.of_actor(actor, kept), page.moves),
    )


def _offered(case: Case, moves: list[Move]) -> list[Move]:
    state = rules.State(
        stage=case.stage,
        pending=case.pending,
        stands=case.stands_since is not None,
        is_judged=bool(case.judged),
    )
    held = HELD_BY_DISPUTE[case.disputed]
    return [move for move in rules.offered(moves, state) if move not in held]


NOBODY = UUID(int=0)

BESIDE: dict[str, QuerySet[Any]] = {
    "superior": External.objects.all(),
    "parts": Task.objects.all(),
    "disputes": Dispute.objects.all(),
    "files": Attachment.objects.all(),
    "unheard": Note.objects.filter(kind=NoteKind.REPORTER.value, heard_at__isnull=True),
    "heard": FollowUp.objects.all(),
}
"""Rows beside a case that most cases do not have, and for which no panel need ask then."""


@cache
def _written() -> Statement:
    of_case = {name: Exists(rows.filter(case_id=OuterRef("pk"))) for name, rows in BESIDE.items()}
    return written(Case.objects.filter(pk=NOBODY).annotate(**of_case).values_list(*BESIDE))


def _beside(case_id: UUID) -> set[str]:
    """Return which rows of ``BESIDE`` a case has; one statement."""
    [found] = _written().of(NOBODY, case_id)
    return {name for name, is_there in zip(BESIDE, found, strict=True) if is_there}


def categories(at: datetime) -> tuple[Category, ...]:
    """Return the categories in force, in the order of the list."""
    return catalogue.edition(at).categories


def _candidates(case: Case, at: datetime) -> tuple[list[Option], list[Option]]:
    """Return who may lead and who may assist; none before the case has a category."""
    if not case.category_code:
        return [], []
    leads, assists = handling.candidates(case, at)
    names = people.organisation_names({*leads, *assists})
    named = [[Option(key, names[key]) for key in keys if key in names] for keys in (leads, assists)]
    return named[0], named[1]


def _same(case: Case, at: datetime) -> list[Same]:
    """Return open cases of the same category and compound, without this one; one statement."""
    found = cases.likely_same(
        category_code=case.category_code,
        spot=cases.spot_of(case),
        at=at,
        policy=cases.book_of(case, at).policy,
    )
    return [
        Same(other.pk, other.number, gettext(STAGE_NAMES[Stage(other.stage)]), other.reported_at)
        for other in found
        if other.pk != case.pk
    ]


def other_case(actor: Actor, words: str) -> UUID:
    """Return the key of a case that was named by its number or by its key.

    Raises:
        NotFound: the actor sees no such case.
    """
    typed = words.strip()
    visible = cases.visible(actor)
    try:
        named = visible.filter(pk=UUID(typed))
    except ValueError:
        named = visible.filter(number=typed)
    key = named.values_list("pk", flat=True).first()
    if key is None:
        raise NotFound
    return key


def points(actor: Actor, filters: Filters, *, at: datetime) -> dict[str, Any]:
    """Return the cases of a queue that have a point as GeoJSON, at most 500, by deadline."""
    found = queues.chosen(actor, filters, at=at).select_related("words")
    with_point = found.filter(words__content__lon_e6__isnull=False).exclude(
        words__content__lon_e6=None
    )
    chosen = list(with_point.order_by("due_at", "pk")[:MOST_POINTS])
    features = [_feature(case, at) for case in chosen]
    return {"type": "FeatureCollection", "features": features}


def _feature(case: Case, at: datetime) -> dict[str, Any]:
    content = (case.words.content if case.words else None) or {}
    return {
        "type": "Feature",
        "geometry": {
            "type": "Point",
            "coordinates": [content["lon_e6"] / 1_000_000, content["lat_e6"] / 1_000_000],
        },
        "properties": {
            "url": reverse("grid:desk_case", args=[case.pk]),
            "title": f"{case.number} {showing.title(case)}",
            "state": showing.deadline(case, at).state,
        },
    }
