"""What each move changes in a case: pure functions from what is so to the new values.

Every function returns the changes only; ``grid.cases.services`` stores and records them.
Deadlines are a function of policy version, entries and calendar (row G1, “限期办结”).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from linli.grid.clocks import rules as clocks
from linli.grid.clocks.rules import Clock, PolicyValues
from linli.grid.moves.rules import Held, Move, Stage, check_move, rank
from linli.kernel.calendar.rules import Limit, Unit, WorkCalendar
from linli.kernel.common.errors import Forbidden, InputRefused, RuleBroken, gettext_noop
from linli.kernel.people.rules import Actor, Role

Changes = dict[str, object]


@dataclass(frozen=True, slots=True)
class Book:
    """The rules in force when a move is made: policy, catalogue edition, calendar."""

    policy: PolicyValues
    policy_version: int
    edition: int
    calendar: WorkCalendar


@dataclass(frozen=True, slots=True)
class Kind:
    """What a case must know of its category; without ``handle`` no handling clock runs."""

    code: str
    handle: Limit | None
    verify: Limit
    is_public: bool
    is_emergency: bool


class Standing(Held, Protocol):
    """What the rules read of a case, beside what the guard reads."""

    clock: str
    clock_started_at: datetime | None
    due_at: datetime | None
    limit_value: int
    limit_unit: str
    stands_since: datetime | None
    handle_due_at: datetime | None
    done_at: datetime | None
    closed_at: datetime | None
    first_receiver_id: UUID | None
    coordinator_id: UUID | None
    is_warned: bool
    level: int
    was_late: bool
    was_unsettled: bool
    pending: str
    is_on_site: bool
    is_sampled: bool
    returns: int
    reopens: int
    reworks: int
    extensions: int
    joined: int
    rated_at: datetime | None


class Ground(StrEnum):
    """The six lawful grounds for not taking a matter in (governance rules, H10)."""

    EMERGENCY_LINE = "emergency_line"
    OTHER_PROCEDURE = "other_procedure"
    REPEAT = "repeat"
    SECRET = "secret"
    BEYOND_DUTY = "beyond_duty"
    UNLAWFUL = "unlawful"


GROUNDS: dict[Ground, tuple[str, str]] = {
    Ground.EMERGENCY_LINE: (
        gettext_noop("A matter for the emergency lines."),
        gettext_noop("Call 110, 119 or 120."),
    ),
    Ground.OTHER_PROCEDURE: (
        gettext_noop("Court, arbitration, petition or discipline procedures deal with it."),
        gettext_noop("Turn to the office that conducts the procedure."),
    ),
    Ground.REPEAT: (
        gettext_noop("The same matter was settled and nothing new is reported."),
        gettext_noop("See the result of the earlier matter; report again when facts are new."),
    ),
    Ground.SECRET: (
        gettext_noop("It concerns state secrets, trade secrets or the privacy of others."),
        gettext_noop("Turn to the office in charge in person."),
    ),
    Ground.BEYOND_DUTY: (
        gettext_noop("It lies beyond the duties of government and community."),
        gettext_noop("The community can name who may help: mediation, a lawyer, a company."),
    ),
    Ground.UNLAWFUL: (
        gettext_noop("What is asked for is against the law or public order."),
        gettext_noop("The community explains the rule on request."),
    ),
}
"""Ground → (why, where to turn instead)."""


class Ask(StrEnum):
    """What can be asked of the desk that set the deadline, or of another judge."""

    SUSPEND = "suspend"
    EXTEND = "extend"
    JUDGE = "judge"


class Satisfied(StrEnum):
    """How satisfied the reporter is; asked apart from whether it is settled."""

    SATISFIED = "satisfied"
    MOSTLY = "mostly"
    DISSATISFIED = "dissatisfied"


class ReturnsUsedUp(RuleBroken):
    """The case was given back as often as it may be."""

    code = "grid.returns_used_up"
    message = gettext_noop(
        "This matter was given back %(times)s times; it cannot be given back again."
    )
    hint = gettext_noop("The desk above has decided whose it is; ask it for help with the case.")


class DeskAboveDecides(RuleBroken):
    """After the last return only a desk above may dispatch."""

    code = "grid.desk_above_decides"
    message = gettext_noop(
        "This matter was given back %(times)s times; the desk above decides whose it is."
    )
    hint = gettext_noop("Leave the dispatch to the street or district desk.")


class ReopensUsedUp(RuleBroken):
    """Beyond the cap another judge than the desk that set the deadline decides."""

    code = "grid.reopens_used_up"
    message = gettext_noop(
        "This matter was reopened %(times)s times; another desk judges whether it is settled."
    )
    hint = gettext_noop("Leave the judgement to the street or district desk.")


class ExtensionsUsedUp(RuleBroken):
    """The deadline was extended as often as it may be."""

    code = "grid.extensions_used_up"
    message = gettext_noop("The deadline was already extended; that is possible %(times)s times.")
    hint = gettext_noop("Ask for a suspension if the work depends on others.")


class AlreadyAsked(RuleBroken):
    """Something is asked for already and waits for an answer."""

    code = "grid.already_asked"
    message = gettext_noop("A request on this matter already waits for an answer.")
    hint = gettext_noop("Wait for the answer of the desk, then ask again.")


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


class PersonChecks(Forbidden):
    """A rule verifies only what an officer settled on the spot and no sample drew."""

    code = "grid.person_checks"
    message = gettext_noop("Whether this matter is done is checked by a person.")
    hint = gettext_noop("Leave the check to the desk or to another post.")


class IntoItself(InputRefused):
    """A case cannot be merged into itself or into one that is not open."""

    code = "grid.into_itself"
    message = gettext_noop(
        "A matter can be merged only into another open matter of the same community."
    )
    hint = gettext_noop("Choose the matter that goes on.")


def clock_of(case: Standing) -> Clock | None:
    """Return the clock a case stands under, or None where none runs."""
    if not case.clock or case.due_at is None or case.clock_started_at is None:
        return None
    return Clock(
        what=case.clock,
        started_at=case.clock_started_at,
        due_at=case.due_at,
        limit=Limit(case.limit_value, Unit(case.limit_unit)),
        stands_since=case.stands_since,
    )


def _under(clock: Clock, book: Book, *, is_warned: bool = False, level: int = 0) -> Changes:
    watch = clocks.next_watch_at(
        clock, is_warned=is_warned, level=level, policy=book.policy, calendar=book.calendar
    )
    return {
        "clock": clock.what,
        "clock_started_at": clock.started_at,
        "due_at": clock.due_at,
        "limit_value": clock.limit.value,
        "limit_unit": clock.limit.unit,
        "stands_since": clock.stands_since,
        "watch_at": watch,
        "is_warned": is_warned,
        "level": level,
    }


def _start(what: str, limit: Limit, at: datetime, book: Book) -> Changes:
    return _under(clocks.start_clock(what, at, limit, book.calendar), book)


def _handling(kind: Kind, at: datetime, book: Book) -> Changes:
    return _start("handle", kind.handle, at, book) if kind.handle else dict(NO_CLOCK)


NO_CLOCK: Changes = {
    "clock": "",
    "clock_started_at": None,
    "due_at": None,
    "limit_value": 0,
    "limit_unit": "",
    "stands_since": None,
    "watch_at": None,
    "is_warned": False,
    "level": 0,
}


def _late(case: Standing, at: datetime) -> bool:
    """Return whether the case is or was late, seen at ``at``.

    A standing clock is not late, nor is the ``close`` clock, at whose end a rule closes.
    """
    return case.was_late or (
        case.due_at is not None
        and case.stands_since is None
        and case.clock != "close"
        and at > case.due_at
    )


def _of_kind(kind: Kind, book: Book) -> Changes:
    return {
        "category_code": kind.code,
        "edition": book.edition,
        "is_public": kind.is_public and not kind.is_emergency,
        "is_emergency": kind.is_emergency,
    }


def reported(kind: Kind | None, *, at: datetime, book: Book) -> Changes:
    """Return what a report sets; ``kind`` only where the reporter chose the category."""
    chosen = _of_kind(kind, book) if kind else {"edition": book.edition}
    return {
        "stage": check_move(Stage.NONE, Move.REPORT),
        "reported_at": at,
        "policy": book.policy_version,
        **chosen,
        **_start("accept", book.policy.accept, at, book),
    }


def settled_on_site(
    actor: Actor, kind: Kind, *, is_sampled: bool, at: datetime, book: Book
) -> Changes:
    """Return what settling on the spot sets: done at once, no clock, maybe drawn into the sample."""
    return {
        "stage": check_move(Stage.NONE, Move.RESOLVE_ON_SITE),
        "reported_at": at,
        "registered_at": at,
        "dispatched_at": at,
        "accepted_at": at,
        "done_at": at,
        "policy": book.policy_version,
        "is_on_site": True,
        "is_sampled": is_sampled,
        "lead_id": actor.organisation_id,
        "coordinator_id": actor.organisation_id,
        "first_receiver_id": actor.organisation_id,
        "handler_post_id": actor.post_id,
        "handler_person_id": actor.person_id,
        **_of_kind(kind, book),
        **(_start("verify", kind.verify, at, book) if is_sampled else NO_CLOCK),
    }


def is_sampled(case_id: UUID, *, percent: int) -> bool:
    """Return whether a case settled on the spot is drawn into the sample; by its key alone."""
    return case_id.int % 100 < percent


def registered(
    actor: Actor,
    case: Standing,
    kind: Kind,
    *,
    community_org: UUID | None,
    at: datetime,
    book: Book,
) -> Changes:
    """Return what registering sets; the community coordinates (社区牵头), whoever takes it is first."""
    return {
        "stage": check_move(Stage(case.stage), Move.REGISTER),
        "registered_at": at,
        "coordinator_id": community_org,
        "first_receiver_id": actor.organisation_id or community_org,
        **_of_kind(kind, book),
    }


def declined(case: Standing, ground: Ground, *, at: datetime) -> Changes:
    """Return what declining sets."""
    return {
        "stage": check_move(Stage(case.stage), Move.DECLINE),
        "ground": ground.value,
        "closed_at": at,
        "was_late": _late(case, at),
        "pending": "",
        **NO_CLOCK,
    }


def dispatched(
    actor: Actor,
    case: Standing,
    kind: Kind,
    *,
    lead_id: UUID,
    assist_ids: list[UUID],
    at: datetime,
    book: Book,
) -> Changes:
    """Return what a dispatch sets; after a return the handling clock runs on.

    Raises:
        DeskAboveDecides: it was given back too often for this desk to dispatch it again.
    """
    stage = check_move(Stage(case.stage), Move.DISPATCH)
    used_up = case.returns >= book.policy.max_returns
    if used_up and rank(actor.role) <= min(rank(case.setter_role), rank(Role.STREET_DESK)):
        raise DeskAboveDecides(times=case.returns)
    runs_on = case.clock == "handle"
    return {
        "stage": stage,
        "dispatched_at": at,
        "lead_id": lead_id,
        "assist_ids": assist_ids,
        "handler_post_id": None,
        "handler_person_id": None,
        "setter_role": actor.role.value,
        "was_late": _late(case, at),
        **({} if runs_on else _handling(kind, at, book)),
    }


def accepted(actor: Actor, case: Standing, *, at: datetime) -> Changes:
    """Return what taking a case in hand sets."""
    return {
        "stage": check_move(Stage(case.stage), Move.ACCEPT),
        "accepted_at": at,
        "handler_post_id": actor.post_id,
        "handler_person_id": actor.person_id,
    }


def given_back(case: Standing, *, book: Book) -> Changes:
    """Return what giving back sets; the clock runs on.

    Raises:
        ReturnsUsedUp: the desk above has decided already.
    """
    stage = check_move(Stage(case.stage), Move.GIVE_BACK)
    if case.returns >= book.policy.max_returns:
        raise ReturnsUsedUp(times=case.returns)
    return {
        "stage": stage,
        "lead_id": None,
        "assist_ids": [],
        "returns": case.returns + 1,
        "pending": "",
    }


def done(case: Standing, kind: Kind, *, at: datetime, book: Book) -> Changes:
    """Return what finishing sets; a standing clock is resumed first."""
    stage = check_move(Stage(case.stage), Move.DONE)
    clock = clock_of(case)
    if clock and clock.stands_since:
        clock = clocks.resume_clock(clock, at, book.calendar)
    due_at = clock.due_at if clock else None
    return {
        "stage": stage,
        "done_at": at,
        "handle_due_at": due_at,
        "was_late": case.was_late or (due_at is not None and at > due_at),
        "pending": "",
        **_start("verify", kind.verify, at, book),
    }


def verified(actor: Actor, case: Standing, *, at: datetime, book: Book) -> Changes:
    """Return what a good check sets; the house closes the case after the agreed time.

    Raises:
        PersonChecks: a rule would check what a person has to.
    """
    if actor.role is Role.RULE and (not case.is_on_site or case.is_sampled):
        raise PersonChecks
    return {
        "stage": check_move(Stage(case.stage), Move.VERIFY),
        "was_late": _late(case, at),
        "pending": "",
        **_start("close", book.policy.close_after_verified, at, book),
    }


def sent_back(case: Standing, kind: Kind, *, at: datetime, book: Book) -> Changes:
    """Return what a bad check sets: in hand again, without the time the check took."""
    stage = check_move(Stage(case.stage), Move.REWORK)
    return {
        "stage": stage,
        "done_at": None,
        "handle_due_at": None,
        "reworks": case.reworks + 1,
        "was_late": _late(case, at),
        "pending": "",
        **_clock_again(case, kind, at, book),
    }


def _clock_again(case: Standing, kind: Kind, at: datetime, book: Book) -> Changes:
    """Return the handling clock as it stood when the case was done, running again."""
    if kind.handle is None or case.done_at is None or case.handle_due_at is None:
        return dict(NO_CLOCK)
    standing = Clock(
        what="handle",
        started_at=case.done_at,
        due_at=case.handle_due_at,
        limit=kind.handle,
        stands_since=case.done_at,
    )
    return _under(clocks.resume_clock(standing, at, book.calendar), book)


def closed(case: Standing, *, at: datetime) -> Changes:
    """Return what closing sets."""
    return {
        "stage": check_move(Stage(case.stage), Move.CLOSE),
        "closed_at": at,
        "pending": "",
        **NO_CLOCK,
    }


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
        RatingOver: the reporter asks too late.
        AlreadyAsked: her wish already waits for a judge.
        ReopensUsedUp: beyond the cap this desk is not another judge.
    """
    stage = check_move(Stage(case.stage), Move.REOPEN)
    is_reporter = actor.role is Role.REPORTER
    if is_reporter:
        _check_in_time(case, at=at, book=book)
    if case.reopens >= book.policy.max_reopens:
        if is_reporter:
            return _asked(case, Ask.JUDGE, None)
        if rank(actor.role) <= min(rank(case.setter_role), rank(Role.STREET_DESK)):
            raise ReopensUsedUp(times=case.reopens)
    return {
        "stage": stage,
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
        "was_unsettled": case.was_unsettled or is_reporter,
        "pending": "",
        **_handling(kind, at, book),
    }


