"""What the territory is made of, and which names, points and datums it takes."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from linli.kernel.common.errors import InputRefused, NotFound, gettext_noop


class Kind(StrEnum):
    """The kinds of unit: below the community two branches, grids and compounds."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"
    MICRO_GRID = "micro_grid"
    COMPOUND = "compound"
    BUILDING = "building"
    ENTRANCE = "entrance"


class Style(StrEnum):
    """What a street or a community is called where it lies."""

    SUBDISTRICT = "subdistrict"
    TOWN = "town"
    TOWNSHIP = "township"
    COMMUNITY = "community"
    VILLAGE = "village"


PARENT_KINDS: dict[Kind, Kind | None] = {
    Kind.DISTRICT: None,
    Kind.STREET: Kind.DISTRICT,
    Kind.COMMUNITY: Kind.STREET,
    Kind.GRID: Kind.COMMUNITY,
    Kind.MICRO_GRID: Kind.GRID,
    Kind.COMPOUND: Kind.COMMUNITY,
    Kind.BUILDING: Kind.COMPOUND,
    Kind.ENTRANCE: Kind.BUILDING,
}
"""The kind each kind is part of; the order is from the largest to the smallest."""

STYLES: dict[Kind, tuple[Style, ...]] = {
    Kind.STREET: (Style.SUBDISTRICT, Style.TOWN, Style.TOWNSHIP),
    Kind.COMMUNITY: (Style.COMMUNITY, Style.VILLAGE),
}
"""The styles of a kind, the usual one first; other kinds have none."""

LABELS: dict[Kind | Style, str] = {
    Kind.DISTRICT: gettext_noop("district"),
    Kind.STREET: gettext_noop("subdistrict"),
    Kind.COMMUNITY: gettext_noop("community"),
    Kind.GRID: gettext_noop("grid"),
    Kind.MICRO_GRID: gettext_noop("micro-grid"),
    Kind.COMPOUND: gettext_noop("compound"),
    Kind.BUILDING: gettext_noop("building"),
    Kind.ENTRANCE: gettext_noop("entrance"),
    Style.SUBDISTRICT: gettext_noop("subdistrict"),
    Style.TOWN: gettext_noop("town"),
    Style.TOWNSHIP: gettext_noop("township"),
    Style.VILLAGE: gettext_noop("village"),
}


def label(kind: str, style: str = "") -> str:
    """Return the English source word for a unit; pages translate it."""
    return LABELS[Style(style) if style else Kind(kind)]


class How(StrEnum):
    """How a place was found; a case says so to the desk."""

    INSIDE = "inside"
    NEAR = "near"
    OUTSIDE = "outside"
    CODE = "code"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Place:
    """The units something lies in, one for each level, as of one day.

    ``community_id`` and above follow the grid where there is one, else the compound.
    ``distance_m`` is 0 unless ``how`` is ``near``.
    """

    district_id: UUID | None = None
    street_id: UUID | None = None
    community_id: UUID | None = None
    grid_id: UUID | None = None
    micro_grid_id: UUID | None = None
    compound_id: UUID | None = None
    building_id: UUID | None = None
    how: How = How.OUTSIDE
    distance_m: int = 0


LEVELS: dict[Kind, str] = {
    kind: f"{kind.value}_id" for kind in PARENT_KINDS if kind is not Kind.ENTRANCE
}
"""The field of ``Place`` for each kind; an entrance has none, its building stands for it."""

NEAR_WITHIN_M = 200
"""POLICY. A point outside every unit belongs to the nearest one within this distance."""


WHOLLY = 0.99
"""POLICY. A compound with this share of its area in one grid counts as lying in it."""


@dataclass(frozen=True, slots=True)
class ListedUnit:
    """A unit as lists show it; ``distance_m`` only where the list is about a point."""

    id: UUID
    kind: Kind
    style: str
    name: str
    parent_id: UUID | None
    parent_name: str
    door_code: str | None
    distance_m: int = 0

    @property
    def label(self) -> str:
        """Return the English source word for what it is."""
        return label(self.kind, self.style)


def natural_order(unit: ListedUnit) -> tuple[int, list[tuple[int, str]]]:
    """Return what to sort a list by: the kind, then the name with 2 before 10."""
    pieces = re.findall(r"\d+|\D+", unit.name)
    order = [(int(piece), "") if piece.isdecimal() else (-1, piece) for piece in pieces]
    return list(Kind).index(unit.kind), order


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

    code = "territory.datum_unknown"
    message = gettext_noop("“%(datum)s” is no datum of coordinates that is known here.")
    hint = gettext_noop(
        "Declare EPSG:4490, WGS84, GCJ-02 or BD-09; whoever drew the map knows. "
        "A wrong one moves everything by 500 to 1,200 metres."
    )


class DatumContradicted(InputRefused):
    """The file itself names another datum than the one declared."""

    code = "territory.datum_contradicted"
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

    code = "territory.point_out_of_world"
    message = gettext_noop("Longitude %(lon)s, latitude %(lat)s is no place on earth.")
    hint = gettext_noop("Longitude is -180 to 180, latitude -90 to 90, both in degrees.")


class PointAtZero(InputRefused):
    """The point is (0, 0), which is what devices send when they know nothing."""

    code = "territory.point_at_zero"
    message = gettext_noop("The point is 0, 0: the device did not know where it was.")
    hint = gettext_noop("Set the pin on the map, or choose the compound from the list.")


class PointSwapped(InputRefused):
    """Longitude and latitude stand in each other's place."""

    code = "territory.point_swapped"
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


# Door codes -------------------------------------------------------------------------

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("OIL", "011", " -")
DOOR_CODE_LENGTH = 8


class DoorCodeUnknown(NotFound):
    """No building has this code on its plate."""

    code = "territory.door_code_unknown"
    message = gettext_noop("No building here has the code %(code)s.")
    hint = gettext_noop("Compare it with the plate, or choose the compound from the list.")


class UnitUnknown(NotFound):
    """There is no unit with this key."""

    code = "territory.unit_unknown"


def door_code(unit_id: UUID) -> str:
    """Return the code on a building's plate: 8 signs in Crockford's base 32.

    It is made of the last 40 bits of the key, which are random, so that a plate can be
    printed again at any time.
    """
    number = unit_id.int
    return "".join(CROCKFORD[number >> 5 * i & 31] for i in reversed(range(DOOR_CODE_LENGTH)))


def typed_door_code(words: str) -> str:
    """Return a code as stored from a code as typed: capitals, no gaps, O as 0, I and L as 1."""
    return words.upper().translate(MISREAD)
