"""Takes a report of another program in as a case."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from linli.grid.cases import services as cases
from linli.grid.cases.services import Report, SameKeyOtherReport
from linli.grid.clocks import queries as clocks
from linli.grid.clocks.rules import PolicyValues
from linli.grid.photos import services as photos
from linli.grid.photos.rules import Stored
from linli.kernel.common.errors import LinliError, NotFound
from linli.kernel.journal.rules import Stamp
from linli.kernel.keys.queries import Holder
from linli.kernel.keys.rules import Scope
from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import DOOR_CODE_LENGTH, Place, typed_door_code
from linli.open311.doors import services as doors
from linli.open311.doors.rules import ArgumentUnreadable, Sender
from linli.open311.offers import queries as offers
from linli.open311.offers.rules import kind_of
from linli.open311.requests import rules
from linli.open311.requests.rules import LocationMissing, Receipt, SameKeyOtherRequest


@dataclass(frozen=True, slots=True)
class Reported:
    """What a request reports, in clean words; ``lon`` and ``lat`` in degrees, or None.

    ``said``: what the client calls this request, so that sent again it is the same.
    """

    service_code: str
    lon: float | None
    lat: float | None
    address_id: str
    address: str
    words: str
    name: str
    phone: str
    email: str
    pictures: tuple[photos.Sent, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys a door gives: of the case, and of the link that the reporter gets to it."""

    case_id: UUID
    reporter_id: UUID


def report(
    sender: Sender, *, read: Callable[[PolicyValues], Reported], keys: Keys, stamp: Stamp
) -> Receipt:
    """Take a report in; the same request sent again is the same case.

    What is reported is read only once the key has opened the door.

    Raises:
        KeyRefused, ScopeMissing: the key does not open this door.
        Refused: what ``read`` found wrong.
        ServiceUnknown, LocationMissing, ArgumentUnreadable: there is no such service or place.
        SameKeyOtherRequest: the same request came before with other content.
        TooMany: more than one may send within an hour.
    """
    policy = clocks.current(stamp.at).values
    with doors.let_in(sender, Scope.OPEN311_REPORT, at=stamp.at) as holder:
        return _taken_in(holder, read(policy), policy, keys, stamp, is_test=sender.is_test)


def _taken_in(
    holder: Holder,
    reported: Reported,
    policy: PolicyValues,
    issued: Keys,
    stamp: Stamp,
    *,
    is_test: bool,
) -> Receipt:
    category = offers.service(reported.service_code, at=stamp.at)
    key = rules.request_key(holder.key_id, said=reported.said, otherwise=issued.case_id)
    link_token = rules.link_token(settings.SECRET_KEY, key)
    place = _place(reported)
    stored = photos.store(reported.pictures, most=policy.photos_max, most_mb=policy.photo_max_mb)
    report = _report(reported, place, stored, key=key, token=link_token, issued=issued)
    try:
        case = cases.report(holder.actor, report=report, stamp=stamp)
    except SameKeyOtherReport:
        photos.discard(stored)
        raise SameKeyOtherRequest from None
    except BaseException:
        photos.discard(stored)
        raise
    if is_test or case.pk != issued.case_id:
        photos.discard(stored)
    return Receipt(
        case_id=case.pk,
        number=case.number,
        kind=kind_of(category),
        link_token=link_token,
        emergency=offers.first_call(category) if category.emergency else "",
    )


def _report(
    reported: Reported,
    place: Place,
    stored: list[Stored],
    *,
    key: str,
    token: str,
    issued: Keys,
) -> Report:
    return Report(
        case_id=issued.case_id,
        source=rules.SOURCE,
        place=place,
        text=reported.words,
        address=reported.address,
        lon_e6=_millionths(reported.lon),
        lat_e6=_millionths(reported.lat),
        category_code=reported.service_code,
        name=reported.name,
        phone=reported.phone,
        email=reported.email,
        token=token,
        reporter_id=issued.reporter_id,
        photos=stored,
        request_key=key,
    )


def _millionths(degrees: float | None) -> int | None:
    return None if degrees is None else round(degrees * 1_000_000)


def _place(reported: Reported) -> Place:
    """Return where a matter lies: by the code of a building or unit, else its point, else words.

    Raises:
        ArgumentUnreadable: no unit has this code.
        LocationMissing: nothing says where it is.
        points.PointAtZero, points.PointSwapped, points.PointOutOfWorld.
    """
    if reported.address_id:
        return _place_of_code(reported.address_id)
    if reported.lon is not None and reported.lat is not None:
        return territory.locate(reported.lon, reported.lat)
    district_id = territory.district_id()
    if district_id is None or not reported.address:
        raise LocationMissing
    return Place(district_id=district_id)


def _place_of_code(code: str) -> Place:
    with suppress(NotFound):
        if len(typed_door_code(code)) == DOOR_CODE_LENGTH:
            return territory.place_of_door_code(code)
    with suppress(NotFound, ValueError):
        return territory.place_of_unit(UUID(code))
    raise _no_such_code(code)


def _no_such_code(code: str) -> LinliError:
    return ArgumentUnreadable(name="address_id", value=code[:60], possible="3F7K-9Q2M")
