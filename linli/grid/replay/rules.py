"""A real city's request file as this product reads it: rows, times, kinds of matter.

The file is Baltimore's 311 sample of 10,000 rows. Its deadline is the creation plus a whole
number of days that depends on the type alone; 20 types have none. Its times are wall-clock
times without a zone.
"""

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
