"""Units are drawn anew as a draft, submitted, checked anew, approved by another person, or not.

Each service holds the proposal, asks the guard, asks the rule, and records.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import shapely
from django.db import transaction
from django.utils import timezone

from linli.grid.redrawings import news, queries, rules
from linli.grid.redrawings.models import Redrawing
from linli.grid.redrawings.news import RedrawingNews
from linli.grid.redrawings.rules import Move, Stage
from linli.kernel.common.errors import Forbidden, NotFound
from linli.kernel.common.text import clean
from linli.kernel.drawing import queries as drawing
from linli.kernel.drawing.queries import Area, Plan
from linli.kernel.drawing.rules import TILING, Drawn, Sort
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people import queries as people
from linli.kernel.people.rules import Actor, check_role
from linli.kernel.territory import queries as territory
from linli.kernel.territory import services as territories
from linli.kernel.territory.models import Unit
from linli.kernel.territory.rules import Kind
from linli.kernel.territory.services import NewShape, NewUnit
from linli.kernel.territory_changes import services as territory_changes
from linli.kernel.territory_changes.rules import (
    Adjustment,
    Change,
    Establishment,
    Merger,
    Paper,
    Part,
    Split,
)
from linli.kernel.territory_changes.services import Decision

Keys = Callable[[], UUID]
Changes = dict[str, Any]
MOST_WHY = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal to be: its key, the community, the kind that is drawn, the drawing, and why."""

    id: UUID
    community_id: UUID
    kind: Kind
    drawn: Drawn
    why: str


@dataclass(frozen=True, slots=True)
class Step:
    """What every step brings: which proposal, as seen in which version, and words."""

    redrawing_id: UUID
    version: int | None = None
    words: str = ""


@transaction.atomic
def draft(actor: Actor, *, new: Draft, keys: Keys, stamp: Stamp) -> Redrawing:
    """Keep a drawing as a draft, with what moves by it.

    Args:
        keys: gives a fresh key each time, for new units.

    Raises:
        Forbidden, NotFound, WhyMissing, and whatever ``drawing.planned`` refuses.
    """
    check_role(actor, *rules.DRAWERS)
    if actor.person_id is None:
        raise Forbidden
    why = _why(new.why)
    sheet = drawing.sheet(new.community_id, new.kind)
    plan = drawing.planned(sheet, new.drawn, keys=keys)
    line = {up.kind: up.id for up in territory.upwards(id=new.community_id)}
    day = timezone.localdate(stamp.at)
    changes = {
        "number": f"{day:%Y%m%d}-{new.id.hex[-6:]}",
        "stage": rules.check_move(Stage.NONE, Move.DRAFT).value,
        "kind": new.kind.value,
        "district_id": line[Kind.DISTRICT],
        "street_id": line.get(Kind.STREET),
        "community_id": new.community_id,
        "proposer_id": actor.person_id,
        "proposer_post_id": actor.post_id,
        "drafted_at": stamp.at,
        **_of_plan(plan, stamp),
    }
    redrawing = Redrawing(id=new.id, version=0)
    return _change(actor, redrawing, news.RedrawingDrafted, changes, stamp, why=why)


@transaction.atomic
def redraw(actor: Actor, *, step: Step, drawn: Drawn, keys: Keys, stamp: Stamp) -> Redrawing:
    """Draw a draft differently.

    Raises:
        NotTheProposer, Forbidden, NotFound, StepNotOpen, ChangedMeanwhile, WhyMissing,
        and whatever ``drawing.planned`` refuses.
    """
    redrawing = _held(actor, step, Move.REDRAW)
    why = _why(step.words)
    sheet = drawing.sheet(redrawing.community_id, Kind(redrawing.kind))
    changes = _of_plan(drawing.planned(sheet, drawn, keys=keys), stamp)
    return _change(actor, redrawing, news.RedrawingRedrawn, changes, stamp, why=why)


def _of_plan(plan: Plan, stamp: Stamp) -> Changes:
    """Return what a proposal keeps of a plan."""
    found = queries.impact(plan, on=timezone.localdate(stamp.at))
    known = {area.id for area in plan.sheet.units}
    return {
        "sort": plan.sort.value,
        "unit_ids": plan.touched,
        "shape_ids": queries.shape_ids(plan.touched),
        "pieces": [_piece(area, is_new=area.id not in known) for area in plan.changed],
        "merged": [[str(ended), str(into)] for ended, into in plan.merged.items()],
        "flows": [flow.words() for flow in found.flows],
        "astride": found.astride,
        "ground": plan.sheet.version,
    }


