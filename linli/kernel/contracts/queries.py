"""Who serves a compound on a day, and the contracts behind it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.kernel.contracts import rules
from linli.kernel.contracts.models import PropertyContract
from linli.kernel.contracts.rules import Status
from linli.kernel.terms.rules import Due


def contracts(compound_id: UUID) -> list[PropertyContract]:
    """Return the contracts of a compound with who serves, oldest first; one statement."""
    found = PropertyContract.objects.filter(compound_id=compound_id)
    return list(found.select_related("organisation").order_by("starts_on", "pk"))


def property_status(compound_id: UUID, on: date) -> Status:
    """Return what a compound is on a day: with a company, in trust, on its own, or without.

    From the contracts as they are known now. One statement.
    """
    return property_statuses([compound_id], on)[compound_id]


def property_statuses(compound_ids: Collection[UUID], on: date) -> dict[UUID, Status]:
    """Return for each compound what it is on a day; one statement."""
    return {key: served.status for key, served in standing(compound_ids, on).items()}


@dataclass(frozen=True, slots=True)
class Served:
    """Who serves a compound on a day, and by when owners decide who comes next."""

    status: Status
    decision: Due | None


def standing(compound_ids: Collection[UUID], on: date) -> dict[UUID, Served]:
    """Return for each compound who serves it and until when that is decided; one statement."""
    spans = defaultdict(list)
    for row in PropertyContract.objects.filter(compound_id__in=compound_ids):
        spans[row.compound_id].append(row)
    return {
        key: Served(rules.status_on(spans[key], on), rules.decision(spans[key], on))
        for key in compound_ids
    }


def known_statuses(on: date, compound_ids: Collection[UUID] | None = None) -> dict[UUID, Status]:
    """Return what compounds are on a day, of which a contract had begun by then; one statement.

    Args:
        compound_ids: only these; None: all.
    """
    rows = PropertyContract.objects.filter(starts_on__lte=on)
    if compound_ids is not None:
        rows = rows.filter(compound_id__in=compound_ids)
    spans = defaultdict(list)
    for row in rows:
        spans[row.compound_id].append(row)
    return {key: rules.status_on(found, on) for key, found in spans.items()}


def property_history(compound_id: UUID) -> list[Status]:
    """Return what a compound was and is, oldest first; one statement."""
    return rules.statuses(contracts(compound_id))
