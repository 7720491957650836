"""Cases as subjects of supervision documents, and the documents on the page of a case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.clocks import queries as clocks
from linli.grid.moves.rules import OPEN, Move, open_to
from linli.grid.showing import queries as showing
from linli.grid.supervising import rules
from linli.kernel.people.rules import Actor
from linli.party.moves.rules import Source
from linli.party.moves.rules import Stage as PaperStage
from linli.party.papers import queries as sheets
from linli.party.papers.queries import PaperLine
from linli.party.register import queries as register
from linli.party.supervision import queries as supervision
from linli.party.supervision.queries import Subject, Suggestion

KIND = "grid.case"
OPEN_WORDS = sorted(stage.value for stage in OPEN)


def one(actor: Actor, case_id: UUID) -> Subject:
    """Return a case as the subject of a document.

    Raises:
        NotFound: there is none, or it is not the actor's to read.
    """
    return _subject(cases.seen(actor, case_id))


def _subject(case: Case) -> Subject:
    return Subject(
        kind=KIND,
        id=case.pk,
        label=case.number,
        title=showing.title(case),
        url=reverse("grid:desk_case", args=[case.pk]),
        place=case,
        lead_id=case.lead_id or case.coordinator_id,
    )


def suggestions(actor: Actor, at: datetime, most: int) -> list[Suggestion]:
    """Return open cases that ask for a document and had none, the longest overdue first."""
    policy = clocks.current(at).values
    asking = Q(level__gte=policy.max_level) | Q(reopens__gte=policy.max_reopens)
    found = cases.visible(actor).filter(asking, stage__in=OPEN_WORDS)
    has_one = supervision.standing_about(KIND).values("subject_id")
    chosen = found.exclude(pk__in=has_one).order_by("due_at", "pk")[:most]
    return [
        Suggestion(_subject(case), source) for case in chosen if (source := _suggested(case, at))
    ]


def _suggested(case: Case, at: datetime) -> Source | None:
    policy = clocks.current(at).values
    return rules.suggested(
        level=case.level,
        reopens=case.reopens,
        top_level=policy.max_level,
        most_reopens=policy.max_reopens,
    )


@dataclass(frozen=True, slots=True)
class CasePapers:
    """The supervision documents on the page of a case.

    ``draft_url``: where a new one is drafted, or '' for whom that is not open. ``suggested``:
    the source of the document the case seems to ask for, or ''.
    """

    lines: list[PaperLine]
    draft_url: str
    suggested: str


def papers(actor: Actor, case: Case, *, at: datetime) -> CasePapers:
    """Return the documents about a case that a post may read; two statements."""
    found = supervision.about(actor, KIND, case.pk)
    may_draft = Move.SUPERVISE in open_to(actor, case)
    source = _suggested(case, at) if may_draft else None
    has_one = any(paper.stage != PaperStage.WITHDRAWN for paper in found)
    return CasePapers(
        lines=sheets.lines(found, at=at),
        draft_url=register.draft_url(KIND, case.pk) if may_draft else "",
        suggested=source.value if source and not has_one else "",
    )
