"""The tiles of the present territory; each process keeps what it drew of a version."""

import gzip
import hashlib
import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.conf import settings

from linli.kernel.common.errors import NotFound
from linli.kernel.common.points import Box
from linli.kernel.territory import queries as territory
from linli.kernel.territory.models import UnitShape
from linli.kernel.territory.rules import Kind
from linli.kernel.tiles import rules, solver
from linli.kernel.tiles.solver import Layer

logger = logging.getLogger(__name__)

KEPT_TILES, KEPT_LAYERS, KEPT_KINDS = 2048, 64, 12
KEPT_ON_DISK = 64
_drawing = threading.RLock()


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The present outlines of one kind in web mercator, in order of their units' keys."""

    keys: list[UUID]
    names: list[str]
    outlines: Any
    digest: str


@lru_cache(maxsize=KEPT_KINDS)
def _drawn(_version: int, kind: Kind) -> _Drawn:
    rows = UnitShape.objects.filter(
        territory.in_force(None), territory.in_force(None, "unit__"), unit__kind=kind
    ).order_by("unit_id")
    found = list(rows.values_list("unit_id", "unit__name", "id", "wkb"))
    wkb = np.array([bytes(row[3]) for row in found], dtype=object)
    return _Drawn(
        keys=[row[0] for row in found],
        names=[row[1] for row in found],
        outlines=shapely.transform(shapely.from_wkb(wkb), solver.mercator),
        digest=hashlib.sha256(b"".join(row[2].bytes for row in found)).hexdigest()[:32],
    )


@lru_cache(maxsize=KEPT_LAYERS)
def _layer(version: int, kind: Kind, zoom: int) -> Layer:
    drawn = _drawn(version, kind)
    if zoom < rules.OUTLINED_FROM.get(kind, 0):
        inside = shapely.get_coordinates(shapely.centroid(drawn.outlines))
        return Layer(kind.value, points=solver.thinned(inside, zoom))
    outlines = _simplified(drawn, kind, zoom)
    return Layer(kind.value, drawn.names, outlines=outlines, tree=shapely.STRtree(outlines))


def _simplified(drawn: _Drawn, kind: Kind, zoom: int) -> Any:
    """Return the outlines as a zoom shows them, from a file where some process has drawn them.

    A shape never changes under its key, so the file is named after the keys.
    """
    if not len(drawn.outlines):
        return drawn.outlines
    path = Path(settings.VAR) / "tiles" / f"{kind}-{drawn.digest}-{zoom}.wkb"
    try:
        kept = shapely.get_parts(shapely.from_wkb(path.read_bytes()))
        if len(kept) == len(drawn.keys):
            return kept
    except (OSError, shapely.errors.ShapelyError) as fault:
        if path.exists():
            logger.warning("The file %s is not whole (%s); it is drawn again.", path, fault)
    outlines = solver.simplified(drawn.outlines, zoom)
    _keep(path, outlines)
    return outlines


def _keep(path: Path, outlines: Any) -> None:
    """Write outlines to a file; whoever reads at the same time sees old or new."""
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(shapely.to_wkb(shapely.geometrycollections(outlines)))
        part.replace(path)
        files = sorted(path.parent.glob("*.wkb"), key=lambda file: file.stat().st_mtime)
        for old in files[:-KEPT_ON_DISK]:
            old.unlink(missing_ok=True)
    except OSError as fault:
        logger.warning("The file %s cannot be written: %s.", path, fault)


def tile(version: int, kinds: Sequence[Kind], zoom: int, column: int, row: int) -> bytes:
    """Return one tile of a version that is the present one, packed by gzip.

    No statement for what this process drew before, else one for each kind.

    Raises:
        NotFound: there is no such tile.
    """
    if not rules.is_tile(zoom, column, row):
        raise NotFound
    with _drawing:
        return _tile(version, tuple(kinds), zoom, column, row)


@lru_cache(maxsize=KEPT_TILES)
def _tile(version: int, kinds: Sequence[Kind], zoom: int, column: int, row: int) -> bytes:
    shown = [kind for kind in kinds if zoom >= rules.first_zoom(kind, kinds)]
    layers = [_layer(version, kind, zoom) for kind in shown]
    return gzip.compress(solver.encoded(layers, zoom, column, row), 6, mtime=0)


def unit_of(version: int, kind: Kind, number: int) -> UUID:
    """Return the unit that a feature of a tile stands for.

    Raises:
        NotFound: there is no such feature.
    """
    with _drawing:
        keys = _drawn(version, kind).keys
    if not 0 <= number < len(keys):
        raise NotFound
    return keys[number]


def box(version: int, kinds: Sequence[Kind], within: UUID | None) -> Box | None:
    """Return what a map shows first: the unit ``within``, else all there is, else nothing."""
    if within is not None:
        present = UnitShape.objects.filter(territory.in_force(None), unit_id=within)
        wkb = present.values_list("wkb", flat=True).first()
        if wkb is not None:
            west, south, east, north = shapely.from_wkb(bytes(wkb)).bounds
            return (west, south, east, north)
    for kind in kinds:
        with _drawing:
            outlines = _drawn(version, kind).outlines
        if len(outlines):
            west, south, east, north = shapely.total_bounds(outlines).tolist()
            corners = solver.degrees(np.array(((west, north), (east, south))))
            return (*corners[0].tolist(), *corners[1].tolist())
    return None
