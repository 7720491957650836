"""A ledger of compounds or buildings is looked at, and taken in: all or nothing."""

import hashlib
from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.kernel.common.errors import InputRefused
from linli.kernel.deliveries.rules import Outcome, Report, Verdict, change_notes
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.journal.services import Line
from linli.kernel.ledgers import queries as ledgers
from linli.kernel.ledgers.rules import (
    Ledger,
    NamedNowhere,
    NameTaken,
    Row,
    RowStandsTwice,
    column_of,
)
from linli.kernel.people.rules import Actor, check_may_edit_territory
from linli.kernel.territory import services as territory
from linli.kernel.territory.models import Unit
from linli.kernel.territory.rules import (
    OWN_SYSTEM,
    PARENT_KINDS,
    CodeOfAnother,
    Kind,
    RowFault,
    RowsRefused,
    typed_door_code,
)
from linli.kernel.territory.services import NewUnit
from linli.kernel.unit_ledgers.news import UnitLedgerTakenIn
from linli.kernel.unit_ledgers.queries import KINDS, NONE_ALIKE, Names, codes_elsewhere

Keys = Callable[[], UUID]


@dataclass(frozen=True, slots=True)
class _Match:
    row: Row
    unit: Unit | None
    wanted: NewUnit


class _Known:
    """The present units of a ledger and of the level above."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.units = Names([kind])
        above = PARENT_KINDS[kind]
        self.parents = Names([above] if above else [])
        self.by_name = {(u.parent_id, u.name): u for u in self.units.units.values()}
        self.by_door = {u.door_code: u for u in self.units.units.values() if u.door_code}
        self.elsewhere = codes_elsewhere(kind)

    def parent(self, row: Row) -> Unit:
        """Return the unit that a row says it is part of."""
        name, above = row.words("parent"), row.words("above")
        return self.parents.meant(row, "parent", said=f"{above}/{name}" if above else name)

    def unit(self, row: Row, parent: Unit) -> Unit | None:
        """Return the unit that a row means: by its door code, its own code, its name and place."""
        code, name = row.words("code"), row.words("name")
        if self.kind is Kind.BUILDING and (typed := row.words("door_code")):
            found = self.by_door.get(typed_door_code(typed))
            if found is None:
                heading = column_of(row.ledger, "door_code").heading
                raise NamedNowhere(value=typed, column=heading, alike=NONE_ALIKE)
            return found
        if code in self.elsewhere:
            raise CodeOfAnother(code=code)
        there = self.by_name.get((parent.pk, name))
        if code not in self.units.by_code:
            return there
        found = self.units.units[self.units.by_code[code]]
        if there is not None and there.pk != found.pk:
            raise NameTaken(name=name)
        return found


def look(actor: Actor, *, file: Path, ledger: Ledger, at: datetime, keys: Keys) -> Report:
    """Return what a ledger would do, row by row; nothing is changed.

    Raises:
        Forbidden, and whatever ``ledgers.queries.read`` refuses about the file as a whole.
    """
    check_may_edit_territory(actor)
    report, _ = _prepared(file, ledger, timezone.localtime(at).date(), keys)
    return report


@transaction.atomic
def take_in(
    actor: Actor,
    *,
    file: Path,
    ledger: Ledger,
    source: str,
    delivery_id: UUID,
    stamp: Stamp,
    keys: Keys,
) -> Report:
    """Add or change the units of a ledger, all or nothing; the same file again changes nothing.

    Units that the ledger does not have, outlines, and what a cell leaves empty stay as they are.

    Raises:
        Forbidden: the actor is neither operator nor district desk nor the house itself.
        RowsRefused: rows cannot be used; ``faults`` lists them.
        whatever ``ledgers.queries.read`` refuses about the file as a whole.
    """
    check_may_edit_territory(actor)
    territory.hold()
    report, rows = _prepared(file, ledger, timezone.localtime(stamp.at).date(), keys)
    if report.faults:
        raise RowsRefused([RowFault(number, error) for number, error in report.faults])
    done = territory.bring_in_line(actor, rows=rows, source=source, at=stamp.at)
    told = UnitLedgerTakenIn(
        delivery_id=delivery_id,
        what=ledger.value,
        digest=hashlib.sha256(file.read_bytes()).hexdigest(),
        created=done.created,
        changed=done.changed,
        unchanged=done.unchanged,
    )
    journal.record([Line(actor, f"kernel.delivery:{delivery_id}", told, stamp)])
    return report


def _prepared(file: Path, ledger: Ledger, on: date, keys: Keys) -> tuple[Report, list[NewUnit]]:
    rows = ledgers.read(file, ledger)
    known = _Known(KINDS[ledger])
    seen: dict[object, int] = {}
    matches: list[_Match] = []
    verdicts: list[Verdict] = []
    for row in rows:
        try:
            match = _match(row, known, on, keys)
            _check_once(match, seen)
            matches.append(match)
        except InputRefused as error:
            name = row.cells.get("name", "")[:120]
            verdicts.append(Verdict(row.number, name, Outcome.REFUSED, error=error))
    changed = territory.would_change([match.wanted for match in matches])
    verdicts += [
        Verdict(
            match.row.number,
            match.wanted.name,
            _outcome(match, changed),
            change_notes(changed.get(match.wanted.id, ())),
        )
        for match in matches
    ]
    report = Report(sorted(verdicts, key=lambda each: each.number))
    return report, [match.wanted for match in matches]


def _outcome(match: _Match, changed: Container[UUID]) -> Outcome:
    if match.unit is None:
        return Outcome.NEW
    return Outcome.CHANGED if match.unit.pk in changed else Outcome.UNCHANGED


def _match(row: Row, known: _Known, on: date, keys: Keys) -> _Match:
    parent = known.parent(row)
    unit = known.unit(row, parent)
    code, households = row.words("code"), row.number_in("households")
    wanted = NewUnit(
        id=unit.pk if unit else keys(),
        kind=known.kind,
        name=row.words("name"),
        parent_id=parent.pk,
        valid_from=on,
        style=unit.style if unit else "",
        households=unit.households if unit and households is None else households,
        codes=((OWN_SYSTEM, code),) if code else (),
    )
    return _Match(row, unit, wanted)


def _check_once(match: _Match, seen: dict[object, int]) -> None:
    """Refuse a row that means what an earlier one means: the unit, its name in its place, its code.

    Raises:
        RowStandsTwice: it does.
    """
    wanted = match.wanted
    means: list[object] = [wanted.id, (wanted.parent_id, wanted.name), *wanted.codes]
    for each in means:
        if each in seen:
            raise RowStandsTwice(name=wanted.name, row=seen[each])
    seen.update(dict.fromkeys(means, match.row.number))
