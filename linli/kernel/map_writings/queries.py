"""The present outlines as a map file."""

from dataclasses import replace

from linli.kernel.common import points
from linli.kernel.map_writings import solver
from linli.kernel.map_writings.rules import Drawn, Export, NothingToExport
from linli.kernel.people.rules import Actor, check_may_edit_territory
from linli.kernel.territory.models import Unit, UnitCode, UnitShape
from linli.kernel.territory.queries import in_force
from linli.kernel.territory.rules import OWN_SYSTEM


def exported(actor: Actor, wanted: Export) -> bytes:
    """Return the present outlines of some kinds as a map file.

    Raises:
        Forbidden: the actor is neither operator nor district desk nor the house itself.
        points.DatumUnknown: the datum is not one of the four.
        NothingToExport: no such unit has an outline.
    """
    check_may_edit_territory(actor)
    declared = replace(wanted, datum=points.datum_of(wanted.datum))
    rows = drawn(declared)
    if not rows:
        raise NothingToExport
    return solver.write(rows, declared)


def drawn(wanted: Export) -> list[Drawn]:
    """Return the units of some kinds that have an outline, larger kinds and older keys first.

    Three statements. A parent whose name stands twice is named with what it is part of.
    """
    shapes = UnitShape.objects.filter(
        in_force(None), in_force(None, "unit__"), unit__kind__in=list(wanted.kinds)
    ).select_related("unit__parent__parent")
    units = {shape.unit_id: shape.unit for shape in shapes}
    above = {unit.parent_id for unit in units.values() if unit.parent_id}
    codes = _codes([*units, *above])
    twice = _names_twice({unit.parent.kind for unit in units.values() if unit.parent})
    order = [kind.value for kind in wanted.kinds]
    found = sorted(shapes, key=lambda shape: (order.index(shape.unit.kind), shape.unit_id))
    return [_drawn(shape, codes, twice) for shape in found]


def _codes(unit_ids: list[object]) -> dict[object, dict[str, str]]:
    """Return unit → system → code."""
    found: dict[object, dict[str, str]] = {}
    rows = UnitCode.objects.filter(in_force(None), unit__in=unit_ids).order_by("system", "code")
    for key, system, code in rows.values_list("unit_id", "system", "code"):
        found.setdefault(key, {})[system] = code
    return found


def _names_twice(kinds: set[str]) -> set[str]:
    names = list(Unit.objects.filter(in_force(None), kind__in=kinds).values_list("name", flat=True))
    return {name for name in names if names.count(name) > 1}


def _drawn(shape: UnitShape, codes: dict[object, dict[str, str]], twice: set[str]) -> Drawn:
    unit, parent = shape.unit, shape.unit.parent
    own = codes.get(unit.pk, {})
    system = OWN_SYSTEM if OWN_SYSTEM in own or not own else min(own)
    name = parent.name if parent else ""
    above = parent.parent if parent and parent.name in twice else None
    return Drawn(
        kind=unit.kind,
        name=unit.name,
        code=own.get(system, ""),
        system=system if own else "",
        parent=f"{above.name}/{name}" if above else name,
        parent_code=codes.get(unit.parent_id, {}).get(system, ""),
        style=unit.style,
        households=unit.households,
        outline=bytes(shape.wkb),
    )
