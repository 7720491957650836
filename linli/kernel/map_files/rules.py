"""What a file of outlines says of units, before it is compared with the territory.

What a file or a row is refused for stands with the territory: codes of errors never change.
"""

import json
from dataclasses import dataclass
from typing import Any

from linli.kernel.common import points, text
from linli.kernel.territory.rules import (
    OWN_SYSTEM,
    FileTooLarge,
    HouseholdsUnreadable,
    Kind,
    NotGeoJson,
    check_words,
)

FILE_BYTES = 50 * 1024 * 1024
"""POLICY. The largest file taken; 2,500 grids of 111 vertices are 7 MB."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a GeoJSON file, readable but not yet compared with the territory."""

    name: str
    style: str
    households: int | None
    system: str
    code: str
    parent: str
    parent_code: str
    geometry: object


def features_of(content: bytes, *, declared: str) -> list[dict[str, Any]]:
    """Return the features of a file after what can be said about it as a whole.

    Raises:
        FileTooLarge, NotGeoJson, points.DatumContradicted: see there.
    """
    if len(content) > FILE_BYTES:
        megabytes = -(-len(content) // 2**20)
        raise FileTooLarge(megabytes=megabytes, most=FILE_BYTES // 2**20)
    try:
        file = json.loads(content.decode("utf-8-sig"))
        features = list(file["features"])
        crs = file.get("crs")
        in_file = crs["properties"]["name"] if crs else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotGeoJson from None
    points.check_file_datum(declared, in_file)
    return [feature if isinstance(feature, dict) else {} for feature in features]


def feature_of(raw: dict[str, Any], kind: Kind) -> Feature:
    """Return one feature with its words cleaned.

    Raises:
        NameMissing, StyleUnknown, HouseholdsUnreadable, text.TextTooLong: see there.
    """
    given = raw.get("properties")
    properties = given if isinstance(given, dict) else {}

    def words(name: str, most: int) -> str:
        value = properties.get(name)
        return text.clean("" if value is None else str(value), most=most)

    feature = Feature(
        name=words("name", 120),
        style=words("style", 16),
        households=_households(properties.get("households")),
        system=words("system", 16) or OWN_SYSTEM,
        code=words("code", 40),
        parent=words("parent", 120),
        parent_code=words("parent_code", 40),
        geometry=raw.get("geometry"),
    )
    check_words(feature.name, feature.style, kind)
    return feature


def _households(value: object) -> int | None:
    if value is None:
        return None
    written = str(value).strip()
    if not (written.isascii() and written.isdigit() and len(written) <= 9):
        raise HouseholdsUnreadable(households=value)
    return int(written)
