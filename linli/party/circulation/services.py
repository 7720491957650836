"""Making a supervision document known to further offices, and marking it as read."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor
from linli.party.circulation import rules
from linli.party.moves.rules import Move, recipients
from linli.party.steps.rules import Step
from linli.party.supervision import news, queries
from linli.party.supervision import services as supervision
from linli.party.supervision.models import Supervision


@transaction.atomic
def circulate(
    actor: Actor, *, step: Step, organisation_ids: Iterable[UUID], stamp: Stamp
) -> Supervision:
    """Make a document known to further offices (通报).

    Raises:
        NotTheIssuer, Forbidden, NotFound, MoveNotAllowed, ChangedMeanwhile.
        CannotAddress, NothingNew.
    """
    paper = supervision.held(actor, step=step, move=Move.CIRCULATE)
    offices = list(organisation_ids)
    queries.check_reachable(actor, paper, offices)
    new = [office for office in offices if office not in recipients(paper)]
    changes = rules.circulated(paper, offices)
    return supervision.change(
        actor, paper, news=news.SupervisionCirculated, changes=changes, stamp=stamp,
        details={"organisations": new}, payload=step.payload(),
    )  # fmt: skip


@transaction.atomic
def read(actor: Actor, *, step: Step, stamp: Stamp) -> Supervision:
    """Mark a document as read by the actor's office; the entry says by which post and when.

    Raises:
        NotAddressed, Forbidden, NotFound, MoveNotAllowed, AlreadyRead.
    """
    paper = supervision.held(actor, step=replace(step, version=None), move=Move.READ)
    office = supervision.office_of(actor)
    changes = rules.read(paper, office)
    return supervision.change(
        actor, paper, news=news.SupervisionRead, changes=changes, stamp=stamp,
        details={"organisation": office},
    )  # fmt: skip
