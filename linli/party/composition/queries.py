"""Which standard holds on a day, and whether a property company serves a compound."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.db.models import Q

from linli.kernel.contracts import queries as contracts
from linli.kernel.contracts.rules import Service
from linli.party.composition import rules
from linli.party.composition.models import PropertyService, Standard
from linli.party.composition.rules import Situation


@dataclass(frozen=True, slots=True)
class Edition:
    """A standard with its number, and from when it holds; the shipped one has number 0, no day."""

    number: int
    valid_from: date | None
    source: str
    standard: rules.Standard


@cache
def shipped() -> dict[str, Any]:
    """Return the content of the standard that the house is shipped with."""
    content: dict[str, Any] = json.loads(
        files(__package__).joinpath("standard.json").read_text(encoding="utf-8")
    )
    return content


def edition(on: date) -> Edition:
    """Return the edition that holds on a day; one statement."""
    row = Standard.objects.filter(valid_from__lte=on).order_by("-valid_from").first()
    return _edition(row)


def _edition(row: Standard | None) -> Edition:
    if row is None:
        return Edition(0, None, shipped()["source"], rules.read(shipped()))
    return Edition(row.number, row.valid_from, row.source, rules.read(row.content))


def content(on: date) -> dict[str, Any]:
    """Return what the edition of a day says, in the form in which one is adopted; one statement."""
    row = Standard.objects.filter(valid_from__lte=on).order_by("-valid_from").first()
    return dict(row.content) if row else shipped()


def editions(numbers: Collection[int] | None = None) -> dict[int, Edition]:
    """Return all editions, or some, by number, the latest first; one statement."""
    found = Standard.objects.order_by("-number")
    rows = found if numbers is None else found.filter(pk__in=numbers)
    return {row.number: _edition(row) for row in rows} | {0: _edition(None)}


def in_force(on: date) -> Q:
    """Return the filter for what is recorded of compounds on a day."""
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gt=on))


def situations(compound_ids: Collection[UUID] | None, *, on: date) -> dict[UUID, Situation]:
    """Return compound → its situation on a day, where one is known; two statements.

    What is recorded here counts; else the property contracts of the compound, which make it
    one without a company from the day after the last of them. In trust and managed by its
    owners are both without a company.

    Args:
        compound_ids: only these; None: all.
    """
    rows = PropertyService.objects.filter(in_force(on))
    if compound_ids is not None:
        rows = rows.filter(compound__in=compound_ids)
    served = dict(rows.values_list("compound_id", "has_company"))
    by_contract = contracts.known_statuses(on, compound_ids)
    found = {key: status.service is Service.COMPANY for key, status in by_contract.items()}
    return {
        compound: Situation.WITH_COMPANY if has_company else Situation.WITHOUT_COMPANY
        for compound, has_company in (found | served).items()
    }


def services_of(compound_id: UUID) -> list[PropertyService]:
    """Return the history of a compound's property service, oldest first; one statement."""
    return list(PropertyService.objects.filter(compound=compound_id).order_by("valid_from"))
