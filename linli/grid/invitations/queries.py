"""What the link of a message opens."""

from datetime import datetime
from uuid import UUID

from linli.grid.invitations import rules
from linli.grid.invitations.models import Invitation
from linli.grid.invitations.rules import Invited


def invited(token_digest: str, *, at: datetime) -> Invited | None:
    """Return what a link opens, or None where there is no such link; one statement."""
    found = Invitation.objects.filter(token=token_digest).select_related("case").first()
    if found is None:
        return None
    case = found.case
    state = rules.state_of(case, asked_in=found.round, ends=found.ends_at, at=at)
    return Invited(case.pk, case.number, state)


def has_left(case_id: UUID) -> bool:
    """Return whether a message with the number of a case has left the house; one statement."""
    return Invitation.objects.filter(case=case_id).exists()
