"""Where an organisation may be founded, with how many members, and its official name.

Source: 中国共产党章程 (2022), art. 30; 《中国共产党支部工作条例（试行）》(2018), art. 4 and 5: three
full members found a branch, it has up to about 50, and from seven on a committee. The way names
are written follows common use (decision on Party organisations).
"""

from collections.abc import Mapping

from linli.kernel.common.errors import InputRefused, RuleBroken, gettext_noop
from linli.kernel.territory.rules import Kind as UnitKind
from linli.party.branches.rules import HOSTED, Base, HostNeeded, Kind

ANYWHERE = frozenset(
    {UnitKind.DISTRICT, UnitKind.STREET, UnitKind.COMMUNITY, UnitKind.GRID, UnitKind.COMPOUND}
)

UNIT_KINDS: dict[Base, frozenset[UnitKind]] = {
    Base.OFFICE: ANYWHERE,
    Base.STREET: frozenset({UnitKind.STREET}),
    Base.COMMUNITY: frozenset({UnitKind.COMMUNITY}),
    Base.GRID: frozenset({UnitKind.GRID, UnitKind.MICRO_GRID}),
    Base.COMPOUND: frozenset({UnitKind.COMPOUND}),
    Base.PROPERTY_COMPANY: ANYWHERE,
    Base.NEW_ORGANISATION: ANYWHERE,
}
"""Base → the kinds of units such an organisation lies in."""


class PlaceOfOtherKind(InputRefused):
    """The chosen unit is not of the kind that the base asks for."""

    code = "party.place_of_other_kind"
    message = gettext_noop("The chosen place does not go with what this is an organisation of.")
    hint = gettext_noop("For one of a compound choose the compound, for one of a grid the grid.")


class TooFewMembers(RuleBroken):
    """Fewer full members than a branch needs."""

    code = "party.too_few_members"
    message = gettext_noop("A branch needs %(least)s full members; %(members)s are given.")
    hint = gettext_noop("Found a joint branch with neighbours, or a group under a branch.")


def check_place(base: Base, unit_kind: str, host: str) -> None:
    """Refuse a unit of the wrong kind, or a company without a name.

    Raises:
        PlaceOfOtherKind, HostNeeded.
    """
    check_unit(base, unit_kind)
    if base in HOSTED and not host:
        raise HostNeeded


def check_unit(base: Base, unit_kind: str) -> None:
    """Refuse a unit of the wrong kind.

    Raises:
        PlaceOfOtherKind: it is.
    """
    if UnitKind(unit_kind) not in UNIT_KINDS[base]:
        raise PlaceOfOtherKind


def check_members(kind: Kind, members: int | None, *, least: int) -> None:
    """Refuse to found a branch, or more, with fewer full members than the rule asks for.

    Raises:
        TooFewMembers: a number is given, and it is too small.
    """
    if kind is not Kind.GROUP and members is not None and members < least:
        raise TooFewMembers(least=least, members=members)


SUFFIXES: dict[Kind, str] = {
    Kind.COMMITTEE: "委员会",
    Kind.GENERAL_BRANCH: "总支部委员会",
    Kind.BRANCH: "支部委员会",
    Kind.GROUP: "党小组",
}


def official_name(
    kind: Kind,
    base: Base,
    *,
    names: Mapping[str, str],
    host: str = "",
    members: int | None = None,
    committee_from: int = 7,
) -> str:
    """Return the official name: 中共, the names of the place from the street down, the kind.

    Args:
        names: level of the territory → name of the unit there, as far down as it lies.
        members: a branch with fewer full members than ``committee_from`` has no committee.
    """
    place = "".join(names.get(level.value, "") for level in UnitKind if level in NAMED[base])
    if base is Base.COMPOUND and not place.endswith("小区"):
        place += "小区"
    whose = host or place
    if kind is Kind.GROUP:
        return f"{whose}{SUFFIXES[kind]}"
    if base is Base.STREET and whose.endswith("街道"):
        return f"中共{whose}工作委员会"
    is_small = kind is Kind.BRANCH and members is not None and members < committee_from
    return f"中共{whose}{'支部' if is_small else SUFFIXES[kind]}"


_DOWN = [UnitKind.STREET, UnitKind.COMMUNITY]
NAMED: dict[Base, frozenset[UnitKind]] = {
    Base.OFFICE: frozenset(),
    Base.PROPERTY_COMPANY: frozenset(),
    Base.NEW_ORGANISATION: frozenset(),
    Base.STREET: frozenset({UnitKind.DISTRICT, UnitKind.STREET}),
    Base.COMMUNITY: frozenset(_DOWN),
    Base.GRID: frozenset([*_DOWN, UnitKind.GRID, UnitKind.MICRO_GRID]),
    Base.COMPOUND: frozenset([*_DOWN, UnitKind.COMPOUND]),
}
"""Base → the levels of the territory that its official name names."""
