"""The responsibility matrix as pages show it, and the duties that a task can follow from."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.utils.translation import gettext

from linli.kernel.common.errors import NotFound
from linli.kernel.people import queries as people
from linli.kernel.people.rules import Actor
from linli.party.policies.queries import above
from linli.party.records import queries as records
from linli.party.responsibilities import rules
from linli.party.responsibilities.rules import Grid, Matrix
from linli.party.tables import queries as tables
from linli.party.tables import rules as edition_rules
from linli.party.tables.models import Edition
from linli.party.tables.rules import STAGE_NAMES, Stage, Table


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One edition of the matrix in a list."""

    id: UUID
    number: int
    stage: str
    stage_name: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """An edition of the matrix with what its page offers.

    ``draft_id``: the draft of the next edition, where the actor's office has one open.
    """

    line: EditionLine
    version: int
    matrix: Matrix
    grid: Grid
    office: str
    history: list[EditionLine]
    is_ours: bool
    draft_id: UUID | None


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty of the matrix in force that a task can follow from."""

    edition_id: UUID
    key: str
    words: str


def series_of(actor: Actor) -> UUID:
    """Return the key of the matrix of the district in which a post works; one statement.

    Raises:
        NotFound: the post is over no unit.
    """
    line = above(actor)
    if not line:
        raise NotFound
    return uuid5(line[-1], Table.RESPONSIBILITIES.value)


def of(edition: Edition) -> Matrix:
    """Return what an edition, loaded with its words, says."""
    return rules.read(records.content_of(edition))


def current(actor: Actor) -> Edition | None:
    """Return the edition in force, else the draft of the first one, as the actor may read it."""
    found = tables.latest(actor, Table.RESPONSIBILITIES)
    return found[0] if found else None


def _line(row: Edition) -> EditionLine:
    stage = Stage(row.stage)
    return EditionLine(
        row.pk, row.number, row.stage, gettext(STAGE_NAMES[stage]), row.valid_from, row.valid_to
    )


def page(actor: Actor, edition_id: UUID) -> MatrixPage:
    """Return an edition of the matrix with its history.

    Raises:
        NotFound: there is none, or it is not the actor's to read.
    """
    edition = tables.seen(actor, Table.RESPONSIBILITIES, edition_id)
    matrix, is_ours = of(edition), edition_rules.may_edit(actor, edition)
    draft = tables.draft_of(edition.series_id) if is_ours else None
    return MatrixPage(
        line=_line(edition),
        version=edition.version,
        matrix=matrix,
        grid=rules.grid(matrix),
        office=people.organisation_names({edition.office_id}).get(edition.office_id, ""),
        history=[_line(row) for row in tables.history(actor, edition)],
        is_ours=is_ours,
        draft_id=draft.pk if draft and draft.pk != edition.pk else None,
    )


def editable(actor: Actor, edition_id: UUID) -> Edition:
    """Return an edition of the matrix that the actor's office edits.

    Raises:
        NotFound, Forbidden, NotTheEditor.
    """
    edition = tables.seen(actor, Table.RESPONSIBILITIES, edition_id)
    edition_rules.check_may_edit(actor, edition, above(actor))
    return edition


def duties(actor: Actor) -> list[DutyLine]:
    """Return the duties of the matrix in force in the actor's district, in its order."""
    edition = tables.in_force(series_of(actor))
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
