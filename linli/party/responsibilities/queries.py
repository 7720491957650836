"""The responsibility matrix as pages show it, and the duties that a task can follow from."""

from dataclasses import dataclass
from uuid import UUID

from linli.kernel.people.rules import Actor
from linli.party.records import queries as records
from linli.party.responsibilities import rules
from linli.party.responsibilities.rules import Grid, Matrix
from linli.party.tables import queries as tables
from linli.party.tables.models import Edition
from linli.party.tables.queries import Around
from linli.party.tables.rules import Table


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """An edition of the matrix with what its page offers."""

    around: Around
    matrix: Matrix
    grid: Grid


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty of the matrix in force that a task can follow from."""

    edition_id: UUID
    key: str
    words: str


def of(edition: Edition) -> Matrix:
    """Return what an edition, loaded with its words, says."""
    return rules.read(records.content_of(edition))


def page(actor: Actor, edition_id: UUID) -> MatrixPage:
    """Return an edition of the matrix with its history.

    Raises:
        NotFound: there is none, or it is not the actor's to read.
    """
    edition = tables.seen(actor, Table.RESPONSIBILITIES, edition_id)
    matrix = of(edition)
    return MatrixPage(tables.around(actor, edition), matrix, rules.grid(matrix))


def duties(actor: Actor) -> list[DutyLine]:
    """Return the duties of the matrix in force in the actor's district, in its order."""
    edition = tables.in_force(tables.series_of(actor, Table.RESPONSIBILITIES))
    if edition is None:
        return []
    return [DutyLine(edition.pk, one.key, words_of(one)) for one in of(edition).lines]


def words_of(line: rules.Line) -> str:
    """Return a duty in words: actor, field and duty."""
    return " · ".join(part for part in (line.actor, line.field, line.duty) if part)


def duty(edition_id: UUID | None, key: str) -> str:
    """Return a duty of some edition in words, '' where there is none; one statement."""
    if edition_id is None:
        return ""
    edition = Edition.objects.select_related("words").filter(pk=edition_id).first()
    line = of(edition).line(key) if edition else None
    return words_of(line) if line else ""
