"""What the territory is made of, and which points and outlines it takes."""

from enum import StrEnum


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


DATUMS = frozenset({"EPSG:4490", "WGS84", "GCJ-02", "BD-09"})
