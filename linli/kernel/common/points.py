"""Points on earth: their datums, which of them cannot be meant, which say nothing."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from enum import StrEnum

from linli.kernel.common.errors import InputRefused, gettext_noop

# Datums -----------------------------------------------------------------------------

CGCS2000, WGS84, GCJ02, BD09 = "EPSG:4490", "WGS84", "GCJ-02", "BD-09"
DATUMS = frozenset({CGCS2000, WGS84, GCJ02, BD09})
UNSHIFTED = frozenset({CGCS2000, WGS84})
"""The two differ by decimetres at most, less than a door plate; neither is converted."""

DATUM_NAMES = {
    "EPSG:4490": CGCS2000,
    "CGCS2000": CGCS2000,
    "WGS84": WGS84,
    "WGS 84": WGS84,
    "EPSG:4326": WGS84,
    "CRS84": WGS84,
    "GCJ-02": GCJ02,
    "GCJ02": GCJ02,
    "BD-09": BD09,
    "BD09": BD09,
}

FILE_DATUMS = {
    "urn:ogc:def:crs:OGC:1.3:CRS84": WGS84,
    "urn:ogc:def:crs:OGC::CRS84": WGS84,
    "urn:ogc:def:crs:EPSG::4326": WGS84,
    "EPSG:4326": WGS84,
    "urn:ogc:def:crs:EPSG::4490": CGCS2000,
    "EPSG:4490": CGCS2000,
}
"""What the ``crs`` member of a GeoJSON file may say, and the datum it means."""


class DatumUnknown(InputRefused):
    """Nobody said, or nobody knows, on which datum the coordinates lie."""

    code = "common.datum_unknown"
    message = gettext_noop("“%(datum)s” is no datum of coordinates that is known here.")
    hint = gettext_noop(
        "Declare EPSG:4490, WGS84, GCJ-02 or BD-09; whoever drew the map knows. "
        "A wrong one moves everything by 500 to 1,200 metres."
    )


class DatumContradicted(InputRefused):
    """The file itself names another datum than the one declared."""

    code = "common.datum_contradicted"
    message = gettext_noop("The file says “%(in_file)s”, but %(declared)s was declared.")
    hint = gettext_noop(
        "Find out which is right. If the file is wrong, take its “crs” member out and import again."
    )


def datum_of(words: str) -> str:
    """Return the stored word for a declared datum.

    Raises:
        DatumUnknown: it is missing or not one of the four.
    """
    try:
        return DATUM_NAMES[words.strip().upper()]
    except KeyError:
        raise DatumUnknown(datum=words) from None


def check_file_datum(declared: str, in_file: str | None) -> None:
    """Refuse a file whose own ``crs`` name is not the declared datum.

    Raises:
        DatumContradicted: EPSG:4490 and WGS84 agree with each other, nothing else does.
    """
    if in_file is None:
        return
    if declared not in UNSHIFTED or FILE_DATUMS.get(in_file) not in UNSHIFTED:
        raise DatumContradicted(in_file=in_file, declared=declared)


# Points -----------------------------------------------------------------------------


class PointOutOfWorld(InputRefused):
    """The two numbers are no place on earth."""

    code = "common.point_out_of_world"
    message = gettext_noop("Longitude %(lon)s, latitude %(lat)s is no place on earth.")
    hint = gettext_noop("Longitude is -180 to 180, latitude -90 to 90, both in degrees.")


class PointAtZero(InputRefused):
    """The point is (0, 0), which is what devices send when they know nothing."""

    code = "common.point_at_zero"
    message = gettext_noop("The point is 0, 0: the device did not know where it was.")
    hint = gettext_noop("Set the pin on the map, or choose the compound from the list.")


class PointSwapped(InputRefused):
    """Longitude and latitude stand in each other's place."""

    code = "common.point_swapped"
    message = gettext_noop("Longitude and latitude are swapped: %(lon)s, %(lat)s.")
    hint = gettext_noop("Send longitude %(lat)s and latitude %(lon)s.")


Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


def _is_within(box: Box, lon: float, lat: float) -> bool:
    west, south, east, north = box
    return west <= lon <= east and south <= lat <= north


WORLD: Box = (-180.0, -90.0, 180.0, 90.0)


def check_point(lon: float, lat: float, *, territory: Box | None = None) -> None:
    """Refuse a point that cannot be meant.

    Args:
        lon: degrees east, EPSG:4490 or WGS84.
        lat: degrees north.
        territory: the box around the district; with it, swapped numbers are recognised
            also where both are possible latitudes.

    Raises:
        PointAtZero: both are 0.
        PointSwapped: only the other way round they lie in the world, or in the territory.
        PointOutOfWorld: no place on earth either way, or not a number.
    """
    if lon == 0 and lat == 0:
        raise PointAtZero
    expected = territory or WORLD
    if not _is_within(WORLD, lon, lat):
        swapped = _is_within(expected, lat, lon)
        raise (PointSwapped if swapped else PointOutOfWorld)(lon=lon, lat=lat)
    if territory and not _is_within(territory, lon, lat) and _is_within(territory, lat, lon):
        raise PointSwapped(lon=lon, lat=lat)


class PointFault(StrEnum):
    """Why a recorded point says nothing about where the matter was."""

    MISSING = "missing"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_WORLD = "out_of_world"
    TRUNCATED = "truncated"
    DEFAULT = "default"


DECIMALS_NEEDED = 4
"""POLICY. Four decimals of a degree are 11 m; a grid is 100 to 300 m across."""

DEFAULT_ADDRESSES = 20
"""POLICY. A point given for this many different addresses …"""

DEFAULT_SHARE = 100
"""POLICY. … and for at least one record in this many is a default, not a place."""


def default_points(records: Iterable[tuple[str, str, str]]) -> frozenset[tuple[str, str]]:
    """Return the points that a file's makers put in where they had none.

    Args:
        records: longitude, latitude and address of every record, as written.
    """
    seen: Counter[tuple[str, str]] = Counter()
    addresses: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for lon, lat, address in records:
        if not lon.strip() or not lat.strip():
            continue
        seen[lon, lat] += 1
        addresses[lon, lat].add(address)
    enough = seen.total() / DEFAULT_SHARE
    return frozenset(
        point
        for point, times in seen.items()
        if times >= enough and len(addresses[point]) >= DEFAULT_ADDRESSES
    )


def _decimals(words: str) -> int:
    return len(words.partition(".")[2])


def point_fault(
    lon: str, lat: str, *, defaults: frozenset[tuple[str, str]] = frozenset()
) -> PointFault | None:
    """Return why a point written in a file cannot be routed, or ``None`` where it can.

    The finer of the two numbers decides whether a point was cut off, because files drop
    the zeros at the end: (39.29, -76.610353) is a full point, (39, -77) is not.
    """
    if not lon.strip() or not lat.strip():
        return PointFault.MISSING
    try:
        x, y = float(lon), float(lat)
    except ValueError:
        return PointFault.NOT_A_NUMBER
    if not (math.isfinite(x) and math.isfinite(y)):
        return PointFault.NOT_A_NUMBER
    if not _is_within(WORLD, x, y):
        return PointFault.OUT_OF_WORLD
    if max(_decimals(lon.strip()), _decimals(lat.strip())) < DECIMALS_NEEDED:
        return PointFault.TRUNCATED
    return PointFault.DEFAULT if (lon, lat) in defaults else None
