"""What tools let happen: the same services as the desk's, with the key held until it is stored."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.api.door import services as door
from linli.api.door.rules import PlaceUnclear
from linli.api.door.services import Made, Sent
from linli.grid.beside_readings import queries as beside
from linli.grid.cases import queries as case_queries
from linli.grid.cases import services as cases
from linli.grid.cases.services import ChangedMeanwhile
from linli.grid.desk import queries as desk_queries
from linli.grid.desk import services as desk
from linli.grid.moves.rules import Move
from linli.grid.photos.services import Sent as Picture
from linli.grid.steps.services import storing
from linli.kernel.calendar.rules import Limit, Unit
from linli.kernel.common.errors import LinliError
from linli.kernel.common.statements import whole
from linli.kernel.datums import solver as datums
from linli.kernel.journal.rules import Stamp
from linli.kernel.keys import queries as keys
from linli.kernel.keys.queries import Holder
from linli.kernel.keys.rules import KeyRefused
from linli.kernel.people.rules import phone_number
from linli.kernel.places import queries as places
from linli.kernel.places.rules import Place

Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a step or a report made of a case; ``is_new`` is False for a report sent again."""

    id: UUID
    number: str
    version: int
    stage: str
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Keys:
    """What the door gives to a report: keys, and the reporter's capability."""

    case_id: UUID
    reporter_id: UUID
    token: str


def report(
    holder: Holder, *, sent: Sent, pictures: Sequence[Picture], keys_: Keys, stamp: Stamp
) -> Taken:
    """Raise a matter through a key, once under the tool's own word.

    Raises:
        KeyRefused: the key was withdrawn since the request came in; nothing is stored.
        SameKeyOtherContent: the word came before with another request.
        Forbidden: the post of the key does not report.
        PlaceUnclear, UnitUnknown, DoorCodeUnknown, PointAtZero, PointSwapped, PhoneRefused.
        NotAPicture, PictureTooLarge, TooManyPictures.
    """

    def make(_: UUID) -> Taken:
        wanted = _wanted(sent.said, keys_)
        with storing(pictures, [], at=stamp.at) as (stored, _files):
            wanted = replace(wanted, photos=stored)
            case = cases.report(holder.actor, report=wanted, stamp=stamp)
        return Taken(case.pk, case.number, case.version, case.stage)

    return taken(door.once(holder, sent=sent, make=make, key=keys_.case_id, at=stamp.at))


def taken(made: Made[Taken]) -> Taken:
    """Return the case that came of a request, as it is now; one statement where it was there."""
    return made.new or Taken(**beside.standing(made.id), is_new=False)


def _wanted(said: Said, keys_: Keys) -> cases.Report:
    """Return what is reported, without its pictures."""
    place, lon_e6, lat_e6 = _place(said)
    return cases.Report(
        case_id=keys_.case_id,
        source="api",
        place=place,
        text=said["text"],
        address=said["address"],
        lon_e6=lon_e6,
        lat_e6=lat_e6,
        category_code=said["category"],
        name=said["name"],
        phone=phone_number(said["phone"]),
        token=keys_.token,
        reporter_id=keys_.reporter_id,
    )


def _place(said: Said) -> tuple[Place, int | None, int | None]:
    """Return the place a report names, and its point in millionths of a degree, EPSG:4490.

    Raises:
        PlaceUnclear: it names none, or several.
        UnitUnknown, DoorCodeUnknown, PointAtZero, PointSwapped, PointOutOfWorld.
    """
    unit, code, lon, lat = (said[name] for name in ("unit", "door_code", "lon", "lat"))
    has_point = lon is not None and lat is not None
    if (lon is None) != (lat is None) or bool(unit) + bool(code) + has_point != 1:
        raise PlaceUnclear
    if unit:
        return places.place_of_unit(unit), None, None
    if code:
        return places.place_of_door_code(code), None, None
    lon, lat = datums.from_datum(said["datum"], lon, lat)
    place = places.locate(float(lon), float(lat))
    if place.district_id is None:
        raise PlaceUnclear
    return place, round(float(lon) * 1_000_000), round(float(lat) * 1_000_000)


def take(holder: Holder, *, move: Move, case_id: UUID, said: Said, stamp: Stamp) -> Taken:
    """Take one step through a key, by the desk's own table.

    Raises:
        KeyRefused: the key was withdrawn since the request came in; nothing is stored.
        NotFound: the post of the key does not see such a case.
        LinliError: whatever the service of the move refuses.
    """
    actor = holder.actor
    try:
        with transaction.atomic(), whole():
            keys.lock(holder.key_id, stamp.at)
            words = _said(holder, move, case_id, said, stamp)
            case = desk.step_taken(actor, move=move, case_id=case_id, said=words, stamp=stamp)
    except KeyRefused:
        raise
    except LinliError:
        case_queries.seen(actor, case_id)
        raise
    return Taken(case.pk, case.number, case.version, case.stage)


def undo(holder: Holder, *, case_id: UUID, version: int, stamp: Stamp) -> Taken:
    """Take back the last step through a key.

    Raises:
        KeyRefused: the key was withdrawn since the request came in; nothing is stored.
        TooLateToUndo, ChangedMeanwhile, NotFound.
    """
    with transaction.atomic():
        keys.lock(holder.key_id, stamp.at)
        case = cases.undo(holder.actor, case_id=case_id, version=version, stamp=stamp)
    return Taken(case.pk, case.number, case.version, case.stage)


def _said(holder: Holder, move: Move, case_id: UUID, said: Said, stamp: Stamp) -> Said:
    """Return what a step says as the desk's forms would: the other case by its key, days as a limit.

    Raises:
        NotFound: the post of the key sees no such case.
        MayNotLead: no unit is named, and the list of duties names none.
    """
    if move is Move.DISPATCH and said["lead"] is None:
        case = case_queries.seen(holder.actor, case_id)
        return {**said, "lead": desk.best_lead(case, stamp)}
    if move is Move.GRANT:
        days = said["days"]
        return {**said, "extra": Limit(days, Unit.WORKING_DAY) if days else None}
    if move is Move.MERGE:
        return {**said, "other": desk_queries.other_case(holder.actor, said["other"])}
    return said


@dataclass(frozen=True, slots=True)
class Wanted:
    """One step of a batch, read and understood."""

    move: Move
    case_id: UUID
    said: Said


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one step of a batch: taken, or refused with an error."""

    case_id: UUID
    taken: Taken | None
    error: LinliError | None

    @property
    def is_conflict(self) -> bool:
        """Return whether somebody else had moved the case."""
        return isinstance(self.error, ChangedMeanwhile)


def take_many(holder: Holder, *, steps: Sequence[Wanted], stamp: Stamp) -> list[Outcome]:
    """Take steps one after the other, each in a transaction of its own, in the order given."""
    return [_one(holder, number, step, stamp) for number, step in enumerate(steps)]


def _one(holder: Holder, number: int, step: Wanted, stamp: Stamp) -> Outcome:
    salt = hashlib.sha256(stamp.salt + number.to_bytes(4, "big")).digest()[:16]
    own = replace(stamp, salt=salt)
    try:
        taken = take(holder, move=step.move, case_id=step.case_id, said=step.said, stamp=own)
    except LinliError as refused:
        return Outcome(step.case_id, None, refused)
    return Outcome(step.case_id, taken, None)
