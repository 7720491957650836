"""The file in which a district brings its own history: one matter a row, from CSV to matters."""

import csv
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from linli.grid.cases.rules import Ground, Satisfied
from linli.grid.cases.services import Report
from linli.grid.catalogue import queries as catalogue
from linli.grid.history.rules import Past, check_order
from linli.grid.history.services import Matter
from linli.grid.moves.rules import Move
from linli.kernel.common import ids, text
from linli.kernel.common.errors import InputRefused, gettext_noop
from linli.kernel.people import queries as people
from linli.kernel.people.models import Organisation
from linli.kernel.people.rules import ANONYMOUS, Actor, Role, reporter
from linli.kernel.places import queries as places
from linli.kernel.places.rules import Place
from linli.kernel.territory.models import Unit, UnitCode

NEEDED = ("number", "reported_at", "words")
TIMES = {
    "registered_at": Move.REGISTER,
    "dispatched_at": Move.DISPATCH,
    "accepted_at": Move.ACCEPT,
    "done_at": Move.DONE,
    "verified_at": Move.VERIFY,
    "closed_at": Move.CLOSE,
}
"""Column of each step of the line, in its order; a step that is left out happened with the next."""

OTHERS = (
    *("place", "lon", "lat", "category", "lead", "declined_at", "ground", "settled", "satisfied"),
)
COLUMNS = (*NEEDED, *OTHERS, *TIMES)

YES_NO = {"yes": True, "no": False, "是": True, "否": False, "1": True, "0": False}
SATISFIED = {
    **{word.value: word for word in Satisfied},
    "满意": Satisfied.SATISFIED,
    "基本满意": Satisfied.MOSTLY,
    "不满意": Satisfied.DISSATISFIED,
}


class ColumnsMissing(InputRefused):
    """The file has no heading line with the columns that are needed."""

    code = "cli.columns_missing"
    message = gettext_noop("The column “%(column)s” is missing.")
    hint = gettext_noop("docs/how-to/import-history.md lists the columns.")


class ValueUnreadable(InputRefused):
    """A value is not of the form that its column has."""

    code = "cli.value_unreadable"
    message = gettext_noop("“%(value)s” cannot stand in the column “%(column)s”.")
    hint = gettext_noop("docs/how-to/import-history.md says what each column holds.")


class ValueNeeded(InputRefused):
    """A step is told without what it needs."""

    code = "cli.value_needed"
    message = gettext_noop("The column “%(column)s” is empty, and this row needs it.")
    hint = gettext_noop("docs/how-to/import-history.md says when a column is needed.")


class NumberTwice(InputRefused):
    """Two rows of the file have the same number."""

    code = "cli.number_twice"
    message = gettext_noop("The number “%(number)s” stands in this file twice.")
    hint = gettext_noop("Take one of the rows out.")


@dataclass(frozen=True, slots=True)
class Fault:
    """One row that cannot be used: its line in the file, and why."""

    line: int
    error: InputRefused


@dataclass
class Known:
    """What rows of the file may name; read once."""

    district_id: UUID | None
    units: dict[str, UUID]
    leads: dict[str, Organisation]
    offices: dict[UUID, UUID]
    now: datetime
    places: dict[UUID, Place] = field(default_factory=dict)

    def place(self, unit_id: UUID) -> Place:
        """Return the place of a unit."""
        if unit_id not in self.places:
            self.places[unit_id] = places.place_of_unit(unit_id)
        return self.places[unit_id]


def known(now: datetime) -> Known:
    """Return what the rows may name; four statements."""
    units = dict(UnitCode.objects.filter(valid_to=None).values_list("code", "unit_id"))
    doors = Unit.objects.filter(valid_to=None, door_code__isnull=False)
    plates = {code: key for code, key in doors.values_list("door_code", "pk") if code}
    organisations = Organisation.objects.all()
    names = {one.name: one for one in organisations}
    return Known(
        district_id=places.district_id(),
        units=plates | units,
        leads=names | {one.code: one for one in organisations if one.code},
        offices=people.community_organisations(),
        now=now,
    )


def read(content: bytes, *, now: datetime) -> tuple[list[Matter], list[Fault]]:
    """Return the matters of a file, in its order, and the rows that cannot be used.

    UTF-8 with or without a byte order mark, else GB18030.

    Raises:
        ColumnsMissing: there is no heading line, or a column that is needed is not in it.
    """
    rows = csv.DictReader(io.StringIO(_decoded(content)))
    missing = [column for column in NEEDED if column not in (rows.fieldnames or [])]
    if missing:
        raise ColumnsMissing(column=missing[0])
    named = known(now)
    matters: list[Matter] = []
    faults: list[Fault] = []
    numbers: set[str] = set()
    for row in rows:
        try:
            cells = {column: _cell(row.get(column)) for column in COLUMNS}
            if cells["number"] in numbers:
                raise NumberTwice(number=cells["number"])
            numbers.add(cells["number"])
            matters.append(_Row(cells, named).matter())
        except InputRefused as error:
            faults.append(Fault(rows.line_num, error))
    return matters, faults


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def _cell(value: object) -> str:
    return text.clean(value, most=4000) if isinstance(value, str) else ""


