"""Which open matters lie in units that changed, and where they lie now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from linli.grid.cases.models import Case
from linli.grid.moved_ground.rules import FINEST_FIRST, place_now
from linli.grid.stages.rules import Stage
from linli.kernel.common.days import day_of
from linli.kernel.territory_history import queries as history
from linli.kernel.territory_history.rules import Lineage, Then

ENDED = (Stage.CLOSED, Stage.DECLINED, Stage.MERGED)


@dataclass(frozen=True, slots=True)
class Ground:
    """The territory of a day with what became of everything before."""

    day: date
    then: Then
    lineage: Lineage
    heirs: dict[UUID, UUID]

    def changes(self, case: Case) -> dict[str, object]:
        """Return the fields of a matter that are others by the territory of the day."""
        return {
            **place_now(
                {name: getattr(case, name) for name in FINEST_FIRST},
                seen=day_of(case.reported_at),
                day=self.day,
                lineage=self.lineage,
                then=self.then,
                heirs=self.heirs,
            )
        }


def ground(day: date) -> Ground:
    """Return the territory of a day for matters to lie in; five statements."""
    return Ground(day, history.then(day), history.lineage(), history.heirs())


def open_in(unit_ids: Collection[UUID]) -> list[UUID]:
    """Return the open matters that lie in some units, in order of their keys; one statement."""
    lies = reduce(or_, (Q(**{f"{name}__in": unit_ids}) for name in FINEST_FIRST))
    found = Case.objects.filter(lies).exclude(stage__in=ENDED)
    return list(found.order_by("pk").values_list("pk", flat=True))
