"""What was judged, what can be judged now, and what the figures are without it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.cases.rules import Ask
from linli.grid.cases.services import stream_of
from linli.grid.followups import queries as followups
from linli.grid.judgements import rules
from linli.grid.judgements.models import Judgement
from linli.grid.judgements.rules import FINDINGS, Finding, First
from linli.grid.moves.rules import Move, Stage, check_may, open_to
from linli.kernel.common.errors import LinliError
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import Actor


def standing(case: Case) -> Judgement | None:
    """Return the first judgement since the case was last closed, or None."""
    if not case.judged:
        return None
    return Judgement.objects.filter(case=case, round=case.reopens, reviews__isnull=True).first()


def first(case: Case) -> First | None:
    """Return the judgement that stands as the rules read it, or None; two statements."""
    row = standing(case)
    if row is None:
        return None
    is_reviewed = Judgement.objects.filter(reviews=row).exists()
    return First(post_id=row.post_id, role=row.role, at=row.at, is_reviewed=is_reviewed)


@dataclass(frozen=True, slots=True)
class Panel:
    """What the page of a closed case shows of judgements.

    ``refusal``: why the actor does not judge what waits for it, or None where she does.
    """

    is_asked: bool
    is_review: bool
    may_judge: bool
    may_ask: bool
    refusal: LinliError | None


def panel(actor: Actor, case: Case, *, is_heard: bool = True) -> Panel | None:
    """Return the panel of a case for an actor, or None where there is nothing to say.

    At most three statements for a closed case, none for an open one. ``is_heard``: whether
    anybody may have been asked after it was closed.
    """
    if case.stage != Stage.CLOSED:
        return None
    is_asked = case.pending == Ask.JUDGE
    refusal = _refusal(actor, case) if is_asked else None
    may_ask = (
        not (is_asked or case.judged)
        and Move.ASK_JUDGEMENT in open_to(actor, case)
        and (rules.is_disputed(case) or (is_heard and followups.is_disputed(case)))
    )
    if not (is_asked or may_ask):
        return None
    return Panel(
        is_asked=is_asked,
        is_review=is_asked and bool(case.judged),
        may_judge=is_asked and refusal is None,
        may_ask=may_ask,
        refusal=refusal,
    )


def _refusal(actor: Actor, case: Case) -> LinliError | None:
    try:
        check_may(actor, case, Move.JUDGE)
        rules.check_judge(actor, case, first(case))
    except LinliError as refused:
        return refused
    return None


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement as the reporter reads it: what was found, what that means, the reason.

    ``review_until``: until when she may ask for the one review; None where that is over.
    """

    finding: str
    meaning: str
    reason: str
    at: datetime
    is_review: bool
    review_until: datetime | None


def of_reporter(case_id: UUID, *, at: datetime) -> Judged | None:
    """Return the judgement that stands on a case, as its reporter reads it; or None."""
    rows = Judgement.objects.filter(case=case_id).select_related("case").order_by("at", "entry")
    row = rows.last()
    if row is None or not row.case.judged:
        return None
    entry = journal.entries(stream_of(case_id))[row.entry - 1]
    payload = journal.payload_of(entry)
    finding, meaning = FINDINGS[Finding(row.finding)]
    days = cases.book_of(row.case, at).policy.review_days
    until = row.at + timedelta(days=days)
    may_review = row.reviews_id is None and not row.case.pending and at <= until
    return Judged(
        finding=gettext(finding),
        meaning=gettext(meaning),
        reason=str((payload.content or {}).get("text", "")) if payload else "",
        at=row.at,
        is_review=row.reviews_id is not None,
        review_until=until if may_review else None,
    )


@dataclass(frozen=True, slots=True)
class JudgedCounts:
    """Cases of one span of time: what the rates are without those judged, and what was found.

    ``kept``: rated and not judged; ``settled`` and ``satisfied`` are of these. ``spoken``:
    with a word of the reporter, ``unsettled_once`` of them at least once not settled.
    """

    kept: int
    settled: int
    satisfied: int
    spoken: int
    unsettled_once: int
    findings: dict[str, int]


def judged_counts(*, begins: datetime, ends: datetime) -> JudgedCounts:
    """Return the counts of cases reported from ``begins`` up to ``ends``; one statement."""
    kept = Q(stage=Stage.CLOSED.value, rated_at__isnull=False, judged="")
    spoken = Q(rated_at__isnull=False) | Q(was_unsettled=True)
    parts = {
        "kept": kept,
        "settled": kept & Q(settled=True),
        "satisfied": kept & Q(satisfied__in=["satisfied", "mostly"]),
        "spoken": spoken,
        "unsettled_once": Q(was_unsettled=True),
    }
    found = {word: Q(judged=word) for word in Finding if word is not Finding.NOT_SETTLED}
    counts = Case.objects.filter(reported_at__gte=begins, reported_at__lt=ends).exclude(
        stage=Stage.MERGED.value
    )
    each = {name: Count("pk", filter=part) for name, part in (parts | found).items()}
    counted = counts.aggregate(**each)
    return JudgedCounts(
        **{name: counted[name] for name in parts},
        findings={str(word): counted[word] for word in found},
    )
