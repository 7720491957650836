"""What the desk's pages of the territory show."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext, pgettext

from linli.kernel.areas import queries as areas
from linli.kernel.areas.models import AreaMember
from linli.kernel.people import queries as people
from linli.kernel.people.rules import Actor, check_may_edit_territory
from linli.kernel.territory import queries as territory
from linli.kernel.territory.models import Unit, UnitCode, UnitPast
from linli.kernel.territory.rules import (
    LABELS,
    PARENT_KINDS,
    Kind,
    ListedUnit,
    UnitUnknown,
    natural_order,
)
from linli.kernel.territory_changes import queries as changes
from linli.kernel.territory_changes.models import TerritoryChange
from linli.kernel.territory_changes.queries import PAGE_SIZE, Preview
from linli.kernel.territory_changes.rules import SORT_NAMES, STAGE_NAMES, Sort, Stage
from linli.kernel.territory_history.models import UnitSuccession
from linli.kernel.unit_codes import queries as unit_codes
from linli.kernel.unit_codes.queries import Codes
from linli.kernel.unit_codes.rules import SYSTEM_NAMES
from linli.ui.pages import shown_as
from linli.ui.territory.rules import SENTENCES

MOST_FOUND = 40
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change in a list: what, from when, on which document."""

    id: UUID
    sort: Sort
    sentence: str
    on: date
    stage: Stage
    number: str
    issuer: str
    refusal: str

    @property
    def sort_name(self) -> str:
        """Return the translated name of the sort."""
        return gettext(SORT_NAMES[self.sort])

    @property
    def stage_name(self) -> str:
        """Return the translated name of the stage."""
        return gettext(STAGE_NAMES[self.stage])


@dataclass(frozen=True, slots=True)
class TerritoryPage:
    """The changes of the territory, and the units that were searched for."""

    page: Page[ChangeLine]
    found: Sequence[ListedUnit]
    asked: Mapping[str, str]
    waiting: int


