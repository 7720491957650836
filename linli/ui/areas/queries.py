"""What the desk's pages of areas show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.kernel.areas import queries as areas
from linli.kernel.areas.models import Area
from linli.kernel.areas.queries import AreaThen
from linli.kernel.areas.rules import KINDS
from linli.kernel.people.rules import Actor, check_may_edit_territory
from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import Kind, ListedUnit, natural_order

MOST_FOUND = 60


@dataclass(frozen=True, slots=True)
class AreasPage:
    """All areas, and the units that the words fit, of one kind, to found another of."""

    present: Sequence[AreaThen]
    coming: Sequence[AreaThen]
    ended: Sequence[Area]
    words: str
    kind: Kind
    found: Sequence[ListedUnit]


@dataclass(frozen=True, slots=True)
class AreaPage:
    """One area on a day, with its units and more of their kind that the words fit."""

    area: AreaThen
    on: date
    words: str
    offered: Sequence[ListedUnit]

    @property
    def has_ended(self) -> bool:
        """Return whether it cannot be changed any more."""
        return self.area.valid_to is not None


def page(actor: Actor, *, words: str, kind: str, chosen: Iterable[str], on: date) -> AreasPage:
    """Return all areas; ``chosen`` are keys of units to offer beside those that fit the words.

    Raises:
        Forbidden: the actor keeps no territory.
    """
    check_may_edit_territory(actor)
    wanted = next((each for each in KINDS if each.value == kind), KINDS[0])
    found = _fitting(words, wanted, chosen)
    return AreasPage(areas.areas(on), areas.coming(on), areas.ended(on), words, wanted, found)


def area(actor: Actor, area_id: UUID, *, words: str, chosen: Iterable[str], on: date) -> AreaPage:
    """Return one area as it is on a day, or on its first one.

    Raises:
        Forbidden: the actor keeps no territory.
        AreaUnknown: there is no such area.
    """
    check_may_edit_territory(actor)
    found = areas.area(area_id, on=on)
    if found.valid_from > on:
        found = areas.area(area_id, on=found.valid_from)
    there = {unit.id for unit in found.units}
    more = [unit for unit in _fitting(words, found.kind, chosen) if unit.id not in there]
    return AreaPage(found, on, words, [*found.units, *more])


def _fitting(words: str, kind: Kind, chosen: Iterable[str]) -> list[ListedUnit]:
    """Return the units that words fit, and those chosen already, in the order of lists."""
    found = {unit.id: unit for unit in territory.search(words, [kind], MOST_FOUND)}
    more = territory.listed({UUID(key) for key in chosen if _is_key(key)} - found.keys())
    units = [*found.values(), *(unit for unit in more.values() if unit.kind is kind)]
    return sorted(units, key=lambda unit: (unit.parent_name, natural_order(unit)))


def _is_key(words: str) -> bool:
    try:
        UUID(words)
    except ValueError:
        return False
    return True
