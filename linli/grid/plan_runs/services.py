"""A plan is asked for, carried out, stopped, started again, changed by hand."""

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.grid.plan_runs import queries, rules
from linli.grid.plan_runs.models import PlanPart, PlanRun
from linli.grid.plan_runs.news import (
    PlanAsked,
    PlanChanged,
    PlanEnded,
    PlanNews,
    PlanStartedAgain,
    PlanStopAsked,
)
from linli.grid.plan_runs.rules import Asked, Stage
from linli.grid.plan_sites import queries as plan_sites
from linli.grid.planning import solver
from linli.grid.planning.solver import Divided, Laid, Wishes
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import BY_RULE, Actor, check_covers
from linli.kernel.places import queries as places

PROCESSES = 2
Start = Callable[[UUID], None]
_starters: list[Start] = []


def start_by(start: Start) -> None:
    """Let a worker be told of each plan that is to be carried out; called once, at the start."""
    if start not in _starters:
        _starters.append(start)


def _start(run_id: UUID) -> None:
    for start in _starters:
        start(run_id)


def stream_of(run_id: UUID) -> str:
    """Return the name of the stream that holds the entries of a run."""
    return f"grid.plan_run:{run_id}"


def _record(actor: Actor, news: PlanNews, stamp: Stamp) -> None:
    journal.record([journal.Line(actor, stream_of(news.run_id), news, stamp)])


@transaction.atomic
def ask(actor: Actor, *, run_id: UUID, asked: Asked, stamp: Stamp) -> PlanRun:
    """Ask for a plan of grids in some places; the worker carries it out.

    Raises:
        Forbidden: the actor is neither a desk nor the operator.
        NoGround: nothing was chosen.
        NotYourTerritory: a place lies outside the actor's unit.
    """
    rules.check_may_plan(actor)
    if not asked.ground_ids:
        raise rules.NoGround
    for unit_id in asked.ground_ids:
        check_covers(actor, places.place_of_unit(unit_id))
    above = places.place_of_unit(actor.unit_id) if actor.unit_id else None
    run = PlanRun.objects.create(
        id=run_id,
        level=asked.level,
        stage=Stage.WAITING,
        wishes=rules.words_of(asked),
        roads=asked.roads,
        district_id=above.district_id if above else None,
        street_id=above.street_id if above else None,
        community_id=above.community_id if above else None,
        post_id=actor.post_id,
        asked_at=stamp.at,
        heard_at=stamp.at,
    )
    PlanPart.objects.bulk_create([PlanPart(run=run, unit_id=key) for key in asked.ground_ids])
    words = {key: value for key, value in run.wishes.items() if key != "weights"}
    changes = {"level": run.level, "stage": run.stage, "grounds": list(asked.ground_ids)} | words
    _record(actor, PlanAsked(run_id=run.pk, changes=changes), stamp)
    transaction.on_commit(lambda: _start(run_id))
    return run


@transaction.atomic
def stop(actor: Actor, *, run_id: UUID, stamp: Stamp) -> PlanRun:
    """Let a run stop at once, with the best that it has for each place.

    Raises:
        RunUnknown, RunEnded: see there.
    """
    run = _held(actor, run_id)
    rules.check_can_stop(Stage(run.stage))
    run.is_stopping = True
    is_idle = run.stage == Stage.WAITING or rules.is_silent(
        Stage(run.stage), heard_at=run.heard_at, at=stamp.at
    )
    if is_idle:
        run.stage, run.ended_at = Stage.STOPPED, stamp.at
    run.save(update_fields=["is_stopping", "stage", "ended_at"])
    _record(actor, PlanStopAsked(run_id=run.pk, changes={"stage": run.stage}), stamp)
    return run


@transaction.atomic
def start_again(actor: Actor, *, run_id: UUID, stamp: Stamp) -> PlanRun:
    """Start a run again that has lost its worker; what is planned already stays.

    Raises:
        RunUnknown, RunEnded, StillAtWork: see there.
    """
    run = _held(actor, run_id)
    rules.check_can_start(Stage(run.stage), heard_at=run.heard_at, at=stamp.at)
    run.stage, run.heard_at, run.starts = Stage.WAITING, stamp.at, 0
    run.save(update_fields=["stage", "heard_at", "starts"])
    _record(actor, PlanStartedAgain(run_id=run.pk, changes={"stage": run.stage}), stamp)
    transaction.on_commit(lambda: _start(run_id))
    return run


def _held(actor: Actor, run_id: UUID) -> PlanRun:
    """Return a run that the actor may change, locked."""
    rules.check_may_plan(actor)
    run = queries.visible(actor).select_for_update().filter(pk=run_id).first()
    if run is None:
        raise rules.RunUnknown
    return run


# The work of the worker -------------------------------------------------------------------


def carry_out(
    run_id: UUID, *, stamps: Callable[[], Stamp], processes: int = PROCESSES
) -> PlanRun | None:
    """Plan what a run asks for: METIS for every place first, then all groups, place by place.

    Each result is stored as soon as it is there, so that a worker that is killed loses only what
    it had in hand. Returns None where a worker is at it or at another one, or nothing is left to
    do; what waits is started by the timetable.

    Args:
        stamps: gives the present moment each time.
        processes: how many places are worked on at once.
    """
    run = _begin(run_id, stamps().at)
    if run is None:
        return None
    wishes = Wishes(band=rules.band_of(run.wishes), weights=rules.weights_of(run.wishes))
    with solver.pool(processes) as workers:
        is_whole = _lay(run, workers, wishes, stamps) and _plan(run, workers, wishes, stamps)
    return _end(run, Stage.ENDED if is_whole else Stage.STOPPED, stamps())


