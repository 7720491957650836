"""What each step on the line of a case changes: pure functions, changes only."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from linli.grid.cases.rules import (
    NO_CLOCK,
    Book,
    Changes,
    DeskAboveDecides,
    Ground,
    Kind,
    Standing,
    clock_of,
    is_late,
    of_kind,
    start,
    start_handling,
    under,
)
from linli.grid.clocks import rules as clocks
from linli.grid.clocks.rules import Clock
from linli.grid.moves.rules import Move, Stage, check_move, rank
from linli.kernel.common.errors import Forbidden, RuleBroken, gettext_noop
from linli.kernel.people.rules import Actor, Role


class ReturnsUsedUp(RuleBroken):
    """The case was given back as often as it may be."""

    code = "grid.returns_used_up"
    message = gettext_noop(
        "This matter was given back %(times)s times; it cannot be given back again."
    )
    hint = gettext_noop("The desk above has decided whose it is; ask it for help with the case.")


class PersonChecks(Forbidden):
    """A rule verifies only what an officer settled on the spot and no sample drew."""

    code = "grid.person_checks"
    message = gettext_noop("Whether this matter is done is checked by a person.")
    hint = gettext_noop("Leave the check to the desk or to another post.")


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
        **of_kind(kind, book),
        **(start("verify", kind.verify, at, book) if is_sampled else NO_CLOCK),
    }


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
        **of_kind(kind, book),
    }


def declined(case: Standing, ground: Ground, *, at: datetime) -> Changes:
    """Return what declining sets."""
    return {
        "stage": check_move(Stage(case.stage), Move.DECLINE),
        "ground": ground.value,
        "closed_at": at,
        "was_late": is_late(case, at),
        "pending": "",
        **NO_CLOCK,
    }


def taken_up(case: Standing, *, at: datetime, book: Book) -> Changes:
    """Return what taking a declined matter up again sets: it waits for the desk as if just reported.

    The ground falls away; a category, and what was late, stay.
    """
    return {
        "stage": check_move(Stage(case.stage), Move.TAKE_UP),
        "ground": "",
        "closed_at": None,
        **start("accept", book.policy.accept, at, book),
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

    Units that got a task before a return go on assisting, beside those named now.

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
        "assist_ids": list(dict.fromkeys([*case.assist_ids, *assist_ids])),
        "handler_post_id": None,
        "handler_person_id": None,
        "setter_role": actor.role.value,
        "setter_post_id": actor.post_id,
        "was_late": is_late(case, at),
        **({} if runs_on else start_handling(kind, at, book)),
    }


def accepted(actor: Actor, case: Standing, *, at: datetime) -> Changes:
    """Return what taking a case in hand sets."""
    return {
        "stage": check_move(Stage(case.stage), Move.ACCEPT),
        "accepted_at": at,
        "handler_post_id": actor.post_id,
        "handler_person_id": actor.person_id,
    }


def given_back(case: Standing, *, tasked: Sequence[UUID] = (), book: Book) -> Changes:
    """Return what giving back sets; the clock runs on.

    ``tasked``: units that have or had a task; they keep it, and go on seeing the case.

    Raises:
        ReturnsUsedUp: the desk above has decided already.
    """
    stage = check_move(Stage(case.stage), Move.GIVE_BACK)
    if case.returns >= book.policy.max_returns:
        raise ReturnsUsedUp(times=case.returns)
    return {
        "stage": stage,
        "lead_id": None,
        "assist_ids": list(tasked),
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
        **start("verify", kind.verify, at, book),
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
        "was_late": is_late(case, at),
        "pending": "",
        **start("close", book.policy.close_after_verified, at, book),
    }


def sent_back(case: Standing, kind: Kind, *, at: datetime, book: Book) -> Changes:
    """Return what a bad check sets: in hand again, without the time the check took."""
    stage = check_move(Stage(case.stage), Move.REWORK)
    return {
        "stage": stage,
        "done_at": None,
        "handle_due_at": None,
        "reworks": case.reworks + 1,
        "was_late": is_late(case, at),
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
    return under(clocks.resume_clock(standing, at, book.calendar), book)


def closed(case: Standing, *, at: datetime) -> Changes:
    """Return what closing sets."""
    return {
        "stage": check_move(Stage(case.stage), Move.CLOSE),
        "closed_at": at,
        "pending": "",
        **NO_CLOCK,
    }
