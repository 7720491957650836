"""Sums of members that may be shown: by street, never of one organisation."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, Sum

from linli.party.branches.models import PartyOrganisation
from linli.party.branches.rules import Kind
from linli.party.memberships import rules


@dataclass(frozen=True, slots=True)
class Members:
    """The members of the district, where the sum is large enough, and of the streets that are.

    ``total`` is None, and a street is not there, where so few would be known too well.
    """

    total: int | None
    by_street: dict[UUID, int]


def by_street(*, on: date) -> Members:
    """Return sums of members of organisations at work on a day; one statement.

    Groups are left out: their members are those of their branch. So are organisations with
    others below them, whose number may hold the numbers below: branches are counted.
    """
    rows = PartyOrganisation.objects.filter(kind=Kind.BRANCH.value, members__isnull=False)
    rows = rows.filter(founded_on__lte=on).filter(Q(ended_on=None) | Q(ended_on__gt=on))
    counted = rows.order_by().values_list("street_id").annotate(Sum("members"), Count("pk"))
    sums = {street: rules.Sum(members, count) for street, members, count in counted}
    by_street = rules.shown(sums)
    return Members(rules.total(sums), {key: one for key, one in by_street.items() if key})
