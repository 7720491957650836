"""Puts the made-up territory into an empty house."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib.resources import files
from itertools import islice
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray

from linli.board.demo_ground import rules, solver
from linli.board.demo_ground.rules import Street
from linli.kernel.common import ids
from linli.kernel.people.rules import BY_RULE
from linli.kernel.territory import services as territory
from linli.kernel.territory.rules import Kind
from linli.kernel.territory.services import NewShape, NewUnit

BEGAN = date(2020, 1, 1)
BEGAN_MS = int(datetime(2020, 1, 1, tzinfo=UTC).timestamp() * 1000)
SOURCE = "演示数据"


@dataclass(frozen=True, slots=True)
class Building:
    """A building as the made-up histories need it; ``point`` is (lon, lat) in degrees."""

    id: UUID
    name: str
    compound: str
    point: tuple[float, float]


@dataclass
class Community:
    """One community: its keys, its street, its grids and its buildings."""

    id: UUID
    name: str
    street_id: UUID
    grids: list[UUID] = field(default_factory=list)
    buildings: list[Building] = field(default_factory=list)


@dataclass
class Ground:
    """The territory as the next steps need it."""

    district_id: UUID
    streets: dict[UUID, str]
    communities: list[Community]


def add(*, noise: np.random.Generator, at: datetime) -> Ground:
    """Store the whole territory and return what the next steps need of it."""
    drawing = Drawing(noise)
    territory.add_units(BY_RULE, rows=drawing.rows, source=SOURCE, at=at)
    return drawing.ground


def _parted(rows: list[Any], counts: list[int]) -> list[list[Any]]:
    """Return the rows in consecutive parts of these lengths."""
    left = iter(rows)
    return [list(islice(left, count)) for count in counts]


class Drawing:
    """Draws the units from the district down and keeps their rows."""

    def __init__(self, noise: np.random.Generator) -> None:
        self.noise = noise
        self.rows: list[NewUnit] = []
        self.compound_names = list(noise.permutation(rules.compound_names()))
        self.ground = self._district()

    def _key(self) -> UUID:
        """Return the next key; keys rise in the order of drawing."""
        return ids.make(BEGAN_MS + len(self.rows), self.noise.bytes(10))

    def _add(self, kind: Kind, name: str, parent: UUID | None, outline: Any, **more: Any) -> UUID:
        key = self._key()
        shape = NewShape(id=self._key(), outline=shapely.to_wkb(outline, byte_order=1))
        self.rows.append(
            NewUnit(
                id=key,
                kind=kind,
                name=name,
                parent_id=parent,
                valid_from=BEGAN,
                shape=shape,
                **more,
            )
        )
        return key

    def _district(self) -> Ground:
        listed = rules.streets(files(rules.__package__).joinpath("streets.csv").read_text("utf-8"))
        is_centre = np.array([street.name == rules.CENTRE for street in listed])
        breadth = self.noise.uniform(0.5, 1.0, len(listed))
        breadth[is_centre] = rules.CENTRE_BREADTH
        in_street = solver.shares(rules.COMMUNITIES, breadth.tolist())
        owner = np.repeat(np.arange(len(listed)), in_street)
        grids = solver.shares(rules.GRIDS, self.noise.uniform(0.6, 1.4, rules.COMMUNITIES).tolist())
        micro = solver.shares(rules.MICRO_GRIDS, self.noise.uniform(0.5, 1.5, rules.GRIDS).tolist())
        cells = self._cells(listed, owner, grids, micro)
        district = self._add(
            Kind.DISTRICT,
            rules.DISTRICT_NAME,
            None,
            solver.joined(cells),
            codes=((rules.CODE_SYSTEM, rules.DISTRICT_CODE),),
        )
        ground = Ground(district_id=district, streets={}, communities=[])
        grid_owner = np.repeat(np.arange(rules.COMMUNITIES), grids)
        cell_grid = np.repeat(np.arange(rules.GRIDS), micro)
        cell_community = grid_owner[cell_grid]
        room = np.bincount(cell_community) * np.where(is_centre[owner], rules.CENTRE_COMPOUNDS, 1.0)
        count = solver.shares(rules.COMPOUNDS, room.tolist())
        names = iter(self.noise.permutation(rules.community_names()).tolist())
        for number, street in enumerate(listed):
            outline = solver.joined(cells[owner[cell_community] == number])
            key = self._street(street, district, outline)
            ground.streets[key] = street.name
            for index in np.flatnonzero(owner == number):
                inside = cell_community == index
                side = solver.Community(cells[inside], cell_grid[inside].tolist())
                name = f"{next(names)}{'社区' if street.style == 'subdistrict' else '村'}"
                ground.communities.append(self._community(name, key, side, count[index]))
        return ground

    def _cells(
        self, listed: list[Street], owner: NDArray[Any], grids: list[int], micro: list[int]
    ) -> NDArray[Any]:
        """Return the outlines of all micro-grids; those of towns are larger."""
        wide = np.array([1.0 if street.style == "subdistrict" else 4.0 for street in listed])
        sizes = np.repeat(np.repeat(wide[owner], grids), micro)
        sizes = sizes * self.noise.uniform(0.75, 1.35, len(sizes))
        of_grids = _parted(sizes.tolist(), micro)
        of_communities = _parted(of_grids, grids)
        of_streets = _parted(of_communities, np.bincount(owner).tolist())
        return solver.cells(solver.cut_all(solver.WHOLE, of_streets), bounds=rules.BOUNDS)

    def _street(self, street: Street, district: UUID, outline: Any) -> UUID:
        codes = ((rules.CODE_SYSTEM, street.code),)
        return self._add(
            Kind.STREET, street.name, district, outline, style=street.style, codes=codes
        )

    def _community(
        self, name: str, street: UUID, side: solver.Community, compounds: int
    ) -> Community:
        style = "community" if name.endswith("社区") else "village"
        key = self._add(Kind.COMMUNITY, name, street, solver.joined(side.outlines), style=style)
        community = Community(id=key, name=name, street_id=street)
        for number, grid in enumerate(dict.fromkeys(side.grids), start=1):
            own = [i for i, of in enumerate(side.grids) if of == grid]
            households = int(self.noise.integers(260, 520))
            grid_key = self._add(
                Kind.GRID,
                f"{name}{number:02d}网格",
                key,
                solver.joined(side.outlines[own]),
                households=households,
            )
            community.grids.append(grid_key)
            for micro, index in enumerate(own, start=1):
                micro_name = f"{name}{number:02d}-{micro}微网格"
                self._add(Kind.MICRO_GRID, micro_name, grid_key, side.outlines[index])
        for outline in solver.compounds(side, count=compounds, noise=self.noise):
            community.buildings += self._compound(key, outline)
        return community

    def _compound(self, community: UUID, outline: Any) -> list[Building]:
        name = str(self.compound_names.pop())
        wanted = int(
            self.noise.integers(
                rules.BUILDINGS_PER_COMPOUND[0], rules.BUILDINGS_PER_COMPOUND[1] + 1
            )
        )
        drawn = solver.buildings(outline, count=wanted)
        households = [int(each) for each in self.noise.integers(24, 73, len(drawn))]
        key = self._add(Kind.COMPOUND, name, community, outline, households=sum(households))
        found = []
        for number, (house, flats) in enumerate(zip(drawn, households, strict=True), start=1):
            own = self._add(Kind.BUILDING, f"{number}栋", key, house, households=flats)
            lon, lat = shapely.get_coordinates(shapely.centroid(house))[0].tolist()
            found.append(Building(own, f"{number}栋", name, (lon, lat)))
        return found
