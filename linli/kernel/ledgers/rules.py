"""The ledgers of a district, their columns, and what a row of one is refused for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from linli.kernel.common import text
from linli.kernel.common.errors import InputRefused, gettext_noop
from linli.kernel.sheets.rules import Limits, Line

LIMITS = Limits(mb=10, unpacked_mb=60, rows=20_000, columns=60)
"""POLICY. The buildings of a large district in one file; ours (decision 0039)."""

LOOKED_AT = 10
"""The headings stand within the first ten rows that hold anything; ours (decision 0039)."""


class Ledger(StrEnum):
    """The ledgers that come in and go out as sheets."""

    COMPOUNDS = "compounds"
    BUILDINGS = "buildings"
    POSTS = "posts"


LEDGER_NAMES: dict[Ledger, str] = {
    Ledger.COMPOUNDS: gettext_noop("Ledger of compounds"),
    Ledger.BUILDINGS: gettext_noop("Ledger of buildings"),
    Ledger.POSTS: gettext_noop("Ledger of posts"),
}
SHEET_NAMES: dict[Ledger, str] = {
    Ledger.COMPOUNDS: "小区台账",
    Ledger.BUILDINGS: "楼栋台账",
    Ledger.POSTS: "岗位台账",
}
"""Name of the sheet, and of the file; Chinese in every language, as the headings are."""

EXPLANATION = "填写说明"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: our word, its Chinese heading, what it holds, an example, other headings."""

    word: str
    heading: str
    about: str
    example: str = ""
    is_needed: bool = False
    most: int = 120
    others: tuple[str, ...] = ()


CODE = Column(
    "code",
    "代码",
    gettext_noop("Your own code. It finds the unit again when its name changes."),
    "430602001",
    most=40,
    others=("编码", "编号"),
)
HOUSEHOLDS = Column(
    "households", "户数", gettext_noop("A whole number; empty where it is not known."), "320"
)
COMMUNITY = gettext_noop("The name of a present community; “street/community” where names repeat.")

COLUMNS: dict[Ledger, tuple[Column, ...]] = {
    Ledger.COMPOUNDS: (
        Column(
            "name",
            "小区名称",
            gettext_noop("The name of the compound; once in a community."),
            "湖滨家园",
            is_needed=True,
            others=("名称", "小区"),
        ),
        Column(
            "parent", "所属社区", COMMUNITY, "花板桥社区", is_needed=True, others=("社区", "社区（村）")
        ),
        Column(
            "above",
            "所属街道",
            gettext_noop("Only needed where two communities have one name."),
            "东茅岭街道",
            others=("街道", "街道（乡镇）"),
        ),
        CODE,
        HOUSEHOLDS,
    ),
    Ledger.BUILDINGS: (
        Column(
            "name",
            "楼栋名称",
            gettext_noop("The name or number of the building; once in a compound."),
            "3栋",
            is_needed=True,
            others=("名称", "楼栋", "楼栋号"),
        ),
        Column(
            "parent",
            "所属小区",
            gettext_noop("The name of a present compound; “community/compound” where names repeat."),
            "湖滨家园",
            is_needed=True,
            others=("小区", "小区名称"),
        ),
        Column(
            "above",
            "所属社区",
            gettext_noop("Only needed where two compounds have one name."),
            "花板桥社区",
            others=("社区",),
        ),
        CODE,
        HOUSEHOLDS,
        Column(
            "door_code",
            "门牌码",
            gettext_noop("Given by the system; leave it as it is, and empty for new buildings."),
            most=16,
        ),
    ),
    Ledger.POSTS: (
        Column("name", "姓名", gettext_noop("The person."), "张某", is_needed=True, most=80),
        Column(
            "phone",
            "联系电话",
            gettext_noop("7 to 15 digits, or empty."),
            "13000000000",
            most=40,
            others=("电话", "手机号", "手机号码"),
        ),
        Column(
            "username",
            "登录名",
            gettext_noop("What she signs in with; empty for those who do not."),
            "zhang",
            most=150,
        ),
        Column(
            "organisation",
            "所属单位",
            gettext_noop("The name or code of an organisation that is there already."),
            "花板桥社区居委会",
            is_needed=True,
            others=("单位", "派出单位"),
        ),
        Column(
            "role",
            "岗位",
            gettext_noop("One of the words below."),
            "网格员",
            is_needed=True,
            others=("岗位名称",),
        ),
        Column(
            "unit",
            "责任辖区",
            gettext_noop(
                "Name or code of her district, street, community or grid; "
                "empty: that of the organisation."
            ),
            "东茅岭街道/花板桥社区/一格",
            most=400,
            others=("辖区", "所属网格"),
        ),
        Column(
            "starts_on",
            "任职日期",
            gettext_noop("The first day, for example 2026-01-31; empty: today."),
            "2026-01-01",
            others=("开始日期", "开始"),
        ),
        Column(
            "ends_on",
            "离任日期",
            gettext_noop("The first day she no longer holds the post, or empty."),
            others=("结束日期", "结束"),
        ),
    ),
}  # fmt: skip
"""Ledger → its columns, in the order in which they are written."""