def _piece(area: Area, *, is_new: bool) -> dict[str, object]:
    return {
        "id": str(area.id),
        "name": area.name,
        "of": str(area.of) if area.of else None,
        "new": is_new,
        "outline": shapely.to_wkb(area.outline, hex=True, byte_order=1),
    }


@transaction.atomic
def check(actor: Actor, *, step: Step, stamp: Stamp) -> Redrawing:
    """Check an open proposal anew on the territory as it is now.

    Raises:
        Forbidden, NotFound, StepNotOpen, ChangedMeanwhile.
        UnitRedrawnSince: a unit of it was itself changed; InputRefused: it no longer fits.
    """
    redrawing = _held(actor, step, Move.CHECK)
    territories.hold()
    _check_units(redrawing)
    changes = _of_plan(queries.plan_of(redrawing), stamp)
    return _change(actor, redrawing, news.RedrawingChecked, changes, stamp)


@transaction.atomic
def submit(actor: Actor, *, step: Step, stamp: Stamp) -> Redrawing:
    """Submit a draft: another person decides.

    Raises:
        NotTheProposer, Forbidden, NotFound, StepNotOpen, ChangedMeanwhile, TerritoryMovedOn.
    """
    redrawing = _held(actor, step, Move.SUBMIT)
    _check_ground(redrawing)
    changes = {"stage": Stage.SUBMITTED.value, "submitted_at": stamp.at}
    return _change(actor, redrawing, news.RedrawingSubmitted, changes, stamp)


@transaction.atomic
def approve(actor: Actor, *, step: Step, keys: Keys, stamp: Stamp) -> Redrawing:
    """Approve what another person proposed: the territory becomes what was drawn, at once.

    Raises:
        AnotherDecides, Forbidden, NotFound, StepNotOpen, ChangedMeanwhile, TerritoryMovedOn,
        and whatever the change of the territory refuses.
    """
    redrawing = _held(actor, step, Move.APPROVE)
    territories.hold()
    _check_ground(redrawing)
    _check_units(redrawing)
    _apply(actor, redrawing, queries.plan_of(redrawing), keys, stamp)
    changes = {**_decided(actor, Stage.APPROVED, stamp), "in_force": territory.version()}
    return _change(actor, redrawing, news.RedrawingApproved, changes, stamp, why=step.words)


@transaction.atomic
def refuse(actor: Actor, *, step: Step, stamp: Stamp) -> Redrawing:
    """Refuse what another person proposed, with a reason.

    Raises:
        AnotherDecides, Forbidden, NotFound, StepNotOpen, ChangedMeanwhile, WhyMissing.
    """
    redrawing = _held(actor, step, Move.REFUSE)
    why = _why(step.words)
    changes = _decided(actor, Stage.REFUSED, stamp)
    return _change(actor, redrawing, news.RedrawingRefused, changes, stamp, why=why)


@transaction.atomic
def withdraw(actor: Actor, *, step: Step, stamp: Stamp) -> Redrawing:
    """Take one's own proposal back.

    Raises:
        NotTheProposer, Forbidden, NotFound, StepNotOpen, ChangedMeanwhile.
    """
    redrawing = _held(actor, step, Move.WITHDRAW)
    changes = {"stage": Stage.WITHDRAWN.value, "ended_at": stamp.at}
    return _change(actor, redrawing, news.RedrawingWithdrawn, changes, stamp, why=step.words)


def _decided(actor: Actor, stage: Stage, stamp: Stamp) -> Changes:
    return {
        "stage": stage.value,
        "decider_id": actor.person_id,
        "decider_post_id": actor.post_id,
        "ended_at": stamp.at,
    }


def _why(words: str) -> str:
    why = clean(words, most=MOST_WHY)
    if not why:
        raise rules.WhyMissing
    return why


def _held(actor: Actor, step: Step, move: Move) -> Redrawing:
    """Return the proposal of a step, locked, where the actor may make the move now."""
    redrawing = Redrawing.objects.select_for_update().filter(pk=step.redrawing_id).first()
    if redrawing is None:
        raise NotFound
    rules.check_may(actor, redrawing, move)
    rules.check_move(Stage(redrawing.stage), move)
    if step.version is not None and step.version != redrawing.version:
        raise rules.ChangedMeanwhile
    return redrawing


def _check_ground(redrawing: Redrawing) -> None:
    if redrawing.ground != territory.version():
        raise rules.TerritoryMovedOn