@transaction.atomic
def _begin(run_id: UUID, at: datetime) -> PlanRun | None:
    run = PlanRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None or run.stage not in rules.OPEN:
        return None
    alive = PlanRun.objects.filter(stage=Stage.AT_WORK, heard_at__gt=at - rules.SILENT)
    if alive.exists():
        return None
    run.stage, run.heard_at, run.starts = Stage.AT_WORK, at, run.starts + 1
    run.save(update_fields=["stage", "heard_at", "starts"])
    return run


def _goes_on(run: PlanRun, at: datetime) -> bool:
    """Say that the run is alive, and return whether nobody asked it to stop."""
    PlanRun.objects.filter(pk=run.pk).update(heard_at=at)
    return not PlanRun.objects.filter(pk=run.pk, is_stopping=True).exists()


def _lay(
    run: PlanRun, workers: solver.Workers, wishes: Wishes, stamps: Callable[[], Stamp]
) -> bool:
    """Lay out every place and cut it by METIS; return whether all were."""
    parts = {part.unit_id: part for part in run.parts.all() if not part.cells}
    found = plan_sites.sites(list(parts), roads=queries.roads_of(run))
    rows = [(site.ground, wishes) for site in found]
    sizes = [len(site.pieces) for site in found]
    with closing(solver.each(workers, solver.drafted, rows, sizes)) as ready:
        for index, (laid, preview) in ready:
            site = found[index]
            part = parts[site.unit_id]
            _keep_laid(part, site, laid)
            part.preview = queries.words_of(preview)
            part.present = queries.present_of(laid.work, wishes)
            part.save()
            if not _goes_on(run, stamps().at):
                return False
    return True


def _keep_laid(part: PlanPart, site: plan_sites.Site, laid: Laid) -> None:
    columns = (site.pieces, laid.work.households.tolist(), laid.work.blocks.tolist())
    part.pieces = [
        [str(key), str(compound), str(present or ""), households, block]
        for (key, compound, present), households, block in zip(*columns, strict=True)
    ]
    part.cells = queries.cells_in_degrees(laid.cells, site.scale)
    part.scale = list(site.scale)


def _plan(
    run: PlanRun, workers: solver.Workers, wishes: Wishes, stamps: Callable[[], Stamp]
) -> bool:
    """Plan every place that is laid out and has no plan; return whether all were."""
    parts = [part for part in run.parts.order_by("pk") if part.cells and not part.plan]
    rows = [(queries.work_of(part), wishes) for part in parts]
    sizes = [len(part.pieces) for part in parts]
    with closing(solver.each(workers, solver.planned, rows, sizes)) as ready:
        for index, plan in ready:
            parts[index].plan = queries.words_of(plan)
            parts[index].save(update_fields=["plan"])
            if not _goes_on(run, stamps().at):
                return False
    return True


@transaction.atomic
def _end(run: PlanRun, stage: Stage, stamp: Stamp) -> PlanRun:
    run.stage, run.ended_at, run.heard_at = stage, stamp.at, stamp.at
    run.save(update_fields=["stage", "ended_at", "heard_at"])
    changes = {"stage": stage.value, "planned": run.parts.exclude(plan={}).count()}
    _record(BY_RULE, PlanEnded(run_id=run.pk, changes=changes), stamp)
    return run


# A person's own hand ------------------------------------------------------------------------


@transaction.atomic
def move(
    actor: Actor, *, run_id: UUID, unit_id: UUID, keys: Sequence[UUID], to: int, stamp: Stamp
) -> PlanPart:
    """Put pieces of a plan, or all of a compound, to another grid of the same plan.

    Args:
        unit_id: the place.
        keys: pieces, or compounds.
        to: the number of the grid, from 0.

    Raises:
        RunUnknown, RunOpen, PieceUnknown.
        FallsApart: a grid would lie in two places.
    """
    run = _held(actor, run_id)
    rules.check_has_ended(Stage(run.stage))
    part = queries.part_of(run, unit_id)
    labels = queries.chosen(part)
    moved = queries.moved(part, labels, keys, to)
    wishes = Wishes(band=rules.band_of(run.wishes), weights=rules.weights_of(run.wishes))
    result: Divided = solver.by_hand(queries.work_of(part), moved, wishes)
    if result.figures.disconnected:
        raise rules.FallsApart
    part.edited = queries.words_of(result)
    part.save(update_fields=["edited"])
    changes = {"place": unit_id, "pieces": list(keys), "grid": int(to)}
    _record(actor, PlanChanged(run_id=run.pk, changes=changes), stamp)
    return part


@transaction.atomic
def take_back(actor: Actor, *, run_id: UUID, unit_id: UUID, stamp: Stamp) -> PlanPart:
    """Take back what a person changed of the plan of one place.

    Raises:
        RunUnknown, RunOpen: see there.
    """
    run = _held(actor, run_id)
    rules.check_has_ended(Stage(run.stage))
    part = queries.part_of(run, unit_id)
    part.edited = {}
    part.save(update_fields=["edited"])
    changes: dict[str, object] = {"place": unit_id, "pieces": []}
    _record(actor, PlanChanged(run_id=run.pk, changes=changes), stamp)
    return part
