"""Working out what a change does: which units end, begin, move, and what their outlines become.

Nothing is stored here; the same plan is the preview and what is done.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import shapely

from linli.kernel.outlines.solver import area_m2, areal, together, wkb_of
from linli.kernel.territory.rules import PARENT_KINDS, Kind, ParentUnclear, check_words
from linli.kernel.territory_changes import rules
from linli.kernel.territory_changes.rules import (
    Abolition,
    Adjustment,
    Change,
    Establishment,
    Merger,
    Part,
    Recoding,
    Rename,
    Split,
    Transfer,
)
from linli.kernel.territory_history.rules import Became, Then, UnitThen

GROUND = frozenset({Kind.STREET, Kind.COMMUNITY, Kind.GRID, Kind.MICRO_GRID})
"""Kinds that divide what is above them without gaps, so that its outline follows theirs."""

WHOLLY = 0.99
"""A part with this share of its area in one unit lies in it; less, and the preview says so."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A unit that the change makes."""

    id: UUID
    kind: Kind
    parent_id: UUID
    part: Part


@dataclass(slots=True)
class Plan:
    """Everything that one change does, worked out before anything is done.

    ``named``: unit → name and style. ``moved``: unit → new parent. ``drawn``: unit → outline
    (WKB). ``crossing``: units that lie in several of their possible parents and follow the
    larger share of their area.
    """

    ended: list[UUID] = field(default_factory=list)
    begun: list[Begun] = field(default_factory=list)
    named: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    moved: dict[UUID, UUID] = field(default_factory=dict)
    drawn: dict[UUID, bytes] = field(default_factory=dict)
    recoded: list[tuple[UUID, str, str]] = field(default_factory=list)
    became: list[Became] = field(default_factory=list)
    crossing: list[UUID] = field(default_factory=list)

    def touched(self) -> set[UUID]:
        """Return the units that were there before and that the change alters."""
        coded = {unit for unit, _, _ in self.recoded}
        return {*self.ended, *self.named, *self.moved, *self.drawn, *coded} - self.new

    @property
    def new(self) -> set[UUID]:
        """Return the units that the change makes."""
        return {unit.id for unit in self.begun}

    def heirs(self) -> dict[UUID, UUID]:
        """Return ended unit → the one that what belonged to it goes to: most of its area."""
        found: dict[UUID, Became] = {}
        for each in self.became:
            best = found.get(each.former)
            if best is None or (each.area_m2 or 0) > (best.area_m2 or 0):
                found[each.former] = each
        return {former: each.later for former, each in found.items() if former in self.ended}


def _check_cover(old: Sequence[Any], new: Sequence[Any]) -> None:
    """Refuse new outlines that are not together the old ones.

    Raises:
        NotCovered: too much is missing, lies beyond, or lies in two of them.
    """
    before, after = together(old), together(new)
    missing, beyond = area_m2(areal(before - after)), area_m2(areal(after - before))
    twice = sum(map(area_m2, new)) - area_m2(after)
    most = max(rules.COVER_M2, area_m2(before) * rules.COVER_SHARE)
    if max(missing, beyond, twice) > most:
        raise rules.NotCovered(missing_m2=missing, beyond_m2=beyond, twice_m2=max(twice, 0))


# The plans ------------------------------------------------------------------------------------


def plan(change: Change, then: Then) -> Plan:
    """Return what a change does to the territory of its day.

    Raises:
        InputRefused, RuleBroken: the change contradicts that territory; see ``rules``.
    """
    drafting = _Drafting(then)
    WORKS[type(change)](drafting, change)
    drafting.check_names()
    return drafting.plan


