"""Drawings as the drawing board sends them, for tests."""

import json
from typing import Any
from uuid import UUID

import shapely


def feature(
    outline: Any, *, unit: UUID | None = None, name: str = "", of: UUID | None = None
) -> dict[str, Any]:
    """Return one unit of a drawing; ``outline`` is a polygon or west, south, east, north."""
    drawn = shapely.box(*outline) if isinstance(outline, tuple) else outline
    return {
        "type": "Feature",
        "id": str(unit) if unit else None,
        "properties": {"name": name, "of": str(of) if of else None},
        "geometry": shapely.geometry.mapping(drawn),
    }


def drawing(*features: dict[str, Any], merged: tuple[tuple[UUID, UUID], ...] = ()) -> str:
    """Return a drawing as it is sent."""
    pairs = [[str(one), str(other)] for one, other in merged]
    return json.dumps({"type": "FeatureCollection", "features": features, "merged": pairs})
