"""A standard is drafted, changed, put in force or dropped, edition by edition."""

from uuid import UUID

from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor
from linli.party.standards import rules
from linli.party.standards.rules import Standard
from linli.party.steps.rules import Step
from linli.party.tables import services as tables
from linli.party.tables.models import Edition
from linli.party.tables.rules import Table


def draft(
    actor: Actor, *, series_id: UUID, edition_id: UUID, standard: Standard, stamp: Stamp
) -> Edition:
    """Draft the first edition of a standard, or its next one.

    Raises:
        Forbidden, NotFound, NotTheEditor, DraftOpen, SourceNeeded, ItemRefused.
    """
    rules.check_standard(standard)
    return tables.draft(
        actor, table=Table.STANDARD, series_id=series_id, edition_id=edition_id,
        content=standard.content(), stamp=stamp,
    )  # fmt: skip


def revise(actor: Actor, *, step: Step, standard: Standard, stamp: Stamp) -> Edition:
    """Change what the draft of a standard says.

    Raises:
        NotFound, Forbidden, NotTheEditor, EditionMoveNotAllowed, ChangedMeanwhile.
        SourceNeeded, ItemRefused.
    """
    rules.check_standard(standard)
    return tables.revise(actor, step=step, content=standard.content(), stamp=stamp)
