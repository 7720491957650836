"""The line of a case: registered, dispatched, in hand, done, verified, closed.

Each service holds the case, asks the guard, asks the rule, and records; ``version`` is the
version the door saw, or None where nobody looked (a rule).
"""

from uuid import UUID

from django.db import transaction

from linli.grid.cases import queries
from linli.grid.cases import rules as case_rules
from linli.grid.cases import services as cases
from linli.grid.cases.models import Case
from linli.grid.cases.news import (
    CaseAccepted,
    CaseClosed,
    CaseDeclined,
    CaseDispatched,
    CaseDone,
    CaseGivenBack,
    CaseRegistered,
    CaseSentBack,
    CaseSettledOnSite,
    CaseTakenUp,
    CaseVerified,
)
from linli.grid.cases.rules import Ground
from linli.grid.cases.services import Report, change, hold
from linli.grid.handling import rules
from linli.grid.handling.queries import assists, leads
from linli.grid.moves.rules import Move, check_may
from linli.grid.numbers.queries import next_numbers
from linli.grid.photos.rules import PhotoKind, PicturesNeeded
from linli.grid.steps.services import ReasonNeeded, Step, held, needs_words, take
from linli.grid.tasks import queries as tasks_of
from linli.grid.tasks import services as tasks
from linli.grid.tasks.rules import MayNotAssist
from linli.kernel.common.errors import RuleBroken, gettext_noop
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import BY_RULE, Actor

__all__ = ["ReasonNeeded", "Step", "held", "needs_words", "take"]
"""Parts of ``steps`` that are also known under this address."""


class MayNotLead(RuleBroken):
    """The list of duties does not let this organisation lead in such a matter."""

    code = "grid.may_not_lead"
    message = gettext_noop(
        "By the list of duties this unit does not lead in “%(category)s” matters."
    )
    hint = gettext_noop("Choose a unit that the list names, or have the list changed first.")


def resolve_on_site(actor: Actor, *, report: Report, stamp: Stamp) -> Case:
    """Settle a matter on the spot, with a picture before and one after.

    A share of these cases is drawn into a sample that another post checks; the others are
    verified and closed by rule at once. No verdict is asked of anybody.

    Raises:
        Forbidden, NotYourTerritory: only a grid officer, in her own grid.
        PicturesNeeded: one of the two pictures is missing.
        SameKeyOtherReport: the key came before with other content.
    """
    return cases.once(report, lambda: _resolve_on_site(actor, report, stamp))


@transaction.atomic
def _resolve_on_site(actor: Actor, report: Report, stamp: Stamp) -> Case:
    book = queries.book(stamp.at)
    kind = queries.kind(report.category_code, edition=book.edition)
    drawn = case_rules.is_sampled(report.case_id, percent=book.policy.on_site_sample_percent)
    changes = rules.settled_on_site(actor, kind, is_sampled=drawn, at=stamp.at, book=book)
    case, first = cases.prepared(
        report, number=next_numbers([stamp.at])[0], changes=changes, stamp=stamp
    )
    check_may(actor, case, Move.RESOLVE_ON_SITE)
    if {PhotoKind.BEFORE, PhotoKind.AFTER} - {photo.kind for photo in report.photos}:
        raise PicturesNeeded
    told = CaseSettledOnSite(case_id=case.pk, changes=first)
    cases.begin([cases.Begun(cases.Raised(actor, report, stamp), case, told)])
    if not drawn:
        checked = rules.verified(BY_RULE, case, at=stamp.at, book=book)
        change(BY_RULE, case, news=CaseVerified, changes=checked, stamp=stamp)
        change(BY_RULE, case, news=CaseClosed, changes=rules.closed(case, at=stamp.at), stamp=stamp)
    return case


@transaction.atomic
def register(actor: Actor, *, step: Step, category_code: str, stamp: Stamp) -> Case:
    """Take a matter in: it has a category, a coordinator and a first receiver from now on.

    Raises:
        UnknownCategory: the catalogue in force has no such category.
        NotYourTerritory, Forbidden, MoveNotAllowed, ChangedMeanwhile.
    """
    case = held(actor, step, move=Move.REGISTER)
    book = queries.book(stamp.at)
    kind = queries.kind(category_code, edition=book.edition)
    community = queries.community_organisation(case.community_id)
    changes = rules.registered(actor, case, kind, community_org=community, at=stamp.at, book=book)
    return take(actor, case, news=CaseRegistered, changes=changes, step=step, stamp=stamp)


@transaction.atomic
def decline(actor: Actor, *, step: Step, ground: Ground, stamp: Stamp) -> Case:
    """Refuse a matter on one of six lawful grounds, with words for the reporter.

    Raises:
        ReasonNeeded, NotYourTerritory, Forbidden, MoveNotAllowed, ChangedMeanwhile.
    """
    case = held(actor, step, move=Move.DECLINE)
    needs_words(step)
    changes = rules.declined(case, ground, at=stamp.at)
    return take(actor, case, news=CaseDeclined, changes=changes, step=step, stamp=stamp)


@transaction.atomic
def take_up(*, case_id: UUID, stamp: Stamp) -> Case:
    """Take a declined matter up again because a superior sent it back; then as a new one by rule.

    What has a category and one unit that may lead goes there at once; the rest waits for the
    desk, under a new clock.

    Raises:
        MoveNotAllowed: it was not declined.
    """
    step = Step(case_id=case_id)
    case = held(BY_RULE, step, move=Move.TAKE_UP)
    changes = rules.taken_up(case, at=stamp.at, book=queries.book_of(case, stamp.at))
    take(BY_RULE, case, news=CaseTakenUp, changes=changes, step=step, stamp=stamp)
    register_by_rule(case_id=case_id, stamp=stamp)
    return case


