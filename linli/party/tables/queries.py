"""Which editions a post may read, and which one holds."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from linli.kernel.common.errors import NotFound
from linli.kernel.people import queries as people
from linli.kernel.people.rules import DEPARTMENT, Actor
from linli.party.moves.rules import READERS
from linli.party.policies.queries import above
from linli.party.tables import rules
from linli.party.tables.models import Edition
from linli.party.tables.news import EditionDrafted, EditionRevised
from linli.party.tables.rules import STAGE_NAMES, Stage, Table

WORDED = frozenset({EditionDrafted.verb, EditionRevised.verb})
"""Entries whose payload holds what the edition says."""

ONCE_IN_FORCE = [Stage.IN_FORCE.value, Stage.SUPERSEDED.value]


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One edition in a list."""

    id: UUID
    number: int
    stage: str
    stage_name: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the words of an edition on its page, whatever table it is of.

    ``draft_id``: the draft of the next edition, where the actor's office has one open.
    """

    line: EditionLine
    version: int
    office: str
    history: list[EditionLine]
    is_ours: bool
    draft_id: UUID | None


def visible(actor: Actor, table: Table) -> QuerySet[Edition]:
    """Return the editions a post may read; the rule of ``rules.may_read``, as a filter."""
    if actor.role not in READERS:
        return Edition.objects.none()
    own = Q(office_id=actor.organisation_id)
    found = own | Q(unit_id__in=above(actor))
    if actor.role not in DEPARTMENT and actor.unit_kind in {"district", "street"}:
        found |= Q(**{f"{actor.unit_kind}_id": actor.unit_id})
    found &= Q(stage__in=ONCE_IN_FORCE)
    if actor.role in rules.KEEPERS[table]:
        found |= own
    return Edition.objects.filter(found, table=table.value)


def seen(actor: Actor, table: Table, edition_id: UUID) -> Edition:
    """Return an edition that the actor may read, with its words.

    Raises:
        NotFound: there is none, or it is not hers to read; the two look the same.
    """
    found = Edition.objects.select_related("words").filter(pk=edition_id, table=table.value)
    edition = found.first()
    if edition is None or not rules.may_read(actor, edition, above(actor)):
        raise NotFound
    return edition


def latest(actor: Actor, table: Table) -> list[Edition]:
    """Return of each table of a kind the edition in force, else the draft of its first one.

    With their words, those of the district before those of streets; one statement beside the line.
    """
    found = visible(actor, table).filter(stage__in=[Stage.IN_FORCE.value, Stage.DRAFTED.value])
    rows = found.select_related("words").order_by("street_id", "drafted_at", "pk")
    in_force = {row.series_id for row in rows if row.stage == Stage.IN_FORCE}
    return [row for row in rows if row.stage == Stage.IN_FORCE or row.series_id not in in_force]


def history(actor: Actor, edition: Edition) -> list[Edition]:
    """Return all editions of the same table that the actor may read, newest first."""
    table = Table(edition.table)
    found = visible(actor, table).filter(series_id=edition.series_id)
    rows = found.exclude(stage=Stage.DROPPED.value).select_related("words")
    return list(rows.order_by("-drafted_at", "-pk"))


def draft_of(series_id: UUID) -> Edition | None:
    """Return the draft of the next edition of a table, or None."""
    return Edition.objects.filter(series_id=series_id, stage=Stage.DRAFTED.value).first()


def in_force(series_id: UUID, *, on: date | None = None) -> Edition | None:
    """Return the edition of a table that holds now, or held at the end of a day, with its words."""
    found = Edition.objects.select_related("words").filter(series_id=series_id)
    if on is None:
        return found.filter(stage=Stage.IN_FORCE.value).first()
    held = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    return found.filter(held, stage__in=ONCE_IN_FORCE, valid_from__lte=on).first()


def series_of(actor: Actor, table: Table) -> UUID:
    """Return the key of the one table of a kind in the district of a post; one statement.

    Raises:
        NotFound: the post is over no unit.
    """
    line = above(actor)
    if not line:
        raise NotFound
    return uuid5(line[-1], table.value)


def current(actor: Actor, table: Table) -> Edition | None:
    """Return the first of ``latest``: of a kind of which a district has one table, that one."""
    found = latest(actor, table)
    return found[0] if found else None


def editable(actor: Actor, table: Table, edition_id: UUID) -> Edition:
    """Return an edition that the actor's office edits, with its words.

    Raises:
        NotFound, Forbidden, NotTheEditor.
    """
    edition = seen(actor, table, edition_id)
    rules.check_may_edit(actor, edition, above(actor))
    return edition


def next_draft(edition: Edition, *, is_ours: bool) -> UUID | None:
    """Return the draft of the next edition, if the one who asks edits the table; else None."""
    draft = draft_of(edition.series_id) if is_ours else None
    return draft.pk if draft and draft.pk != edition.pk else None


def around(actor: Actor, edition: Edition) -> Around:
    """Return what stands around the words of an edition on its page."""
    is_ours = rules.may_edit(actor, edition)
    return Around(
        line=_line(edition),
        version=edition.version,
        office=people.organisation_names({edition.office_id}).get(edition.office_id, ""),
        history=[_line(row) for row in history(actor, edition)],
        is_ours=is_ours,
        draft_id=next_draft(edition, is_ours=is_ours),
    )


def _line(row: Edition) -> EditionLine:
    name = gettext(STAGE_NAMES[Stage(row.stage)])
    return EditionLine(row.pk, row.number, row.stage, name, row.valid_from, row.valid_to)