class _Row:
    """One row on its way to a matter."""

    def __init__(self, cells: Mapping[str, str], named: Known) -> None:
        self.cells, self.named = cells, named
        for column in NEEDED:
            self._need(column)
        self.at = self._time("reported_at") or named.now
        if self.at > named.now:
            raise ValueUnreadable(value=cells["reported_at"], column="reported_at")
        self.key = ids.make(int(self.at.timestamp() * 1000), os.urandom(10))
        self.place = self._place()

    def matter(self) -> Matter:
        """Return the matter with its history.

        Raises:
            InputRefused: a value cannot be read, is needed, or the steps go back in time.
        """
        steps = self._declined() if self.cells["declined_at"] else self._line()
        check_order(self.at, steps)
        if self.cells["category"]:
            edition = catalogue.edition(self.at).number
            catalogue.category(self.cells["category"], edition=edition)
        report = Report(
            case_id=self.key,
            source="history",
            place=self.place,
            text=self.cells["words"],
            category_code=self.cells["category"],
            request_key=f"history:{self.cells['number']}"[:80],
        )
        return Matter(report, ANONYMOUS, self.at, os.urandom(16), steps=steps)

    def _need(self, column: str) -> str:
        if not self.cells[column]:
            raise ValueNeeded(column=column)
        return self.cells[column]

    def _time(self, column: str) -> datetime | None:
        value = text.half_width(self.cells[column]).replace("/", "-")
        if not value:
            return None
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            raise ValueUnreadable(value=value, column=column) from None
        return at if at.tzinfo else timezone.make_aware(at)

    def _place(self) -> Place:
        code = self.cells["place"]
        if code:
            if code not in self.named.units:
                raise ValueUnreadable(value=code, column="place")
            return self.named.place(self.named.units[code])
        return places.locate(self._degrees("lon"), self._degrees("lat"))

    def _degrees(self, column: str) -> float:
        value = self._need(column)
        try:
            return float(value)
        except ValueError:
            raise ValueUnreadable(value=value, column=column) from None

    def _desk(self) -> Actor:
        """Return the desk that is told to have acted; no post is known for the past."""
        community = self.place.community_id
        if community is None:
            unit = self.named.district_id
            return Actor(role=Role.DISTRICT_DESK, unit_id=unit, unit_kind="district")
        return Actor(
            role=Role.COMMUNITY_DESK,
            organisation_id=self.named.offices.get(community),
            unit_id=community,
            unit_kind="community",
        )

    def _declined(self) -> Sequence[Past]:
        at, ground = self._time("declined_at"), self._need("ground")
        if at is None or ground not in set(Ground):
            raise ValueUnreadable(value=ground, column="ground")
        told = next((column for column in TIMES if self.cells[column]), None)
        if told:
            raise ValueUnreadable(value=self.cells[told], column=told)
        return [Past(Move.DECLINE, at, self._desk(), ground=Ground(ground))]

    def _line(self) -> Sequence[Past]:
        """Return the steps up to the last one that is told."""
        given = [self._time(column) for column in TIMES]
        count = max((n for n, at in enumerate(given, start=1) if at), default=0)
        moments: list[datetime] = []
        later = self.named.now
        for at in reversed(given[:count]):
            later = at or later
            moments.insert(0, later)
        steps = [self._step(move, at) for move, at in zip(TIMES.values(), moments, strict=False)]
        return [*steps, *self._verdict(moments[-1])] if count == len(TIMES) else steps

    def _step(self, move: Move, at: datetime) -> Past:
        if move is Move.REGISTER:
            return Past(move, at, self._desk(), category_code=self._need("category"))
        if move is Move.DISPATCH:
            return Past(move, at, self._desk(), lead_id=self._lead().pk)
        if move in (Move.ACCEPT, Move.DONE):
            return Past(move, at, self._handler())
        return Past(move, at, self._desk())

    def _lead(self) -> Organisation:
        named = self._need("lead")
        if named not in self.named.leads:
            raise ValueUnreadable(value=named, column="lead")
        return self.named.leads[named]

    def _handler(self) -> Actor:
        lead = self._lead()
        is_community = lead.kind == Organisation.Kind.COMMUNITY
        return Actor(
            role=Role.COMMUNITY_DESK if is_community else Role.DEPARTMENT_OFFICER,
            organisation_id=lead.pk,
            unit_id=self.named.district_id,
            unit_kind="district",
        )

    def _verdict(self, at: datetime) -> Sequence[Past]:
        settled, satisfied = self.cells["settled"].lower(), self.cells["satisfied"].lower()
        if not settled and not satisfied:
            return []
        if settled not in YES_NO:
            raise ValueUnreadable(value=settled, column="settled")
        if satisfied not in SATISFIED:
            raise ValueUnreadable(value=satisfied, column="satisfied")
        holder = reporter(self.key)
        verdict = SATISFIED[satisfied]
        return [Past(Move.RATE, at, holder, settled=YES_NO[settled], satisfied=verdict)]
