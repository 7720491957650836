"""A matter found and settled on the spot, from the form to the case."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from linli.grid.cases.models import Case
from linli.grid.cases.services import Report
from linli.grid.clocks import queries as clocks
from linli.grid.handling import services as handling
from linli.grid.photos import services as photos
from linli.kernel.common.errors import InputRefused, LinliError, gettext_noop
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor
from linli.kernel.places import queries as places
from linli.kernel.places.rules import Place


class OutsideYourGrid(InputRefused):
    """An officer settles on the spot in her own grid only."""

    code = "grid.outside_your_grid"
    message = gettext_noop("This place lies outside your grid.")
    hint = gettext_noop("Report the matter instead; it goes to those who are in charge there.")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the officer stands: a chosen compound or building, and a pin where she set one.

    ``lon`` and ``lat`` are degrees, EPSG:4490 or WGS 84.
    """

    unit_id: UUID
    lon: float | None = None
    lat: float | None = None


def place_of(actor: Actor, spot: Spot) -> Place:
    """Return the place of a spot in the officer's own grid.

    A compound that reaches across several grids lies, for the one who stands in it, in hers.

    Raises:
        OutsideYourGrid: the place lies in another grid, or in another community.
        points.PointAtZero, points.PointSwapped, points.PointOutOfWorld: the pin cannot be meant.
    """
    chosen = places.place_of_unit(spot.unit_id)
    own = places.place_of_unit(actor.unit_id) if actor.unit_id else Place()
    if chosen.grid_id is None and spot.lon is not None and spot.lat is not None:
        pinned = places.locate(spot.lon, spot.lat)
        chosen = replace(chosen, grid_id=pinned.grid_id, micro_grid_id=pinned.micro_grid_id)
    if chosen.grid_id is None and chosen.community_id == own.community_id:
        chosen = replace(chosen, grid_id=own.grid_id)
    if chosen.grid_id is None or chosen.grid_id != own.grid_id:
        raise OutsideYourGrid
    return chosen


def settle(actor: Actor, *, said: Mapping[str, Any], case_id: UUID, stamp: Stamp) -> Case:
    """Store both pictures and settle the matter; the same form sent twice is one case.

    Raises:
        NotAPicture, PictureTooLarge: a picture cannot be used.
        Forbidden, NotYourTerritory: only a grid officer, in her own grid.
    """
    policy = clocks.current(stamp.at).values
    stored = photos.store(
        [*said["before"], *said["after"]], most=policy.photos_max, most_mb=policy.photo_max_mb
    )
    spot: Spot = said["spot"]
    has_pin = spot.lon is not None and spot.lat is not None
    report = Report(
        case_id=case_id,
        source="officer",
        place=said["place"],
        text=said["text"],
        address=said["address"],
        lon_e6=round(spot.lon * 1_000_000) if has_pin and spot.lon else None,
        lat_e6=round(spot.lat * 1_000_000) if has_pin and spot.lat else None,
        category_code=said["category"],
        photos=stored,
        request_key=f"field:{said['key']}",
    )
    try:
        case = handling.resolve_on_site(actor, report=report, stamp=stamp)
    except LinliError:
        photos.discard(stored)
        raise
    if case.pk != case_id:
        photos.discard(stored)
    return case
