"""Reads cases as requests of GeoReport v2: values of a few statements, no row asked twice."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from operator import attrgetter
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext

from linli.grid.catalogue import queries as catalogue
from linli.grid.moves.rules import STAGE_NAMES, Stage
from linli.grid.published import queries as published
from linli.grid.published import rules as public
from linli.grid.published.rules import ADDRESS_FIELDS, PLACE_FIELDS, Told, Wanted
from linli.grid.published.rules import Row as CaseRow
from linli.kernel.keys import queries as keys
from linli.kernel.keys.rules import KeyRefused
from linli.kernel.landmarks import queries as landmarks
from linli.kernel.landmarks.queries import Landmark
from linli.kernel.people import queries as people
from linli.open311.documents.rules import Document, Row, Value
from linli.open311.doors.rules import Asked
from linli.open311.offers.rules import Kind
from linli.open311.requests import rules
from linli.open311.requests.rules import Listing, Receipt, Spot
from linli.ui.errors import joined

ROOT, ITEM = "service_requests", "request"


@dataclass(frozen=True, slots=True)
class Found:
    """One page of requests, and whether there is a next one."""

    document: Document
    has_next: bool


def mine(asked: Asked, *, at: datetime) -> str:
    """Return how the request keys of the one who asks begin, or '' for everybody.

    A list needs no key; one that opens nothing opens no more than none.
    """
    secret = asked.sender.secret
    if not secret:
        return ""
    try:
        return rules.mine(keys.any_holder(secret, at=at).key_id)
    except KeyRefused:
        return ""


def requests(listing: Listing, *, root: str) -> Found:
    """Return one page of requests, newest first; at most five statements, two more if extended."""
    page = listing.page
    marks = landmarks.landmarks()
    wanted = _near(listing.wanted, listing.spot, marks)
    rows = [] if page.is_beyond else published.cases(wanted, begin=page.begin, most=page.size + 1)
    shown = rows[: page.size]
    document = Document(
        ROOT, _written(shown, marks, root=root, is_extended=listing.is_extended), item=ITEM
    )
    return Found(document, has_next=len(rows) > page.size)


def request(number: str, *, mine: str, root: str, is_extended: bool) -> Document:
    """Return one request as a list of one; at most four statements, one more if extended.

    Raises:
        RequestUnknown: there is none with this number that may be read.
    """
    rows = published.cases(Wanted(numbers=(number,), mine=mine), begin=0, most=1)
    if not rows:
        raise rules.RequestUnknown
    written = _written(rows, landmarks.landmarks(), root=root, is_extended=is_extended)
    return Document(ROOT, written, item=ITEM)


def receipt(kept: Receipt, *, root: str) -> Document:
    """Return what the sender of a report gets: number or token, and the link of the reporter."""
    link = root + _matters() + f"{kept.link_token}/"
    notice = gettext("Follow the matter and give your verdict: %(link)s") % {"link": link}
    name, value = (
        ("service_request_id", kept.number)
        if kept.kind is Kind.REALTIME
        else ("token", rules.token(settings.SECRET_KEY, kept.case_id))
    )
    row: Row = {
        name: value,
        "service_notice": joined(kept.emergency, notice),
        "account_id": None,
    }
    return Document(ROOT, [row], item=ITEM)


@cache
def _matters() -> str:
    """Return the address that the tokens of reporters' links stand behind, worked out once."""
    return reverse("grid:matter", args=["-"]).removesuffix("-/")


def token(words: str) -> Document:
    """Return the number that a token stands for; one statement.

    Raises:
        TokenUnknown: the token was not given out here, or nothing was stored with it.
    """
    number = published.number_of(rules.case_of_token(settings.SECRET_KEY, words))
    if not number:
        raise rules.TokenUnknown
    return Document(ROOT, [{"service_request_id": number, "token": words}], item=ITEM)


def _near(wanted: Wanted, spot: Spot | None, marks: Mapping[UUID, Landmark]) -> Wanted:
    """Return what is asked for with the units near a point put in.

    Only published points are compared: nobody finds the exact place by asking with circles.
    """
    if spot is None:
        return wanted
    near = [key for key, m in marks.items() if m.is_within(spot.lon, spot.lat, spot.radius_m)]
    return replace(wanted, near=frozenset(near))


def _written(
    rows: Sequence[CaseRow], marks: Mapping[UUID, Landmark], *, root: str, is_extended: bool
) -> list[Row]:
    offices = people.organisation_names({row.lead_id for row in rows if row.lead_id})
    pictures = published.pictures(rows)
    notes = published.told_of([row.id for row in rows]) if is_extended and rows else {}
    names, places = _Names(), _Places(marks)
    written: list[Row] = []
    for row in rows:
        urls = [root + reverse("grid:photo", args=[key]) for key in pictures.get(row.id, ())]
        plain = _request(row, places, names, offices, urls)
        if is_extended:
            plain |= _extended(row, plain, urls, notes.get(row.id, ()))
        written.append(plain)
    return written


