"""Changes of the territory are decided, take force on their day, or are withdrawn before it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.kernel.areas import services as areas
from linli.kernel.common import crypto
from linli.kernel.common.errors import LinliError
from linli.kernel.common.text import clean
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people import services as people
from linli.kernel.people.rules import Actor, check_may_edit_territory
from linli.kernel.territory import services as territory
from linli.kernel.territory.models import Unit, UnitCode, UnitShape
from linli.kernel.territory.services import NewShape, NewUnit
from linli.kernel.territory_changes import queries, rules
from linli.kernel.territory_changes.models import TerritoryChange
from linli.kernel.territory_changes.news import (
    TerritoryChanged,
    TerritoryChangeDecided,
    TerritoryChangeNews,
    TerritoryChangeRefused,
    TerritoryChangeWithdrawn,
)
from linli.kernel.territory_changes.rules import SORTS, Change, Paper, Stage
from linli.kernel.territory_changes.solver import Plan
from linli.kernel.territory_history.models import UnitSuccession

Keys = Callable[[], UUID]
MOST_NUMBER, MOST_ISSUER = 80, 120


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided: the change, its day, the document it rests on, a key for the record."""

    id: UUID
    change: Change
    on: date
    paper: Paper


def stream_of(change_id: UUID) -> str:
    """Return the name of the stream that holds the entries of a change."""
    return f"kernel.territory_change:{change_id}"


@transaction.atomic
def decide(actor: Actor, *, decision: Decision, keys: Keys, stamp: Stamp) -> TerritoryChange:
    """Decide a change: where its day has come it takes force at once, else it waits for it.

    In force means: units, names, parents, outlines and codes as of that day, what is below moved
    to its new parent, posts and offices of ended units gone to their heirs, areas following,
    a new version of the territory; all or nothing. A change for a day to come is checked against
    the territory as it is known now, and once more on its day.

    Args:
        keys: gives a fresh key each time, for new outlines.

    Raises:
        Forbidden: the actor is neither operator nor district desk nor the house itself.
        PaperMissing: no number or no issuer is given.
        InputRefused, RuleBroken: the change contradicts the territory of its day; see ``rules``.
    """
    check_may_edit_territory(actor)
    number = clean(decision.paper.number, most=MOST_NUMBER)
    issuer = clean(decision.paper.issuer, most=MOST_ISSUER)
    if not number or not issuer:
        raise rules.PaperMissing
    territory.hold()
    _, plan = queries.planned(decision.change, on=decision.on)
    row = TerritoryChange.objects.create(
        id=decision.id,
        sort=SORTS[type(decision.change)],
        on=decision.on,
        number=number,
        issuer=issuer,
        terms=rules.words_of(decision.change),
        units=sorted({*plan.touched(), *plan.new}),
        stage=Stage.PLANNED,
        decided_at=stamp.at,
        decided_by=actor.person_id,
        decided_from=actor.post_id,
    )
    _record(actor, TerritoryChangeDecided(change_id=row.pk, changes=_fields(row)), stamp)
    if decision.on <= timezone.localdate(stamp.at):
        _take_force(actor, row, plan, keys, stamp)
    return row


def _fields(row: TerritoryChange) -> dict[str, object]:
    """Return the fields that the first entry keeps; of the terms, with their outlines, a digest."""
    names = ("sort", "on", "number", "issuer", "stage", "decided_at", "decided_by", "decided_from")
    digest = crypto.digest(crypto.DEFAULT_ALGORITHM, crypto.canonical(row.terms))
    return {name: getattr(row, name) for name in names} | {"terms_digest": digest}


@transaction.atomic
def withdraw(actor: Actor, *, change_id: UUID, stamp: Stamp) -> TerritoryChange:
    """Withdraw a planned change before it takes force.

    Raises:
        Forbidden: the actor is neither operator nor district desk nor the house itself.
        ChangeUnknown, NotPlanned: see there.
    """
    row = _held(actor, change_id)
    row.stage, row.withdrawn_at = Stage.WITHDRAWN, stamp.at
    row.save(update_fields=["stage", "withdrawn_at"])
    changes = {"stage": row.stage, "withdrawn_at": stamp.at}
    _record(actor, TerritoryChangeWithdrawn(change_id=row.pk, changes=changes), stamp)
    return row


def _held(actor: Actor, change_id: UUID) -> TerritoryChange:
    """Return a planned change, locked."""
    check_may_edit_territory(actor)
    row = TerritoryChange.objects.select_for_update().filter(pk=change_id).first()
    if row is None:
        raise rules.ChangeUnknown
    if row.stage != Stage.PLANNED:
        raise rules.NotPlanned
    return row


