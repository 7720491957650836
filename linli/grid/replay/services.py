"""Lets a real city's requests run through the house and compares with what the city recorded."""

import csv
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import shapely
from django.db import transaction

from linli.grid.cases.services import Report
from linli.grid.catalogue import queries as catalogue
from linli.grid.catalogue.models import Catalogue, Category
from linli.grid.history import services as history
from linli.grid.history.rules import Past
from linli.grid.history.services import Matter
from linli.grid.moves.rules import Move
from linli.grid.replay import queries, rules
from linli.grid.replay.rules import Outcome, Request
from linli.kernel.calendar.rules import Limit, Unit
from linli.kernel.common import ids
from linli.kernel.people.models import Organisation
from linli.kernel.people.rules import BY_RULE, Actor, Role
from linli.kernel.people.services import Staff, add_staff
from linli.kernel.territory import queries as territory
from linli.kernel.territory import solver
from linli.kernel.territory.rules import Kind, Place
from linli.kernel.territory.services import NewShape, NewUnit, add_units

BEGAN = datetime(2010, 1, 1, tzinfo=UTC)
SOURCE = "replay"


def _key(*words: str, place: int = 0) -> UUID:
    """Return the key that stands for these words, the same in every run, in order of places."""
    noise = hashlib.sha256("\n".join(words).encode()).digest()[:10]
    return ids.make(int(BEGAN.timestamp() * 1000) + place, noise)


@dataclass(frozen=True, slots=True)
class City:
    """The ground of a replay: where everything lies, and who does what."""

    district_id: UUID
    offices: Mapping[str, UUID]
    codes: Mapping[str, str]
    desk: Actor


def baltimore(*, requests: Path, neighbourhoods: Path, at: datetime) -> Outcome:
    """Make the city's neighbourhoods grids and run its requests at their true times.

    Meant for an empty, throw-away database. Every row becomes a case: routed by its point
    where that says something, kept at the district desk with a reason where it does not.

    Args:
        requests: the gzipped CSV file.
        neighbourhoods: the GeoJSON file, WGS 84, one feature a neighbourhood.
        at: when the replay is recorded.
    """
    with gzip.open(requests, "rt", encoding="utf-8", newline="") as file:
        rows = rules.requests(csv.DictReader(file))
    grids = _ground(neighbourhoods, at)
    city = _city(rows, at)
    usable = [row for row in rows if row.fault is None]
    places = territory.locate_many([row.lon for row in usable], [row.lat for row in usable])
    place_of = {row.number: place for row, place in zip(usable, places, strict=True)}
    matters = [_matter(row, place_of.get(row.number), city) for row in rows]
    history.import_cases(BY_RULE, matters=matters, recorded_at=at)
    return _compared(rows, grids)


@transaction.atomic
def _ground(neighbourhoods: Path, at: datetime) -> dict[str, UUID]:
    """Store one street, one community, and a grid for each neighbourhood; return their keys.

    Keys ascend in the order of the file, so that a point on a border belongs to the first.
    """
    features = json.loads(neighbourhoods.read_text(encoding="utf-8"))["features"]
    district, street, community = (_key(word) for word in ("district", "street", "community"))
    day = BEGAN.date()
    units = [
        NewUnit(id=district, kind=Kind.DISTRICT, name="City", parent_id=None, valid_from=day),
        NewUnit(id=street, kind=Kind.STREET, name="City", parent_id=district, valid_from=day),
        NewUnit(id=community, kind=Kind.COMMUNITY, name="City", parent_id=street, valid_from=day),
    ]
    grids: dict[str, UUID] = {}
    for place, feature in enumerate(features, start=1):
        name = feature["properties"]["name"]
        outline = solver.areal(shapely.from_geojson(json.dumps(feature["geometry"])))
        shape = NewShape(_key("shape", name), outline=shapely.to_wkb(outline))
        grids[name] = _key("grid", name, place=place)
        units.append(NewUnit(grids[name], Kind.GRID, name, community, valid_from=day, shape=shape))
    add_units(BY_RULE, rows=units, source=SOURCE, at=at)
    return grids


