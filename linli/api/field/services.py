"""A matter settled on the spot, through the key of an officer's tool."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from linli.api.cases.services import Taken
from linli.api.door import services as door
from linli.grid.field import services as field
from linli.grid.field.services import Spot
from linli.grid.moves.rules import MAY, Move
from linli.grid.photos.services import Sent
from linli.kernel.datums import solver as datums
from linli.kernel.journal.rules import Stamp
from linli.kernel.keys.queries import Holder
from linli.kernel.people.rules import check_role
from linli.kernel.places import queries as places


@dataclass(frozen=True, slots=True)
class Pictures:
    """The picture before and the one after, as sent."""

    before: Sequence[Sent]
    after: Sequence[Sent]


def settle(
    holder: Holder,
    *,
    said: Mapping[str, Any],
    pictures: Pictures,
    case_id: UUID,
    key: UUID,
    stamp: Stamp,
) -> Taken:
    """Settle a matter on the spot; the same tool with the same word twice is one case.

    Args:
        case_id: key of the new case, from the door.
        key: what the tool's own word stands for.

    Raises:
        KeyRefused: the key was withdrawn since the request came in; nothing is stored.
        Forbidden, NotYourTerritory, OutsideYourGrid: an officer settles in her own grid only.
        PicturesNeeded: one of the two pictures is missing.
        SameKeyOtherReport: the word came before with other content.
        UnitUnknown, UnknownCategory, PointAtZero, PointSwapped, NotAPicture, PictureTooLarge.
    """
    check_role(holder.actor, *MAY[Move.RESOLVE_ON_SITE])
    spot = Spot(said["unit"], *_pin(said))
    whole = {
        **said,
        "before": pictures.before,
        "after": pictures.after,
        "spot": spot,
        "place": field.place_of(holder.actor, spot),
        "key": key,
    }
    with door.held(holder, at=stamp.at):
        case = field.settle(holder.actor, said=whole, case_id=case_id, stamp=stamp)
    return Taken(case.pk, case.number, case.version, case.stage, case.pk == case_id)


def _pin(said: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Return the pin in degrees, EPSG:4490; none where half of it is missing."""
    if said["lon"] is None or said["lat"] is None:
        return None, None
    lon, lat = (float(each) for each in datums.from_datum(said["datum"], said["lon"], said["lat"]))
    places.locate(lon, lat)  # refuses a pin that cannot be meant
    return lon, lat
