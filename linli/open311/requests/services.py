"""Takes reports of other programs in as cases; what comes at once is stored together."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from linli.grid.cases import services as cases
from linli.grid.cases.services import Raised, Report, SameKeyOtherReport
from linli.grid.clocks import queries as clocks
from linli.grid.clocks.rules import PolicyValues
from linli.grid.photos import services as photos
from linli.grid.photos.rules import Stored
from linli.kernel.common.errors import LinliError, NotFound
from linli.kernel.common.messages import flush
from linli.kernel.common.statements import found, found_each
from linli.kernel.common.together import Together
from linli.kernel.database.base import Row
from linli.kernel.journal.rules import Stamp
from linli.kernel.keys import queries as key_queries
from linli.kernel.keys.queries import Holder
from linli.kernel.keys.rules import Scope
from linli.kernel.places import queries as places
from linli.kernel.places.rules import Place
from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import DOOR_CODE_LENGTH, typed_door_code
from linli.open311.doors import services as doors
from linli.open311.doors.rules import ArgumentUnreadable, Refused, Sender
from linli.open311.offers import queries as offers
from linli.open311.offers.rules import kind_of
from linli.open311.requests import rules
from linli.open311.requests.rules import LocationMissing, Receipt, SameKeyOtherRequest

logger = logging.getLogger(__name__)

TOGETHER = 50
"""POLICY. So many reports are stored in one transaction at most."""


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


@dataclass(frozen=True, slots=True)
class Wish:
    """A report on its way in: what it says, where that is, the pictures it brought.

    ``version``: of the territory that its place was found in, unasked; 0: it was asked for.
    """

    sender: Sender
    reported: Reported
    place: Place
    stored: list[Stored]
    keys: Keys
    stamp: Stamp
    version: int = 0

    def raised(self, holder: Holder) -> Raised:
        """Return it as a matter that the holder of a key raises."""
        said = self.reported
        key = rules.request_key(holder.key_id, said=said.said, otherwise=self.keys.case_id)
        report = Report(
            case_id=self.keys.case_id,
            source=rules.SOURCE,
            place=self.place,
            text=said.words,
            address=said.address,
            lon_e6=_millionths(said.lon),
            lat_e6=_millionths(said.lat),
            category_code=said.service_code,
            name=said.name,
            phone=said.phone,
            email=said.email,
            token=rules.link_token(settings.SECRET_KEY, key),
            reporter_id=self.keys.reporter_id,
            photos=self.stored,
            request_key=key,
        )
        return Raised(holder.actor, report, self.stamp)


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a wish: the case it is, by whose key, under which link."""

    holder: Holder
    case_id: UUID
    number: str
    link_token: str


def report(
    sender: Sender, *, read: Callable[[PolicyValues], Reported], keys: Keys, stamp: Stamp
) -> Receipt:
    """Take a report in; the same request sent again is the same case.

    Reports that come at the same time are stored together, in as many statements as one. A
    key is held while it stores: after its withdrawal has returned, nothing is stored through it.

    Raises:
        KeyRefused, ScopeMissing: the key does not open this door.
        Refused: what ``read`` found wrong.
        ServiceUnknown, LocationMissing, ArgumentUnreadable: there is no such service or place.
        SameKeyOtherRequest: the same request came before with other content.
        NotAPicture, PictureTooLarge, TooManyPictures.
        TooMany: more than one may send within an hour.
    """
    with doors.counted(sender, at=stamp.at):
        wish = _wish(sender, read, keys, stamp)
        kept = _alone(wish) if sender.is_test else _together(wish)
        if sender.is_test or isinstance(kept, Exception) or kept.case_id != keys.case_id:
            photos.discard(wish.stored)
        if isinstance(kept, Exception):
            raise kept
    if not sender.is_test:
        doors.remember(kept.holder, at=stamp.at)
    category = offers.service(wish.reported.service_code, at=stamp.at)
    return Receipt(
        case_id=kept.case_id,
        number=kept.number,
        kind=kind_of(category),
        link_token=kept.link_token,
        emergency=offers.first_call(category) if category.emergency else "",
    )


def _wish(
    sender: Sender, read: Callable[[PolicyValues], Reported], keys: Keys, stamp: Stamp
) -> Wish:
    """Return what is wished, its pictures stored; a key that opens nothing is told first."""
    policy, version = clocks.current(stamp.at).values, places.seen()
    try:
        reported = read(policy)
        offers.service(reported.service_code, at=stamp.at)
        place = _place(reported, version=version)
    except (LinliError, Refused):
        key_queries.holder(sender.secret, scope=Scope.OPEN311_REPORT, at=stamp.at)
        raise
    stored: list[Stored] = []
    if reported.pictures:
        key_queries.holder(sender.secret, scope=Scope.OPEN311_REPORT, at=stamp.at)
        most, most_mb = policy.photos_max, policy.photo_max_mb
        stored = photos.store(reported.pictures, most=most, most_mb=most_mb)
    return Wish(sender, reported, place, stored, keys, stamp, version)


