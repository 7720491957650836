"""A desk or the reporter asks another post to judge; the post judges, and once a level reviews."""

from uuid import UUID

from django.db import transaction

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.cases.news import CaseAsked, CaseReopened
from linli.grid.cases.rules import Ask, Changes
from linli.grid.cases.services import change
from linli.grid.followups import queries as followups
from linli.grid.judgements import queries, rules
from linli.grid.judgements.models import Judgement
from linli.grid.judgements.news import CaseJudged
from linli.grid.judgements.rules import Finding
from linli.grid.moves.rules import Move
from linli.grid.steps.services import Step, held, needs_words, take
from linli.grid.verdicts.rules import once_more
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor


@transaction.atomic
def ask(actor: Actor, *, step: Step, stamp: Stamp) -> Case:
    """Ask another post whether a demand was lawfully settled, with a reason.

    Raises:
        ReasonNeeded, JudgedAlready, NothingToJudge, AlreadyAsked, MoveNotAllowed.
        NotYourTerritory, Forbidden, ChangedMeanwhile.
    """
    case = held(actor, step, move=Move.ASK_JUDGEMENT)
    needs_words(step)
    is_disputed = rules.is_disputed(case) or followups.is_disputed(case)
    changes = rules.asked(actor, case, is_disputed=is_disputed)
    asks = {"what": Ask.JUDGE.value}
    return take(actor, case, news=CaseAsked, changes=changes, step=step, stamp=stamp, details=asks)


@transaction.atomic
def ask_review(actor: Actor, *, step: Step, stamp: Stamp) -> Case:
    """Let the reporter ask the level above to review a judgement, once, with a reason.

    Raises:
        ReasonNeeded, NothingToReview, ReviewedAlready, ReviewOver, AlreadyAsked, MoveNotAllowed.
        NotYourTerritory: she does not hold the link of this case.
    """
    case = held(actor, step, move=Move.ASK_REVIEW)
    needs_words(step)
    book = cases.book_of(case, stamp.at)
    changes = rules.asked_review(case, queries.first(case), at=stamp.at, book=book)
    asks = {"what": "review"}
    return take(actor, case, news=CaseAsked, changes=changes, step=step, stamp=stamp, details=asks)


@transaction.atomic
def judge(actor: Actor, *, step: Step, key: UUID, finding: Finding, stamp: Stamp) -> Judgement:
    """Judge a demand with a reason that the reporter reads; what is not settled is reopened.

    Raises:
        ReasonNeeded, NoJudgementAsked, AnotherJudges, LevelAboveReviews, AnotherPostAsks.
        NotYourTerritory, Forbidden, MoveNotAllowed, ChangedMeanwhile.
    """
    case = held(actor, step, move=Move.JUDGE)
    needs_words(step)
    standing = queries.standing(case)
    changes = rules.judged(actor, case, finding, queries.first(case))
    values: Changes = {
        "round": case.reopens,
        "reviews_id": standing.pk if standing else None,
        "finding": finding.value,
        "asked_by_id": case.pending_by_id,
        "post_id": actor.post_id,
        "role": actor.role.value,
        "at": stamp.at,
        "entry": case.version + 1,
    }
    row = Judgement(id=key, case=case, **values)
    said = {"judgement": {"id": key, "set": values}}
    take(actor, case, news=CaseJudged, changes=changes, step=step, stamp=stamp, details=said)
    row.save(force_insert=True)
    if finding is Finding.NOT_SETTLED:
        book = cases.book_of(case, stamp.at)
        again = once_more(case, cases.kind_of(case), at=stamp.at, book=book)
        change(actor, case, news=CaseReopened, changes=again, stamp=stamp)
    return row
