"""Which kind every compound is of, and why: computed from the territory, corrected by persons.

Each process keeps the shares of the present territory in memory; a call asks for its version.
"""

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray

from linli.kernel.common.errors import NotFound
from linli.kernel.people.rules import Actor, check_covers, check_role, covers
from linli.kernel.territory import queries as territory
from linli.kernel.territory.models import Unit, UnitShape
from linli.kernel.territory.rules import Kind
from linli.party.relations import solver
from linli.party.relations.models import SizeTolerance, SizeVerdict
from linli.party.relations.rules import READERS, Relation, Share, Tolerance

LAYERS = (Kind.GRID, Kind.MICRO_GRID)
KEPT_IN_MEMORY = 3
TOLERANCE_STREAM = "party.size_tolerance"


def stream_of(compound_id: UUID) -> str:
    """Return the name of the stream that holds the verdicts on a compound."""
    return f"party.size_verdict:{compound_id}"


@dataclass(frozen=True, slots=True)
class Compound:
    """A compound with the units it is part of; it answers the guards as a place."""

    id: UUID
    name: str
    community_id: UUID | None
    community: str
    street_id: UUID | None
    street: str
    district_id: UUID | None
    grid_id: UUID | None = None


@dataclass(frozen=True)
class Layer:
    """The cells of one kind and the ground that compounds share with them."""

    keys: list[UUID]
    names: list[str]
    shapes: list[UUID]
    outlines: NDArray[Any]
    shares: solver.Shares


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kind of each outline to the grids, to the micro-grids, and to both together."""

    grid: list[Relation]
    micro_grid: list[Relation]
    both: list[Relation]


@dataclass(frozen=True)
class Ground:
    """One territory as compounds are compared in it.

    ``compounds``: all of them, by street, community and name. ``drawn``: compound → its place
    in ``outlines``; who is not in it has no outline.
    """

    compounds: list[Compound]
    drawn: dict[UUID, int]
    shapes: list[UUID]
    outlines: NDArray[Any]
    layers: dict[Kind, Layer]
    kinds: dict[int, "Kinds"] = field(default_factory=dict)

    def computed(self, percent: int) -> "Kinds":
        """Return the kinds of the outlines with a tolerance (kept once worked out)."""
        if percent not in self.kinds:
            grid, micro_grid = (
                solver.relations(self.layers[kind].shares, percent) for kind in LAYERS
            )
            both = solver.overall(grid, micro_grid)
            self.kinds[percent] = Kinds(*map(solver.named, (grid, micro_grid, both)))
        return self.kinds[percent]

    @cached_property
    def places(self) -> dict[UUID, int]:
        """Return compound → its place in ``compounds``."""
        return {each.id: place for place, each in enumerate(self.compounds)}

    def compound(self, compound_id: UUID) -> Compound:
        """Return a compound with the units it is part of.

        Raises:
            NotFound: there is no such compound.
        """
        if compound_id not in self.places:
            raise NotFound
        return self.compounds[self.places[compound_id]]

    @cached_property
    def doubled(self) -> list[tuple[int, int, int]]:
        """Return pairs of outlines that share ground, with m², the most first."""
        return solver.doubled(self.outlines)

    def shares_of(self, compound_id: UUID, kind: Kind) -> list[tuple[int, Share]]:
        """Return index of the cell and share of each cell that a compound has ground of."""
        if compound_id not in self.drawn:
            return []
        layer, place = self.layers[kind], self.drawn[compound_id]
        shares = layer.shares
        pairs = shares.of(place)
        cells, shared = shares.cell[pairs].tolist(), shares.shared[pairs].tolist()
        ground = int(shares.compound_m2[place])
        return [
            (cell, Share(metres, ground, int(shares.cell_m2[cell])))
            for cell, metres in zip(cells, shared, strict=True)
        ]

    def fingerprint(self, compound_id: UUID) -> str:
        """Return what tells the outlines that a compound's kind hangs on from any others.

        A shape never changes under its key, so the keys say it.
        """
        keys = [
            self.layers[kind].shapes[cell].bytes
            for kind in LAYERS
            for cell, _ in self.shares_of(compound_id, kind)
        ]
        own = self.shapes[self.drawn[compound_id]].bytes if compound_id in self.drawn else b""
        return hashlib.sha256(own + b"".join(sorted(keys))).hexdigest()


_grounds: dict[tuple[int, date | None], Ground] = {}
_loading = threading.Lock()


def ground(on: date | None = None) -> Ground:
    """Return the present territory, or that of a day; one statement once it is in memory."""
    number = territory.version()
    with _loading:
        if (number, on) not in _grounds:
            _grounds[number, on] = _load(on)
            for old in list(_grounds)[:-KEPT_IN_MEMORY]:
                del _grounds[old]
        return _grounds[number, on]


NAMED = (
    "id", "name", "parent_id", "parent__name", "parent__parent_id", "parent__parent__name",
    "parent__parent__parent_id",
)  # fmt: skip
"""Fields of a compound, in the order of ``Compound``."""


def _load(on: date | None) -> Ground:
    units = Unit.objects.filter(territory.in_force(on), kind=Kind.COMPOUND.value)
    order = ("parent__parent__name", "parent__name", "pinyin", "name", "id")
    compounds = [Compound(*row) for row in units.order_by(*order).values_list(*NAMED)]
    rows: dict[str, list[tuple[UUID, str, UUID, bytes]]] = {}
    shapes = UnitShape.objects.filter(
        territory.in_force(on), territory.in_force(on, "unit__"),
        unit__kind__in=[Kind.COMPOUND.value, *LAYERS],
    )  # fmt: skip
    columns = ("unit__kind", "unit_id", "unit__name", "id", "wkb")
    for kind, *row in shapes.order_by("unit_id").values_list(*columns):
        rows.setdefault(kind, []).append((row[0], row[1], row[2], bytes(row[3])))
    own = rows.get(Kind.COMPOUND, [])
    outlines = _outlines(own)
    return Ground(
        compounds=compounds,
        drawn={row[0]: place for place, row in enumerate(own)},
        shapes=[row[2] for row in own],
        outlines=outlines,
        layers={kind: _layer(rows.get(kind, []), outlines) for kind in LAYERS},
    )


def _outlines(rows: Sequence[tuple[UUID, str, UUID, bytes]]) -> NDArray[Any]:
    found: NDArray[Any] = shapely.from_wkb(np.array([row[3] for row in rows], dtype=object))
    return found


def _layer(rows: Sequence[tuple[UUID, str, UUID, bytes]], compounds: NDArray[Any]) -> Layer:
    outlines = _outlines(rows)
    return Layer(
        keys=[row[0] for row in rows],
        names=[row[1] for row in rows],
        shapes=[row[2] for row in rows],
        outlines=outlines,
        shares=solver.shares(compounds, outlines),
    )


def compound(compound_id: UUID) -> Compound:
    """Return a present compound with the units it is part of.

    Raises:
        NotFound: there is no such compound.
    """
    return ground().compound(compound_id)


# The tolerance --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToleranceVersion:
    """One version of the tolerance; version 0 are the numbers of the house (decision 0036)."""

    version: int
    tolerance: Tolerance
    valid_from: datetime | None = None
    source: str = ""


def tolerance(at: datetime) -> ToleranceVersion:
    """Return the tolerance in force at a moment; one statement."""
    begun = SizeTolerance.objects.filter(valid_from__lte=at).order_by("-version").first()
    return _version(begun) if begun else ToleranceVersion(0, Tolerance())


def tolerances() -> list[ToleranceVersion]:
    """Return all versions, the newest first, that of the house last; one statement."""
    rows = SizeTolerance.objects.order_by("-version")
    return [*(_version(row) for row in rows), ToleranceVersion(0, Tolerance())]


def _version(row: SizeTolerance) -> ToleranceVersion:
    return ToleranceVersion(
        row.version, Tolerance(row.percent, row.band), row.valid_from, row.source
    )


# What is found of each compound ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Finding:
    """The kind of a compound: what the map says, and what a person said of it.

    ``grid``, ``micro_grid``: what it says of each layer. ``verdict``: what a person found, or
    None. ``stands``: whether it was given for these
    outlines. ``is_borderline``: whether a tolerance near the one in force would say otherwise.
    """

    compound: Compound
    computed: Relation
    is_borderline: bool
    grid: Relation = Relation.UNPLACED
    micro_grid: Relation = Relation.UNPLACED
    verdict: Relation | None = None
    stands: bool = False

    @property
    def relation(self) -> Relation:
        """Return the kind that counts: the verdict while it stands, else what the map says."""
        return self.verdict if self.verdict and self.stands else self.computed

    @property
    def has_lapsed(self) -> bool:
        """Return whether a verdict was given for outlines that have changed since."""
        return self.verdict is not None and not self.stands

    @property
    def waits(self) -> bool:
        """Return whether a person has to look."""
        return self.has_lapsed or (self.is_borderline and not self.stands)


def findings(
    *, at: datetime, on: date | None = None, within: Tolerance | None = None
) -> list[Finding]:
    """Return the kind of every compound, by street, community and name; three statements.

    Args:
        at: the moment whose tolerance counts.
        on: the day whose territory counts; without it the present one.
        within: another tolerance to try instead.
    """
    known, allowed = ground(on), within or tolerance(at).tolerance
    given = {
        key: (relation, fingerprint)
        for key, relation, fingerprint in SizeVerdict.objects.values_list(
            "compound_id", "relation", "fingerprint"
        )
    }
    kinds = [known.computed(percent) for percent in (allowed.percent, *allowed.edges)]
    return [
        _finding(known, one, kinds, given)
        if one.id in known.drawn
        else Finding(one, Relation.UNPLACED, is_borderline=False)
        for one in known.compounds
    ]


def _finding(
    known: Ground, one: Compound, kinds: Sequence[Kinds], given: dict[UUID, tuple[str, str]]
) -> Finding:
    """Return what is found of a compound; ``kinds``: with the tolerance, and at its edges."""
    place = known.drawn[one.id]
    found = Finding(
        one,
        kinds[0].both[place],
        is_borderline=len({each.both[place] for each in kinds}) > 1,
        grid=kinds[0].grid[place],
        micro_grid=kinds[0].micro_grid[place],
    )
    if one.id not in given:
        return found
    relation, fingerprint = given[one.id]
    stands = fingerprint == known.fingerprint(one.id)
    return replace(found, verdict=Relation(relation), stands=stands)


def relations(*, at: datetime, on: date | None = None) -> dict[UUID, Relation]:
    """Return compound → the kind that counts; three statements once the ground is in memory."""
    return {each.compound.id: each.relation for each in findings(at=at, on=on)}


def visible(actor: Actor, found: Sequence[Finding]) -> list[Finding]:
    """Return the findings that a post may read: those of its own part of the territory.

    Raises:
        Forbidden: posts of this role compare nothing.
    """
    check_role(actor, *READERS)
    return [each for each in found if covers(actor, each.compound)]


def finding(compound_id: UUID, *, at: datetime) -> Finding:
    """Return what is found of one compound.

    Raises:
        NotFound: there is no such compound at present.
    """
    for each in findings(at=at):
        if each.compound.id == compound_id:
            return each
    raise NotFound


def seen(actor: Actor, compound_id: UUID, *, at: datetime) -> Finding:
    """Return what is found of one compound that a post may read.

    Raises:
        Forbidden: posts of this role compare nothing.
        NotFound: there is none, or it lies elsewhere; the two look the same.
    """
    check_role(actor, *READERS)
    found = finding(compound_id, at=at)
    check_covers(actor, found.compound)
    return found


def overlaps() -> list[tuple[UUID, UUID, int]]:
    """Return pairs of present compounds that share ground, with m², the most first."""
    known = ground()
    keys = list(known.drawn)
    return [(keys[one], keys[other], metres) for one, other, metres in known.doubled]


def areas(outlines: NDArray[Any], named: Sequence[dict[str, str]]) -> dict[str, Any]:
    """Return outlines as GeoJSON with a ``bbox``, six decimals; ``named``: what is said of each."""
    rounded = shapely.transform(outlines, lambda vertices: vertices.round(6))
    features = [
        {"type": "Feature", "properties": said, "geometry": shapely.geometry.mapping(outline)}
        for outline, said in zip(rounded, named, strict=True)
    ]
    around = shapely.total_bounds(rounded).tolist() if features else [-180, -90, 180, 90]
    return {"type": "FeatureCollection", "bbox": around, "features": features}
