"""Where a run of the planner stands, who may ask for one, and what it may be refused for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from linli.grid.wishes.rules import Band, Weights
from linli.kernel.common.errors import InputRefused, NotFound, RuleBroken, gettext_noop
from linli.kernel.people.rules import DESKS, Actor, Role, check_role
from linli.kernel.territory.rules import Kind


class Stage(StrEnum):
    """Where a run is: asked for, at work, ended with every plan, or stopped with the best so far."""

    WAITING = "waiting"
    AT_WORK = "at_work"
    ENDED = "ended"
    STOPPED = "stopped"


STAGE_NAMES: dict[Stage, str] = {
    Stage.WAITING: gettext_noop("waiting for the worker"),
    Stage.AT_WORK: gettext_noop("at work"),
    Stage.ENDED: gettext_noop("planned"),
    Stage.STOPPED: gettext_noop("stopped with the best so far"),
}
"""English names of the stages; pages translate them."""

OPEN = frozenset({Stage.WAITING, Stage.AT_WORK})


class Level(StrEnum):
    """What is planned: grids in communities, or micro-grids in grids."""

    GRID = "grid"
    MICRO_GRID = "micro_grid"


GROUNDS: dict[Level, Kind] = {Level.GRID: Kind.COMMUNITY, Level.MICRO_GRID: Kind.GRID}
"""In what kind of unit each level is planned."""

BANDS: dict[Level, Band] = {Level.GRID: Band(300, 500, 400), Level.MICRO_GRID: Band(100, 200, 150)}
"""POLICY. The band that a form begins with."""

SILENT = timedelta(minutes=3)
"""POLICY. A run that said nothing for so long has lost its worker and may be started again."""

MOST_STARTS = 3
"""POLICY. How often a run is started again by itself."""

MAY_PLAN = (*DESKS, Role.OPERATOR)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run is asked for."""

    level: Level
    ground_ids: tuple[UUID, ...]
    band: Band
    weights: Weights
    roads: bytes = b""


class RunUnknown(NotFound):
    """There is no such run, or not for this post."""

    code = "grid.plan_run_unknown"


class NoGround(InputRefused):
    """No place was chosen, or one outside the actor's unit."""

    code = "grid.plan_no_ground"
    message = gettext_noop("No place was chosen in which grids could be planned.")
    hint = gettext_noop("Choose at least one community of your own.")


class RunOpen(RuleBroken):
    """The run is still at work."""

    code = "grid.plan_run_open"
    message = gettext_noop("The planner is still at work on this plan.")
    hint = gettext_noop("Wait until it has ended, or stop it with the best so far.")


class RunEnded(RuleBroken):
    """The run has ended, so that it can neither be stopped nor started."""

    code = "grid.plan_run_ended"
    message = gettext_noop("This plan is ended already.")
    hint = gettext_noop("Look at its result, or ask for a new plan.")


class StillAtWork(RuleBroken):
    """The run was heard of a moment ago, so that it is not started twice."""

    code = "grid.plan_still_at_work"
    message = gettext_noop("The worker was heard of a moment ago.")
    hint = gettext_noop("Start it again when nothing has moved for three minutes.")


class FallsApart(RuleBroken):
    """A grid would lie in two places."""

    code = "grid.plan_falls_apart"
    message = gettext_noop("A grid would lie in two places after this.")
    hint = gettext_noop("Move what lies between first, or choose a neighbouring grid.")


class PieceUnknown(InputRefused):
    """What is to be moved, or where to, is not in this plan."""

    code = "grid.plan_piece_unknown"
    message = gettext_noop("This building, compound or grid is not part of the plan.")
    hint = gettext_noop("Choose it from the list of this page.")


class RoadsUnreadable(InputRefused):
    """The file of main roads holds no lines."""

    code = "grid.plan_roads_unreadable"
    message = gettext_noop("The file holds no lines that could be main roads.")
    hint = gettext_noop("Send a GeoJSON file with lines in degrees (CGCS2000 or WGS 84).")


def check_may_plan(actor: Actor) -> None:
    """Refuse everyone but the desks and the operator.

    Raises:
        Forbidden: the actor is somebody else.
    """
    check_role(actor, *MAY_PLAN)


def check_can_stop(stage: Stage) -> None:
    """Refuse to stop what has ended.

    Raises:
        RunEnded: it has.
    """
    if stage not in OPEN:
        raise RunEnded


def is_silent(stage: Stage, *, heard_at: datetime, at: datetime) -> bool:
    """Return whether a run has lost its worker."""
    return stage in OPEN and at - heard_at >= SILENT


def check_can_start(stage: Stage, *, heard_at: datetime, at: datetime) -> None:
    """Refuse to start what has ended or is at work.

    Raises:
        RunEnded, StillAtWork: see there.
    """
    check_can_stop(stage)
    if not is_silent(stage, heard_at=heard_at, at=at):
        raise StillAtWork


def check_has_ended(stage: Stage) -> None:
    """Refuse to change a plan that is still being made.

    Raises:
        RunOpen: it is.
    """
    if stage in OPEN:
        raise RunOpen


def words_of(asked: Asked) -> dict[str, Any]:
    """Return band and weights in numbers, as a row keeps them."""
    band, weights = asked.band, asked.weights
    return {
        "least": band.least,
        "most": band.most,
        "target": band.target,
        "weights": {name: getattr(weights, name) for name in weights.__slots__},
    }


def band_of(wishes: dict[str, Any]) -> Band:
    """Return the band that a row keeps."""
    return Band(wishes["least"], wishes["most"], wishes["target"])


def weights_of(wishes: dict[str, Any]) -> Weights:
    """Return the weights that a row keeps."""
    return Weights(**wishes["weights"])
