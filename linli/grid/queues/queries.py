"""Cases in the order in which somebody has to act on them."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.external import queries as external
from linli.grid.external.rules import RUNNING
from linli.grid.moves.rules import OPEN, Stage
from linli.grid.showing import queries as showing
from linli.grid.showing.queries import CaseLine
from linli.kernel.people.rules import Actor

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What a desk asks of its queue; every field is part of the address of the page."""

    stage: str = ""
    category: str = ""
    unit_id: UUID | None = None
    unit_kind: str = ""
    lead_id: UUID | None = None
    only: str = ""
    words: str = ""


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


def filtered(visible: QuerySet[Case], filters: Filters) -> QuerySet[Case]:
    """Return the cases that the filters leave; without a stage, those that wait for somebody.

    These are the open ones, and closed ones whose reporter asks another post to judge.
    """
    if filters.stage:
        visible = visible.filter(stage=filters.stage)
    else:
        is_open = Q(stage__in=[stage.value for stage in OPEN])
        visible = visible.filter(is_open | ~Q(pending=""))
    if filters.category:
        visible = visible.filter(category_code=filters.category)
    if filters.unit_id and filters.unit_kind:
        visible = visible.filter(**{f"{filters.unit_kind}_id": filters.unit_id})
    if filters.lead_id:
        visible = visible.filter(lead_id=filters.lead_id)
    if filters.only in ONLY:
        visible = visible.filter(ONLY[filters.only])
    if filters.words:
        words = Q(number__startswith=filters.words) | Q(
            words__content__text__icontains=filters.words
        )
        visible = visible.filter(words)
    return visible


def queue(
    actor: Actor, filters: Filters, *, number: int, at: datetime, total: int | None = None
) -> Page[CaseLine]:
    """Return one page of an actor's cases, the earliest deadline first, fifty a page.

    ``total``: how many there are, where the caller has counted them already.
    Five statements at most: the count, the cases, unit names, organisation names, catalogue.
    """
    found = filtered(cases.visible(actor), filters).select_related("words", "external")
    ordered = found.order_by(F("due_at").asc(nulls_last=True), "-reported_at", "pk")
    paginator = Paginator(ordered, PAGE_SIZE)
    if total is not None:
        paginator.count = total
    page = paginator.get_page(number)
    page.object_list = _lines(list(page.object_list), at)  # type: ignore[assignment]
    return cast("Page[CaseLine]", page)


def _lines(found: list[Case], at: datetime) -> list[CaseLine]:
    """Return cases as lines, with the deadlines of superiors that wait for them."""
    lines = showing.lines(found, at=at)
    waits = [external.waiting(case, at) for case in found]
    return [replace(line, superior=due) for line, due in zip(lines, waits, strict=True)]


def mine(actor: Actor, *, at: datetime, most: int = PAGE_SIZE) -> list[CaseLine]:
    """Return what an officer has to do: hers in hand, then what waits for her unit, by deadline."""
    own = Q(handler_post_id=actor.post_id, stage=Stage.IN_HAND.value)
    waiting = Q(lead_id=actor.organisation_id, stage=Stage.DISPATCHED.value)
    found = cases.visible(actor).filter(own | waiting).select_related("words")
    return showing.lines(list(found.order_by("due_at", "pk")[:most]), at=at)
