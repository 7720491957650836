"""Taking over a file of outlines: units of one kind from GeoJSON, all or nothing."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.db import transaction
from django.utils import timezone

from linli.kernel.common import points
from linli.kernel.common.errors import InputRefused
from linli.kernel.datums.solver import outlines_from_datum
from linli.kernel.map_files import rules
from linli.kernel.map_files.queries import Known
from linli.kernel.outlines.solver import areal
from linli.kernel.people.rules import Actor, check_may_edit_territory
from linli.kernel.territory import services as territory
from linli.kernel.territory.models import Unit
from linli.kernel.territory.rules import (
    Kind,
    OutlineMissing,
    RowFault,
    RowsRefused,
    RowTwice,
)
from linli.kernel.territory.services import Changed, NewShape, NewUnit


@dataclass(frozen=True, slots=True)
class _Match:
    """A feature, the unit it means (none: a new one), what that is part of, its polygon."""

    feature: rules.Feature
    unit: Unit | None
    parent_id: UUID | None
    outline: Any


@transaction.atomic
def import_geojson(
    actor: Actor,
    *,
    content: bytes,
    kind: Kind,
    datum: str,
    source: str,
    at: datetime,
    keys: Callable[[], UUID],
) -> Changed:
    """Add or change the units of one kind from a GeoJSON file, all or nothing.

    A feature has the properties ``name`` and, where wanted, ``code`` (of ``system``, else
    ``district``), ``parent`` or ``parent_code``, ``style``, ``households``. It means the
    unit with its code, else the one with its name and parent; without a parent the only
    unit of the level above is meant. The same file twice changes nothing. Units that the
    file does not have stay as they are.

    Args:
        content: the file, UTF-8, up to 50 MB.
        datum: what its coordinates lie on, as somebody declared it.
        keys: gives a fresh key each time; new units get theirs in the order of the file,
            so that of two new units the earlier one owns a shared border.

    Raises:
        Forbidden: the actor is neither operator nor district desk nor the house itself.
        points.DatumUnknown, points.DatumContradicted: the datum is not settled.
        FileTooLarge, NotGeoJson: the file cannot be read at all.
        RowsRefused: features cannot be used; ``faults`` lists them.
    """
    check_may_edit_territory(actor)
    declared = points.datum_of(datum)
    features = rules.features_of(content, declared=declared)
    territory.hold()
    known = Known(kind)
    matches = _matches(features, kind, known)

    on = timezone.localtime(at).date()
    rows = _rows(matches, kind, declared, on, keys)
    return territory.bring_in_line(actor, rows=rows, source=source, at=at)


def _rows(
    matches: list[_Match], kind: Kind, declared: str, on: date, keys: Callable[[], UUID]
) -> list[NewUnit]:
    """Return the features as units, new ones with fresh keys in the order of the file."""
    drawn = np.array([match.outline for match in matches], dtype=object)
    outlines = shapely.to_wkb(outlines_from_datum(declared, drawn), byte_order=1)
    fresh = iter(sorted(keys() for match in matches if match.unit is None))
    ids = [match.unit.id if match.unit else next(fresh) for match in matches]
    return [
        _row(match, key, kind, on, NewShape(keys(), outline, declared))
        for match, key, outline in zip(matches, ids, outlines, strict=True)
    ]


def _matches(features: list[dict[str, Any]], kind: Kind, known: Known) -> list[_Match]:
    matches: list[_Match] = []
    faults: list[RowFault] = []
    seen: set[object] = set()
    for number, raw in enumerate(features, start=1):
        try:
            feature = rules.feature_of(raw, kind)
            unit, parent_id = known.match(feature, kind)
            means: set[object] = {unit.id if unit else (parent_id, feature.name)}
            if feature.code:
                means.add((feature.system, feature.code))
            if means & seen:
                raise RowTwice(name=feature.name)
            outline = _outline(feature.geometry)
        except InputRefused as error:
            faults.append(RowFault(number, error))
        else:
            seen |= means
            matches.append(_Match(feature, unit, parent_id, outline))
    if faults:
        raise RowsRefused(faults)
    return matches


def _outline(geometry: object) -> Any:
    try:
        outline = areal(shapely.from_geojson(json.dumps(geometry)))
    except (shapely.errors.ShapelyError, RecursionError):
        raise OutlineMissing from None
    territory.check_outline(outline)
    return outline


def _row(match: _Match, key: UUID, kind: Kind, on: date, shape: NewShape) -> NewUnit:
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
