"""``linli init``: begin a real, empty district from one workbook, all of it or nothing."""

import argparse
import os
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cli import workbook
from linli.cli.workbook import CellUnreadable, NotFoundInSheets, Row, StandsTwice
from linli.grid.catalogue import queries as catalogue_queries
from linli.grid.catalogue import services as catalogue
from linli.grid.catalogue.services import NewDuty
from linli.kernel.calendar import services as calendar
from linli.kernel.common import ids
from linli.kernel.common.errors import InputRefused, RuleBroken, gettext_noop
from linli.kernel.heads import services as heads
from linli.kernel.people import services as people
from linli.kernel.people.models import Organisation, Person, Post
from linli.kernel.people.rules import BY_RULE, POST_ROLES, phone_number
from linli.kernel.people.services import Staff
from linli.kernel.places import queries as places
from linli.kernel.territory import services as territory
from linli.kernel.territory.rules import OWN_SYSTEM, PARENT_KINDS, Kind, ParentUnclear
from linli.kernel.territory.services import NewUnit
from linli.ui.errors import words

IN_FORCE_FROM = datetime(2000, 1, 1, tzinfo=UTC)
"""The first catalogue holds from here on, so that a district's own history finds it."""


class DistrictIsThere(RuleBroken):
    """The database already holds a district."""

    code = "cli.district_is_there"
    message = gettext_noop("There is a district here already; nothing was changed.")
    hint = gettext_noop("Outlines and single units come by “linli import units”.")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    parser = commands.add_parser("init", help="begin a district from a workbook")
    parser.add_argument("file", type=Path, help="workbook (.xlsx)")
    parser.add_argument("--template", action="store_true", help="write an example workbook there")


def handle(options: argparse.Namespace) -> int:
    """Write the template, or begin the district; 2 where rows cannot be used."""
    if options.template:
        workbook.write_template(options.file)
        print(_("Written: %(file)s") % {"file": options.file})
        return 0
    faults = begin(options.file, at=timezone.now())
    for fault in faults:
        print(fault)
    if faults:
        print(_("Nothing was changed."))
        return 2
    heads.begin(settings.SIGNING_KEY, raw=os.urandom(32))
    print(_("The district is there. Let each person set a password: linli password USERNAME"))
    return 0


def begin(path: Path, *, at: datetime) -> list[str]:
    """Store units, organisations, staff and duties of a workbook; return a line per bad row.

    Raises:
        DistrictIsThere: the database is not empty.
        NotAWorkbook: the file cannot be read at all.
    """
    if places.district_id() is not None:
        raise DistrictIsThere
    reading = _Reading(workbook.read(path), timezone.localdate(at))
    if reading.faults:
        return reading.faults
    with transaction.atomic():
        territory.add_units(BY_RULE, rows=reading.units, source=path.name, at=at)
        people.add_staff(BY_RULE, staff=reading.staff)
        calendar.seed(BY_RULE, years=range(at.year - 1, at.year + 2))
        list_of_matters = files(catalogue.__package__).joinpath("catalogue.json").read_bytes()
        edition = catalogue.adopt(BY_RULE, content=list_of_matters, at=IN_FORCE_FROM)
        faults = reading.unknown_duties(edition.number)
        if faults:
            transaction.set_rollback(True)
            return faults
        catalogue.set_duties(BY_RULE, rows=reading.duties, at=IN_FORCE_FROM)
    return []


