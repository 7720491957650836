"""What a file of outlines says of units, before it is compared with the territory.

What a row is refused for stands with the territory: codes of errors never change.
"""

from dataclasses import dataclass
from enum import StrEnum

from linli.kernel.common import points, text
from linli.kernel.common.errors import gettext_noop
from linli.kernel.map_readings.rules import Reading, Row
from linli.kernel.territory.rules import OWN_SYSTEM, HouseholdsUnreadable, Kind, check_words

PROPERTIES: dict[str, tuple[str, ...]] = {
    "name": ("名称", "小区名称", "楼栋名称"),
    "code": ("代码", "编码"),
    "system": ("代码体系",),
    "parent": ("上级", "所属"),
    "parent_code": ("parent_cod", "上级代码"),
    "style": (),
    "households": ("户数",),
}
"""What is read of a feature, and what else it may be called; Shapefiles allow ten signs."""


class Note(StrEnum):
    """What was put right in an outline, without anything being lost that counts."""

    HEIGHTS = gettext_noop("Heights were left out.")
    PARTS = gettext_noop("Points and lines beside the area were left out.")
    CLOSED = gettext_noop("An open ring was closed.")
    MENDED = gettext_noop("A fault of the outline was repaired; its area stays the same.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a file is meant: its kind of unit, its declared datum, one of its layers.

    ``overrules``: what the file itself says of its datum is wrong; whoever declares knows it.
    """

    kind: Kind
    datum: str
    layer: str = ""
    overrules: bool = False


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a file, readable but not yet compared with the territory."""

    name: str
    style: str
    households: int | None
    system: str
    code: str
    parent: str
    parent_code: str


def check_datum(reading: Reading, declared: str) -> None:
    """Refuse a file that names another datum than the one declared, as a whole or in a row.

    Raises:
        points.DatumContradicted: EPSG:4490 and WGS84 agree with each other, nothing else does.
    """
    said = {str(row.words.get("datum") or "").strip().upper() for row in reading.rows}
    named = sorted(points.DATUM_NAMES[word] for word in said & points.DATUM_NAMES.keys())
    for datum in named:
        if datum != declared and not {datum, declared} <= points.UNSHIFTED:
            raise points.DatumContradicted(in_file=datum, declared=declared)
    if not named:
        points.check_file_datum(declared, reading.in_file)


def rows_of(reading: Reading, kind: Kind) -> list[Row]:
    """Return the rows that are meant: those that say they are of another kind are left out."""
    kinds = {each.value for each in Kind} - {kind.value}
    return [row for row in reading.rows if row.words.get("kind") not in kinds]


def name_of(row: Row) -> str:
    """Return what a row calls itself, as far as it can be shown."""
    return str(_value(row, "name") or "")[:120]


def feature_of(row: Row, kind: Kind) -> Feature:
    """Return one feature with its words cleaned.

    Raises:
        NameMissing, StyleUnknown, HouseholdsUnreadable, text.TextTooLong: see there.
    """

    def words(name: str, most: int) -> str:
        value = _value(row, name)
        return text.clean("" if value is None else str(value), most=most)

    feature = Feature(
        name=words("name", 120),
        style=words("style", 16),
        households=_households(_value(row, "households")),
        system=words("system", 16) or OWN_SYSTEM,
        code=words("code", 40),
        parent=words("parent", 120),
        parent_code=words("parent_code", 40),
    )
    check_words(feature.name, feature.style, kind)
    return feature


def _value(row: Row, name: str) -> object:
    for each in (name, *PROPERTIES[name]):
        if row.words.get(each) not in (None, ""):
            return row.words[each]
    return None


def _households(value: object) -> int | None:
    if value is None:
        return None
    written = text.half_width(str(value))
    if not (written.isascii() and written.isdigit() and len(written) <= 9):
        raise HouseholdsUnreadable(households=value)
    return int(written)
