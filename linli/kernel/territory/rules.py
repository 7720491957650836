"""What the territory is made of, and what a row that adds to it may be refused for."""

import re
from collections.abc import Sequence
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

OWN_SYSTEM = "district"
"""The system of the codes that the district gives itself."""

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


# What a row may be refused for ------------------------------------------------------------


class FileTooLarge(InputRefused):
    """The file is larger than the house takes."""

    code = "territory.file_too_large"
    message = gettext_noop("The file has %(megabytes)s MB; %(most)s MB are possible.")
    hint = gettext_noop("Split it by street, or draw the outlines with fewer vertices.")


class NotGeoJson(InputRefused):
    """The file is no GeoJSON FeatureCollection."""

    code = "territory.not_geojson"
    message = gettext_noop("This is not a GeoJSON file with a list of features.")
    hint = gettext_noop("Export the map as GeoJSON (FeatureCollection, UTF-8).")


class NameMissing(InputRefused):
    """A unit has no name."""

    code = "territory.name_missing"
    message = gettext_noop("The unit has no name.")
    hint = gettext_noop("Put its name into the property “name”.")


class StyleUnknown(InputRefused):
    """A kind of unit is never called so."""

    code = "territory.style_unknown"
    message = gettext_noop("“%(style)s” is not what such a unit can be called.")
    hint = gettext_noop("Possible here: %(possible)s; or leave it out.")


class HouseholdsUnreadable(InputRefused):
    """The number of households is no number."""

    code = "territory.households_unreadable"
    message = gettext_noop("“%(households)s” is no number of households.")
    hint = gettext_noop("Write a whole number, 0 or more, or leave it out.")


class OutlineMissing(InputRefused):
    """A unit's geometry is no area."""

    code = "territory.outline_missing"
    message = gettext_noop("The outline is not a polygon.")
    hint = gettext_noop("Draw each unit as a Polygon or MultiPolygon.")


class OutlineUnsound(InputRefused):
    """A polygon crosses itself or is broken in another way."""

    code = "territory.outline_unsound"
    message = gettext_noop("The outline is not sound: %(reason)s.")
    hint = gettext_noop(
        "Repair it in the map program (“make valid”, “fix geometries”) and look at the result."
    )


class ParentUnclear(InputRefused):
    """It is not clear which unit a row is part of."""

    code = "territory.parent_unclear"
    message = gettext_noop("It is not clear which unit this one is part of.")
    hint = gettext_noop(
        "Name one present unit of the level above in the property “parent” or “parent_code”."
    )


class RowTwice(InputRefused):
    """Two rows of a file mean the same unit."""

    code = "territory.row_twice"
    message = gettext_noop("The same unit stands in the file twice: %(name)s.")
    hint = gettext_noop("Take one out, or make one MultiPolygon of both.")


class CodeOfAnother(InputRefused):
    """A code already belongs to a unit of another kind."""

    code = "territory.code_of_another"
    message = gettext_noop("The code %(code)s belongs to a unit of another kind.")
    hint = gettext_noop("Correct the code, or import the file as the right kind.")


@dataclass(frozen=True, slots=True)
class RowFault:
    """One refused row: its number in the file, from 1, and why."""

    row: int
    error: InputRefused

    @property
    def code(self) -> str:
        """Return the stable code of the reason."""
        return self.error.code

    @property
    def words(self) -> str:
        """Return the reason and what to do, in English; doors translate the error itself."""
        return str(self.error).partition(": ")[2]


class RowsRefused(InputRefused):
    """Some rows cannot be used, so that nothing was changed; ``faults`` has each of them."""

    code = "territory.rows_refused"
    message = gettext_noop("%(count)s rows cannot be used; nothing was imported.")
    hint = gettext_noop("Correct these rows and import the whole file again.")

    def __init__(self, faults: Sequence[RowFault]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)


def check_words(name: str, style: str, kind: Kind) -> None:
    """Refuse a name or a style that a unit of this kind cannot have.

    Raises:
        NameMissing, StyleUnknown: see there.
    """
    if not name.strip():
        raise NameMissing
    possible = STYLES.get(kind, ())
    if style and style not in possible:
        raise StyleUnknown(style=style, possible=", ".join(possible) or "-")
