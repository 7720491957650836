"""Changes of the territory: many units at once, all or nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.db import connection, transaction
from django.db.models import F, Max, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from linli.kernel.common import points
from linli.kernel.common.errors import InputRefused
from linli.kernel.outlines.solver import areas_m2
from linli.kernel.people.rules import Actor, check_may_edit_territory
from linli.kernel.territory import rules
from linli.kernel.territory.models import TerritoryVersion, Unit, UnitCode, UnitPast, UnitShape
from linli.kernel.territory.rules import Kind

BATCH = 2000
FIELDS = ("name", "style", "households", "parent_id")
"""What a row says of a unit in words of its own."""


@dataclass(frozen=True, slots=True)
class NewShape:
    """An outline to store: WKB of a polygon in EPSG:4490; ``datum`` is what was declared."""

    id: UUID
    outline: bytes
    datum: str = points.CGCS2000


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to add. ``codes``: pairs of system and code.

    A building's door code comes from its key.
    """

    id: UUID
    kind: Kind
    name: str
    parent_id: UUID | None
    valid_from: date
    style: str = ""
    households: int | None = None
    codes: tuple[tuple[str, str], ...] = ()
    shape: NewShape | None = None


def reading(name: str) -> str:
    """Return what a name is searched by: its full pinyin, a space, its initials."""
    from pypinyin import lazy_pinyin  # 20 MB of tables that only importing processes need

    syllables = [syllable.lower() for syllable in lazy_pinyin(name) if syllable.strip()]
    return f"{''.join(syllables)} {''.join(syllable[0] for syllable in syllables)}"[:800]


@transaction.atomic
def add_units(actor: Actor, *, rows: Sequence[NewUnit], source: str, at: datetime) -> int:
    """Add units, their codes and outlines, and return how many; seven statements and batches.

    Parents may stand anywhere among the rows, or be there already.

    Raises:
        Forbidden: the actor is neither operator nor district desk nor the house itself.
        rules.RowsRefused: a name, style, parent or outline cannot be used.
    """
    check_may_edit_territory(actor)
    hold()
    _check(rows)
    store(rows, source=source)
    move_version(actor, source=source, at=at)
    return len(rows)


@dataclass(frozen=True, slots=True)
class Changed:
    """How many units are new, changed, or were the same already."""

    created: int
    changed: int
    unchanged: int


@transaction.atomic
def bring_in_line(actor: Actor, *, rows: Sequence[NewUnit], source: str, at: datetime) -> Changed:
    """Add the units that are new and change those that differ from their rows.

    Units without a row stay as they are; the same rows again change nothing. An outline, a
    code, a name or a parent that no longer holds ends on the day of ``at``, and the new one
    begins there.

    Raises:
        Forbidden: the actor is neither operator nor district desk nor the house itself.
        rules.RowsRefused: a name, style, parent or outline cannot be used.
    """
    check_may_edit_territory(actor)
    hold()
    _check(rows)
    present = _Present([row.id for row in rows])
    new = [row for row in rows if row.id not in present.units]
    old = [row for row in rows if row.id in present.units]
    store(new, source=source)
    changed = _change(old, present, source=source, on=timezone.localtime(at).date())
    if new or changed:
        move_version(actor, source=source, at=at)
    return Changed(created=len(new), changed=changed, unchanged=len(old) - changed)


def would_change(rows: Sequence[NewUnit]) -> dict[UUID, tuple[str, ...]]:
    """Return the present units that ``bring_in_line`` would change, each with what of it.

    The words are ``name``, ``style``, ``households``, ``parent_id``, ``code``, ``outline``.
    """
    present = _Present([row.id for row in rows])
    moved = {row.id: present.moves(row) for row in rows if row.id in present.units}
    return {key: words for key, words in moved.items() if words}


