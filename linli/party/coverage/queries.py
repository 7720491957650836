"""How far the roll-out has come: by wave, by street, by month, on a map, in figures."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import shapely
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from linli.kernel.people.rules import Actor, check_role, covers
from linli.party.coverage import rules
from linli.party.coverage.rules import STATES, Covered, Figures
from linli.party.preparations import queries as preparations
from linli.party.preparations.queries import NOWHERE
from linli.party.preparations.rules import READERS, STAGE_NAMES, Stage, counted
from linli.party.relations import queries as relations
from linli.party.relations.queries import Finding, areas
from linli.party.relations.rules import ORDER, RELATION_NAMES
from linli.party.rollout import queries as rollout
from linli.party.rollout.queries import Plan
from linli.party.rollout.rules import PLANNERS, Progress, months, wanted, wave_of

SIMPLE_DEGREES = 0.00002
"""Outlines on the map of a district are good to two metres."""


def covered(actor: Actor | None, *, at: datetime) -> list[Covered]:
    """Return how every compound that a post may see stands; five statements when warm.

    Args:
        actor: None for all of them, for the figures of the house.

    Raises:
        Forbidden: posts of this role see none.
    """
    if actor is not None:
        check_role(actor, *READERS)
    stand = preparations.standings(on=timezone.localdate(at))
    return [
        _covered(each, stand.get(each.compound.id, NOWHERE))
        for each in relations.findings(at=at)
        if actor is None or covers(actor, each.compound)
    ]


def _covered(found: Finding, stands: preparations.Standing) -> Covered:
    own = found.compound
    return Covered(
        compound_id=own.id,
        street_id=own.street_id,
        street=own.street,
        community_id=own.community_id,
        community=own.community,
        relation=found.relation,
        stage=stands.stage,
        founded_on=stands.stage_on if stands.stage is Stage.FOUNDED else None,
    )


def figures(*, at: datetime) -> Figures:
    """Return the figures of the whole house; five statements when warm."""
    return rules.figures(covered(None, at=at))


# The board ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WaveLine:
    """One wave: its kinds in words, its days, and how far it has come."""

    number: int
    kinds: list[str]
    begins_on: date
    ends_on: date
    progress: Progress


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A street, or a community for whoever sees one street only."""

    id: UUID | None
    name: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month: wanted and founded in it, and both up to its end."""

    month: date
    wanted: int
    founded: int
    wanted_by_then: int
    founded_by_then: int


@dataclass(frozen=True, slots=True)
class Board:
    """How far the roll-out has come, for one post; ``plan`` is None before there is one."""

    plan: Plan | None
    figures: Figures
    progress: Progress
    waves: list[WaveLine]
    waveless: int
    by_street: bool
    places: list[PlaceLine]
    months: list[MonthLine]
    legend: list[tuple[str, str, int]]
    may_plan: bool


def board(actor: Actor, *, at: datetime) -> Board:
    """Return how far the compounds of a post have come; eight statements when warm.

    Raises:
        Forbidden: posts of this role see none.
    """
    found, plan = covered(actor, at=at), rollout.plan()
    today = timezone.localdate(at)
    by_street = actor.unit_kind == "district"
    own = None if by_street else _street_of(found)
    waves = list(plan.waves) if plan else []
    return Board(
        plan=plan,
        figures=rules.figures(found),
        progress=_progress(found, plan, street_id=own, today=today),
        waves=[_wave(number, found, plan) for number in range(1, len(waves) + 1)] if plan else [],
        waveless=sum(not wave_of(each.relation, waves) for each in found) if plan else 0,
        by_street=by_street,
        places=_places(found, plan, by_street=by_street, today=today),
        months=_months(found, plan, street_id=own, today=today),
        legend=_legend(found),
        may_plan=actor.role in PLANNERS,
    )


def _street_of(found: Sequence[Covered]) -> UUID | None:
    return found[0].street_id if found else None


def _progress(
    found: Sequence[Covered], plan: Plan | None, *, street_id: UUID | None, today: date
) -> Progress:
    targets = plan.targets if plan else {}
    return Progress(
        total=len(found),
        founded=sum(each.is_founded for each in found),
        started=sum(each.is_started for each in found),
        target=wanted(targets, street_id=street_id, until=today),
        planned=wanted(targets, street_id=street_id, until=date.max),
    )


def _wave(number: int, found: Sequence[Covered], plan: Plan) -> WaveLine:
    wave = plan.waves[number - 1]
    own = [each for each in found if each.relation in wave.relations]
    return WaveLine(
        number=number,
        kinds=[gettext(RELATION_NAMES[kind]) for kind in ORDER if kind in wave.relations],
        begins_on=wave.begins_on,
        ends_on=wave.ends_on,
        progress=_progress(own, None, street_id=None, today=wave.ends_on),
    )


def _places(
    found: Sequence[Covered], plan: Plan | None, *, by_street: bool, today: date
) -> list[PlaceLine]:
    """Return the streets, or the communities, in order; only streets have targets."""
    if not by_street:
        return [
            PlaceLine(key, own[0].community, _progress(own, None, street_id=None, today=today))
            for key, own in _grouped(found, lambda each: each.community_id).items()
        ]
    return [
        PlaceLine(key, own[0].street, _progress(own, plan, street_id=key, today=today))
        for key, own in _grouped(found, lambda each: each.street_id).items()
    ]


def _grouped(
    found: Sequence[Covered], by: Callable[[Covered], UUID | None]
) -> Mapping[UUID | None, list[Covered]]:
    groups: dict[UUID | None, list[Covered]] = {}
    for each in found:
        groups.setdefault(by(each), []).append(each)
    return groups


def _months(
    found: Sequence[Covered], plan: Plan | None, *, street_id: UUID | None, today: date
) -> list[MonthLine]:
    """Return the months of the plan up to the present one, the newest first."""
    if plan is None:
        return []
    founded = Counter(each.founded_on.replace(day=1) for each in found if each.founded_on)
    asked: Counter[date] = Counter()
    for (street, month), count in plan.targets.items():
        asked[month] += count if street_id in (None, street) else 0
    return [
        MonthLine(
            month=month,
            wanted=asked[month],
            founded=founded[month],
            wanted_by_then=sum(count for each, count in asked.items() if each <= month),
            founded_by_then=sum(count for each, count in founded.items() if each <= month),
        )
        for month in months(plan.months[0], min(plan.months[-1], today))
    ][::-1]


def _legend(found: Sequence[Covered]) -> list[tuple[str, str, int]]:
    """Return state on the map, name and count of each stage."""
    counts = counted(each.stage for each in found)
    return [(STATES[stage], gettext(STAGE_NAMES[stage]), counts[stage]) for stage in Stage]


def map_geojson(actor: Actor, *, at: datetime) -> dict[str, Any]:
    """Return the compounds of a post as areas for a map, coloured by stage.

    Raises:
        Forbidden: posts of this role see none.
    """
    found, known = covered(actor, at=at), relations.ground()
    drawn = [each for each in found if each.compound_id in known.drawn]
    outlines = known.outlines[[known.drawn[each.compound_id] for each in drawn]]
    return areas(
        shapely.simplify(outlines, SIMPLE_DEGREES),
        [
            {
                "name": known.compound(each.compound_id).name,
                "state": STATES[each.stage],
                "url": reverse("party:roll_out_compound", args=[each.compound_id]),
            }
            for each in drawn
        ],
    )
