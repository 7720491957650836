"""One row of a superior becomes one matter: cells are read, or refused with their column.

A sheet and the JSON door give the same cells, by the words of ``platforms.rules.FIELDS``. Full
width is folded where a cell is a number, a moment or a name of a place; what was said stays as
it was said.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from linli.grid.platforms.rules import FIELDS, Layout
from linli.kernel.common import crypto, text
from linli.kernel.common.errors import InputRefused, LinliError, Term, gettext_noop
from linli.kernel.people.rules import phone_number

MOST: dict[str, int] = {
    "number": 50,
    "text": 4000,
    "title": 200,
    "category": 60,
    "address": 300,
    "name": 40,
    "phone": 60,
}
"""Signs that a cell may have; the others 120."""

MOST_OTHER = 120
FIRST_YEAR, LAST_YEAR = 2000, 2100
EXCEL_BEGINS = datetime(1899, 12, 30)  # noqa: DTZ001
"""Day 0 of Excel's serial days; the district's own clock, so it has no zone."""

SERIAL = re.compile(r"\d{5}(\.\d+)?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
SPOKEN = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[\sT]*(上午|下午|晚上|AM|PM)?\s*(\d{1,2})\s*[:时点]\s*(?:(\d{1,2})\s*分?)?"
    r"(?:\s*:?\s*(\d{1,2})(?:\.\d+)?\s*秒?)?\s*(AM|PM)?)?",
    re.IGNORECASE,
)
AFTERNOON = frozenset({"下午", "晚上", "PM"})
NAMES = {one.word: one.name for one in FIELDS}


class CellNeeded(InputRefused):
    """A cell without which there is no matter is empty."""

    code = "grid.cell_needed"
    message = gettext_noop("The column “%(column)s” is empty.")
    hint = gettext_noop("Fill it in, or take the row out.")


class MomentUnreadable(InputRefused):
    """A cell holds no day and time."""

    code = "grid.moment_unreadable"
    message = gettext_noop("“%(value)s” in the column “%(column)s” is no day and time.")
    hint = gettext_noop("Write it for example as 2026-11-27 14:30, with the year.")


class DegreesUnreadable(InputRefused):
    """A cell holds no longitude or latitude."""

    code = "grid.degrees_unreadable"
    message = gettext_noop("“%(value)s” in the column “%(column)s” is no longitude or latitude.")
    hint = gettext_noop("Write degrees with a point, for example 113.1290; or leave both empty.")


class CellTooLong(InputRefused):
    """A cell holds more than its field takes."""

    code = "grid.cell_too_long"
    message = gettext_noop("The column “%(column)s” has %(length)s signs; %(most)s are possible.")
    hint = gettext_noop("Shorten the cell, or choose another column.")


class DeadlineMissing(InputRefused):
    """A row states no deadline, and the platform has no usual one."""

    code = "grid.deadline_missing"
    message = gettext_noop("The row states no deadline of the superior.")
    hint = gettext_noop("Fill the deadline in, or set the usual number of days for this platform.")


class DeadlineBeforeStart(InputRefused):
    """The deadline lies before the moment the matter was passed down."""

    code = "grid.deadline_before_start"
    message = gettext_noop(
        "The deadline %(due)s lies before %(received)s, when it was passed down."
    )
    hint = gettext_noop("Check whether two columns were exchanged.")


class NumberStandsTwice(InputRefused):
    """Two rows have the same external number."""

    code = "grid.number_stands_twice"
    message = gettext_noop("The external number “%(number)s” stands here twice.")
    hint = gettext_noop("The first row counts; take the other one out.")


class OtherStreet(InputRefused):
    """A street's desk would take in what lies elsewhere."""

    code = "grid.other_street"
    message = gettext_noop("This matter lies outside your street.")
    hint = gettext_noop("Leave the row to the district desk.")


@dataclass(frozen=True, slots=True)
class Matter:
    """What a row says, made storable; moments are aware, coordinates whole millionths of a degree."""

    number: str
    text: str
    title: str
    category: str
    street: str
    community: str
    compound: str
    building: str
    address: str
    lon_e6: int | None
    lat_e6: int | None
    name: str
    phone: str
    received_at: datetime
    due_at: datetime
    register_by: datetime | None

    def words(self) -> str:
        """Return the words of the case: the heading where it says more, then what is reported."""
        if not self.title or self.title in self.text:
            return self.text
        return f"{self.title}\n{self.text}"

    def digest(self) -> str:
        """Return what tells this row from a changed one; name and telephone are left out."""
        said = [self.words(), self.address, self.category, self.due_at]
        return crypto.digest("sha256", crypto.canonical({"said": said}))


class Outcome(StrEnum):
    """What becomes of one row."""

    NEW = "new"
    KNOWN = "known"
    CHANGED = "changed"
    REFUSED = "refused"


