"""Plans that tests ask for and let be carried out in their own process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import count
from uuid import UUID

from linli.grid.plan_runs import services
from linli.grid.plan_runs.models import PlanPart, PlanRun
from linli.grid.plan_runs.rules import Asked, Level
from linli.grid.wishes.rules import Band, Weights
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor
from tests.district import NOW, District, key, stamp

RUN = key(88_000)
BAND = Band(100, 140, 120)


def stamps(at: datetime = NOW) -> Callable[[], Stamp]:
    """Return what gives one stamp after the other, all of one moment."""
    numbers = count(500)
    return lambda: stamp(at, next(numbers))


def ask(
    actor: Actor, *places: UUID, band: Band = BAND, level: Level = Level.GRID, run: UUID = RUN
) -> PlanRun:
    """Ask for a plan."""
    asked = Asked(level=level, ground_ids=places, band=band, weights=Weights())
    return services.ask(actor, run_id=run, asked=asked, stamp=stamp())


def planned(actor: Actor, district: District, *, band: Band = BAND) -> PlanPart:
    """Return the plan of the first community, carried out."""
    community = district.sides[0].community
    ask(actor, community, band=band)
    services.carry_out(RUN, stamps=stamps(), processes=0)
    return PlanPart.objects.get(run=RUN, unit=community)
