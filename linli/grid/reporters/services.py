"""The one who reported a case: her link is renewed, her words are erased."""

from uuid import UUID

from django.db import transaction

from linli.grid.cases import queries
from linli.grid.cases import services as cases
from linli.grid.cases.models import Case, Reporter
from linli.grid.cases.news import CaseLinkRenewed, CaseReporterForgotten
from linli.grid.files import services as files
from linli.grid.invitations import queries as invitations
from linli.grid.invitations import services as invited
from linli.grid.photos import services as photos
from linli.grid.reporters import queries as reporters
from linli.grid.supervising.queries import KIND
from linli.kernel.common.errors import NotFound
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor, Role, check_role
from linli.kernel.sendings import services as sendings
from linli.party.supervision import services as supervision


@transaction.atomic
def renew_link(*, number: str, phone: str, token: str, stamp: Stamp) -> Case:
    """Replace a lost link after the number of the case and the telephone agree.

    Once a message has brought number and link to that telephone, whoever has it knows both:
    they open the matter no more.

    Raises:
        NotFound: number and telephone do not belong together, or do not suffice; which of
            these is not said.
    """
    reporter = queries.reporter_by_phone(number, phone)
    if reporter is None or invitations.has_left(reporter.case_id):
        raise NotFound
    case = cases.hold(reporter.case_id)
    reporter.token = cases.token_digest(token)
    reporter.save(update_fields=["token"])
    holder = Actor(role=Role.REPORTER, holds=case.pk)
    cases.change(holder, case, news=CaseLinkRenewed, changes={}, stamp=stamp)
    return case


@transaction.atomic
def forget(actor: Actor, *, case_id: UUID, stamp: Stamp) -> int:
    """Erase words, pictures, telephone and links of a case; its course stays and verifies.

    So goes what supervision documents about it say, where they name one who reported or joined.

    Returns:
        How many payloads were erased.

    Raises:
        Forbidden: the actor is neither the reporter, the district desk, the operator nor a rule.
        NotFound: a reporter asks for a case that is not hers.
    """
    check_role(actor, Role.REPORTER, Role.DISTRICT_DESK, Role.OPERATOR, Role.RULE)
    if actor.role is Role.REPORTER and actor.holds != case_id:
        raise NotFound
    case = cases.hold(case_id)
    cases.change(actor, case, news=CaseReporterForgotten, changes={}, stamp=stamp)
    Case.objects.filter(pk=case_id).update(request_digest="")
    sendings.forget(case_id)
    Reporter.objects.filter(case=case, is_first=True).delete()
    invited.end(case)
    photos.erase(case_id)
    files.erase(case_id)
    names = reporters.names(case_id)
    erased = supervision.forget(subject_kind=KIND, subject_id=case_id, names=names, stamp=stamp)
    return erased + journal.erase(stream=cases.stream_of(case_id), numbers=None, at=stamp.at)
