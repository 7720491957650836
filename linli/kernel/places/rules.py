"""What a place is: the units something lies in, and how they were found."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from linli.kernel.territory.rules import PARENT_KINDS, Kind


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

    def fields(self) -> dict[str, object]:
        """Return field → value; ``asdict`` would copy each value, for every report."""
        return {name: getattr(self, name) for name in self.__slots__}


LEVELS: dict[Kind, str] = {
    kind: f"{kind.value}_id" for kind in PARENT_KINDS if kind is not Kind.ENTRANCE
}
"""The field of ``Place`` for each kind; an entrance has none, its building stands for it."""

NEAR_WITHIN_M = 200
"""POLICY. A point outside every unit belongs to the nearest one within this distance."""

WHOLLY = 0.99
"""POLICY. A compound with this share of its area in one grid counts as lying in it."""

TOUCHES = 0.01
"""POLICY. Less than this share of a compound in a grid is drawing, not ground (decision 0043)."""
