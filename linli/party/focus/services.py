"""The rules of focus of the district are drafted and changed, edition by edition."""

from uuid import UUID

from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor
from linli.party.focus import rules
from linli.party.focus.rules import FocusTable
from linli.party.steps.rules import Step
from linli.party.tables import services as tables
from linli.party.tables.models import Edition
from linli.party.tables.queries import series_of
from linli.party.tables.rules import Table


def draft(actor: Actor, *, edition_id: UUID, table: FocusTable, stamp: Stamp) -> Edition:
    """Draft the first edition of the district's rules, or the next one.

    Raises:
        Forbidden, NotFound, NotTheEditor, DraftOpen, FocusRefused.
    """
    rules.check_table(table)
    return tables.draft(
        actor, table=Table.FOCUS, series_id=series_of(actor, Table.FOCUS), edition_id=edition_id,
        content=table.content(), stamp=stamp,
    )  # fmt: skip


def revise(actor: Actor, *, step: Step, table: FocusTable, stamp: Stamp) -> Edition:
    """Change what the draft of the rules says.

    Raises:
        NotFound, Forbidden, NotTheEditor, EditionMoveNotAllowed, ChangedMeanwhile, FocusRefused.
    """
    rules.check_table(table)
    return tables.revise(actor, step=step, content=table.content(), stamp=stamp)