class HeadingsMissing(InputRefused):
    """No row of the file has the headings that are needed."""

    code = "ledgers.headings_missing"
    message = gettext_noop("No row of the file has these headings: %(columns)s.")
    hint = gettext_noop("Begin with the template, or give your columns the headings it has.")


class LedgerEmpty(InputRefused):
    """There are headings but no row below them."""

    code = "ledgers.empty"
    message = gettext_noop("No row stands below the headings.")
    hint = gettext_noop("Fill the rows in, or check whether it is the file you meant.")


class CellNeeded(InputRefused):
    """A cell that is needed is empty."""

    code = "ledgers.cell_needed"
    message = gettext_noop("“%(column)s” is empty.")
    hint = gettext_noop("Fill it in, or take out the whole row.")


class CellUnreadable(InputRefused):
    """A cell holds something else than its column asks for."""

    code = "ledgers.cell_unreadable"
    message = gettext_noop("“%(value)s” cannot stand in “%(column)s”.")
    hint = gettext_noop("Possible here: %(possible)s")


class FormulaUnread(InputRefused):
    """A cell is a formula whose result is not in the file."""

    code = "ledgers.formula_unread"
    message = gettext_noop("“%(column)s” is a formula without a result.")
    hint = gettext_noop("Open the file, save it, or copy the column as values, and send it again.")


class NamedNowhere(InputRefused):
    """A cell names something that is not there."""

    code = "ledgers.named_nowhere"
    message = gettext_noop("“%(value)s” in “%(column)s” is not known here.")
    hint = gettext_noop("Write it as it is known here, or add it first. Alike: %(alike)s")


class NamedSeveral(InputRefused):
    """A cell names something that there is several times."""

    code = "ledgers.named_several"
    message = gettext_noop("There are several “%(value)s” (“%(column)s”).")
    hint = gettext_noop("Write what it is part of before it, or use its code: %(possible)s.")


class RowStandsTwice(InputRefused):
    """Two rows of the file mean the same."""

    code = "ledgers.stands_twice"
    message = gettext_noop("“%(name)s” stands in row %(row)s already.")
    hint = gettext_noop("Take one of the rows out, or tell them apart by their names.")


