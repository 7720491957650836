"""What is told of the roll-out plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class RollOutPlanned(News):
    """A plan with its waves is in force; the one before is superseded."""

    plan_id: UUID
    name: str
    source: str
    waves: Sequence[Mapping[str, object]]
    verb: ClassVar[str] = "party.roll_out_planned"

    @property
    def facts(self) -> Mapping[str, object]:
        """Return the plan, where it comes from, and its waves."""
        return {
            "plan": self.plan_id,
            "name": self.name,
            "source": self.source,
            "waves": list(self.waves),
        }


@dataclass(frozen=True, kw_only=True)
class RollOutTargetsSet(News):
    """A street got its targets, month by month."""

    plan_id: UUID
    street_id: UUID
    months: Mapping[str, int]
    verb: ClassVar[str] = "party.roll_out_targets_set"

    @property
    def facts(self) -> Mapping[str, object]:
        """Return the plan, the street and what is wanted in each month."""
        return {"plan": self.plan_id, "street": self.street_id, "months": dict(self.months)}