OUTCOME_NAMES: dict[Outcome, str] = {
    Outcome.NEW: gettext_noop("new"),
    Outcome.KNOWN: gettext_noop("known already, nothing to do"),
    Outcome.CHANGED: gettext_noop("changed by the superior"),
    Outcome.REFUSED: gettext_noop("cannot be taken in"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it came: its number in the sheet, its cells by field; ``faults`` by field."""

    number: int
    cells: Mapping[str, str]
    is_hidden: bool = False
    unread: tuple[str, ...] = ()


class FormulaUnread(InputRefused):
    """A formula was never computed, so the file holds no value for it."""

    code = "grid.formula_unread"
    message = gettext_noop("The column “%(column)s” holds a formula without its result.")
    hint = gettext_noop("Open the sheet in Excel, save it, and send it again; or paste values.")


def matter(row: Row, layout: Layout, *, now: datetime) -> Matter:
    """Return what a row says.

    Args:
        now: stands for a missing moment of passing down.

    Raises:
        CellNeeded, CellTooLong, MomentUnreadable, DegreesUnreadable, FormulaUnread.
        DeadlineMissing, DeadlineBeforeStart.
    """
    if row.unread:
        raise FormulaUnread(column=_column(row.unread[0], layout))
    reader = _Reader(row.cells, layout)
    number, words = reader.folded("number"), reader.said("text")
    received_at = reader.moment("received_at") or now
    due_at = reader.moment("due_at", ends_day=True) or _usual(layout, received_at)
    if due_at <= received_at and reader.folded("received_at"):
        raise DeadlineBeforeStart(due=due_at, received=received_at)
    return Matter(
        number=reader.needed("number", number),
        text=reader.needed("text", words),
        title=reader.said("title"),
        category=reader.folded("category"),
        street=reader.folded("street"),
        community=reader.folded("community"),
        compound=reader.folded("compound"),
        building=reader.folded("building"),
        address=reader.said("address"),
        lon_e6=reader.degrees("lon", 180),
        lat_e6=reader.degrees("lat", 90),
        name=reader.folded("name"),
        phone=_phone(reader.folded("phone")),
        received_at=received_at,
        due_at=due_at,
        register_by=reader.moment("register_by", ends_day=True),
    )


def _usual(layout: Layout, received_at: datetime) -> datetime:
    if not layout.days:
        raise DeadlineMissing
    return received_at + timedelta(days=layout.days)


def _column(word: str, layout: Layout) -> str:
    return layout.columns.get(word) or Term(NAMES[word])


class _Reader:
    """Reads the cells of one row; what it refuses names the superior's own column."""

    def __init__(self, cells: Mapping[str, str], layout: Layout) -> None:
        self.cells, self.layout = cells, layout
        self.zone = layout.tz()

    def said(self, word: str) -> str:
        """Return a cell as it was said."""
        cell = text.clean(self.cells.get(word, ""), most=1_000_000)
        most = MOST.get(word, MOST_OTHER)
        if len(cell) > most:
            raise CellTooLong(column=_column(word, self.layout), length=len(cell), most=most)
        return cell

    def folded(self, word: str) -> str:
        """Return a cell with full width folded, on one line."""
        return " ".join(text.half_width(self.said(word)).split())

    def needed(self, word: str, cell: str) -> str:
        """Return a cell that has to be filled in."""
        if not cell:
            raise CellNeeded(column=_column(word, self.layout))
        return cell

    def moment(self, word: str, *, ends_day: bool = False) -> datetime | None:
        """Return the moment in a cell, or None where it is empty.

        ``ends_day``: a day without a time means its end (23:59), else its beginning.
        """
        cell = self.folded(word)
        if not cell:
            return None
        found = moment(cell, zone=self.zone, ends_day=ends_day)
        if found is None:
            raise MomentUnreadable(value=cell[:40], column=_column(word, self.layout))
        return found

    def degrees(self, word: str, most: int) -> int | None:
        """Return whole millionths of a degree, or None where the cell is empty."""
        cell = self.folded(word)
        if not cell:
            return None
        fits = re.fullmatch(r"-?\d{1,3}(\.\d{1,15})?", cell)
        if not fits or abs(float(cell)) > most:
            raise DegreesUnreadable(value=cell[:40], column=_column(word, self.layout))
        return round(float(cell) * 1_000_000)


def _phone(cell: str) -> str:
    """Return the digits of a telephone, or what stands there where it is something else."""
    plain = cell.removesuffix(".0")
    try:
        return phone_number(plain)
    except LinliError:
        return plain


def moment(words: str, *, zone: tzinfo, ends_day: bool = False) -> datetime | None:
    """Return the moment that a cell means, aware, or None where it means none.

    Understood are ISO 8601, ``2026年11月27日 14:30``, ``2026/11/27``, ``20261127143000`` and
    Excel's serial days; 24:00 is the next midnight. A day alone is its beginning, or with
    ``ends_day`` its last minute.
    """
    found = _serial(words) if SERIAL.fullmatch(words) else _written(words, ends_day=ends_day)
    if found is None or not FIRST_YEAR <= found.year < LAST_YEAR:
        return None
    aware = found if found.tzinfo else found.replace(tzinfo=zone)
    return aware.astimezone(UTC)


def _serial(words: str) -> datetime:
    return EXCEL_BEGINS + timedelta(seconds=round(float(words) * 86_400))


def _written(words: str, *, ends_day: bool) -> datetime | None:
    if "T" in words and re.search(r"(Z|[+-]\d{2}:?\d{2})$", words):
        try:
            return datetime.fromisoformat(words)
        except ValueError:
            return None
    compact, spoken = COMPACT.fullmatch(words), SPOKEN.fullmatch(words)
    if compact:
        return _built(*compact.groups()[:3], clock=compact.groups()[3:], ends_day=ends_day)
    if spoken is None:
        return None
    year, month, day, half, *clock, other_half = spoken.groups()
    is_after = (half or other_half or "").upper() in AFTERNOON
    return _built(year, month, day, clock=tuple(clock), ends_day=ends_day, is_after=is_after)


def _built(
    year: str,
    month: str,
    day: str,
    *,
    clock: tuple[str | None, ...],
    ends_day: bool,
    is_after: bool = False,
) -> datetime | None:
    hour, minute, second = (int(part or 0) for part in clock)
    if clock[0] is None and ends_day:
        hour, minute = 23, 59
    if is_after and hour < 12:
        hour += 12
    over = hour == 24 and not (minute or second)
    try:
        found = datetime(int(year), int(month), int(day), 0 if over else hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return None
    return found + timedelta(days=1) if over else found
