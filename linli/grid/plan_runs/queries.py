"""Runs as a post may see them, and their parts as the planner takes them."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.db.models import Q, QuerySet

from linli.grid.patchworks.solver import Patchwork, sewn
from linli.grid.plan_figures.solver import continued, figures
from linli.grid.plan_runs import rules
from linli.grid.plan_runs.models import PlanPart, PlanRun
from linli.grid.plan_runs.rules import Stage
from linli.grid.plan_sites.queries import scaled
from linli.grid.planning.solver import Divided, Ints, Wishes
from linli.kernel.outlines.solver import areal
from linli.kernel.people.rules import Actor


def visible(actor: Actor) -> QuerySet[PlanRun]:
    """Return the runs asked for from the actor's unit or from below it."""
    if actor.unit_id is None or actor.unit_kind not in {"district", "street", "community"}:
        return PlanRun.objects.none()
    return PlanRun.objects.filter(**{f"{actor.unit_kind}_id": actor.unit_id})


def one(actor: Actor, run_id: UUID) -> PlanRun:
    """Return a run.

    Raises:
        Forbidden: the actor is neither a desk nor the operator.
        RunUnknown: there is none, or not for this post.
    """
    rules.check_may_plan(actor)
    run = visible(actor).filter(pk=run_id).first()
    if run is None:
        raise rules.RunUnknown
    return run


def part_of(run: PlanRun, unit_id: UUID) -> PlanPart:
    """Return the part of a run for one place that is laid out.

    Raises:
        RunUnknown: there is none.
    """
    part = run.parts.filter(unit=unit_id).first()
    if part is None or not part.cells:
        raise rules.RunUnknown
    return part


def due(*, at: datetime) -> list[UUID]:
    """Return the runs that wait, or have lost their worker and were not begun too often."""
    waiting = Q(stage=Stage.WAITING)
    lost = Q(stage=Stage.AT_WORK, heard_at__lt=at - rules.SILENT, starts__lt=rules.MOST_STARTS)
    found = PlanRun.objects.filter(waiting | lost).order_by("asked_at", "pk")
    return list(found.values_list("pk", flat=True))


# A part and the planner ---------------------------------------------------------------------


def roads_of(run: PlanRun) -> list[Any]:
    """Return the main roads of a run, lines in degrees."""
    return [shapely.from_wkb(bytes(run.roads))] if run.roads else []


def cells_in_degrees(cells: Sequence[bytes], scale: Sequence[float]) -> bytes:
    """Return cells in metres as one collection in degrees."""
    drawn = shapely.from_wkb(np.array(cells, dtype=object))
    back = scaled(drawn, [1 / each for each in scale])
    return bytes(shapely.to_wkb(shapely.geometrycollections(back)))


def cells_of(part: PlanPart) -> Any:
    """Return the ground of each piece, degrees, in the order of the pieces."""
    return shapely.get_parts(shapely.from_wkb(bytes(part.cells)))


def work_of(part: PlanPart) -> Patchwork:
    """Return the patchwork of a part."""
    _, compounds, presents, households, blocks = zip(*part.pieces, strict=True)
    return sewn(
        scaled(cells_of(part), part.scale),
        households=np.array(households, dtype=np.int64),
        compounds=_numbers(compounds),
        blocks=np.array(blocks, dtype=np.int64),
        presents=_numbers(presents),
    )


def _numbers(keys: Sequence[str]) -> Ints:
    """Return a number for each key in the order in which they come, -1 for none."""
    known = {key: n for n, key in enumerate(dict.fromkeys(key for key in keys if key))}
    return np.array([known.get(key, -1) for key in keys], dtype=np.int64)


def words_of(result: Divided) -> dict[str, Any]:
    """Return a plan as a part keeps it."""
    return {
        "labels": result.labels.tolist(),
        "figures": asdict(result.figures),
        "way": result.way.value,
        "cost": round(result.cost, 6),
        "bound": round(result.bound, 6),
        "groups": result.groups,
        "why": result.why.value if result.why else "",
    }


def present_of(work: Patchwork, wishes: Wishes) -> dict[str, Any]:
    """Return the present grids as a part keeps them: groups and figures, no price."""
    return {
        "labels": work.presents.tolist(),
        "figures": asdict(figures(work, work.presents, wishes.band)),
    }


def chosen(part: PlanPart) -> list[int]:
    """Return the groups that a person would adopt: her own, else the plan, else the preview."""
    found = part.edited or part.plan or part.preview
    return list(found["labels"])


def moved(part: PlanPart, labels: Sequence[int], keys: Sequence[UUID], to: int) -> Ints:
    """Return the groups when pieces, or all of a compound, go to another one.

    Raises:
        PieceUnknown: nothing of that is in this part.
    """
    wanted = {str(key) for key in keys}
    inside = [bool({key, compound} & wanted) for key, compound, *_ in part.pieces]
    if not any(inside) or to not in labels:
        raise rules.PieceUnknown
    after = [to if is_in else label for label, is_in in zip(labels, inside, strict=True)]
    return np.unique(after, return_inverse=True)[1].astype(np.int64)


def going_on(part: PlanPart, labels: Sequence[int], work: Patchwork) -> dict[int, UUID]:
    """Return group → key of the present grid that goes on in it."""
    present = list(dict.fromkeys(piece[2] for piece in part.pieces if piece[2]))
    found = continued(work, np.array(labels, dtype=np.int64))
    return {group: UUID(present[number]) for group, number in found.items()}


def drawn(
    cells: Any, labels: Sequence[int], households: Sequence[int]
) -> list[tuple[int, Any, int]]:
    """Return number, outline in degrees and households of each group, without those in none."""
    found = []
    for label in sorted(set(labels) - {-1}):
        inside = [n for n, each in enumerate(labels) if each == label]
        outline = areal(shapely.union_all(cells[inside]))
        found.append((label, outline, sum(households[n] for n in inside)))
    return found
