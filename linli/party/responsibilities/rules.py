"""Who does what: actors by duty, in one table of the district.

Source: article, pillar two: “按照「区委主导、党建引领，政府主抓、部门协同，街道（乡）主责、社区（村）
主力，网格主体、群众自治」的原则” (rows P1, G1). The words are the district's: none is written here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linli.kernel.common.errors import InputRefused, gettext_noop

MOST_LINES = 100
MOST_NAME, MOST_SOURCE, MOST_ACTOR, MOST_FIELD, MOST_DUTY = 60, 200, 40, 40, 120
"""POLICY. Lines of a matrix, and characters (decision 0037)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One duty: of which actor, in which field; ``field`` is '' where it holds in all of them.

    ``key`` is its place in the edition, 1 or more.
    """

    key: str
    actor: str
    duty: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """What one edition of the matrix says."""

    name: str
    source: str
    lines: tuple[Line, ...] = ()

    def content(self) -> dict[str, object]:
        """Return it as the payload of an edition keeps it."""
        return {
            "name": self.name,
            "source": self.source,
            "lines": [
                {"key": one.key, "actor": one.actor, "duty": one.duty, "field": one.field}
                for one in self.lines
            ],
        }

    def line(self, key: str) -> Line | None:
        """Return the duty with a key, or None."""
        return next((one for one in self.lines if one.key == key), None)


def read(content: Mapping[str, object]) -> Matrix:
    """Return the matrix that an edition keeps; an empty one where its words were erased."""
    lines = content.get("lines")
    return Matrix(
        name=str(content.get("name", "")),
        source=str(content.get("source", "")),
        lines=tuple(
            Line(str(one["key"]), str(one["actor"]), str(one["duty"]), str(one.get("field", "")))
            for one in (lines if isinstance(lines, list) else [])
        ),
    )


class MatrixRefused(InputRefused):
    """A matrix without name, source or lines, or a line without actor or duty."""

    code = "party.matrix_refused"
    message = gettext_noop(
        "A matrix needs a name, its source, and 1 to %(most)s lines with actor and duty."
    )
    hint = gettext_noop("Fill in what is missing, or leave a line empty altogether.")


def check_matrix(matrix: Matrix) -> None:
    """Refuse a matrix that says nothing, or half a thing.

    Raises:
        MatrixRefused.
    """
    is_whole = all(one.actor and one.duty for one in matrix.lines)
    has_lines = 0 < len(matrix.lines) <= MOST_LINES
    if not (matrix.name and matrix.source and is_whole and has_lines):
        raise MatrixRefused(most=MOST_LINES)


def numbered(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return lines with the keys 1, 2, 3 … in their order."""
    return tuple(
        Line(str(number), one.actor, one.duty, one.field)
        for number, one in enumerate(lines, start=1)
    )


@dataclass(frozen=True, slots=True)
class Row:
    """The duties of one actor, in the order of the fields of the table; '' where it has none."""

    actor: str
    duties: list[str]


@dataclass(frozen=True, slots=True)
class Grid:
    """The matrix as a table: fields across, actors down, each in the order they come."""

    fields: list[str]
    rows: list[Row]


def grid(matrix: Matrix) -> Grid:
    """Return the matrix as a table; several duties of one actor in one field stand together."""
    fields = list(dict.fromkeys(one.field for one in matrix.lines))
    actors = list(dict.fromkeys(one.actor for one in matrix.lines))
    cells: dict[tuple[str, str], list[str]] = {}
    for one in matrix.lines:
        cells.setdefault((one.actor, one.field), []).append(one.duty)
    return Grid(
        fields=fields,
        rows=[
            Row(actor, ["；".join(cells.get((actor, f), [])) for f in fields]) for actor in actors
        ],
    )
