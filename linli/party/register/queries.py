"""What the register of supervision documents shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from linli.kernel.people.rules import Actor
from linli.party.moves.rules import (
    ISSUERS,
    SOURCE_NAMES,
    WAITING,
    Stage,
)
from linli.party.papers.queries import PaperLine, lines
from linli.party.register import rules
from linli.party.supervision import queries as supervision
from linli.party.supervision.models import Supervision
from linli.party.supervision.queries import KINDS, OPEN_WORDS, Suggestion
from linli.ui.pages import shown_as

PAGE_SIZE = 30
MOST_SUGGESTIONS = 10
WAITING_WORDS = sorted(stage.value for stage in WAITING)


@dataclass(frozen=True, slots=True)
class Filters:
    """How a register is narrowed, from the address of the page."""

    only: str = ""
    stage: str = ""
    source: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Quick:
    """A quick filter with how many documents it leaves; ``word`` is empty for all open ones."""

    word: str
    name: str
    count: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class Register:
    """A register with its quick filters, and subjects that seem to ask for a document."""

    page: Page[PaperLine]
    filters: Filters
    quick: list[Quick]
    suggestions: list["SuggestionLine"]


@dataclass(frozen=True, slots=True)
class SuggestionLine:
    """A subject that seems to ask for a document, in a list."""

    title: str
    label: str
    url: str
    source_name: str
    draft_url: str


def register(actor: Actor, filters: Filters, *, number: str, at: datetime) -> Register:
    """Return one page of the documents a post may read, the earliest deadline first.

    Four statements (counts, documents, names, suggestions), and one more for each further
    kind of subject.
    """
    counts = _counts(actor, filters, at)
    found = _narrowed(actor, filters).filter(_only(actor, at)[filters.only])
    order = ["-ended_at", "pk"] if filters.only == "ended" else ["due_at", "pk"]
    pages = Paginator(found.select_related("words").order_by(*order), PAGE_SIZE)
    pages.count = counts[filters.only or "all"]
    page = pages.get_page(number)
    papers = list(page.object_list)
    return Register(
        page=shown_as(page, lines(papers, at=at)),
        filters=filters,
        quick=_quick(counts, filters),
        suggestions=_suggestions(actor, at),
    )


def _only(actor: Actor, at: datetime) -> dict[str, Q]:
    """Return word of a quick filter → its condition."""
    office = [actor.organisation_id] if actor.organisation_id else []
    got = (
        Q(to_ids__overlap=office) | Q(copy_ids__overlap=office) | Q(circulated_ids__overlap=office)
    )
    waiting = Q(stage__in=WAITING_WORDS)
    return {
        "": Q(stage__in=OPEN_WORDS),
        "answer": waiting & Q(to_ids__overlap=office) & ~Q(answered_ids__overlap=office),
        "check": Q(stage=Stage.ANSWERED.value, issuer_id__in=office),
        "late": waiting & Q(due_at__lt=at),
        "unread": Q(stage__in=OPEN_WORDS) & got & ~Q(read_ids__overlap=office),
        "draft": Q(stage=Stage.DRAFTED.value),
        "ended": Q(stage__in=[Stage.CANCELLED_OFF.value, Stage.WITHDRAWN.value]),
    }


def _narrowed(actor: Actor, filters: Filters) -> QuerySet[Supervision]:
    found = supervision.visible(actor)
    if filters.stage:
        found = found.filter(stage=filters.stage)
    if filters.source:
        found = found.filter(source=filters.source)
    if filters.words:
        said = Q(number__icontains=filters.words) | Q(label__icontains=filters.words)
        found = found.filter(said)
    return found


def _counts(actor: Actor, filters: Filters, at: datetime) -> dict[str, int]:
    parts = {
        word or "all": Count("pk", filter=condition) for word, condition in _only(actor, at).items()
    }
    return dict(_narrowed(actor, filters).aggregate(**parts))


def _quick(counts: Mapping[str, int], filters: Filters) -> list[Quick]:
    found = [
        Quick(word, gettext(name), counts[word or "all"], filters.only == word)
        for word, name in rules.QUICK_NAMES.items()
    ]
    return [each for each in found if each.count or each.is_on or not each.word]


def _suggestions(actor: Actor, at: datetime) -> list[SuggestionLine]:
    if actor.role not in ISSUERS:
        return []
    asked = [kind.suggestions(actor, at, MOST_SUGGESTIONS) for kind in KINDS.values()]
    return [_suggestion(each) for each in chain.from_iterable(asked)][:MOST_SUGGESTIONS]


def _suggestion(each: Suggestion) -> SuggestionLine:
    subject = each.subject
    return SuggestionLine(
        title=subject.title,
        label=subject.label,
        url=subject.url,
        source_name=gettext(SOURCE_NAMES[each.source]),
        draft_url=f"{draft_url(subject.kind, subject.id)}?source={each.source.value}",
    )


def draft_url(kind: str, subject_id: UUID) -> str:
    """Return the address at which a document about a subject is drafted."""
    return reverse("party:supervision_new", args=[kind.replace(".", "-"), subject_id])