def _asked(case: Standing, what: Ask, post_id: UUID | None) -> Changes:
    if case.pending:
        raise AlreadyAsked
    return {"pending": what.value, "pending_by_id": post_id}


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
    return _asked(case, what, actor.post_id)


def granted(
    actor: Actor,
    case: Standing,
    kind: Kind | None,
    *,
    extra: Limit | None,
    at: datetime,
    book: Book,
) -> Changes:
    """Return what granting sets: the clock stands still, the deadline moves, or it is reopened.

    ``kind``: None while a case has no category; only what was closed can be judged again.

    Raises:
        NothingAsked: nothing waits for an answer.
    """
    clock = clock_of(case)
    calm: Changes = {"pending": "", "pending_by_id": None}
    if case.pending == Ask.JUDGE and kind is not None:
        return {**reopened(actor, case, kind, at=at, book=book), **calm}
    if not case.pending or clock is None:
        raise NothingAsked
    if case.pending == Ask.SUSPEND:
        stands = clocks.suspend_clock(clock, at)
        still = _under(stands, book, is_warned=case.is_warned, level=case.level)
        return {**still, "was_late": _late(case, at), **calm}
    longer = clocks.extend_clock(clock, extra or clock.limit, book.calendar)
    return {
        **_under(longer, book),
        "was_late": _late(case, at),
        "extensions": case.extensions + 1,
        **calm,
    }