@transaction.atomic
def dispatch(
    actor: Actor, *, step: Step, lead_id: UUID, assist_ids: list[UUID] | None = None, stamp: Stamp
) -> Case:
    """Give a case to the unit that leads; its handling clock starts, or runs on after a return.

    Raises:
        MayNotLead: the list of duties does not let that unit lead here.
        MayNotAssist: the list of duties does not name one that shall assist.
        DeskAboveDecides: it was given back too often for this desk.
        NotYourTerritory, Forbidden, MoveNotAllowed, ChangedMeanwhile.
    """
    case = held(actor, step, move=Move.DISPATCH)
    if lead_id not in leads(case, stamp.at):
        raise MayNotLead(category=case.category_code)
    if assist_ids and set(assist_ids) - set(assists(case, stamp.at)):
        raise MayNotAssist(category=case.category_code)
    book = queries.book_of(case, stamp.at)
    changes = rules.dispatched(
        actor,
        case,
        queries.kind_of(case),
        lead_id=lead_id,
        assist_ids=assist_ids or [],
        at=stamp.at,
        book=book,
    )
    return take(actor, case, news=CaseDispatched, changes=changes, step=step, stamp=stamp)


@transaction.atomic
def register_by_rule(*, case_id: UUID, stamp: Stamp) -> None:
    """Register and dispatch where the reporter chose the category and exactly one rule fits.

    Does nothing otherwise, and nothing the second time: the matter waits for a person.
    """
    case = hold(case_id)
    if case.stage != "reported" or not case.category_code or case.is_emergency:
        return
    fitting = leads(case, stamp.at)
    if len(fitting) != 1:
        return
    step = Step(case_id=case_id)
    register(BY_RULE, step=step, category_code=case.category_code, stamp=stamp)
    dispatch(BY_RULE, step=step, lead_id=fitting[0], stamp=stamp)


@transaction.atomic
def accept(actor: Actor, *, step: Step, stamp: Stamp) -> Case:
    """Take a case in hand: from now on a post answers for it.

    Raises:
        NotInYourHands, NotYourTerritory, Forbidden, MoveNotAllowed, ChangedMeanwhile.
    """
    case = held(actor, step, move=Move.ACCEPT)
    changes = rules.accepted(actor, case, at=stamp.at)
    return take(actor, case, news=CaseAccepted, changes=changes, step=step, stamp=stamp)


@transaction.atomic
def give_back(actor: Actor, *, step: Step, stamp: Stamp) -> Case:
    """Return a case as not our duty, with a reason; the clock runs on.

    Raises:
        ReturnsUsedUp: it was given back twice, the desk above has decided.
        ReasonNeeded, NotInYourHands, NotYourTerritory, Forbidden, MoveNotAllowed.
    """
    case = held(actor, step, move=Move.GIVE_BACK)
    needs_words(step)
    tasked = tasks_of.units_of(case.pk)
    changes = rules.given_back(case, tasked=tasked, book=queries.book_of(case, stamp.at))
    return take(actor, case, news=CaseGivenBack, changes=changes, step=step, stamp=stamp)


@transaction.atomic
def done(actor: Actor, *, step: Step, stamp: Stamp) -> Case:
    """Say what was done, with pictures where there are any; the check clock starts.

    Raises:
        ReasonNeeded: nothing is said of what was done.
        TasksOpen: a unit has not done its part.
        NotInYourHands, NotYourTerritory, Forbidden, MoveNotAllowed, ChangedMeanwhile.
    """
    case = held(actor, step, move=Move.DONE)
    needs_words(step)
    book = queries.book_of(case, stamp.at)
    tasks.check_all_ended(case)
    changes = rules.done(case, queries.kind_of(case), at=stamp.at, book=book)
    return take(actor, case, news=CaseDone, changes=changes, step=step, stamp=stamp)


@transaction.atomic
def verify(actor: Actor, *, step: Step, stamp: Stamp) -> Case:
    """Find a case done; never by the one who handled it.

    Raises:
        HandlerMayNotVerify, NotYourTerritory, Forbidden, MoveNotAllowed, ChangedMeanwhile.
    """
    case = held(actor, step, move=Move.VERIFY)
    changes = rules.verified(actor, case, at=stamp.at, book=queries.book_of(case, stamp.at))
    return take(actor, case, news=CaseVerified, changes=changes, step=step, stamp=stamp)


@transaction.atomic
def rework(actor: Actor, *, step: Step, stamp: Stamp) -> Case:
    """Find a case not done: it goes back to the same hands with what time was left.

    Raises:
        ReasonNeeded, HandlerMayNotVerify, NotYourTerritory, Forbidden, MoveNotAllowed.
    """
    case = held(actor, step, move=Move.REWORK)
    needs_words(step)
    book = queries.book_of(case, stamp.at)
    changes = rules.sent_back(case, queries.kind_of(case), at=stamp.at, book=book)
    return take(actor, case, news=CaseSentBack, changes=changes, step=step, stamp=stamp)


@transaction.atomic
def close(actor: Actor, *, step: Step, stamp: Stamp) -> Case:
    """Close a verified case; the reporter has her say for some days from now.

    Raises:
        NotYourTerritory, Forbidden, MoveNotAllowed, ChangedMeanwhile.
    """
    case = held(actor, step, move=Move.CLOSE)
    changes = rules.closed(case, at=stamp.at)
    return take(actor, case, news=CaseClosed, changes=changes, step=step, stamp=stamp)