@transaction.atomic
def _city(rows: Sequence[Request], at: datetime) -> City:
    """Store the agencies as departments and the types as a catalogue with their limits."""
    district = _key("district")
    offices = {name: _key("agency", name) for name in sorted({row.agency for row in rows})}
    desk = _key("desk")
    listed = [
        Organisation(id=key, kind="department", name=name or "—", unit_id=district)
        for name, key in offices.items()
    ]
    listed.append(
        Organisation(id=desk, kind="district_office", name="District desk", unit_id=district)
    )
    add_staff(BY_RULE, staff=Staff(organisations=listed, persons=[], posts=[]))
    codes = _adopt(rules.limits(rows), at)
    actor = Actor(
        role=Role.DISTRICT_DESK, organisation_id=desk, unit_id=district, unit_kind="district"
    )
    return City(district, offices, codes, actor)


def _adopt(limits: Mapping[str, Limit | None], at: datetime) -> dict[str, str]:
    """Store the types as an edition of the catalogue and return type → code."""
    edition = Catalogue.objects.create(number=1, valid_from=BEGAN, source=SOURCE, adopted_at=at)
    codes = {name: f"R{place:04d}" for place, name in enumerate(limits, start=1)}
    Category.objects.bulk_create(
        Category(
            edition=edition,
            code=codes[name],
            name_zh=name[:60],
            name_en=name[:80],
            group_zh=SOURCE,
            group_en=SOURCE,
            level="district",
            department="city",
            handle_value=limit.value if limit else None,
            handle_unit=limit.unit if limit else Unit.CALENDAR_DAY,
            verify_value=60,
            verify_unit=Unit.URGENT_HOUR,
            visibility="public",
            source=SOURCE,
            sort=place,
        )
        for place, (name, limit) in enumerate(limits.items(), start=1)
    )
    catalogue.forget()
    return codes


def _matter(row: Request, place: Place | None, city: City) -> Matter:
    where = place or Place(district_id=city.district_id)
    report = Report(
        case_id=_key("case", row.number),
        source="import",
        place=where,
        text=row.type,
        address=row.address,
        lon_e6=round(row.lon * 1_000_000) if place else None,
        lat_e6=round(row.lat * 1_000_000) if place else None,
        category_code=city.codes[row.type],
        request_key=f"{SOURCE}:{row.number}",
    )
    salt = _key("salt", row.number).bytes
    return Matter(report, BY_RULE, row.created_at, salt, steps=_steps(row, city))


def _steps(row: Request, city: City) -> tuple[Past, ...]:
    lead = city.offices[row.agency]
    begun = (
        Past(Move.REGISTER, row.created_at, BY_RULE),
        Past(Move.DISPATCH, row.created_at, BY_RULE, lead_id=lead),
    )
    if row.closed_at is None:
        return begun
    agency = Actor(
        role=Role.DEPARTMENT_OFFICER,
        organisation_id=lead,
        unit_id=city.district_id,
        unit_kind="district",
    )
    return (
        *begun,
        Past(Move.ACCEPT, row.created_at, agency),
        Past(Move.DONE, row.closed_at, agency, words="Closed"),
        Past(Move.VERIFY, row.closed_at, city.desk),
        Past(Move.CLOSE, row.closed_at, city.desk),
    )


def _compared(rows: Sequence[Request], grids: Mapping[str, UUID]) -> Outcome:
    """Compare the cases with the file; what is late is read from the cases alone."""
    named = [row for row in rows if row.fault is None and row.neighbourhood]
    found = queries.grids_by_key([f"{SOURCE}:{row.number}" for row in named])
    late, late_of = queries.ended_late()
    return Outcome(
        rows=len(rows),
        located=sum(
            found[f"{SOURCE}:{row.number}"] == grids.get(row.neighbourhood, row.number)
            for row in named
        ),
        located_of=len(named),
        set_aside=sum(row.fault is not None for row in rows),
        late=late,
        late_of=late_of,
        reasons=dict(sorted(Counter(row.fault.value for row in rows if row.fault).items())),
    )
