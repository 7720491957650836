"""What the reporter's word changes: her verdict, and her wish that it be done again."""

from datetime import datetime, timedelta

from linli.grid.cases.rules import (
    Ask,
    Book,
    Changes,
    Kind,
    Satisfied,
    Standing,
    asked_for,
    start_handling,
)
from linli.grid.moves.rules import Move, Stage, check_move, rank
from linli.kernel.common.errors import RuleBroken, gettext_noop
from linli.kernel.people.rules import Actor, Role


class ReopensUsedUp(RuleBroken):
    """Beyond the cap another judge than the desk that set the deadline decides."""

    code = "grid.reopens_used_up"
    message = gettext_noop(
        "This matter was reopened %(times)s times; another desk judges whether it is settled."
    )
    hint = gettext_noop("Leave the judgement to the street or district desk.")


class JudgementStands(RuleBroken):
    """Another post has judged that nothing is left to be done."""

    code = "grid.judgement_stands"
    message = gettext_noop(
        "Another post has judged this matter; it is not reopened without a review."
    )
    hint = gettext_noop("The reporter may ask for one review by the level above.")


class RatingOver(RuleBroken):
    """The time for the reporter's verdict is over."""

    code = "grid.rating_over"
    message = gettext_noop(
        "A verdict is possible within %(days)s days after closing; that time is over."
    )
    hint = gettext_noop("If the trouble is back, report it as a new matter.")


class RatedAlready(RuleBroken):
    """The reporter has given her verdict."""

    code = "grid.rated_already"
    message = gettext_noop("Your verdict on this matter is already recorded.")
    hint = gettext_noop("If it is not settled, ask for the matter to be reopened.")


class NoRatingAsked(RuleBroken):
    """An officer settled it on the spot; nobody waits for a verdict."""

    code = "grid.no_rating_asked"
    message = gettext_noop(
        "This matter was found and settled by a grid officer; no verdict is asked."
    )
    hint = gettext_noop("Report a new matter if something is not as it should be.")


def _check_in_time(case: Standing, *, at: datetime, book: Book) -> None:
    days = book.policy.rate_window_days
    if case.closed_at is None or at > case.closed_at + timedelta(days=days):
        raise RatingOver(days=days)


def rated(
    case: Standing, *, settled: bool, satisfied: Satisfied, at: datetime, book: Book
) -> Changes:
    """Return what the reporter's verdict sets.

    Raises:
        NoRatingAsked: an officer settled it on the spot.
        RatingOver: too late.
        RatedAlready: she has said it.
    """
    check_move(Stage(case.stage), Move.RATE)
    if case.is_on_site:
        raise NoRatingAsked
    _check_in_time(case, at=at, book=book)
    if case.rated_at is not None:
        raise RatedAlready
    return {
        "settled": settled,
        "satisfied": satisfied.value,
        "rated_at": at,
        "was_unsettled": case.was_unsettled or not settled,
    }


def reopened(actor: Actor, case: Standing, kind: Kind, *, at: datetime, book: Book) -> Changes:
    """Return what reopening sets; beyond the cap a reporter's wish waits for another judge.

    The old verdict stays in ``was_unsettled`` and so in the rates.

    Raises:
        JudgementStands: another post found that nothing is left to be done.
        RatingOver: the reporter asks too late.
        AlreadyAsked: her wish already waits for a judge.
        ReopensUsedUp: beyond the cap this desk is not another judge.
    """
    check_move(Stage(case.stage), Move.REOPEN)
    if case.judged:
        raise JudgementStands
    is_reporter = actor.role is Role.REPORTER
    if is_reporter:
        _check_in_time(case, at=at, book=book)
    if case.reopens >= book.policy.max_reopens:
        if is_reporter:
            return asked_for(case, Ask.JUDGE, None)
        if rank(actor.role) <= min(rank(case.setter_role), rank(Role.STREET_DESK)):
            raise ReopensUsedUp(times=case.reopens)
    was = case.was_unsettled or is_reporter
    return {**once_more(case, kind, at=at, book=book), "was_unsettled": was}


def once_more(case: Standing, kind: Kind, *, at: datetime, book: Book) -> Changes:
    """Return what sends a closed case to the same unit again, with a new clock."""
    return {
        "stage": check_move(Stage(case.stage), Move.REOPEN),
        "reopens": case.reopens + 1,
        "dispatched_at": at,
        "accepted_at": None,
        "done_at": None,
        "closed_at": None,
        "handle_due_at": None,
        "handler_post_id": None,
        "handler_person_id": None,
        "settled": None,
        "satisfied": "",
        "rated_at": None,
        "judged": "",
        "pending": "",
        "pending_by_id": None,
        **start_handling(kind, at, book),
    }