@transaction.atomic
def take_force(actor: Actor, *, change_id: UUID, keys: Keys, stamp: Stamp) -> TerritoryChange:
    """Let a planned change take force, its day having come.

    What stands against it by then is written down as ``refusal`` and told once; somebody tries
    again when it is out of the way, or withdraws the change.

    Raises:
        Forbidden: the actor is neither operator nor district desk nor the house itself.
        ChangeUnknown, NotPlanned, NotYet: see there.
    """
    territory.hold()
    row = _held(actor, change_id)
    if row.on > timezone.localdate(stamp.at):
        raise rules.NotYet(on=row.on)
    try:
        _, plan = queries.planned(queries.terms(row), on=row.on)
    except LinliError as refused:
        row.refusal = refused.code
        row.save(update_fields=["refusal"])
        told = TerritoryChangeRefused(change_id=row.pk, changes={"refusal": refused.code})
        _record(actor, told, stamp)
        return row
    _take_force(actor, row, plan, keys, stamp)
    return row


def _take_force(actor: Actor, row: TerritoryChange, plan: Plan, keys: Keys, stamp: Stamp) -> None:
    """Do what a plan says, and tell of it; the territory is held."""
    source = f"{row.issuer} {row.number}"[:200]
    shapes = {key: NewShape(keys(), outline) for key, outline in plan.drawn.items()}
    _begin(plan, shapes, row.on, source)
    _alter(plan, row.on)
    _end(plan, row.on)
    territory.redraw(
        {k: v for k, v in shapes.items() if k not in plan.new}, on=row.on, source=source
    )
    _recode(plan, row.on)
    moved = people.follow_units(actor, heirs=plan.heirs(), on=row.on)
    version = territory.move_version(actor, source=source, at=stamp.at)
    _succeed(plan, row, version)
    areas.follow(actor, became=_became(plan), on=row.on, stamp=stamp)
    row.stage, row.in_force_at, row.version, row.refusal = Stage.IN_FORCE, stamp.at, version, ""
    names = ["stage", "in_force_at", "version", "refusal"]
    row.save(update_fields=names)
    changes = {name: getattr(row, name) for name in names}
    told = TerritoryChanged(change_id=row.pk, changes=changes, details=_told(plan, shapes, moved))
    _record(actor, told, stamp)


def _became(plan: Plan) -> dict[UUID, list[UUID]]:
    """Return unit → what it is from the day on; nothing where it ended without an heir."""
    found: dict[UUID, list[UUID]] = {key: [] for key in plan.ended}
    for each in plan.became:
        found.setdefault(each.former, []).append(each.later)
    return found


def _begin(plan: Plan, shapes: dict[UUID, NewShape], on: date, source: str) -> None:
    rows = [
        NewUnit(
            id=unit.id,
            kind=unit.kind,
            name=unit.part.name,
            parent_id=unit.parent_id,
            valid_from=on,
            style=unit.part.style,
            households=unit.part.households,
            shape=shapes.get(unit.id),
        )
        for unit in plan.begun
    ]
    territory.store(rows, source=source)


def _alter(plan: Plan, on: date) -> None:
    """Give units their new names and parents; what they were before is kept."""
    units = Unit.objects.in_bulk([*plan.named, *plan.moved])
    territory.keep_past(list(units.values()), on=on)
    for key, unit in units.items():
        if key in plan.named:
            unit.name, unit.style = plan.named[key]
            unit.pinyin = territory.reading(unit.name)
        unit.parent_id = plan.moved.get(key, unit.parent_id)
    Unit.objects.bulk_update(units.values(), ["name", "style", "pinyin", "parent"], batch_size=1000)


def _end(plan: Plan, on: date) -> None:
    Unit.objects.filter(pk__in=plan.ended).update(valid_to=on)
    for table in (UnitShape, UnitCode):
        territory.end(table.objects.filter(valid_to=None, unit__in=plan.ended), on)


def _recode(plan: Plan, on: date) -> None:
    for unit_id, system, code in plan.recoded:
        present = UnitCode.objects.filter(valid_to=None, unit_id=unit_id, system=system)
        if present.filter(code=code).exists():
            continue
        territory.end(present, on)
        if code:
            UnitCode.objects.create(unit_id=unit_id, system=system, code=code, valid_from=on)


def _succeed(plan: Plan, row: TerritoryChange, version: int) -> None:
    UnitSuccession.objects.bulk_create(
        [
            UnitSuccession(
                on=row.on,
                order=version,
                former_id=each.former,
                later_id=each.later,
                change_id=row.pk,
                area_m2=each.area_m2,
            )
            for each in plan.became
        ]
    )


def _told(plan: Plan, shapes: dict[UUID, NewShape], moved: list[people.Moved]) -> dict[str, object]:
    """Return what an entry says of a change that took force: keys and names, no outlines."""
    return {
        "ended": plan.ended,
        "begun": [
            [unit.id, unit.kind.value, unit.part.name, unit.parent_id] for unit in plan.begun
        ],
        "named": [[key, *named] for key, named in plan.named.items()],
        "moved": [list(pair) for pair in plan.moved.items()],
        "drawn": [[key, shape.id] for key, shape in shapes.items()],
        "recoded": [list(each) for each in plan.recoded],
        "became": [[each.former, each.later, each.area_m2] for each in plan.became],
        "followed": [[each.noun, each.id, each.former, each.later] for each in moved],
    }


def _record(actor: Actor, news: TerritoryChangeNews, stamp: Stamp) -> None:
    journal.record([journal.Line(actor, stream_of(news.change_id), news, stamp)])
