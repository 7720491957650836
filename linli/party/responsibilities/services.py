"""The responsibility matrix of the district is drafted and changed, edition by edition."""

from uuid import UUID

from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor
from linli.party.responsibilities import rules
from linli.party.responsibilities.rules import Matrix
from linli.party.steps.rules import Step
from linli.party.tables import services as tables
from linli.party.tables.models import Edition
from linli.party.tables.queries import series_of
from linli.party.tables.rules import Table


def draft(actor: Actor, *, edition_id: UUID, matrix: Matrix, stamp: Stamp) -> Edition:
    """Draft the first edition of the district's matrix, or its next one.

    Raises:
        Forbidden, NotFound, NotTheEditor, DraftOpen, MatrixRefused.
    """
    rules.check_matrix(matrix)
    return tables.draft(
        actor, table=Table.RESPONSIBILITIES, edition_id=edition_id,
        series_id=series_of(actor, Table.RESPONSIBILITIES), content=matrix.content(), stamp=stamp,
    )  # fmt: skip


def revise(actor: Actor, *, step: Step, matrix: Matrix, stamp: Stamp) -> Edition:
    """Change what the draft of the matrix says.

    Raises:
        NotFound, Forbidden, NotTheEditor, EditionMoveNotAllowed, ChangedMeanwhile, MatrixRefused.
    """
    rules.check_matrix(matrix)
    return tables.revise(actor, step=step, content=matrix.content(), stamp=stamp)
