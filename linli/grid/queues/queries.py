"""Cases in the order in which somebody has to act on them."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Left

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.external import queries as external
from linli.grid.external.rules import RUNNING
from linli.grid.followups import queries as followups
from linli.grid.followups.queries import Terms
from linli.grid.moves.rules import OPEN, Stage
from linli.grid.notes.queries import UNHEARD
from linli.grid.showing import queries as showing
from linli.grid.showing.queries import CaseLine
from linli.grid.tasks import queries as tasks
from linli.kernel.common.statements import Statement, written
from linli.kernel.people.rules import Actor
from linli.ui.pages import shown_as

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked of a queue; every field is part of the address of the page or of the list."""

    stage: str = ""
    category: str = ""
    unit_id: UUID | None = None
    unit_kind: str = ""
    lead_id: UUID | None = None
    only: str = ""
    words: str = ""
    changed_since: datetime | None = None


ONLY: dict[str, Q] = {
    "late": Q(due_at__isnull=False, stands_since__isnull=True, level__gt=0),
    "soon": Q(is_warned=True, level=0),
    "still": Q(stands_since__isnull=False),
    "asked": ~Q(pending=""),
    "supervised": Q(is_supervised=True),
    "reopened": Q(reopens__gt=0),
    "emergency": Q(is_emergency=True),
    "sample": Q(is_sampled=True),
    "superior": Q(external__state__in=[state.value for state in RUNNING]),
    "superior_soon": Q(
        external__state__in=[state.value for state in RUNNING], external__is_warned=True
    ),
}

FOLLOW_UP = "follow_up"
"""The quick filter that leaves closed cases whose reporter should still be asked."""


PART = "part"
"""The quick filter that leaves cases in which the actor's unit has an open part."""

ADDED = "added"
"""The quick filter that leaves cases, closed ones too, whose reporter added something unread."""

QUESTION = "question"
"""The quick filter that leaves cases in which a unit waits for the actor's answer."""

BESIDE = (FOLLOW_UP, PART, ADDED, QUESTION)
"""Quick filters that look beside the case."""


def chosen(actor: Actor, filters: Filters, *, at: datetime) -> QuerySet[Case]:
    """Return the cases of an actor that the filters leave, without order."""
    if filters.only == FOLLOW_UP:
        return narrowed(followups.waiting(actor, at=at), filters)
    if filters.only == ADDED:
        return narrowed(cases.visible(actor).filter(UNHEARD), filters)
    if filters.only == PART:
        own = cases.visible(actor).filter(tasks.has_part(actor.organisation_id))
        return filtered(own, filters)
    if filters.only == QUESTION:
        return filtered(cases.visible(actor).filter(tasks.has_question(actor)), filters)
    return filtered(cases.visible(actor), filters)


WAITS = Q(stage__in=[stage.value for stage in OPEN]) | ~Q(pending="")
"""Cases that wait for somebody: open ones, and closed ones that another post has to judge."""


REMEMBERED_SECONDS = 10
REMEMBERED_FROM = 500
"""Of so many cases and more the counts may be ten seconds old; of fewer they are those of now.

Counting reads every one of them, and a desk of a district looks again and again. Both numbers
are ours: nobody acts on the difference of a few in hundreds.
"""

MOST_REMEMBERED = 1000

_counted: dict[tuple[Actor, Filters], tuple[datetime, dict[str, int]]] = {}


def counts(actor: Actor, filters: Filters, *, at: datetime) -> dict[str, int]:
    """Return how many cases each quick filter leaves of those the other filters leave.

    ``all``: without a quick filter. One statement; none where many were counted a moment ago.
    """
    key = (actor, replace(filters, only=""))
    since, known = _counted.get(key, (at, None))
    if known and timedelta() <= at - since < timedelta(seconds=REMEMBERED_SECONDS):
        return known
    found = _count(actor, filters, at)
    if found["all"] >= REMEMBERED_FROM:
        if len(_counted) >= MOST_REMEMBERED:
            _counted.clear()
        _counted[key] = (at, found)
    return found


