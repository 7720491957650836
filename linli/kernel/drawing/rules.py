"""What a drawing of units is refused for, and how exact it has to be."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from linli.kernel.common.errors import InputRefused, gettext_noop
from linli.kernel.territory.rules import Kind

SNAP_M = 2.0
"""POLICY. Metres: a corner this near to a corner or an edge of another unit lies on it. It counts
in full from south to north, a little less from west to east (decision 0041)."""

SLIVER_M2 = 20
"""POLICY. Square metres: what overlaps or is left out by no more than this comes from rounding."""

TILING = frozenset({Kind.GRID, Kind.MICRO_GRID})
"""Kinds that cover what they are part of: none of the ground they had may be left out."""

DRAWN = (Kind.GRID, Kind.MICRO_GRID, Kind.COMPOUND)
"""What can be drawn in the browser; larger units change by a document with its own outline."""

MOST_CORNERS = 5000
"""Of one unit; an outline of a whole street has about a tenth of that."""


class OutlinesOverlap(InputRefused):
    """Two units would have ground in common."""

    code = "drawing.outlines_overlap"
    message = gettext_noop("“%(name)s” and “%(other)s” overlap by %(area_m2)s m².")
    hint = gettext_noop("Move their corners onto one border.")


class GroundLeftOut(InputRefused):
    """Ground that belonged to a unit would belong to none."""

    code = "drawing.ground_left_out"
    message = gettext_noop("%(area_m2)s m² that belong to a unit now would belong to none.")
    hint = gettext_noop("Draw the units along each other; near corners join by themselves.")


class BeyondParent(InputRefused):
    """A unit would reach out of the one it is part of."""

    code = "drawing.beyond_parent"
    message = gettext_noop("“%(name)s” reaches %(area_m2)s m² out of “%(parent)s”.")
    hint = gettext_noop(
        "Draw it along the border of that unit; a border of a higher level is changed there."
    )


class LineDoesNotCut(InputRefused):
    """A line does not divide the unit it was drawn over."""

    code = "drawing.line_does_not_cut"
    message = gettext_noop("The line does not divide the unit.")
    hint = gettext_noop("Begin outside of it, cross it, and end outside of it.")


class NotNeighbours(InputRefused):
    """Units that have no border in common cannot become one."""

    code = "drawing.not_neighbours"
    message = gettext_noop("The units have no border in common.")
    hint = gettext_noop("Choose two units that touch along a line.")


class TooManyCorners(InputRefused):
    """An outline is finer than anybody can draw or see."""

    code = "drawing.too_many_corners"
    message = gettext_noop("An outline has %(count)s corners; %(most)s are possible.")
    hint = gettext_noop("Draw it with fewer corners.")


class DrawingUnreadable(InputRefused):
    """What was sent is no drawing."""

    code = "drawing.unreadable"
    message = gettext_noop("The drawing cannot be read.")
    hint = gettext_noop(
        "Send a GeoJSON FeatureCollection; each feature has the key of its unit, or a name."
    )


class UnitGone(InputRefused):
    """A drawing changes a unit that is not there, or not there any more."""

    code = "drawing.unit_gone"
    message = gettext_noop("A unit that was drawn is no longer part of this community.")
    hint = gettext_noop("Open the map again and draw on what is there now.")


class NothingDrawn(InputRefused):
    """A drawing changes nothing."""

    code = "drawing.nothing_drawn"
    message = gettext_noop("Nothing has been changed on the map.")
    hint = gettext_noop("Move a corner, draw a unit, cut one or join two.")


class SeveralChanges(InputRefused):
    """A drawing does more than one thing."""

    code = "drawing.several_changes"
    message = gettext_noop("A proposal draws one unit anew, cuts one, joins two, or moves borders.")
    hint = gettext_noop("Propose this one, take the rest back, and propose it afterwards.")


class UnitNeedsName(InputRefused):
    """A new unit has no name, or one that its neighbour has."""

    code = "drawing.unit_needs_name"
    message = gettext_noop("Each new unit needs a name of its own in its community.")
    hint = gettext_noop("Write the name beside the map.")


class Sort(StrEnum):
    """What a drawing does; words as for changes of the territory."""

    ADJUSTMENT = "adjustment"
    SPLIT = "split"
    MERGER = "merger"
    ESTABLISHMENT = "establishment"


SORT_NAMES: dict[Sort, str] = {
    Sort.ADJUSTMENT: gettext_noop("borders moved"),
    Sort.SPLIT: gettext_noop("cut"),
    Sort.MERGER: gettext_noop("joined"),
    Sort.ESTABLISHMENT: gettext_noop("drawn anew"),
}
"""English names of the sorts; pages translate them."""

MOST_NAME = 120


@dataclass(frozen=True, slots=True)
class Feature:
    """One unit as it was drawn; without ``unit_id`` a new one, ``of`` the one it was cut from."""

    unit_id: UUID | None
    name: str
    of: UUID | None
    geometry: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn: units that changed or are new, and for units that end the one they join."""

    features: tuple[Feature, ...]
    merged: Mapping[UUID, UUID]


def drawn_of(content: str) -> Drawn:
    """Read a drawing: a GeoJSON FeatureCollection with ``merged``, pairs of keys.

    Raises:
        DrawingUnreadable: it is none.
    """
    try:
        said = json.loads(content)
        features = tuple(_feature(one) for one in said["features"])
        merged = {UUID(ended): UUID(into) for ended, into in said.get("merged", [])}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise DrawingUnreadable from None
    return Drawn(features, merged)


def _feature(said: Mapping[str, Any]) -> Feature:
    properties = said.get("properties") or {}
    name, of = str(properties.get("name") or "").strip(), properties.get("of")
    return Feature(
        unit_id=UUID(said["id"]) if said.get("id") else None,
        name=name[:MOST_NAME],
        of=UUID(of) if of else None,
        geometry=said["geometry"],
    )


def sort_of(drawn: Drawn) -> Sort:
    """Return what a drawing does.

    Raises:
        SeveralChanges: it does more than one thing.
    """
    new = [feature for feature in drawn.features if feature.unit_id is None]
    old = {feature.unit_id for feature in drawn.features if feature.unit_id}
    cut_from = {feature.of for feature in new if feature.of}
    founded = [feature for feature in new if feature.of is None]
    if drawn.merged:
        if new or len(set(drawn.merged.values())) > 1 or old - set(drawn.merged.values()):
            raise SeveralChanges
        return Sort.MERGER
    if cut_from:
        if founded or len(cut_from) > 1 or old - cut_from:
            raise SeveralChanges
        return Sort.SPLIT
    if founded:
        if len(founded) > 1 or old:
            raise SeveralChanges
        return Sort.ESTABLISHMENT
    return Sort.ADJUSTMENT
