"""Whether a demand was lawfully settled: asked by a desk or the reporter, found by another post.

Dissatisfied is not always unsolved. A finding counts a case apart; it never takes it out of
the raw rates. Source: mission, “after a cap, another post judges”; governance rules 2.6, H10
(the kinds) and H14 (thirty days to ask for a review), by analogy (rows G1, G4).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from linli.grid.cases.rules import Ask, Book, Changes, Satisfied, Standing, asked_for
from linli.grid.moves.rules import RANK, Move, Stage, check_move
from linli.kernel.common.errors import Forbidden, RuleBroken, gettext_noop
from linli.kernel.people.rules import Actor, Role


class Finding(StrEnum):
    """What another post found of a demand."""

    NOT_SETTLED = "not_settled"
    LAWFULLY_SETTLED = "lawfully_settled"
    ALREADY_SETTLED = "already_settled"
    UNLAWFUL_DEMAND = "unlawful_demand"
    NOT_OUR_DUTY = "not_our_duty"


FINDINGS: dict[Finding, tuple[str, str]] = {
    Finding.NOT_SETTLED: (
        gettext_noop("Not settled"),
        gettext_noop("It is handled once more, with a new deadline."),
    ),
    Finding.LAWFULLY_SETTLED: (
        gettext_noop("Lawfully settled"),
        gettext_noop("What the law asks for was done, although it is not what was wished for."),
    ),
    Finding.ALREADY_SETTLED: (
        gettext_noop("Settled before"),
        gettext_noop("The same demand was settled earlier and nothing new is reported."),
    ),
    Finding.UNLAWFUL_DEMAND: (
        gettext_noop("Demand against the law"),
        gettext_noop("What is asked for is against the law or public order."),
    ),
    Finding.NOT_OUR_DUTY: (
        gettext_noop("Beyond the duties of government and community"),
        gettext_noop("It lies beyond the duties of government and community."),
    ),
}
"""Finding → its name and what it says to the reporter."""

LEVEL: dict[Role, int] = {**RANK, Role.SUPERVISOR: 4}
"""How far up a judge stands; the district's supervisors stand above its desk."""


class Disputed(Standing, Protocol):
    """What is read of a case that is judged, beside what the moves read."""

    satisfied: str
    settled: bool | None
    pending_by_id: UUID | None
    setter_post_id: UUID | None


@dataclass(frozen=True, slots=True)
class First:
    """The judgement that stands: by whom, when, and whether it was reviewed."""

    post_id: UUID | None
    role: str
    at: datetime
    is_reviewed: bool


class NothingToJudge(RuleBroken):
    """Nobody says that the matter is not settled, or that she is not satisfied."""

    code = "grid.nothing_to_judge"
    message = gettext_noop("Nobody has said that this matter is not settled or not satisfying.")
    hint = gettext_noop(
        "A judgement is asked for after such a verdict, hers or one heard by a desk."
    )


class JudgedAlready(RuleBroken):
    """Another post has judged the matter."""

    code = "grid.judged_already"
    message = gettext_noop("Another post has judged this matter; the judgement stands.")
    hint = gettext_noop("The reporter may ask for one review by the level above.")


class NoJudgementAsked(RuleBroken):
    """There is nothing to judge now."""

    code = "grid.no_judgement_asked"
    message = gettext_noop("No judgement is asked for on this matter.")
    hint = gettext_noop("Reload the page to see what changed.")


class AnotherJudges(Forbidden):
    """Who asked, who gave the matter out, or the same level, does not judge."""

    code = "grid.another_judges"
    message = gettext_noop("Whoever asks for a judgement or gave the matter out does not judge it.")
    hint = gettext_noop("Leave it to a desk above the one that gave the matter out.")


class LevelAboveReviews(Forbidden):
    """A judgement is reviewed by the level above the one that judged."""

    code = "grid.level_above_reviews"
    message = gettext_noop("A judgement is reviewed by the level above the one that judged.")
    hint = gettext_noop("Leave the review to the street, the district or its supervisors.")