@dataclass(frozen=True, slots=True)
class Former:
    """What a unit was called and was part of up to a day."""

    name: str
    parent: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit: where it lies, what it was, its codes, what can be changed about it."""

    line: ListedUnit
    path: Sequence[ListedUnit]
    valid_from: date
    valid_to: date | None
    codes: Sequence[tuple[str, UnitCode]]
    former: Sequence[Former]
    became: Sequence[ListedUnit]
    came_from: Sequence[ListedUnit]
    parts: Sequence[ListedUnit]
    siblings: Sequence[ListedUnit]
    parents: Sequence[ListedUnit]
    changes: Sequence[ChangeLine]
    areas: Sequence[AreaMember]

    @property
    def kinds_below(self) -> list[Kind]:
        """Return the kinds of unit that can lie directly below."""
        return [kind for kind, above in PARENT_KINDS.items() if above is self.line.kind]

    @property
    def below(self) -> list[tuple[str, int]]:
        """Return the names of the kinds directly below, and how many there are."""
        counted = Counter(each.label for each in self.parts)
        return [(gettext(name), count) for name, count in counted.items()]

    @property
    def sorts(self) -> list[tuple[Sort, str]]:
        """Return the sorts of change open to the unit, with their names."""
        possible = {
            Sort.RENAME: True,
            Sort.MERGER: bool(self.siblings),
            Sort.SPLIT: len(self.parts) > 1 and self.line.parent_id is not None,
            Sort.TRANSFER: bool(self.parents),
            Sort.ESTABLISHMENT: bool(self.kinds_below),
            Sort.RECODING: True,
            Sort.ABOLITION: self.line.parent_id is not None,
        }
        is_there = self.valid_to is None
        return [(s, gettext(SORT_NAMES[s])) for s, fits in possible.items() if fits and is_there]


@dataclass(frozen=True, slots=True)
class ChangePage:
    """One change with what it does, if that is still to come, or why it cannot."""

    line: ChangeLine
    decided_at: datetime
    decided_by: str
    in_force_at: datetime | None
    is_due: bool
    units: Sequence[ListedUnit]


def page(actor: Actor, asked: Mapping[str, str], *, number: str) -> TerritoryPage:
    """Return the changes, the latest day first, and the units that the words fit.

    Raises:
        Forbidden: the actor keeps no territory.
    """
    check_may_edit_territory(actor)
    rows = changes.changes(stage=asked.get("stage", ""), sort=asked.get("sort", ""))
    page = Paginator(rows, PAGE_SIZE).get_page(number)
    words = asked.get("words", "")
    found = territory.search(words, tuple(Kind), MOST_FOUND) if words else []
    waiting = changes.changes(stage=Stage.PLANNED).count()
    return TerritoryPage(shown_as(page, lines(list(page.object_list))), found, asked, waiting)


def lines(rows: Sequence[TerritoryChange]) -> list[ChangeLine]:
    """Return changes as lists show them, with the names of their time; two statements."""
    names = _Names({key for row in rows for key in _keys(row)})
    return [
        ChangeLine(
            id=row.pk,
            sort=Sort(row.sort),
            sentence=_sentence(row, names),
            on=row.on,
            stage=Stage(row.stage),
            number=row.number,
            issuer=row.issuer,
            refusal=row.refusal,
        )
        for row in rows
    ]


def _keys(row: TerritoryChange) -> set[UUID]:
    """Return the units that a sentence about a change may name."""
    return {UUID(word) for word in _words_in(row.terms) if len(word) == 36} | set(row.units)


def _words_in(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _words_in(each)


class _Names:
    """What units were called on the day before a change, or are called now."""

    def __init__(self, keys: set[UUID]) -> None:
        self.now = territory.names(keys)
        past = UnitPast.objects.filter(unit__in=keys)
        self.past = list(past.values_list("unit_id", "name", "valid_from", "valid_to"))

    def before(self, key: str | UUID, on: date) -> str:
        """Return the name of a unit on the day before ``on``."""
        unit, day = UUID(str(key)), on - ONE_DAY
        then = (name for each, name, first, end in self.past if each == unit and first <= day < end)
        return next(then, self.now.get(unit, "—"))


def _sentence(row: TerritoryChange, names: _Names) -> str:
    """Return in one sentence what a change does, with the names of its time."""
    terms: dict[str, Any] = row.terms

    def called(*keys: str) -> str:
        return _listing(names.before(key, row.on) for key in keys if key)

    into, founded = terms.get("into", {}), terms.get("unit", {})
    units = terms.get("units") or [key for key, _ in terms.get("outlines", [])]
    system = terms.get("system", "")
    facts = {
        "unit": founded.get("name") or called(terms.get("unit_id", "")),
        "units": called(*(key for key in units if key != into.get("id"))),
        "into": into.get("name", ""),
        "parts": _listing(part["name"] for part in terms.get("parts", [])),
        "parent": called(terms.get("parent_id") or ""),
        "name": terms.get("name", ""),
        "system": gettext(SYSTEM_NAMES.get(system, system)) if system else "",
        "code": terms.get("code") or "—",
    }
    return gettext(SENTENCES[Sort(row.sort)]) % facts


def _listing(names: Iterable[str]) -> str:
    return pgettext("between the items of a list", ", ").join(names)


def unit(actor: Actor, unit_id: UUID, *, on: date) -> UnitPage:
    """Return the page of one unit, also of an ended one.

    Raises:
        Forbidden: the actor keeps no territory.
        UnitUnknown: there is no such unit.
    """
    check_may_edit_territory(actor)
    path = territory.path(unit_id)
    row = Unit.objects.get(pk=unit_id)
    line = path[-1]
    above = PARENT_KINDS[line.kind]
    siblings = territory.children(line.parent_id, [line.kind]) if line.parent_id else []
    present = Unit.objects.filter(valid_to=None, kind=above).values_list("pk", flat=True)
    parents = territory.listed(set(present) - {line.parent_id}) if above else {}
    became, came_from = _successors(unit_id)
    return UnitPage(
        line=line,
        path=path,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        codes=[
            (gettext(SYSTEM_NAMES.get(c.system, c.system)), c) for c in unit_codes.history(unit_id)
        ],
        former=_former(unit_id),
        became=became,
        came_from=came_from,
        parts=territory.children(unit_id),
        siblings=[each for each in siblings if each.id != unit_id],
        parents=sorted(parents.values(), key=natural_order),
        changes=lines(list(changes.changes(unit_id=unit_id)[:PAGE_SIZE])),
        areas=areas.memberships([unit_id], on=on),
    )


def _former(unit_id: UUID) -> list[Former]:
    past = UnitPast.objects.filter(unit=unit_id).select_related("parent").order_by("-valid_from")
    return [
        Former(each.name, each.parent.name if each.parent else "", each.valid_from, each.valid_to)
        for each in past
    ]


def _successors(unit_id: UUID) -> tuple[list[ListedUnit], list[ListedUnit]]:
    """Return what a unit became, and what it came from, by mergers and splits."""
    steps = UnitSuccession.objects.exclude(former=unit_id, later=unit_id).order_by("order", "pk")
    later = list(steps.filter(former=unit_id).values_list("later_id", flat=True))
    former = list(steps.filter(later=unit_id).values_list("former_id", flat=True))
    listed = territory.listed({*later, *former})
    return [listed[key] for key in later], [listed[key] for key in former]


def change(actor: Actor, change_id: UUID, *, on: date) -> ChangePage:
    """Return the page of one change.

    Raises:
        Forbidden: the actor keeps no territory.
        ChangeUnknown: there is no such change.
    """
    check_may_edit_territory(actor)
    row = changes.change(change_id)
    [line] = lines([row])
    listed = territory.listed(set(row.units))
    return ChangePage(
        line=line,
        decided_at=row.decided_at,
        decided_by=people.office_of(row.decided_from) if row.decided_from else "",
        in_force_at=row.in_force_at,
        is_due=line.stage is Stage.PLANNED and row.on <= on,
        units=sorted(listed.values(), key=natural_order),
    )


def below(found: Preview) -> list[tuple[str, int]]:
    """Return the kinds of what goes along below the units that move, and how many there are."""
    return [(gettext(LABELS[kind]), count) for kind, count in found.below.items()]


@dataclass(frozen=True, slots=True)
class CodesPage:
    """The units directly below one, with their codes in all systems side by side."""

    above: ListedUnit
    rows: Sequence[tuple[ListedUnit, list[str], bool]]
    systems: Sequence[str]
    differing: int


def codes(actor: Actor, above: UUID | None) -> CodesPage:
    """Return the streets of the district, or the communities of a street, with their codes.

    Raises:
        Forbidden: the actor keeps no territory.
        UnitUnknown: there is no such unit, or no district yet.
    """
    check_may_edit_territory(actor)
    district = Unit.objects.filter(valid_to=None, kind=Kind.DISTRICT).values_list("pk", flat=True)
    key = above or district.first()
    if key is None:
        raise UnitUnknown
    units = territory.children(key)
    found: dict[UUID, Codes] = unit_codes.codes_on([unit.id for unit in units])
    rows = [
        (unit, [found[unit.id].codes.get(s, "") for s in SYSTEM_NAMES], found[unit.id].differ)
        for unit in units
    ]
    names = [gettext(name) for name in SYSTEM_NAMES.values()]
    return CodesPage(territory.path(key)[-1], rows, names, sum(differ for *_, differ in rows))
