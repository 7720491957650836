"""A person adopts the plan of a place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import shapely
from django.db import transaction

from linli.grid.plan_adoptions import queries, rules
from linli.grid.plan_adoptions.queries import Adoption
from linli.grid.plan_runs import queries as plan_runs
from linli.grid.plan_runs import services as plans
from linli.grid.plan_runs.models import PlanPart
from linli.grid.plan_runs.news import PlanAdopted
from linli.grid.plan_runs.rules import Level, RunUnknown, Stage, check_has_ended
from linli.kernel.common.text import clean
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor, check_may_edit_territory
from linli.kernel.redivisions import services as redivisions
from linli.kernel.redivisions.services import Division
from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import OWN_SYSTEM, Kind
from linli.kernel.territory.services import NewShape, NewUnit

Keys = Callable[[], UUID]


@dataclass(frozen=True, slots=True)
class Decision:
    """Which place of which run is adopted, from which day, what its new codes begin with."""

    run_id: UUID
    unit_id: UUID
    on: date
    prefix: str = ""


@transaction.atomic
def adopt(actor: Actor, *, decision: Decision, keys: Keys, stamp: Stamp) -> PlanPart:
    """Let the plan of a place be its territory from a day on.

    Grids that have the same buildings stay as they are. The others end; new ones begin, under
    the name and the code of the grid that goes on in them, or the next that is free. Posts go to
    the heirs, as do open matters; what is closed keeps the grids of its time.

    Args:
        keys: gives a fresh key each time, for units and outlines.

    Raises:
        Forbidden: the actor is neither operator nor district desk nor the house itself.
        RunUnknown, RunOpen, AlreadyAdopted, NothingNew, TerritoryMoved.
        DayToCome, BeganLater: the day cannot be.
    """
    check_may_edit_territory(actor)
    run = plan_runs.one(actor, decision.run_id)
    check_has_ended(Stage(run.stage))
    part = PlanPart.objects.select_for_update().filter(run=run, unit=decision.unit_id).first()
    if part is None or not part.cells:
        raise RunUnknown
    found = queries.adoption(part)
    prefix = clean(decision.prefix, most=rules.MOST_PREFIX)
    begun = _begun(part, found, prefix=prefix, on=decision.on, keys=keys)
    division = Division(
        id=keys(),
        place_id=part.unit_id,
        ended=found.ended,
        begun=list(begun.values()),
        on=decision.on,
        source=f"plan {run.pk}",
    )
    redivisions.redivide(actor, division=division, stamp=stamp)
    part.adopted_on = decision.on
    part.save(update_fields=["adopted_on"])
    changes = {
        "place": part.unit_id,
        "adopted_on": decision.on,
        "ended": found.ended,
        "begun": [unit.id for unit in begun.values()],
    }
    told = PlanAdopted(run_id=run.pk, changes=changes)
    journal.record([journal.Line(actor, plans.stream_of(run.pk), told, stamp)])
    return part


def _begun(
    part: PlanPart, found: Adoption, *, prefix: str, on: date, keys: Keys
) -> dict[int, NewUnit]:
    """Return the new units by their group, with names and codes."""
    level = Level(part.run.level)
    names, codes, own = queries.taken(part, found.ended)
    place = territory.names([part.unit_id])[part.unit_id]
    former = territory.names(found.ended)
    next_name = rules.new_names(place, level, names)
    next_code = rules.new_codes(prefix, codes)
    begun = {}
    for label, outline in found.outlines.items():
        goes_on = found.goes_on.get(label)
        code = own.get(goes_on, "") if goes_on else ""
        code = code or next(next_code)
        begun[label] = NewUnit(
            id=keys(),
            kind=Kind(level),
            name=former[goes_on] if goes_on in former else next(next_name),
            parent_id=part.unit_id,
            valid_from=on,
            households=found.households[label],
            codes=((OWN_SYSTEM, code),) if code else (),
            shape=NewShape(id=keys(), outline=bytes(shapely.to_wkb(outline))),
        )
    return begun
