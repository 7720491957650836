"""The list of what superiors passed down to a desk."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case as When_
from django.db.models import Count, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext

from linli.grid.cases import queries as cases
from linli.grid.external import queries as external
from linli.grid.external import rules
from linli.grid.external.models import External
from linli.grid.external.queries import Panel
from linli.grid.external.rules import Act, Extension, State
from linli.grid.moves.rules import STAGE_NAMES, Stage
from linli.grid.showing import queries as showing
from linli.grid.showing.queries import CasePage
from linli.kernel.common.errors import NotFound, gettext_noop
from linli.kernel.people.rules import Actor
from linli.kernel.territory import queries as territory
from linli.ui import pieces
from linli.ui.pages import shown_as

PAGE_SIZE = 50
RUNNING = Q(state__in=[state.value for state in rules.RUNNING])

ONLY: dict[str, tuple[str, Q]] = {
    "waiting": (gettext_noop("Waits for us"), RUNNING),
    "received": (gettext_noop("Receipt to confirm"), Q(state=State.RECEIVED.value)),
    "soon": (gettext_noop("Due soon"), RUNNING & Q(is_warned=True, is_late=False)),
    "late": (gettext_noop("Overdue"), RUNNING & Q(is_late=True)),
    "ready": (
        gettext_noop("Ready to reply"),
        Q(
            state=State.REGISTERED.value,
            case__stage__in=[stage.value for stage in rules.REPLY_FROM],
        ),
    ),
    "asked": (gettext_noop("More time asked for"), Q(extension=Extension.ASKED.value)),
    "sheet": (
        gettext_noop("Replied, not in a sheet yet"),
        Q(replied_at__isnull=False, exported_at__isnull=True),
    ),
    "back": (gettext_noop("Sent back"), RUNNING & Q(sent_back__gt=0)),
    "all": (gettext_noop("All"), Q()),
}
"""Quick filter → its name and what it leaves; the first is what a desk sees without choosing."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a desk asks of the list; every field is part of the address of the page."""

    only: str = "waiting"
    platform: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One matter of the list."""

    case_id: UUID
    number: str
    platform: str
    title: str
    place: str
    stage: str
    state: str
    deadline: pieces.Deadline
    receipt: pieces.Deadline | None
    own: pieces.Deadline
    extension: str
    sent_back: int
    is_ready: bool
    is_exportable: bool


@dataclass(frozen=True, slots=True)
class Quick:
    """A quick filter with how many matters it leaves."""

    word: str
    name: str
    count: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the list with its quick filters."""

    page: Page[Line]
    quick: list[Quick]
    filters: Filters
    has_replies: bool


def visible(actor: Actor) -> QuerySet[External]:
    """Return the superior's side of the cases that a post may read."""
    return External.objects.filter(case__in=cases.visible(actor))


def filtered(actor: Actor, filters: Filters) -> QuerySet[External]:
    """Return what platform and words leave, whatever the quick filter."""
    found = visible(actor)
    if filters.platform:
        found = found.filter(platform__code=filters.platform)
    if filters.words:
        found = found.filter(
            Q(number__icontains=filters.words) | Q(case__number__startswith=filters.words)
        )
    return found


def listed(actor: Actor, filters: Filters, *, number: str, at: datetime) -> Listed:
    """Return one page of the list, the superior's earliest deadline first; four statements.

    What waits for us comes before what was answered.
    """
    found = filtered(actor, filters)
    counts = found.aggregate(
        **{
            word: Count("pk", filter=condition)
            for word, (_, condition) in ONLY.items()
            if word != "all"
        },
        all=Count("pk"),
        replied=Count("pk", filter=Q(replied_at__isnull=False)),
    )
    waits = When_(When(RUNNING, then=Value(0)), default=Value(1), output_field=IntegerField())
    chosen = found.filter(ONLY[filters.only][1]).select_related("case", "platform")
    paginator = Paginator(chosen.order_by(waits, "due_at", "pk"), PAGE_SIZE)
    paginator.count = counts[filters.only]
    page = paginator.get_page(number)
    lines = _lines(list(page.object_list), at)
    quick = [
        Quick(word, gettext(name), counts[word], filters.only == word)
        for word, (name, _) in ONLY.items()
        if counts[word] or word in {filters.only, "all", "waiting"}
    ]
    return Listed(
        page=shown_as(page, lines),
        quick=quick,
        filters=filters,
        has_replies=counts["replied"] > 0,
    )


def _lines(found: list[External], at: datetime) -> list[Line]:
    units = {_unit(one) for one in found} - {None}
    names = territory.names({unit for unit in units if unit})
    return [_line(one, names.get(_unit(one) or one.case.district_id, ""), at) for one in found]


def _unit(one: External) -> UUID | None:
    return one.case.compound_id or one.case.community_id or one.case.street_id


def _line(one: External, place: str, at: datetime) -> Line:
    wish = Extension(one.extension)
    return Line(
        case_id=one.case_id,
        number=one.number,
        platform=one.platform.name,
        title=showing.title(one.case),
        place=place,
        stage=gettext(STAGE_NAMES[Stage(one.case.stage)]),
        state=gettext(rules.STATE_NAMES[State(one.state)]),
        deadline=external.deadline(one, at),
        receipt=external.receipt(one, at),
        own=showing.deadline(one.case, at),
        extension=gettext(rules.EXTENSION_NAMES[wish]) if wish else "",
        sent_back=one.sent_back,
        is_ready=Act.REPLY in rules.open_acts(one, one.case.stage),
        is_exportable=one.replied_at is not None,
    )


def replies(actor: Actor, platform_id: UUID, *, case_ids: list[UUID], most: int) -> list[External]:
    """Return replies of a platform with case and words: those chosen, or all not in a sheet yet.

    By the moment of the reply; one statement.
    """
    found = visible(actor).filter(platform_id=platform_id, replied_at__isnull=False)
    chosen = found.filter(case_id__in=case_ids) if case_ids else found.filter(exported_at=None)
    return list(chosen.select_related("case", "reply").order_by("replied_at", "pk")[:most])


@dataclass(frozen=True, slots=True)
class ActPage:
    """What the page of a step shows beside its form."""

    page: CasePage
    panel: Panel
    results: list[tuple[str, str]]


def act_page(actor: Actor, case_id: UUID, act: Act, *, at: datetime) -> ActPage:
    """Return the case of a step, where the actor may take it now.

    Raises:
        NotFound: there is no such case for this actor, or it came from no superior.
        Forbidden: another post answers.
        ActNotOpen: the step is not open.
    """
    case = cases.seen(actor, case_id)
    rules.check_may(actor, case)
    rules.check_act(external.of_case(case_id), act)
    panel = external.panel(actor, case, at=at)
    if panel is None:
        raise NotFound
    results = [(each.value, gettext(name)) for each, name in rules.RESULT_NAMES.items()]
    return ActPage(page=showing.page(actor, case_id, at=at), panel=panel, results=results)