def refused(case: Standing) -> Changes:
    """Return what refusing sets.

    Raises:
        NothingAsked: nothing waits for an answer.
    """
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
    return _under(again, book, is_warned=case.is_warned, level=case.level)


def merged(case: Standing, *, into: UUID, at: datetime) -> Changes:
    """Return what merging sets in the case that ends.

    Raises:
        IntoItself: ``into`` is the case itself.
    """
    stage = check_move(Stage(case.stage), Move.MERGE)
    if into == case.id:
        raise IntoItself
    return {
        "stage": stage,
        "merged_into_id": into,
        "was_late": _late(case, at),
        "pending": "",
        **NO_CLOCK,
    }


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
        changes = _under(clock, book, is_warned=True, level=case.level + 1)
        return Move.ESCALATE, {**changes, "was_late": True}
    if not case.is_warned:
        return Move.WARN, _under(clock, book, is_warned=True, level=case.level)
    return None


def fold(facts: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """Return the fields of a case from the facts of its entries, oldest first.

    An entry that undoes another (``undoes``: its number) carries the values that hold again,
    so a fold never has to look back.
    """
    fields: dict[str, object] = {}
    for one in facts:
        changes = one.get("set")
        if isinstance(changes, Mapping):
            fields.update(changes)
    return fields
