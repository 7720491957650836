"""Taking over a file of outlines: units of one kind, looked at first, all or nothing."""

import hashlib
from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.db import transaction
from django.utils import timezone

from linli.kernel.common import points
from linli.kernel.common.errors import InputRefused
from linli.kernel.datums.solver import outlines_from_datum
from linli.kernel.deliveries.rules import Outcome, Report, Verdict, change_notes
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.journal.services import Line
from linli.kernel.map_files import queries, rules
from linli.kernel.map_files.news import MapTakenIn
from linli.kernel.map_files.queries import Known
from linli.kernel.map_files.rules import Note, Wanted
from linli.kernel.map_readings import solver as reader
from linli.kernel.map_readings.rules import LayerEmpty, Reading, Row
from linli.kernel.outlines.solver import are_same, areal, mended
from linli.kernel.people.rules import Actor, check_may_edit_territory
from linli.kernel.territory import services as territory
from linli.kernel.territory.models import Unit
from linli.kernel.territory.rules import (
    Kind,
    OutlineMissing,
    OutlineUnsound,
    RowFault,
    RowsRefused,
    RowTwice,
)
from linli.kernel.territory.services import Changed, NewShape, NewUnit

Keys = Callable[[], UUID]


@dataclass(frozen=True, slots=True)
class Match:
    """A row with the unit it means (none: a new one), what that is part of, and its polygon."""

    row: Row
    feature: rules.Feature
    unit: Unit | None
    parent_id: UUID | None
    outline: Any
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """The rows of a file that can be used, and those that cannot."""

    matches: list[Match]
    faults: list[tuple[Row, InputRefused]]

    def check(self) -> None:
        """Refuse a file of which any row cannot be used.

        Raises:
            RowsRefused: ``faults`` lists them.
        """
        if self.faults:
            raise RowsRefused([RowFault(row.number, error) for row, error in self.faults])


@transaction.atomic
def import_geojson(
    actor: Actor,
    *,
    content: bytes,
    kind: Kind,
    datum: str,
    source: str,
    at: datetime,
    keys: Keys,
) -> Changed:
    """Add or change the units of one kind from a GeoJSON file, all or nothing.

    As ``take_in``, for what is in memory already and goes into no record of its own.

    Raises:
        Forbidden: the actor is neither operator nor district desk nor the house itself.
        points.DatumUnknown, points.DatumContradicted: the datum is not settled.
        FileTooLarge, NotGeoJson: the file cannot be read at all.
        RowsRefused: features cannot be used; ``faults`` lists them.
    """
    check_may_edit_territory(actor)
    wanted = Wanted(kind, points.datum_of(datum))
    reading = reader.geojson(content)
    territory.hold()
    rows, _ = _prepared(reading, wanted, at, keys)
    return territory.bring_in_line(actor, rows=rows, source=source, at=at)


def look(actor: Actor, *, file: Path, wanted: Wanted, at: datetime, keys: Keys) -> Report:
    """Return what a file would do, row by row; nothing is changed.

    Raises:
        Forbidden, and whatever ``take_in`` refuses about the file as a whole.
    """
    check_may_edit_territory(actor)
    reading = reader.read(file, layer=wanted.layer)
    found = matched(reading, wanted.kind)
    rows = _checked(reading, found, wanted, at, keys)
    return _report(found, territory.would_change(rows), rows)


@transaction.atomic
def take_in(
    actor: Actor,
    *,
    file: Path,
    wanted: Wanted,
    source: str,
    delivery_id: UUID,
    stamp: Stamp,
    keys: Keys,
) -> Report:
    """Add or change the units of one kind from a map file, all or nothing.

    A feature has the properties ``name`` and, where wanted, ``code`` (of ``system``, else
    ``district``), ``parent`` or ``parent_code``, ``style``, ``households``. It means the
    unit with its code, else the one with its name and parent; without a parent the only
    unit of the level above is meant. The same file twice changes nothing, and an outline that
    is nowhere a centimetre off the present one is no other. Units that the file does not have
    stay as they are.

    Args:
        file: GeoJSON, zipped Shapefile, GeoPackage or KML, up to 50 MB.
        wanted: its kind of unit, the declared datum, one of its layers.
        delivery_id: names the entry in the record.
        keys: gives a fresh key each time; new units get theirs in the order of the file,
            so that of two new units the earlier one owns a shared border.

    Raises:
        Forbidden: the actor is neither operator nor district desk nor the house itself.
        points.DatumUnknown, points.DatumContradicted: the datum is not settled.
        whatever ``map_readings.solver.read`` refuses: the file cannot be read at all.
        RowsRefused: features cannot be used; ``faults`` lists them.
    """
    check_may_edit_territory(actor)
    reading = reader.read(file, layer=wanted.layer)
    territory.hold()
    rows, found = _prepared(reading, wanted, stamp.at, keys)
    report = _report(found, territory.would_change(rows), rows)
    done = territory.bring_in_line(actor, rows=rows, source=source, at=stamp.at)
    told = MapTakenIn(
        delivery_id=delivery_id,
        what=wanted.kind.value,
        digest=hashlib.sha256(file.read_bytes()).hexdigest(),
        created=done.created,
        changed=done.changed,
        unchanged=done.unchanged,
        details={"form": reading.form.value, "datum": points.datum_of(wanted.datum)},
    )
    journal.record([Line(actor, f"kernel.delivery:{delivery_id}", told, stamp)])
    return report


