"""Where the header of a sheet is, what its columns are called, and who may work with a sheet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from linli.grid.intake.rules import Row
from linli.grid.platforms.rules import (
    LIKE_ENOUGH,
    SHEET_FIELDS,
    Field,
    Layout,
    looks_like_title,
    plain,
)
from linli.kernel.common.errors import InputRefused, NotFound, RuleBroken, gettext_noop

LOOKED_AT = 30
"""A header stands within the first thirty rows that hold anything; ours, decision 0028."""

MOST_TITLE = 30
"""Longer cells are no titles."""

A_STEP = 300
"""So many rows are taken in at once; the page then offers to go on (decision 0028)."""


class HeaderMissing(InputRefused):
    """There is no row below the header that could be taken in."""

    code = "grid.header_missing"
    message = gettext_noop("No row stands below the header in row %(number)s.")
    hint = gettext_noop("Choose the row that holds the titles of the columns.")


class ColumnGone(RuleBroken):
    """A column that was chosen is not in this sheet."""

    code = "grid.column_gone"
    message = gettext_noop("The column “%(column)s” is not in this sheet.")
    hint = gettext_noop("Choose the columns again.")


class SheetGone(NotFound):
    """The sheet was kept for a day and is not here any more."""

    code = "grid.sheet_gone"
    message = gettext_noop("This sheet is not here any more; a sheet is kept for one day.")
    hint = gettext_noop("Send the file again. What was taken in already is known and stays one.")


def header_of(lines: Sequence[Sequence[str]], remembered: Collection[str] = ()) -> int:
    """Return the index of the header: the row whose cells are most surely titles that we know.

    A title above it, merged over the whole width, counts once; of two rows of titles the one
    that names more columns wins. Where no row has two known titles, it is the first with three
    different cells, else the first.
    """
    known = {plain(title) for title in remembered}
    scores = [_score(cells, known) for cells in lines[:LOOKED_AT]]
    best = max(scores, default=0)
    if best >= 2 * LIKE_ENOUGH:
        return scores.index(best)
    broad = [i for i, cells in enumerate(lines[:LOOKED_AT]) if len({c for c in cells if c}) >= 3]
    return broad[0] if broad else 0


def _score(cells: Sequence[str], known: Collection[str]) -> float:
    """Return how many different cells of a row are titles that we know, unsure ones in part."""
    short = {cell for cell in cells if cell and len(cell) <= MOST_TITLE}
    return sum(1.0 if plain(cell) in known else looks_like_title(cell) for cell in short)


def titles_of(lines: Sequence[Sequence[str]], header: int) -> list[str]:
    """Return the titles of the columns, each once; '' where a column has none.

    A title that stands twice is told apart by the one above it, then by its place.
    """
    cells = [" ".join(cell.split()) for cell in lines[header]]
    above = [" ".join(cell.split()) for cell in lines[header - 1]] if header else [""] * len(cells)
    named = []
    for index, cell in enumerate(cells):
        group = above[index] if index < len(above) else ""
        is_twice = bool(cell) and cells.count(cell) > 1
        is_group = group and group != cell and above.count(group) < len(cells)
        named.append(f"{group} {cell}" if is_twice and is_group else cell)
    return [_told_apart(named, index) for index in range(len(named))]


def _told_apart(titles: Sequence[str], index: int) -> str:
    before = titles[:index].count(titles[index])
    title = titles[index][:60]
    return f"{title} ({before + 1})" if title and before else title


@dataclass(frozen=True, slots=True)
class Choice:
    """What the editor of columns said."""

    columns: dict[str, str]
    reply: dict[str, str]
    zone: str
    days: int


def remembered(before: Layout, choice: Choice, titles: Sequence[str]) -> Layout:
    """Return the layout of a platform once the columns of one of its sheets were chosen.

    Columns that this sheet does not have are kept: a superior's list of follow-ups has others
    than its list of matters. The header for replies is that of the last sheet with matters.
    """
    kept = {word: title for word, title in before.columns.items() if title not in titles}
    chosen = {word: title for word, title in choice.columns.items() if title}
    found = replace(before, columns=kept | chosen, zone=choice.zone, days=choice.days)
    if not chosen.get("text"):
        return found
    return replace(
        found,
        reply={title: word for title, word in choice.reply.items() if title in titles},
        titles=tuple(title for title in titles if title),
    )


def rows_of(
    lines: Sequence[tuple[int, bool, Sequence[str], Sequence[int]]],
    header: int,
    titles: Sequence[str],
    found: Layout,
    fields: Sequence[Field] = SHEET_FIELDS,
) -> list[Row]:
    """Return the rows below the header by field; a header that is repeated is left out.

    Raises:
        ColumnGone: a column that was chosen is not there.
    """
    places = {}
    for one in fields:
        title = found.columns.get(one.word, "")
        if title and title not in titles:
            raise ColumnGone(column=title)
        if title:
            places[one.word] = titles.index(title)
    rows = []
    for number, is_hidden, cells, unread in lines[header + 1 :]:
        if [" ".join(cell.split()) for cell in cells] == [
            " ".join(cell.split()) for cell in lines[header][2]
        ]:
            continue
        values = {
            word: cells[place] if place < len(cells) else "" for word, place in places.items()
        }
        missing = tuple(word for word, place in places.items() if place in unread)
        if any(values.values()) or missing:
            rows.append(Row(number, values, is_hidden, missing))
    return rows
