"""A district adopts its deadline policy."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from linli.grid.clocks import queries
from linli.grid.clocks.models import Policy
from linli.grid.clocks.rules import PolicyTooEarly, policy_values
from linli.kernel.people.rules import Actor, check_may_edit_territory


@transaction.atomic
def adopt(actor: Actor, *, values: Mapping[str, object], source: str, at: datetime) -> Policy:
    """Put a new version in force from ``at``; running cases keep theirs.

    Args:
        values: what differs from the defaults, as ``policy_values`` reads it.
        source: the document that decided it, and its article.

    Raises:
        Forbidden: the actor is neither operator, district desk nor the house itself.
        PolicyUnknownValue: a name or a form is not known.
        PolicyTooEarly: the version in force began after ``at``.
    """
    check_may_edit_territory(actor)
    policy_values(values)
    last = Policy.objects.select_for_update().order_by("-version").first()
    if last is not None:
        if at <= last.valid_from:
            raise PolicyTooEarly(began_at=last.valid_from.isoformat())
        last.valid_to = at
        last.save(update_fields=["valid_to"])
    new = Policy.objects.create(
        version=last.version + 1 if last else 1, valid_from=at, values=dict(values), source=source
    )
    queries.forget()
    transaction.on_commit(queries.forget)
    return new
