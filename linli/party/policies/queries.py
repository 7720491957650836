"""Which policy documents a post may read."""

from uuid import UUID

from django.db.models import Q, QuerySet

from linli.kernel.common.errors import NotFound
from linli.kernel.people.rules import DEPARTMENT, Actor
from linli.kernel.territory import queries as territory
from linli.party.moves.rules import READERS
from linli.party.policies import rules
from linli.party.policies.models import Policy
from linli.party.policies.news import PolicyCorrected, PolicyEntered

WORDED = frozenset({PolicyEntered.verb, PolicyCorrected.verb})
"""Entries whose payload holds title, issuing office and text."""


def above(actor: Actor) -> list[UUID]:
    """Return the unit of a post and all it is part of; one statement."""
    return territory.line(actor.unit_id) if actor.unit_id else []


def visible(actor: Actor) -> QuerySet[Policy]:
    """Return the documents a post may read; the rule of ``rules.may_see``, as a filter."""
    if actor.role not in READERS:
        return Policy.objects.none()
    found = Q(unit_id__in=above(actor)) | Q(office_id=actor.organisation_id)
    if actor.role not in DEPARTMENT and actor.unit_kind in {"district", "street"}:
        found |= Q(**{f"{actor.unit_kind}_id": actor.unit_id})
    return Policy.objects.filter(found)


def seen(actor: Actor, policy_id: UUID) -> Policy:
    """Return a document that the actor may read, with its words.

    Raises:
        NotFound: there is none, or it is not hers to read; the two look the same.
    """
    policy = Policy.objects.select_related("words").filter(pk=policy_id).first()
    if policy is None or not rules.may_see(actor, policy, above(actor)):
        raise NotFound
    return policy
