"""What a compound is like, who may read its registers, and who keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from linli.kernel.common.errors import Forbidden, InputRefused, RuleBroken, Term, gettext_noop
from linli.kernel.people.rules import DEPARTMENT, DESKS, Actor, Placed, Role, check_covers

KEEPERS = DESKS | {Role.RULE}
"""Who enters and corrects what the registers of a compound hold."""

READERS = DESKS | DEPARTMENT | {Role.GRID_OFFICER, Role.SUPERVISOR, Role.AUDITOR, Role.RULE}
"""Who reads them; the operator runs the machine, a reporter has the link to her matter."""

NAME_READERS = DESKS | {Role.RULE}
"""Who reads the names of members; everybody else sees masked ones."""


def check_may_read(actor: Actor, place: Placed) -> None:
    """Refuse a post that does not read the registers of this compound.

    Raises:
        Forbidden: its role reads none.
        NotYourTerritory: the compound lies outside its unit.
    """
    if actor.role not in READERS:
        raise Forbidden
    check_covers(actor, place)


def check_may_keep(actor: Actor, place: Placed) -> None:
    """Refuse a post that does not keep the registers of this compound.

    Raises:
        Forbidden: its role only reads them, or does not even that.
        NotYourTerritory: the compound lies outside its unit.
    """
    check_may_read(actor, place)
    if actor.role not in KEEPERS:
        raise Forbidden


def masked(name: str) -> str:
    """Return a name that shows its first sign only."""
    return name[:1] + "*" * max(1, len(name) - 1) if name else ""


def shown_name(actor: Actor, name: str) -> str:
    """Return a member's name as a post may see it."""
    return name if actor.role in NAME_READERS else masked(name)


class Estate(StrEnum):
    """What kind of estate a compound is; the article's focus by kind hangs on it (row P5)."""

    COMMERCIAL = "commercial"
    OLD = "old"
    RESETTLEMENT = "resettlement"
    DANWEI = "danwei"
    AFFORDABLE = "affordable"
    SELF_BUILT = "self_built"
    MIXED = "mixed"


ESTATE_NAMES: dict[Estate, str] = {
    Estate.COMMERCIAL: gettext_noop("new commercial estate"),
    Estate.OLD: gettext_noop("old estate"),
    Estate.RESETTLEMENT: gettext_noop("resettlement estate"),
    Estate.DANWEI: gettext_noop("estate of a work unit"),
    Estate.AFFORDABLE: gettext_noop("affordable housing"),
    Estate.SELF_BUILT: gettext_noop("self-built houses"),
    Estate.MIXED: gettext_noop("mixed estate"),
}
"""English names of the kinds; pages translate them."""

MOST_HOUSEHOLDS, MOST_BUILDINGS, MOST_LIFTS = 50_000, 2_000, 5_000
MOST_SPARE_M2 = 100_000
EARLIEST_YEAR = 1900
MOST_SOURCE = 200


class SourceNeeded(InputRefused):
    """Nobody said where the values come from."""

    code = "compounds.source_needed"
    message = gettext_noop("It is not said where these values come from.")
    hint = gettext_noop("Name the ledger, the survey or the office, and its day.")


class ValueOutOfRange(InputRefused):
    """A number cannot be that of a compound."""

    code = "compounds.value_out_of_range"
    message = gettext_noop("%(value)s cannot be right for “%(name)s”.")
    hint = gettext_noop("Possible are %(least)s to %(most)s; leave it empty if it is not known.")


class SpareRoomContradicts(InputRefused):
    """An area of spare room is given, and it is said that there is none."""

    code = "compounds.spare_room_contradicts"
    message = gettext_noop("There is said to be no spare room, and an area of it is given.")
    hint = gettext_noop("Take the area out, or say that there is spare room.")


class OlderThanKnown(RuleBroken):
    """The values are of an earlier day than those already kept."""

    code = "compounds.older_than_known"
    message = gettext_noop("Newer values of %(day)s are already kept.")
    hint = gettext_noop("Give the day on which your values were found, if it is a later one.")


@dataclass(frozen=True, slots=True)
class Values:
    """What is known of a compound on a day; None is “not known”.

    Args:
        as_of: the day on which it was found to be so.
        source: which ledger, survey or office says so; no private person.
        estate: what kind of estate it is.
        has_spare_room: whether the district or the owners have a room to give.
        spare_m2: its area in whole square metres.
    """

    as_of: date
    source: str
    estate: Estate | None = None
    households: int | None = None
    buildings: int | None = None
    built_in: int | None = None
    lifts: int | None = None
    has_spare_room: bool | None = None
    spare_m2: int | None = None

    def fields(self) -> dict[str, object]:
        """Return field → value, as they are stored."""
        found: dict[str, object] = {name: getattr(self, name) for name in self.__slots__}
        return found | {"estate": self.estate.value if self.estate else ""}


def check_values(values: Values, *, newest: date | None) -> None:
    """Refuse values that cannot be, have no source, or are older than those kept.

    Args:
        newest: the day of the values kept last, or None.

    Raises:
        SourceNeeded, ValueOutOfRange, SpareRoomContradicts, OlderThanKnown.
    """
    if not values.source.strip():
        raise SourceNeeded
    _check_ranges(values)
    if values.spare_m2 and values.has_spare_room is False:
        raise SpareRoomContradicts
    if newest is not None and values.as_of < newest:
        raise OlderThanKnown(day=newest.isoformat())


def _check_ranges(values: Values) -> None:
    limits: Mapping[str, tuple[int | None, int, int]] = {
        gettext_noop("Households"): (values.households, 0, MOST_HOUSEHOLDS),
        gettext_noop("Buildings"): (values.buildings, 0, MOST_BUILDINGS),
        gettext_noop("Built in"): (values.built_in, EARLIEST_YEAR, values.as_of.year),
        gettext_noop("Lifts"): (values.lifts, 0, MOST_LIFTS),
        gettext_noop("Spare room in m²"): (values.spare_m2, 0, MOST_SPARE_M2),
    }
    for name, (value, least, most) in limits.items():
        if value is not None and not least <= value <= most:
            raise ValueOutOfRange(value=value, name=Term(name), least=least, most=most)
