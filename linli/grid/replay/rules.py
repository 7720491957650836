"""Two real cities' request files as this product reads them: rows, times, kinds of matter.

Baltimore's 311 sample has 10,000 rows. Its deadline is the creation plus a whole number of
days that depends on the type alone; 20 types have none. Boston's sample of the first half of
2015 has 15,000 rows; its deadlines are moments, and its own flag says which were kept. The
times of both are wall-clock times without a zone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from linli.kernel.calendar.rules import Limit, Unit
from linli.kernel.common.points import PointFault, default_points, point_fault

ZONE = ZoneInfo("America/New_York")
WRITTEN = "%m/%d/%Y %I:%M:%S %p"


@dataclass(frozen=True, slots=True)
class Request:
    """One row: moments are aware, ``days`` is the city's limit (None: no deadline).

    ``fault`` says why its point cannot be routed, or None where it can.
    """

    number: str
    type: str
    agency: str
    source: str
    created_at: datetime
    closed_at: datetime | None
    days: int | None
    address: str
    neighbourhood: str
    lon: float
    lat: float
    fault: PointFault | None


def moment(words: str) -> datetime | None:
    """Return a moment as the file writes it, in the city's zone; None for nothing."""
    return datetime.strptime(words, WRITTEN).replace(tzinfo=ZONE) if words else None


def requests(rows: Iterable[Mapping[str, str]]) -> list[Request]:
    """Return the rows of the file, in its order.

    Raises:
        KeyError: a column is missing.
        ValueError: a time is not written as the file writes times, or a row has no creation.
    """
    listed = list(rows)
    defaults = default_points((row["Longitude"], row["Latitude"], row["Address"]) for row in listed)
    return [_request(row, defaults) for row in listed]


def _request(row: Mapping[str, str], defaults: frozenset[tuple[str, str]]) -> Request:
    created, due = moment(row["CreatedDate"]), moment(row["DueDate"])
    if created is None:
        raise ValueError(f"{row['ServiceRequestNum']} has no creation")
    fault = point_fault(row["Longitude"], row["Latitude"], defaults=defaults)
    return Request(
        number=row["ServiceRequestNum"],
        type=row["SRType"],
        agency=row["Agency"],
        source=row["MethodReceived"],
        created_at=created,
        closed_at=moment(row["CloseDate"]),
        days=(due.replace(tzinfo=None) - created.replace(tzinfo=None)).days if due else None,
        address=row["Address"],
        neighbourhood=row["Neighborhood"].strip(),
        lon=0.0 if fault else float(row["Longitude"]),
        lat=0.0 if fault else float(row["Latitude"]),
        fault=fault,
    )


def limits(found: Iterable[Request]) -> dict[str, Limit | None]:
    """Return type → its limit in calendar days, or None where the city has no deadline.

    Raises:
        ValueError: one type has two limits, so that it is no policy.
    """
    known: dict[str, int | None] = {}
    for request in found:
        if known.setdefault(request.type, request.days) != request.days:
            raise ValueError(f"{request.type} has more than one limit")
    return {
        name: None if days is None else Limit(days, Unit.CALENDAR_DAY)
        for name, days in sorted(known.items())
    }


@dataclass(frozen=True, slots=True)
class Service:
    """One row of Boston's file: moments are aware, ``due_at`` is the city's own deadline.

    ``flag``: ``ONTIME``, ``OVERDUE`` or '' as the city wrote it. ``closing``: what was written
    when it ended, so that nobody can know it when the matter is reported.
    """

    number: str
    title: str
    closing: str
    type: str
    department: str
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    flag: str
    address: str
    lon: float
    lat: float
    fault: PointFault | None

    @property
    def begins_at(self) -> datetime:
        """Return when the case begins; 22 rows were closed some minutes before they were opened."""
        return min(self.opened_at, self.closed_at or self.opened_at)


def services(rows: Iterable[Mapping[str, str]]) -> list[Service]:
    """Return the rows of Boston's file, in its order.

    Raises:
        KeyError: a column is missing.
        ValueError: a time is not written as the file writes times, or a row was never opened.
    """
    listed = list(rows)
    points = ((one["LONGITUDE"], one["LATITUDE"], one["LOCATION_STREET_NAME"]) for one in listed)
    defaults = default_points(points)
    return [_service(one, defaults) for one in listed]


def _service(row: Mapping[str, str], defaults: frozenset[tuple[str, str]]) -> Service:
    opened = moment(row["OPEN_DT"])
    if opened is None:
        raise ValueError(f"{row['CASE_ENQUIRY_ID']} was never opened")
    fault = point_fault(row["LONGITUDE"], row["LATITUDE"], defaults=defaults)
    return Service(
        number=row["CASE_ENQUIRY_ID"],
        title=row["CASE_TITLE"],
        closing=row["CLOSURE_REASON"],
        type=row["TYPE"],
        department=row["Department"],
        opened_at=opened,
        due_at=moment(row["TARGET_DT"]),
        closed_at=moment(row["CLOSED_DT"]),
        flag=row["OnTime_Status"],
        address=row["LOCATION_STREET_NAME"],
        lon=0.0 if fault else float(row["LONGITUDE"]),
        lat=0.0 if fault else float(row["LATITUDE"]),
        fault=fault,
    )


@dataclass(frozen=True, slots=True)
class Example:
    """A row for guessing whose it is: its moment, its words by their kind, type and office."""

    at: datetime
    words: Mapping[str, str]
    type: str
    office: str


@dataclass(frozen=True, slots=True)
class Right:
    """How many of ``of`` rows were guessed right.

    ``majority``: always the most frequent office; ``type``: the most frequent office of the
    row's type; ``words``: from words alone, by their kind. All learned from earlier rows.
    """

    of: int
    majority: int
    type: int
    words: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Guessed:
    """What was learned from the earlier half and tried on the later one.

    ``own``: the same for the rows of the later half whose first words do not repeat the name
    of their type; in the others, words give the type away.
    """

    learned: int
    tried: Right
    own: Right


def by_type(learned: Iterable[Example]) -> tuple[str, dict[str, str]]:
    """Return the most frequent office, and type → its most frequent office."""
    whole: Counter[str] = Counter()
    each: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in learned:
        whole[one.office] += 1
        each[one.type][one.office] += 1
    majority = whole.most_common(1)[0][0]
    return majority, {name: count.most_common(1)[0][0] for name, count in each.items()}


def has_own_words(example: Example) -> bool:
    """Return whether the first words of a row say more than the name of its type."""
    first = next(iter(example.words.values()))
    return example.type.strip().lower() not in first.lower()


@dataclass(frozen=True, slots=True)
class Kept:
    """What the replay of Boston reproduced.

    ``reproduced`` of ``flagged``: closed rows with a flag of the city whose case is late or
    not as the flag says. ``set_aside``: rows at the city's default point. ``before_opening``:
    rows that the file closes before it opens them; their case begins when it ends.
    """

    rows: int
    closed: int
    flagged: int
    reproduced: int
    late: int
    before_opening: int
    set_aside: int
    reasons: Mapping[str, int]
    guessed: Guessed


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a replay reproduced.

    ``located`` of ``located_of``: rows with a usable point and a recorded neighbourhood whose
    neighbourhood was found again. ``set_aside``: rows whose point says nothing, by reason in
    ``reasons``. ``late`` of ``late_of``: rows with a deadline and an end that ended too late.
    """

    rows: int
    located: int
    located_of: int
    set_aside: int
    late: int
    late_of: int
    reasons: Mapping[str, int]
    guessed: Guessed