def _check_units(redrawing: Redrawing) -> None:
    """Refuse where a unit that was drawn on has another outline now, or none."""
    if queries.shape_ids(redrawing.unit_ids) == redrawing.shape_ids:
        return
    names = territory.names(redrawing.unit_ids)
    raise rules.UnitRedrawnSince(name=next(iter(names.values()), redrawing.number))


def _change(
    actor: Actor,
    redrawing: Redrawing,
    told: type[RedrawingNews],
    changes: Mapping[str, Any],
    stamp: Stamp,
    *,
    why: str = "",
) -> Redrawing:
    """Store the changes of a proposal that is held or new, with its entry."""
    whole = {**changes, "version": redrawing.version + 1, "changed_at": stamp.at}
    is_new = redrawing.version == 0
    for name, value in whole.items():
        setattr(redrawing, name, value)
    line = journal.Line(
        actor=actor,
        stream=queries.stream_of(redrawing.pk),
        news=told(redrawing_id=redrawing.pk, changes=whole),
        stamp=stamp,
        payload={"text": clean(why, most=MOST_WHY)} if why else None,
    )
    entry = journal.record([line], begins=is_new)[0]
    if told in WORDED:
        redrawing.words_id = entry.pk
    redrawing.save(update_fields=None if is_new else [*whole, "words"], force_insert=is_new)
    return redrawing


WORDED = frozenset({news.RedrawingDrafted, news.RedrawingRedrawn})
"""Entries whose payload holds why something is proposed."""


# Bringing into force --------------------------------------------------------------------------


def _apply(actor: Actor, redrawing: Redrawing, plan: Plan, keys: Keys, stamp: Stamp) -> None:
    """Let the territory become what was drawn, through its own services.

    A mere correction of outlines is brought in line; what makes, ends or moves units is a
    change of the territory with its day and its document, the proposal.
    """
    change = _change_of(plan)
    if change is None:
        _bring_in_line(actor, redrawing, plan, keys, stamp)
        return
    decision = Decision(
        id=keys(),
        change=change,
        on=timezone.localdate(stamp.at),
        paper=Paper(redrawing.number, people.office_of(actor.post_id) if actor.post_id else ""),
    )
    territory_changes.decide(actor, decision=decision, keys=keys, stamp=stamp)


def _change_of(plan: Plan) -> Change | None:
    """Return a plan as a change of the territory; None where it only corrects outlines."""
    parts = {area.id: _part(area) for area in plan.changed}
    match plan.sort:
        case Sort.MERGER:
            (into,) = plan.changed
            return Merger(units=(into.id, *plan.merged), into=parts[into.id])
        case Sort.SPLIT:
            (cut_from,) = plan.touched
            return Split(unit_id=cut_from, parts=tuple(parts.values()))
        case Sort.ESTABLISHMENT:
            (new,) = plan.changed
            return Establishment(kind=plan.sheet.kind, parent_id=new.parent_id, unit=parts[new.id])
    if plan.sheet.kind not in TILING or len(parts) < 2:
        return None
    outlines = tuple((area.id, _wkb(area)) for area in plan.changed)
    return Adjustment(outlines=outlines)


def _part(area: Area) -> Part:
    return Part(id=area.id, name=area.name, outline=_wkb(area))


def _wkb(area: Area) -> bytes:
    return bytes(shapely.to_wkb(area.outline, byte_order=1))


def _bring_in_line(
    actor: Actor, redrawing: Redrawing, plan: Plan, keys: Keys, stamp: Stamp
) -> None:
    """Correct outlines; what then lies in another unit becomes part of that one."""
    outlines = {area.id: area.outline for area in plan.changed}
    parents = queries.moving_parts(plan)
    rows = [
        NewUnit(
            id=unit.pk,
            kind=Kind(unit.kind),
            name=unit.name,
            parent_id=parents.get(unit.pk, unit.parent_id),
            valid_from=unit.valid_from,
            style=unit.style,
            households=unit.households,
            shape=_shape(outlines.get(unit.pk), keys),
        )
        for unit in Unit.objects.filter(pk__in=[*outlines, *parents]).order_by("pk")
    ]
    territories.bring_in_line(actor, rows=rows, source=redrawing.number, at=stamp.at)


def _shape(outline: Any, keys: Keys) -> NewShape | None:
    return NewShape(keys(), shapely.to_wkb(outline, byte_order=1)) if outline else None
