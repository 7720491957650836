"""A message brings a link of its own, by which one gives a verdict and reads nothing else."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.grid.cases import services as cases
from linli.grid.cases.models import Case, Reporter
from linli.grid.cases.rules import Satisfied
from linli.grid.cases.services import token_digest
from linli.grid.clocks import queries as clocks
from linli.grid.invitations import queries, rules
from linli.grid.invitations.models import Invitation
from linli.grid.invitations.rules import InvitationOver, Invited, State
from linli.grid.steps.services import Step
from linli.grid.verdicts import services as verdicts
from linli.grid.verdicts.rules import RatedAlready
from linli.kernel.common.errors import NotFound
from linli.kernel.journal.rules import Stamp
from linli.kernel.people import services as people
from linli.kernel.people.rules import reporter


@transaction.atomic
def invite(*, case_id: UUID, key: UUID, token: str, at: datetime) -> datetime:
    """Give a message a link and return until when it asks; the same key twice is one link.

    Raises:
        NotFound: the case is not closed, or its reporter was forgotten.
    """
    case = cases.hold(case_id)
    if case.closed_at is None or not Reporter.objects.filter(case=case, is_first=True).exists():
        raise NotFound
    days = clocks.policy(case.policy).values.rate_window_days
    found, _is_new = Invitation.objects.get_or_create(
        pk=key,
        defaults={
            "case": case,
            "token": token_digest(token),
            "round": case.reopens,
            "at": at,
            "ends_at": rules.ends_at(case.closed_at, days=days),
        },
    )
    return found.ends_at


def look(token: str, *, address: str, at: datetime) -> Invited:
    """Return what a link opens to whoever has it; who guesses is counted.

    Raises:
        NotFound: there is no such link.
        TooMany: too many links that there are not, from one network address within an hour.
    """
    found = queries.invited(token_digest(token), at=at)
    if found is None:
        most = clocks.current(at).values.recoveries_an_hour * rules.HOUSEHOLDS
        _count("verdict:address", address, most, at)
        raise NotFound
    return found


def _count(kind: str, value: str, most: int, at: datetime) -> None:
    limits = {people.source_digest(kind, value): most}
    people.count_attempts(limits=limits, minutes=rules.MINUTES, at=at)


def rate(
    token: str, *, address: str, settled: bool, satisfied: Satisfied, words: str, stamp: Stamp
) -> None:
    """Record the verdict of whoever has the link of a message.

    Raises:
        NotFound: there is no such link.
        TooMany: more than the policy allows within an hour.
        RatedAlready, InvitationOver: it asks for nothing any more.
        NoRatingAsked, RatingOver, MoveNotAllowed.
    """
    found = look(token, address=address, at=stamp.at)
    most = clocks.current(stamp.at).values.recoveries_an_hour
    _count("verdict:matter", str(found.case_id), most, stamp.at)
    if found.state is State.RATED:
        raise RatedAlready
    if found.state is State.OVER:
        raise InvitationOver
    step = Step(case_id=found.case_id, words=words)
    holder = reporter(found.case_id)
    verdicts.rate(holder, step=step, settled=settled, satisfied=satisfied, stamp=stamp)


def end(case: Case) -> None:
    """End the links of all messages about a case."""
    Invitation.objects.filter(case=case).delete()
