"""The roll-out plan in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.kernel.common.errors import NotFound
from linli.kernel.territory.models import Unit
from linli.kernel.territory.rules import Kind
from linli.party.relations.rules import Relation
from linli.party.rollout.models import RollOutPlan, RollOutTarget
from linli.party.rollout.rules import Targets, Wave, months


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan with its waves in order, and what it wants of each street in each month."""

    id: UUID
    name: str
    source: str
    waves: Sequence[Wave]
    targets: Targets

    @property
    def months(self) -> list[date]:
        """Return the first day of each month of the plan."""
        last = max(wave.ends_on for wave in self.waves)
        return months(self.waves[0].begins_on, last)


def stream_of(plan_id: UUID) -> str:
    """Return the name of the stream that holds the entries of a plan."""
    return f"party.roll_out:{plan_id}"


def plan() -> Plan | None:
    """Return the plan in force, or None; three statements at most."""
    row = RollOutPlan.objects.filter(ended_at=None).first()
    if row is None:
        return None
    waves = [
        Wave(frozenset(map(Relation, wave.relations)), wave.begins_on, wave.ends_on)
        for wave in row.waves.order_by("number")
    ]
    targets = RollOutTarget.objects.filter(plan=row).values_list("street_id", "month", "count")
    wanted = {(street, month): count for street, month, count in targets}
    return Plan(row.pk, row.name, row.source, waves, wanted)


def street(street_id: UUID) -> tuple[Plan, str]:
    """Return the plan in force, and the name of a present street.

    Raises:
        NotFound: there is no plan, or no such street.
    """
    known = plan()
    streets = Unit.objects.filter(pk=street_id, kind=Kind.STREET.value, valid_to=None)
    name = streets.values_list("name", flat=True).first()
    if known is None or name is None:
        raise NotFound
    return known, name
