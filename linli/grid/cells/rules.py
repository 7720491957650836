"""What one cell of a superior means: said as it stands, folded, a moment, degrees.

A sheet and the JSON door give the same cells, by the words of ``platforms.rules``. Full width is
folded where a cell is a number, a moment or a name of a place; what was said stays as it was
said.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo

from linli.grid.platforms.rules import ANSWER_FIELDS, FIELDS, Layout
from linli.kernel.common import text
from linli.kernel.common.errors import InputRefused, Term, gettext_noop

MOST: dict[str, int] = {
    "number": 50,
    "text": 4000,
    "title": 200,
    "category": 60,
    "address": 300,
    "name": 40,
    "phone": 60,
    "heard_words": 4000,
    "back_words": 4000,
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
NAMES = {one.word: one.name for one in (*FIELDS, *ANSWER_FIELDS)}


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


def column_of(word: str, layout: Layout) -> str:
    """Return what a superior calls the column of a field, else our own name of it."""
    return layout.columns.get(word) or Term(NAMES[word])


def folded(words: str) -> str:
    """Return words with full width folded, on one line."""
    return " ".join(text.half_width(words).split())


def not_after(said: datetime | None, now: datetime, zone: tzinfo) -> datetime | None:
    """Return a moment of the past; a day alone, read as its end, is now while it is that day."""
    if said is None or said <= now:
        return said
    is_today = said.astimezone(zone).date() == now.astimezone(zone).date()
    return now if is_today else said


class Reader:
    """Reads the cells of one row; what it refuses names the superior's own column."""

    def __init__(self, cells: Mapping[str, str], layout: Layout) -> None:
        self.cells, self.layout = cells, layout
        self.zone = layout.tz()

    def said(self, word: str) -> str:
        """Return a cell as it was said."""
        cell = text.clean(self.cells.get(word, ""), most=1_000_000)
        most = MOST.get(word, MOST_OTHER)
        if len(cell) > most:
            raise CellTooLong(column=column_of(word, self.layout), length=len(cell), most=most)
        return cell

    def folded(self, word: str) -> str:
        """Return a cell with full width folded, on one line."""
        return folded(self.said(word))

    def needed(self, word: str, cell: str) -> str:
        """Return a cell that has to be filled in."""
        if not cell:
            raise CellNeeded(column=column_of(word, self.layout))
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
            raise MomentUnreadable(value=cell[:40], column=column_of(word, self.layout))
        return found

    def degrees(self, word: str, most: int) -> int | None:
        """Return whole millionths of a degree, or None where the cell is empty."""
        cell = self.folded(word)
        if not cell:
            return None
        fits = re.fullmatch(r"-?\d{1,3}(\.\d{1,15})?", cell)
        if not fits or abs(float(cell)) > most:
            raise DegreesUnreadable(value=cell[:40], column=column_of(word, self.layout))
        return round(float(cell) * 1_000_000)


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
