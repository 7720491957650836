"""Figures of a time by the units of one day's territory: that of then, or today's."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Sum

from linli.grid.figures.models import Delta, Total
from linli.grid.figures.queries import Figures
from linli.grid.figures.rules import Measure
from linli.grid.territory_figures import rules
from linli.grid.territory_figures.rules import Apart
from linli.kernel.territory.rules import Kind, ListedUnit, natural_order
from linli.kernel.territory_history import queries as history
from linli.kernel.territory_history.rules import Then

BY = ("grid_id", "community_id", "street_id", "measure", "bin")


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """What was counted for one unit; ``parent`` names what it is part of on that day."""

    unit_id: UUID
    name: str
    parent: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class TerritoryFigures:
    """The figures of some days by the units of the territory of ``on``, in the order of lists.

    ``divided``: counted for units that are several ones in that territory. ``none``: counted
    where no unit of this level was known, or nothing took its place. Together with the lines
    they are all there is.
    """

    first: date
    last: date
    on: date
    level: Kind
    lines: list[UnitFigures]
    divided: Figures
    none: Figures

    @property
    def counted(self) -> list[UnitFigures]:
        """Return the lines for which anything was counted."""
        return [line for line in self.lines if line.figures.counts]


@dataclass(slots=True)
class _Sum:
    counts: Counter[str] = field(default_factory=Counter)
    bins: Counter[int] = field(default_factory=Counter)

    def figures(self) -> Figures:
        return Figures(dict(self.counts), dict(self.bins))


def by_unit(first: date, last: date, *, level: Kind, on: date) -> TerritoryFigures:
    """Return what was counted from ``first`` to ``last``, by the units in force on ``on``.

    With ``on`` within those days it is the territory of then, with today the present one: what
    was counted for a unit goes to whatever it became (``rules.belongs_to``). Four statements,
    and two more for each day between on which the territory changed.

    Args:
        level: street, community or grid.

    Raises:
        ValueError: the roll-ups do not know the level.
    """
    if level not in rules.LEVELS:
        raise ValueError(f"figures are not kept by {level}")
    then, lineage = history.then(on), history.lineage()
    sums: dict[UUID | Apart, _Sum] = {}
    for begins, ends in rules.spans(first, last, lineage.days()):
        for (*units, measure, number), count in _counted(begins, ends).items():
            key = rules.belongs_to(
                units, seen=begins, level=level, then=then, lineage=lineage, on=on
            )
            kept = sums.setdefault(key, _Sum())
            kept.counts[measure] += count
            if measure == Measure.HANDLED:
                kept.bins[number] += count
    return TerritoryFigures(
        first=first,
        last=last,
        on=on,
        level=level,
        lines=_lines(then, level, sums),
        divided=sums.get(Apart.DIVIDED, _Sum()).figures(),
        none=sums.get(Apart.NONE, _Sum()).figures(),
    )


def then_and_now(*, first: date, last: date, level: Kind, today: date) -> list[TerritoryFigures]:
    """Return the figures of some days by the territory of their last day, and by the present one.

    Raises:
        ValueError: the roll-ups do not know the level.
    """
    return [by_unit(first, last, level=level, on=on) for on in (min(last, today), today)]


Counted = tuple[UUID | None, UUID | None, UUID | None, str, int]


def _counted(first: date, last: date) -> Counter[Counted]:
    """Return what was counted on some days by the units it was counted for; two statements."""
    found: Counter[Counted] = Counter()
    for table in (Total, Delta):
        rows = table.objects.filter(on__gte=first, on__lte=last).values_list(*BY)
        for *key, count in rows.annotate(Sum("count")).order_by():
            found[tuple(key)] += count
    return found


def _lines(then: Then, level: Kind, sums: dict[UUID | Apart, _Sum]) -> list[UnitFigures]:
    """Return a line for each unit of a level, also for those with nothing counted."""
    units = [
        ListedUnit(
            unit.id, unit.kind, unit.style, unit.name, unit.parent_id, _parent(then, unit.id), None
        )
        for unit in then.units.values()
        if unit.kind is level
    ]
    return [
        UnitFigures(unit.id, unit.name, unit.parent_name, sums.get(unit.id, _Sum()).figures())
        for unit in sorted(units, key=lambda unit: (unit.parent_name, natural_order(unit)))
    ]


def _parent(then: Then, unit_id: UUID) -> str:
    above = then.units[unit_id].parent_id
    return then.units[above].name if above else ""