def forget() -> None:
    """Count anew at the next question."""
    _counted.clear()


def _count(actor: Actor, filters: Filters, at: datetime) -> dict[str, int]:
    terms = followups.terms(at)
    timeless = replace(terms, closed_from=EVER)
    names, statement = _counting(actor, replace(filters, only=""), timeless)
    rows = statement.at(EVER, terms.closed_from).rows()
    counted = rows[0] if rows else [0] * len(names)  # nothing is asked where nothing is visible
    return dict(zip(names, counted, strict=True))


EVER = datetime(1, 1, 2, tzinfo=UTC)
"""What stands in a statement for the moment it is asked about."""


@lru_cache(maxsize=MOST_REMEMBERED)
def _counting(actor: Actor, filters: Filters, terms: Terms) -> tuple[tuple[str, ...], Statement]:
    """Return what is counted, and the statement that counts it: writing it takes Django long."""
    asked = followups.is_waiting(actor, terms)
    kept = Q(stage=filters.stage) if filters.stage else WAITS
    parts = {PART: tasks.has_part(actor.organisation_id), QUESTION: tasks.has_question(actor)}
    each = {"all": kept, FOLLOW_UP: asked, ADDED: UNHEARD}
    each |= {word: kept & condition for word, condition in (ONLY | parts).items()}
    looked_at = cases.visible(actor).filter(kept | asked | UNHEARD)
    counts = {f"{word}_": Count("pk", filter=condition) for word, condition in each.items()}
    one = narrowed(looked_at, filters).annotate(one=Value(1)).values("one")
    return tuple(each), written(one.annotate(**counts).values_list(*counts))


def filtered(visible: QuerySet[Case], filters: Filters) -> QuerySet[Case]:
    """Return the cases that the filters leave; without a stage, those that wait for somebody.

    These are the open ones, and closed ones whose reporter asks another post to judge. Whoever
    asks what changed since a moment is told of every stage.
    """
    return narrowed(_of_stage(visible, filters), filters)


def narrowed(visible: QuerySet[Case], filters: Filters) -> QuerySet[Case]:
    """Return what category, place, lead, quick filter and words leave of some cases."""
    if filters.category:
        visible = visible.filter(category_code=filters.category)
    if filters.unit_id and filters.unit_kind:
        visible = visible.filter(**{f"{filters.unit_kind}_id": filters.unit_id})
    if filters.lead_id:
        visible = visible.filter(lead_id=filters.lead_id)
    if filters.only in ONLY:
        visible = visible.filter(ONLY[filters.only])
    if filters.words:
        visible = visible.filter(_said(filters.words))
    return visible


def _said(words: str) -> Q:
    """Return what a search leaves: by our number, by the superior's, or by words of the report."""
    theirs = external.numbered(words).values("case_id")
    return Q(number__startswith=words) | Q(words__content__text__icontains=words) | Q(pk__in=theirs)


def _of_stage(visible: QuerySet[Case], filters: Filters) -> QuerySet[Case]:
    if filters.changed_since:
        visible = visible.filter(changed_at__gte=filters.changed_since)
    if filters.stage:
        return visible.filter(stage=filters.stage)
    if filters.changed_since:
        return visible
    return visible.filter(WAITS)


class Row(NamedTuple):
    """A case as a queue reads it: what a line shows, of some seventy fields.

    ``text``: the beginning of the reporter's words. ``superior`` and ``part``: the times of the
    superior's clock and of the own unit's part, as ``external`` and ``tasks`` write them.
    """

    id: UUID
    number: str
    version: int
    stage: str
    category_code: str
    edition: int
    reported_at: datetime
    lead_id: UUID | None
    due_at: datetime | None
    limit_unit: str
    stands_since: datetime | None
    is_warned: bool
    was_late: bool
    street_id: UUID | None
    community_id: UUID | None
    grid_id: UUID | None
    compound_id: UUID | None
    building_id: UUID | None
    joined: int
    is_supervised: bool
    is_emergency: bool
    is_on_site: bool
    pending: str
    reopens: int
    text: str | None
    superior: str | None
    part: str | None