def _prepared(
    reading: Reading, wanted: Wanted, at: datetime, keys: Keys
) -> tuple[list[NewUnit], Matched]:
    found = matched(reading, wanted.kind)
    rows = _checked(reading, found, wanted, at, keys)
    found.check()
    return rows, found


def _checked(
    reading: Reading, found: Matched, wanted: Wanted, at: datetime, keys: Keys
) -> list[NewUnit]:
    """Return the rows that can be used as units, once the datum is settled."""
    declared = points.datum_of(wanted.datum)
    if not wanted.overrules:
        rules.check_datum(reading, declared)
    return _rows(found.matches, wanted.kind, declared, timezone.localtime(at).date(), keys)


def _report(found: Matched, changed: dict[UUID, tuple[str, ...]], rows: list[NewUnit]) -> Report:
    verdicts = [
        Verdict(
            match.row.number,
            match.feature.name,
            _outcome(match, row, changed),
            change_notes(changed.get(row.id, ())) + match.notes,
        )
        for match, row in zip(found.matches, rows, strict=True)
    ]
    verdicts += [
        Verdict(row.number, rules.name_of(row), Outcome.REFUSED, error=error)
        for row, error in found.faults
    ]
    return Report(sorted(verdicts, key=lambda each: each.number))


def _outcome(match: Match, row: NewUnit, changed: Container[UUID]) -> Outcome:
    if match.unit is None:
        return Outcome.NEW
    return Outcome.CHANGED if row.id in changed else Outcome.UNCHANGED


def _rows(matches: list[Match], kind: Kind, declared: str, on: date, keys: Keys) -> list[NewUnit]:
    """Return the features as units, new ones with fresh keys in the order of the file."""
    drawn = np.array([match.outline for match in matches], dtype=object)
    outlines = _kept(matches, outlines_from_datum(declared, drawn))
    fresh = iter(sorted(keys() for match in matches if match.unit is None))
    ids = [match.unit.id if match.unit else next(fresh) for match in matches]
    return [
        _row(match, key, kind, on, NewShape(keys(), outline, declared))
        for match, key, outline in zip(matches, ids, outlines, strict=True)
    ]


def _kept(matches: list[Match], drawn: Any) -> list[bytes]:
    """Return outlines as WKB; where one is the present one, the bytes of that."""
    present = queries.outlines([match.unit.id for match in matches if match.unit])
    before = [present.get(match.unit.id) if match.unit else None for match in matches]
    there = np.array([wkb is not None for wkb in before], dtype=bool)
    same = np.zeros(len(matches), dtype=bool)
    stored = shapely.from_wkb(np.array(before, dtype=object))
    same[there] = are_same(drawn[there], stored[there])
    written = shapely.to_wkb(drawn, byte_order=1)
    return [
        old if is_same and old is not None else new
        for new, old, is_same in zip(written, before, same, strict=True)
    ]


def matched(reading: Reading, kind: Kind) -> Matched:
    """Return the rows of one kind with the units they mean.

    Raises:
        LayerEmpty: there is none.
    """
    known, seen = Known(kind), set[object]()
    found = Matched([], [])
    for row in rules.rows_of(reading, kind):
        try:
            match = _match(row, kind, known)
            means = _means(match)
            if means & seen:
                raise RowTwice(name=match.feature.name)
        except InputRefused as error:
            found.faults.append((row, error))
        else:
            seen |= means
            found.matches.append(match)
    if not (found.matches or found.faults):
        raise LayerEmpty
    return found


def _means(match: Match) -> set[object]:
    """Return what a row means: a unit, or a name in a place; and its code."""
    feature, unit = match.feature, match.unit
    means: set[object] = {unit.id if unit else (match.parent_id, feature.name)}
    return means | ({(feature.system, feature.code)} if feature.code else set())


def _match(row: Row, kind: Kind, known: Known) -> Match:
    feature = rules.feature_of(row, kind)
    unit, parent_id = known.match(feature, kind)
    outline, notes = _outline(row)
    return Match(row, feature, unit, parent_id, outline, notes)


def _outline(row: Row) -> tuple[Any, tuple[str, ...]]:
    """Return the area that a row draws, and what had to be put right in it.

    Raises:
        OutlineMissing, OutlineUnsound, points.PointAtZero …: it cannot be used.
    """
    geometry: Any = row.geometry
    if geometry is None:
        raise OutlineMissing
    flat = shapely.force_2d(geometry)
    outline = areal(flat)
    found = {
        Note.CLOSED: row.is_closed,
        Note.HEIGHTS: bool(shapely.has_z(geometry)),
        Note.PARTS: bool(_corners(flat) > _corners(outline)),
    }
    if not outline.is_empty and not outline.is_valid:
        sound = mended(outline)
        if sound is None:
            raise OutlineUnsound(reason=shapely.is_valid_reason(outline))
        outline, found[Note.MENDED] = sound, True
    territory.check_outline(outline)
    return outline, tuple(note.value for note, is_so in found.items() if is_so)


def _corners(geometry: Any) -> int:
    return int(shapely.get_num_coordinates(geometry))


def _row(match: Match, key: UUID, kind: Kind, on: date, shape: NewShape) -> NewUnit:
    """Return the unit as the file wants it; what the file does not say stays as it is."""
    feature, unit = match.feature, match.unit
    households = unit.households if unit and feature.households is None else feature.households
    return NewUnit(
        id=key,
        kind=kind,
        name=feature.name,
        parent_id=match.parent_id,
        valid_from=on,
        style=feature.style or (unit.style if unit else ""),
        households=households,
        codes=((feature.system, feature.code),) if feature.code else (),
        shape=shape,
    )
