"""A matter settled on the spot, through the key of an officer's tool."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from linli.api.cases.services import Taken, taken
from linli.api.door import services as door
from linli.api.door.services import Sent
from linli.grid.field import services as field
from linli.grid.field.services import Spot
from linli.grid.moves.rules import MAY, Move
from linli.grid.photos.services import Sent as Picture
from linli.kernel.datums import solver as datums
from linli.kernel.journal.rules import Stamp
from linli.kernel.keys.queries import Holder
from linli.kernel.people.rules import Actor, check_role
from linli.kernel.places import queries as places


@dataclass(frozen=True, slots=True)
class Pictures:
    """The picture before and the one after, as sent."""

    before: Sequence[Picture]
    after: Sequence[Picture]


def settle(
    holder: Holder,
    *,
    sent: Sent,
    pictures: Pictures,
    case_id: UUID,
    stamp: Stamp,
) -> Taken:
    """Settle a matter on the spot, once under the tool's own word.

    Args:
        case_id: key of the new case, from the door.

    Raises:
        KeyRefused: the key was withdrawn since the request came in; nothing is stored.
        Forbidden, NotYourTerritory, OutsideYourGrid: an officer settles in her own grid only.
        PicturesNeeded: one of the two pictures is missing.
        SameKeyOtherContent: the word came before with another request.
        UnitUnknown, UnknownCategory, PointAtZero, PointSwapped, NotAPicture, PictureTooLarge.
    """
    check_role(holder.actor, *MAY[Move.RESOLVE_ON_SITE])

    def make(new: UUID) -> Taken:
        said = _whole(holder.actor, sent.said, pictures) | {"key": new}
        case = field.settle(holder.actor, said=said, case_id=new, stamp=stamp)
        return Taken(case.pk, case.number, case.version, case.stage)

    return taken(door.once(holder, sent=sent, make=make, key=case_id, at=stamp.at))


def _whole(actor: Actor, said: Mapping[str, Any], pictures: Pictures) -> dict[str, Any]:
    """Return what is said as the officer's form says it: with the spot, its place, the pictures.

    Raises:
        OutsideYourGrid, UnitUnknown, PointAtZero, PointSwapped, PointOutOfWorld.
    """
    spot = Spot(said["unit"], *_pin(said))
    place = field.place_of(actor, spot)
    shown = {"before": pictures.before, "after": pictures.after}
    return {**said, **shown, "spot": spot, "place": place}


def _pin(said: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Return the pin in degrees, EPSG:4490; none where half of it is missing."""
    if said["lon"] is None or said["lat"] is None:
        return None, None
    lon, lat = (float(each) for each in datums.from_datum(said["datum"], said["lon"], said["lat"]))
    places.locate(lon, lat)  # refuses a pin that cannot be meant
    return lon, lat
