"""One row of a superior becomes one matter: what it says, what it needs, what can become of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from linli.grid.cells.rules import CellNeeded, Reader, column_of
from linli.grid.platforms.rules import Layout
from linli.grid.superior_answers.rules import Answer, answers
from linli.grid.superior_rows.rules import Told
from linli.kernel.common import crypto
from linli.kernel.common.errors import InputRefused, LinliError, gettext_noop
from linli.kernel.people.rules import phone_number


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


class NumberNotOurs(InputRefused):
    """A row answers a matter that was never taken in here."""

    code = "grid.number_not_ours"
    message = gettext_noop("There is no matter “%(number)s” here that could be answered.")
    hint = gettext_noop("Check the number; or take the matter in first, without these columns.")


@dataclass(frozen=True, slots=True)
class Matter:
    """What a row says, made storable; moments are aware, coordinates whole millionths of a degree.

    ``due_at`` is None where the row states none; ``says_receipt``: whether it has a column for
    the moment of the receipt, so that an empty one means that there is none any more.
    """

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
    due_at: datetime | None
    register_by: datetime | None
    says_receipt: bool
    told_at: datetime | None

    def words(self) -> str:
        """Return the words of the case: the heading where it says more, then what is reported."""
        if not self.title or self.title in self.text:
            return self.text
        return f"{self.title}\n{self.text}"

    def digest(self) -> str:
        """Return what tells these words from changed ones; name and telephone are left out."""
        said = [self.words(), self.address, self.category]
        return crypto.digest("sha256", crypto.canonical({"said": said}))

    def told(self, sent_at: datetime) -> Told:
        """Return what this row says beside the one before it; without words it says none."""
        return Told(
            digest=self.digest() if self.text else "",
            due_at=self.due_at,
            register_by=self.register_by,
            says_receipt=self.says_receipt,
            told_at=self.told_at,
            sent_at=sent_at,
        )


class Outcome(StrEnum):
    """What becomes of one row."""

    NEW = "new"
    KNOWN = "known"
    CHANGED = "changed"
    ANSWERED = "answered"
    OLDER = "older"
    REFUSED = "refused"


OUTCOME_NAMES: dict[Outcome, str] = {
    Outcome.NEW: gettext_noop("new"),
    Outcome.KNOWN: gettext_noop("known already, nothing to do"),
    Outcome.CHANGED: gettext_noop("changed by the superior"),
    Outcome.ANSWERED: gettext_noop("answered by the superior"),
    Outcome.OLDER: gettext_noop("older than what is here, nothing to do"),
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
        DeadlineBeforeStart.
    """
    if row.unread:
        raise FormulaUnread(column=column_of(row.unread[0], layout))
    reader = Reader(row.cells, layout)
    number = reader.folded("number")
    received_at = reader.moment("received_at") or now
    due_at = reader.moment("due_at", ends_day=True)
    if due_at and due_at <= received_at and reader.folded("received_at"):
        raise DeadlineBeforeStart(due=due_at, received=received_at)
    return Matter(
        number=reader.needed("number", number),
        text=reader.said("text"),
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
        says_receipt="register_by" in row.cells,
        told_at=reader.moment("told_at"),
    )


def answers_of(row: Row, layout: Layout, *, due_at: datetime | None, now: datetime) -> list[Answer]:
    """Return what a row answers of our reply; [] where it has no such columns.

    Raises:
        WordUnknown, CellNeeded, CellTooLong, MomentUnreadable.
    """
    return answers(Reader(row.cells, layout), due_at=due_at, now=now)


def deadline_of_new(found: Matter, layout: Layout) -> datetime:
    """Return by when a new matter has to be answered: as its row states, else the usual days.

    Raises:
        CellNeeded: it has no words, so it is no matter.
        DeadlineMissing: it states no deadline, and there are no usual days.
    """
    if not found.text:
        raise CellNeeded(column=column_of("text", layout))
    return found.due_at or usual(layout, found.received_at)


def usual(layout: Layout, since: datetime) -> datetime:
    """Return a deadline by the usual calendar days of a platform.

    Raises:
        DeadlineMissing: it has none.
    """
    if not layout.days:
        raise DeadlineMissing
    return since + timedelta(days=layout.days)


def _phone(cell: str) -> str:
    """Return the digits of a telephone, or what stands there where it is something else."""
    plain = cell.removesuffix(".0")
    try:
        return phone_number(plain)
    except LinliError:
        return plain
