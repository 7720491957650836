"""What adopting the plan of a place would do."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import shapely

from linli.grid.plan_adoptions import rules, solver
from linli.grid.plan_runs import queries as plan_runs
from linli.grid.plan_runs.models import PlanPart
from linli.grid.plan_runs.rules import OPEN, Stage
from linli.kernel.common.errors import LinliError
from linli.kernel.people.models import Post
from linli.kernel.people.rules import Actor, Role
from linli.kernel.territory.models import Unit, UnitCode, UnitShape
from linli.kernel.territory.queries import in_force
from linli.kernel.territory.rules import OWN_SYSTEM

MAY_ADOPT = frozenset({Role.DISTRICT_DESK, Role.OPERATOR})
ALIKE = 0.001
"""POLICY. A place whose area differs by more than this share was redrawn after it was planned."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """What ends, stays and begins.

    stays: group → present grid that stays as it is. goes_on: group → present grid that a new
    one goes on from. ended: present grids.
    """

    labels: list[int]
    households: dict[int, int]
    stays: dict[int, UUID]
    goes_on: dict[int, UUID]
    ended: list[UUID]
    outlines: dict[int, Any]


@dataclass(frozen=True, slots=True)
class Offered:
    """An adoption as the page offers it: what it would do, or why it cannot be."""

    consequences: "Consequences | None"
    refusal: LinliError | None


def offered(actor: Actor, run_id: UUID, unit_id: UUID) -> Offered | None:
    """Return what adopting the plan of a place would do; None for who may not adopt it.

    Raises:
        RunUnknown: there is no such place in a run that the actor sees.
    """
    run = plan_runs.one(actor, run_id)
    part = plan_runs.part_of(run, unit_id)
    if actor.role not in MAY_ADOPT or Stage(run.stage) in OPEN:
        return None
    try:
        return Offered(consequences(part), None)
    except LinliError as refused:
        return Offered(None, refused)


@dataclass(frozen=True, slots=True)
class Consequences:
    """An adoption in numbers, for the page."""

    ending: int
    beginning: int
    staying: int
    below: int
    posts: int


def adoption(part: PlanPart) -> Adoption:
    """Return what adopting a part would do.

    Raises:
        AlreadyAdopted, NothingNew, TerritoryMoved: see there.
    """
    if part.adopted_on is not None:
        raise rules.AlreadyAdopted
    labels = plan_runs.chosen(part)
    present = _present(part)
    same = solver.unchanged(labels, [piece[2] for piece in part.pieces])
    stays = {label: UUID(key) for label, key in same.items()}
    ended = sorted(present.keys() - set(stays.values()))
    if not set(labels) - stays.keys():
        raise rules.NothingNew
    ground = _ground(part)
    kept = {label: present[key] for label, key in stays.items()}
    goes_on = plan_runs.going_on(part, labels, plan_runs.work_of(part))
    return Adoption(
        labels=labels,
        households=_households(part, labels),
        stays=stays,
        goes_on={label: key for label, key in goes_on.items() if label not in stays},
        ended=ended,
        outlines=solver.outlines(plan_runs.cells_of(part), labels, ground=ground, kept=kept),
    )


def _present(part: PlanPart) -> dict[UUID, Any]:
    """Return the present grids of a place with their outlines.

    Raises:
        TerritoryMoved: pieces or grids of the plan are not present any more.
    """
    keys = {UUID(piece[0]) for piece in part.pieces}
    grids = {UUID(piece[2]) for piece in part.pieces if piece[2]}
    below = Unit.objects.filter(in_force(None), parent=part.unit_id, kind=part.run.level)
    shapes = UnitShape.objects.filter(in_force(None), unit__in=below)
    drawn = dict(shapes.values_list("unit_id", "wkb"))
    still = Unit.objects.filter(in_force(None), pk__in=keys).count()
    if still < len(keys) or not grids <= drawn.keys():
        raise rules.TerritoryMoved
    outlines = {key: shapely.from_wkb(bytes(wkb)) for key, wkb in drawn.items()}
    return dict.fromkeys(below.values_list("pk", flat=True), shapely.Polygon()) | outlines


def _ground(part: PlanPart) -> Any:
    """Return the outline of the place.

    Raises:
        TerritoryMoved: it is not what was planned.
    """
    wkb = UnitShape.objects.filter(in_force(None), unit=part.unit_id).values_list("wkb").first()
    if wkb is None:
        raise rules.TerritoryMoved
    ground = shapely.from_wkb(bytes(wkb[0]))
    planned = shapely.area(plan_runs.cells_of(part)).sum()
    if abs(planned - shapely.area(ground)) > ALIKE * shapely.area(ground):
        raise rules.TerritoryMoved
    return ground


def _households(part: PlanPart, labels: list[int]) -> dict[int, int]:
    sizes = np.bincount(labels, weights=[piece[3] for piece in part.pieces])
    return {label: int(size) for label, size in enumerate(sizes)}


def consequences(part: PlanPart) -> Consequences:
    """Return an adoption in numbers.

    Raises:
        AlreadyAdopted, NothingNew, TerritoryMoved: see ``adoption``.
    """
    found = adoption(part)
    below = Unit.objects.filter(in_force(None), parent__in=found.ended).count()
    posts = Post.objects.filter(unit__in=found.ended, ends_on=None).count()
    begun = len(found.outlines)
    return Consequences(len(found.ended), begun, len(found.stays), below, posts)


def taken(part: PlanPart, ended: list[UUID]) -> tuple[set[str], set[str], dict[UUID, str]]:
    """Return names in use in the place, own codes in use, and the own codes of grids that end."""
    below = Unit.objects.filter(in_force(None), parent=part.unit_id)
    codes = UnitCode.objects.filter(valid_to=None, system=OWN_SYSTEM)
    own = dict(codes.filter(unit__in=ended).values_list("unit_id", "code"))
    names = set(below.values_list("name", flat=True))
    return names, set(codes.values_list("code", flat=True)), own