class NameTaken(InputRefused):
    """Another unit of the same place has this name already."""

    code = "ledgers.name_taken"
    message = gettext_noop("Another unit of this place is called “%(name)s” already.")
    hint = gettext_noop("Tell them apart by their names, or correct the code of the row.")


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the headings: its number in the sheet, its cells by our words, cleaned."""

    number: int
    ledger: Ledger
    cells: Mapping[str, str]
    unread: frozenset[str] = frozenset()

    def words(self, word: str) -> str:
        """Return a cell, folded to ordinary digits and letters; '' where there is none.

        Raises:
            CellNeeded, FormulaUnread, text.TextTooLong: it cannot be used.
        """
        column = column_of(self.ledger, word)
        if word in self.unread:
            raise FormulaUnread(column=column.heading)
        said = text.clean(text.narrow(self.cells.get(word, "")), most=column.most)
        if column.is_needed and not said:
            raise CellNeeded(column=column.heading)
        return said

    def number_in(self, word: str) -> int | None:
        """Return the whole number in a cell, or ``None`` where it is empty.

        Raises:
            CellUnreadable: it is no number of at most nine digits.
        """
        said = self.words(word).removesuffix("户").strip()
        if not said:
            return None
        if not (said.isascii() and said.isdigit() and len(said) <= 9):
            raise self.unreadable(word, "0, 1, 2 …")
        return int(said)

    def day_in(self, word: str) -> date | None:
        """Return the day in a cell, or ``None`` where it is empty.

        Raises:
            CellUnreadable: it is no day.
        """
        said = self.words(word).partition(" ")[0]
        for sign in "年月/.":
            said = said.replace(sign, "-")
        pieces = said.removesuffix("日").split("-")
        if pieces == [""]:
            return None
        try:
            year, month, day = (int(piece) for piece in pieces)
            return date(year, month, day)
        except ValueError:
            raise self.unreadable(word, "2026-01-31") from None

    def unreadable(self, word: str, possible: str) -> CellUnreadable:
        """Return the refusal of a cell."""
        heading = column_of(self.ledger, word).heading
        return CellUnreadable(value=self.cells.get(word, ""), column=heading, possible=possible)


def column_of(ledger: Ledger, word: str) -> Column:
    """Return a column of a ledger by our word for it."""
    return next(column for column in COLUMNS[ledger] if column.word == word)


def rows_of(ledger: Ledger, lines: Sequence[Line]) -> list[Row]:
    """Return the rows below the headings; headings that are repeated and banners are left out.

    Raises:
        HeadingsMissing, LedgerEmpty: see there.
    """
    header, places = _header(ledger, lines)
    rows = []
    for line in lines[header + 1 :]:
        cells = {word: _cell(line, place) for word, place in places.items()}
        unread = frozenset(word for word, place in places.items() if place in line.unread)
        if (
            _is_banner(line)
            or _places(ledger, line) == places
            or not (any(cells.values()) or unread)
        ):
            continue
        rows.append(Row(line.number, ledger, cells, unread))
    if not rows:
        raise LedgerEmpty
    return rows


def _header(ledger: Ledger, lines: Sequence[Line]) -> tuple[int, dict[str, int]]:
    needed = {column.word: column.heading for column in COLUMNS[ledger] if column.is_needed}
    best: dict[str, int] = {}
    for index, line in enumerate(lines[:LOOKED_AT]):
        places = _places(ledger, line)
        if needed.keys() <= places.keys():
            return index, places
        best = max(best, places, key=len)
    raise HeadingsMissing(columns=[needed[word] for word in needed if word not in best])


def _places(ledger: Ledger, line: Line) -> dict[str, int]:
    """Return our word → the place of its column, as far as a row holds headings."""
    said = [_heading(cell) for cell in line.cells]
    found: dict[str, int] = {}
    for column in COLUMNS[ledger]:
        for heading in (column.heading, *column.others):
            if heading in said and said.index(heading) not in found.values():
                found[column.word] = said.index(heading)
                break
    return found


def _heading(cell: str) -> str:
    return "".join(cell.split()).strip("*＊:：").replace("(", "（").replace(")", "）")


def _cell(line: Line, place: int) -> str:
    return line.cells[place] if place < len(line.cells) else ""


def _is_banner(line: Line) -> bool:
    """Return whether a row is one text merged over its whole width."""
    return len(line.cells) > 2 and len(set(line.cells)) == 1
