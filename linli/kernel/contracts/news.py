"""What is told of a property contract; ``changes`` are the new values of its fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class ContractNews(News):
    """Something happened to a property contract of a compound."""

    contract_id: UUID
    compound_id: UUID
    changes: Mapping[str, object]
    verb: ClassVar[str] = ""

    @property
    def facts(self) -> Mapping[str, object]:
        """Return contract, compound and changes in words and whole numbers."""
        return {"contract": self.contract_id, "compound": self.compound_id, "set": self.changes}


class ContractEntered(ContractNews):
    """A contract was entered: the compound is served from its first day on."""

    verb = "kernel.contract_entered"


class ContractEnded(ContractNews):
    """A contract got another last day than the one agreed."""

    verb = "kernel.contract_ended"


class ContractGoesOn(ContractNews):
    """A contract that ran out goes on without an end."""

    verb = "kernel.contract_goes_on"