FIELDS = Row._fields[: Row._fields.index("text")]
BY_DEADLINE = (
    '"grid_case"."due_at" ASC NULLS LAST, "grid_case"."reported_at" DESC, "grid_case"."id"'
)
BY_CLOSING = '"grid_case"."closed_at", "grid_case"."reported_at" DESC, "grid_case"."id"'


def _written(found: QuerySet[Case], organisation_id: UUID | None = None) -> Statement:
    """Return the statement that reads the rows of cases, with the open parts of a unit."""
    shown = {
        "text_": Left(KeyTextTransform("text", "words__content"), showing.EXCERPT + 1),
        "superior_": external.times(),
        "part_": tasks.times_of_part(organisation_id),
    }
    return written(found.annotate(**shown).values_list(*FIELDS, *shown))


@lru_cache(maxsize=MOST_REMEMBERED)
def _statement(actor: Actor, filters: Filters) -> Statement:
    return _written(filtered(cases.visible(actor), filters), actor.organisation_id)


def queue(
    actor: Actor, filters: Filters, *, number: int, at: datetime, total: int | None = None
) -> Page[CaseLine]:
    """Return one page of an actor's cases, the earliest deadline first, fifty a page.

    Those to follow up come by closing, the longest closed first.
    ``total``: how many there are, where the caller has counted them already.
    Five statements at most: the count, the cases, unit names, organisation names, catalogue.
    """
    if filters.only in BESIDE:
        statement = _written(chosen(actor, filters, at=at), actor.organisation_id)
    else:
        statement = _statement(actor, filters)
    if total is None:
        total = chosen(actor, filters, at=at).count()
    page = Paginator(range(total), PAGE_SIZE).get_page(number)
    order = BY_CLOSING if filters.only == FOLLOW_UP else BY_DEADLINE
    lines = _lines(statement, order, at, start=(page.number - 1) * PAGE_SIZE)
    return shown_as(page, lines)


def _lines(statement: Statement, order: str, at: datetime, start: int = 0) -> list[CaseLine]:
    """Return a page of cases as lines, with the deadlines of superiors and of own parts."""
    tail = f" ORDER BY {order} LIMIT %s OFFSET %s"
    rows = [Row(*values) for values in statement.rows(tail, [PAGE_SIZE, start])]
    lines = showing.listed(rows, [row.text or "" for row in rows], at=at)
    return [_beside(line, row, at) for line, row in zip(lines, rows, strict=True)]


def _beside(line: CaseLine, row: Row, at: datetime) -> CaseLine:
    """Return a line with the other deadlines that its case has for the actor."""
    if not (row.superior or row.part):
        return line
    return replace(
        line, superior=external.waiting(row.superior, at), part=tasks.part_of(row.part, at)
    )


def mine(actor: Actor, *, at: datetime) -> list[CaseLine]:
    """Return what an officer has to do: hers in hand, then what waits for her unit, by deadline.

    At most fifty; three statements.
    """
    own = Q(handler_post_id=actor.post_id, stage=Stage.IN_HAND.value)
    waiting = Q(lead_id=actor.organisation_id, stage=Stage.DISPATCHED.value)
    found = cases.visible(actor).filter(own | waiting)
    return _lines(_written(found), '"grid_case"."due_at", "grid_case"."id"', at)


def parts(actor: Actor, *, at: datetime, most: int = PAGE_SIZE) -> list[CaseLine]:
    """Return the cases in which an officer has a part to do, the earliest deadline first.

    Those in her own hands, and those that wait for somebody of her unit.
    """
    own = tasks.to_do(actor, at=at)
    found = cases.visible(actor).filter(pk__in=own).select_related("words")
    lines = showing.lines(list(found[:most]), at=at)
    order = list(own)
    return sorted(
        (replace(line, part=own[line.id]) for line in lines), key=lambda line: order.index(line.id)
    )
