"""Degrees from one datum to another: numbers, arrays and whole outlines.

Constants as in prcoords and coord-convert (governance rules, section 7).
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

KRASOVSKY_A = 6378245.0
KRASOVSKY_EE = 0.00669342162296594
BD_LON, BD_LAT = 0.0065, 0.006
BD_TURN = math.pi * 3000.0 / 180.0
SHIFTED = (72.004, 0.8293, 137.8347, 55.8271)
"""Outside this box the shifted datums equal WGS 84."""


def _wave(scale: float, turns: Any) -> Any:
    return scale * 2.0 / 3.0 * np.sin(turns * math.pi)


def to_gcj02(lon: Any, lat: Any) -> tuple[Any, Any]:
    """Return WGS 84 degrees as GCJ-02 degrees; numbers or arrays."""
    x, y = lon - 105.0, lat - 35.0
    common = _wave(20, 6 * x) + _wave(20, 2 * x)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + common
    north += _wave(20, y) + _wave(40, y / 3) + _wave(160, y / 12) + _wave(320, y / 30)
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + common
    east += _wave(20, x) + _wave(40, x / 3) + _wave(150, x / 12) + _wave(300, x / 30)
    angle = np.radians(lat)
    bend = 1 - KRASOVSKY_EE * np.sin(angle) ** 2
    d_lat = np.degrees(north * bend * np.sqrt(bend) / (KRASOVSKY_A * (1 - KRASOVSKY_EE)))
    d_lon = np.degrees(east * np.sqrt(bend) / (KRASOVSKY_A * np.cos(angle)))
    west, south, east_end, north_end = SHIFTED
    shifted = (lon >= west) & (lon <= east_end) & (lat >= south) & (lat <= north_end)
    return lon + d_lon * shifted, lat + d_lat * shifted


def to_bd09(lon: Any, lat: Any) -> tuple[Any, Any]:
    """Return WGS 84 degrees as BD-09 degrees; numbers or arrays."""
    x, y = to_gcj02(lon, lat)
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * BD_TURN)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * BD_TURN)
    return radius * np.cos(angle) + BD_LON, radius * np.sin(angle) + BD_LAT


Conversion = Callable[[Any, Any], tuple[Any, Any]]
TO_DATUM: dict[str, Conversion] = {"GCJ-02": to_gcj02, "BD-09": to_bd09}
ROUNDS = 8
"""Each round makes the error at least 50 times smaller; 8 leave less than 0.1 mm."""


def from_datum(datum: str, lon: Any, lat: Any) -> tuple[Any, Any]:
    """Return degrees of a declared datum as EPSG:4490 degrees; numbers or arrays.

    WGS 84 and EPSG:4490 pass unchanged. The other two have no formula for the way back:
    the guess is moved by what it misses until it fits.
    """
    if datum not in TO_DATUM:
        return lon, lat
    forward, x, y = TO_DATUM[datum], lon, lat
    for _ in range(ROUNDS):
        there = forward(x, y)
        x, y = x + (lon - there[0]), y + (lat - there[1])
    return x, y


def outlines_from_datum(datum: str, outlines: NDArray[Any]) -> NDArray[Any]:
    """Return an array of geometries in two dimensions, converted to EPSG:4490."""
    flat: NDArray[Any] = shapely.force_2d(outlines)
    if datum in TO_DATUM:
        flat = shapely.transform(
            flat, lambda points: np.column_stack(from_datum(datum, points[:, 0], points[:, 1]))
        )
    return flat


def outlines_to_datum(datum: str, outlines: NDArray[Any]) -> NDArray[Any]:
    """Return an array of geometries in EPSG:4490 degrees, converted to a datum."""
    if datum not in TO_DATUM:
        return outlines
    forward = TO_DATUM[datum]
    converted: NDArray[Any] = shapely.transform(
        outlines, lambda points: np.column_stack(forward(points[:, 0], points[:, 1]))
    )
    return converted
