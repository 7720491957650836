"""Mapbox Vector Tiles of outlines and points: simplified, clipped, encoded; arrays in, bytes out.

Layers are kept in web mercator, the world from 0 to 1 from west to east and from north to
south. The format is version 2 of the vector tile specification, of which only what is needed
is written: names, polygons, points.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from linli.kernel.tiles.rules import BUFFER, EXTENT, NAMED_FROM, PIXELS, POINT_EVERY

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shapes = NDArray[Any]

POINT, POLYGON = 1, 3
MOVE, LINE, CLOSE = 1, 2, 15
LIMITS = np.array([1 << bits for bits in (7, 14, 21, 28)])
"""From each of these numbers on, a varint takes one byte more."""


def mercator(points: Floats) -> Floats:
    """Return (lon, lat) in degrees as (x, y) of the world, 0 to 1, y downwards."""
    tangent = np.tan(np.pi / 4 + np.radians(points[:, 1]) / 2)
    return np.column_stack((points[:, 0] / 360 + 0.5, 0.5 - np.log(tangent) / (2 * np.pi)))


def degrees(points: Floats) -> Floats:
    """Return (x, y) of the world as (lon, lat) in degrees."""
    height = np.exp((0.5 - points[:, 1]) * 2 * np.pi)
    lat = np.degrees(2 * np.arctan(height)) - 90
    return np.column_stack(((points[:, 0] - 0.5) * 360, lat))


def simplified(outlines: Shapes, zoom: int) -> Shapes:
    """Return outlines with the corners that can be seen at a zoom; shared borders stay shared.

    Corners go until the smallest triangle that a corner makes with its neighbours is larger
    than a pixel. Where outlines overlap, each is simplified for itself.
    """
    return np.asarray(shapely.coverage_simplify(outlines, 1 / (PIXELS << zoom)), dtype=object)


def thinned(points: Floats, zoom: int) -> Floats:
    """Return points of which no two lie in one small square of the screen at a zoom, by square."""
    squares = np.floor(points * ((PIXELS << zoom) / POINT_EVERY)).astype(np.int64)
    _, first = np.unique(squares, axis=0, return_index=True)
    return points[first]


@dataclass(frozen=True)
class Layer:
    """What one layer of tiles is made of at one zoom.

    ``outlines`` with a ``name`` each, or ``points`` alone; numbers of features are indices.
    """

    name: str
    names: Sequence[str] = ()
    outlines: Shapes | None = None
    points: Floats | None = None
    tree: Any = None


def encoded(layers: Sequence[Layer], zoom: int, column: int, row: int) -> bytes:
    """Return the tile of some layers; empty where it has nothing."""
    corner = np.array((column, row), dtype=np.float64) / (1 << zoom)
    scale = float(EXTENT << zoom)
    edge = BUFFER / scale
    box = (*(corner - edge), *(corner + 1 / (1 << zoom) + edge))
    return b"".join(
        _points(layer, box, corner, scale)
        if layer.points is not None
        else _outlines(layer, box, corner, scale)
        for layer in layers
    )


def _points(layer: Layer, box: Sequence[float], corner: Floats, scale: float) -> bytes:
    """Return a layer with all points of a tile as one feature."""
    points = layer.points
    assert points is not None
    inside = np.all((points >= box[:2]) & (points < box[2:]), axis=1)
    if not inside.any():
        return b""
    units = np.floor((points[inside] - corner) * scale).astype(np.int64)
    steps = _zigzag(np.diff(units, axis=0, prepend=[[0, 0]])).ravel()
    geometry = _varints(np.concatenate(([MOVE | len(units) << 3], steps)))
    return _layer(layer.name, [_field(3, POINT) + _bytes(4, geometry)], [])


def _outlines(layer: Layer, box: Sequence[float], corner: Floats, scale: float) -> bytes:
    """Return a layer with the outlines that reach into a tile."""
    assert layer.outlines is not None
    found = np.sort(layer.tree.query(shapely.box(*box)))
    if not len(found):
        return b""
    clipped = shapely.clip_by_rect(layer.outlines[found], *box)
    parts, part_of = shapely.get_parts(clipped, return_index=True)
    areal = shapely.get_type_id(parts) == POLYGON
    parts, part_of = shapely.orient_polygons(parts[areal]), part_of[areal]
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    points, of = shapely.get_coordinates(rings, return_index=True)
    units = np.floor((points - corner) * scale).astype(np.int64)
    units, of = _without_repeats(units, of)
    drawn, geometries = _geometries(units, of, part_of[ring_of])
    wide = _widths(layer.outlines[found]) * scale * PIXELS / EXTENT >= NAMED_FROM
    values: list[str] = []
    features = []
    for index, geometry in zip(drawn.tolist(), geometries, strict=True):
        tags = b""
        if wide[index]:
            tags = _bytes(2, _varint(0) + _varint(len(values)))
            values.append(layer.names[found[index]])
        features.append(
            _field(1, int(found[index])) + tags + _field(3, POLYGON) + _bytes(4, geometry)
        )
    return _layer(layer.name, features, values)


def _widths(outlines: Shapes) -> Floats:
    bounds = shapely.bounds(outlines)
    return np.asarray(bounds[:, 2] - bounds[:, 0])


def _without_repeats(units: Ints, of: Ints) -> tuple[Ints, Ints]:
    """Drop corners that fell onto the one before, the closing ones, and rings of no area."""
    last = np.append(of[1:] != of[:-1], [True]) if len(of) else np.zeros(0, dtype=bool)
    same = np.zeros(len(of), dtype=bool)
    same[1:] = np.all(units[1:] == units[:-1], axis=1) & (of[1:] == of[:-1])
    units, of = units[~last & ~same], of[~last & ~same]
    if not len(of):
        return units, of
    begins = np.flatnonzero(np.append([True], of[1:] != of[:-1]))
    counts = np.diff(np.append(begins, len(of)))
    keep = np.repeat(counts >= 3, counts)
    return units[keep], of[keep]


def _geometries(units: Ints, ring: Ints, feature_of_ring: Ints) -> tuple[Ints, list[bytes]]:
    """Return the features that are drawn, and the commands of each.

    A ring is MoveTo, LineTo, ClosePath; each corner is a step from the one before, also from
    the last of the ring before it, and from 0, 0 in the first ring of a feature.
    """
    if not len(units):
        return np.zeros(0, dtype=np.int64), []
    begins = np.flatnonzero(np.append([True], ring[1:] != ring[:-1]))
    counts = np.diff(np.append(begins, len(ring)))
    feature = feature_of_ring[ring[begins]]
    first = np.append([True], feature[1:] != feature[:-1])
    steps = np.diff(units, axis=0, prepend=[[0, 0]])
    steps[begins[first]] = units[begins[first]]
    commands = np.empty(2 * len(units) + 3 * len(begins), dtype=np.int64)
    heads = 2 * begins + 3 * np.arange(len(begins))
    taken = np.concatenate((heads, heads + 3, heads + 2 * counts + 2))
    commands[taken] = np.concatenate(
        (
            np.full(len(begins), MOVE | 1 << 3),
            LINE | (counts - 1) << 3,
            np.full(len(begins), CLOSE),
        )
    )
    free = np.ones(len(commands), dtype=bool)
    free[taken] = False
    commands[free] = _zigzag(steps).ravel()
    starts = heads[first]
    lengths = _lengths(commands)
    ends = np.append(0, np.cumsum(lengths))
    whole = _varints(commands)
    at = ends[np.append(starts, len(commands))]
    cut = [whole[i:j] for i, j in zip(at[:-1].tolist(), at[1:].tolist(), strict=True)]
    return feature[first], cut


def _zigzag(numbers: Ints) -> Ints:
    return (numbers << 1) ^ (numbers >> 63)


def _lengths(numbers: Ints) -> Ints:
    """Return how many bytes each number takes as a varint of at most 35 bits."""
    return np.searchsorted(LIMITS, numbers, side="right") + 1


def _varints(numbers: Ints) -> bytes:
    lengths = _lengths(numbers)
    starts = np.cumsum(lengths) - lengths
    out = np.empty(int(lengths.sum()), dtype=np.uint8)
    for number in range(int(lengths.max(initial=0))):
        has = lengths > number
        more = np.where(lengths[has] > number + 1, 0x80, 0)
        out[starts[has] + number] = numbers[has] >> 7 * number & 0x7F | more
    return out.tobytes()


# The frame around the geometry: protocol buffers, as far as a tile needs them ------------------


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _field(key: int, number: int) -> bytes:
    return _varint(key << 3) + _varint(number)


def _bytes(key: int, content: bytes) -> bytes:
    return _varint(key << 3 | 2) + _varint(len(content)) + content


def _layer(name: str, features: Sequence[bytes], values: Sequence[str]) -> bytes:
    """Return a layer; the only key of its features is ``name``."""
    inner = [_bytes(1, name.encode()), *(_bytes(2, feature) for feature in features)]
    inner += [_bytes(3, b"name")] if values else []
    inner += [_bytes(4, _bytes(1, value.encode())) for value in values]
    inner += [_field(5, EXTENT), _field(15, 2)]
    return _bytes(3, b"".join(inner))
