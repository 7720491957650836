"""Planning a small territory for a test: units by short name, outlines as boxes."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import UUID

import shapely

from linli.kernel.common import ids
from linli.kernel.people.rules import Actor, Role
from linli.kernel.territory import services as territory
from linli.kernel.territory.rules import Kind
from linli.kernel.territory.services import NewShape, NewUnit

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ON = date(2026, 1, 1)
OPERATOR = Actor(role=Role.OPERATOR)
numbers = count(1)


def key() -> UUID:
    """Return the next key of a row that is the same in every run."""
    return ids.make(1_767_225_600_000, next(numbers).to_bytes(10, "big"))


class Town:
    """Units by short name; each is stored with ``add``."""

    def __init__(self) -> None:
        self.ids: dict[str, UUID] = {}
        self.rows: list[NewUnit] = []

    def plan(self, name: str, kind: Kind, parent: str, box: Any = None, **more: Any) -> None:
        """Note a unit; ``box`` is west, south, east, north, or a polygon."""
        outline = shapely.box(*box) if isinstance(box, tuple) else box
        shape = None if outline is None else NewShape(key(), shapely.to_wkb(outline))
        self.ids[name] = key()
        self.rows.append(
            NewUnit(self.ids[name], kind, name, self.ids.get(parent), ON, shape=shape, **more)
        )

    def add(self) -> None:
        """Store what is planned."""
        territory.add_units(OPERATOR, rows=self.rows, source="a test", at=AT)
        self.rows = []