class NothingToReview(RuleBroken):
    """No judgement stands that could be reviewed."""

    code = "grid.nothing_to_review"
    message = gettext_noop("No judgement stands on this matter.")
    hint = gettext_noop("If it is not settled, ask for the matter to be reopened.")


class ReviewedAlready(RuleBroken):
    """The one review has been asked for and answered."""

    code = "grid.reviewed_already"
    message = gettext_noop("This judgement was reviewed; it is final here.")
    hint = gettext_noop("The letters and visits office receives you, or the court.")


class ReviewOver(RuleBroken):
    """The time to ask for a review is over."""

    code = "grid.review_over"
    message = gettext_noop(
        "A review is possible within %(days)s days after the judgement; that time is over."
    )
    hint = gettext_noop("The letters and visits office receives you, or the court.")


def asked(actor: Actor, case: Disputed, *, is_disputed: bool) -> Changes:
    """Return what asking for a judgement sets.

    ``is_disputed``: the reporter said, herself or to a desk, that it is not settled or that
    she is not satisfied.

    Raises:
        MoveNotAllowed, JudgedAlready, NothingToJudge, AlreadyAsked.
    """
    check_move(Stage(case.stage), Move.ASK_JUDGEMENT)
    if case.judged:
        raise JudgedAlready
    if not is_disputed:
        raise NothingToJudge
    return asked_for(case, Ask.JUDGE, actor.post_id)


def asked_review(case: Disputed, first: First | None, *, at: datetime, book: Book) -> Changes:
    """Return what the reporter's wish for a review sets: once, within the policy's days.

    Raises:
        MoveNotAllowed, NothingToReview, ReviewedAlready, ReviewOver, AlreadyAsked.
    """
    check_move(Stage(case.stage), Move.ASK_REVIEW)
    if first is None:
        raise NothingToReview
    if first.is_reviewed:
        raise ReviewedAlready
    days = book.policy.review_days
    if at > first.at + timedelta(days=days):
        raise ReviewOver(days=days)
    return asked_for(case, Ask.JUDGE, None)


def check_judge(actor: Actor, case: Disputed, first: First | None) -> None:
    """Refuse a judge who is not another: who asked, who gave it out, or the same level.

    The handler and the unit that leads are kept out by the table of the moves. A review is for
    the level above the first judge; on the highest levels for another post.

    Raises:
        NoJudgementAsked: nothing waits.
        AnotherJudges, LevelAboveReviews.
    """
    check_move(Stage(case.stage), Move.JUDGE)
    if case.pending != Ask.JUDGE:
        raise NoJudgementAsked
    if actor.post_id in {case.pending_by_id, case.setter_post_id}:
        raise AnotherJudges
    level, top = LEVEL[actor.role], LEVEL[Role.DISTRICT_DESK]
    setter = LEVEL.get(Role(case.setter_role), 0) if case.setter_role else 0
    if level <= setter and level < top:
        raise AnotherJudges
    if first is None:
        return
    if actor.post_id == first.post_id or level < min(LEVEL[Role(first.role)] + 1, top):
        raise LevelAboveReviews


def judged(actor: Actor, case: Disputed, finding: Finding, first: First | None) -> Changes:
    """Return what a judgement sets: the finding stands, or that it is not settled is remembered.

    What is not settled is reopened in an entry of its own.

    Raises:
        MoveNotAllowed, NoJudgementAsked, AnotherJudges, LevelAboveReviews.
    """
    check_judge(actor, case, first)
    calm: Changes = {"pending": "", "pending_by_id": None}
    if finding is Finding.NOT_SETTLED:
        return {"judged": "", "was_unsettled": True, **calm}
    return {"judged": finding.value, **calm}


def is_disputed(case: Disputed) -> bool:
    """Return whether the reporter said herself that it is not settled or that she is not satisfied."""
    return case.settled is False or case.satisfied == Satisfied.DISSATISFIED


def name(finding: str) -> str:
    """Return the English name of a finding, or nothing for none."""
    return FINDINGS[Finding(finding)][0] if finding else ""