class _Reading:
    """Turns the rows of a workbook into units and staff and gathers what is wrong with them."""

    def __init__(self, sheets: Mapping[str, list[Row]], today: date) -> None:
        self.today = today
        self.faults: list[str] = []
        self.units: list[NewUnit] = []
        self.staff = Staff(organisations=[], persons=[], posts=[])
        self.duty_rows: list[tuple[Row, NewDuty]] = []
        self.by_name: defaultdict[tuple[Kind, str], list[UUID]] = defaultdict(list)
        self.by_code: dict[str, tuple[Kind, UUID]] = {}
        self.offices: dict[str, Organisation] = {}
        self.usernames: set[str] = set()
        self._each(sheets["units"], self._unit)
        self._each(sheets["organisations"], self._organisation)
        self._each(sheets["staff"], self._person)

    @property
    def duties(self) -> list[NewDuty]:
        """Return the list of duties."""
        return [duty for _row, duty in self.duty_rows]

    def unknown_duties(self, edition: int) -> list[str]:
        """Return a line for each duty that is no word of the catalogue."""
        known = {one.department for one in catalogue_queries.categories(edition=edition)}
        possible = ", ".join(sorted(known))
        return [
            _line(row, CellUnreadable(value=duty.department, column="duties", possible=possible))
            for row, duty in self.duty_rows
            if duty.department not in known
        ]

    def _each(self, rows: list[Row], take: Callable[[Row], None]) -> None:
        for row in rows:
            try:
                take(row)
            except InputRefused as fault:
                self.faults.append(_line(row, fault))

    def _unit(self, row: Row) -> None:
        kind, name, code = Kind(_one_of(row, "kind", Kind)), row.need("name"), row.cells["code"]
        parent_id = self._parent(row, kind)
        if code in self.by_code:
            raise StandsTwice(value=code)
        key = ids.new()
        self.units.append(
            NewUnit(
                id=key,
                kind=kind,
                name=name,
                parent_id=parent_id,
                valid_from=self.today,
                households=row.number_of("households"),
                codes=((OWN_SYSTEM, code),) if code else (),
            )
        )
        self.by_name[kind, name].append(key)
        if code:
            self.by_code[code] = (kind, key)

    def _parent(self, row: Row, kind: Kind) -> UUID | None:
        above = PARENT_KINDS[kind]
        if above is None:
            if any(unit.kind is kind for unit in self.units):
                raise StandsTwice(value=row.need("name"))
            return None
        found = self._found(row, "parent", [above])
        if found is None:
            raise ParentUnclear
        return found

    def _found(self, row: Row, column: str, kinds: list[Kind]) -> UUID | None:
        """Return the unit a cell names by its code or name, or None where it is empty."""
        value = row.cells[column]
        if not value:
            return None
        kind, key = self.by_code.get(value, (None, None))
        possible = [key] if key and kind in kinds else []
        possible = possible or [one for kind in kinds for one in self.by_name[kind, value]]
        if len(possible) != 1:
            raise NotFoundInSheets(value=value, column=column)
        return possible[0]

    def _organisation(self, row: Row) -> None:
        kind = _one_of(row, "kind", Organisation.Kind.values)
        name = row.need("name")
        if name in self.offices:
            raise StandsTwice(value=name)
        unit_id = self._found(row, "unit", [Kind.DISTRICT, Kind.STREET, Kind.COMMUNITY])
        office = Organisation(
            id=ids.new(), kind=kind, name=name, code=row.cells["code"], unit_id=unit_id
        )
        self.offices[name] = office
        self.staff.organisations.append(office)
        for word in dict.fromkeys(row.cells["duties"].replace(",", " ").split()):
            self.duty_rows.append((row, NewDuty(organisation_id=office.pk, department=word)))

    def _person(self, row: Row) -> None:
        name, username = row.need("name"), row.cells["username"]
        office = self.offices.get(row.need("organisation"))
        if office is None:
            raise NotFoundInSheets(value=row.cells["organisation"], column="organisation")
        if username in self.usernames:
            raise StandsTwice(value=username)
        role = _one_of(row, "role", POST_ROLES)
        kinds = [Kind.DISTRICT, Kind.STREET, Kind.COMMUNITY, Kind.GRID]
        unit_id = self._found(row, "unit", kinds) or office.unit_id
        starts_on, ends_on = row.day("from") or self.today, row.day("to")
        if ends_on and ends_on <= starts_on:
            raise CellUnreadable(value=ends_on, column="to", possible=f"> {starts_on}")
        person = Person(
            id=ids.new(),
            name=name,
            phone=phone_number(row.cells["phone"]),
            username=username or None,
            password="!",
        )
        self.usernames |= {username} - {""}
        self.staff.persons.append(person)
        self.staff.posts.append(
            Post(
                id=ids.new(),
                person=person,
                organisation=office,
                role=role,
                unit_id=unit_id,
                starts_on=starts_on,
                ends_on=ends_on,
            )
        )


def _one_of(row: Row, column: str, possible: object) -> str:
    words_here = [str(one) for one in possible]  # type: ignore[attr-defined]
    value = row.need(column)
    if value not in words_here:
        raise CellUnreadable(value=value, column=column, possible=", ".join(words_here))
    return value


def _line(row: Row, fault: InputRefused) -> str:
    said = " ".join(part for part in words(fault) if part)
    place = _("Sheet %(sheet)s, row %(row)s:") % {"sheet": row.sheet, "row": row.number}
    return f"{place} {said}"
