"""Reads what a list is asked for, and what is reported."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.core.files.uploadedfile import UploadedFile

from linli.grid.clocks.rules import PolicyValues
from linli.grid.photos import services as photos
from linli.grid.photos.rules import PhotoKind
from linli.grid.published.rules import Wanted
from linli.kernel.common import ids, text
from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import phone_number
from linli.open311.doors import rules
from linli.open311.doors.rules import ArgumentMissing, ArgumentUnreadable, Asked, Page, Refused
from linli.open311.requests.rules import (
    NEAR_M,
    NEAR_MOST_M,
    STATUSES,
    Listing,
    LocationMissing,
    Spot,
)
from linli.open311.requests.services import Reported

Read = TypeVar("Read")

NAME_MOST, ADDRESS_MOST, CONTACT_MOST = 80, 200, 120
MORE_LINES, MORE_MOST = 20, 500
"""So many lines of so many characters are kept of what a report says beside its description."""

PHOTO_PARTS = ("media", "media[]", "photo")
"""Names of file parts that are pictures; ``photo1``, ``photo2`` … are too."""


class Faults:
    """Collects what is wrong, so that a client learns all of it at once."""

    def __init__(self) -> None:
        self.found: list[LinliError] = []

    def read(self, reading: Callable[[], Read]) -> Read | None:
        """Return what ``reading`` returns, or None and keep what it refused."""
        try:
            return reading()
        except LinliError as error:
            self.found.append(error)
            return None

    def check(self) -> None:
        """Refuse the request where anything was wrong.

        Raises:
            Refused: with everything that was.
        """
        if self.found:
            raise Refused(self.found)


def listing(asked: Asked, *, at: datetime, mine: str) -> Listing:
    """Return what a list is asked for; ``service_request_id`` overrides all other arguments.

    Raises:
        Refused: one or several arguments cannot be read.
    """
    faults = Faults()
    page = faults.read(lambda: rules.page(asked.one("page"), asked.one("page_size")))
    numbers = asked.listed("service_request_id")
    spot = None if numbers else faults.read(lambda: _spot(asked))
    wanted = Wanted(numbers=numbers, mine=mine) if numbers else _wanted(asked, faults, at, mine)
    faults.check()
    return Listing(
        wanted=wanted,
        page=page or Page(1, rules.MOST_ROWS),
        spot=spot,
        is_extended=asked.one("extensions").lower() == "true",
    )


def _wanted(asked: Asked, faults: Faults, at: datetime, mine: str) -> Wanted:
    changed = [
        faults.read(lambda name=name: _moment(asked, name))  # type: ignore[misc]
        for name in ("updated_after", "updated_before")
    ]
    start, end = asked.one("start_date"), asked.one("end_date")
    is_spanned = bool(start or end) or not any(changed)
    begins, ends = None, None
    if is_spanned:
        begins, ends = faults.read(lambda: rules.span(start, end, at=at)) or (None, None)
    return Wanted(
        codes=asked.listed("service_code"),
        is_open=faults.read(lambda: _status(asked)),
        reported_from=begins,
        reported_to=ends,
        changed_from=changed[0],
        changed_to=changed[1],
        mine=mine,
    )


def _moment(asked: Asked, name: str) -> datetime | None:
    words = asked.one(name)
    return rules.moment(name, words, is_end=name.endswith("before")) if words else None


def _status(asked: Asked) -> bool | None:
    words = {word.lower() for word in asked.listed("status")}
    if unknown := words - STATUSES.keys():
        raise ArgumentUnreadable(name="status", value=min(unknown)[:60], possible="open, closed")
    return STATUSES[words.pop()] if len(words) == 1 else None


def _spot(asked: Asked) -> Spot | None:
    lon, lat = _point(asked)
    if lon is None or lat is None:
        return None
    words = asked.one("radius")
    radius = rules.number("radius", words, possible="0 … 100000") if words else NEAR_M
    return Spot(lon, lat, min(radius, NEAR_MOST_M))


def _point(asked: Asked) -> tuple[float | None, float | None]:
    """Return ``long`` and ``lat`` in degrees, or nothing where none is sent.

    Raises:
        ArgumentMissing: one of the two is there alone.
        ArgumentUnreadable: one of them is no number.
    """
    lon, lat = asked.one("long"), asked.one("lat")
    if not lon and not lat:
        return None, None
    if not (lon and lat):
        raise ArgumentMissing(name="lat" if lon else "long")
    return (
        rules.number("long", lon, possible="-180 … 180"),
        rules.number("lat", lat, possible="-90 … 90"),
    )


# A report -----------------------------------------------------------------------------------


def reported(asked: Asked, *, policy: PolicyValues) -> Reported:
    """Return what a request reports.

    Raises:
        Refused: one or several arguments are missing or cannot be read.
    """
    faults = Faults()
    lon, lat = faults.read(lambda: _point(asked)) or (None, None)
    code = asked.one("service_code")
    if not code:
        faults.found.append(ArgumentMissing(name="service_code"))
    described = faults.read(lambda: text.clean(asked.one("description"), most=policy.text_max))
    phone = faults.read(lambda: phone_number(text.half_width(asked.one("phone"))))
    sent = faults.read(lambda: pictures(asked, policy))
    if (
        not faults.found
        and lon is None
        and not asked.one("address_string")
        and not asked.one("address_id")
    ):
        faults.found.append(LocationMissing())
    faults.check()
    return Reported(
        service_code=code,
        lon=lon,
        lat=lat,
        address_id=asked.one("address_id"),
        address=short(asked.one("address_string"), ADDRESS_MOST),
        words="\n".join(filter(None, [described, *more_words(asked)])),
        name=short(" ".join([asked.one("first_name"), asked.one("last_name")]), NAME_MOST),
        phone=phone or "",
        email=short(asked.one("email"), CONTACT_MOST),
        pictures=tuple(sent or ()),
        said=_said(asked),
    )


def short(words: str, most: int) -> str:
    """Return clean words, cut where they are longer than is kept."""
    return text.clean(words[: 4 * most], most=4 * most)[:most]


def _said(asked: Asked) -> str:
    """Return what the client calls this request: a header, or its device and its number."""
    if asked.idempotency_key:
        return f"key:{asked.idempotency_key}"
    device, number = asked.one("device_id"), asked.one("uuid")
    return f"device:{device}:{number}" if device and number else ""


def more_words(asked: Asked) -> list[str]:
    """Return as lines what a report says beside its description: attributes, picture addresses.

    Nothing is fetched from an address: it is kept as it was written.
    """
    names = [name for name in asked.body if name.startswith("attribute[")]
    said = [
        f"{name[len('attribute[') :].replace('[]', '').rstrip(']')}: {', '.join(values)}"
        for name in names
        if (values := asked.every(name))
    ]
    addresses = asked.every("media_url") + asked.every("media_url[]")
    return [short(line, MORE_MOST) for line in (said + addresses)[:MORE_LINES]]


def pictures(asked: Asked, policy: PolicyValues) -> list[photos.Sent]:
    """Return the pictures of a multipart body, each with a fresh key.

    Raises:
        PictureTooLarge: one is larger than the policy allows.
    """
    files = [file for name, file in asked.files if name.rstrip("0123456789") in PHOTO_PARTS]
    sent = []
    for file in files:
        assert isinstance(file, UploadedFile)
        photos.check_size(file.name or "", file.size or 0, most_mb=policy.photo_max_mb)
        key, name = ids.new(), text.clean((file.name or "")[:200], most=200)
        sent.append(photos.Sent(id=key, kind=PhotoKind.REPORT, name=name, content=file.read()))
    return sent
