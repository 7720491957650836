"""What a change would do, which changes there are, and which are due."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.kernel.people.models import Post
from linli.kernel.territory.models import Unit, UnitCode, UnitPast, UnitShape
from linli.kernel.territory.queries import in_force
from linli.kernel.territory.rules import Kind
from linli.kernel.territory_changes import rules
from linli.kernel.territory_changes.models import TerritoryChange
from linli.kernel.territory_changes.rules import (
    Abolition,
    Adjustment,
    Change,
    Establishment,
    Merger,
    Part,
    Recoding,
    Rename,
    Sort,
    Split,
    Stage,
    Transfer,
)
from linli.kernel.territory_changes.solver import Plan, plan
from linli.kernel.territory_history import queries as history
from linli.kernel.territory_history.models import UnitSuccession
from linli.kernel.territory_history.rules import Then
from linli.kernel.unit_codes.rules import CodeTaken, check_code

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A unit that a change moves, ends or makes: how it is called, where it was and will be."""

    id: UUID
    kind: Kind
    name: str
    was: str = ""
    becomes: str = ""
    is_crossing: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change does, in names and numbers, before anybody decides.

    ``below``: kind → how many units lie below what moves or ends, and go along. ``posts``:
    posts held over units that end, by the name of the unit they go to (empty: by none).
    ``redrawn``: units whose outline changes.
    """

    plan: Plan
    ended: tuple[Line, ...]
    begun: tuple[Line, ...]
    renamed: tuple[Line, ...]
    moved: tuple[Line, ...]
    redrawn: tuple[str, ...]
    below: Mapping[Kind, int]
    posts: Mapping[str, int]

    @property
    def crossing(self) -> int:
        """Return how many of the moved units lie in several and follow the larger share."""
        return sum(line.is_crossing for line in self.moved)


def planned(change: Change, *, on: date) -> tuple[Then, Plan]:
    """Return the territory of a day and what a change does to it; no row is changed.

    Raises:
        InputRefused, RuleBroken: the change contradicts that territory; see ``rules``.
    """
    then = history.then(on)
    _check_there(change, then, on)
    found = plan(change, then)
    _check_unchanged_since(found, then, on)
    _check_keys(found)
    _check_codes(found, then, on)
    return then, found


def preview(change: Change, *, on: date) -> Preview:
    """Return what a change would do if it took force on a day.

    Raises:
        InputRefused, RuleBroken: the change contradicts that territory; see ``rules``.
    """
    then, found = planned(change, on=on)
    names = _Names(then, found)
    heirs = found.heirs()
    posts = Counter(names.of(heirs.get(unit)) for unit in _posts_over(found.ended, on=on))
    lines = {key: names.line(key) for key in (*found.ended, *found.moved, *found.named)}
    return Preview(
        plan=found,
        ended=tuple(lines[key] for key in found.ended),
        begun=tuple(
            Line(unit.id, unit.kind, unit.part.name, becomes=names.of(unit.parent_id))
            for unit in found.begun
        ),
        renamed=tuple(lines[key] for key in found.named),
        moved=tuple(lines[key] for key in found.moved if key not in found.ended),
        redrawn=tuple(names.of(key) for key in found.drawn if key not in found.new),
        below=dict(Counter(unit.kind for key in found.moved for unit in then.all_below(key))),
        posts=dict(posts),
    )


class _Names:
    """The names of units before and after a change."""

    def __init__(self, then: Then, found: Plan) -> None:
        self.then, self.found = then, found
        self.fresh = {unit.id: unit.part.name for unit in found.begun}

    def of(self, key: UUID | None) -> str:
        if key is None:
            return ""
        renamed = self.found.named.get(key)
        if renamed or key in self.fresh:
            return renamed[0] if renamed else self.fresh[key]
        return self.then.units[key].name

    def line(self, key: UUID) -> Line:
        unit, found = self.then.units[key], self.found
        if key in found.ended:
            later = [self.of(each.later) for each in found.became if each.former == key]
            return Line(key, unit.kind, unit.name, becomes="、".join(later))
        if key in found.moved and unit.parent_id:
            was, becomes = self.then.units[unit.parent_id].name, self.of(found.moved[key])
            return Line(key, unit.kind, unit.name, was, becomes, key in found.crossing)
        return Line(key, unit.kind, unit.name, unit.name, self.of(key))


def _posts_over(unit_ids: Collection[UUID], *, on: date) -> list[UUID]:
    """Return the unit of each post held over some units on a day, or to be held later."""
    held = Q(ends_on__isnull=True) | Q(ends_on__gt=on)
    return [
        key
        for key in Post.objects.filter(held, unit__in=unit_ids).values_list("unit_id", flat=True)
        if key
    ]


# What a change is checked against ---------------------------------------------------------


def _check_there(change: Change, then: Then, on: date) -> None:
    """Refuse a change about units that are not there on its day."""
    missing = [key for key in dict.fromkeys(_needed(change)) if key not in then.units]
    if missing:
        name = Unit.objects.filter(pk=missing[0]).values_list("name", flat=True).first()
        raise rules.UnitNotThen(name=name or str(missing[0]), on=on)


def _needed(change: Change) -> Iterator[UUID]:
    """Yield the units that have to be there for a change."""
    match change:
        case Merger(units=units, parent_id=parent_id, names=named):
            yield from (*units, *([parent_id] if parent_id else []), *(key for key, _ in named))
        case Split(unit_id=unit_id, parts=parts):
            yield unit_id
            yield from (taken for part in parts for taken in part.takes)
        case Transfer(unit_id=unit_id, parent_id=parent_id):
            yield from (unit_id, parent_id)
        case Adjustment(outlines=outlines, said=said):
            yield from (unit for unit, _ in outlines)
            yield from (key for pair in said for key in pair)
        case Establishment(parent_id=parent_id):
            yield parent_id
        case Rename(unit_id=unit_id) | Abolition(unit_id=unit_id) | Recoding(unit_id=unit_id):
            yield unit_id


def _check_unchanged_since(found: Plan, then: Then, on: date) -> None:
    """Refuse to write before what happened later to the same units."""
    touched = found.touched()
    above = {unit.parent_id for unit in found.begun} | set(found.moved.values())
    later: list[QuerySet[Unit]] = [
        Unit.objects.filter(pk__in=touched | above).filter(valid_to__isnull=False),
        Unit.objects.filter(
            pk__in=UnitPast.objects.filter(unit__in=touched, valid_to__gt=on).values("unit")
        ),
        Unit.objects.filter(
            pk__in=UnitShape.objects.filter(unit__in=touched, valid_from__gt=on).values("unit")
        ),
        Unit.objects.filter(
            pk__in=UnitSuccession.objects.filter(on__gt=on, later__in=touched).values("later")
        ),
        Unit.objects.filter(pk__in=found.ended, valid_from=on),
        Unit.objects.filter(parent__in=found.ended, valid_to=None).exclude(
            pk__in=[*found.ended, *found.moved]
        ),
    ]
    for rows in later:
        for name in rows.order_by("pk").values_list("name", flat=True)[:1]:
            raise rules.ChangedLater(name=name, on=on)


def _check_keys(found: Plan) -> None:
    for name in Unit.objects.filter(pk__in=found.new).values_list("name", flat=True)[:1]:
        raise rules.KeyTaken(name=name)


def _check_codes(found: Plan, then: Then, on: date) -> None:
    """Refuse a code that another unit has in the same system, or that has not its form."""
    names = _Names(then, found)
    kinds = {unit.id: unit.kind for unit in found.begun}
    for unit_id, system, code in found.recoded:
        if not code:
            continue
        kind = kinds.get(unit_id) or then.units[unit_id].kind
        check_code(system, code, kind)
        others = UnitCode.objects.filter(in_force(None), system=system, code=code)
        for other in others.exclude(unit__in=[unit_id, *found.ended]).values_list(
            "unit_id", flat=True
        ):
            raise CodeTaken(code=code, name=names.of(other) if other in then.units else code)


# Which changes there are --------------------------------------------------------------------


def changes(
    *, unit_id: UUID | None = None, stage: str = "", sort: str = ""
) -> QuerySet[TerritoryChange]:
    """Return changes, the latest day first; filtered by stage, sort, or a unit they are about."""
    found = TerritoryChange.objects.order_by("-on", "-decided_at", "-pk")
    if stage:
        found = found.filter(stage=stage)
    if sort:
        found = found.filter(sort=sort)
    if unit_id is not None:
        found = found.filter(units__contains=[unit_id])
    return found


def change(change_id: UUID) -> TerritoryChange:
    """Return one change.

    Raises:
        ChangeUnknown: there is no such change.
    """
    row = TerritoryChange.objects.filter(pk=change_id).first()
    if row is None:
        raise rules.ChangeUnknown
    return row


def terms(row: TerritoryChange) -> Change:
    """Return what a change says, as it was decided."""
    return rules.change_of(Sort(row.sort), row.terms)


def due(on: date) -> list[UUID]:
    """Return the planned changes whose day has come and that nothing stood against yet."""
    waiting = TerritoryChange.objects.filter(stage=Stage.PLANNED, on__lte=on, refusal="")
    return list(waiting.order_by("on", "decided_at", "pk").values_list("pk", flat=True))


def parts_of(change: Change) -> tuple[Part, ...]:
    """Return the units as a change says they are afterwards."""
    match change:
        case Merger(into=into):
            return (into,)
        case Split(parts=parts):
            return parts
        case Establishment(unit=unit):
            return (unit,)
    return ()