def _all(wishes: Sequence[Wish]) -> list[Kept | Exception]:
    """Return what became of each wish; where not all can be stored at once, one by one."""
    if len(wishes) > 1:
        try:
            return _at_once(wishes)
        except Exception:
            logger.info("%s reports are stored one by one", len(wishes), exc_info=True)
    return [_alone(wish) for wish in wishes]


_together = Together[Wish, "Kept | Exception"](_all, most=TOGETHER)


@transaction.atomic
def _at_once(wishes: Sequence[Wish]) -> list[Kept | Exception]:
    """Store wishes in one transaction, in two messages as for one.

    The first holds the keys, takes numbers, and asks whether the territory is still the one
    that the places were found in. What the database refuses is raised at the end, also where
    nothing is to be kept.
    """
    moments = {wish.sender.secret: wish.stamp.at for wish in wishes}
    taken, ends, version, held = _taken(len(wishes), moments)
    holders = dict(zip(moments, held, strict=True))
    raised = {
        number: _placed(wish, version).raised(holder)
        for number, wish in enumerate(wishes)
        if isinstance(holder := holders[wish.sender.secret], Holder)
    }
    cases_of = cases.report_all(list(raised.values()), given=(taken, ends))
    stored = dict(zip(raised, cases_of, strict=True))
    if any(wish.sender.is_test for wish in wishes):
        flush()
        transaction.set_rollback(True)
    found: list[Kept | Exception] = []
    for number, wish in enumerate(wishes):
        holder = holders[wish.sender.secret]
        if isinstance(holder, Holder):
            case, one = stored[number], raised[number]
            found.append(Kept(holder, case.pk, case.number, one.report.token))
        else:
            found.append(holder)
    return found


def _taken(
    count: int, moments: Mapping[str, datetime]
) -> tuple[list[Row], list[Row], int, list[Holder | Exception]]:
    """Hold keys and take numbers for so many matters; return these (``cases.asked_keys``), the
    number of the present territory, and of each key who speaks through it or why nobody does."""
    keys = [key_queries.asked_holder(key, at=at, is_held=True) for key, at in moments.items()]
    *held, taken, ends, version = found_each(
        *keys, *cases.asked_keys(count), territory.asked_version()
    )
    holders = [_opened(rows, at) for rows, at in zip(held, moments.values(), strict=True)]
    return taken, ends, territory.version_of(version), holders


def _opened(rows: Sequence[Row], at: datetime) -> Holder | Exception:
    try:
        return key_queries.holder_of(rows, scope=Scope.OPEN311_REPORT, at=at)
    except LinliError as refused:
        return refused


def _placed(wish: Wish, version: int) -> Wish:
    """Return a wish with its place in the present territory."""
    if wish.version in {0, version}:
        return wish
    return replace(wish, place=_place(wish.reported))


def _alone(wish: Wish) -> Kept | Exception:
    """Return what became of a wish that is stored in a transaction of its own."""
    try:
        return _at_once([wish])[0]
    except IntegrityError as fault:
        return _known(wish) or fault
    except Exception as fault:
        return fault


def _known(wish: Wish) -> Kept | Exception | None:
    """Return what became of a wish that was sent before, or None where it was not."""
    at = wish.stamp.at
    holder = _opened(found(*key_queries.asked_holder(wish.sender.secret, at=at)), at)
    if not isinstance(holder, Holder):
        return holder
    raised = wish.raised(holder)
    try:
        case = cases.known_by(raised.report)
    except SameKeyOtherReport:
        return SameKeyOtherRequest()
    return Kept(holder, case.pk, case.number, raised.report.token) if case else None


def _millionths(degrees: float | None) -> int | None:
    return None if degrees is None else round(degrees * 1_000_000)


def _place(reported: Reported, *, version: int | None = None) -> Place:
    """Return where a matter lies: by the code of a building or unit, else its point, else words.

    Raises:
        ArgumentUnreadable: no unit has this code.
        LocationMissing: nothing says where it is.
        points.PointAtZero, points.PointSwapped, points.PointOutOfWorld.
    """
    if reported.address_id:
        return _place_of_code(reported.address_id)
    if reported.lon is not None and reported.lat is not None:
        return places.locate(reported.lon, reported.lat, version=version)
    district_id = places.district_id()
    if district_id is None or not reported.address:
        raise LocationMissing
    return Place(district_id=district_id)


def _place_of_code(code: str) -> Place:
    with suppress(NotFound):
        if len(typed_door_code(code)) == DOOR_CODE_LENGTH:
            return places.place_of_door_code(code)
    with suppress(NotFound, ValueError):
        return places.place_of_unit(UUID(code))
    raise _no_such_code(code)


def _no_such_code(code: str) -> LinliError:
    return ArgumentUnreadable(name="address_id", value=code[:60], possible="3F7K-9Q2M")
