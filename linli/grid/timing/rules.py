"""What changes the time of a case: suspension, extension, answers, and the clock itself."""

from datetime import datetime

from linli.grid.cases.rules import (
    Ask,
    Book,
    Changes,
    Standing,
    asked_for,
    clock_of,
    is_late,
    under,
)
from linli.grid.clocks import rules as clocks
from linli.grid.handling.rules import closed
from linli.grid.moves.rules import Move, Stage, check_move
from linli.kernel.calendar.rules import Limit
from linli.kernel.common.errors import RuleBroken, gettext_noop
from linli.kernel.people.rules import Actor


class ExtensionsUsedUp(RuleBroken):
    """The deadline was extended as often as it may be."""

    code = "grid.extensions_used_up"
    message = gettext_noop("The deadline was already extended; that is possible %(times)s times.")
    hint = gettext_noop("Ask for a suspension if the work depends on others.")


class NothingAsked(RuleBroken):
    """There is nothing to answer."""

    code = "grid.nothing_asked"
    message = gettext_noop("No request waits for an answer on this matter.")
    hint = gettext_noop("Reload the page to see what changed.")


class NoClock(RuleBroken):
    """No clock runs, so it can neither stand still nor run longer."""

    code = "grid.no_clock"
    message = gettext_noop("This matter has no deadline.")
    hint = gettext_noop("Nothing has to be asked for; take the time that it needs.")


class ClockStands(RuleBroken):
    """The clock already stands still."""

    code = "grid.clock_stands"
    message = gettext_noop("The clock of this matter already stands still.")
    hint = gettext_noop("Resume the matter first.")


class ClockRuns(RuleBroken):
    """The clock is running, so there is nothing to resume."""

    code = "grid.clock_runs"
    message = gettext_noop("The clock of this matter is running.")
    hint = gettext_noop("Nothing has to be resumed.")


def asked(actor: Actor, case: Standing, what: Ask, *, book: Book) -> Changes:
    """Return what asking for a suspension or an extension sets.

    Raises:
        NoClock: the matter has no deadline.
        AlreadyAsked: something waits already.
        ClockStands: it is suspended already.
        ExtensionsUsedUp: the deadline was extended as often as it may be.
    """
    move = Move.ASK_SUSPENSION if what is Ask.SUSPEND else Move.ASK_EXTENSION
    check_move(Stage(case.stage), move)
    if clock_of(case) is None:
        raise NoClock
    if what is Ask.SUSPEND and case.stands_since is not None:
        raise ClockStands
    if what is Ask.EXTEND and case.extensions >= book.policy.max_extensions:
        raise ExtensionsUsedUp(times=book.policy.max_extensions)
    return asked_for(case, what, actor.post_id)


def granted(
    case: Standing,
    *,
    extra: Limit | None,
    at: datetime,
    book: Book,
) -> Changes:
    """Return what granting sets: the clock stands still, or the deadline moves.

    Raises:
        MoveNotAllowed: the case is closed; what waits there is judged.
        NothingAsked: nothing waits for an answer.
    """
    check_move(Stage(case.stage), Move.GRANT)
    clock = clock_of(case)
    calm: Changes = {"pending": "", "pending_by_id": None}
    if not case.pending or clock is None:
        raise NothingAsked
    if case.pending == Ask.SUSPEND:
        stands = clocks.suspend_clock(clock, at)
        still = under(stands, book, is_warned=case.is_warned, level=case.level)
        return {**still, "was_late": is_late(case, at), **calm}
    longer = clocks.extend_clock(clock, extra or clock.limit, book.calendar)
    return {
        **under(longer, book),
        "was_late": is_late(case, at),
        "extensions": case.extensions + 1,
        **calm,
    }


def refused(case: Standing) -> Changes:
    """Return what refusing sets.

    Raises:
        MoveNotAllowed: the case is closed; what waits there is judged.
        NothingAsked: nothing waits for an answer.
    """
    check_move(Stage(case.stage), Move.REFUSE)
    if not case.pending:
        raise NothingAsked
    return {"pending": "", "pending_by_id": None}


def resumed(case: Standing, *, at: datetime, book: Book) -> Changes:
    """Return what resuming sets: the time that was left is left again.

    Raises:
        ClockRuns: the clock does not stand.
    """
    check_move(Stage(case.stage), Move.RESUME)
    clock = clock_of(case)
    if clock is None or clock.stands_since is None:
        raise ClockRuns
    again = clocks.resume_clock(clock, at, book.calendar)
    return under(again, book, is_warned=case.is_warned, level=case.level)


def watched(case: Standing, *, at: datetime, book: Book) -> tuple[Move, Changes] | None:
    """Return what the clock itself does at ``at``: warn, escalate by one level, close, or nothing.

    A case under the ``close`` clock is not late when it runs out: it is closed by rule.
    """
    clock = clock_of(case)
    if clock is None or clock.stands_since is not None:
        return None
    if clock.what == "close":
        return (Move.CLOSE, closed(case, at=at)) if at >= clock.due_at else None
    if at > clock.due_at:
        changes = under(clock, book, is_warned=True, level=case.level + 1)
        return Move.ESCALATE, {**changes, "was_late": True}
    if not case.is_warned:
        return Move.WARN, under(clock, book, is_warned=True, level=case.level)
    return None
