"""Which editions a post may read, and which one holds."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.kernel.common.errors import NotFound
from linli.kernel.people.rules import DEPARTMENT, Actor
from linli.party.moves.rules import READERS
from linli.party.policies.queries import above
from linli.party.tables import rules
from linli.party.tables.models import Edition
from linli.party.tables.news import EditionDrafted, EditionRevised
from linli.party.tables.rules import Stage, Table

WORDED = frozenset({EditionDrafted.verb, EditionRevised.verb})
"""Entries whose payload holds what the edition says."""

ONCE_IN_FORCE = [Stage.IN_FORCE.value, Stage.SUPERSEDED.value]


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
