"""Lets real cities' requests run through the house and compares with what they recorded."""

import csv
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
from linli.grid.replay.rules import Example, Guessed, Kept, Outcome, Request, Right, Service
from linli.grid.replay.solver import Guesser
from linli.kernel.calendar.rules import Limit, Unit
from linli.kernel.common import ids
from linli.kernel.common.points import PointFault
from linli.kernel.outlines import solver
from linli.kernel.people.models import Organisation
from linli.kernel.people.rules import BY_RULE, Actor, Role
from linli.kernel.people.services import Staff, add_staff
from linli.kernel.places import queries as places
from linli.kernel.places.rules import Place
from linli.kernel.territory.rules import Kind
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
    city = _city([row.agency for row in rows], rules.limits(rows), at)
    usable = [row for row in rows if row.fault is None]
    located = places.locate_many([row.lon for row in usable], [row.lat for row in usable])
    place_of = {row.number: place for row, place in zip(usable, located, strict=True)}
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
def _city(names: Sequence[str], limits: Mapping[str, Limit | None], at: datetime) -> City:
    """Store the offices as departments and the types as a catalogue with their limits."""
    district = _key("district")
    offices = {name: _key("agency", name) for name in sorted(set(names))}
    desk = _key("desk")
    listed = [
        Organisation(id=key, kind="department", name=name or "—", unit_id=district)
        for name, key in offices.items()
    ]
    listed.append(
        Organisation(id=desk, kind="district_office", name="District desk", unit_id=district)
    )
    add_staff(BY_RULE, staff=Staff(organisations=listed, persons=[], posts=[]))
    codes = _adopt(limits, at)
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
    steps = _steps(city, city.offices[row.agency], row.created_at, row.closed_at)
    return Matter(report, BY_RULE, row.created_at, salt, steps=steps)


def _steps(
    city: City,
    lead: UUID,
    begun_at: datetime,
    closed_at: datetime | None,
    *,
    due_at: datetime | None = None,
) -> tuple[Past, ...]:
    begun = (
        Past(Move.REGISTER, begun_at, BY_RULE),
        Past(Move.DISPATCH, begun_at, BY_RULE, lead_id=lead, due_at=due_at),
    )
    if closed_at is None:
        return begun
    agency = Actor(
        role=Role.DEPARTMENT_OFFICER,
        organisation_id=lead,
        unit_id=city.district_id,
        unit_kind="district",
    )
    return (
        *begun,
        Past(Move.ACCEPT, begun_at, agency),
        Past(Move.DONE, closed_at, agency, words="Closed"),
        Past(Move.VERIFY, closed_at, city.desk),
        Past(Move.CLOSE, closed_at, city.desk),
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
        reasons=_reasons(row.fault for row in rows),
        guessed=_guessed([_agency_example(row) for row in rows]),
    )


def _reasons(faults: Iterable[PointFault | None]) -> dict[str, int]:
    return dict(sorted(Counter(fault.value for fault in faults if fault).items()))


def _agency_example(row: Request) -> Example:
    """Return a row of Baltimore for guessing.

    Its only words are the name of its type, which begins with a sign of the agency (``SW-``).
    """
    words = {"type": row.type, "type without its sign": row.type.partition("-")[2] or row.type}
    return Example(row.created_at, words, row.type, row.agency)


def boston(*, requests: Path, at: datetime) -> Kept:
    """Run the city's requests at their true times, with its own deadlines as moments.

    Meant for an empty, throw-away database. No outlines are known, so nothing is located: every
    case lies in the district, with its point where that says something.

    Args:
        requests: the gzipped CSV file.
        at: when the replay is recorded.
    """
    with gzip.open(requests, "rt", encoding="utf-8", newline="") as file:
        rows = rules.services(csv.DictReader(file))
    _district(at)
    city = _city(
        [row.department for row in rows], dict.fromkeys(sorted({r.type for r in rows})), at
    )
    matters = [_service_matter(row, city) for row in rows]
    history.import_cases(BY_RULE, matters=matters, recorded_at=at)
    return _kept(rows)


@transaction.atomic
def _district(at: datetime) -> None:
    unit = NewUnit(_key("district"), Kind.DISTRICT, "City", None, valid_from=BEGAN.date())
    add_units(BY_RULE, rows=[unit], source=SOURCE, at=at)


def _service_matter(row: Service, city: City) -> Matter:
    report = Report(
        case_id=_key("case", row.number),
        source="import",
        place=Place(district_id=city.district_id),
        text=row.title,
        address=row.address,
        lon_e6=None if row.fault else round(row.lon * 1_000_000),
        lat_e6=None if row.fault else round(row.lat * 1_000_000),
        category_code=city.codes[row.type],
        request_key=f"{SOURCE}:{row.number}",
    )
    begun, lead = row.begins_at, city.offices[row.department]
    steps = _steps(city, lead, begun, row.closed_at, due_at=row.due_at)
    return Matter(report, BY_RULE, begun, _key("salt", row.number).bytes, steps=steps)


def _kept(rows: Sequence[Service]) -> Kept:
    """Compare the cases with the city's flags; what is late is read from the cases alone."""
    closed = [row for row in rows if row.closed_at]
    flagged = [row for row in closed if row.flag]
    late = queries.late_by_key([f"{SOURCE}:{row.number}" for row in closed])
    return Kept(
        rows=len(rows),
        closed=len(closed),
        flagged=len(flagged),
        reproduced=sum(
            late[f"{SOURCE}:{row.number}"] is (row.flag == "OVERDUE") for row in flagged
        ),
        late=sum(late.values()),
        before_opening=sum(row.begins_at < row.opened_at for row in rows),
        set_aside=sum(row.fault is PointFault.DEFAULT for row in rows),
        reasons=_reasons(row.fault for row in rows),
        guessed=_guessed([_service_example(row) for row in rows]),
    )


def _service_example(row: Service) -> Example:
    words = {"title": row.title, "title and closing words": f"{row.title} {row.closing}"}
    return Example(row.opened_at, words, row.type, row.department)


def _guessed(examples: Sequence[Example]) -> Guessed:
    """Learn from the earlier half of the rows and try the later one."""
    ordered = sorted(examples, key=lambda one: one.at)
    learned, tried = ordered[: len(ordered) // 2], ordered[len(ordered) // 2 :]
    labels = [one.office for one in learned]
    guesses = {
        kind: list(
            Guesser([one.words[kind] for one in learned], labels).guesses(
                [one.words[kind] for one in tried]
            )
        )
        for kind in tried[0].words
    }
    own = [place for place, one in enumerate(tried) if rules.has_own_words(one)]
    majority, offices = rules.by_type(learned)

    def right(places: Sequence[int]) -> Right:
        return Right(
            of=len(places),
            majority=sum(tried[n].office == majority for n in places),
            type=sum(tried[n].office == offices.get(tried[n].type, majority) for n in places),
            words={
                kind: sum(tried[n].office == found[n] for n in places)
                for kind, found in guesses.items()
            },
        )

    return Guessed(learned=len(learned), tried=right(range(len(tried))), own=right(own))
