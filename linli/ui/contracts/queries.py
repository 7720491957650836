"""What the page of a compound's property contracts shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.kernel.common.errors import LinliError
from linli.kernel.compounds import queries as compounds
from linli.kernel.compounds.rules import KEEPERS
from linli.kernel.contracts import queries as contracts
from linli.kernel.contracts import rules
from linli.kernel.contracts.models import PropertyContract
from linli.kernel.contracts.rules import Status
from linli.kernel.people import queries as people
from linli.kernel.people.models import Organisation
from linli.kernel.people.rules import Actor
from linli.kernel.territory import queries as territory

SERVING = ["property_company", "community", "street_office"]
"""Kinds of organisations that a contract can be with; the last two take compounds into trust."""


@dataclass(frozen=True, slots=True)
class ContractLine:
    """A contract, and what can be done with it today."""

    contract: PropertyContract
    is_in_force: bool
    may_go_on: bool


@dataclass(frozen=True, slots=True)
class ContractsPage:
    """The contracts of a compound, the newest first, and what it is today."""

    compound_id: UUID
    name: str
    status: Status
    serving: str
    lines: list[ContractLine]
    organisations: Sequence[Organisation]
    may_keep: bool


def page(actor: Actor, compound_id: UUID, *, today: date) -> ContractsPage:
    """Return the contracts of a compound.

    Raises:
        Forbidden, NotFound: there is no such compound, or it is not the actor's to read.
    """
    compounds.readable(actor, compound_id)
    known, may_keep = contracts.contracts(compound_id), actor.role in KEEPERS
    status = rules.status_on(known, today)
    names = {row.organisation_id: row.organisation.name for row in known if row.organisation}
    return ContractsPage(
        compound_id=compound_id,
        name=territory.names([compound_id])[compound_id],
        status=status,
        serving=names.get(status.organisation_id, ""),
        lines=[_line(row, known, today) for row in reversed(known)],
        organisations=people.organisations(SERVING) if may_keep else [],
        may_keep=may_keep,
    )


def _line(row: PropertyContract, known: Sequence[PropertyContract], today: date) -> ContractLine:
    try:
        rules.check_goes_on(row, known, ground=row.ground, today=today)
        may_go_on = True
    except LinliError:
        may_go_on = False
    return ContractLine(row, rules.is_in_force(row, today), may_go_on)