def hold() -> None:
    """Let one change of the territory follow the other; readers go on."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {TerritoryVersion._meta.db_table} IN EXCLUSIVE MODE")


def _check(rows: Sequence[NewUnit]) -> None:
    kinds = {row.id: row.kind for row in rows}
    outside = {row.parent_id for row in rows if row.parent_id} - kinds.keys()
    present = Unit.objects.filter(id__in=outside, valid_to=None).values_list("id", "kind")
    kinds.update((key, Kind(kind)) for key, kind in present)
    drawn = [row.shape.outline if row.shape else None for row in rows]
    outlines = shapely.from_wkb(np.array(drawn, dtype=object))
    faults = []
    for number, (row, outline) in enumerate(zip(rows, outlines, strict=True), start=1):
        try:
            rules.check_words(row.name, row.style, row.kind)
            above = kinds.get(row.parent_id) if row.parent_id else None
            if above != rules.PARENT_KINDS[row.kind]:
                raise rules.ParentUnclear
            if outline is not None:
                check_outline(outline)
        except InputRefused as error:
            faults.append(rules.RowFault(number, error))
    if faults:
        raise rules.RowsRefused(faults)


def check_outline(outline: Any) -> None:
    """Refuse a geometry that is no sound area on earth.

    Raises:
        rules.OutlineMissing, rules.OutlineUnsound: see there.
        points.PointAtZero, points.PointSwapped, points.PointOutOfWorld: a corner cannot be meant.
    """
    if outline.geom_type not in {"Polygon", "MultiPolygon"} or outline.is_empty:
        raise rules.OutlineMissing
    west, south, east, north = outline.bounds
    points.check_point(west, south)
    points.check_point(east, north)
    if not outline.is_valid:
        raise rules.OutlineUnsound(reason=shapely.is_valid_reason(outline))


def move_version(actor: Actor, *, source: str, at: datetime) -> int:
    """Give the territory a new number, so that every process loads it anew; return it."""
    version = TerritoryVersion.objects.create(
        changed_at=at, person_id=actor.person_id, post_id=actor.post_id, source=source
    )
    return version.pk


def store(rows: Sequence[NewUnit], *, source: str) -> None:
    """Store new units with their codes and outlines; the caller has checked and holds."""
    units = [
        Unit(
            id=row.id,
            kind=row.kind,
            style=row.style or next(iter(rules.STYLES.get(row.kind, ())), ""),
            name=row.name,
            pinyin=reading(row.name),
            parent_id=row.parent_id,
            valid_from=row.valid_from,
            households=row.households,
            door_code=rules.door_code(row.id) if row.kind is Kind.BUILDING else None,
        )
        for row in rows
    ]
    Unit.objects.bulk_create(units, batch_size=BATCH)
    _store_codes(rows)
    shapes = [(row.id, row.shape, 1) for row in rows if row.shape]
    first_days = {row.id: row.valid_from for row in rows}
    _store_shapes(shapes, first_days, source=source)


def _store_codes(rows: Iterable[NewUnit]) -> None:
    codes = [
        UnitCode(unit_id=row.id, system=system, code=code, valid_from=row.valid_from)
        for row in rows
        for system, code in row.codes
    ]
    UnitCode.objects.bulk_create(codes, batch_size=BATCH)


def _store_shapes(
    shapes: Sequence[tuple[UUID, NewShape, int]], first_days: dict[UUID, date], *, source: str
) -> None:
    """Store outlines, each with its unit and the number of its version."""
    outlines = shapely.from_wkb(np.array([shape.outline for _, shape, _ in shapes], dtype=object))
    UnitShape.objects.bulk_create(
        [
            UnitShape(
                id=shape.id,
                unit_id=unit_id,
                number=number,
                wkb=shape.outline,
                datum=shape.datum,
                source=source,
                valid_from=first_days[unit_id],
                area_m2=area,
            )
            for (unit_id, shape, number), area in zip(
                shapes, areas_m2(outlines).tolist(), strict=True
            )
        ],
        batch_size=BATCH,
    )


class _Present:
    """The present units with some keys, their outlines and codes."""

    def __init__(self, keys: Collection[UUID]) -> None:
        self.units = Unit.objects.filter(valid_to=None).in_bulk(keys)
        shapes = UnitShape.objects.filter(valid_to=None, unit__in=keys)
        self.shapes = {shape.unit_id: shape for shape in shapes}
        codes = UnitCode.objects.filter(valid_to=None, unit__in=keys)
        self.codes = set(codes.values_list("unit_id", "system", "code"))

    def differs(self, row: NewUnit) -> bool:
        """Return whether the words of a unit, or what it is part of, are others."""
        return any(getattr(row, name) != getattr(self.units[row.id], name) for name in FIELDS)

    def moves(self, row: NewUnit) -> tuple[str, ...]:
        """Return the words of what is other than a row says."""
        unit = self.units[row.id]
        found = [name for name in FIELDS if getattr(row, name) != getattr(unit, name)]
        if any((row.id, *code) not in self.codes for code in row.codes):
            found.append("code")
        if row.shape is not None and row.shape.outline != self.outline(row.id):
            found.append("outline")
        return tuple(found)

    def is_moved(self, row: NewUnit) -> bool:
        """Return whether a unit gets another name or style, or goes to another parent."""
        fields = ("name", "style", "parent_id")
        return any(getattr(row, name) != getattr(self.units[row.id], name) for name in fields)

    def outline(self, unit_id: UUID) -> bytes | None:
        """Return the outline of a unit, or ``None``."""
        return bytes(self.shapes[unit_id].wkb) if unit_id in self.shapes else None

    def next_number(self, unit_id: UUID) -> int:
        """Return the number that a new outline of a unit gets."""
        return self.shapes[unit_id].number + 1 if unit_id in self.shapes else 1


def end(rows: QuerySet[Any], on: date) -> None:
    """End dated rows on a day, or on their first one where that is later."""
    rows.update(valid_to=Greatest(F("valid_from"), Value(on)))


def _change(rows: list[NewUnit], present: _Present, *, source: str, on: date) -> int:
    """Bring present units in line with their rows and return how many differed."""
    renamed = [row for row in rows if present.differs(row)]
    _rename(renamed, present, on)
    redrawn = {
        row.id: row.shape
        for row in rows
        if row.shape and row.shape.outline != present.outline(row.id)
    }
    end(UnitShape.objects.filter(valid_to=None, unit__in=redrawn), on)
    numbered = [(key, shape, present.next_number(key)) for key, shape in redrawn.items()]
    _store_shapes(numbered, dict.fromkeys(redrawn, on), source=source)
    recoded = [
        row for row in rows if any((row.id, *code) not in present.codes for code in row.codes)
    ]
    systems = {system for row in recoded for system, _ in row.codes}
    former = UnitCode.objects.filter(unit__in=[row.id for row in recoded], system__in=systems)
    end(former.filter(valid_to=None), on)
    _store_codes(recoded)
    return len(redrawn.keys() | {row.id for row in (*renamed, *recoded)})


def _rename(rows: list[NewUnit], present: _Present, on: date) -> None:
    keep_past([present.units[row.id] for row in rows if present.is_moved(row)], on=on)
    for row in rows:
        unit = present.units[row.id]
        unit.name, unit.style, unit.households = row.name, row.style, row.households
        unit.parent_id, unit.pinyin = row.parent_id, reading(row.name)
    stored = ("name", "style", "households", "parent", "pinyin")
    Unit.objects.bulk_update([present.units[row.id] for row in rows], stored, batch_size=BATCH)


def keep_past(units: Sequence[Unit], *, on: date) -> None:
    """Keep how units were called, and what they were part of, until a day; then change them.

    What held for no whole day is not kept.
    """
    if not units:
        return
    ends = UnitPast.objects.filter(unit__in=units).values_list("unit_id").annotate(Max("valid_to"))
    since = dict(ends.order_by())
    past = [
        UnitPast(
            unit=unit,
            name=unit.name,
            style=unit.style,
            parent_id=unit.parent_id,
            valid_from=since.get(unit.pk, unit.valid_from),
            valid_to=on,
        )
        for unit in units
        if since.get(unit.pk, unit.valid_from) < on
    ]
    UnitPast.objects.bulk_create(past, batch_size=BATCH)


def redraw(shapes: Mapping[UUID, NewShape], *, on: date, source: str) -> None:
    """Give units new outlines from a day on; the caller has checked and holds."""
    numbers = UnitShape.objects.filter(unit__in=shapes.keys()).values_list("unit_id")
    last = dict(numbers.annotate(Max("number")).order_by())
    end(UnitShape.objects.filter(valid_to=None, unit__in=shapes.keys()), on)
    numbered = [(key, shape, last.get(key, 0) + 1) for key, shape in shapes.items()]
    _store_shapes(numbered, dict.fromkeys(shapes, on), source=source)
