"""What a ledger of units names, and the present units as a ledger."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from uuid import UUID

from linli.kernel.ledgers.rules import (
    Ledger,
    NamedNowhere,
    NamedSeveral,
    Row,
    column_of,
)
from linli.kernel.people.rules import Actor, check_may_edit_territory
from linli.kernel.territory.models import Unit, UnitCode
from linli.kernel.territory.queries import in_force
from linli.kernel.territory.rules import OWN_SYSTEM, PARENT_KINDS, Kind

KINDS: dict[Ledger, Kind] = {Ledger.COMPOUNDS: Kind.COMPOUND, Ledger.BUILDINGS: Kind.BUILDING}
MOST_ALIKE = 3
NONE_ALIKE = ["—"]


class Names:
    """Present units by name, by “above/name” and by the district's own code; two statements."""

    def __init__(self, kinds: Collection[Kind]) -> None:
        upwards = "parent__parent__parent"
        found = Unit.objects.filter(in_force(None), kind__in=kinds).select_related(upwards)
        self.units: dict[UUID, Unit] = {unit.pk: unit for unit in found}
        rows = UnitCode.objects.filter(in_force(None), system=OWN_SYSTEM, unit__in=self.units)
        self.codes: dict[UUID, str] = dict(rows.values_list("unit_id", "code"))
        self.by_code = {code: key for key, code in self.codes.items()}
        self.named: defaultdict[str, list[UUID]] = defaultdict(list)
        for key, unit in self.units.items():
            for path in _paths(unit):
                self.named[path].append(key)

    def meant(self, row: Row, word: str, *, said: str) -> Unit:
        """Return the one unit that a cell names.

        Raises:
            NamedNowhere, NamedSeveral: none, or more than one.
        """
        if said in self.by_code:
            return self.units[self.by_code[said]]
        keys = self.named.get(said, [])
        heading = column_of(row.ledger, word).heading
        if not keys:
            alike = get_close_matches(said, self.named, n=MOST_ALIKE, cutoff=0.6)
            raise NamedNowhere(value=said, column=heading, alike=alike or NONE_ALIKE)
        if len(keys) > 1:
            possible = [path_of(self.units[key]) for key in keys]
            raise NamedSeveral(value=said, column=heading, possible=possible)
        return self.units[keys[0]]


def _paths(unit: Unit) -> Iterable[str]:
    """Yield the name of a unit, then with each more of what it is part of before it."""
    path, above = unit.name, unit.parent
    yield path
    while above is not None:
        path = f"{above.name}/{path}"
        yield path
        above = above.parent if above.kind != Kind.STREET else None


def path_of(unit: Unit) -> str:
    """Return the name of a unit with what it is part of before it, from the street on."""
    return list(_paths(unit))[-1] if unit.kind not in (Kind.STREET, Kind.DISTRICT) else unit.name


def exported(actor: Actor, ledger: Ledger) -> list[dict[str, str]]:
    """Return the present units of a ledger as its rows, in the order of their paths.

    Raises:
        Forbidden: the actor is neither operator nor district desk nor the house itself.
    """
    check_may_edit_territory(actor)
    kind = KINDS[ledger]
    names = Names([kind])
    twice = _parents_named_twice(PARENT_KINDS[kind])
    units = sorted(names.units.values(), key=lambda unit: (path_of(unit), unit.pk))
    return [_row(unit, names.codes, twice) for unit in units]


def _parents_named_twice(kind: Kind | None) -> set[str]:
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    rows = Unit.objects.filter(in_force(None), kind=kind).values_list("name", "parent__name")
    for name, above in rows:
        found[name, above or ""] += 1
    return {name for (name, _), count in found.items() if count > 1}


def _row(unit: Unit, codes: Mapping[UUID, str], twice: Collection[str]) -> dict[str, str]:
    parent = unit.parent
    above = parent.parent if parent else None
    name = parent.name if parent else ""
    return {
        "name": unit.name,
        "parent": path_of(parent) if parent and name in twice else name,
        "above": above.name if above else "",
        "code": codes.get(unit.pk, ""),
        "households": "" if unit.households is None else str(unit.households),
        "door_code": unit.door_code or "",
    }


def codes_elsewhere(kind: Kind) -> set[str]:
    """Return the district's own codes that units of other kinds have."""
    codes = UnitCode.objects.filter(in_force(None), system=OWN_SYSTEM).exclude(unit__kind=kind)
    return set(codes.values_list("code", flat=True))
