"""Party organisations of the small district, founded by the house itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from linli.kernel.common.errors import LinliError
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry
from linli.kernel.people.rules import BY_RULE
from linli.party.branches import queries
from linli.party.branches.models import PartyOrganisation
from linli.party.branches.rules import Base, Kind
from linli.party.composition import services as composition
from linli.party.composition.services import NewService
from linli.party.founding import services as founding
from linli.party.founding.services import New
from tests.district import District, key, stamp

TODAY = date(2026, 11, 23)
FOUNDED = date(2024, 3, 1)

STREET, COMMUNITY, BRANCH, FOREIGN = key(70_001), key(70_002), key(70_003), key(70_004)


def new(number: int, unit_id: UUID, **more: Any) -> New:
    """Return a branch of a compound to be, or what ``more`` makes of it."""
    given: dict[str, Any] = {
        "id": key(70_000 + number),
        "kind": Kind.BRANCH,
        "base": Base.COMPOUND,
        "unit_id": unit_id,
        "founded_on": FOUNDED,
    }
    return New(**(given | more))


def tree(district: District) -> list[PartyOrganisation]:
    """Found a committee of the first street, one of its first community, a branch below it,
    and a branch of a compound in the second street."""
    side, foreign = district.sides[0], district.sides[2]
    rows = [
        new(1, side.street, kind=Kind.COMMITTEE, base=Base.STREET),
        new(2, side.community, kind=Kind.COMMITTEE, base=Base.COMMUNITY, superior_id=STREET),
        new(3, side.compounds[0], superior_id=COMMUNITY, members=12),
        new(4, foreign.compounds[0]),
    ]
    return founding.found_many(BY_RULE, rows=rows, stamp=stamp(number=1))


def served(compound_id: UUID, *, has_company: bool, since: date = FOUNDED, number: int = 0) -> None:
    """Record whether a property company serves a compound."""
    said = NewService(
        compound_id, has_company, since, company="样例物业有限公司" if has_company else ""
    )
    composition.set_service(BY_RULE, new=said, stamp=stamp(number=100 + number))


def again(organisation_id: UUID) -> PartyOrganisation:
    """Return an organisation as the database has it now."""
    return PartyOrganisation.objects.get(pk=organisation_id)


def told(organisation_id: UUID) -> list[Entry]:
    """Return the entries of an organisation, oldest first."""
    return journal.entries(queries.stream_of(organisation_id))


def code_of(do: Callable[[], object]) -> str:
    """Return the code that an act is refused with."""
    with pytest.raises(LinliError) as caught:
        do()
    return caught.value.code
