"""Who may lead in a matter, and who may assist, by the list of duties.

The rules are ours (decision 0008); that a community is never made the lead outside its own
list of duties is article 17 of Beijing's ordinance on swift response (governance rules, H8).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from linli.grid.categories.rules import Category, Level
from linli.kernel.people.rules import Placed


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One line of the list of duties, with the organisation's kind and its own unit."""

    organisation_id: UUID
    kind: str
    unit_id: UUID | None
    category: str = ""
    department: str = ""
    may_lead: bool = True
    may_assist: bool = True


LEADS_AT: dict[str, Level] = {
    "community": Level.COMMUNITY,
    "street_office": Level.STREET,
    "department": Level.DISTRICT,
    "district_office": Level.DISTRICT,
}
"""At which level an organisation of each kind leads; a company assists, it never leads."""

UPWARD: dict[Level, tuple[Level, ...]] = {
    Level.GRID: (Level.COMMUNITY, Level.STREET, Level.DISTRICT),
    Level.COMMUNITY: (Level.COMMUNITY, Level.STREET, Level.DISTRICT),
    Level.STREET: (Level.STREET, Level.DISTRICT),
    Level.DISTRICT: (Level.DISTRICT,),
}
"""Level of a category → the levels that are asked for a lead, the most local first."""


def units_of(place: Placed) -> frozenset[UUID]:
    """Return the units that contain a place: district, street, community, as far as known."""
    units = (place.district_id, place.street_id, place.community_id)
    return frozenset(unit for unit in units if unit is not None)


def lead_candidates(
    category: Category,
    duties: Iterable[DutyLine],
    place: Placed,
    *,
    every_level: bool = False,
) -> list[UUID]:
    """Return which organisations may lead in such a matter at a place, most fitting first.

    An organisation may lead where a duty names the category or its department, where its own
    unit contains the place, and at the level of the category; where nobody there has the duty,
    the next level up is asked. A duty that names the category comes before one that names the
    department; then the order is that of the keys. A community without the duty never leads.
    ``every_level``: name the levels above too, for the desk above that decides after returns.
    """
    fitting = [line for line in duties if line.may_lead and _fits(line, category, place)]
    if every_level:
        levels = UPWARD[category.level]
        return _in_order(line for line in fitting if LEADS_AT.get(line.kind) in levels)
    for level in UPWARD[category.level]:
        here = [line for line in fitting if LEADS_AT.get(line.kind) is level]
        if here:
            return _in_order(here)
    return []


def assist_candidates(category: Category, duties: Iterable[DutyLine], place: Placed) -> list[UUID]:
    """Return which organisations may assist at a place, of every level; order as for leads."""
    return _in_order(line for line in duties if line.may_assist and _fits(line, category, place))


def _fits(line: DutyLine, category: Category, place: Placed) -> bool:
    if line.unit_id not in units_of(place):
        return False
    return category.code == line.category or category.department == line.department


def _in_order(lines: Iterable[DutyLine]) -> list[UUID]:
    ordered = sorted(lines, key=lambda line: (not line.category, line.organisation_id))
    return list(dict.fromkeys(line.organisation_id for line in ordered))
