"""The changes a territory can go through, and what each may be refused for.

Kinds and words follow 《行政区划管理条例》 (2018): establishment, abolition, rename, transfer
(变更隶属关系), adjustment of a boundary; merger and split are how communities and grids do it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any, TypeAlias, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from linli.kernel.common.errors import InputRefused, NotFound, RuleBroken, gettext_noop
from linli.kernel.territory.rules import Kind

COVER_SHARE, COVER_M2 = 0.001, 50
"""POLICY. New outlines are together the old ones where no more than a thousandth of the area, or
50 m² where that is more, lies in only one of both, or in two of the new ones (decision 0038)."""


class Sort(StrEnum):
    """What happens to the territory in one change."""

    MERGER = "merger"
    SPLIT = "split"
    TRANSFER = "transfer"
    ADJUSTMENT = "adjustment"
    RENAME = "rename"
    ESTABLISHMENT = "establishment"
    ABOLITION = "abolition"
    RECODING = "recoding"


SORT_NAMES: dict[Sort, str] = {
    Sort.MERGER: gettext_noop("merger"),
    Sort.SPLIT: gettext_noop("split of a unit"),
    Sort.TRANSFER: gettext_noop("transfer"),
    Sort.ADJUSTMENT: gettext_noop("adjustment of a boundary"),
    Sort.RENAME: gettext_noop("rename"),
    Sort.ESTABLISHMENT: gettext_noop("establishment"),
    Sort.ABOLITION: gettext_noop("abolition"),
    Sort.RECODING: gettext_noop("change of a code"),
}
"""English names of the sorts; pages translate them."""


class Stage(StrEnum):
    """Where a change is: decided for a day to come, in force, or withdrawn before its day."""

    PLANNED = "planned"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"


STAGE_NAMES: dict[Stage, str] = {
    Stage.PLANNED: gettext_noop("waiting for its day"),
    Stage.IN_FORCE: gettext_noop("in force"),
    Stage.WITHDRAWN: gettext_noop("withdrawn before its day"),
}
"""English names of the stages; pages translate them."""


# What is asked for ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A unit as it is after the change; with the key of an old unit, that one lives on in it.

    ``outline`` is WKB of a polygon in EPSG:4490. Without one it is made from the old outlines:
    for a merger all of them, for a split those of ``takes``, parts of the old unit that go to
    this one in any case. ``codes``: pairs of system and code.
    """

    id: UUID
    name: str
    style: str = ""
    outline: bytes | None = None
    takes: tuple[UUID, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    households: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merger:
    """Two or more units of one kind become one: a new one, or one of them that takes the others.

    ``parent_id`` is needed only where a new unit is made of units with different parents.
    ``names``: pairs of a part and its new name, where two are called alike (two 1栋).
    """

    units: tuple[UUID, ...]
    into: Part
    parent_id: UUID | None = None
    names: tuple[tuple[UUID, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """One unit becomes two or more, all new or one of them itself with a smaller outline."""

    unit_id: UUID
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A unit, with all that is below it, goes to another parent."""

    unit_id: UUID
    parent_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """Neighbours of one kind get new outlines that are together the old ones.

    ``outlines``: pairs of a unit and its new outline. ``said``: pairs of a part and the unit
    it goes to, where its own outline shall not decide.
    """

    outlines: tuple[tuple[UUID, bytes], ...]
    said: tuple[tuple[UUID, UUID], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """A unit gets another name, and another style where one is given (乡 to 镇)."""

    unit_id: UUID
    name: str
    style: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Establishment:
    """A unit is founded where there was none of its kind."""

    kind: Kind
    parent_id: UUID
    unit: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Abolition:
    """A unit ends and nothing takes its place; ``with_parts``: all that is below it ends too."""

    unit_id: UUID
    with_parts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recoding:
    """A unit gets a code in one system; an empty one ends what it had there."""

    unit_id: UUID
    system: str
    code: str


Change: TypeAlias = (
    Merger | Split | Transfer | Adjustment | Rename | Establishment | Abolition | Recoding
)

SORTS: dict[type[Any], Sort] = {
    Merger: Sort.MERGER,
    Split: Sort.SPLIT,
    Transfer: Sort.TRANSFER,
    Adjustment: Sort.ADJUSTMENT,
    Rename: Sort.RENAME,
    Establishment: Sort.ESTABLISHMENT,
    Abolition: Sort.ABOLITION,
    Recoding: Sort.RECODING,
}


@dataclass(frozen=True, slots=True)
class Paper:
    """The document that a change rests on: its number and who issued it."""

    number: str
    issuer: str


# A change in words, as a row keeps it -----------------------------------------------------


def words_of(change: Change) -> dict[str, Any]:
    """Return a change in words and numbers; outlines in hexadecimal."""
    return {item.name: _words(getattr(change, item.name)) for item in fields(change)}


def _words(value: Any) -> Any:
    if is_dataclass(value):
        return {item.name: _words(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple):
        return [_words(each) for each in value]
    if isinstance(value, bytes):
        return value.hex()
    return str(value) if isinstance(value, UUID | Kind) else value


def change_of(sort: Sort, words: Mapping[str, Any]) -> Change:
    """Return the change that ``words_of`` put into words."""
    change: Change = _read(next(kind for kind, name in SORTS.items() if name is sort), words)
    return change


def _read(kind: Any, words: Any) -> Any:
    """Return what is in words as a value of ``kind``: a class, a tuple, or one that may be None."""
    inner = get_args(kind)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return cast(Any, kind)(**{name: _read(hints[name], words[name]) for name in words})
    if get_origin(kind) is tuple:
        kinds = inner[:1] * len(words) if inner[-1] is Ellipsis else inner
        return tuple(_read(each, word) for each, word in zip(kinds, words, strict=True))
    if inner:
        return None if words is None else _read(inner[0], words)
    if kind is bytes:
        return bytes.fromhex(words)
    return kind(words) if kind in (UUID, Kind) else words


# What a change may be refused for ---------------------------------------------------------


class PaperMissing(InputRefused):
    """A change names no document."""

    code = "territory_changes.paper_missing"
    message = gettext_noop("A change of the territory rests on a document.")
    hint = gettext_noop("Give its number and who issued it.")


class UnitNotThen(InputRefused):
    """A unit is not there on the day of the change."""

    code = "territory_changes.unit_not_then"
    message = gettext_noop("“%(name)s” is not part of the territory on %(on)s.")
    hint = gettext_noop("Correct the day, or choose a unit that is in force then.")


class ChangedLater(RuleBroken):
    """A unit was changed after the day of the change."""

    code = "territory_changes.changed_later"
    message = gettext_noop("“%(name)s” was changed again after %(on)s.")
    hint = gettext_noop(
        "Enter changes in the order of their days, or date this one later; "
        "what is in force is not rewritten."
    )


class TooFew(InputRefused):
    """A merger or a split with fewer than two different units."""

    code = "territory_changes.too_few"
    message = gettext_noop("A merger, a split or an adjustment needs at least two different units.")
    hint = gettext_noop("Add another unit, or choose “rename” or “transfer”.")


class KindsDiffer(InputRefused):
    """The units of a change are not all of one kind."""

    code = "territory_changes.kinds_differ"
    message = gettext_noop("The units are not all of one kind.")
    hint = gettext_noop("Choose communities only, or grids only, and so on.")


class InACircle(InputRefused):
    """A unit would become part of itself."""

    code = "territory_changes.in_a_circle"
    message = gettext_noop("“%(name)s” cannot become part of itself or of what is below it.")
    hint = gettext_noop("Choose a unit of the level above.")


class WrongParent(InputRefused):
    """A unit cannot be part of a unit of that kind."""

    code = "territory_changes.wrong_parent"
    message = gettext_noop("“%(name)s” cannot be part of “%(parent)s”: that is of another level.")
    hint = gettext_noop("Choose a unit of the level directly above.")


class ParentNeeded(InputRefused):
    """A new unit is made of units with different parents, and nobody said where it belongs."""

    code = "territory_changes.parent_needed"
    message = gettext_noop(
        "The units belong to different ones above; the new one needs to be told."
    )
    hint = gettext_noop("Say what the new unit is part of.")


class PartsLeft(RuleBroken):
    """Parts of a unit that ends would be left without a parent."""

    code = "territory_changes.parts_left"
    message = gettext_noop("%(count)s units would be left without one above: %(names)s.")
    hint = gettext_noop("Say where each of them goes, or let them end too.")


class NotCovered(InputRefused):
    """New outlines are not together what the old ones were."""

    code = "territory_changes.not_covered"
    message = gettext_noop(
        "The new outlines are not together the old ones: %(missing_m2)s m² are missing, "
        "%(beyond_m2)s m² lie beyond, %(twice_m2)s m² lie in two."
    )
    hint = gettext_noop("Draw them along the old border and along each other.")


class PartUndrawn(InputRefused):
    """A unit with an outline is divided into parts of which one has none."""

    code = "territory_changes.part_undrawn"
    message = gettext_noop("“%(name)s” has no outline, but what it is made from has one.")
    hint = gettext_noop("Draw it, or say which parts with outlines it takes.")


class NameTaken(RuleBroken):
    """Two units of one kind would have one name within one parent."""

    code = "territory_changes.name_taken"
    message = gettext_noop("There would be two units called “%(name)s” within “%(parent)s”.")
    hint = gettext_noop("Give one of them another name.")


class KeyTaken(InputRefused):
    """A new unit comes with the key of another one."""

    code = "territory_changes.key_taken"
    message = gettext_noop("“%(name)s” is new, but its key belongs to another unit.")
    hint = gettext_noop("Give it a fresh key.")


class NotPlanned(RuleBroken):
    """A change is in force or withdrawn, so that nothing can be done about it any more."""

    code = "territory_changes.not_planned"
    message = gettext_noop("This change is no longer planned.")
    hint = gettext_noop("What is in force is undone only by another change with its own document.")


class NotYet(RuleBroken):
    """The day of a change has not come."""

    code = "territory_changes.not_yet"
    message = gettext_noop("This change takes force on %(on)s.")
    hint = gettext_noop("It does so by itself on that day.")


class ChangeUnknown(NotFound):
    """There is no such change."""

    code = "territory_changes.change_unknown"
