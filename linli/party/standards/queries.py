"""Standards as pages show them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel.people import queries as people
from linli.kernel.people.rules import Actor
from linli.party.records import queries as records
from linli.party.standards import rules
from linli.party.standards.rules import PERIOD_NAMES, Standard
from linli.party.tables import queries as tables
from linli.party.tables import rules as edition_rules
from linli.party.tables.models import Edition
from linli.party.tables.rules import STAGE_NAMES, Stage, Table


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One edition in a list."""

    id: UUID
    number: int
    stage: str
    stage_name: str
    name: str
    source: str
    items: int
    office: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class StandardPage:
    """An edition of a standard with what its page offers.

    ``draft_id``: the draft of the next edition, where the actor's office has one open.
    """

    line: EditionLine
    version: int
    standard: Standard
    period_name: str
    history: list[EditionLine]
    is_ours: bool
    draft_id: UUID | None
    may_be_assessed: bool


def of(edition: Edition) -> Standard:
    """Return what an edition, loaded with its words, says."""
    return rules.read(records.content_of(edition))


def lines(found: list[Edition]) -> list[EditionLine]:
    """Return editions, loaded with their words, as lists show them; one statement."""
    names = people.organisation_names({row.office_id for row in found})
    return [_line(row, names.get(row.office_id, "")) for row in found]


def _line(row: Edition, office: str) -> EditionLine:
    standard = of(row)
    return EditionLine(
        id=row.pk,
        number=row.number,
        stage=row.stage,
        stage_name=gettext(STAGE_NAMES[Stage(row.stage)]),
        name=standard.name,
        source=standard.source,
        items=len(standard.items),
        office=office,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def register(actor: Actor) -> list[EditionLine]:
    """Return the standards that a post may read, each by its edition in force; three statements."""
    return lines(tables.latest(actor, Table.STANDARD))


def page(actor: Actor, edition_id: UUID) -> StandardPage:
    """Return an edition of a standard with its history.

    Raises:
        NotFound: there is none, or it is not the actor's to read.
    """
    edition = tables.seen(actor, Table.STANDARD, edition_id)
    [line, *before] = lines([edition, *tables.history(actor, edition)])
    standard, is_ours = of(edition), edition_rules.may_edit(actor, edition)
    return StandardPage(
        line=line,
        version=edition.version,
        standard=standard,
        period_name=gettext(PERIOD_NAMES[standard.period]),
        history=before,
        is_ours=is_ours,
        draft_id=tables.next_draft(edition, is_ours=is_ours),
        may_be_assessed=edition.stage == Stage.IN_FORCE and bool(standard.items),
    )