class _Names:
    """Names of stages and categories in the reader's language, each looked up once."""

    def __init__(self) -> None:
        self.is_chinese = (get_language() or "").startswith("zh")
        self.stages: dict[str, str] = {}
        self.categories: dict[tuple[int, str], str] = {}

    def stage(self, word: str) -> str:
        """Return the name of a stage."""
        if word not in self.stages:
            self.stages[word] = gettext(STAGE_NAMES[Stage(word)])
        return self.stages[word]

    def category(self, edition: int, code: str) -> str:
        """Return the name of a category as an edition has it, or '' where there is none yet."""
        if (edition, code) not in self.categories:
            found = catalogue.category(code, edition=edition) if code else None
            name = (found.name_zh if self.is_chinese else found.name_en) if found else ""
            self.categories[edition, code] = name
        return self.categories[edition, code]


def _request(
    row: CaseRow,
    places: "_Places",
    names: _Names,
    offices: Mapping[UUID, str],
    urls: Sequence[str],
) -> dict[str, Value]:
    """Return all elements of one request, in the order of GeoReport v2, empty ones too."""
    place = places.of(row)
    service = names.category(row.edition, row.category_code)
    return {
        "service_request_id": row.number,
        "status": "open" if public.is_open(row.stage) else "closed",
        "status_notes": names.stage(row.stage),
        "service_name": service,
        "service_code": row.category_code,
        "description": service,
        "agency_responsible": offices.get(row.lead_id) if row.lead_id else None,
        "service_notice": None,
        "requested_datetime": row.reported_at,
        "updated_datetime": public.updated_at(row),
        "expected_datetime": public.expected_at(row),
        "address": place.address,
        "address_id": str(row.compound_id) if row.compound_id else None,
        "zipcode": None,
        "lat": place.lat,
        "long": place.lon,
        "media_url": urls[0] if urls else None,
    }


@dataclass(frozen=True, slots=True)
class _Place:
    """Where cases of one place are said to lie: in words, and at which point in degrees."""

    address: str
    lon: float | None
    lat: float | None


class _Places:
    """Where cases are said to lie, each place worked out once."""

    def __init__(self, marks: Mapping[UUID, Landmark]) -> None:
        self.marks = marks
        self.known: dict[tuple[UUID | None, ...], _Place] = {}

    def of(self, row: CaseRow) -> _Place:
        """Return where a case is said to lie."""
        units = _units(row)
        if units not in self.known:
            self.known[units] = self._place(dict(zip(PLACE_FIELDS, units, strict=True)))
        return self.known[units]

    def _place(self, units: Mapping[str, UUID | None]) -> _Place:
        """Return the names from the most specific on, and the point of the finest that has one."""
        marks = {name: self.marks[key] for name, key in units.items() if key and key in self.marks}
        names = [marks[name].name for name in ADDRESS_FIELDS if name in marks]
        lon, lat = next(
            ((mark.lon, mark.lat) for mark in marks.values() if mark.lat is not None), (None, None)
        )
        return _Place(", ".join(names), lon, lat)


_units = attrgetter(*PLACE_FIELDS)


def _extended(
    row: CaseRow, plain: Mapping[str, Value], urls: Sequence[str], notes: Sequence[Told]
) -> Row:
    return {
        "extended_attributes": {
            "channel": rules.CHANNELS.get(row.source, row.source),
            "status": public.word_of(row),
            "x": plain["long"],
            "y": plain["lat"],
            "photos": list(urls),
        },
        "attributes": [],
        "notes": [
            {
                "datetime": note.recorded_at,
                "description": gettext(public.SENTENCES[note.verb]),
                "type": note.verb.partition("_")[2],
            }
            for note in notes
        ],
    }


# Bulk ---------------------------------------------------------------------------------------

COLUMNS = (
    "service_request_id",
    "requested_datetime",
    "updated_datetime",
    "closed_date",
    "status",
    "status_description",
    "source",
    "service_name",
    "service_subtype",
    "description",
    "agency_responsible",
    "address",
    "lat",
    "long",
)
"""Columns of GeoReport bulk, in its order."""

CHUNK = 500


def bulk(listing: Listing) -> Iterator[bytes]:
    """Yield all requests that are asked for as CSV, UTF-8, whatever their number.

    Two statements and two more for every 500 rows; constant memory.
    """
    marks = landmarks.landmarks()
    wanted = _near(listing.wanted, listing.spot, marks)
    yield _lines([COLUMNS])
    chunk: list[CaseRow] = []
    for row in published.every_case(wanted):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield _lines(_bulk_rows(chunk, marks))
            chunk = []
    yield _lines(_bulk_rows(chunk, marks))


def _lines(rows: Sequence[Sequence[object]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _bulk_rows(rows: Sequence[CaseRow], marks: Mapping[UUID, Landmark]) -> list[Sequence[object]]:
    written = _written(rows, marks, root="", is_extended=False)
    lines: list[Sequence[object]] = []
    for row, plain in zip(rows, written, strict=True):
        more: dict[str, Value] = {
            **plain,
            "closed_date": row.closed_at,
            "status_description": plain["status_notes"],
            "source": rules.CHANNELS.get(row.source, row.source),
        }
        lines.append([more.get(column) for column in COLUMNS])
    return lines