class _Drafting:
    """A plan while it is worked out."""

    def __init__(self, then: Then) -> None:
        self.then = then
        self.plan = Plan()
        self.read: dict[UUID, Any] = {}

    def merge(self, change: Merger) -> None:
        olds = self.same_kind(dict.fromkeys(change.units))
        into = change.into
        lives_on = into.id in change.units
        parents = {old.parent_id for old in olds}
        own = self.then.units[into.id].parent_id if lives_on else None
        parent_id = change.parent_id or own or next(iter(parents))
        if parent_id is None or (len(parents) > 1 and not (change.parent_id or lives_on)):
            raise rules.ParentNeeded
        drawn = self.outlines([old.id for old in olds])
        outline = self.outline_of(into)
        if outline is not None and len(drawn) == len(olds):
            _check_cover(list(drawn.values()), [outline])
        elif outline is None and drawn:
            outline = together(drawn.values())
        self.go_on_or_begin(olds[0].kind, parent_id, into, outline, lives_on=lives_on)
        for old in olds:
            if old.id != into.id:
                self.end(old)
                area = area_m2(drawn[old.id]) if old.id in drawn and outline is not None else None
                self.plan.became.append(Became(old.id, into.id, area))
                self.plan.moved |= {part.id: into.id for part in self.then.parts(old.id)}
            self.carry(old, drawn.get(old.id), parent_id)
        for key, name in change.names:
            self.name(self.then.units[key], name, "")

    def split(self, change: Split) -> None:
        old = self.then.units[change.unit_id]
        if len({part.id for part in change.parts}) < 2 or old.parent_id is None:
            raise rules.TooFew
        whole = self.outlines([old.id]).get(old.id)
        drawn = {part.id: self.outline_of(part) for part in change.parts}
        if whole is not None:
            for part in change.parts:
                if drawn[part.id] is None:
                    raise rules.PartUndrawn(name=part.name)
            _check_cover([whole], list(drawn.values()))
        said = {taken: part.id for part in change.parts for taken in part.takes}
        self.allot(self.then.parts(old.id), drawn, said)
        for part in change.parts:
            lives_on = part.id == old.id
            outline = drawn[part.id]
            self.go_on_or_begin(old.kind, old.parent_id, part, outline, lives_on=lives_on)
            area = None if whole is None else area_m2(areal(whole & outline))
            self.plan.became.append(Became(old.id, part.id, area))
        if old.id not in drawn:
            self.end(old)

    def transfer(self, change: Transfer) -> None:
        unit, to = self.then.units[change.unit_id], self.then.units[change.parent_id]
        if unit.id in self.then.chain(to.id):
            raise rules.InACircle(name=unit.name)
        self.check_parent(unit.kind, unit.name, to)
        self.plan.moved[unit.id] = to.id
        self.carry(unit, self.outlines([unit.id]).get(unit.id), to.id)

    def adjust(self, change: Adjustment) -> None:
        new = {unit: areal(shapely.from_wkb(wkb)) for unit, wkb in change.outlines}
        olds = self.same_kind(new)
        drawn = self.outlines(list(new))
        for old in olds:
            if old.id not in drawn:
                raise rules.PartUndrawn(name=old.name)
        _check_cover(list(drawn.values()), list(new.values()))
        for old in olds:
            self.plan.drawn[old.id] = wkb_of(new[old.id])
            self.allot(self.then.parts(old.id), {old.id: new[old.id], **new}, dict(change.said))
        for old in olds:
            for other in olds:
                if old.parent_id != other.parent_id and other.parent_id is not None:
                    gained = areal(drawn[old.id] & new[other.id])
                    self.carry(old, gained, other.parent_id)

    def establish(self, change: Establishment) -> None:
        above = self.then.units[change.parent_id]
        self.check_parent(change.kind, change.unit.name, above)
        outline = self.outline_of(change.unit)
        around = self.outlines([above.id]).get(above.id)
        if outline is not None and around is not None and change.kind in GROUND:
            beyond = area_m2(areal(outline - around))
            if beyond > max(rules.COVER_M2, area_m2(outline) * rules.COVER_SHARE):
                raise rules.NotCovered(missing_m2=0, beyond_m2=beyond, twice_m2=0)
        self.go_on_or_begin(change.kind, above.id, change.unit, outline, lives_on=False)

    def abolish(self, change: Abolition) -> None:
        unit = self.then.units[change.unit_id]
        below = list(self.then.all_below(unit.id))
        if below and not change.with_parts:
            self.refuse_left(below)
        for each in (unit, *below):
            self.end(each)

    def rename(self, change: Rename) -> None:
        self.name(self.then.units[change.unit_id], change.name, change.style)

    def recode(self, change: Recoding) -> None:
        self.plan.recoded.append((change.unit_id, change.system, change.code))

    # Pieces of the plans ------------------------------------------------------------------

    def outlines(self, keys: Collection[UUID]) -> dict[UUID, Any]:
        """Return the outlines of those units that have one, each read once."""
        found = self.then.outlines(keys)
        self.read |= {k: shapely.from_wkb(wkb) for k, wkb in found.items() if k not in self.read}
        return {key: self.read[key] for key in found}

    def same_kind(self, keys: Collection[UUID]) -> list[UnitThen]:
        """Return the units, which must be two at least, and of one kind."""
        units = [self.then.units[key] for key in keys]
        if len(units) < 2:
            raise rules.TooFew
        if len({unit.kind for unit in units}) > 1:
            raise rules.KindsDiffer
        return units

    def check_parent(self, kind: Kind, name: str, above: UnitThen) -> None:
        if PARENT_KINDS[kind] is not above.kind:
            raise rules.WrongParent(name=name, parent=above.name)

    def outline_of(self, part: Part) -> Any:
        """Return the outline of a part: its own, else that of what it takes, else None."""
        if part.outline is not None:
            return areal(shapely.from_wkb(part.outline))
        taken = self.outlines(part.takes)
        kinds = {self.then.units[key].kind for key in taken} & GROUND
        ground = [drawn for key, drawn in taken.items() if self.then.units[key].kind in kinds]
        return together(ground) if ground else None

    def go_on_or_begin(
        self, kind: Kind, parent_id: UUID, part: Part, outline: Any, *, lives_on: bool
    ) -> None:
        """Let a unit go on as ``part`` says, or begin as a new one."""
        check_words(part.name, part.style, kind)
        if lives_on:
            self.name(self.then.units[part.id], part.name, part.style)
            if self.then.units[part.id].parent_id != parent_id:
                self.plan.moved[part.id] = parent_id
        elif part.id in self.then.units:
            raise rules.KeyTaken(name=part.name)
        else:
            self.check_parent(kind, part.name, self.then.units[parent_id])
            self.plan.begun.append(Begun(part.id, kind, parent_id, part))
        if outline is not None:
            self.plan.drawn[part.id] = wkb_of(outline)
        self.plan.recoded += [(part.id, system, code) for system, code in part.codes]

    def name(self, unit: UnitThen, name: str, style: str) -> None:
        check_words(name, style, unit.kind)
        if (unit.name, unit.style) != (name, style or unit.style):
            self.plan.named[unit.id] = (name, style or unit.style)

    def end(self, unit: UnitThen) -> None:
        if unit.parent_id is None:
            raise ParentUnclear
        self.plan.ended.append(unit.id)

    def allot(
        self, parts: Sequence[UnitThen], among: Mapping[UUID, Any], said: Mapping[UUID, UUID]
    ) -> None:
        """Let each part go to the unit that was said, else to where most of its area lies."""
        drawn = self.outlines([part.id for part in parts])
        targets = {key: outline for key, outline in among.items() if outline is not None}
        left = []
        for part in parts:
            to = said.get(part.id)
            if to is None and part.id in drawn and targets:
                to = self.by_outline(part, drawn[part.id], targets)
            if to is None:
                left.append(part)
            elif to != part.parent_id:
                self.plan.moved[part.id] = to
        if left:
            self.refuse_left(left)

    def by_outline(self, part: UnitThen, outline: Any, targets: Mapping[UUID, Any]) -> UUID | None:
        shares = {key: (outline & drawn).area / outline.area for key, drawn in targets.items()}
        best = max(shares, key=lambda key: (shares[key], str(key)))
        if shares[best] < WHOLLY:
            self.plan.crossing.append(part.id)
        return best if shares[best] > 0 else None

    def refuse_left(self, left: Sequence[UnitThen]) -> None:
        names = "、".join(unit.name for unit in left[:5]) + ("…" if len(left) > 5 else "")
        raise rules.PartsLeft(count=len(left), names=names)

    def carry(self, unit: UnitThen, outline: Any, to: UUID) -> None:
        """Let the outlines above follow ground that goes from one parent to another.

        Compounds follow it too where most of their area lies in it.
        """
        if outline is None or unit.kind not in GROUND or unit.parent_id == to:
            return
        losing, gaining = self.then.chain(unit.parent_id), self.then.chain(to)
        for loser, gainer in zip(losing, gaining, strict=True):
            if loser == gainer:
                return
            drawn = self.drawn_now([loser, gainer])
            if loser in drawn:
                self.plan.drawn[loser] = wkb_of(areal(drawn[loser] - outline))
            if gainer in drawn:
                self.plan.drawn[gainer] = wkb_of(together([drawn[gainer], outline]))
            self.take_compounds(loser, gainer, outline)

    def drawn_now(self, keys: Collection[UUID]) -> dict[UUID, Any]:
        """Return outlines as the plan has left them so far."""
        changed = {k: shapely.from_wkb(self.plan.drawn[k]) for k in keys if k in self.plan.drawn}
        return self.outlines(keys) | changed

    def take_compounds(self, loser: UUID, gainer: UUID, outline: Any) -> None:
        found = [each for each in self.then.parts(loser) if each.kind is Kind.COMPOUND]
        for key, drawn in self.outlines([each.id for each in found]).items():
            share = (drawn & outline).area / drawn.area
            if share > 0.5:
                self.plan.moved.setdefault(key, gainer)
            if 1 - WHOLLY < share < WHOLLY:
                self.plan.crossing.append(key)

    def check_names(self) -> None:
        """Refuse two units of one kind with one name within one parent."""
        fresh = [(unit.id, unit.kind, unit.part.name, unit.parent_id) for unit in self.plan.begun]
        changed = [
            (
                key,
                unit.kind,
                self.plan.named.get(key, (unit.name,))[0],
                self.plan.moved.get(key, unit.parent_id),
            )
            for key in self.plan.named.keys() | self.plan.moved.keys()
            if (unit := self.then.units[key])
        ]
        new = {(kind, name, parent) for _, kind, name, parent in (*fresh, *changed)}
        seen: set[tuple[Kind, str, UUID | None]] = set()
        for _, kind, name, parent in (
            *fresh,
            *changed,
            *self.unchanged(parent for *_, parent in new),
        ):
            if (kind, name, parent) in seen & new:
                raise rules.NameTaken(name=name, parent=self.name_of(parent))
            seen.add((kind, name, parent))

    def unchanged(
        self, parents: Iterable[UUID | None]
    ) -> Iterator[tuple[UUID, Kind, str, UUID | None]]:
        altered = {*self.plan.ended, *self.plan.named, *self.plan.moved}
        for parent in dict.fromkeys(parents):
            for unit in self.then.below.get(parent, []):
                if unit.id not in altered:
                    yield unit.id, unit.kind, unit.name, parent

    def name_of(self, key: UUID | None) -> str:
        fresh = {unit.id: unit.part.name for unit in self.plan.begun}
        return fresh.get(key) or self.then.units[key].name if key else ""


WORKS: dict[type[Any], Callable[[_Drafting, Any], None]] = {
    Merger: _Drafting.merge,
    Split: _Drafting.split,
    Transfer: _Drafting.transfer,
    Adjustment: _Drafting.adjust,
    Rename: _Drafting.rename,
    Establishment: _Drafting.establish,
    Abolition: _Drafting.abolish,
    Recoding: _Drafting.recode,
}
"""Sort of change → what works it out."""
